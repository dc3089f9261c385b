"""Small changes of a query that finds nothing, which may have been meant and are to be run.

`GENERATORS` is the table of them. Each looks at the query, at the parts that leave it without a
match, and at what the graph has in their place, and gives candidates with their costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from typing import NamedTuple, TypeAlias

from rdflib import RDF, XSD, Literal, URIRef

from schlaglicht.dataset.index.texts import LABEL_PROPERTIES
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.errors import EngineError, QueryError
from schlaglicht.query.alike_terms import (
    PART,
    SAME,
    local_name,
    stem,
    unlikeness,
    unlikeness_of_iris,
    words_in,
)
from schlaglicht.query.empty_patterns import UNANSWERED, Questions, literal_of
from schlaglicht.query.lexer import Token, TokenKind
from schlaglicht.query.missing_terms import terms_of_pattern
from schlaglicht.query.parse import SparqlQuery, read_query
from schlaglicht.query.pattern_parts import Part, PartKind, Pattern, group_of, read_pattern
from schlaglicht.query.syntax_tree import (
    Item,
    Kind,
    Node,
    arguments_of,
    is_kind,
    is_name,
    is_variable,
    word_of,
)
from schlaglicht.rdf.ntriples_text import unescaped
from schlaglicht.rdf.turtle_terms import TurtleTerms
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import Cutoff, nearest, nearest_iri

_HOLE, _NAME = "?schlaglicht_hole", "?schlaglicht_name"
"""Variables in the place of a term, and of its name; queries do not have them."""

_MOST_VALUES = 2_000
_MOST_OF_TERM = 4
"""Candidates for one term."""

_MOST_PAIRS = 20
_MOST_BY_VARIABLE = 4.2

_FEW = 2
"""So few terms fit that one of them is likely, whatever its name."""

_NARROWER, _NAMING, _TURNED, _IN_GRAPH, _LOOSER = 1.5, 2.0, 2.0, 2.0, 2.4
_UNLIKE, _ONLY, _IN_REACH, _WITHOUT = 4.0, 5.0, 6.0, 8.0
"""Costs of kinds of changes; those of terms are in `alike_terms`."""

_NAMES = frozenset({"name", "label", "title", "pref label"})
_SUBCLASS = "rdfs:subClassOf*"
_DATES = frozenset(map(str, (XSD.date, XSD.dateTime, XSD.gYearMonth)))


class Edit(NamedTuple):
    """A part of the text of a query, and what is to stand there."""

    start: int
    end: int
    text: str


class Candidate(NamedTuple):
    """Changes that may be a repair; the more they change, the higher the cost."""

    cost: float
    edits: tuple[Edit, ...]


class _Value(NamedTuple):
    """A term that fits, and a name of it."""

    term: URIRef | Literal
    name: str


@dataclass(frozen=True)
class FaultyQuery:
    """A query without an answer, and the parts of its pattern to which that is due."""

    query: SparqlQuery
    snapshot: Snapshot
    questions: Questions
    pattern: Pattern | None = None
    """None if it is not read in parts, or not at all."""
    before: Sequence[Part] = ()
    """Parts that have matches."""
    parts: Sequence[Part] = ()
    """Parts that leave none with them."""

    @cached_property
    def tree(self) -> Node:
        """The tree of the query."""
        return self.query.tree

    @cached_property
    def group(self) -> Node:
        """Its outermost group."""
        return self.tree.nodes(Kind.GROUP)[-1]

    @cached_property
    def uses(self) -> dict[str, int]:
        """The triples of each property in the default graph."""
        uses = self.snapshot.statistics.default_graph.properties
        return {use.iri: use.triples for use in uses}

    @cached_property
    def leads_to(self) -> dict[str, tuple[str, ...]]:
        """The classes of the values of each property in the default graph."""
        uses = self.snapshot.statistics.default_graph.properties
        return {use.iri: tuple(use.classes) for use in uses}

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Every prefix that the query may use."""
        return {**WELL_KNOWN, **self.snapshot.prefixes, **self.query.prefixes}

    @cached_property
    def naming(self) -> frozenset[str]:
        """The properties of the dataset that give names."""
        return frozenset(filter(_is_naming, self.properties))

    @cached_property
    def properties(self) -> frozenset[str]:
        """The properties of the dataset."""
        graphs = self.snapshot.statistics.graphs
        return frozenset(use.iri for graph in graphs for use in graph.properties)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes of the dataset with instances."""
        graphs = self.snapshot.statistics.graphs
        return frozenset(use.iri for graph in graphs for use in graph.classes)

    def written(self, item: Item) -> str:
        """The text of a part of the query."""
        return self.query.asked[item.start : item.end]

    def in_query(self, term: URIRef | Literal) -> str:
        """A term as the query may write it."""
        written = TurtleTerms(self.prefixes)
        return written.literal(term) if isinstance(term, Literal) else written.iri(term)

    def iri(self, token: Token) -> str:
        """The IRI of a name; empty if its prefix has no meaning."""
        if token.kind is TokenKind.IRI:
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        namespace = self.prefixes.get(prefix)
        return namespace + local.replace("\\", "") if namespace is not None else ""

    def replaced(self, item: Item, text: str, cost: float) -> Candidate:
        """The candidate with a text in the place of a part of the query."""
        return Candidate(cost, (Edit(item.start, item.end, text),))

    def values(self, item: Item, *, named: bool = False) -> tuple[list[_Value], bool]:
        """The terms that fit in the place of a part; true if they do with all of the query."""
        if self.pattern is None:
            return [], False
        every, empty = self.pattern.parts, (*self.before, *self.parts)
        for parts in (every, empty) if len(every) > len(empty) else (every,):
            if found := self._fitting(parts, item, named=named):
                return found, len(parts) == len(every)
        return [], False

    def _fitting(self, parts: Sequence[Part], item: Item, *, named: bool) -> list[_Value]:
        triple = parts[0].triple if len(parts) == 1 else ()
        if triple and all(is_variable(x) or x is item for x in triple) and item is triple[1]:
            return [_Value(URIRef(iri), "") for iri in sorted(self.properties)]
        if triple and self.is_type(triple[1]) and item is triple[2] and is_variable(triple[0]):
            return [_Value(URIRef(iri), "") for iri in sorted(self.classes)]
        group = group_of([self._with_hole(part, item) for part in parts])
        return self.select(group, _HOLE, _text_of(self, item), named=named)

    def is_type(self, verb: Item) -> bool:
        """True for rdf:type alone."""
        return word_of(verb) == "A" or (is_name(verb) and self.iri(verb) == str(RDF.type))

    def select(
        self, group: str, what: str, alike: str = "", *, named: bool = False
    ) -> list[_Value]:
        """The values of an expression in a group; of very many those that are like a text."""
        name = ""
        if named and self.naming:
            every = " ".join(f"<{iri}>" for iri in sorted(self.naming))
            name = f"OPTIONAL {{ VALUES {_NAME}s {{ {every} }} {_HOLE} {_NAME}s {_NAME} }}"
        if what != _HOLE:
            group = f"{group}\nBIND({what} AS {_HOLE})"
        found = self._rows(f"{group}\n{name}")
        if len(found) < _MOST_VALUES or not words_in(alike):
            return found
        text = f'LCASE(CONCAT(STR({_HOLE}), " ", COALESCE(STR({_NAME}), "")))'
        word = stem(max(words_in(alike), key=len))
        return self._rows(f'{group}\n{name}\nFILTER(CONTAINS({text}, "{word}"))')

    def pairs(self, subject: Item, item: Item) -> list[_Value]:
        """Terms like an object, each with the property by which any subject has it."""
        words = words_in(_text_of(self, item))
        if self.pattern is None or not words:
            return []
        group = f"{self.written(subject)} {_NAME} {_HOLE}"
        word = stem(max(words, key=len))
        return self._rows(f'{group}\nFILTER(CONTAINS(LCASE(STR({_HOLE})), "{word}"))')

    def _rows(self, group: str) -> list[_Value]:
        assert self.pattern is not None
        head, end = f"SELECT DISTINCT {_HOLE} {_NAME}", f"LIMIT {_MOST_VALUES}"
        try:
            rows = self.questions.rows(self.query, self.pattern, head, group, end)
        except UNANSWERED:
            return []
        return [
            _Value(URIRef(term["value"]) if term["type"] == "uri" else literal_of(term), name)
            for row in rows
            if (term := row.get(_HOLE[1:])) and term["type"] in ("uri", "literal")
            for name in [row.get(_NAME[1:], {}).get("value", "")]
        ]

    def _with_hole(self, part: Part, item: Item) -> Part:
        def text_of(each: Item) -> str:
            written = self.written(each)
            if not each.start <= item.start < each.end:
                return written
            start, end = item.start - each.start, item.end - each.start
            return f"{written[:start]} {_HOLE} {written[end:]}"

        items = part.triple or part.items
        text = " ".join(map(text_of, items))
        return replace(part, text=text)


def _is_naming(property_: str) -> bool:
    is_known = property_ in LABEL_PROPERTIES
    return is_known or " ".join(words_in(local_name(property_))) in _NAMES


Generator: TypeAlias = Callable[[FaultyQuery], Iterator[Candidate]]


def _misspelt_variables(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A variable that occurs once, or outside of the pattern alone, in place of a similar one."""
    group = faulty.group
    inside = {token.text for token in group.variables()}
    every = [*faulty.tree.variables()]
    for name in dict.fromkeys(token.text for token in every):
        places = [token for token in every if token.text == name]
        if name in inside and len(places) > 1:
            continue
        near = nearest(name, inside - {name}, Cutoff.TERM)
        if near:
            yield Candidate(SAME, tuple(Edit(x.start, x.end, near) for x in places))


