"""Focus nodes that passed the screen, and need not be judged again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rdflib import BNode
from rdflib.term import Node

from schlaglicht.rdf.terms import term_of
from schlaglicht.validation.shacl.screening.engine import Answer
from schlaglicht.vocab import SH


class Passed:
    """Pairs of shape and focus node without a result, whatever leads a judge to them.

    `targets` are the focus nodes of the shapes with targets, as pySHACL finds them. A result counts
    against its focus node in the shapes around it, too; a result about a value of theirs, or about
    a node that is not known here, against all focus nodes.
    """

    def __init__(self, answer: Answer, targets: Iterable[tuple[Node, Collection[Node]]]) -> None:
        self._judged: dict[Node, frozenset[Node]] = {}
        for node, foci in targets:
            if foci and (root := answer.screenable.roots.get(node)):
                own = frozenset(foci)
                for shape in (*([node] if root.is_whole else ()), *root.parts):
                    self._judged[shape] = self._judged.get(shape, frozenset()) | own
        self._shapes = answer.screenable.graph
        self._flagged: dict[Node, set[Node]] = {}
        self._all_flagged: set[Node] = set()
        for shape, found in answer.flagged.items():
            self._flag(shape, {term_of(text) for text in found})

    def without(self, shape: Node, foci: Sequence[Node]) -> Sequence[Node]:
        """Those of `foci` that have to be judged by a shape."""
        if shape not in self._judged or shape in self._all_flagged:
            return foci
        known, flagged = self._judged[shape], self._flagged.get(shape, set())
        return [node for node in foci if node not in known or node in flagged]

    def _flag(self, shape: Node, foci: set[Node]) -> None:
        """Counts results of a shape about `foci`, whose blank nodes have labels of the engine."""
        known = self._judged.get(shape, frozenset())
        if any(isinstance(node, BNode) for node in foci):
            foci = foci | {node for node in known if isinstance(node, BNode)}
        if not {node for node in foci if not isinstance(node, BNode)} <= known:
            self._all_flagged.add(shape)
        self._flagged.setdefault(shape, set()).update(foci)
        for outer in self._shapes.subjects(SH.property, shape):
            if (outer, SH.path, None) in self._shapes:
                self._flag_all(outer)
            else:
                self._flag(outer, foci)

    def _flag_all(self, shape: Node) -> None:
        self._all_flagged.add(shape)
        for outer in self._shapes.subjects(SH.property, shape):
            self._flag_all(outer)
