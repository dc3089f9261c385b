"""Answers compared with the expected ones next to their questions.

Solutions of SELECT are tables of terms, their rows lines of SPARQL TSV:
https://www.w3.org/TR/sparql11-results-csv-tsv/#tsv. Terms are the same when Turtle reads them as
the same term; blank nodes have no name, and are compared by the rows that they occur in, up to a
one-to-one renaming. Rows that share blank nodes form groups, which are compared as wholes. Blank
nodes get colours by the rows that they occur in; where several keep one colour, one after the other
is tried.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from schlaglicht.ground.text import truncated
from schlaglicht.i18n import msg
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import resolve_escapes
from schlaglicht.query.syntax_tree import Kind
from schlaglicht.questions import Question
from schlaglicht.rdf.reading.parse import canonical_term

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


Row = tuple[str | None, ...]
"""Terms; blank nodes begin with `_:`, and unbound variables are None."""

_MOST_STEPS = 400_000
"""Number of rows that are coloured before the comparison is given up; a few seconds."""
_DEEPEST = 400
"""Number of blank nodes of one group that are tried one within the other."""

_Colours = dict[str, int]
_Reduced = tuple[tuple[Hashable, ...], int]
"""A row, and the number of its duplicates; a blank node of this row alone is its place in it."""


def is_blank(term: Hashable) -> TypeGuard[str]:
    """True for the text of a blank node."""
    return isinstance(term, str) and term.startswith("_:")


def same_in_order(one: Sequence[Row], other: Sequence[Row]) -> bool:
    """True if the tables have the same rows in the same order, but for labels of blank nodes."""
    there: dict[str | None, str | None] = {}
    back: dict[str | None, str | None] = {}
    if len(one) != len(other):
        return False
    for row, counterpart in zip(one, other, strict=True):
        for term, match in zip(row, counterpart, strict=True):
            if is_blank(term) and is_blank(match):
                if there.setdefault(term, match) != match or back.setdefault(match, term) != term:
                    return False
            elif term != match:
                return False
    return True


def unmatched(one: Sequence[Row], other: Sequence[Row]) -> tuple[list[int], list[int]]:
    """The numbers of the rows of each table in groups that the other lacks.

    Raises ValueError where blank nodes are too much alike to be compared in time.
    """
    return _Comparison().unmatched(_groups(one), _groups(other))


class _Group:
    """Rows that share blank nodes with each other, and with no other row."""

    def __init__(self, rows: Mapping[_Reduced, int], numbers: Sequence[int]) -> None:
        self.rows = rows
        self.numbers = numbers
        self.nodes = {term for row, _ in rows for term in row if is_blank(term)}


class _Comparison:
    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._steps = 0

    def unmatched(
        self, groups: Sequence[_Group], others: Sequence[_Group]
    ) -> tuple[list[int], list[int]]:
        waiting: dict[Hashable, list[_Group]] = defaultdict(list)
        for group in others:
            waiting[self._look(group, self._coloured(group))].append(group)
        missing: list[int] = []
        for group in groups:
            mine = self._coloured(group)
            alike = waiting[self._look(group, mine)]
            match = next(
                (g for g in alike if self._fits(group, mine, g, self._coloured(g), 0)), None
            )
            if match is None:
                missing += group.numbers
            else:
                alike.remove(match)
        new = [n for alike in waiting.values() for group in alike for n in group.numbers]
        return sorted(missing), sorted(new)

    def _fits(
        self, one: _Group, mine: _Colours, other: _Group, theirs: _Colours, depth: int
    ) -> bool:
        """True if a renaming leads from one group to the other and keeps the colours."""
        if self._look(one, mine) != self._look(other, theirs):
            return False
        alike: dict[int, list[str]] = defaultdict(list)
        for node, colour in mine.items():
            alike[colour].append(node)
        several = min((nodes for nodes in alike.values() if len(nodes) > 1), key=len, default=None)
        if several is None:
            return True
        if depth == _DEEPEST:
            raise self._given_up()
        tried = several[0]
        own = self._number(("tried", depth))
        marked = self._coloured(one, {**mine, tried: own})
        candidates = [node for node, colour in theirs.items() if colour == mine[tried]]
        return any(
            self._fits(one, marked, other, self._coloured(other, {**theirs, node: own}), depth + 1)
            for node in candidates
        )

    def _coloured(self, group: _Group, colours: _Colours | None = None) -> _Colours:
        """Colours of the blank nodes that further rounds do not divide any more."""
        colours = colours or dict.fromkeys(group.nodes, 0)
        while True:
            seen: dict[str, list[int]] = {node: [colours[node]] for node in group.nodes}
            for row, times in self._painted(group, colours):
                for place, term in enumerate(row[0]):
                    if is_blank(term):
                        seen[term].append(self._number((times, place)))
            after = {
                node: self._number((first, *sorted(rows))) for node, (first, *rows) in seen.items()
            }
            if len(set(after.values())) == len(set(colours.values())):
                return after
            colours = after

    def _painted(
        self, group: _Group, colours: _Colours
    ) -> Iterable[tuple[_Reduced, tuple[int, int]]]:
        """Each row, with a number for its look in these colours, and how often it occurs."""
        self._steps += len(group.rows)
        if self._steps > _MOST_STEPS:
            raise self._given_up()
        for row, times in group.rows.items():
            terms, copies = row
            look = tuple(
                (colours[term], terms.index(term)) if is_blank(term) else term for term in terms
            )
            yield row, (self._number((look, copies)), times)

    def _look(self, group: _Group, colours: _Colours) -> Hashable:
        """The same for groups whose rows have the same look."""
        return tuple(sorted(look for _, look in self._painted(group, colours)))

    def _number(self, thing: Hashable) -> int:
        return self._numbers.setdefault(thing, len(self._numbers) + 1)

    def _given_up(self) -> ValueError:
        return ValueError(
            msg(
                "its blank nodes are too much alike to be compared with those of the answer; "
                "select what distinguishes them, or name them with IRIs"
            )
        )


def _groups(rows: Sequence[Row]) -> list[_Group]:
    """The rows with blank nodes in groups that share none."""
    copies = Counter(row for row in rows if any(map(is_blank, row)))
    uses = Counter(term for row in copies for term in set(row) if is_blank(term))
    above: dict[str, str] = {}
    reduced: dict[Row, _Reduced] = {}
    for row, count in copies.items():
        terms: tuple[Hashable, ...] = tuple(
            row.index(t) if is_blank(t) and uses[t] == 1 else t for t in row
        )
        reduced[row] = (terms, count)
        shared = [term for term in terms if is_blank(term)]
        for other in shared[1:]:
            above[_top(other, above)] = _top(shared[0], above)
    members: dict[Hashable, Counter[_Reduced]] = defaultdict(Counter)
    numbers: dict[Hashable, list[int]] = defaultdict(list)
    group_of: dict[Row, Hashable] = {}
    for row, (terms, count) in reduced.items():
        node = next((term for term in terms if is_blank(term)), None)
        group_of[row] = _top(node, above) if node else (terms, count, row)
        members[group_of[row]][terms, count] += 1
    for number, row in enumerate(rows):
        if row in group_of:
            numbers[group_of[row]].append(number)
    return [_Group(members[key], numbers[key]) for key in members]


def _top(node: str, above: dict[str, str]) -> str:
    """The node that stands for all that share rows with `node`, which then leads straight to it."""
    passed = []
    while (up := above.get(node, node)) != node:
        passed.append(node)
        node = up
    above.update(dict.fromkeys(passed, node))
    return node


_LONGEST_QUOTED = 200
"""Characters of a cell that an error quotes."""


@dataclass(frozen=True)
class Solutions:
    """The variables and rows of a result, in order."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    texts: tuple[str, ...]
    """The text of each row."""


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


