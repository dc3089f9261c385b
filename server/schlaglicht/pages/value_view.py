"""Values of statements as pages show them: names, literals, sentences, lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rdflib import RDF, BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.languages import best_text
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import (
    Blank,
    LiteralValue,
    Members,
    Reference,
    Sentence,
    Value,
)
from schlaglicht.pages.property_order import rank_of, with_superclasses

_MOST_PARTS = 20
"""Most values of one property in a sentence or a blank node."""

_MOST_KNOWN = 5_000
"""Sentences cached for each list of languages."""

_MOST_MEMBERS = 200
_DEEPEST = 4
"""Nesting depth of blank nodes that is shown."""


class ValueView:
    """Values for one reader."""

    def __init__(self, dataset: Dataset, names: Names, languages: Sequence[str]) -> None:
        self._dataset = dataset
        self._index = dataset.index
        self.names = names
        self._languages = languages
        self._sentences = dataset.sentences.setdefault(tuple(languages), {})

    def value(self, node: Node, depth: int = 0) -> Value:
        """`node` as a value; a node between things as a sentence."""
        if isinstance(node, Literal):
            return self._literal(node)
        sentence = self.sentence(node)
        if sentence is not None:
            return sentence
        if isinstance(node, BNode):
            return self._members(node, depth) or self._blank(node, depth)
        reference = self._named(node)
        if not reference.has_page and self._index.is_part(node):
            return self._blank(node, depth)
        return reference

    def _named(self, node: Node) -> Reference:
        """A node by its name alone: with a hint at every value a page is a third larger."""
        return replace(self.names.reference(str(node)), hint=None)

    def language_rank(self, node: Node) -> int:
        """Sort key: no language first, then the reader's languages in order, then others."""
        tag = node.language if isinstance(node, Literal) else None
        if not tag:
            return 0
        primary = tag.lower().partition("-")[0]
        known = primary in self._languages
        return self._languages.index(primary) if known else len(self._languages)

    def sentence(self, node: Node) -> Sentence | None:
        """The sentence of a node between things; None for all others."""
        if not self._dataset.templates.of_class:
            return None
        try:
            return self._sentences[node]
        except KeyError:
            if len(self._sentences) >= _MOST_KNOWN:
                self._sentences.clear()
            return self._sentences.setdefault(node, self._make_sentence(node))

    def _make_sentence(self, node: Node) -> Sentence | None:
        templates = self._dataset.templates
        classes = with_superclasses(self._index, self._index.objects(node, RDF.type))
        template = templates.template_for(classes, self._languages)
        if template is None:
            return None
        parts = templates.fill(template, lambda property_: self._parts(node, property_))
        about = self.names.reference(str(node)) if isinstance(node, URIRef) else None
        return Sentence(parts, about) if parts else None

    def _parts(self, node: Node, property_: URIRef) -> Sequence[Reference | LiteralValue]:
        values = self._index.objects(node, property_, limit=_MOST_PARTS)
        literals = [value for value in values if isinstance(value, Literal)]
        best = best_text([(str(v), v.language) for v in literals], self._languages)
        spoken = [v for v in literals if best and v.language == best[1]]
        return [self._literal(literal) for literal in spoken] + [
            self.names.reference(str(value)) for value in values if isinstance(value, URIRef)
        ]

    def _literal(self, literal: Literal) -> LiteralValue:
        datatype = str(literal.datatype or "")
        name = self.names.reference(datatype).name[0] if datatype else ""
        return LiteralValue(str(literal), literal.language or "", datatype, name)

    def _members(self, head: BNode, depth: int) -> Members | None:
        """The members of the list that begins at `head`; None if it is not a list."""
        values: list[Value] = []
        node: Node = head
        while node != RDF.nil and len(values) < _MOST_MEMBERS:
            first = self._index.objects(node, RDF.first, limit=2)
            rest = self._index.objects(node, RDF.rest, limit=2)
            if len(first) != 1 or len(rest) != 1 or depth > _DEEPEST:
                return None
            values.append(self.value(first[0], depth + 1))
            node = rest[0]
        return Members(tuple(values))

    def _blank(self, node: Node, depth: int) -> Blank:
        types = tuple(
            self._named(class_) for class_ in self._index.objects(node, RDF.type, limit=_MOST_PARTS)
        )
        if depth >= _DEEPEST:
            return Blank(types, ())
        parts = tuple(
            (
                self.names.reference(str(property_)),
                tuple(
                    self.value(value, depth + 1)
                    for value in self._index.objects(node, property_, limit=_MOST_PARTS)
                ),
            )
            for property_ in sorted(self._index.predicates_of(node), key=rank_of)
            if property_ != RDF.type
        )
        return Blank(types, parts)