def _other_prefixes(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A prefix that is not declared: with the namespace here that has the names."""
    vocabularies = faulty.snapshot.statistics.vocabularies
    for name in faulty.query.undeclared:
        if name.prefix in faulty.prefixes:
            continue
        locals_ = {
            token.text.partition(":")[2]
            for token in faulty.tree.tokens()
            if token.kind is TokenKind.NAME and token.text.partition(":")[0] == name.prefix
        }
        known = {
            space: len({space + local for local in locals_} & iris)
            for space, iris in vocabularies.items()
        }
        best = sorted((x for x in known if known[x]), key=lambda x: (-known[x], x))
        largest = sorted(known, key=lambda x: (-len(vocabularies[x]), x))
        for namespace in (best or largest)[:_FEW]:
            declared = f"PREFIX {name.prefix}: <{namespace}>\n"
            missing = len(locals_) - known[namespace]
            yield Candidate(SAME + 0.3 * missing, (Edit(0, 0, declared),))


def _other_namespaces(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A declared namespace that nothing here has, in place of one that has the names."""
    vocabularies = faulty.snapshot.statistics.vocabularies
    for declaration in faulty.tree.nodes(Kind.DECLARATION):
        *_, prefix, iri = declaration.tokens()
        space = iri.text[1:-1]
        used = {
            token.text.partition(":")[2]
            for token in faulty.tree.tokens()
            if token.kind is TokenKind.NAME and token.text.partition(":")[0] + ":" == prefix.text
        }
        if space in vocabularies or not used - {""}:
            continue
        for other, iris in vocabularies.items():
            if all(other + local in iris for local in used):
                yield faulty.replaced(iri, f"<{other}>", SAME + 0.1)


def _terms(faulty: FaultyQuery) -> Iterator[tuple[Item, str]]:
    """The terms in the parts without a match, and what each is: verb, class, thing or literal."""
    seen = set[int]()
    for part in faulty.parts:
        for item, role in _terms_of(faulty, part):
            if item.start not in seen and not is_variable(item):
                seen.add(item.start)
                yield item, role


def _terms_of(faulty: FaultyQuery, part: Part) -> Iterator[tuple[Item, str]]:
    if part.triple:
        subject, verb, item = part.triple
        yield from _of_triple(faulty, verb, [item])
        yield subject, "thing"
        nodes: Sequence[Item] = [subject, item]
    else:
        nodes = [] if part.kind is PartKind.FILTER else part.items
    for node in nodes:
        if isinstance(node, Node):
            for each in node.all(Kind.TRIPLES, Kind.PROPERTY):
                if each.kind is Kind.TRIPLES:
                    yield each.children[0], "thing"
                else:
                    yield from _of_triple(faulty, each.children[0], each.children[1::2])


def _of_triple(
    faulty: FaultyQuery, verb: Item, objects: Sequence[Item]
) -> Iterator[tuple[Item, str]]:
    if is_name(verb):
        yield verb, "verb"
    for item in objects:
        yield item, "class" if faulty.is_type(verb) and is_name(item) else "thing"


def _other_terms(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A term that the graph has in this place, and that is like the one there."""
    for item, role in _terms(faulty):
        was = _term(faulty, item)
        if was is None:
            continue
        values, is_whole = faulty.values(item, named=role == "thing")
        costs: dict[URIRef | Literal, float] = {}
        is_subject = any(part.triple and part.triple[0] is item for part in faulty.parts)
        for value in values:
            if is_subject and isinstance(value.term, Literal):
                continue
            cost = _cost(was, value, role)
            if role != "thing":
                cost = _least(cost, _cost_by_variable(faulty, item, value, role))
            if cost is None and role != "thing" and is_whole and len(values) <= _FEW:
                cost = _ONLY
            if cost is not None:
                costs[value.term] = min(cost, costs.get(value.term, cost))
        best = sorted(costs, key=lambda x: (costs[x], -faulty.uses.get(str(x), 0), x))
        for term in best[:_MOST_OF_TERM]:
            yield faulty.replaced(item, faulty.in_query(term), costs[term])
        several = [x for x in best if costs[x] <= costs[best[0]] + 1 and isinstance(x, Literal)]
        if isinstance(was, Literal) and len(several) > 1:
            yield from _any_with(faulty, item, was, costs[best[0]])


def _term(faulty: FaultyQuery, item: Item) -> URIRef | Literal | None:
    """The term that is written there; None for a variable and what is no term."""
    if is_name(item):
        return URIRef(faulty.iri(item))
    return Literal(_content(item)) if is_kind(item, Kind.LITERAL) else None


def _text_of(faulty: FaultyQuery, item: Item) -> str:
    """The words of a term, as far as they are its own."""
    term = _term(faulty, item)
    return local_name(term) if isinstance(term, URIRef) else str(term or "")


def _least(*costs: float | None) -> float | None:
    return min((cost for cost in costs if cost is not None), default=None)


def _cost(was: URIRef | Literal, value: _Value, role: str) -> float | None:
    """The cost of a value in the place of a term; None if they are unlike."""
    now = value.term
    text = str(was) if isinstance(was, Literal) else local_name(was)
    if isinstance(now, URIRef) and isinstance(was, URIRef):
        cost = unlikeness_of_iris(was, now)
        if role == "verb" and _is_naming(was) and _is_naming(now):
            cost = _least(cost, _NAMING)
    else:
        cost = unlikeness(text, str(now) if isinstance(now, Literal) else local_name(now))
    named = unlikeness(text, value.name) if value.name else None
    return _least(cost, named and named + 0.3)


def _cost_by_variable(faulty: FaultyQuery, item: Item, value: _Value, role: str) -> float | None:
    """The cost of a property or class that is called as the variable beside it is."""
    part = next((x for x in faulty.parts if item in x.triple), None)
    beside = part.triple[2 if role == "verb" else 0] if part else None
    if beside is None or not is_variable(beside):
        return None
    name = beside.text[1:]
    cost = unlikeness(name, local_name(value.term))
    leads_to = faulty.leads_to.get(str(value.term), ()) if role == "verb" else ()
    costs = [unlikeness(name, local_name(iri)) for iri in leads_to]
    found = _least(cost and cost + 1.5, *(x and x + 1.8 for x in costs))
    return found if found is not None and found < _MOST_BY_VARIABLE else None


def _two_terms(faulty: FaultyQuery) -> Iterator[Candidate]:
    """Property and object of one triple, of which neither is right."""
    for part in faulty.parts:
        if not part.triple:
            continue
        subject, verb, item = part.triple
        was, property_ = _term(faulty, item), _term(faulty, verb)
        if was is None or property_ is None or faulty.is_type(verb):
            continue
        for pair in faulty.pairs(subject, item)[:_MOST_PAIRS]:
            if pair.name == str(property_):
                continue
            first = _cost(property_, _Value(URIRef(pair.name), ""), "verb")
            second = _cost(was, _Value(pair.term, ""), "thing")
            if second is not None:
                edits = (
                    Edit(verb.start, verb.end, faulty.in_query(URIRef(pair.name))),
                    Edit(item.start, item.end, faulty.in_query(pair.term)),
                )
                yield Candidate((_UNLIKE if first is None else first) + second, edits)


def _things_by_name(faulty: FaultyQuery) -> Iterator[Candidate]:
    """The IRI of a thing that has no name here, in place of a condition on its name."""
    for part in faulty.parts:
        if not part.triple or faulty.pattern is None:
            continue
        subject, verb, item = part.triple
        if not (is_variable(subject) and is_name(verb) and is_kind(item, Kind.LITERAL)):
            continue
        cut = _cut(faulty, part)
        if cut is None or not _is_naming(faulty.iri(verb)):
            continue
        others = [x for x in faulty.pattern.parts if x is not part]
        for value in faulty.select(group_of(others), subject.text, _content(item)):
            cost = unlikeness(_content(item), local_name(value.term))
            if cost is not None and isinstance(value.term, URIRef):
                at = faulty.group.end - 1
                condition = f"FILTER({subject.text} = {faulty.in_query(value.term)}) "
                yield Candidate(cost + 1, (cut, Edit(at, at, condition)))


def _any_with(faulty: FaultyQuery, item: Item, was: Literal, cost: float) -> Iterator[Candidate]:
    """Any literal with the words of one."""
    word = max(words_in(str(was)), key=len, default="")
    name = _new_variable(faulty, "text")
    condition = f'FILTER(CONTAINS(LCASE(STR({name})), "{word}"))'
    at = faulty.group.end - 1
    yield Candidate(cost - 0.05, (Edit(item.start, item.end, name), Edit(at, at, f"{condition} ")))


def _new_variable(faulty: FaultyQuery, name: str) -> str:
    taken = {token.text for token in faulty.tree.variables()}
    return next(x for n in count(1) if (x := f"?{name}{n if n > 1 else ''}") not in taken)


def _narrower_classes(faulty: FaultyQuery) -> Iterator[Candidate]:
    """Things of a class, and of those below it."""
    for part in faulty.parts:
        for item, role in _terms_of(faulty, part):
            if role == "class" and part.triple and item is part.triple[2]:
                verb = part.triple[1]
                yield faulty.replaced(verb, f"{faulty.written(verb)}/{_SUBCLASS}", _NARROWER)


def _turned(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A property in the other direction: the same, or one with a similar name."""
    for part in faulty.parts:
        verb = part.triple[1] if part.triple else None
        if verb and is_kind(verb, Kind.INVERSE) and is_name(verb.children[-1]):
            yield faulty.replaced(verb, faulty.written(verb.children[-1]), _TURNED)
        if verb is None or not is_name(verb) or faulty.is_type(verb):
            continue
        if is_kind(part.triple[2], Kind.LITERAL):
            continue
        subject, _, item = map(faulty.written, part.triple)
        turned = replace(part, text=f"{item} {_HOLE} {subject}")
        others = [x for x in (*faulty.before, *faulty.parts) if x is not part]
        is_free = not others and is_variable(part.triple[0]) and is_variable(part.triple[2])
        was = faulty.iri(verb)
        if is_free:
            continue  # what has no match in one direction has none in the other
        for value in faulty.select(group_of([*others, turned]), _HOLE):
            if str(value.term) == was:
                yield faulty.replaced(verb, f"^{verb.text}", _TURNED)
            elif (cost := unlikeness_of_iris(was, str(value.term))) is not None:
                yield faulty.replaced(verb, f"^{faulty.in_query(value.term)}", cost + 0.5)


def _in_graphs(faulty: FaultyQuery) -> Iterator[Candidate]:
    """The pattern in a named graph, or in another than the one that is named."""
    graphs = faulty.snapshot.statistics.named_graphs
    if not graphs:
        return
    clauses = [*faulty.tree.all(Kind.GRAPH)]
    name, group = _new_variable(faulty, "graph"), faulty.group
    if not clauses:
        begun = Edit(group.start + 1, group.start + 1, f" GRAPH {name} {{")
        yield Candidate(_IN_GRAPH, (begun, Edit(group.end, group.end, " }")))
    for clause in clauses:
        token = clause.children[1]
        if is_name(token) and faulty.iri(token) not in graphs:
            near = nearest_iri(faulty.iri(token), graphs)
            if near:
                yield faulty.replaced(token, faulty.in_query(URIRef(near)), SAME)
            yield faulty.replaced(token, name, _LOOSER)


def _near_terms(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A term that is not here, wherever it stands in the query, by one spelt alike."""
    known = faulty.properties | faulty.classes
    for token, iri in terms_of_pattern(faulty.query, faulty.prefixes):
        near = nearest_iri(iri, known) if iri not in known else None
        if near:
            yield faulty.replaced(token, faulty.in_query(URIRef(near)), _NAMING)


def _without(faulty: FaultyQuery) -> Iterator[Candidate]:
    """The query without a part, or without all that leave none, which asks for less."""
    for clause in faulty.tree.nodes(Kind.HAVING) if faulty.pattern and not faulty.parts else ():
        yield faulty.replaced(clause, "", _WITHOUT)
    if faulty.pattern is None or len(faulty.pattern.parts) < 2:
        return
    for part in faulty.parts:
        if edit := _cut(faulty, part):
            yield Candidate(_WITHOUT, (edit,))
    if faulty.parts and (text := _matching_rest(faulty)):
        yield Candidate(_WITHOUT + 0.5, (Edit(0, len(faulty.query.asked), text),))


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
        edit = _cut(rest, pattern.parts[number]) if pattern else None
        if edit is None:
            return ""
        query = read_query(query.asked[: edit.start] + edit.text + query.asked[edit.end :])
    return query.asked if kept else ""


def _cut(faulty: FaultyQuery, part: Part) -> Edit | None:
    """A part taken out; a triple out of those that share its subject."""
    if not part.triple:
        return Edit(part.start, part.end, "") if part.kind is not PartKind.TRIPLE else None
    group = faulty.group
    for triples in group.nodes(Kind.TRIPLES):
        for each in triples.nodes(Kind.PROPERTY):
            objects = each.children[1::2]
            if not any(item is part.triple[2] for item in objects):
                continue
            if len(objects) > 1:
                return _cut_of(each.children[1:], part.triple[2])
            if len(triples.nodes(Kind.PROPERTY)) > 1:
                return _cut_of(triples.children[1:], each)
            return Edit(triples.start, _after_dot(faulty, triples.end), "")
    return None


def _cut_of(items: Sequence[Item], one: Item) -> Edit:
    """An item of a list, with the mark after it, or else before it."""
    at = next(number for number, item in enumerate(items) if item is one)
    if at + 1 < len(items) and (at == 0 or at + 2 < len(items)):
        return Edit(
            one.start, items[at + 2].start if at + 2 < len(items) else items[at + 1].end, ""
        )
    return Edit(items[at - 2].end if at >= 2 else one.start, one.end, "")


def _after_dot(faulty: FaultyQuery, at: int) -> int:
    found = re.compile(r"\s*\.").match(faulty.query.asked, at)
    return found.end() if found else at


def _filters(faulty: FaultyQuery) -> Iterator[Candidate]:
    """A filter that no value passes, with what values here would pass."""
    for part in faulty.parts:
        if part.kind is not PartKind.FILTER:
            continue
        node = part.items[0]
        assert isinstance(node, Node)
        variables = dict.fromkeys(token.text for token in node.variables())
        for literal in node.all(Kind.LITERAL):
            if len(variables) == 1:
                yield from _of_filter(faulty, node, literal, next(iter(variables)))


def _of_filter(
    faulty: FaultyQuery, node: Node, literal: Node, variable: str
) -> Iterator[Candidate]:
    text, words = _content(literal), {word_of(token) for token in node.tokens()}
    group = group_of(faulty.before)
    if {"LANG", "LANGMATCHES"} & words:
        tags = {str(x.term) for x in faulty.select(group, f"LANG({variable})")}
        yield from (faulty.replaced(literal, f'"{tag}"', SAME) for tag in sorted(tags) if tag)
        if "" in tags:
            yield faulty.replaced(node, "", _NAMING)
        return
    if {"<", ">", "<=", ">="} & words:
        yield from _compared(faulty, node, literal, variable)
        return
    found = faulty.select(group, variable, text, named=True)
    if {"CONTAINS", "REGEX", "STRSTARTS", "STRENDS"} & words:
        yield from _by_text(faulty, node, literal, found)
        return
    costs = {x.term: c for x in found if (c := _cost(Literal(text), x, "thing")) is not None}
    for term in sorted(costs, key=lambda x: (costs[x], x))[:_MOST_OF_TERM]:
        is_text = isinstance(term, Literal) and {"STR", "LCASE", "UCASE"} & words
        now = Literal(str(term).lower() if "LCASE" in words else str(term)) if is_text else term
        yield faulty.replaced(literal, faulty.in_query(now), costs[term])
    if re.fullmatch(r"\d{4}", text) and any(_is_date(x.term) for x in found):
        for token in node.variables():
            edits = (
                Edit(token.start, token.end, f"YEAR({variable})"),
                Edit(literal.start, literal.end, text),
            )
            yield Candidate(_NAMING, edits)


def _is_date(term: URIRef | Literal) -> bool:
    return isinstance(term, Literal) and str(term.datatype) in _DATES


def _by_text(
    faulty: FaultyQuery, node: Node, literal: Node, found: Sequence[_Value]
) -> Iterator[Candidate]:
    """A search in texts without case, or for one of the words."""
    call = next((x for x in node.all(Kind.CALL) if literal in arguments_of(x)[1:]), None)
    if call is None:
        return
    first = arguments_of(call)[0]
    plain = next(first.variables(), None) if is_kind(first, Kind.CALL) else first
    if plain is None:
        return
    text = _content(literal)
    folded = f"LCASE(STR({faulty.written(plain)}))"
    lower = Edit(first.start, first.end, folded)
    words = dict.fromkeys((text.lower(), *words_in(text), *map(stem, words_in(text))))
    wanted = sorted(words, key=lambda x: (x != text.lower(), -len(x)))
    every = [f"{x.term} {x.name}".lower() for x in found]
    for number, word in enumerate(wanted):
        if any(word in each for each in every):
            cost = SAME + 0.2 if not number else PART
            now = faulty.in_query(Literal(word))
            yield Candidate(cost, (lower, Edit(literal.start, literal.end, now)))


def _compared(faulty: FaultyQuery, node: Node, literal: Node, variable: str) -> Iterator[Candidate]:
    """A comparison with a value of the type that there is, or with the nearest value."""
    comparison = next((x for x in node.all(Kind.COMPARISON) if literal in x.children), None)
    if comparison is None:
        return
    group, text = group_of(faulty.before), _content(literal)
    types = {str(x.term) for x in faulty.select(group, f"DATATYPE({variable})")}
    year = re.match(r"\d{4}", text)
    for iri in sorted(types & _DATES):
        if year:
            day = f"{text}-01-01"[: len("2000-01-01")] if len(text) < 10 else text[:10]
            time = "T00:00:00" if iri == str(XSD.dateTime) else ""
            now = Literal(day + time, datatype=URIRef(iri), normalize=False)
            yield faulty.replaced(literal, faulty.in_query(now), _NARROWER)
    if str(XSD.string) in types:
        token = next(x for x in node.variables() if x.text == variable)
        yield faulty.replaced(token, f"xsd:decimal({variable})", _NAMING)
    elif re.fullmatch(r"[-+]?\d+(\.\d+)?", text) and literal.end - literal.start > len(text):
        yield faulty.replaced(literal, text, SAME)
    sign = comparison.children[1]
    is_below = ("<" in word_of(sign)) == (comparison.children[2] is literal)
    last = f"SELECT ({'MIN' if is_below else 'MAX'}({variable}) AS {_HOLE}) {{ {group} }}"
    for value in faulty.select(f"{{ {last} }}", _HOLE):
        edits = (
            Edit(sign.start, sign.end, word_of(sign)[0] + "="),
            Edit(literal.start, literal.end, faulty.in_query(value.term)),
        )
        yield Candidate(_IN_REACH, edits)


def _content(literal: Item) -> str:
    """The text of a literal."""
    first = literal.children[0] if isinstance(literal, Node) else literal
    assert isinstance(first, Token)
    if first.kind is not TokenKind.STRING:
        return (
            "".join(token.text for token in literal.tokens())
            if isinstance(literal, Node)
            else first.text
        )
    quotes = 3 if first.text[:3] in ("'''", '"""') else 1
    return unescaped(first.text[quotes:-quotes])


GENERATORS: tuple[Generator, ...] = (
    _misspelt_variables,
    _other_prefixes,
    _other_namespaces,
    _other_terms,
    _two_terms,
    _things_by_name,
    _narrower_classes,
    _turned,
    _in_graphs,
    _near_terms,
    _filters,
    _without,
)
