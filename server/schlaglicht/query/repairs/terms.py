"""Other variables, namespaces and terms in a query, which the graph has in their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from rdflib import RDF, Literal, URIRef

from schlaglicht.query.lexer import Edit, TokenKind
from schlaglicht.query.missing_terms import terms_of_pattern
from schlaglicht.query.mistakes.spelling import GLUED
from schlaglicht.query.pattern_parts import Part, PartKind, group_of
from schlaglicht.query.repairs.alike_terms import (
    SAME,
    local_name,
    unlikeness,
    unlikeness_of_iris,
    words_in,
)
from schlaglicht.query.repairs.faulty_query import (
    FEW,
    HOLE,
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
from schlaglicht.query.syntax_tree import Item, Kind, Node, is_kind, is_name, is_variable
from schlaglicht.suggest import Cutoff, nearest, nearest_iri

_MOST_PAIRS = 20
_MOST_LONELY = 20
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
            any_with = f'CONTAINS(LCASE(STR({name})), "{word}")'
            edit, cost = Edit(item.start, item.end, name), costs[best[0]] - 0.05
            yield faulty.with_condition(any_with, edit, cost=cost)


def _costs(
    faulty: FaultyQuery, item: Item, role: str, was: URIRef | Literal
) -> dict[URIRef | Literal, float]:
    """The terms that may stand in a place, with their costs."""
    values, is_whole = faulty.values(item, named=role == "thing")
    is_subject = any(triple.subject is item for triple in faulty.triples)
    costs: dict[URIRef | Literal, float] = {}
    for value in values:
        if is_subject and isinstance(value.term, Literal):
            continue
        if role == "verb" and value.term == RDF.type:
            continue  # it has a value for all that has one for anything
        cost = cost_of(was, value, role)
        if role != "thing":
            cost = _least(cost, _cost_by_variable(faulty, item, value, role))
            if cost is None and is_whole and len(values) <= FEW:
                cost = ONLY
        if cost is not None:
            costs[value.term] = min(cost, costs.get(value.term, cost))
    return costs


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
    cost = unlikeness(beside.text[1:], local_name(value.term))
    costs = [unlikeness(beside.text[1:], local_name(iri)) for iri in (use.classes if use else ())]
    found = _least(cost and cost + 1.5, *(x and x + 1.8 for x in costs))
    return found if found is not None and found < _MOST_BY_VARIABLE else None


def two_terms(faulty: FaultyQuery) -> Iterator[Candidate]:
    """Property and object of one triple, of which neither is right."""
    for _, subject, verb, item in faulty.triples:
        was, property_ = faulty.term(item), faulty.term(verb)
        text = local_name(was) if isinstance(was, URIRef) else str(was or "")
        if was is None or property_ is None or faulty.is_type(verb) or not words_in(text):
            continue
        group = f"{faulty.written(subject)} {NAME} {HOLE}"
        like = has_word(f"STR({HOLE})", text)
        for pair in faulty.rows(f"{group}\nFILTER({like})")[:_MOST_PAIRS]:
            other = URIRef(pair.name)
            first = cost_of(property_, Value(other), "verb")
            second = cost_of(was, Value(pair.term), "thing")
            if other != property_ and second is not None:
                texts = map(faulty.in_query, (other, pair.term))
                places = zip((verb, item), texts, strict=True)
                edits = tuple(Edit(each.start, each.end, text) for each, text in places)
                yield Candidate((UNLIKE if first is None else first) + second, edits)


def things_by_name(faulty: FaultyQuery) -> Iterator[Candidate]:
    """The IRI of a thing that has no name here, in place of a condition on its name."""
    for part, subject, verb, item in faulty.triples:
        if not (is_variable(subject) and is_name(verb) and is_kind(item, Kind.LITERAL)):
            continue
        cut = faulty.cut(part)
        if cut is None or faulty.pattern is None or not is_naming(faulty.iri(verb)):
            continue
        others = [x for x in faulty.pattern.parts if x is not part]
        for value in faulty.select(group_of(others), subject.text, content(item)):
            cost = unlikeness(content(item), local_name(value.term))
            if cost is not None and isinstance(value.term, URIRef):
                is_it = f"{subject.text} = {faulty.in_query(value.term)}"
                yield faulty.with_condition(is_it, cut, cost=cost + 1)


def near_terms(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A term that is not here, wherever it stands in the query, by one spelt alike."""
    known = faulty.properties | faulty.classes
    for token, iri in terms_of_pattern(faulty.query, faulty.prefixes):
        near = nearest_iri(iri, known) if iri not in known else None
        if near:
            yield faulty.replaced(token, faulty.in_query(URIRef(near)), NAMING)
