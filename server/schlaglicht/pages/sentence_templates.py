"""Nodes between things, told as sentences.

A class says by `def:sentence` how its instances read, once in each language:

    org:Membership def:sentence "{org:member}: {schema:roleName}[ ({org:organization})]"@en .

A name in braces stands for the values of that property; `{org:organization|org:memberOf}` for
those of the first that has any. What is in brackets is left out where one of its properties has
no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import Literal, URIRef

from schlaglicht.dataset.index import Index
from schlaglicht.languages import Text, best_text
from schlaglicht.pages.page_model import LiteralValue, Reference
from schlaglicht.vocab import DEF

_SEGMENT = re.compile(r"\[([^\[\]]*)\]|([^\[\]]+)")
_PIECE = re.compile(r"\{([^{}]*)\}|([^{}]+)")
_MOST_CLASSES = 1000

Part = str | Reference | LiteralValue
ValuesOf = Callable[[URIRef], Sequence[Part]]
"""The values of a property, as they stand in a sentence."""


@dataclass(frozen=True)
class _Segment:
    pieces: tuple[str | tuple[URIRef, ...], ...]
    """Text, or the properties of which the first with values counts."""
    is_optional: bool


@dataclass(frozen=True)
class Templates:
    """The sentences of a dataset's classes."""

    of_class: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    namespaces: Mapping[str, str] = field(default_factory=dict)

    def template_for(self, classes: Iterable[str], languages: Sequence[str]) -> str | None:
        """How a thing of these classes, the nearest first, reads in the reader's language."""
        for class_ in classes:
            if found := best_text(self.of_class.get(class_, ()), languages):
                return found[0]
        return None

    def tell(self, template: str, values_of: ValuesOf) -> tuple[Part, ...] | None:
        """The parts of a sentence; None when a value that it needs is missing."""
        told: list[Part] = []
        for segment in self._segments(template):
            parts = _filled(segment, values_of)
            if parts is None and not segment.is_optional:
                return None
            told += parts or []
        return tuple(told) or None

    def _segments(self, template: str) -> Iterator[_Segment]:
        for found in _SEGMENT.finditer(template):
            text = found[1] if found[1] is not None else found[2]
            pieces = tuple(
                piece[2] if piece[1] is None else tuple(map(self._property, piece[1].split("|")))
                for piece in _PIECE.finditer(text)
            )
            yield _Segment(pieces, found[1] is not None)

    def _property(self, name: str) -> URIRef:
        prefix, _, local_name = name.strip().partition(":")
        return URIRef(self.namespaces.get(prefix, f"{prefix}:") + local_name)


def read_templates(index: Index, namespaces: Mapping[str, str]) -> Templates:
    """The sentences that the ontology of a dataset gives."""
    of_class: dict[str, tuple[Text, ...]] = {}
    for class_ in index.subjects_with(DEF.sentence, limit=_MOST_CLASSES):
        of_class[str(class_)] = tuple(
            (str(value), value.language)
            for value in index.objects(class_, DEF.sentence)
            if isinstance(value, Literal)
        )
    return Templates(of_class, namespaces)


def _filled(segment: _Segment, values_of: ValuesOf) -> list[Part] | None:
    filled: list[Part] = []
    for piece in segment.pieces:
        if isinstance(piece, str):
            filled.append(piece)
            continue
        values = next((found for p in piece if (found := values_of(p))), ())
        if not values:
            return None
        for number, value in enumerate(values):
            filled += [", ", value] if number else [value]
    return filled
