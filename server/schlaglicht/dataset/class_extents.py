"""Extents of classes: the instances of each, and the classes of more or fewer of them.

Counted from the classes of each node. Few different sets of classes occur, so that each set is
looked at once, however many nodes have it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

Classes = tuple[bytes, ...]
"""The classes of a node, as in N-Triples."""

_MOST_COMPARED = 50
"""Classes of one node that are compared with each other."""


@dataclass
class Extent:
    """The instances of a class in one graph."""

    entities: int = 0
    iris: int = 0
    """Those with an IRI."""
    terms: int = 0
    """Those that are classes or properties in use in the graph."""
    example: bytes | None = None
    """The first of them with an IRI, preferably one below the base."""
    shared: frozenset[bytes] = field(default_factory=frozenset)
    """The other classes that all of these have too."""
    is_abstract: bool = False
    """True if each instance has a narrower class as well."""


def class_extents(
    types: Mapping[bytes, Classes], terms: Collection[bytes], base: str | None
) -> dict[bytes, Extent]:
    """The extent of each class of a graph by the classes of its nodes.

    `terms` are the classes and properties in use; examples are preferably below `base`.
    """
    extents: dict[bytes, Extent] = defaultdict(Extent)
    own = b"<" + (base or "").encode()
    nodes = Counter(types.values())
    for classes, number in nodes.items():
        for each in classes:
            extents[each].entities += number
    for node, classes in types.items():
        if node.startswith(b"<"):
            for each in classes:
                _add_iri(extents[each], node, own)
    for term in terms:
        for each in types.get(term, ()):
            extents[each].terms += 1
    _compare(extents, nodes)
    return dict(sorted(extents.items()))


def _add_iri(extent: Extent, node: bytes, own: bytes) -> None:
    extent.iris += 1
    known = extent.example
    if known is None or (node.startswith(own) and not known.startswith(own)):
        extent.example = node


def _compare(extents: Mapping[bytes, Extent], together: Collection[Classes]) -> None:
    """Fills in which classes lie within which; `together` are the sets of classes of nodes."""
    shared: dict[bytes, frozenset[bytes]] = {}
    for classes in together:
        found = frozenset(classes) if len(classes) <= _MOST_COMPARED else frozenset[bytes]()
        for each in classes:
            shared[each] = shared.get(each, found) & found
    wider: dict[bytes, set[bytes]] = {}
    for each, found in shared.items():
        extents[each].shared = found - {each}
        wider[each] = {w for w in found if extents[w].entities > extents[each].entities}
    concrete: set[bytes] = set()
    for classes in together:
        concrete.update(set(classes).difference(*(wider[each] for each in classes)))
    for each, extent in extents.items():
        extent.is_abstract = each not in concrete
