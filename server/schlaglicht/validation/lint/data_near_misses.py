"""Terms of the data similar to terms of the shapes, which therefore miss them.

With an ontology the check of the vocabulary finds them. Without one only the shapes give the
intended terms, and a single misspelt class leaves its node unchecked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import NearMisses, plain_iri
from schlaglicht.validation.checks.published_vocabularies import KnownVocabularies
from schlaglicht.validation.lint.lint_result import found
from schlaglicht.validation.lint.referenced_terms import (
    named_classes,
    named_properties,
)
from schlaglicht.validation.lint.shape_graph import Shapes
from schlaglicht.validation.report import Severity, ValidationResult, reading_order
from schlaglicht.validation.result_locations import Locator
from schlaglicht.vocab import OF_RDF


def check_data_near_misses(shapes: Shapes) -> list[ValidationResult]:
    """A result for each such term at its first place, and for each literal used as a class."""
    near_misses = _NearMisses(shapes)
    misspelt = [] if shapes.inputs.project.ontology else near_misses.misspelt()
    return [*misspelt, *near_misses.texts()]


@dataclass(frozen=True)
class _NearMisses:
    shapes: Shapes

    def misspelt(self) -> Iterator[ValidationResult]:
        """Results for terms that no shape names, where shapes name a similar one."""
        said = objects_of(self.shapes.inputs.data.graph).values()
        properties = {predicate for of_one in said for predicate in of_one}
        classes = {class_ for of_one in said for class_ in of_one.get(RDF.type, ())}
        for term, meant in self._near_misses(classes, named_classes(self.shapes)):
            yield from self._result(term, meant, [(RDF.type, term), (RDF.type, meant)])
        for term, meant in self._near_misses(properties, named_properties(self.shapes.graph)):
            yield from self._result(term, meant, [(term, None), (meant, None)])

    def texts(self) -> Iterator[ValidationResult]:
        """Results for literals used as classes."""
        for triple in self._locate.graph.triples((None, RDF.type, None)):
            if isinstance(triple[2], Literal):
                message = msg(
                    "{term} is a text, but is used here as a class",
                    term=self.shapes.names.shortened(triple[2]),
                )
                place = self._locate.object_of(triple)
                yield found(
                    "term-kind",
                    place,
                    message,
                    helps=msg("write the class as an IRI, without quotation marks"),
                )

    @property
    def _locate(self) -> Locator:
        data = self.shapes.inputs.data
        return Locator(data.graph, data.positions)

    def _near_misses(self, used: set[Node], named: set[Node]) -> Iterator[tuple[URIRef, URIRef]]:
        """Each used term that is not named, and the named one that was probably meant."""
        near = NearMisses(str(term) for term in named if isinstance(term, URIRef))
        known = KnownVocabularies()
        for term in sorted(used, key=str):
            if not isinstance(term, URIRef) or term in named or str(term).startswith(OF_RDF):
                continue
            if known.vocabulary_of(term) is not None:
                continue
            if meant := near.nearest(term) or _other_number(term, named.difference(used)):
                yield term, URIRef(str(meant))

    def _result(
        self, term: URIRef, meant: URIRef, uses: list[tuple[Node, Node | None]]
    ) -> Iterator[ValidationResult]:
        triples, right = (list(self._locate.graph.triples((None, *use))) for use in uses)
        # If the named term is unused, the shape is reported instead, except over a plural; if the
        # other one differs in a letter, and is more frequent or used otherwise, it is a term too.
        if not right and not _other_number(term, {meant}):
            return
        slip = right and plain_iri(term) != plain_iri(meant)
        if slip and (len(triples) > len(right) or _are_two(self._locate.graph, triples, right)):
            return
        names, locate = self.shapes.names, self._locate
        named = locate.object_of if uses[0][0] == RDF.type else locate.predicate_of
        places = [place for triple in triples if (place := named(triple))]
        yield found(
            "unknown-term",
            min(places, key=reading_order, default=None),
            msg(
                "no shape names {term}, only a term that is nearly the same (times used: {count})",
                term=names.term(term),
                count=len(triples),
            ),
            helps=msg("did you mean {near}?", near=names.term(meant)),
            severity=Severity.WARNING,
            value=term,
        )


def _other_number(term: URIRef, others: Iterable[Node]) -> Node | None:
    """The plural or the singular of a term among `others`."""
    forms = (f"{term}s", str(term).removesuffix("s"))
    return next(
        (other for other in others if str(other) != str(term) and str(other) in forms), None
    )


def _are_two(graph: Graph, uses: list[Triple], others: list[Triple]) -> bool:
    """True if the uses of two terms show that both are meant.

    One node has both. Or, for properties, the nodes have classes without one in common, or one of
    the terms has only literals as values, the other none.
    """
    if {triple[0] for triple in uses} & {triple[0] for triple in others}:
        return True
    if uses[0][1] == RDF.type:
        return False
    classes, other_classes = _classes(graph, uses), _classes(graph, others)
    if classes and other_classes and not classes & other_classes:
        return True
    return not _kinds(uses) & _kinds(others)


def _classes(graph: Graph, triples: list[Triple]) -> set[Node]:
    return {class_ for triple in triples for class_ in graph.objects(triple[0], RDF.type)}


def _kinds(triples: list[Triple]) -> set[bool]:
    return {isinstance(triple[2], Literal) for triple in triples}
