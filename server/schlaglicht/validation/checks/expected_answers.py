"""Answers compared with the expected ones next to their questions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.i18n import msg
from schlaglicht.query.code_point_escapes import resolve_escapes
from schlaglicht.query.lexer import TokenKind, tokens
from schlaglicht.questions import Question
from schlaglicht.validation.checks.solutions import compare, read_solutions

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


@dataclass(frozen=True)
class Comparison:
    """Difference between an answer and the expected one: `what` is empty when there is none."""

    what: str = ""
    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    expected: str = ""
    actual: str = ""

    @property
    def same(self) -> bool:
        """True if the answer is the expected one."""
        return not self.what


def compare_rows(expected: Path, body: bytes, question: Question) -> Comparison:
    """Compares solutions: the same rows as often, in the same order where the query asks for one.

    Raises ValueError when the expected file is not SPARQL TSV.
    """
    wanted = read_solutions(expected.read_text(encoding="utf-8-sig"))
    actual = read_solutions(body.decode())
    if set(wanted.variables) != set(actual.variables):
        columns = [" ".join(f"?{v}" for v in part.variables) for part in (wanted, actual)]
        return Comparison("variables", expected=columns[0], actual=columns[1])
    difference = compare(wanted, actual)
    if difference.missing or difference.new:
        return Comparison("rows", difference.missing, difference.new)
    if is_ordered(question.text) and not difference.same_order:
        return Comparison("order")
    return Comparison()


def compare_boolean(expected: Path, body: bytes, _: Question) -> Comparison:
    """Compares booleans in SPARQL results JSON; raises ValueError if the expected file has none."""
    try:
        wanted = json.loads(expected.read_text(encoding="utf-8-sig"))
    except RecursionError:
        wanted = None
    if not isinstance(wanted, dict) or not isinstance(wanted.get("boolean"), bool):
        raise ValueError(
            msg("no {one} or {other}", one='{"boolean": true}', other='{"boolean": false}')
        )
    actual = json.loads(body)["boolean"]
    if wanted["boolean"] is actual:
        return Comparison()
    truths = {True: "true", False: "false"}
    return Comparison("boolean", expected=truths[wanted["boolean"]], actual=truths[actual])


def compare_graph(expected: Path, body: bytes, question: Question) -> Comparison:  # noqa: ARG001
    """Compares graphs up to isomorphism; raises GraphSyntaxError if the expected file is invalid.

    Raises AlikeBlankNodes when blank nodes can hardly be distinguished.
    """
    from schlaglicht.rdf.alike_nodes import locating_alike_nodes
    from schlaglicht.rdf.canonicalization import canonical_ntriples
    from schlaglicht.rdf.load import load_file
    from schlaglicht.rdf.locations import SourceText, read_places

    source = SourceText(expected, body.decode())
    actual, _ = read_places(source, syntax="turtle", base="about:blank")
    loaded = load_file(expected)
    graphs = _in_lower_case(loaded.graph), _in_lower_case(actual)
    with locating_alike_nodes(loaded):
        if canonical_ntriples(graphs[0]) == canonical_ntriples(graphs[1]):
            return Comparison()
    return Comparison("graph", *_differences(*graphs))


def _differences(wanted: Graph, actual: Graph) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The triples, as text, that only the one has, and those that only the other has."""
    from schlaglicht.rdf.blank_node_matching import match_blank_nodes

    names: dict[Node, Node] = dict(match_blank_nodes(wanted, actual).items())
    there = set(wanted)
    here = {(names.get(s, s), p, names.get(o, o)) for s, p, o in actual}
    missing, new = (
        tuple(sorted(" ".join(term.n3() for term in triple) for triple in triples))
        for triples in (there - here, here - there)
    )
    return missing, new


def is_ordered(query: str) -> bool:
    """True if a query has ORDER BY outside all braces, so that its rows are ordered."""
    depth, found = 0, list(tokens(resolve_escapes(query)))
    for token, after in pairwise(found):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        words = token.kind is after.kind is TokenKind.WORD
        if depth == 0 and words and (token.text.upper(), after.text.upper()) == ("ORDER", "BY"):
            return True
    return False


def _in_lower_case(graph: Graph) -> Graph:
    """The graph with language tags in lower case, as their case does not matter."""
    from rdflib import Graph, Literal

    lowered = Graph(bind_namespaces="none")
    for subject, predicate, object_ in graph:
        if isinstance(object_, Literal) and object_.language:
            object_ = Literal(str(object_), lang=object_.language.lower())
        lowered.add((subject, predicate, object_))
    return lowered
