"""The parts of the outermost group of a query's pattern, of which each has to match.

https://www.w3.org/TR/sparql11-query/#rGroupGraphPatternSub. Triples that share a subject or a
predicate, by `;` and `,`, are a part each. A nested group is a part as a whole.

A literal of a part that matches nothing can be tried with other language tags and datatypes:
`"Water"` is another literal than `"Water"@en`, and `"7"` another than 7. The variants are those
that the dataset has; which of them match, the engine says.
"""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from schlaglicht.dataset.statistics import Statistics
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import LANGUAGES
from schlaglicht.query.lexer import Token, TokenKind, line_and_column
from schlaglicht.query.parse import QueryForm, SparqlQuery
from schlaglicht.query.syntax_tree import (
    Item,
    Kind,
    Node,
    form_token,
    is_kind,
    is_variable,
    word_of,
)

_LONGEST = 500
"""Characters of a part that are shown."""

_JOINING = (TokenKind.VARIABLE, TokenKind.BLANK_NODE)


class PartKind(enum.Enum):
    """The kinds of parts that are told apart."""

    TRIPLE = enum.auto()
    FILTER = enum.auto()
    OTHER = enum.auto()


@dataclass(frozen=True)
class Part:
    """One part of a pattern; `start` and `end` are its place in the text of the query."""

    kind: PartKind
    start: int
    end: int
    text: str
    """The part alone: a triple with its subject and predicate."""
    items: tuple[Item, ...]
    """What is between `start` and `end`."""
    triple: tuple[Item, ...] = ()
    """Subject, verb and object of a triple alone."""

    def nodes(self, *kinds: Kind) -> Iterator[Node]:
        """The nodes of these kinds in it."""
        return (node for item in self.items if isinstance(item, Node) for node in item.all(*kinds))

    @property
    def names(self) -> set[str]:
        """The variables and the labels of blank nodes in it."""
        every = (x.tokens() if isinstance(x, Node) else [x] for x in self.triple or self.items)
        return {token.text for each in every for token in each if token.kind in _JOINING}

    @property
    def words(self) -> set[str]:
        """The keywords and marks in it."""
        return {
            word_of(token)
            for item in self.items
            if isinstance(item, Node)
            for token in item.tokens()
        }


def group_of(parts: Sequence[Part]) -> str:
    """The text of a group of these parts, without its braces."""
    end = {PartKind.TRIPLE: "."}
    return "\n".join(f"{part.text}\n{end.get(part.kind, '')}" for part in parts)


def joined(parts: Sequence[Part]) -> list[Part]:
    """The last part, after those that share a variable with it, or with one that does."""
    left, found = [*parts[:-1]], [*parts[-1:]]
    every, known = found, set[str]()
    while found:
        known = known.union(*(part.names for part in found))
        found = [part for part in left if known & part.names]
        left = [part for part in left if part not in found]
        every = found + every
    return every


@dataclass(frozen=True)
class PlacedPart:
    """A part of a query as it is written there, with line and column from 1."""

    written: str
    line: int
    column: int
    length: int


def placed(query: SparqlQuery, start: int, end: int) -> PlacedPart:
    """The part of a query between two places in its text."""
    line, column = line_and_column(query.asked, start)
    written = query.asked[start:end]
    return PlacedPart(truncated(written, _LONGEST), line, column, len(written))


@dataclass(frozen=True)
class Pattern:
    """A query's pattern in parts, and what stands before it: prologue and FROM."""

    prologue: str
    dataset: str
    parts: tuple[Part, ...]


def read_pattern(query: SparqlQuery) -> Pattern | None:
    """The pattern of a query; None for DESCRIBE, subqueries and what is not read here."""
    tree = query.readable_tree
    if tree is None or query.form is QueryForm.DESCRIBE:
        return None
    group = tree.nodes(Kind.GROUP)[-1]
    if group.child(Kind.SUBSELECT, Kind.SERVICE) or any(
        nested.has("LATERAL") for nested in group.nodes(Kind.NESTED)
    ):
        return None
    text = query.asked
    dataset = (text[clause.start : clause.end] for clause in tree.nodes(Kind.DATASET))
    parts = (part for node in group.nodes() for part in parts_of(text, node))
    return Pattern(text[: form_token(tree).start], " ".join(dataset), tuple(parts))


