"""Compares what the reader finds in a text with what the strict parser states of it."""

from __future__ import annotations

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from schlaglicht.formats import TRIG, TURTLE
from schlaglicht.rdf.turtle.reader import TurtleReader

BASE = "http://a/"
HEAD = (
    f"@base <{BASE}> .\n@prefix ex: <http://a/> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST, _REST = (NamedNode(f"{_RDF}{name}") for name in ("first", "rest"))

Key = tuple[str, int | str]


def rows_of(text: str, *, trig: bool = False) -> list[list[int]]:
    reader = TurtleReader(text, TRIG if trig else TURTLE, base=BASE)
    return [row for rows in reader.statements() for row in rows]


def assert_same(text: str, *, trig: bool = False) -> None:
    """The terms at the places are those that the strict parser states, triple by triple.

    A blank node is known by where it is written: by its label, its bracket or its cell.
    """
    syntax = RdfFormat.TRIG if trig else RdfFormat.TURTLE
    quads = list(pyoxigraph.parse(text, syntax, base_iri=BASE))
    rows = rows_of(text, trig=trig)
    assert len(rows) == len(quads)
    nodes: dict[Key, BlankNode] = {}
    for row, quad in zip(rows, quads, strict=True):
        for key, node in _nodes(text, row, quad):
            assert nodes.setdefault(key, node) == node, (quad, key)
    assert len(set(nodes.values())) == len(nodes)


def _nodes(text: str, row: list[int], quad: Quad) -> list[tuple[Key, BlankNode]]:
    """The blank nodes of a triple; its other terms must be those that are written."""
    subject, verb, object_ = (
        text[start:end] for start, end in zip(row[::2], row[1::2], strict=True)
    )
    is_cell = row[:2] == row[2:4] and quad.predicate in (_FIRST, _REST)
    is_link = is_cell and quad.predicate == _REST
    nodes: list[tuple[Key, BlankNode]] = []
    if is_cell:
        assert isinstance(quad.subject, BlankNode)
        nodes.append((("cell", row[0]), quad.subject))
    elif isinstance(quad.subject, BlankNode) and subject[0] in "[_":
        nodes.append((_key(subject, row[0]), quad.subject))
    else:
        _assert_written(subject, quad.subject)
    if not is_cell and quad.predicate != NamedNode(f"{_RDF}reifies"):
        _assert_written(verb, quad.predicate)
    if quad.predicate == NamedNode(f"{_RDF}reifies"):
        return nodes  # the statement itself, which is no term in the text
    if is_link and isinstance(quad.object, BlankNode):
        nodes.append((("cell", row[4]), quad.object))
    elif is_link:
        assert quad.object == NamedNode(f"{_RDF}nil")
    elif isinstance(quad.object, BlankNode) and object_[0] in "[_":
        nodes.append((_key(object_, row[4]), quad.object))
    else:
        _assert_written(object_, quad.object)
    return nodes


def _key(written: str, start: int) -> Key:
    return ("label", written) if written[0] == "_" else ("bracket", start)


def _assert_written(written: str, term: object) -> None:
    """A collection or a statement about a statement is not compared: its inner terms are."""
    if written.startswith(("(", "<<", "~", "{|")):
        return
    if written == "a":
        assert term == NamedNode(f"{_RDF}type")
        return
    (quad,) = pyoxigraph.parse(f"{HEAD}<x:s> <x:p> {written} .", RdfFormat.TURTLE)
    assert isinstance(term, NamedNode | Literal)
    assert quad.object == term, (written, term)
