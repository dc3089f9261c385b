"""Terms that can stand at a place of a query that is being written, with all that is written.

The place is read as a name in the tree of the query, with what is missing after it. The engine is
asked for the terms that fit there: together with those parts of the groups around it that share a
variable with it. It looks at the first rows alone, so that a graph of any size costs the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product

from rdflib import Literal, URIRef

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import Backend
from schlaglicht.errors import QueryError, QuerySyntaxError
from schlaglicht.query.empty_answers.empty_patterns import UNANSWERED, Questions, literal_of
from schlaglicht.query.empty_answers.explanation import HINTS
from schlaglicht.query.empty_answers.fitting_terms import HOLE
from schlaglicht.query.grammar import Reading, tree_of
from schlaglicht.query.lexer import Token, closing_marks, tokens
from schlaglicht.query.parse import SparqlQuery, read_query
from schlaglicht.query.pattern_parts import (
    Part,
    Pattern,
    equal_variable,
    group_of,
    joined,
    parts_of,
)
from schlaglicht.query.syntax_tree import Kind, Node, form_token, is_kind, is_variable
from schlaglicht.rdf.turtle_terms import TurtleTerms


@dataclass(frozen=True)
class CompletionLimits:
    """The bounds of completing one place."""

    characters: int = 4_000
    """Of the query."""
    rows: int = 10_000
    """That are looked at."""
    terms: int = 200
    wait: float = 0.1
    """Seconds until it is the turn of this question."""
    seconds: float = 0.1
    """For its answer."""


LIMITS = CompletionLimits()

_NAME = "<urn:schlaglicht:hole>"
"""What stands in the place while the query is read."""

_OBJECT, _FREE = "?schlaglicht_o", "?schlaglicht_p"
_MISSING = ("", f" {_OBJECT}", f" {_FREE} {_OBJECT}", " {}")
"""What may be missing after a name: nothing, its object, its properties, or a group."""


def fitting(
    before: str,
    after: str,
    snapshot: Snapshot,
    backend: Backend,
    *,
    words: str = "",
    among: Sequence[URIRef] = (),
    base: str | None = None,
) -> tuple[URIRef | Literal, ...]:
    """The first terms that can stand between two parts of a query; none where nobody knows.

    With `words`, of very many terms: those that have the words in them, and those in `among`.
    Asks the engines for a short time, in a turn of `HINTS`.
    """
    if backend.is_live or len(before) + len(after) > LIMITS.characters or _NAME in before + after:
        return ()
    with HINTS.turn(backend, wait=LIMITS.wait) as is_ours:
        text = _readable(before, after) if is_ours else None
        try:
            query = read_query(text, base=base) if text else None
            return _fitting(query, snapshot, backend, words, among) if query else ()
        except (QueryError, *UNANSWERED):
            return ()


def _readable(before: str, after: str) -> str | None:
    """A query that can be read, with the name in the place; None where there is none."""
    begun = before + _NAME
    try:
        found = [*tokens(begun)]
        reading = Reading(found, "end", "query")
        reading.go_on()
    except QuerySyntaxError:
        return None
    if reading.at < len(found) or not found or found[-1].text != _NAME:
        return None  # what stands before cannot be read, or it is in a comment
    ends = (f"{after} {closing_marks(begun + after)}", closing_marks(begun))
    for end, dot, missing in product(ends, ("", " . "), _MISSING):
        with suppress(QuerySyntaxError):
            tree_of(f"{begun}{missing}{dot}{end}")
            return f"{begun}{missing}{dot}{end}"
    return None


def _fitting(
    query: SparqlQuery, snapshot: Snapshot, backend: Backend, words: str, among: Sequence[URIRef]
) -> tuple[URIRef | Literal, ...]:
    tree, text = query.tree, query.asked
    place = next(token for token in tree.tokens() if token.text == _NAME)
    clauses = tree.nodes(Kind.DATASET)
    if any(place in clause.children for clause in clauses):
        return tuple(map(URIRef, sorted(snapshot.statistics.named_graphs)))[: LIMITS.terms]
    groups = tree.nodes(Kind.GROUP)
    parts = joined(_around(text, groups[-1], place)) if groups else []
    if not parts or (len(parts) == 1 and _is_free(parts[0], place)):
        return ()
    group = group_of(parts)
    if words:
        written = TurtleTerms({})
        is_one = "".join(f" || {HOLE} = {written.iri(iri)}" for iri in among)
        has_words = f"CONTAINS(LCASE(STR({HOLE})), {written.literal(Literal(words.lower()))})"
        group += f"\nFILTER({has_words}{is_one})"
    prologue = text[: form_token(tree).start]
    dataset = " ".join(text[x.start : x.end] for x in clauses)
    rows = Questions(backend, seconds=LIMITS.seconds).rows(
        query,
        Pattern(prologue, dataset, ()),
        f"SELECT DISTINCT {HOLE}",
        f"SELECT {HOLE} {{\n{group}\n}} LIMIT {LIMITS.rows}",
        f"LIMIT {LIMITS.terms}",
    )
    terms = (row[HOLE[1:]] for row in rows if HOLE[1:] in row)
    return tuple(
        URIRef(term["value"]) if term["type"] == "uri" else literal_of(term)
        for term in terms
        if term["type"] in ("uri", "literal")
    )


def _around(text: str, group: Node, place: Token) -> list[Part]:
    """The parts of the groups around the place, that with the place last; none without it."""
    if subselect := group.child(Kind.SUBSELECT):
        inner = subselect.child(Kind.GROUP)
        return _around(text, inner, place) if inner and _has(inner, place) else []
    parts = [part for node in group.nodes() for part in parts_of(text, node)]
    own = next((part for part in parts if part.start <= place.start < part.end), None)
    if own is None:
        return []
    inner = next((group for group in own.nodes(Kind.GROUP) if _has(group, place)), None)
    inside = _around(text, inner, place) if inner else _with_hole(text, own, place)
    if inner and inside and is_kind(own.items[0], Kind.GRAPH):
        name = own.items[0].children[1]
        whole = f"GRAPH {text[name.start : name.end]} {{\n{group_of(inside)}\n}}"
        inside = [replace(own, text=whole)]
    return inside and [*(part for part in parts if part is not own), *inside]


def _has(group: Node, place: Token) -> bool:
    return group.start <= place.start < group.end


def _with_hole(text: str, part: Part, place: Token) -> list[Part]:
    """The part with a variable in the place; none where that asks for nothing."""
    node, verb = part.items[0], part.triple[1] if part.triple else None
    if verb and is_kind(verb, Kind.SEQUENCE) and place in verb.children:
        return [replace(part, text=_steps(text, part, verb, verb.children.index(place)))]
    if not is_kind(node, Kind.FILTER, Kind.VALUES):
        return [replace(part, text=part.text.replace(_NAME, HOLE))]
    names = [x.text for x in node.children if is_variable(x)]  # of VALUES
    other = equal_variable(part, place) if node.kind is Kind.FILTER else names[0] if names else None
    return [replace(part, text=f"BIND({other} AS {HOLE})")] if other else []


def _steps(text: str, part: Part, path: Node, at: int) -> str:
    """A triple whose path has the place as a step, as triples around that step."""
    subject, _, item = (text[x.start : x.end] for x in part.triple)
    before, after = path.children[: max(0, at - 1)], path.children[at + 2 :]
    first = f"{subject} {text[path.start : before[-1].end]} {_FREE} . " if before else ""
    last = f" . {_OBJECT} {text[after[0].start : path.end]} {item}" if after else ""
    return f"{first}{_FREE if first else subject} {HOLE} {_OBJECT if last else item}{last}"


def _is_free(part: Part, place: Token) -> bool:
    """True for a triple of variables."""
    return bool(part.triple) and all(is_variable(x) or x == place for x in part.triple)
