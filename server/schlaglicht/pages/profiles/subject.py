"""The thing that a page is about, the means to read what it leads with, and trees of things.

Trees are as deep as there is room; the rest is links to further pages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Hierarchy, Index
from schlaglicht.dataset.index.search import order_key
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message
from schlaglicht.pages.labels import Names, ValueView
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import (
    ROOM_FOR_LEAD,
    Branch,
    LiteralValue,
    Reference,
    Tree,
    Value,
    branches_that_fit,
)

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


MOST_READ = 5_000
"""Things of the first level that are read, so that a page can say how many it does not show."""

_DEEPEST = 6
_LONGEST_TRAIL = 12
_MOST_ABOVE = 50


class TreeBuilder:
    """Builds the trees of one page by a hierarchy; `notation` orders things that have one."""

    def __init__(
        self, subject: Subject, hierarchy: Hierarchy, *, notation: URIRef | None = None
    ) -> None:
        self._subject = subject
        self._hierarchy = hierarchy
        self._notation = notation

    def tree(self, heading: Message, first: Sequence[Node], *, room: int = ROOM_FOR_LEAD) -> Tree:
        """A tree of at most `room` bytes that begins with the things `first`, at most MOST_READ.

        A level is opened while all below it fits; a thing that stands below two others, or below
        itself, is opened once.
        """
        left = branches_that_fit(self._subject.reference(self._subject.iri), room)
        shown = first[:left]
        counts: dict[Node, int] = {}
        below: dict[Node, list[Node]] = {}
        level, left = list(dict.fromkeys(shown)), left - len(shown)
        for _ in range(_DEEPEST):
            counts |= self._hierarchy.counts_below([node for node in level if node not in counts])
            opened = self._fitting(level, counts, below, left)
            found = self._hierarchy.all_below(opened) if opened else {}
            below |= {node: list(nodes) for node, nodes in found.items()}
            left -= sum(map(len, found.values()))
            level = list(dict.fromkeys(node for nodes in found.values() for node in nodes))
            if not level:
                break
        branches = self._branches(shown, below, counts, set())
        return Tree(heading, branches, len(first) - len(shown), len(first) < MOST_READ)

    def trail(self, node: Node) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
        """The way from the top down to `node`, without itself; and what else is right above it.

        At each step the first by name leads on; a way that comes back ends.
        """
        trail: list[Reference] = []
        others: tuple[Reference, ...] = ()
        seen = {node}
        while len(trail) < _LONGEST_TRAIL:
            above = [n for n in self._hierarchy.above(node, limit=_MOST_ABOVE) if n not in seen]
            if not above:
                break
            first, *rest = self._in_order(above)
            if not trail:
                others = tuple(reference for _, _, reference in rest)
            node, _, reference = first
            seen.add(node)
            trail.append(reference)
        return tuple(reversed(trail)), others

    def _fitting(
        self,
        level: Iterable[Node],
        counts: Mapping[Node, int],
        below: Mapping[Node, list[Node]],
        room: int,
    ) -> list[Node]:
        fitting = []
        for node in level:
            count = counts.get(node, 0)
            if node not in below and 0 < count <= room:
                fitting.append(node)
                room -= count
        return fitting

    def _branches(
        self,
        nodes: Collection[Node],
        below: Mapping[Node, list[Node]],
        counts: Mapping[Node, int],
        opened: set[Node],
        depth: int = 0,
    ) -> tuple[Branch, ...]:
        branches = []
        for node, notation, reference in self._in_order(nodes):
            inner: list[Node] = []
            if node in below and node not in opened and depth < _DEEPEST:
                opened.add(node)
                inner = below[node]
            open_ones = self._branches(inner, below, counts, opened, depth + 1)
            closed = 0 if inner else counts.get(node, 0)
            branches.append(Branch(reference, notation, open_ones, closed))
        return tuple(branches)

    def _in_order(self, nodes: Collection[Node]) -> list[tuple[Node, str, Reference]]:
        """The things by notation, then by name, each with both."""

        def place(each: tuple[Node, str, Reference]) -> tuple[object, ...]:
            node, notation, reference = each
            return not notation, order_key(notation), order_key(reference.name[0]), str(node)

        notations = (
            self._subject.notation(node, self._notation) if self._notation else "" for node in nodes
        )
        references = self._subject.names.distinct(map(self._subject.reference, nodes))
        return sorted(zip(nodes, notations, references, strict=True), key=place)
