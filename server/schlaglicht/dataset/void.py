"""A description of a dataset in RDF: VoID, the graphs of SPARQL, prefixes and questions.

https://www.w3.org/TR/void/, https://www.w3.org/TR/sparql11-service-description/. Prefixes are
declared in SHACL's terms (https://www.w3.org/TR/shacl/#sparql-prefixes), questions as in the SIB's
collections of examples (https://github.com/sib-swiss/sparql-examples), the format that its editor
reads. Every node has an IRI, numbered in the order of what it describes, so that the same dataset
gives the same graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from rdflib import DCTERMS, OWL, RDF, RDFS, VOID, XSD, Graph, Literal, Namespace, URIRef

from schlaglicht.dataset.graph_names import description_iri, graph_titles
from schlaglicht.dataset.main_resource import MainResource
from schlaglicht.dataset.question_parameters import describe_parameters
from schlaglicht.dataset.statistics import (
    ClassUse,
    GraphStatistics,
    PropertyUse,
    Statistics,
    vocabulary_namespace,
)
from schlaglicht.project import Project
from schlaglicht.questions import Question
from schlaglicht.vocab import SH

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID_EXT = Namespace("http://ldf.fi/void-ext#")

MOST_PARTITIONS = 500
"""Classes and properties that are described individually; of more, the most used ones."""

MOST_GRAPHS = 100
"""Named graphs that are described, the first by IRI."""

MOST_EXAMPLES = 10
"""Example resources of a graph: one for each of its largest classes."""

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")

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
) -> Graph:
    """The description of a dataset, its nodes named `<document>#…`."""
    described = _Description(document)
    described.add_document()
    described.add_dataset(project, statistics)
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


class _Description:
    """The graph of one description under construction."""

    def __init__(self, document: str) -> None:
        self.graph = Graph()
        self.document = URIRef(document)
        self.dataset = dataset_node(document)

    def add(self, subject: URIRef, predicate: URIRef, *objects: URIRef | Literal) -> None:
        for object_ in objects:
            self.graph.add((subject, predicate, object_))

    def node(self, name: str) -> URIRef:
        return URIRef(f"{self.document}#{name}")

    def add_document(self) -> None:
        self.add(self.document, RDF.type, VOID.DatasetDescription, OWL.Ontology)
        self.add(self.document, URIRef("http://xmlns.com/foaf/0.1/primaryTopic"), self.dataset)

    def add_dataset(self, project: Project, statistics: Statistics) -> None:
        default_graph = default_graph_node(self.document)
        self.add(self.dataset, RDF.type, SD.Dataset)
        self.add(self.dataset, SD.defaultGraph, default_graph)
        self.add_graph("default-graph", statistics.default_graph)
        self.add_classes(default_graph, statistics.default_graph.classes)
        self.add_record(default_graph, project, statistics.collection)
        titles = graph_titles(project.settings.base)
        for number, (iri, graph) in enumerate(_first(statistics.named_graphs.items()), 1):
            named = self.add_named_graph(f"graph-{number}", iri, titles.get(iri, {}))
            self.add(named, SD.graph, self.add_graph(f"graph-{number}", graph))
        if base := project.settings.base:
            iri = description_iri(base)
            self.add_named_graph("description", str(self.document), titles[iri])

    def add_named_graph(self, name: str, iri: str, titles: Mapping[str, str]) -> URIRef:
        named = self.node(f"named-{name}")
        self.add(self.dataset, SD.namedGraph, named)
        self.add(named, RDF.type, SD.NamedGraph)
        self.add(named, SD.name, URIRef(iri))
        self.add(named, DCTERMS.title, *_texts(titles))
        return named

    def add_record(
        self, default_graph: URIRef, project: Project, main_resource: MainResource | None
    ) -> None:
        self.add(default_graph, DCTERMS.title, *_texts(project.settings.title))
        if project.settings.base:
            self.add(default_graph, VOID.uriSpace, Literal(project.settings.base))
        if main_resource is not None:
            for _, predicate, object_ in Graph().parse(data=main_resource.record, format="nt"):
                self.graph.add((default_graph, predicate, object_))
            self.add(default_graph, RDFS.seeAlso, URIRef(main_resource.iri))

    def add_graph(self, name: str, counts: GraphStatistics) -> URIRef:
        graph = self.node(name)
        self.add(graph, RDF.type, SD.Graph, VOID.Dataset)
        if counts.is_counted or counts.triples:
            self.add(graph, VOID.triples, Literal(counts.triples))
        if counts.is_counted:
            self.add_counts(graph, name, counts)
        return graph

    def add_counts(self, graph: URIRef, name: str, counts: GraphStatistics) -> None:
        self.add(graph, VOID.entities, Literal(counts.entities))
        self.add(graph, VOID.classes, Literal(len(counts.classes)))
        self.add(graph, VOID.properties, Literal(len(counts.properties)))
        self.add(graph, VOID.distinctSubjects, Literal(counts.distinct_subjects))
        self.add(graph, VOID.distinctObjects, Literal(counts.distinct_objects))
        self.add(graph, DCTERMS.language, *map(Literal, counts.languages))
        self.add(graph, VOID.exampleResource, *map(URIRef, _examples(counts.classes)))
        terms = [use.iri for use in counts.classes] + [use.iri for use in counts.properties]
        used = {vocabulary_namespace(iri) for iri in terms}
        self.add(graph, VOID.vocabulary, *(URIRef(each) for each in sorted(used) if each))
        self.add_properties(graph, name, _most_used(counts.properties))

    def add_classes(self, graph: URIRef, uses: Sequence[ClassUse]) -> None:
        for number, use in enumerate(_largest(uses), 1):
            part = self.node(f"class-{number}")
            self.add(graph, VOID.classPartition, part)
            self.add_class(part, use)
            self.add_properties(part, f"class-{number}", use.properties)

    def add_class(self, part: URIRef, use: ClassUse) -> None:
        self.add(part, VOID["class"], URIRef(use.iri))
        self.add(part, VOID.entities, Literal(use.entities))
        self.add(part, VOID.triples, Literal(sum(each.triples for each in use.properties)))
        if use.example:
            self.add(part, VOID.exampleResource, URIRef(use.example))

    def add_properties(self, whole: URIRef, name: str, uses: Iterable[PropertyUse]) -> None:
        for number, use in enumerate(uses, 1):
            part = self.node(f"{name}-property-{number}")
            self.add(whole, VOID.propertyPartition, part)
            self.add(part, VOID.property, URIRef(use.iri))
            self.add(part, VOID.triples, Literal(use.triples))
            # Only below a class: there editors expect the classes and datatypes of values.
            if name.startswith("class-"):
                self.add_values(part, f"{name}-property-{number}", use)

    def add_values(self, part: URIRef, name: str, use: PropertyUse) -> None:
        for number, (iri, triples) in enumerate(use.classes.items(), 1):
            values = self.node(f"{name}-values-{number}")
            self.add(part, VOID.classPartition, values)
            self.add(values, VOID["class"], URIRef(iri))
            self.add(values, VOID.triples, Literal(triples))
        for number, (iri, triples) in enumerate(use.datatypes.items(), 1):
            values = self.node(f"{name}-literals-{number}")
            self.add(part, VOID_EXT.datatypePartition, values)
            self.add(values, VOID_EXT.datatype, URIRef(iri))
            self.add(values, VOID.triples, Literal(triples))

    def add_prefix(self, prefix: str, namespace: str) -> None:
        declaration = self.node(f"prefix-{quote(prefix, safe='')}")
        self.add(self.document, SH.declare, declaration)
        self.add(declaration, RDF.type, SH.PrefixDeclaration)
        self.add(declaration, SH.prefix, Literal(prefix))
        self.add(declaration, SH.namespace, Literal(namespace, datatype=XSD.anyURI))

    def add_question(self, question: Question) -> None:
        node = question_node(self.document, question)
        predicate, kind = _FORMS.get(question_form(question), _FORMS["SELECT"])
        self.add(node, RDF.type, SH.SPARQLExecutable, kind)
        self.add(node, SH.prefixes, self.document)
        self.add(node, predicate, Literal(question.text))
        self.add(node, RDFS.comment, *_texts(question.titles or {"": question.name}))
        self.add(node, DCTERMS.description, *_texts(question.descriptions))
        for triple in describe_parameters(node, question):
            self.graph.add(triple)


def question_form(question: Question) -> str:
    """The form of a question's query, by the first line that begins with one; else SELECT."""
    for line in question.text.splitlines():
        word = line.split("{")[0].split()
        if word and word[0].upper() in _FORMS:
            return word[0].upper()
    return "SELECT"


def _texts(texts: Mapping[str, str]) -> list[Literal]:
    """Texts by language tag as literals; an invalid tag is dropped, the text kept."""
    return [
        Literal(text, tag if _LANGUAGE_TAG.fullmatch(tag) else None) for tag, text in texts.items()
    ]


def _first(graphs: Iterable[tuple[str, GraphStatistics]]) -> list[tuple[str, GraphStatistics]]:
    return sorted(graphs)[:MOST_GRAPHS]


def _most_used(uses: Sequence[PropertyUse]) -> list[PropertyUse]:
    chosen = sorted(uses, key=lambda use: (-use.triples, use.iri))[:MOST_PARTITIONS]
    return sorted(chosen, key=lambda use: use.iri)


def _largest(uses: Sequence[ClassUse], most: int = MOST_PARTITIONS) -> list[ClassUse]:
    chosen = sorted(uses, key=lambda use: (-use.entities, use.iri))[:most]
    return sorted(chosen, key=lambda use: use.iri)


def _examples(uses: Sequence[ClassUse]) -> list[str]:
    with_example = [use for use in uses if use.example]
    return sorted({str(use.example) for use in _largest(with_example, MOST_EXAMPLES)})
