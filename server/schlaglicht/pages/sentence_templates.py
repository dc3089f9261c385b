"""Sentences for nodes between things, by the patterns of a project's settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import URIRef

from schlaglicht.languages import Text, best_text
from schlaglicht.pages.page_model import LiteralValue, Reference
from schlaglicht.settings.pages import Patterns, Segment, expand, parse_pattern

Part = str | Reference | LiteralValue
ValuesOf = Callable[[URIRef], Sequence[Part]]
"""Returns the values of a property as parts of a sentence."""


@dataclass(frozen=True)
class Templates:
    """The sentence templates of a project's classes."""

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
        for segment in parse_pattern(template):
            parts = self._filled(segment, values_of)
            if parts is None and not segment.is_optional:
                return None
            filled += parts or []
        return tuple(filled) or None

    def _filled(self, segment: Segment, values_of: ValuesOf) -> list[Part] | None:
        filled: list[Part] = []
        for piece in segment.pieces:
            if isinstance(piece, str):
                filled.append(piece)
                continue
            properties = (URIRef(expand(name, self.namespaces)) for name in piece)
            values = next((found for p in properties if (found := values_of(p))), ())
            if not values:
                return None
            for number, value in enumerate(values):
                filled += [", ", value] if number else [value]
        return filled


def read_templates(patterns: Patterns, namespaces: Mapping[str, str]) -> Templates:
    """The sentence templates for the classes of `patterns`, checked settings."""
    of_class = {
        expand(class_, namespaces): tuple((pattern, tag) for tag, pattern in texts.items())
        for class_, texts in patterns.items()
    }
    return Templates(of_class, namespaces)
