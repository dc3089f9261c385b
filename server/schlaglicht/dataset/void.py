"""A description of a dataset in RDF: VoID, the graphs of SPARQL, prefixes and questions.

https://www.w3.org/TR/void/, https://www.w3.org/TR/sparql11-service-description/. Prefixes are
declared in SHACL's terms (https://www.w3.org/TR/shacl/#sparql-prefixes), questions as in the SIB's
collections of examples (https://github.com/sib-swiss/sparql-examples), the format that its editor
reads. Every node has an IRI, numbered in the order of what it describes, so that the same dataset
gives the same graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, VOID, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from schlaglicht.dataset import description_iri, graph_titles
from schlaglicht.dataset.main_resource import MainResource
from schlaglicht.dataset.statistics import (
    ClassUse,
    GraphStatistics,
    PropertyUse,
    Statistics,
    vocabulary_namespace,
)
from schlaglicht.project import Project
from schlaglicht.questions import Kind, Parameter, Question
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.iris import is_language_tag
from schlaglicht.rdf.reading.recovery import LeftOut, in_short
from schlaglicht.rdf.terms import term_of
from schlaglicht.vocab import SH

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID_EXT = Namespace("http://ldf.fi/void-ext#")

MOST_PARTITIONS = 500
"""Classes and properties that are described individually; of more, the most used ones."""

MOST_GRAPHS = 100
"""Named graphs that are described, the first by IRI."""

MOST_EXAMPLES = 10
"""Example resources of a graph: one for each of its largest classes."""

_DATATYPES = {Kind.DATE: XSD.date, Kind.TEXT: XSD.string}

_FORMS = {
    "SELECT": (SH.select, SH.SPARQLSelectExecutable),
    "ASK": (SH.ask, SH.SPARQLAskExecutable),
    "CONSTRUCT": (SH.construct, SH.SPARQLConstructExecutable),
    "DESCRIBE": (SH.describe, SH.SPARQLDescribeExecutable),
}


def describe_dataset(
    document: str,
    project: Project,
    statistics: Statistics,
    questions: Sequence[Question],
    *,
    prefixes: Mapping[str, str],
    left_out: Sequence[LeftOut] = (),
) -> Graph:
    """The description of a dataset, its nodes named `<document>#…`."""
    described = _Description(document)
    described.add_document()
    described.add_dataset(project, statistics)
    if left_out:
        said = in_short(left_out, len(project.graph_files) + len(project.evidence))
        described.add("default-graph", {RDFS.comment: _texts(said)})
    for prefix, namespace in sorted(prefixes.items()):
        described.add_prefix(prefix, namespace)
    for question in questions:
        described.add_question(question)
    return described.graph


def dataset_node(document: str) -> URIRef:
    """The sd:Dataset of a description."""
    return URIRef(f"{document}#dataset")


def default_graph_node(document: str) -> URIRef:
    """The void:Dataset of a description for the default graph."""
    return URIRef(f"{document}#default-graph")


def question_node(document: str, question: Question) -> URIRef:
    """The node of a question in a description."""
    return URIRef(f"{document}#question-{quote(question.name, safe='')}")


Description = Mapping[URIRef, Node | Iterable[Node]]
"""The values of some properties of a node, one or several each."""


def add_description(graph: Graph, node: URIRef, description: Description) -> None:
    """Adds statements about a node to a graph."""
    for property_, values in description.items():
        for value in [values] if isinstance(values, Node) else values:
            graph.add((node, property_, value))


class _Description:
    """The graph of one description under construction."""

    def __init__(self, document: str) -> None:
        self.graph = new_graph()
        self.document = URIRef(document)
        self.dataset = dataset_node(document)

    def add(self, name: str, description: Description) -> URIRef:
        """Adds statements about a node with this name, and returns it."""
        node = URIRef(f"{self.document}#{name}")
        add_description(self.graph, node, description)
        return node

    def add_document(self) -> None:
        add_description(
            self.graph,
            self.document,
            {RDF.type: [VOID.DatasetDescription, OWL.Ontology], FOAF.primaryTopic: self.dataset},
        )

    def add_dataset(self, project: Project, statistics: Statistics) -> None:
        default_graph = default_graph_node(str(self.document))
        self.add("dataset", {RDF.type: SD.Dataset, SD.defaultGraph: default_graph})
        self.add_graph("default-graph", statistics.default_graph)
        self.add_classes(statistics.default_graph.classes)
        self.add_record(project, statistics.collection)
        titles = graph_titles(project.settings.base)
        first = sorted(statistics.named_graphs.items())[:MOST_GRAPHS]
        for number, (iri, graph) in enumerate(first, 1):
            named = self.add_named_graph(f"graph-{number}", iri, titles.get(iri, {}))
            self.graph.add((named, SD.graph, self.add_graph(f"graph-{number}", graph)))
        if base := project.settings.base:
            iri = description_iri(base)
            self.add_named_graph("description", str(self.document), titles[iri])

    def add_named_graph(self, name: str, iri: str, titles: Mapping[str, str]) -> URIRef:
        description: Description = {
            RDF.type: SD.NamedGraph,
            SD.name: URIRef(iri),
            DCTERMS.title: _texts(titles),
        }
        named = self.add(f"named-{name}", description)
        self.graph.add((self.dataset, SD.namedGraph, named))
        return named

    def add_record(self, project: Project, main_resource: MainResource | None) -> None:
        base = project.settings.base
        graph = self.add(
            "default-graph",
            {
                DCTERMS.title: _texts(project.settings.title),
                VOID.uriSpace: [Literal(base)] if base else [],
            },
        )
        if main_resource is not None:
            for _, predicate, object_ in new_graph().parse(data=main_resource.record, format="nt"):
                self.graph.add((graph, predicate, object_))
            self.graph.add((graph, RDFS.seeAlso, URIRef(main_resource.iri)))

    def add_graph(self, name: str, counts: GraphStatistics) -> URIRef:
        is_known = counts.is_counted or counts.triples
        triples = [Literal(counts.triples)] if is_known else []
        graph = self.add(name, {RDF.type: [SD.Graph, VOID.Dataset], VOID.triples: triples})
        if counts.is_counted:
            self.add_counts(graph, name, counts)
        return graph

    def add_counts(self, graph: URIRef, name: str, counts: GraphStatistics) -> None:
        vocabularies = {vocabulary_namespace(iri) for iri in counts.terms} - {""}
        chosen = _largest([use for use in counts.classes if use.example], MOST_EXAMPLES)
        self.add(
            name,
            {
                VOID.entities: Literal(counts.entities),
                VOID.classes: Literal(len(counts.classes)),
                VOID.properties: Literal(len(counts.properties)),
                VOID.distinctSubjects: Literal(counts.distinct_subjects),
                VOID.distinctObjects: Literal(counts.distinct_objects),
                DCTERMS.language: map(Literal, counts.languages),
                VOID.exampleResource: [URIRef(str(use.example)) for use in chosen],
                VOID.vocabulary: map(URIRef, vocabularies),
            },
        )
        by_triples = sorted(counts.properties, key=lambda each: (-each.triples, each.iri))
        self.add_properties(graph, name, by_triples[:MOST_PARTITIONS])

    def add_classes(self, uses: Sequence[ClassUse]) -> None:
        for number, use in enumerate(_largest(uses, MOST_PARTITIONS), 1):
            part = self.add(
                f"class-{number}",
                {
                    VOID["class"]: URIRef(use.iri),
                    VOID.entities: Literal(use.entities),
                    VOID.triples: Literal(sum(each.triples for each in use.properties)),
                    VOID.exampleResource: [URIRef(use.example)] if use.example else [],
                },
            )
            self.add("default-graph", {VOID.classPartition: part})
            self.add_properties(part, f"class-{number}", use.properties)

    def add_properties(self, whole: URIRef, name: str, uses: Iterable[PropertyUse]) -> None:
        for number, use in enumerate(sorted(uses, key=lambda use: use.iri), 1):
            own = f"{name}-property-{number}"
            part = self.add(
                own, {VOID.property: URIRef(use.iri), VOID.triples: Literal(use.triples)}
            )
            self.graph.add((whole, VOID.propertyPartition, part))
            # Only below a class: there editors expect the classes and datatypes of values.
            if name.startswith("class-"):
                self.add_values(part, f"{own}-values", use.classes, VOID.classPartition)
                self.add_values(part, f"{own}-literals", use.datatypes, VOID_EXT.datatypePartition)

    def add_values(
        self, whole: URIRef, name: str, counts: Mapping[str, int], partition: URIRef
    ) -> None:
        kind = VOID["class"] if partition == VOID.classPartition else VOID_EXT.datatype
        for number, (iri, triples) in enumerate(counts.items(), 1):
            part = self.add(f"{name}-{number}", {kind: URIRef(iri), VOID.triples: Literal(triples)})
            self.graph.add((whole, partition, part))

    def add_prefix(self, prefix: str, namespace: str) -> None:
        declaration = self.add(
            f"prefix-{quote(prefix, safe='')}",
            {
                RDF.type: SH.PrefixDeclaration,
                SH.prefix: Literal(prefix),
                SH.namespace: Literal(namespace, datatype=XSD.anyURI),
            },
        )
        self.graph.add((self.document, SH.declare, declaration))

    def add_question(self, question: Question) -> None:
        node = question_node(str(self.document), question)
        predicate, kind = _FORMS.get(question_form(question), _FORMS["SELECT"])
        add_description(
            self.graph,
            node,
            {
                RDF.type: [SH.SPARQLExecutable, kind],
                SH.prefixes: self.document,
                predicate: Literal(question.text),
                RDFS.comment: _texts(question.titles or {"": question.name}),
                DCTERMS.description: _texts(question.descriptions),
            },
        )
        for number, parameter in enumerate(question.parameters, 1):
            described = URIRef(f"{node}-parameter-{number}")
            self.graph.add((node, SH.parameter, described))
            self.graph.add((described, SH.order, Literal(number)))
            self.add_parameter(node, described, parameter)

    def add_parameter(self, question: URIRef, node: URIRef, parameter: Parameter) -> None:
        """Adds a parameter: its variable is the local name of the path.

        https://www.w3.org/TR/shacl-af/#ParametersExample
        """
        default = term_of(parameter.default)
        is_tagged = isinstance(default, Literal) and default.language
        datatype = _DATATYPES.get(parameter.kind)
        node_kinds = {Kind.THING: SH.IRI, Kind.NUMBER: SH.Literal}
        cells = [URIRef(f"{node}-choice-{n}") for n in range(1, len(parameter.choices) + 1)]
        add_description(
            self.graph,
            node,
            {
                RDF.type: SH.Parameter,
                SH.path: URIRef(f"{question}/{parameter.name}"),
                SH.optional: Literal(True),
                SH.defaultValue: default,
                SH.name: _texts(parameter.labels),
                SH.nodeKind: [node_kinds[parameter.kind]] if parameter.kind in node_kinds else [],
                SH["class"]: [URIRef(parameter.class_)] if parameter.class_ else [],
                SH.datatype: [RDF.langString if is_tagged else datatype] if datatype else [],
                SH["in"]: cells[:1],
            },
        )
        following = [*cells[1:], RDF.nil]
        for cell, choice, rest in zip(cells, parameter.choices, following, strict=False):
            add_description(self.graph, cell, {RDF.first: term_of(choice), RDF.rest: rest})


def question_form(question: Question) -> str:
    """The form of a question's query, by the first line that begins with one; else SELECT."""
    for line in question.text.splitlines():
        word = line.split("{")[0].split()
        if word and word[0].upper() in _FORMS:
            return word[0].upper()
    return "SELECT"


def _texts(texts: Mapping[str, str]) -> list[Literal]:
    """Texts by language tag as literals; an invalid tag is dropped, the text kept."""
    return [Literal(text, tag if is_language_tag(tag) else None) for tag, text in texts.items()]


def _largest(uses: Sequence[ClassUse], most: int) -> list[ClassUse]:
    chosen = sorted(uses, key=lambda use: (-use.entities, use.iri))[:most]
    return sorted(chosen, key=lambda use: use.iri)
