"""Sentences for nodes between things.

A class has a template for its instances in `def:sentence`, one per language:

    org:Membership def:sentence "{org:member}: {schema:roleName}[ ({org:organization})]"@en .

A name in braces stands for the values of that property; `{org:organization|org:memberOf}` for
those of the first that has any. A part in brackets is left out if one of its properties has no
value.
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
"""Returns the values of a property as parts of a sentence."""


@dataclass(frozen=True)
class _Segment:
    pieces: tuple[str | tuple[URIRef, ...], ...]
    """Text, or properties of which the first with values is used."""
    is_optional: bool


@dataclass(frozen=True)
class Templates:
    """The sentence templates of a dataset's classes."""

    of_class: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    namespaces: Mapping[str, str] = field(default_factory=dict)

    def template_for(self, classes: Iterable[str], languages: Sequence[str]) -> str | None:
        """The template of the first of `classes`, nearest first, that has one."""
        for class_ in classes:
            if found := best_text(self.of_class.get(class_, ()), languages):
                return found[0]
        return None

    def fill(self, template: str, values_of: ValuesOf) -> tuple[Part, ...] | None:
        """The parts of the sentence; None if a required value is missing."""
        filled: list[Part] = []
        for segment in self._segments(template):
            parts = _filled(segment, values_of)
            if parts is None and not segment.is_optional:
                return None
            filled += parts or []
        return tuple(filled) or None

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
    """The sentence templates in the ontology of a dataset."""
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