def parts_of(text: str, node: Node) -> Iterator[Part]:
    """The parts of an element of a group."""
    if node.kind is not Kind.TRIPLES:
        kind = PartKind.FILTER if node.kind is Kind.FILTER else PartKind.OTHER
        yield Part(kind, node.start, node.end, text[node.start : node.end], (node,))
        return
    subject, *properties = node.children
    if is_kind(subject, Kind.BLANK, Kind.COLLECTION, Kind.REIFIED) or any(
        each.child(Kind.REIFIER, Kind.ANNOTATION) for each in node.nodes(Kind.PROPERTY)
    ):  # a node of its own, which is another in each part
        yield Part(PartKind.TRIPLE, node.start, node.end, text[node.start : node.end], (node,))
        return
    before: tuple[Item, ...] = (subject,)
    for each in properties:
        if isinstance(each, Token):
            continue
        verb, *objects = each.children
        before += (verb,)
        for item in objects[::2]:
            found = (*before, item)
            shared = [x for x in (subject, verb) if x not in before]
            written = [text[x.start : x.end] for x in shared]
            start, end = found[0].start, item.end
            alone = " ".join([*written, text[start:end]])
            yield Part(PartKind.TRIPLE, start, end, alone, found, (subject, verb, item))
            before = ()


_MOST_TAGS = 40
_MOST_DATATYPES = 40
_LONGEST_LITERAL = 2_000
"""Characters of a literal that is tried."""

_MOST_TRIALS = 4

VARIABLE = "schlaglicht_literal"
"""The variables in the place of literals, by a name that queries do not have."""

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
    parts: Sequence[Part], before: Sequence[Part], statistics: Statistics
) -> list[LiteralTrial]:
    """Trials of the first literals in `parts` that can have a variable in their place."""
    ends, trials = _ends(statistics), list[LiteralTrial]()
    for number, part in enumerate(parts):
        for literal in part.nodes(Kind.LITERAL) if _NOT_MONOTONE.isdisjoint(part.words) else ():
            if word_of(literal.children[0]) in ("+", "-"):
                continue  # such a number has no text of its own
            variable, first = f"?{VARIABLE}{len(trials)}", next(literal.tokens())
            bare = first.text if first.kind is TokenKind.STRING else f'"{first.text}"'
            change = _with_variable(part, literal, variable)
            if change is None or len(bare) > _LONGEST_LITERAL or len(trials) == _MOST_TRIALS:
                continue
            text, equal = change
            every = (*before, *parts[:number], replace(part, text=text), *parts[number + 1 :])
            rows = " ".join(f"({bare}{end} {bare + end if equal else ''})" for end in ends)
            pattern = f"VALUES ({variable} {equal}) {{ {rows} }}\n{group_of(every)}"
            written = part.text[_slice(part, literal)]
            trials.append(LiteralTrial(written, part, variable[1:], pattern))
    return trials


def _with_variable(part: Part, literal: Node, variable: str) -> tuple[str, str] | None:
    """A part with a variable in the place of a literal, and one that has to be the same."""
    node, place = part.items[0], _slice(part, literal)
    text = f"{part.text[: place.start]} {variable} {part.text[place.stop :]}"
    if is_kind(node, Kind.VALUES, Kind.BIND):
        names = [*filter(is_variable, node.children)]
        is_alone = node.kind is Kind.VALUES or node.children[2] is literal
        return ("", names[0].text) if is_alone and len(names) == 1 else None
    if is_kind(node, Kind.FILTER):
        # `=` compares values: 7 equals 7.0, of which only one may be in the graph.
        other = equal_variable(part, literal)
        return (text, other) if other else None
    return (text, "") if _OF_EXPRESSIONS.isdisjoint(part.words) else None


def _slice(part: Part, literal: Node) -> slice:
    """The place of a literal in the text of a part, which may begin with a subject elsewhere."""
    shift = len(part.text) - part.end
    return slice(literal.start + shift, literal.end + shift)


def equal_variable(part: Part, value: Item) -> str | None:
    """The variable in `?x = "a"`, `"a" = ?x` or `?x IN ("a", "b")`, where a value stands."""
    for comparison in part.nodes(Kind.COMPARISON):
        first, *_, last = comparison.children
        other = None
        if comparison.has("=") and value in (first, last):
            other = last if value is first else first
        elif isinstance(last, Node) and last.kind is Kind.ARGUMENTS and value in last.children:
            other = first
        if other is not None:
            return other.text if is_variable(other) else None
    return None


def _ends(statistics: Statistics) -> list[str]:
    """Every tag and datatype of the dataset as it follows the text of a literal."""
    tags, datatypes = Counter[str](), Counter[str]()
    for graph in (statistics.default_graph, *statistics.named_graphs.values()):
        tags.update(graph.languages)
        for use in graph.properties:
            datatypes.update(use.datatypes)
    common = (tag for tag, _ in tags.most_common(_MOST_TAGS) if _TAG.fullmatch(tag))
    typed = (iri for iri, _ in datatypes.most_common() if iri not in _WITHOUT_TYPE)
    return [
        "",
        *(f"@{tag}" for tag in dict.fromkeys((*common, *LANGUAGES))),
        *(f"^^<{iri}>" for iri in islice(typed, _MOST_DATATYPES)),
    ]
