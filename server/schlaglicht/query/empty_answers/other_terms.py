"""Other variables, namespaces and terms in a query, which the graph has in their place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from rdflib import RDF, Literal, URIRef

from schlaglicht.dataset.statistics import PropertyUse
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
    FEW,
    HOLE,
    IN_REACH,
    ITSELF,
    MOST_OF_TERM,
    NAME,
    NAMING,
    ONLY,
    UNLIKE,
    Candidate,
    FaultyQuery,
    Value,
    content,
    has_word,
    is_naming,
)
from schlaglicht.query.empty_answers.missing_terms import terms_of_pattern
from schlaglicht.query.lexer import Edit, Token, TokenKind
from schlaglicht.query.pattern_parts import Part, PartKind
from schlaglicht.query.syntax_fixes.spelling import GLUED
from schlaglicht.query.syntax_tree import Item, Kind, Node, is_kind, is_name, is_variable
from schlaglicht.suggest import Cutoff, nearest, nearest_iri
from schlaglicht.vocabularies.published import SCHEMA_ORG, read_schema_org

_MOST_LONELY = 20
_SHORTEST_NAME = 3
_MOST_BY_VARIABLE = 4.2


def misspelt_variables(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A variable that occurs once, or outside of the pattern alone, in place of a similar one."""
    inside = {token.text for token in faulty.group.variables()}
    every = [*faulty.tree.variables()]
    uses = Counter(token.text for token in every)
    lonely = (name for name in uses if name not in inside or uses[name] == 1)
    for name in islice(lonely, _MOST_LONELY):
        glued = GLUED.fullmatch(name)
        near = glued[1] if glued else nearest(name, inside - {name}, Cutoff.TERM)
        if near in inside:
            places = (token for token in every if token.text == name)
            yield Candidate(SAME, tuple(Edit(x.start, x.end, near) for x in places))


