"""Other patterns near that of a query: directions, steps, classes, graphs, and less of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from rdflib import RDF, URIRef

from schlaglicht.errors import EngineError, QueryError
from schlaglicht.query.lexer import Edit, edited
from schlaglicht.query.parse import read_query
from schlaglicht.query.pattern_parts import Part, PartKind, group_of, joined, read_pattern
from schlaglicht.query.repairs.alike_terms import SAME, unlikeness_of_iris
from schlaglicht.query.repairs.faulty_query import (
    BETWEEN,
    FEW,
    HOLE,
    IN_GRAPH,
    LOOSER,
    NAME,
    NARROWER,
    TURNED,
    WITHOUT,
    Candidate,
    FaultyQuery,
)
from schlaglicht.query.syntax_tree import Kind, is_kind, is_name, is_variable
from schlaglicht.suggest import nearest_iri

_SUBCLASS = "rdfs:subClassOf*"


def narrower_classes(faulty: FaultyQuery) -> Iterator[Candidate]:
    """Things of a class, and of those below it."""
    for _, _, verb, item in faulty.triples:
        if faulty.is_type(verb) and is_name(item):
            yield faulty.replaced(verb, f"{faulty.written(verb)}/{_SUBCLASS}", NARROWER)


def turned(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A property in the other direction: the same, or one with a similar name."""
    for part, subject, verb, item in faulty.triples:
        if is_kind(verb, Kind.INVERSE) and is_name(verb.children[-1]):
            yield faulty.replaced(verb, faulty.written(verb.children[-1]), TURNED)
        if not is_name(verb) or faulty.is_type(verb) or is_kind(item, Kind.LITERAL):
            continue
        was = faulty.iri(verb)
        around = f"{faulty.written(item)} {HOLE} {faulty.written(subject)}"
        for value in faulty.in_place(part, around):
            if str(value.term) == was:
                yield faulty.replaced(verb, f"^{verb.text}", TURNED)
            elif (cost := unlikeness_of_iris(was, str(value.term))) is not None:
                yield faulty.replaced(verb, f"^{faulty.in_query(value.term)}", cost + 0.5)


def steps_between(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A property and another after it, where one alone does not lead to what the rest is about."""
    for part, subject, verb, item in faulty.triples if len(faulty.parts) > 1 else ():
        if not (is_name(verb) and is_variable(item)):
            continue
        two = f"{faulty.written(subject)} {verb.text} {NAME} . {NAME} {HOLE} {item.text}"
        steps = [value.term for value in faulty.in_place(part, two) if value.term != RDF.type]
        for step in steps[:FEW]:
            yield faulty.replaced(verb, f"{verb.text}/{faulty.in_query(step)}", BETWEEN)


def in_graphs(faulty: FaultyQuery) -> Iterator[Candidate]:
    """The pattern in a named graph, or in another than the one that is named."""
    graphs = faulty.snapshot.statistics.named_graphs
    if not graphs:
        return
    clauses = [*faulty.tree.all(Kind.GRAPH)]
    name, group = faulty.new_variable("graph"), faulty.group
    if not clauses:
        begun = Edit(group.start + 1, group.start + 1, f" GRAPH {name} {{")
        yield Candidate(IN_GRAPH, (begun, Edit(group.end, group.end, " }")))
    for clause in clauses:
        token = clause.children[1]
        if is_name(token) and faulty.iri(token) not in graphs:
            if near := nearest_iri(faulty.iri(token), graphs):
                yield faulty.replaced(token, faulty.in_query(URIRef(near)), SAME)
            yield faulty.replaced(token, name, LOOSER)


def without(faulty: FaultyQuery) -> Iterator[Candidate]:
    """The query without a part, or without all that leave none, which asks for less."""
    for clause in faulty.tree.nodes(Kind.HAVING) if faulty.pattern and not faulty.parts else ():
        yield faulty.replaced(clause, "", WITHOUT)
    if faulty.pattern is None or len(faulty.pattern.parts) < 2:
        return
    for part in faulty.parts:
        edit = faulty.cut(part)
        if edit and _hold_together([x for x in faulty.pattern.parts if x is not part]):
            yield Candidate(WITHOUT, (edit,))
    if faulty.parts and (text := _matching_rest(faulty)):
        yield Candidate(WITHOUT + 0.5, (Edit(0, len(faulty.query.asked), text),))


def _hold_together(parts: Sequence[Part]) -> bool:
    """False where a query of these parts would give all that there is, or all with all."""
    needed = [
        part
        for part in parts
        if part.names
        and part.kind is not PartKind.FILTER
        and not is_kind(part.items[0], Kind.NESTED)
    ]
    return bool(needed) and len(joined(needed)) == len(needed)


def _matching_rest(faulty: FaultyQuery) -> str:
    """The query without each part that leaves none with those before it."""
    assert faulty.pattern is not None
    kept: list[Part] = []
    for part in faulty.pattern.parts:
        with suppress(QueryError, EngineError):
            if faulty.questions.asks(faulty.query, faulty.pattern, group_of([*kept, part])):
                kept.append(part)
    query = faulty.query
    for number, part in reversed([*enumerate(faulty.pattern.parts)]):
        if part in kept:
            continue
        pattern = read_pattern(query)
        rest = replace(faulty, query=query, pattern=pattern)
        edit = rest.cut(pattern.parts[number]) if pattern else None
        if edit is None:
            return ""
        query = read_query(edited(query.asked, [edit]))
    return query.asked if _hold_together(kept) else ""
