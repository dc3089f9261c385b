"""What an endpoint says about itself: https://www.w3.org/TR/sparql11-service-description/."""

from __future__ import annotations

from rdflib import RDF, VOID, BNode, Graph, Literal, Namespace, URIRef

from schlaglicht.formats import (
    GRAPH_FORMATS,
    JSONLD,
    NTRIPLES,
    RDFXML,
    SOLUTIONS_FORMATS,
    TURTLE,
    Format,
)
from schlaglicht.project import Project
from schlaglicht.snapshot import Snapshot, shapes_graph

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS_NS = Namespace("http://www.w3.org/ns/formats/")

DESCRIPTION_FORMATS = (TURTLE, NTRIPLES, JSONLD, RDFXML)
"""Formats of the description, the default first: those of one graph."""

_RDFLIB_NAMES = {TURTLE: "turtle", NTRIPLES: "nt", JSONLD: "json-ld", RDFXML: "xml"}

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


def describe_service(endpoint: str, project: Project, snapshot: Snapshot, chosen: Format) -> bytes:
    """The service description of an endpoint that answers from `snapshot`, in UTF-8."""
    return service_graph(endpoint, project, snapshot).serialize(
        format=_RDFLIB_NAMES[chosen], encoding="utf-8"
    )


def service_graph(endpoint: str, project: Project, snapshot: Snapshot) -> Graph:
    """The service description as a graph: the service is a blank node, `sd:endpoint` its URL."""
    graph = Graph()
    graph.bind("sd", SD)
    graph.bind("formats", FORMATS_NS)
    service, dataset = BNode(), BNode()
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, URIRef(endpoint)))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    for offered in GRAPH_FORMATS + SOLUTIONS_FORMATS:
        graph.add((service, SD.resultFormat, FORMATS_NS[_W3C_NAMES[offered.name]]))
    graph.add((service, SD.defaultDataset, dataset))
    _add_dataset(graph, dataset, project, snapshot)
    return graph


def _add_dataset(graph: Graph, dataset: BNode, project: Project, snapshot: Snapshot) -> None:
    default_graph = BNode()
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, RDF.type, VOID.Dataset))
    graph.add((dataset, VOID.triples, Literal(snapshot.triples)))
    graph.add((dataset, SD.defaultGraph, default_graph))
    graph.add((default_graph, RDF.type, SD.Graph))
    if project.shapes:
        named_graph = BNode()
        graph.add((dataset, SD.namedGraph, named_graph))
        graph.add((named_graph, RDF.type, SD.NamedGraph))
        graph.add((named_graph, SD.name, URIRef(shapes_graph(project))))
