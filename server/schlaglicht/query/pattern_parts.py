"""The parts of the outermost group of a query's pattern, of which each has to match.

https://www.w3.org/TR/sparql11-query/#rGroupGraphPatternSub. Triples that share a subject or a
predicate, by `;` and `,`, are a part each. A nested group is a part as a whole.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schlaglicht.ground.text import truncated
from schlaglicht.query.lexer import Token, place_of
from schlaglicht.query.parse import QueryForm, SparqlQuery
from schlaglicht.query.syntax_tree import Item, Kind, Node, form_token, is_kind, word_of

_LONGEST = 500
"""Characters of a part that are shown."""


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

    def nodes(self, *kinds: Kind) -> Iterator[Node]:
        """The nodes of these kinds in it."""
        return (node for item in self.items if isinstance(item, Node) for node in item.all(*kinds))

    @property
    def words(self) -> set[str]:
        """The keywords and marks in it."""
        nodes = [item for item in self.items if isinstance(item, Node)]
        return {word_of(token) for node in nodes for token in node.tokens()}


def group_of(parts: Sequence[Part]) -> str:
    """The text of a group of these parts, without its braces."""
    return "\n".join(f"{part.text}\n{_END[part.kind]}" for part in parts)


_END = {PartKind.TRIPLE: ".", PartKind.FILTER: "", PartKind.OTHER: ""}


@dataclass(frozen=True)
class PlacedPart:
    """A part of a query as it is written there, with line and column from 1."""

    written: str
    line: int
    column: int
    length: int


def placed(query: SparqlQuery, start: int, end: int) -> PlacedPart:
    """The part of a query between two places in its text."""
    line, column = place_of(query.asked, start)
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
    parts = (part for node in group.nodes() for part in _parts(text, node))
    return Pattern(text[: form_token(tree).start], " ".join(dataset), tuple(parts))


def _parts(text: str, node: Node) -> Iterator[Part]:
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
            yield Part(PartKind.TRIPLE, start, end, " ".join([*written, text[start:end]]), found)
            before = ()