def other_namespaces(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A prefix that is not declared, or for what is not here: the namespace that has the names."""
    vocabularies = faulty.snapshot.statistics.vocabularies
    names = [x.text.partition(":")[::2] for x in faulty.tree.tokens() if x.kind is TokenKind.NAME]
    places: list[tuple[str, Edit, str]] = [
        (each.prefix, Edit(0, 0, f"PREFIX {each.prefix}: <"), ">\n")
        for each in faulty.query.undeclared
        if each.prefix not in faulty.prefixes
    ]
    for declaration in faulty.tree.nodes(Kind.DECLARATION):
        *_, name, iri = declaration.tokens()
        if iri.text[1:-1] not in vocabularies:
            places.append((name.text[:-1], Edit(iri.start, iri.end, "<"), ">"))
    for prefix, place, end in places:
        used = {local for each, local in names if each == prefix and local}
        is_declared = place.end > 0
        known = {
            space: len({space + local for local in used} & iris)
            for space, iris in vocabularies.items()
        }
        best = sorted(filter(known.get, known), key=lambda x: (-known[x], x))
        if is_declared:
            best = [x for x in best if 2 * known[x] >= len(used)]
        elif not best:
            best = sorted(known, key=lambda x: (-len(vocabularies[x]), x))
        for namespace in best[:FEW]:
            cost = SAME + 0.1 * is_declared + 0.3 * (len(used) - known[namespace])
            yield Candidate(cost, (place._replace(text=f"{place.text}{namespace}{end}"),))


def other_terms(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A term that the graph has in this place, and that is like the one there."""
    known = faulty.properties | faulty.classes
    for item, role in _terms(faulty):
        was = faulty.term(item)
        if was is None:
            continue
        costs = _costs(faulty, item, role, was)
        best = sorted(
            costs, key=lambda x: (costs[x], -getattr(faulty.uses.get(str(x)), "triples", 0), x)
        )
        places = [item]
        if role != "thing" and str(was) not in known:  # it is wrong everywhere
            names = filter(is_name, faulty.tree.tokens())
            places = [x for x in names if faulty.iri(x) == str(was)] or places
        for term in best[:MOST_OF_TERM]:
            text = faulty.in_query(term)
            yield Candidate(costs[term], tuple(Edit(x.start, x.end, text) for x in places))
        several = [x for x in best if costs[x] <= costs[best[0]] + 1 and isinstance(x, Literal)]
        if isinstance(was, Literal) and len(several) > 1:
            word = max(words_in(str(was)), key=len, default="")
            name = faulty.new_variable("text")
            shared = word if any(word in str(x).lower() for x in several) else stem(word)
            any_with = f'FILTER(CONTAINS(LCASE(STR({name})), "{shared}"))'
            edit, cost = Edit(item.start, item.end, name), costs[best[0]] - 0.05
            yield faulty.with_end(any_with, edit, cost=cost)


def _costs(
    faulty: FaultyQuery, item: Item, role: str, was: URIRef | Literal
) -> dict[URIRef | Literal, float]:
    """The terms that may stand in a place, with their costs."""
    values, is_whole = faulty.values(item, named=role == "thing")
    is_subject = any(triple.subject is item for triple in faulty.triples)
    fits = role == "verb" and is_whole and len(faulty.pattern.parts if faulty.pattern else ()) > 1
    uses = faulty.uses_at(item) if role == "verb" else {}
    fitting = {str(x.term): uses[str(x.term)] for x in values if str(x.term) in uses}
    beside = _beside(faulty, str(was), fitting) if fits else ""
    costs: dict[URIRef | Literal, float] = {}
    for value in values:
        if is_subject and isinstance(value.term, Literal):
            continue
        if role == "verb" and value.term == RDF.type:
            continue  # it has a value for all that has one for anything
        cost = cost_of(was, value, role)
        if role != "thing":
            cost = _least(cost, _cost_by_variable(faulty, item, value, role))
            use = uses.get(str(value.term))
            if role == "verb" and _is_of_another_kind(faulty, str(was), use, cost):
                continue
            if str(value.term) == beside:
                cost = _least(cost, PART)
            if cost is None and is_whole and len(values) <= FEW:
                cost = ONLY if role == "verb" else IN_REACH
        if cost is not None:
            costs[value.term] = min(cost, costs.get(value.term, cost))
    return costs


_LITERALS = {
    "Text": "",
    "URL": "anyURI",
    "Date": "date|gYear",
    "DateTime": "date",
    "Time": "time",
    "Boolean": "boolean",
    "Integer": "integer",
    "Number": "integer|decimal|double|float",
}
"""The datatypes of values that schema.org's datatypes stand for."""


def _is_of_another_kind(
    faulty: FaultyQuery, was: str, use: PropertyUse | None, cost: float | None
) -> bool:
    """True if a property hardly means one of schema.org that no data has, as its values tell.

    Nor does its inverse, or one that has no more of its name than that of its class.
    """
    vocabulary = read_schema_org()
    if was in faulty.properties or not vocabulary.ranges.get(was) or cost == SAME or not use:
        return False
    classes = {x for iri in vocabulary.domains[was] for x in words_in(local_name(iri))}
    named = {*words_in(local_name(was))} - classes
    if use.iri in vocabulary.inverses[was] or named.isdisjoint(words_in(local_name(use.iri))):
        return cost is not None
    is_like = cost is not None and cost < PART and not use.iri.startswith(SCHEMA_ORG)
    return not is_like and not _has_values_of(was, use)


def _has_values_of(was: str, use: PropertyUse) -> bool:
    """True if a property has values here that schema.org gives another."""
    wanted = read_schema_org().ranges.get(was, frozenset())
    names = [_LITERALS[x] for x in map(local_name, wanted) if x in _LITERALS]
    literals = (re.search(name, x) for name in names for x in use.datatypes)
    return bool(wanted & read_schema_org().above(use.classes)) or any(literals)


def _beside(faulty: FaultyQuery, was: str, uses: Mapping[str, PropertyUse]) -> str:
    """The one property with such values, of the same range and, in the data, the same domain."""
    domains, ranges = read_schema_org().domains, read_schema_org().ranges
    belongs = domains.get(was, frozenset()) & faulty.classes
    found = [
        use.iri
        for use in uses.values()
        if domains.get(use.iri, frozenset()) & faulty.classes == belongs
        and ranges.get(use.iri) == ranges.get(was)
        and _has_values_of(was, use)
    ]
    return found[0] if belongs and len(found) == 1 and was not in faulty.properties else ""


def _terms(faulty: FaultyQuery) -> Iterator[tuple[Item, str]]:
    """The terms in the parts without a match, and what each is: verb, class, or thing."""
    seen = set[int]()
    for item, role in (each for part in faulty.parts for each in _terms_of(faulty, part)):
        if item.start not in seen and not is_variable(item):
            seen.add(item.start)
            yield item, role


def _terms_of(faulty: FaultyQuery, part: Part) -> Iterator[tuple[Item, str]]:
    nodes: Sequence[Item] = () if part.kind is PartKind.FILTER else part.items
    if part.triple:
        subject, verb, item = part.triple
        yield from _of_property(faulty, verb, [item])
        yield subject, "thing"
        nodes = [subject, item]
    for node in nodes:
        for each in node.all(Kind.TRIPLES, Kind.PROPERTY) if isinstance(node, Node) else ():
            first, *others = each.children
            if each.kind is Kind.TRIPLES:
                yield first, "thing"
            else:
                yield from _of_property(faulty, first, others[::2])


def _of_property(
    faulty: FaultyQuery, verb: Item, objects: Sequence[Item]
) -> Iterator[tuple[Item, str]]:
    if is_name(verb):
        yield verb, "verb"
    for item in objects:
        yield item, "class" if faulty.is_type(verb) and is_name(item) else "thing"


def _least(*costs: float | None) -> float | None:
    return min((cost for cost in costs if cost is not None), default=None)


def cost_of(was: URIRef | Literal, value: Value, role: str) -> float | None:
    """The cost of a value in the place of a term; None if they are unlike."""
    now = value.term
    text = str(was) if isinstance(was, Literal) else local_name(was)
    if isinstance(now, URIRef) and isinstance(was, URIRef):
        cost = unlikeness_of_iris(was, now)
        if role == "verb" and is_naming(was) and is_naming(now):
            cost = _least(cost, NAMING)
    else:
        cost = unlikeness(text, str(now) if isinstance(now, Literal) else local_name(now))
    named = unlikeness(text, value.name) if value.name else None
    return _least(cost, named and named + 0.3)


def _cost_by_variable(faulty: FaultyQuery, item: Item, value: Value, role: str) -> float | None:
    """The cost of a property or class that is called as the variable beside it is."""
    triple = next((x for x in faulty.triples if item in x[1:]), None)
    beside = triple and (triple.object if role == "verb" else triple.subject)
    if not beside or not is_variable(beside):
        return None
    use = faulty.uses.get(str(value.term)) if role == "verb" else None
    costs = (by_variable(beside, iri, 1.8) for iri in (use.classes if use else ()))
    return _least(by_variable(beside, str(value.term)), *costs)


def by_variable(variable: Token, iri: str, more: float = 1.5) -> float | None:
    """The cost of a term that is called as a variable is."""
    cost = unlikeness(variable.text[1:], local_name(iri))
    return cost + more if cost is not None and cost + more < _MOST_BY_VARIABLE else None


def two_terms(faulty: FaultyQuery) -> Iterator[Candidate]:
    """Property and object of one triple, of which neither is right."""
    for part, subject, verb, item in faulty.triples:
        was, property_, text = faulty.term(item), faulty.term(verb), faulty.text(item)
        if was is None or property_ is None or faulty.is_type(verb) or not words_in(text):
            continue
        pair = f"{faulty.written(subject)} {NAME} {HOLE} FILTER({has_word(f'STR({HOLE})', text)})"
        found: list[tuple[float, str, str]] = []
        for value in faulty.in_place(part, pair):
            other = URIRef(value.name)
            first = cost_of(property_, Value(other), "verb")
            second = cost_of(was, value, "thing")
            if other != property_ and second is not None:
                cost = (UNLIKE if first is None else first) + second
                found.append((cost, faulty.in_query(other), faulty.in_query(value.term)))
        yield from _cheapest(found, verb, item)


def far_things(faulty: FaultyQuery) -> Iterator[Candidate]:
    """The thing called like an end of a triple, and the path to it in place of the property."""
    for part, subject, verb, item in faulty.triples:
        if not is_name(verb) or faulty.is_type(verb):
            continue
        for end in (subject, item):
            costs = _called_like(faulty, end)
            values = f"VALUES {HOLE} {{ {' '.join(f'<{iri}>' for iri in costs)} }}"
            ends = [HOLE if x is end else faulty.written(x) for x in (subject, item)]
            ways = faulty.ways(part, verb, ends, values) if costs else ()
            found = [(x.cost + costs[x.end], x.path, faulty.in_query(x.end)) for x in ways]
            yield from _cheapest(found, verb, end)


def _called_like(faulty: FaultyQuery, item: Item) -> dict[URIRef | Literal, float]:
    """The things whose names are most like a term, wherever they are, with their costs."""
    was, words = faulty.term(item), sorted(words_in(faulty.text(item)), key=len)
    if was is None or not words or len(words[-1]) < _SHORTEST_NAME:
        return {}
    like = " || ".join(f'CONTAINS(LCASE(STR({NAME})), "{stem(word)}")' for word in words[-3:])
    found = faulty.rows(f"{faulty.naming} FILTER({like})")
    costs = [(cost, x.term) for x in found if (cost := cost_of(was, x, "thing"))]
    return {term: cost for cost, term in sorted(costs, reverse=True)[-MOST_OF_TERM:]}


def _cheapest(found: Sequence[tuple[float, str, str]], *items: Item) -> Iterator[Candidate]:
    """Candidates with two texts each in the place of two items."""
    for cost, *texts in sorted(found)[:MOST_OF_TERM]:
        edits = (Edit(x.start, x.end, text) for x, text in zip(items, texts, strict=True))
        yield Candidate(cost, tuple(edits))


def things_by_name(faulty: FaultyQuery) -> Iterator[Candidate]:
    """The IRI of a thing that has no name here, in place of its name or a condition on that."""
    for part, subject, verb, item in faulty.triples:
        cut = faulty.cut(part)
        if not (is_variable(subject) and is_name(verb) and cut and faulty.pattern):
            continue
        if not is_naming(faulty.iri(verb)):
            continue
        others = (x for x in faulty.pattern.parts if x is not part)
        bound = {name for x in others if x.kind is not PartKind.FILTER for name in x.names}
        if is_variable(item) and item.text not in bound:
            yield faulty.with_end(f"BIND({subject.text} AS {item.text})", cut, cost=ITSELF)
        if not is_kind(item, Kind.LITERAL):
            continue
        for value in faulty.in_place(part, f"BIND({subject.text} AS {HOLE})", alike=content(item)):
            cost = unlikeness(content(item), local_name(value.term))
            if cost is not None and isinstance(value.term, URIRef):
                is_it = f"{subject.text} = {faulty.in_query(value.term)}"
                yield faulty.with_end(f"FILTER({is_it})", cut, cost=cost + 1)


def near_terms(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A term that is not here, wherever it stands in the query, by one spelt alike."""
    known = faulty.properties | faulty.classes
    for token, iri in terms_of_pattern(faulty.query, faulty.prefixes):
        near = nearest_iri(iri, known) if iri not in known else None
        vocabulary = read_schema_org()
        if (
            near
            and near not in vocabulary.inverses.get(iri, ())
            and not vocabulary.is_unlike(iri, near)
        ):
            yield faulty.replaced(token, faulty.in_query(URIRef(near)), NAMING)
