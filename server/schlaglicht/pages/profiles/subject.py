"""The thing that a page is about, and the means to read what it leads with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.ground.text import truncated
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import LiteralValue, Reference, Value
from schlaglicht.pages.value_view import ValueView

_LONGEST = 80
"""Characters of a notation, a line or a format that a page shows."""


@dataclass(frozen=True)
class Subject:
    """The thing of a page, for a reader of `languages`."""

    iri: URIRef
    dataset: Dataset
    names: Names
    view: ValueView
    languages: Sequence[str]

    @property
    def index(self) -> Index:
        """The index that all is read from."""
        return self.dataset.index

    def values(self, properties: Iterable[URIRef], *, limit: int) -> Iterator[Node]:
        """The values of the properties, those of the first property first."""
        for property_ in properties:
            yield from self.index.objects(self.iri, property_, limit=limit)

    def notation(self, node: Node, property_: URIRef) -> str:
        """The first literal that a property gives; empty without one."""
        values = self.index.objects(node, property_)
        return next((shortened(str(value)) for value in values if isinstance(value, Literal)), "")

    def value(self, node: Node) -> Value:
        """A node as a short value; a blank node that has a name by its name alone."""
        label = self.index.label(node, self.languages) if isinstance(node, BNode) else None
        value = LiteralValue(label[0], label[1] or "") if label else self.view.value(node)
        if isinstance(value, LiteralValue):
            return replace(value, text=shortened(value.text))
        return value

    def reference(self, node: Node) -> Reference:
        """The name of a node."""
        return self.names.node(node)


def shortened(text: str) -> str:
    """A text that is as long as a line at most."""
    return truncated(text, _LONGEST)
