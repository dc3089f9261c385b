"""Other patterns near that of a query: directions, steps, classes, graphs, conditions, and less."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rdflib import RDFS, XSD, Literal, URIRef

from schlaglicht.query.empty_answers.alike_terms import (
    PART,
    SAME,
    local_name,
    stem,
    unlikeness,
    unlikeness_of_iris,
    words_in,
)
from schlaglicht.query.empty_answers.fitting_terms import (
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
    OPTIONAL,
    TURNED,
    WITHOUT,
    Candidate,
    FaultyQuery,
    Value,
    content,
    cut_of,
    is_naming,
)
from schlaglicht.query.empty_answers.other_terms import by_variable, cost_of
from schlaglicht.query.lexer import Edit, edited
from schlaglicht.query.parse import SparqlQuery, read_query
from schlaglicht.query.pattern_parts import Part, PartKind, group_of, joined, read_pattern
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
from schlaglicht.vocabularies.published import read_schema_org

_SUBCLASS = "rdfs:subClassOf*"


def other_classes(faulty: FaultyQuery) -> Iterator[Candidate]:
    """Things of a class and of those below it, or above one that is not here.

    Or things with the words of its name in theirs.
    """
    naming = sorted(filter(is_naming, faulty.uses), key=lambda iri: -faulty.uses[iri].triples)
    for _, _, verb, item in faulty.triples:
        if not (faulty.is_type(verb) and is_name(item)):
            continue
        if faulty.rows(f"{HOLE} <{RDFS.subClassOf}> {faulty.written(item)}"):
            yield faulty.replaced(verb, f"{faulty.written(verb)}/{_SUBCLASS}", NARROWER)
        if above := faulty.class_above(item):
            yield faulty.replaced(item, faulty.in_query(URIRef(above)), NARROWER)
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
        inverses = read_schema_org().inverses.get(was, frozenset()) & faulty.properties
        for inverse in () if was in faulty.properties else sorted(inverses):
            yield faulty.replaced(verb, f"^{faulty.in_query(URIRef(inverse))}", SAME)
        is_known = was not in faulty.properties and was in read_schema_org().terms
        around = f"{faulty.written(item)} {HOLE} {faulty.written(subject)}"
        values = faulty.in_place(part, around)
        for iri in (str(value.term) for value in values):
            if iri == was:
                yield faulty.replaced(verb, f"^{verb.text}", TURNED)
                continue
            if is_known:
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


def optional(faulty: FaultyQuery) -> Iterator[Candidate]:
    """All that the query is about, and in OPTIONAL what leaves none of it."""
    if faulty.pattern is None or not faulty.shown or not faulty.parts:
        return
    every, matching = faulty.pattern.parts, faulty.matching
    about = _subject(faulty)
    last = [x for x in matching if about in x.names and x.kind is not PartKind.FILTER][-1:]
    kept = joined([*(x for x in matching if x not in last), *last]) if last else []
    moved = [x for x in every if x not in kept]
    known = set[str]().union(*(x.names for x in kept))
    is_plain = all(x.kind is not PartKind.OTHER and x.names - known for x in moved)
    class_ = "" if kept else _class_by_property(faulty, about)
    is_of_all = not any(_has_value(faulty, x) for x in moved)
    is_plain &= _ask_the_same(faulty, kept) if kept else is_of_all
    query = _reduced(faulty, kept) if kept else faulty.query
    if not (query and is_plain and (kept or class_)) or len(joined([*moved, *kept])) < len(every):
        return
    group = query.tree.nodes(Kind.GROUP)[-1]
    text = (
        f"{about} a {faulty.in_query(URIRef(class_))} ."
        if class_
        else query.asked[group.start + 1 : group.end - 1]
    )
    text = f"{{ {text.strip()} OPTIONAL {{ {' . '.join(x.text for x in moved)} }} }}"
    whole = f"{query.asked[: group.start]}{text}{query.asked[group.end :]}"
    yield Candidate(OPTIONAL + 0.5 * bool(class_), (Edit(0, len(faulty.query.asked), whole),))


def _subject(faulty: FaultyQuery) -> str:
    """The variable that the query is about: a subject that is nobody's object, best a shown one."""
    triples = [x.triple for x in faulty.pattern.parts if x.triple] if faulty.pattern else []
    objects = {x[2].text for x in triples if is_variable(x[2])}
    subjects = [x[0].text for x in triples if is_variable(x[0]) and x[0].text not in objects]
    return min(subjects, key=lambda x: x not in faulty.shown, default=faulty.shown[0])


def _class_by_property(faulty: FaultyQuery, name: str) -> str:
    """The class with instances to which a property that no data has belongs, by schema.org."""
    for _, subject, verb, _ in faulty.triples:
        iri = faulty.iri(verb) if is_name(verb) else ""
        if is_variable(subject) and subject.text == name and iri not in faulty.properties:
            domains = read_schema_org().domains.get(iri, frozenset())
            below = (x for x in faulty.classes if domains & read_schema_org().above([x]))
            classes = sorted(domains & faulty.classes or below)
            alike = [x for x in classes if unlikeness(name[1:], local_name(x)) is not None]
            return next(iter(alike if len(classes) > 1 else classes), "")
    return ""


