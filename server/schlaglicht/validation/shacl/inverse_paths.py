"""Inverse paths in the form that pySHACL follows.

It walks the inverse of a sequence in the wrong order and finds nothing, without a word. `^(a/b)` is
`^b/^a`, so the inverse goes inward until it stands before IRIs.
https://www.w3.org/TR/shacl/#property-path-inverse
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.rdf.lists import items
from schlaglicht.vocab import SH

_REPEATED = (SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath)
_DEEPEST = 10
"""Nesting of paths that pySHACL follows; it says so of a deeper one."""


def turn_inverses(shapes: Graph) -> None:
    """Rewrites the inverse paths of `shapes` that have a sequence within; all others stay."""
    for _ in range(_DEEPEST):
        # The inverse of an inverse may bring another one to light.
        used = _used_paths(shapes)
        found = [
            (path, operand)
            for path, operand in shapes.subject_objects(SH.inversePath)
            if path in used and _is_turned(path, operand, shapes)
        ]
        for path, operand in found:
            shapes.remove((path, SH.inversePath, operand))
            _become_inverse(path, operand, shapes)


def _used_paths(shapes: Graph) -> set[Node]:
    """The nodes of paths that shapes have, to the ends of their branches."""
    waiting = [path for path in shapes.objects(None, SH.path) if isinstance(path, BNode)]
    used: set[Node] = set()
    while waiting:
        path = waiting.pop()
        if path not in used:
            used.add(path)
            waiting.extend(o for o in shapes.objects(path) if isinstance(o, BNode))
    return used


def _is_turned(path: Node, operand: Node, shapes: Graph) -> bool:
    """Whether the inverse is of a sequence; a path that says two things at once is left alone."""
    said = list(shapes.predicate_objects(path))
    return len(said) == 1 and path != operand and _has_sequence(operand, shapes, _DEEPEST)


def _has_sequence(path: Node, shapes: Graph, depth: int) -> bool:
    if isinstance(path, URIRef):
        return False
    if (path, RDF.first, None) in shapes:
        return True
    parts = [part for _, operand in _operands(path, shapes) for part in operand]
    return depth > 0 and any(_has_sequence(part, shapes, depth - 1) for part in parts)


def _operands(path: Node, shapes: Graph) -> list[tuple[Node, list[Node]]]:
    """The operator of a path that is no sequence, and the paths that it works on."""
    found = []
    for operator, operand in shapes.predicate_objects(path):
        if operator == SH.alternativePath:
            found.append((operator, items(shapes, operand)))
        elif operator == SH.inversePath or operator in _REPEATED:
            found.append((operator, [operand]))
    return found


def _become_inverse(path: Node, of: Node, shapes: Graph) -> None:
    """Lets the node `path` say the inverse of the path `of`."""
    if isinstance(of, URIRef):
        shapes.add((path, SH.inversePath, of))
        return
    if (of, RDF.first, None) in shapes:
        steps = items(shapes, of)
        _become_list(path, [_inverse(step, shapes) for step in reversed(steps)], shapes)
        return
    for operator, parts in _operands(of, shapes):
        if operator == SH.alternativePath:
            ways = BNode()
            _become_list(ways, [_inverse(part, shapes) for part in parts], shapes)
            shapes.add((path, operator, ways))
        elif operator in _REPEATED:
            shapes.add((path, operator, _inverse(parts[0], shapes)))
        else:
            for predicate, object_ in list(shapes.predicate_objects(parts[0])):
                shapes.add((path, predicate, object_))


def _inverse(path: Node, shapes: Graph) -> Node:
    """A path that says the inverse of `path`; the inverse of an inverse is what was there."""
    twice = shapes.value(path, SH.inversePath)
    if twice is not None:
        return twice
    node = BNode()
    _become_inverse(node, path, shapes)
    return node


def _become_list(head: Node, items: Iterable[Node], shapes: Graph) -> None:
    node = head
    remaining = list(items)
    for number, item in enumerate(remaining, 1):
        rest: Node = BNode() if number < len(remaining) else RDF.nil
        shapes.add((node, RDF.first, item))
        shapes.add((node, RDF.rest, rest))
        node = rest
