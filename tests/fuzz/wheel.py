"""The `shacl` wheel: an engine in Rust that shares no code with ours.

https://pypi.org/project/shacl/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import shacl
from rdflib import OWL, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.rdf.terms import ntriples_term, term_of
from schlaglicht.validation.second_judge import NAMED, Verdict, verdict
from schlaglicht.vocab import SH

_MARK = f"<{NAMED}mark>"
_MARKS = f"""\
{_MARK} <{SH.path}> {_MARK} .
{_MARK} <{SH.targetSubjectsOf}> {_MARK} .
{_MARK} <{SH.nodeKind}> <{SH.IRI}> .
"""
"""A shape whose results tell which label the engine gives to which blank node."""

_Row = tuple[str, str, str, str, str]


def wheel_verdicts(data: Graph, shapes: Graph) -> frozenset[Verdict]:
    """The verdicts of the wheel, in this process; raises its exception if it has none."""
    compiled = shacl.Shapes.from_text(_shapes_text(shapes), format="ntriples")
    report = compiled.validate_text(_data_text(data), format="ntriples")
    rows = [
        (r.focus_node, r.path or "", r.value or "", r.component_iri, r.source_shape or "")
        for r in report.results
    ]
    labels = {
        value: BNode(focus[1 + len(NAMED) : -1])
        for focus, _, value, _, shape in rows
        if shape == _MARK
    }
    return frozenset(_verdict(row, labels) for row in rows if row[4] != _MARK)


def _named(node: Node) -> Node:
    """An IRI in place of a blank node; any other node as it is."""
    return URIRef(NAMED + node) if isinstance(node, BNode) else node


def _data_text(data: Graph) -> str:
    """The data in N-Triples, with a triple that marks each blank node."""
    blank = sorted({n for triple in data for n in triple if isinstance(n, BNode)})
    marks = (f"{ntriples_term(_named(n))} {_MARK} {ntriples_term(n)} .\n" for n in blank)
    return "".join((*_lines(data), *marks))


def _shapes_text(shapes: Graph) -> str:
    """The shapes in N-Triples without imports, their blank nodes named.

    Those of property paths stay: an IRI would be a predicate.
    """
    paths = _nameless_nodes(shapes, shapes.objects(None, SH.path))
    wanted = (triple for triple in shapes if triple[1] != OWL.imports)
    lines = _lines([n if n in paths else _named(n) for n in triple] for triple in wanted)
    return "".join((_MARKS, *lines))


def _lines(triples: Iterable[Iterable[Node]]) -> Iterator[str]:
    return (" ".join((*map(ntriples_term, triple), ".\n")) for triple in triples)


def _verdict(row: _Row, labels: Mapping[str, BNode]) -> Verdict:
    focus, path, value, component, shape = row

    def node(text: str) -> Node | None:
        return labels.get(text) or (term_of(text) if text else None)

    simple = path.startswith("<") and path.count("<") == 1 and path.endswith(">")
    focus_node, shape_node = node(focus), node(shape)
    assert focus_node is not None
    assert shape_node is not None
    return verdict(
        focus_node, node(path) if simple else None, node(value), node(f"<{component}>"), shape_node
    )


def _nameless_nodes(graph: Graph, paths: Iterable[Node]) -> set[Node]:
    """The blank nodes that `paths` are written with."""
    found: set[Node] = set()
    waiting = list(paths)
    while waiting:
        node = waiting.pop()
        if isinstance(node, BNode) and node not in found:
            found.add(node)
            waiting += graph.objects(node)
    return found