def without(faulty: FaultyQuery) -> Iterator[Candidate]:
    """The query without a part, or without all that leave none, which asks for less."""
    for clause in faulty.tree.nodes(Kind.HAVING) if faulty.pattern and not faulty.parts else ():
        yield faulty.replaced(clause, "", WITHOUT)
    if faulty.pattern is None or len(faulty.pattern.parts) < 2:
        return
    for part in faulty.parts:
        rest = [x for x in faulty.pattern.parts if x is not part]
        edit = faulty.cut(part)
        if edit and _may_do_without(faulty, rest):
            yield Candidate(WITHOUT, (edit,))
    if faulty.parts and _may_do_without(faulty, faulty.matching):
        query = _reduced(faulty, faulty.matching)
        whole = Edit(0, len(faulty.query.asked), query.asked if query else "")
        yield from [Candidate(WITHOUT + 0.5, (whole,))] if query else ()


def _may_do_without(faulty: FaultyQuery, rest: Sequence[Part]) -> bool:
    """False where what is left asks something else, a column loses its values, or it has a class.

    That is a class whose things may be of one above it.
    """
    left = [x for x in faulty.pattern.parts if x not in rest] if faulty.pattern else []
    lost = set[str]().union(*(x.names for x in left)).difference(*(x.names for x in rest))
    types = (x.triple[2] for x in left if x.triple and faulty.is_type(x.triple[1]))
    is_less = lost.isdisjoint(faulty.shown) and not any(map(faulty.class_above, types))
    return is_less and _ask_the_same(faulty, rest)


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


def _reduced(faulty: FaultyQuery, kept: Sequence[Part]) -> SparqlQuery | None:
    """The query without its other parts; None where one cannot be taken out."""
    assert faulty.pattern is not None
    query = faulty.query
    for number, part in reversed([*enumerate(faulty.pattern.parts)]):
        if part in kept:
            continue
        pattern = read_pattern(query)
        rest = replace(faulty, query=query, pattern=pattern)
        edit = rest.cut(pattern.parts[number]) if pattern else None
        if edit is None:
            return None
        query = read_query(edited(query.asked, [edit]))
    return query


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
    yield from _by_text(faulty, node, literal, found)
    if {"CONTAINS", "REGEX", "STRSTARTS", "STRENDS"} & words:
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
    """A search in texts without case, or for one of the words, also in place of a whole text."""
    equal = next((x for x in node.all(Kind.COMPARISON) if literal in x.children[::2]), None)
    call = next((x for x in node.all(Kind.CALL) if literal in arguments_of(x)[1:]), equal)
    if call is None or (equal and not equal.has("=")):
        return
    first = call.children[0] if equal else arguments_of(call)[0]
    plain = next(first.variables(), None) if is_kind(first, Kind.CALL) else first
    text = content(literal)
    if plain is None or (equal and not (is_variable(first) and re.search(r"[^\W\d]", text))):
        return
    folded = f"LCASE(STR({faulty.written(plain)}))"
    stems = () if equal else map(stem, words_in(text))
    words = dict.fromkeys((text.lower(), *words_in(text), *stems))
    wanted = sorted(words, key=lambda x: (x != text.lower(), -len(x)))
    every = [f"{x.term} {x.name}".lower() for x in found]
    for number, word in enumerate(wanted):
        having = sum(word in each for each in every)
        if having and (not number or having == 1 or having < len(every)):  # else it says nothing
            now = faulty.in_query(Literal(word))
            if equal:
                yield faulty.replaced(equal, f"CONTAINS({folded}, {now})", PART)
                continue
            lower = Edit(first.start, first.end, folded)
            cost = SAME + 0.2 if not number else PART
            yield Candidate(cost, (lower, Edit(literal.start, literal.end, now)))


def _compared(faulty: FaultyQuery, node: Node, literal: Node, variable: str) -> Iterator[Candidate]:
    """A comparison with a value of the type that there is, or with the nearest value."""
    comparison = next((x for x in node.all(Kind.COMPARISON) if literal in x.children), None)
    if comparison is None:
        return
    group, text = group_of(faulty.before), content(literal)
    types = {str(x.term) for x in faulty.select(group, f"DATATYPE({variable})")}
    beside = {x.start for each in node.all(Kind.COMPARISON) for x in each.children[::2]}
    for iri in sorted(types & _DATES):
        typed: list[Edit] = []
        for each in node.all(Kind.LITERAL):  # a beginning and an end go together
            if each.start in beside and re.match(r"\d{4}", day := content(each)):
                day = f"{day}-01-01"[: len("2000-01-01")] if len(day) < 10 else day[:10]
                time = "T00:00:00" if iri == str(XSD.dateTime) else ""
                now = Literal(day + time, datatype=URIRef(iri), normalize=False)
                typed.append(Edit(each.start, each.end, faulty.in_query(now)))
        yield from [Candidate(NARROWER, tuple(typed))] if typed else ()
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
