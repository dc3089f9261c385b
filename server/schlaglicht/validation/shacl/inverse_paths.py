"""Inverse paths in the form that pySHACL follows.

It follows the inverse of a sequence in the wrong order and silently finds nothing. `^(a/b)` is
`^b/^a`, so inverses move inward until they apply to IRIs only.
https://www.w3.org/TR/shacl/#property-path-inverse
"""

from __future__ import annotations

from rdflib import BNode, Graph

from schlaglicht.rdf.paths import (
    Alternative,
    Inverse,
    OneOrMore,
    Path,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
    all_parts,
    is_well_formed,
    read_path,
    write_path,
)
from schlaglicht.vocab import SH


def turn_inverses(shapes: Graph) -> None:
    """Rewrites the paths of `shapes` that have the inverse of a sequence; all others stay."""
    for node in set(shapes.objects(None, SH.path)):
        path = read_path(shapes, node)
        turned = inward(path)
        if turned != path and isinstance(node, BNode) and is_well_formed(path):
            write_path(shapes, node, turned)


def inward(path: Path) -> Path:
    """The same path, without the inverse of a sequence: `^(a/b)` becomes `^b/^a`."""
    match path:
        case Inverse(of) if any(isinstance(part, Sequence) for part in all_parts(of)):
            return _inverse_of(of)
        case Sequence(steps):
            return Sequence(tuple(map(inward, steps)))
        case Alternative(ways):
            return Alternative(tuple(map(inward, ways)))
        case ZeroOrMore(of) | OneOrMore(of) | ZeroOrOne(of):
            return type(path)(inward(of))
    return path


def _inverse_of(path: Path) -> Path:
    match path:
        case Sequence(steps):
            return Sequence(tuple(_inverse_of(step) for step in reversed(steps)))
        case Alternative(ways):
            return Alternative(tuple(map(_inverse_of, ways)))
        case ZeroOrMore(of) | OneOrMore(of) | ZeroOrOne(of):
            return type(path)(_inverse_of(of))
        case Inverse(of):
            return inward(of)
    return Inverse(path)
