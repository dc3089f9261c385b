"""Quality of an ontology: cycles, terms in the wrong role, deprecated terms, missing annotations.

Undeclared terms are the subject of `undeclared_terms.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.checks.undeclared_terms import Vocabulary
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.result_locations import Locator
from schlaglicht.validation.rules import found
from schlaglicht.vocab import NAMING_CLASSES, SCHEMA, SCHEMA_HTTP, SH

_REPLACING = (DCTERMS.isReplacedBy, SCHEMA.supersededBy, SCHEMA_HTTP.supersededBy)
_ASPECTS = {
    "label": (RDFS.label, SKOS.prefLabel),
    "definition": (SKOS.definition, RDFS.comment, DCTERMS.description),
    "isDefinedBy": (RDFS.isDefinedBy,),
}
"""Annotations that terms of a complete ontology have, and the properties that give them."""

_IS_CLASS = msg("{term} is a class, but is used here as a property")
_IS_PROPERTY = msg("{term} is a property, but is used here as a class")
_NAMING_PROPERTIES = (SH.path, SH.targetSubjectsOf, SH.targetObjectsOf)


def check_ontology(inputs: Inputs) -> list[ValidationResult]:
    """Flaws of the ontology and in the use of its terms."""
    if not inputs.project.ontology:
        return []
    check = _OntologyCheck(inputs)
    return [
        *check.cycles(),
        *check.deprecated_uses(),
        *check.misused_terms(),
        *check.missing_annotations(),
    ]


@dataclass(frozen=True)
class _OntologyCheck:
    inputs: Inputs

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.inputs)

    def _name(self, term: Node) -> str:
        return self.inputs.names.term(term)

    def cycles(self) -> Iterator[ValidationResult]:
        """One result for each cycle of subclasses or subproperties that has several members."""
        locate = self.inputs.data_locator
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
            reported: set[Node] = set()
            for start in sorted(set(locate.graph.subjects(predicate)), key=str):
                cycle = [] if start in reported else _cycle(locate.graph, start, predicate)
                if not cycle or reported.intersection(cycle):
                    continue
                reported.update(cycle)
                shown = " → ".join(self._name(term) for term in (*cycle, cycle[0]))
                yield found(
                    "hierarchy-circle",
                    locate.object_of((cycle[-1], predicate, cycle[0])),
                    msg(
                        "these terms are declared below each other in a circle, so all mean the "
                        "same: {circle}",
                        circle=shown,
                    ),
                    helps=msg(
                        "remove one of the statements, or use owl:equivalentClass, "
                        "owl:equivalentProperty"
                    ),
                )

    def deprecated_uses(self) -> Iterator[ValidationResult]:
        """One result for each use in the data of a term that the ontology deprecates."""
        deprecated = deprecated_terms(self.inputs)
        if not deprecated:
            return
        part = self.inputs.data
        locate = Locator(part)
        for triple in part.graph:
            for term, place_of in zip(
                triple[1:], (locate.predicate_of, locate.object_of), strict=True
            ):
                if term in deprecated:
                    yield self._deprecated_use(term, place_of(triple))

    def _deprecated_use(self, term: Node, place: Place | None) -> ValidationResult:
        graph = self.inputs.ontology.graph
        better = sorted(
            self._name(other)
            for predicate in _REPLACING
            for other in graph.objects(term, predicate)
        )
        return found(
            "term-deprecated",
            place,
            msg("{term} is deprecated (owl:deprecated)", term=self._name(term)),
            helps=msg("write {better} instead", better=", ".join(better)) if better else {},
            value=term,
        )

    def misused_terms(self) -> Iterator[ValidationResult]:
        """One result for each class used as a property, and the other way round."""
        classes = self._vocabulary.classes - self._vocabulary.properties
        # A term with a superclass is a class itself, of properties for instance.
        below = {str(term) for term in self.inputs.ontology.graph.subjects(RDFS.subClassOf)}
        properties = self._vocabulary.properties - self._vocabulary.classes - below
        part, shapes = self.inputs.data, self.inputs.shapes_locator
        locate = Locator(part)
        data: Iterable[Triple] = () if part.iris.isdisjoint(classes | properties) else part.graph
        uses = [
            *((_IS_CLASS, t[1], locate.predicate_of(t)) for t in data if str(t[1]) in classes),
            *(
                (_IS_PROPERTY, t[2], locate.object_of(t))
                for t in data
                if t[1] == RDF.type and str(t[2]) in properties
            ),
            *(
                (mistake, t[2], shapes.object_of(t))
                for mistake, naming, terms in (
                    (_IS_CLASS, _NAMING_PROPERTIES, classes),
                    (_IS_PROPERTY, NAMING_CLASSES, properties),
                )
                for predicate in naming
                for t in shapes.graph.triples((None, predicate, None))
                if str(t[2]) in terms
            ),
        ]
        for mistake, term, place in uses:
            yield found("term-kind", place, mistake.filled(term=self._name(term)), value=term)

    def missing_annotations(self) -> Iterator[ValidationResult]:
        """One result for each own term that lacks an annotation most of the others have."""
        graph = self.inputs.ontology.graph
        own = self._vocabulary.own_namespaces
        declared = self._vocabulary.classes | self._vocabulary.properties
        terms = [URIRef(iri) for iri in sorted(declared) if iri.startswith(own)]
        lacking = {
            aspect: [t for t in terms if not any((t, said, None) in graph for said in predicates)]
            for aspect, predicates in _ASPECTS.items()
        }
        for term in terms:
            missing = [
                predicates[0]
                for aspect, predicates in _ASPECTS.items()
                if term in lacking[aspect] and 2 * len(lacking[aspect]) < len(terms)
            ]
            if missing:
                shown = ", ".join(self._name(predicate) for predicate in missing)
                yield found(
                    "term-undocumented",
                    Locator(self.inputs.ontology).subject(term),
                    msg(
                        "{term}: {missing} is missing; most terms here have it",
                        term=self._name(term),
                        missing=shown,
                    ),
                    value=term,
                )


def deprecated_terms(inputs: Inputs) -> set[Node]:
    """The terms that the ontology deprecates."""
    graph = inputs.ontology.graph
    said = graph.subjects(OWL.deprecated)
    deprecated = {term for term in said if is_on(graph, term, OWL.deprecated)}
    for class_ in (OWL.DeprecatedClass, OWL.DeprecatedProperty):
        deprecated |= set(graph.subjects(RDF.type, class_))
    return deprecated


def _cycle(graph: Graph, start: Node, predicate: URIRef) -> list[Node]:
    """The path from `start` back to itself along `predicate`; empty when there is none.

    A term directly below itself is harmless and not a cycle here.
    """
    came_from: dict[Node, Node] = {}
    waiting = [start]
    for node in waiting:
        for parent in sorted(graph.objects(node, predicate), key=str):
            if parent == start and node != start:
                way = [node]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if parent != start and parent not in came_from:
                came_from[parent] = node
                waiting.append(parent)
    return []
