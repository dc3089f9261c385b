"""Comparison of results up to the labels of blank nodes.

Results are read by rdflib and the csv module, not by the engine that wrote them. Numbers and
booleans are compared by value, since the store writes them in canonical form; their datatype
must be the expected one.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.plugins.sparql.results.rdfresults import RDFResult
from rdflib.query import Result
from rdflib.term import Node

Row = tuple[tuple[str, Node], ...]
"""The bindings of one solution, sorted by variable."""


@dataclass(frozen=True)
class Solutions:
    """The variables and solutions of a SELECT result."""

    variables: frozenset[str]
    rows: Sequence[Row]


def read_result(content: bytes, kind: str, base: str | None = None) -> Solutions | bool:
    """The content of a result in `xml`, `json`, `tsv`, `csv` or the W3C's `turtle` form."""
    if kind in ("tsv", "csv"):
        return _read_tsv(content.decode()) if kind == "tsv" else _read_csv(content.decode())
    result = (
        RDFResult(Graph().parse(data=content, format="turtle", publicID=base))
        if kind == "turtle"
        else Result.parse(io.BytesIO(content), format=kind)
    )
    if result.type == "ASK":
        assert result.askAnswer is not None
        return result.askAnswer
    rows = [
        _row((str(variable), term) for variable, term in binding.items())
        for binding in result.bindings
    ]
    return Solutions(frozenset(str(variable) for variable in result.vars or ()), rows)


def same_solutions(one: Solutions, other: Solutions, *, ordered: bool) -> bool:
    """True if two SELECT results have the same solutions, equally often; in order if `ordered`."""
    if one.variables != other.variables or len(one.rows) != len(other.rows):
        return False
    if ordered and [_key(row) for row in one.rows] != [_key(row) for row in other.rows]:
        return False
    ground, ground_too = (Counter(_key(r) for r in s.rows if not _blank(r)) for s in (one, other))
    return ground == ground_too and isomorphic(_as_graph(one), _as_graph(other))


def _row(bindings: object) -> Row:
    pairs: list[tuple[str, Node]] = list(bindings)  # type: ignore[call-overload]
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


def _blank(row: Row) -> bool:
    return any(isinstance(term, BNode) for _, term in row)


def _key(row: Row) -> tuple[tuple[str, str], ...]:
    """A key for a row that does not depend on the labels of blank nodes."""
    return tuple((name, _term_key(term)) for name, term in row)


def _term_key(term: Node) -> str:
    if isinstance(term, BNode):
        return "_:"
    if not isinstance(term, Literal):
        return f"<{term}>"
    if term.language:
        return f'"{term}"@{term.language.lower()}'
    return f'"{_value(term)}"^^<{term.datatype or XSD.string}>'


def _value(literal: Literal) -> str:
    text = str(literal)
    if literal.datatype == XSD.boolean:
        return {"1": "true", "0": "false"}.get(text, text)
    if literal.datatype not in (XSD.integer, XSD.decimal, XSD.double, XSD.float):
        return text
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def _as_graph(solutions: Solutions) -> Graph:
    """The rows with blank nodes as a graph: a node per row, a triple per binding."""
    graph = Graph()
    for row in filter(_blank, solutions.rows):
        node = BNode()
        graph.add((node, RDF.type, URIRef("urn:x:row")))
        for name, term in row:
            value = term if isinstance(term, BNode) else Literal(_term_key(term))
            graph.add((node, URIRef(f"urn:x:var:{name}"), value))
    return graph


def _read_csv(text: str) -> Solutions:
    """Reads CSV, which has no kinds of terms; blank nodes and numbers are recognised by form."""
    variables, *lines = csv.reader(io.StringIO(text, newline=""))
    return Solutions(
        frozenset(variables),
        [
            _row((name, _csv_term(cell)) for name, cell in zip(variables, line, strict=True))
            for line in lines
        ],
    )


def _csv_term(cell: str) -> Node:
    if cell.startswith("_:"):
        return BNode(cell[2:])
    return Literal(cell, datatype=XSD.decimal if _NUMBER.fullmatch(cell) else None, normalize=False)


_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def _read_tsv(text: str) -> Solutions:
    """Reads TSV, whose cells are terms of Turtle, with a Turtle parser."""
    head, *lines = text.rstrip("\n").split("\n")
    variables = [name.removeprefix("?") for name in head.split("\t")]
    cells = [line.split("\t") for line in lines]
    document = "".join(
        f"<urn:x:row:{number}> <urn:x:var:{name}> {cell} .\n"
        for number, line in enumerate(cells)
        for name, cell in zip(variables, line, strict=True)
        if cell
    )
    graph = Graph().parse(data=document, format="turtle")
    rows: list[list[tuple[str, Node]]] = [[] for _ in lines]
    for subject, predicate, term in graph:
        number = int(str(subject).rpartition(":")[2])
        rows[number].append((str(predicate).removeprefix("urn:x:var:"), term))
    return Solutions(frozenset(variables), [_row(row) for row in rows])