def read_solutions(text: str) -> Solutions:
    """The solutions in a TSV text; raises ValueError, with the line, if it is not valid."""
    head, *lines = text.removesuffix("\n").split("\n")
    variables = tuple(name.removeprefix("?") for name in head.rstrip("\r").split("\t") if name)
    texts = tuple(line.rstrip("\r") for line in lines)
    terms: dict[str, str | None] = {"": None}
    rows = tuple(
        _row(line, number, len(variables), terms) for number, line in enumerate(texts, start=2)
    )
    return Solutions(variables, rows, texts)


def compare(expected: Solutions, actual: Solutions) -> Comparison:
    """The rows that `expected` has and `actual` lacks, and the reverse, whatever the order.

    Labels of blank nodes do not matter, but two rows with one node differ from rows with two.
    Raises ValueError where blank nodes are too much alike to be compared in time.
    """
    order = [expected.variables.index(name) for name in actual.variables]
    rearranged = [tuple(row[index] for index in order) for row in expected.rows]
    if same_in_order(rearranged, actual.rows):
        return Comparison()
    nameless = list(map(_nameless, rearranged)), list(map(_nameless, actual.rows))
    missing = _without(zip(nameless[0], expected.texts, strict=True), nameless[1])
    new = _without(zip(nameless[1], actual.texts, strict=True), nameless[0])
    if not missing and not new:
        there, here = unmatched(rearranged, actual.rows)
        missing = tuple(expected.texts[number] for number in there)
        new = tuple(actual.texts[number] for number in here)
    return Comparison("rows" if missing or new else "order", missing, new)


