"""Other patterns near that of a query: directions, steps, classes, graphs, conditions, and less."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from rdflib import RDFS, XSD, Literal, URIRef

from schlaglicht.errors import EngineError, QueryError
from schlaglicht.query.lexer import Edit, edited
from schlaglicht.query.parse import read_query
from schlaglicht.query.pattern_parts import Part, PartKind, group_of, joined, read_pattern
from schlaglicht.query.repairs.alike_terms import PART, SAME, stem, unlikeness_of_iris, words_in
from schlaglicht.query.repairs.faulty_query import (
    BETWEEN,
    FEW,
    HOLE,
    IN_GRAPH,
    IN_NAME,
    IN_REACH,
    LOOSER,
    MOST_OF_TERM,
    NAMING,
    NARROWER,
    ONLY,
    TURNED,
    WITHOUT,
    Candidate,
    FaultyQuery,
    Value,
    content,
    cut_of,
    is_naming,
)
from schlaglicht.query.repairs.terms import by_variable, cost_of
from schlaglicht.query.syntax_tree import (
    Kind,
    Node,
    arguments_of,
    is_kind,
    is_name,
    is_variable,
    word_of,
)
from schlaglicht.suggest import nearest_iri

_SUBCLASS = "rdfs:subClassOf*"


def narrower_classes(faulty: FaultyQuery) -> Iterator[Candidate]:
    """Things of a class and of those below it, or things with the words of its name in theirs."""
    naming = sorted(filter(is_naming, faulty.uses), key=lambda iri: -faulty.uses[iri].triples)
    for _, _, verb, item in faulty.triples:
        if not (faulty.is_type(verb) and is_name(item)):
            continue
        if faulty.rows(f"{HOLE} <{RDFS.subClassOf}> {faulty.written(item)}"):
            yield faulty.replaced(verb, f"{faulty.written(verb)}/{_SUBCLASS}", NARROWER)
        phrase, name = " ".join(words_in(faulty.text(item))), faulty.new_variable("name")
        is_phrase = " " in phrase and faulty.iri(item) not in faulty.classes
        like = f'FILTER(CONTAINS(LCASE(STR({name})), "{phrase}"))'
        for iri in naming[:FEW] if is_phrase else ():
            edits = (
                Edit(verb.start, verb.end, faulty.in_query(URIRef(iri))),
                Edit(item.start, item.end, name),
            )
            yield faulty.with_end(like, *edits, cost=IN_NAME)


def turned(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A property in the other direction: the same, one with a similar name, or one of few."""
    for part, subject, verb, item in faulty.triples:
        if is_kind(verb, Kind.INVERSE) and is_name(verb.children[-1]):
            yield faulty.replaced(verb, faulty.written(verb.children[-1]), TURNED)
        if not is_name(verb) or faulty.is_type(verb) or is_kind(item, Kind.LITERAL):
            continue
        was = faulty.iri(verb)
        around = f"{faulty.written(item)} {HOLE} {faulty.written(subject)}"
        values = faulty.in_place(part, around)
        for iri in (str(value.term) for value in values):
            if iri == was:
                yield faulty.replaced(verb, f"^{verb.text}", TURNED)
                continue
            costs = [unlikeness_of_iris(was, iri), ONLY if len(values) <= FEW else None]
            if is_variable(subject):
                costs.append(by_variable(subject, iri))
            if cost := min(filter(None, costs), default=None):
                cost = min(ONLY, cost + 0.5)
                yield faulty.replaced(verb, f"^{faulty.in_query(URIRef(iri))}", cost)


