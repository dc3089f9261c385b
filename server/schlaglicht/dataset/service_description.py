"""The description of an endpoint: https://www.w3.org/TR/sparql11-service-description/."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rdflib import RDF, VOID, Graph, Namespace, URIRef

from schlaglicht.dataset import description_iri
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.dataset.void import (
    SD,
    add_description,
    dataset_node,
    default_graph_node,
    describe_dataset,
    question_node,
)
from schlaglicht.errors import NotWritable, ProjectError
from schlaglicht.formats import GRAPH_FORMATS, SOLUTIONS_FORMATS, Format, alternatives_to
from schlaglicht.project import Project
from schlaglicht.questions import Question
from schlaglicht.rdf.writing.write import dump
from schlaglicht.vocab import SCHEMA

FORMATS_NS = Namespace("http://www.w3.org/ns/formats/")

_PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "formats": "http://www.w3.org/ns/formats/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
    "void-ext": "http://ldf.fi/void-ext#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_NAMESPACES = frozenset(_PREFIXES.values())

# https://www.w3.org/ns/formats/
_W3C_NAMES = {
    "csv": "SPARQL_Results_CSV",
    "json": "SPARQL_Results_JSON",
    "jsonld": "JSON-LD",
    "nquads": "N-Quads",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "trig": "TriG",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "xml": "SPARQL_Results_XML",
}


class ServiceDescription:
    """The description of the endpoint that answers from one snapshot.

    Its texts are cached, for the few URLs under which a server is reached.
    """

    def __init__(self, project: Project, snapshot: Snapshot, questions: Sequence[Question]) -> None:
        self._project = project
        self._snapshot = snapshot
        self._questions = tuple(questions)
        self.write = lru_cache(maxsize=32)(self._write)
        """`write(endpoint, document, format)`: the description in UTF-8, always the same bytes.

        `endpoint` is the URL of the endpoint, `document` that of the description, for a project
        without `base`: otherwise the nodes have the same IRIs as in the store. With `dumps`, the
        URLs of the files with the default graph.
        """

    def graph(self, endpoint: str, document: str, dumps: Sequence[str] = ()) -> Graph:
        """The description as a graph; its sd:Service is `<document>#service`."""
        base = self._project.settings.base
        iri = description_iri(base) if base else document
        snapshot = self._snapshot
        graph = describe_dataset(
            iri,
            self._project,
            snapshot.statistics,
            self._questions,
            prefixes=snapshot.prefixes,
            left_out=snapshot.left_out,
        )
        formats = (_W3C_NAMES[offered.name] for offered in GRAPH_FORMATS + SOLUTIONS_FORMATS)
        url = URIRef(endpoint)
        add_description(
            graph,
            URIRef(f"{iri}#service"),
            {
                RDF.type: SD.Service,
                SD.endpoint: url,
                SD.supportedLanguage: SD.SPARQL11Query,
                SD.resultFormat: (FORMATS_NS[name] for name in formats),
                SD.defaultDataset: dataset_node(iri),
            },
        )
        add_description(
            graph,
            default_graph_node(iri),
            {VOID.sparqlEndpoint: url, VOID.dataDump: map(URIRef, dumps)},
        )
        for question in self._questions:
            graph.add((question_node(iri, question), SCHEMA.target, url))
        return graph

    def _write(
        self, endpoint: str, document: str, chosen: Format, dumps: tuple[str, ...] = ()
    ) -> bytes:
        base = self._project.settings.base
        nodes = {"node": f"{description_iri(base) if base else document}#"}
        own = {
            name: namespace
            for name, namespace in self._snapshot.written_prefixes.items()
            if name and name not in _PREFIXES and namespace not in _NAMESPACES
        }
        prefixes = {**_PREFIXES, **own, **nodes}
        try:
            return dump(self.graph(endpoint, document, dumps), chosen, prefixes)
        except ProjectError as error:  # RDF/XML, if a question has a control character
            others = alternatives_to(chosen)
            raise NotWritable(str(error), chosen.media_type, others) from error
