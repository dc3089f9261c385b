"""Values that a page says already: above its rows, or in the same row with the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rdflib import RDF

from schlaglicht.dataset.index.texts import DESCRIPTION_PROPERTIES, LABEL_PROPERTIES
from schlaglicht.languages import Text
from schlaglicht.pages.page_model import Blank, LiteralValue, Reference, Row, Stated

LONGEST_DESCRIPTION = 600
"""Characters of a description that stand whole below the heading."""

MOST_TYPES = 6
"""Classes above the heading."""


@dataclass(frozen=True)
class PageHead:
    """The parts of a page above its rows."""

    name: Text
    description: Text | None
    """None where a sentence stands instead."""
    types: Sequence[Reference]

    def without_repeated(self, row: Row) -> Row:
        """The row without values that the head or an earlier value says; evidence keeps a value."""
        if row.property.iri == str(RDF.type):
            return replace(row, values=()) if self._has_types(row) else row
        said, nodes = self._texts(row.property.iri), set[Blank]()
        left: list[Stated] = []
        for stated in row.values:
            match stated.value:
                case LiteralValue(text, datatype="") if text in said and not stated.evidence:
                    continue
                case Blank() as node if node in nodes and not stated.evidence:
                    continue
                case LiteralValue(text, datatype=""):
                    said.add(text)
                case Blank() as node:
                    nodes.add(node)
            left.append(stated)
        return replace(row, values=tuple(left))

    def _has_types(self, row: Row) -> bool:
        shown = {each.iri for each in self.types[:MOST_TYPES]}
        return not row.more and all(
            isinstance(stated.value, Reference)
            and stated.value.iri in shown
            and not stated.evidence
            for stated in row.values
        )

    def _texts(self, property_: str) -> set[str]:
        """The texts above the rows that values of a property may repeat."""
        if property_ in LABEL_PROPERTIES:
            return {self.name[0]}
        text = self.description[0] if self.description else ""
        is_whole = property_ in DESCRIPTION_PROPERTIES and len(text) <= LONGEST_DESCRIPTION
        return {text} if is_whole else set()
