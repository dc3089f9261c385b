"""Documentation of a dataset's ontology and shapes: definitions of terms, rules of shapes.

A term is deprecated, kept for old references alone, in either of the ways that OWL has:
https://www.w3.org/TR/owl2-syntax/#Annotation_Properties
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.i18n import Text, best_text
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import Reference
from schlaglicht.vocab import CLASSES, PROPERTIES, REPLACING, SCHEMA, SH
from schlaglicht.vocabularies import known_term

_CLASSES = (OWL.DeprecatedClass, OWL.DeprecatedProperty)


def is_deprecated(index: Index, term: Node) -> bool:
    """True for a term that `owl:deprecated` or its class says to be deprecated."""
    if Literal(True) in index.objects(term, OWL.deprecated):
        return True
    return not set(_CLASSES).isdisjoint(index.objects(term, RDF.type))


def replacements(index: Index, term: Node) -> list[str]:
    """The IRIs of what is to be used instead of a term."""
    return [str(x) for each in REPLACING for x in index.objects(term, each)]


def deprecated_terms(index: Index, *, limit: int) -> set[str]:
    """The IRIs of deprecated terms, at most about `limit`."""
    terms = index.subjects_with(OWL.deprecated, limit=limit)
    typed = [term for class_ in _CLASSES for term in index.instances(class_, limit=limit)]
    return {str(term) for term in (*terms, *typed) if is_deprecated(index, term)}


_MOST_TERMS = 5_000
_MOST_RULES = 60
_MOST_LINKED = 12

_DOMAINS = (RDFS.domain, SCHEMA.domainIncludes)
_RANGES = (RDFS.range, SCHEMA.rangeIncludes)
_ABOVE = (RDFS.subClassOf, RDFS.subPropertyOf)
_BUILT_IN = tuple(map(str, (OWL, RDF, RDFS)))


@dataclass(frozen=True)
class Term:
    """A class or property of the ontology."""

    reference: Reference
    short: str
    is_class: bool
    definition: Text | None
    above: tuple[Reference, ...]
    """Its superclasses or superproperties."""
    domains: tuple[Reference, ...]
    ranges: tuple[Reference, ...]
    is_deprecated: bool = False


@dataclass(frozen=True)
class Rule:
    """A property shape, with the message of its author."""

    reference: Reference
    property: Reference | None
    message: Text | None


@dataclass(frozen=True)
class ShapeRules:
    """A node shape, its targets and its rules."""

    reference: Reference
    targets: tuple[Reference, ...]
    rules: tuple[Rule, ...]
    more: int


def terms_defined(dataset: Dataset) -> list[tuple[str, bool]]:
    """The classes (True), then the properties that the dataset describes.

    Own ones come first, then those of known vocabularies, deprecated ones last.
    """
    classes = _instances(dataset, CLASSES)
    properties = [iri for iri in _instances(dataset, PROPERTIES) if iri not in set(classes)]
    terms = [(iri, True) for iri in classes] + [(iri, False) for iri in properties]
    deprecated = deprecated_terms(dataset.index, limit=_MOST_TERMS)
    return sorted(terms, key=lambda term: (term[0] in deprecated, known_term(term[0]) is not None))


def shapes_defined(dataset: Dataset) -> list[str]:
    """The node shapes that have an IRI."""
    return _instances(dataset, (SH.NodeShape,))


class Glossary:
    """Terms and shapes for a reader of `languages`."""

    def __init__(self, dataset: Dataset, languages: Sequence[str]) -> None:
        self._index = dataset.index
        self._languages = languages
        self._names = Names(dataset, languages)

    def term(self, iri: str, *, is_class: bool) -> Term:
        """A term with its definition."""
        return Term(
            self._names.reference(iri),
            self._names.short(iri),
            is_class,
            self._names.description(iri),
            self._linked(iri, _ABOVE),
            self._linked(iri, _DOMAINS),
            self._linked(iri, _RANGES),
            is_deprecated(self._index, URIRef(iri)),
        )

    def shape(self, iri: str) -> ShapeRules:
        """A shape with its rules, in the order of their IRIs."""
        found = self._index.objects(URIRef(iri), SH.property, limit=_MOST_TERMS)
        named = [node for node in found if isinstance(node, URIRef)]
        rules = (self._rule(node) for node in named[:_MOST_RULES])
        targets = self._linked(iri, (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf))
        more = max(0, len(named) - _MOST_RULES)
        return ShapeRules(self._names.reference(iri), targets, tuple(rules), more)

    def _rule(self, node: URIRef) -> Rule:
        messages = [
            (str(value), value.language)
            for value in self._index.objects(node, SH.message, limit=_MOST_LINKED)
            if isinstance(value, Literal)
        ]
        paths = self._linked(str(node), (SH.path,))
        message = best_text(messages, self._languages)
        return Rule(self._names.reference(str(node)), paths[0] if paths else None, message)

    def _linked(self, iri: str, properties: Iterable[URIRef]) -> tuple[Reference, ...]:
        found: list[Node] = []
        for property_ in properties:
            found += self._index.objects(URIRef(iri), property_, limit=_MOST_LINKED)
        return tuple(self._names.reference(str(n)) for n in found if isinstance(n, URIRef))


def _instances(dataset: Dataset, classes: Iterable[URIRef]) -> list[str]:
    found: dict[str, None] = {}
    for class_ in classes:
        things = dataset.index.instances(class_, limit=_MOST_TERMS)
        found |= {str(t): None for t in things if isinstance(t, URIRef)}
    base = dataset.iri_paths.base
    shown = [iri for iri in found if not iri.startswith(_BUILT_IN)]
    return sorted(shown, key=lambda iri: (not (base and iri.startswith(base)), iri))