def steps_between(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A property with another after it or before it, where it alone does not lead to what is asked.

    After it too if a filter leaves nothing of its values, which are things.
    """
    names = {name for part in faulty.parts if part.kind is PartKind.FILTER for name in part.names}
    filtered = [x for x in faulty.before if x.triple and names & x.names]
    for part in (*faulty.parts, *filtered):
        verb = part.triple[1] if part.triple else part.items[0]
        use = faulty.uses.get(faulty.iri(verb)) if is_name(verb) else None
        if not is_name(verb) or not use or (part in filtered and use.datatypes):
            continue
        ways = faulty.ways(part, verb, [*map(faulty.written, part.triple[::2])])
        if part in filtered:
            ways = [way for way in ways if way.cost == BETWEEN]
        for cost, path, _ in ways[:MOST_OF_TERM]:
            yield faulty.replaced(verb, path, cost)


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
        if edit and _ask_the_same(faulty, [x for x in faulty.pattern.parts if x is not part]):
            yield Candidate(WITHOUT, (edit,))
    if faulty.parts and (text := _matching_rest(faulty)):
        yield Candidate(WITHOUT + 0.5, (Edit(0, len(faulty.query.asked), text),))


def _ask_the_same(faulty: FaultyQuery, parts: Sequence[Part]) -> bool:
    """False where these parts of a query would give all that there is, or all with all.

    Or for every thing what was asked of one, by its IRI or a value.
    """
    assert faulty.pattern
    conditions = [part for part in parts if part.kind is not PartKind.FILTER]
    needed = [x for x in conditions if x.names and not is_kind(x.items[0], Kind.NESTED)]
    if not needed or len(joined(needed)) < len(needed):
        return False
    if all(x.triple and all(map(is_variable, x.triple)) for x in conditions):
        return False
    is_of_one = any(_has_value(faulty, x) for x in faulty.pattern.parts)
    return not is_of_one or any(_has_value(faulty, x) for x in conditions)


def _has_value(faulty: FaultyQuery, part: Part) -> bool:
    """True for what is no filter and has a literal, or is about a thing by its IRI."""
    if part.kind is PartKind.FILTER:
        return False
    ends = part.triple[::2] if part.triple and not faulty.is_type(part.triple[1]) else ()
    found = (*ends, *part.nodes(Kind.LITERAL))
    return any(is_name(x) or is_kind(x, Kind.LITERAL) for x in found)


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
    return query.asked if _ask_the_same(faulty, kept) else ""


# Conditions that no value passes, with what values here would pass

_DATES = frozenset(map(str, (XSD.date, XSD.dateTime, XSD.gYearMonth)))


def filters(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A filter that no value passes, with what values here would pass."""
    for part in faulty.parts:
        if part.kind is not PartKind.FILTER:
            continue
        node = part.items[0]
        assert isinstance(node, Node)
        for every in node.all(Kind.AND):
            for condition in every.children[::2]:
                yield Candidate(ONLY, (cut_of(every.children, condition),))
        variables = dict.fromkeys(token.text for token in node.variables())
        for literal in node.all(Kind.LITERAL):
            if len(variables) == 1:
                yield from _of_filter(faulty, node, literal, next(iter(variables)))


def _of_filter(
    faulty: FaultyQuery, node: Node, literal: Node, variable: str
) -> Iterator[Candidate]:
    text, words = content(literal), {word_of(token) for token in node.tokens()}
    group = group_of(faulty.before)
    if {"LANG", "LANGMATCHES"} & words:
        tags = {str(x.term) for x in faulty.select(group, f"LANG({variable})")}
        yield from (faulty.replaced(literal, f'"{tag}"', SAME) for tag in sorted(tags) if tag)
        if "" in tags:
            yield faulty.replaced(node, "", NAMING)
        return
    if {"<", ">", "<=", ">="} & words:
        yield from _compared(faulty, node, literal, variable)
        return
    found = faulty.select(group, variable, text, named=True)
    if {"CONTAINS", "REGEX", "STRSTARTS", "STRENDS"} & words:
        yield from _by_text(faulty, node, literal, found)
        return
    costs = {x.term: c for x in found if (c := cost_of(Literal(text), x, "thing")) is not None}
    for term in sorted(costs, key=lambda x: (costs[x], x))[:MOST_OF_TERM]:
        is_text = isinstance(term, Literal) and {"STR", "LCASE", "UCASE"} & words
        now = Literal(str(term).lower() if "LCASE" in words else str(term)) if is_text else term
        yield faulty.replaced(literal, faulty.in_query(now), costs[term])
    types = {str(x.term.datatype) for x in found if isinstance(x.term, Literal)}
    if re.fullmatch(r"\d{4}", text) and types & _DATES:
        for token in node.variables():
            edits = (
                Edit(token.start, token.end, f"YEAR({variable})"),
                Edit(literal.start, literal.end, text),
            )
            yield Candidate(NAMING, edits)


def _by_text(
    faulty: FaultyQuery, node: Node, literal: Node, found: Sequence[Value]
) -> Iterator[Candidate]:
    """A search in texts without case, or for one of the words."""
    call = next((x for x in node.all(Kind.CALL) if literal in arguments_of(x)[1:]), None)
    if call is None:
        return
    first = arguments_of(call)[0]
    plain = next(first.variables(), None) if is_kind(first, Kind.CALL) else first
    if plain is None:
        return
    text = content(literal)
    folded = f"LCASE(STR({faulty.written(plain)}))"
    lower = Edit(first.start, first.end, folded)
    words = dict.fromkeys((text.lower(), *words_in(text), *map(stem, words_in(text))))
    wanted = sorted(words, key=lambda x: (x != text.lower(), -len(x)))
    every = [f"{x.term} {x.name}".lower() for x in found]
    for number, word in enumerate(wanted):
        having = sum(word in each for each in every)
        if having and (not number or having == 1 or having < len(every)):  # else it says nothing
            cost = SAME + 0.2 if not number else PART
            now = faulty.in_query(Literal(word))
            yield Candidate(cost, (lower, Edit(literal.start, literal.end, now)))


def _compared(faulty: FaultyQuery, node: Node, literal: Node, variable: str) -> Iterator[Candidate]:
    """A comparison with a value of the type that there is, or with the nearest value."""
    comparison = next((x for x in node.all(Kind.COMPARISON) if literal in x.children), None)
    if comparison is None:
        return
    group, text = group_of(faulty.before), content(literal)
    types = {str(x.term) for x in faulty.select(group, f"DATATYPE({variable})")}
    year = re.match(r"\d{4}", text)
    for iri in sorted(types & _DATES):
        if year:
            day = f"{text}-01-01"[: len("2000-01-01")] if len(text) < 10 else text[:10]
            time = "T00:00:00" if iri == str(XSD.dateTime) else ""
            now = Literal(day + time, datatype=URIRef(iri), normalize=False)
            yield faulty.replaced(literal, faulty.in_query(now), NARROWER)
    if str(XSD.string) in types:
        token = next(x for x in node.variables() if x.text == variable)
        yield faulty.replaced(token, f"xsd:decimal({variable})", NAMING)
    elif re.fullmatch(r"[-+]?\d+(\.\d+)?", text) and literal.end - literal.start > len(text):
        yield faulty.replaced(literal, text, SAME)
    sign = comparison.children[1]
    is_below = ("<" in word_of(sign)) == (comparison.children[2] is literal)
    last = f"SELECT ({'MIN' if is_below else 'MAX'}({variable}) AS {HOLE}) {{ {group} }}"
    for value in faulty.select(f"{{ {last} }}", HOLE):
        edits = (
            Edit(sign.start, sign.end, word_of(sign)[0] + "="),
            Edit(literal.start, literal.end, faulty.in_query(value.term)),
        )
        yield Candidate(IN_REACH, edits)


def numbers_in_texts(faulty: FaultyQuery) -> Iterator[Candidate]:
    """Totals of numbers that are texts here."""
    if faulty.pattern is None or faulty.parts:
        return
    calls = [x for x in faulty.tree.all(Kind.CALL) if word_of(x.children[0]) in ("SUM", "AVG")]
    summed = [x for call in calls for x in arguments_of(call) if is_variable(x)]
    for name in {token.text for token in summed}:
        types = faulty.select(group_of(faulty.pattern.parts), f"DATATYPE({name})")
        if any(x.term == XSD.string for x in types):
            edits = (Edit(x.start, x.end, f"xsd:decimal({name})") for x in summed if x.text == name)
            yield Candidate(NARROWER, tuple(edits))
