"""Trees of things for a page, as deep as there is room; the rest is links to further pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rdflib import URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Hierarchy
from schlaglicht.dataset.index.search import order_key
from schlaglicht.i18n import Message
from schlaglicht.pages.page_budget import ROOM_FOR_LEAD, branches_that_fit
from schlaglicht.pages.page_model import Branch, Reference, Tree
from schlaglicht.pages.profiles.subject import Subject

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
        nodes: Iterable[Node],
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

    def _in_order(self, nodes: Iterable[Node]) -> list[tuple[Node, str, Reference]]:
        """The things by notation, then by name, each with both."""
        found = [(node, self._notation_of(node), self._subject.reference(node)) for node in nodes]
        return sorted(
            found,
            key=lambda each: (
                not each[1],
                order_key(each[1]),
                order_key(each[2].name[0]),
                str(each[0]),
            ),
        )

    def _notation_of(self, node: Node) -> str:
        return self._subject.notation(node, self._notation) if self._notation else ""
