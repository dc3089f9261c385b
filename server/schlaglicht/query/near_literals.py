"""Literals of a query that match nothing, to be tried with other language tags and datatypes.

`"Water"` is another literal than `"Water"@en`, and `"7"` another than 7. The variants are those
that the dataset has; which of them match, the engine says.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from schlaglicht.dataset.statistics import GraphStatistics, Statistics
from schlaglicht.i18n import LANGUAGES
from schlaglicht.query.lexer import Token, TokenKind
from schlaglicht.query.pattern_parts import Part, group_of
from schlaglicht.query.sparql_query import SparqlQuery

_MOST_TAGS = 40
_MOST_DATATYPES = 40
_LONGEST = 2_000
"""Characters of a literal that is tried."""

_MOST_TRIALS = 4

VARIABLE = "schlaglicht_literal"
"""The variables in the place of literals, by a name that queries do not have."""

_PLACE = f"?{VARIABLE}_"

_TAG = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*")
_WITHOUT_TYPE = (
    "http://www.w3.org/2001/XMLSchema#string",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString",
)
_NOT_MONOTONE = {"!", "!=", "NOT", "MINUS", "OPTIONAL"}
"""With one of these in a part, a match with another literal would not be due to that literal."""

_OF_EXPRESSIONS = {"VALUES", "FILTER", "BIND", "SELECT", "SERVICE", "LATERAL"}


@dataclass(frozen=True)
class LiteralTrial:
    """Parts of a pattern with a variable in the place of a literal."""

    written: str
    """The literal, as the query writes it."""
    part: Part
    """The part with the literal."""
    variable: str
    pattern: str
    """All parts with the variable, below the values that it may have."""


def literal_trials(
    query: SparqlQuery, parts: Sequence[Part], before: Sequence[Part], statistics: Statistics
) -> list[LiteralTrial]:
    """Trials of the first literals in `parts` that can have a variable in their place."""
    changes = islice(_changes(query, parts), _MOST_TRIALS)
    ends = _ends(statistics)
    trials = []
    for number, (place, change) in enumerate(changes):
        part = parts[place]
        every = (*before, *parts[:place], replace(part, text=change.text), *parts[place + 1 :])
        variable = f"{VARIABLE}{number}"
        names = f"?{variable} {change.equal}".rstrip()
        values = (change.bare + end for end in ends)
        rows = " ".join(f"({value}{f' {value}' if change.equal else ''})" for value in values)
        pattern = f"VALUES ({names}) {{ {rows} }}\n{group_of(every)}"
        pattern = pattern.replace(_PLACE, f"?{variable}")
        trials.append(LiteralTrial(change.written, part, variable, pattern))
    return trials


def _changes(query: SparqlQuery, parts: Sequence[Part]) -> Iterator[tuple[int, _Change]]:
    """The parts, by number, with a literal replaced."""
    for number, part in enumerate(parts):
        found = _tokens_of(query, part)
        words = [token.text.upper() for token in found]
        if _NOT_MONOTONE.isdisjoint(words):
            literals = [each for each in _literals(found) if len(each.bare) <= _LONGEST]
            if literals:
                yield from ((number, change) for change in _replaced(part, found, words, literals))


def _tokens_of(query: SparqlQuery, part: Part) -> Sequence[Token]:
    first = bisect_left(query.tokens, part.start, key=lambda token: token.start)
    after = bisect_left(query.tokens, part.end, key=lambda token: token.start)
    return query.tokens[first:after]


@dataclass(frozen=True)
class _Change:
    """A part with `_PLACE` in the place of a literal."""

    bare: str
    """The literal without tag and datatype."""
    written: str
    """The literal as the query writes it."""
    text: str
    """The changed part."""
    equal: str = ""
    """A variable that has to be the same literal."""


def _replaced(
    part: Part, found: Sequence[Token], words: Sequence[str], literals: Sequence[_Literal]
) -> Iterator[_Change]:
    """The part with one literal or another replaced."""
    if words[0] == "VALUES":
        variables = [token.text for token in found if token.kind is TokenKind.VARIABLE]
        if len(variables) == 1:
            for each in literals:
                yield _Change(each.bare, part.text[_slice(part, each)], "", variables[0])
    elif words[0] == "FILTER":
        for literal in literals:
            if (other := _equal_variable(found, literal)) is not None:
                # `=` compares values: 7 equals 7.0, of which only one may be in the graph.
                yield replace(_with_variable(part, [literal]), equal=other)
    elif words[0] == "BIND":
        first = literals[0]
        if (first.at, *words[1:2], *words[first.after :][:1]) == (2, "(", "AS"):
            yield _with_variable(part, [first])
    elif _OF_EXPRESSIONS.isdisjoint(words):
        alike: dict[str, list[_Literal]] = {}
        for literal in literals:
            alike.setdefault(part.text[_slice(part, literal)], []).append(literal)
        for same in alike.values():
            yield _with_variable(part, same)


@dataclass(frozen=True)
class _Literal:
    """A literal among the tokens of a part: their numbers, its place in the query, its text."""

    at: int
    after: int
    start: int
    end: int
    bare: str


def _literals(found: Sequence[Token]) -> Iterator[_Literal]:
    for at, token in enumerate(found):
        after = at + 1
        if token.kind is TokenKind.STRING:
            bare = token.text
            if after < len(found) and found[after].kind is TokenKind.LANGUAGE_TAG:
                after += 1
            elif after + 1 < len(found) and found[after].text == "^^":
                after += 2
        elif token.kind is TokenKind.NUMBER or token.text in ("true", "false"):
            if at and found[at - 1].text in ("+", "-"):
                continue
            bare = f'"{token.text}"'
        else:
            continue
        last = found[after - 1]
        yield _Literal(at, after, token.start, last.start + len(last.text), bare)


def _slice(part: Part, literal: _Literal) -> slice:
    """The place of a literal in the text of a part, which may begin with a subject elsewhere."""
    shift = len(part.text) - part.end
    return slice(literal.start + shift, literal.end + shift)


def _with_variable(part: Part, literals: Sequence[_Literal]) -> _Change:
    text = part.text
    for literal in reversed(literals):
        place = _slice(part, literal)
        text = f"{text[: place.start]} {_PLACE} {text[place.stop :]}"
    return _Change(literals[0].bare, part.text[_slice(part, literals[0])], text)


def _equal_variable(found: Sequence[Token], literal: _Literal) -> str | None:
    """The variable in `?x = "a"`, `"a" = ?x` or `?x IN ("a", "b")`."""
    at, after = literal.at, literal.after
    if found[at - 1].text == "=":
        other = found[at - 2]
    elif after + 1 < len(found) and found[after].text == "=":
        other = found[after + 1]
    else:
        start = next((n for n in range(at - 1, 1, -1) if found[n].text == "("), 0)
        if start < 2 or found[start - 1].text.upper() != "IN":
            return None
        other = found[start - 2]
    return other.text if other.kind is TokenKind.VARIABLE else None


def _ends(statistics: Statistics) -> list[str]:
    """Every tag and datatype of the dataset as it follows the text of a literal."""
    graphs = (statistics.default_graph, *statistics.named_graphs.values())
    return [
        "",
        *(f"@{tag}" for tag in _tags(graphs)),
        *(f"^^<{iri}>" for iri in _datatypes(graphs)),
    ]


def _tags(graphs: Sequence[GraphStatistics]) -> list[str]:
    uses: Counter[str] = Counter()
    for graph in graphs:
        uses.update(graph.languages)
    common = (tag for tag, _ in uses.most_common(_MOST_TAGS) if _TAG.fullmatch(tag))
    return list(dict.fromkeys((*common, *LANGUAGES)))


def _datatypes(graphs: Sequence[GraphStatistics]) -> list[str]:
    uses: Counter[str] = Counter()
    for use in chain.from_iterable(graph.properties for graph in graphs):
        uses.update(use.datatypes)
    common = (iri for iri, _ in uses.most_common() if iri not in _WITHOUT_TYPE)
    return list(common)[:_MOST_DATATYPES]
