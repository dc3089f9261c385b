"""Vocabulary: every used term is declared, and schema.org is written in one way.

In a namespace of which the ontology declares terms, a project uses only declared ones. Without an
ontology there are no undeclared terms. Little is known of other vocabularies: an undeclared term of
theirs is reported once, as an info, or as a warning where the ontology declares nearly all other
published terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from rdflib import OWL, RDF, RDFS, Literal, URIRef
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.iris import bare_iri, namespace_of
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import KnownIris
from schlaglicht.validation.checks.http_schema_org import check_http_schema_org
from schlaglicht.validation.checks.published_vocabularies import KnownVocabularies
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Severity, ValidationResult, reading_order
from schlaglicht.validation.result_locations import Locator
from schlaglicht.validation.rules import RULES
from schlaglicht.vocab import CLASSES, DATATYPES, OF_RDF, PROPERTIES

_PROPERTY, _CLASS = "rdf:Property", "rdfs:Class"
_PUBLISHED = msg(
    "its vocabulary has it; declare it where it needs a label or a class above it here"
)
_UNHEARD_OF = msg(
    "nothing is known about its vocabulary; put its file into ontology/ to have it checked"
)
_HABIT = 0.75
"""Share of declared published terms from which the remaining ones count as forgotten."""
_VANN_NAMESPACE = URIRef("http://purl.org/vocab/vann/preferredNamespaceUri")
_NAMING_DOCUMENTS = {
    RDFS.isDefinedBy,
    OWL.imports,
    OWL.versionIRI,
    OWL.priorVersion,
    OWL.backwardCompatibleWith,
    OWL.incompatibleWith,
}
"""Predicates whose objects are documents, even where their IRIs resemble terms."""


def check_undeclared_terms(inputs: Inputs) -> list[ValidationResult]:
    """A result for each use of a term that the ontology does not declare, or of http schema.org."""
    found = list(check_http_schema_org(inputs))
    if inputs.project.ontology:
        vocabulary = Vocabulary(inputs)
        found += vocabulary.unknown_in_data()
        found += [result for part in inputs.parts for result in vocabulary.unknown_own(part)]
    return found


@dataclass(frozen=True)
class Vocabulary:
    """The terms that a project declares, and those that it uses undeclared."""

    inputs: Inputs
    _nearest: dict[tuple[str, str | None], str | None] = field(default_factory=dict)

    @cached_property
    def classes(self) -> set[str]:
        """The IRIs of the classes and datatypes that the ontology declares."""
        return self._declared((*CLASSES, *DATATYPES))

    @cached_property
    def properties(self) -> set[str]:
        """The IRIs of the properties that the ontology declares."""
        return self._declared(PROPERTIES)

    @cached_property
    def own_namespaces(self) -> tuple[str, ...]:
        """The namespaces whose terms the project's own ontologies define."""
        graph = self.inputs.ontology.graph
        ontologies = set(map(bare_iri, self.inputs.ontologies))
        defined = {
            namespace_of(str(term))
            for term, ontology in graph.subject_objects(RDFS.isDefinedBy)
            if ontology in self.inputs.ontologies
            and isinstance(term, URIRef)
            and bare_iri(term) not in ontologies
        }
        named = {str(ns) for ns in graph.objects(None, _VANN_NAMESPACE)}
        return tuple(sorted(self._present(defined | named)))

    @cached_property
    def namespaces(self) -> set[str]:
        """The namespaces of which the ontology declares terms, and its own."""
        declared = set(map(namespace_of, self.classes | self.properties))
        return self._present(declared).union(self.own_namespaces)

    def _present(self, namespaces: set[str]) -> set[str]:
        """`namespaces` without those of imported ontologies that are not among the files.

        Statements about terms of an imported ontology do not make them the project's own. What
        ends before a host, or is empty as for `urn:x:y`, is not a namespace: any IRI begins so.
        """
        imported = {
            bare_iri(ontology) for ontology in self.inputs.ontology.graph.objects(None, OWL.imports)
        }
        absent = imported - set(map(bare_iri, self.inputs.ontologies))
        return {
            namespace
            for namespace in namespaces
            if namespace and not namespace.endswith("://") and bare_iri(namespace) not in absent
        }

    @cached_property
    def described(self) -> set[Node]:
        """Every node that is the subject of a triple somewhere."""
        return {subject for part in self.inputs.parts for subject in part.graph.subjects()}

    def unknown_in_data(self) -> list[ValidationResult]:
        """Predicates and classes of the data that the ontology does not declare."""
        locate = Locator(self.inputs.data.graph, self.inputs.data.positions)
        found: list[ValidationResult] = []
        elsewhere: dict[tuple[Node, str], list[Place | None]] = {}
        for triple in self.inputs.data.graph:
            for term, kind in self._unknown_terms(triple):
                named = locate.predicate_of if kind == _PROPERTY else locate.object_of
                if self._is_elsewhere(term, kind):
                    elsewhere.setdefault((term, kind), []).append(named(triple))
                else:
                    found.append(self._result(term, named(triple), kind))
        return [*found, *(self._elsewhere(*of, places) for of, places in elsewhere.items())]

    def _unknown_terms(self, triple: Triple) -> Iterator[tuple[Node, str]]:
        _, predicate, object_ = triple
        if self._is_unknown(predicate):
            yield predicate, _PROPERTY
        if predicate == RDF.type and isinstance(object_, URIRef) and self._is_unknown(object_):
            yield object_, _CLASS

    def unknown_own(self, part: LoadedGraph) -> list[ValidationResult]:
        """Terms of the project's own namespaces without a description, at each use."""
        locate = Locator(part.graph, part.positions)
        found: list[ValidationResult] = []
        if not any(self._is_missing(URIRef(iri)) for iri in part.iris):
            return found
        for triple in part.graph:
            if self._is_reported_in_data(part, triple):
                continue
            if self._is_missing(triple[1]) and part is not self.inputs.data:
                found.append(self._result(triple[1], locate.predicate_of(triple), None))
            if (term := _named_by(triple)) and self._is_missing(term):
                found.append(self._result(term, locate.object_of(triple), None))
        return found

    def misses(self, term: Node) -> bool:
        """True if `unknown_own` reports a term wherever shapes name it."""
        return bool(self.inputs.project.ontology) and self._is_missing(term)

    def _is_reported_in_data(self, part: LoadedGraph, triple: Triple) -> bool:
        """True if `unknown_in_data` reports the class in this triple."""
        in_data = part is self.inputs.data and triple[1] == RDF.type
        return in_data and self._is_unknown(triple[2])

    def _is_missing(self, term: Node) -> bool:
        iri = str(term)
        own = any(iri.startswith(ns) and iri != ns for ns in self.own_namespaces)
        return own and term not in self.described

    def _is_unknown(self, term: Node) -> bool:
        iri = str(term)
        if iri.startswith((*OF_RDF, "http://schema.org/")):
            return False
        return iri not in self.properties and iri not in self.classes

    def _is_elsewhere(self, term: Node, kind: str) -> bool:
        """True if a published vocabulary has a term, or nothing is known about it."""
        iri = str(term)
        if self._published.vocabulary_of(iri):
            return self._published.has(iri)
        return namespace_of(iri) not in self.namespaces and self._near(iri, kind) is None

    @cached_property
    def _published(self) -> KnownVocabularies:
        return KnownVocabularies(map(str, self.inputs.ontologies))

    @cached_property
    def _declares_published(self) -> bool:
        """True if the ontology declares most used terms of published vocabularies."""
        graph = self.inputs.data.graph
        used = {*graph.predicates(), *graph.objects(None, RDF.type)}
        published = [term for term in used if self._published.has(str(term))]
        foreign = [term for term in published if not str(term).startswith(OF_RDF)]
        declared = [term for term in foreign if not self._is_unknown(term)]
        return len(declared) >= _HABIT * len(foreign)

    def _near(self, iri: str, kind: str | None) -> str | None:
        if (iri, kind) not in self._nearest:
            self._nearest[iri, kind] = self._candidates[kind].nearest(iri)
        return self._nearest[iri, kind]

    def _declared(self, kinds: tuple[URIRef, ...]) -> set[str]:
        """The instances of `kinds` and of the ontology's own classes below them."""
        graph = self.inputs.ontology.graph
        classes = {
            class_ for kind in kinds for class_ in graph.transitive_subjects(RDFS.subClassOf, kind)
        }
        return {str(term) for class_ in classes for term in graph.subjects(RDF.type, class_)}

    def _result(self, term: Node, place: Place | None, kind: str | None) -> ValidationResult:
        names = self.inputs.names
        written = names.term(term)
        if near := self._near(str(term), kind):
            help_ = msg("did you mean {near}?", near=names.iri(near))
        else:
            help_ = msg(
                "declare the term in the ontology: {term} a {kind} .",
                term=written,
                kind=kind or "…",
            )
        rule = RULES["unknown-term"]
        message = msg("{term} is not declared in the ontology", term=written)
        return ValidationResult(rule.code, rule.severity, message, place, help_, value=term)

    def _elsewhere(self, term: Node, kind: str, places: list[Place | None]) -> ValidationResult:
        """The single result about all uses of a term of another vocabulary."""
        first = min(filter(None, places), key=reading_order, default=None)
        written = self.inputs.names.term(term)
        known = self._published.has(str(term))
        missed = known and self._declares_published
        return replace(
            self._result(term, first, kind),
            severity=Severity.WARNING if missed else Severity.INFO,
            messages=msg(
                "{term} is not declared in the ontology (times used: {count})",
                term=written,
                count=len(places),
            ),
            helps=_PUBLISHED if known else _UNHEARD_OF,
        )

    @cached_property
    def _candidates(self) -> dict[str | None, KnownIris]:
        """The terms that may have been meant, by kind."""
        described = {str(node) for node in self.described if isinstance(node, URIRef)}
        own = {iri for iri in described if iri.startswith(self.own_namespaces)}
        kinds = {_PROPERTY: self.properties, _CLASS: self.classes, None: own}
        return {kind: KnownIris(iris) for kind, iris in kinds.items()}


def _named_by(triple: Triple) -> URIRef | None:
    """The IRI that the object of a triple names: itself, or its datatype."""
    _, predicate, object_ = triple
    if predicate in _NAMING_DOCUMENTS:
        return None
    if isinstance(object_, Literal):
        return object_.datatype
    return object_ if isinstance(object_, URIRef) else None
