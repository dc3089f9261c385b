"""Tests if a suggested value conforms to shapes, before it is offered as a repair.

Only constraints on the value itself are tested: datatype, kind, list, pattern, length, language
and bounds. All others count as met.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property
from operator import ge, le

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.lists import items
from schlaglicht.validation.literals.order import order
from schlaglicht.validation.literals.patterns import compiled_pattern
from schlaglicht.validation.literals.types import has_datatype, is_in_languages
from schlaglicht.vocab import SH

_DEEPEST = 5
"""Levels of nested shapes that are tested."""
_LITERALS = (SH.Literal, SH.IRIOrLiteral, SH.BlankNodeOrLiteral)
_IRIS = (SH.IRI, SH.IRIOrLiteral, SH.BlankNodeOrIRI)


class ValueCheck:
    """Tries values against the shapes of one graph."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        self._lists: dict[Node, list[Node]] = {}

    def fits(self, value: Node, predicate: Node) -> bool:
        """True if a value conforms to all property shapes for a predicate, whatever the target."""
        return all(self._conforms(value, shape) for shape in self._by_path.get(predicate, ()))

    def fits_with_siblings(self, value: Node, shape: Node) -> bool:
        """True if a value conforms to a shape and its siblings for the same path."""
        path = self._shapes.value(shape, SH.path)
        owners = self._shapes.subjects(SH.property, shape)
        parts = {part for owner in owners for part in self._shapes.objects(owner, SH.property)}
        same = {part for part in parts if self._shapes.value(part, SH.path) == path}
        return all(self._conforms(value, one) for one in {shape, *same})

    @cached_property
    def _by_path(self) -> Mapping[Node, list[Node]]:
        """The property shapes by path, without alternatives in lists."""
        found: dict[Node, list[Node]] = defaultdict(list)
        for shape, path in self._shapes.subject_objects(SH.path):
            if isinstance(path, URIRef) and (None, SH.property, shape) in self._shapes:
                found[path].append(shape)
        return found

    def _conforms(self, value: Node, shape: Node, depth: int = 0) -> bool:
        if depth > _DEEPEST or is_on(self._shapes, shape, SH.deactivated):
            return True
        said = list(self._shapes.predicate_objects(shape))
        return all(
            self._meets(value, parameter, argument, shape, depth) for parameter, argument in said
        )

    def _meets(self, value: Node, parameter: Node, argument: Node, shape: Node, depth: int) -> bool:
        if parameter in _TESTS:
            return _TESTS[parameter](value, argument)
        if parameter == SH.pattern:
            flags = self._shapes.value(shape, SH.flags) or ""
            return _matches(value, str(argument), str(flags))
        if parameter == SH.node:
            return self._conforms(value, argument, depth + 1)
        if parameter not in _OF_LISTS:
            return True
        members = self._members(argument)
        if parameter == SH["in"]:
            return value in members
        if parameter == SH.languageIn:
            return is_in_languages(value, map(str, members))
        each = (self._conforms(value, member, depth + 1) for member in members)
        return all(each) if parameter == SH["and"] else any(each)

    def _members(self, listed: Node) -> list[Node]:
        if listed not in self._lists:
            self._lists[listed] = items(self._shapes, listed)
        return self._lists[listed]


_OF_LISTS = (SH["in"], SH.languageIn, SH["or"], SH.xone, SH["and"])


def _has_kind(value: Node, kind: Node) -> bool:
    kinds = _LITERALS if isinstance(value, Literal) else _IRIS
    return isinstance(value, BNode) or kind in kinds


def _matches(value: Node, pattern: str, flags: str) -> bool:
    try:
        return compiled_pattern(pattern, flags).search(str(value)) is not None
    except re.error:
        return True


def _length(compare: Callable[[int, int], bool]) -> Callable[[Node, Node], bool]:
    def test(value: Node, bound: Node) -> bool:
        length = bound.value if isinstance(bound, Literal) else None
        return not isinstance(length, int) or compare(len(str(value)), length)

    return test


def _bound(*allowed: int) -> Callable[[Node, Node], bool]:
    return lambda value, bound: order(value, bound) in allowed


_TESTS: Mapping[Node, Callable[[Node, Node], bool]] = {
    SH.datatype: has_datatype,
    SH.nodeKind: _has_kind,
    SH.minLength: _length(ge),
    SH.maxLength: _length(le),
    SH.minInclusive: _bound(0, 1),
    SH.maxInclusive: _bound(-1, 0),
    SH.minExclusive: _bound(1),
    SH.maxExclusive: _bound(-1),
}