def _nameless(row: Row) -> Row:
    """The row with all blank nodes alike."""
    return tuple("_:" if is_blank(term) else term for term in row)


def _without(rows: Iterable[tuple[Row, str]], others: Iterable[Row]) -> tuple[str, ...]:
    """The texts of `rows` left after each of `others` has removed an equal one."""
    left = Counter(others)
    texts = []
    for row, text in rows:
        if left[row]:
            left[row] -= 1
        else:
            texts.append(text)
    return tuple(texts)


def _row(line: str, number: int, width: int, terms: dict[str, str | None]) -> Row:
    cells = line.split("\t") if width else []
    if len(cells) != width:
        raise ValueError(
            msg(
                "line {line} has {cells} cells for {width} variables",
                line=number,
                cells=len(cells),
                width=width,
            )
        )
    for cell in cells:
        if cell not in terms:
            terms[cell] = _term(cell, number)
    return tuple(terms[cell] for cell in cells)


def _term(cell: str, number: int) -> str:
    try:
        return canonical_term(cell)
    except ValueError as error:
        quoted = truncated(cell, _LONGEST_QUOTED)
        fault = msg("line {line}: not a term as Turtle writes it: {cell}", line=number, cell=quoted)
        raise ValueError(fault) from error


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
    matters = difference.what != "order" or is_ordered(question.text)
    return difference if matters else Comparison()


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
    from schlaglicht.rdf.blank_nodes.canonicalization import canonical_ntriples
    from schlaglicht.rdf.load import load_content, load_file, locating_alike_nodes

    actual = load_content(body, Path("answer.ttl"), base="about:blank").graph
    loaded = load_file(expected)
    graphs = _in_lower_case(loaded.graph), _in_lower_case(actual)
    with locating_alike_nodes(loaded):
        if canonical_ntriples(graphs[0]) == canonical_ntriples(graphs[1]):
            return Comparison()
    return Comparison("graph", *_differences(*graphs))


def _differences(wanted: Graph, actual: Graph) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The triples, as text, that only the one has, and those that only the other has."""
    from schlaglicht.rdf.blank_nodes.matching import match_blank_nodes

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
    return tree_of(resolve_escapes(query)).child(Kind.ORDER_BY) is not None


def _in_lower_case(graph: Graph) -> Graph:
    """The graph with language tags in lower case, as their case does not matter."""
    from rdflib import Graph, Literal

    lowered = Graph(bind_namespaces="none")
    for subject, predicate, object_ in graph:
        if isinstance(object_, Literal) and object_.language:
            object_ = Literal(str(object_), lang=object_.language.lower())
        lowered.add((subject, predicate, object_))
    return lowered
