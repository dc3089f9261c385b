"""A query that finds nothing: what of it is at fault, and what the graph has in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from rdflib import RDF, Literal, URIRef

from schlaglicht.dataset.index.label_properties import LABEL_PROPERTIES
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.dataset.statistics import PropertyUse
from schlaglicht.errors import EngineError, QueryError
from schlaglicht.query.empty_answers.alike_terms import local_name, stem, words_in
from schlaglicht.query.empty_answers.empty_patterns import UNANSWERED, Questions, literal_of
from schlaglicht.query.lexer import Edit, Token, content_of, iri_of, new_variable
from schlaglicht.query.parse import SparqlQuery
from schlaglicht.query.pattern_parts import Part, PartKind, Pattern, group_of
from schlaglicht.query.syntax_tree import Item, Kind, Node, is_kind, is_name, is_variable, word_of
from schlaglicht.rdf.turtle_terms import TurtleTerms
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.vocabularies.published import read_schema_org

HOLE, NAME, PATH = "?schlaglicht_hole", "?schlaglicht_name", "?schlaglicht_path"
"""Variables in the place of a term, of its name, and of a path; queries do not have them."""

ANY, OTHER, _BETWEEN = "?schlaglicht_any", "?schlaglicht_other", "?schlaglicht_between"
"""Variables in the place of two properties, and of what is between them."""

STEP, TURN, ON, BACK = "{0}", "^{0}", "{0}/{1}", "^{0}/{1}"
"""Forms of paths."""

MOST_OF_TERM = 4
"""Candidates for one term."""

FEW = 2
"""So few terms fit that one of them is likely, whatever its name."""

NARROWER, NAMING, TURNED, IN_GRAPH, ITSELF, LOOSER, BETWEEN = 1.5, 2.0, 2.0, 2.0, 2.3, 2.4, 2.5
IN_NAME, UNLIKE, ONLY, IN_REACH, OPTIONAL, WITHOUT = 3.8, 4.0, 5.0, 6.0, 6.5, 8.0
"""Costs of kinds of changes; those of terms are in `alike_terms`."""

_MOST_VALUES = 2_000
_NAMES = frozenset({"name", "label", "title", "pref label"})


class Candidate(NamedTuple):
    """Changes that may be a repair; the more they change, the higher the cost."""

    cost: float
    edits: tuple[Edit, ...]


class Value(NamedTuple):
    """A term that fits, and a name of it."""

    term: URIRef | Literal
    name: str = ""
    path: str = ""
    """The way to it, in whole IRIs."""


class Way(NamedTuple):
    """A path in the place of a property, and what it leads to if that was asked too."""

    cost: float
    path: str
    end: URIRef | Literal


class Triple(NamedTuple):
    """A part of the pattern that is a triple."""

    part: Part
    subject: Item
    verb: Item
    object: Item


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

    # What is written

    @cached_property
    def tree(self) -> Node:
        """The tree of the query."""
        return self.query.tree

    @cached_property
    def group(self) -> Node:
        """Its outermost group."""
        return self.tree.nodes(Kind.GROUP)[-1]

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Every prefix that the query may use."""
        return {**WELL_KNOWN, **self.snapshot.prefixes, **self.query.prefixes}

    @property
    def triples(self) -> list[Triple]:
        """The faulty parts that are triples."""
        return [Triple(part, *part.triple) for part in self.parts if part.triple]

    def written(self, item: Item) -> str:
        """The text of a part of the query."""
        return self.query.asked[item.start : item.end]

    def iri(self, token: Token) -> str:
        """The IRI of a name; empty if its prefix has no meaning."""
        return iri_of(token, self.prefixes)

    def is_type(self, verb: Item) -> bool:
        """True for rdf:type alone."""
        return word_of(verb) == "A" or (is_name(verb) and self.iri(verb) == str(RDF.type))

    def term(self, item: Item) -> URIRef | Literal | None:
        """The term that is written there; None for a variable and what is no term."""
        if is_name(item):
            return URIRef(self.iri(item))
        return Literal(content(item)) if is_kind(item, Kind.LITERAL) else None

    def text(self, item: Item) -> str:
        """The local name of a term, or the text of a literal; empty for what is no term."""
        term = self.term(item)
        return local_name(term) if isinstance(term, URIRef) else str(term or "")

    # What may be written

    def in_query(self, term: URIRef | Literal) -> str:
        """A term as the query may write it."""
        written = TurtleTerms(self.prefixes)
        return written.literal(term) if isinstance(term, Literal) else written.iri(term)

    def new_variable(self, name: str) -> str:
        """A variable that the query does not have."""
        return new_variable(name, self.tree.variables())

    def replaced(self, item: Item, text: str, cost: float) -> Candidate:
        """The candidate with a text in the place of a part of the query."""
        return Candidate(cost, (Edit(item.start, item.end, text),))

    def with_end(self, text: str, *edits: Edit, cost: float) -> Candidate:
        """The candidate with a condition or an assignment at the end of the pattern."""
        inserted = Edit(self.group.end - 1, self.group.end - 1, f"{text} ")
        return Candidate(cost, (*edits, inserted))

    def cut(self, part: Part) -> Edit | None:
        """A part taken out; a triple out of those that share its subject."""
        if not part.triple:
            return Edit(part.start, part.end, "") if part.kind is not PartKind.TRIPLE else None
        for triples in self.group.nodes(Kind.TRIPLES):
            properties = triples.nodes(Kind.PROPERTY)
            for each in properties:
                objects = each.children[1::2]
                if not any(item is part.triple[2] for item in objects):
                    continue
                if len(objects) > 1:
                    return cut_of(each.children[1:], part.triple[2])
                if len(properties) > 1:
                    return cut_of(triples.children[1:], each)
                dot = re.compile(r"\s*\.").match(self.query.asked, triples.end)
                return Edit(triples.start, dot.end() if dot else triples.end, "")
        return None

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The variables that a SELECT shows, as they are or within an expression."""
        clause = self.tree.child(Kind.SELECT_CLAUSE)
        of = self.group if clause and clause.has("*") else clause
        return tuple(dict.fromkeys(x.text for x in of.variables())) if of else ()

    # What there is

    @cached_property
    def uses(self) -> dict[str, PropertyUse]:
        """The properties of the default graph."""
        return {use.iri: use for use in self.snapshot.statistics.default_graph.properties}

    def uses_at(self, verb: Item) -> dict[str, PropertyUse]:
        """The properties of the class of the subject of a triple; all where it has none."""
        subject = next((self.written(x[0]) for x in self._every if x[1] is verb), "")
        types = {
            self.iri(x[2])
            for x in self._every
            if self.is_type(x[1]) and is_name(x[2]) and self.written(x[0]) == subject
        }
        classes = self.snapshot.statistics.default_graph.classes
        theirs = {use.iri: use for x in classes if x.iri in types for use in x.properties}
        return theirs or self.uses

    @cached_property
    def _every(self) -> list[tuple[Item, ...]]:
        return [x.triple for x in self.pattern.parts if x.triple] if self.pattern else []

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

    @cached_property
    def matching(self) -> list[Part]:
        """The parts that have a match together, each with those before it; filters come last."""
        kept: list[Part] = []
        every = self.pattern.parts if self.pattern else ()
        for part in sorted(every, key=lambda x: x.kind is PartKind.FILTER):
            with suppress(QueryError, EngineError):
                assert self.pattern is not None
                if self.questions.asks(self.query, self.pattern, group_of([*kept, part])):
                    kept.append(part)
        return kept

    def class_above(self, item: Item) -> str:
        """The nearest class with instances above one that has none, by schema.org; or nothing."""
        iri = self.iri(item) if is_name(item) else ""
        return "" if iri in self.classes else read_schema_org().nearest_above(iri, self.classes)

    def values(self, item: Item, *, named: bool = False) -> tuple[list[Value], bool]:
        """The terms that fit in the place of a part; true if they do with all of the query."""
        every = self.pattern.parts if self.pattern else ()
        for parts in (every, (*self.before, *self.parts)):
            if parts and (found := self._fitting(parts, item, named=named)):
                return found, len(parts) == len(every)
        return [], False

    def _fitting(self, parts: Sequence[Part], item: Item, *, named: bool) -> list[Value]:
        triple = parts[0].triple if len(parts) == 1 else ()
        if triple and all(is_variable(x) or x is item for x in triple) and item is triple[1]:
            return [Value(URIRef(iri)) for iri in sorted(self.properties)]
        if triple and self.is_type(triple[1]) and item is triple[2] and is_variable(triple[0]):
            return [Value(URIRef(iri)) for iri in sorted(self.classes)]
        group = group_of([self._with_hole(part, item) for part in parts])
        return self.select(group, HOLE, self.text(item), named=named)

    def _with_hole(self, part: Part, item: Item) -> Part:
        def text_of(each: Item) -> str:
            written = self.written(each)
            if not each.start <= item.start < each.end:
                return written
            start, end = item.start - each.start, item.end - each.start
            return f"{written[:start]} {HOLE} {written[end:]}"

        return replace(part, text=" ".join(map(text_of, part.triple or part.items)))

    def in_place(self, part: Part, *texts: str, alike: str = "") -> list[Value]:
        """The terms that fit into other texts in the place of a part, with the other parts."""
        every = self.pattern.parts if self.pattern else ()
        is_free = all(map(is_variable, part.triple[::2]))  # alone it would fit anywhere
        for parts in (every, (*self.before, *self.parts)):
            others = [x for x in parts if x is not part]
            if others or not is_free:
                groups = (group_of([*others, replace(part, text=text)]) for text in texts)
                if found := [x for group in groups for x in self.select(group, HOLE, alike)]:
                    return found
        return []

    def select(self, group: str, what: str, alike: str = "", *, named: bool = False) -> list[Value]:
        """The values of an expression in a group; of very many those that are like a text."""
        name = f"OPTIONAL {{ {self.naming} }}" if named else ""
        if what != HOLE:
            group = f"{group}\nBIND({what} AS {HOLE})"
        found = self.rows(f"{group}\n{name}")
        if len(found) < _MOST_VALUES or not words_in(alike):
            return found
        text = f'CONCAT(STR({HOLE}), " ", COALESCE(STR({NAME}), ""))'
        return self.rows(f"{group}\n{name}\nFILTER({has_word(text, alike)})")

    @cached_property
    def naming(self) -> str:
        """The pattern of a thing and its name."""
        every = " ".join(f"<{iri}>" for iri in sorted(filter(is_naming, self.properties)))
        return f"VALUES {NAME}s {{ {every} }} {HOLE} {NAME}s {NAME}"

    def rows(self, group: str) -> list[Value]:
        """The values of `HOLE` and `NAME` in a group; none where the engines do not say."""
        head, end = f"SELECT DISTINCT {HOLE} {NAME} {PATH}", f"LIMIT {_MOST_VALUES}"
        if self.pattern is None:
            return []
        try:
            rows = self.questions.rows(self.query, self.pattern, head, group, end)
        except UNANSWERED:
            return []
        return [
            Value(URIRef(term["value"]) if term["type"] == "uri" else literal_of(term), name, path)
            for row in rows
            if (term := row.get(HOLE[1:], row.get(PATH[1:]))) and term["type"] in ("uri", "literal")
            for name, path in [(row.get(x[1:], {}).get("value", "") for x in (NAME, PATH))]
        ]

    def ways(self, part: Part, verb: Token, ends: Sequence[str], given: str = "") -> list[Way]:
        """The paths that fit in the place of a triple, which are near its property or anything.

        Not those to types, and back to where another part comes from.
        """
        iri, own = self.iri(verb), verb.text
        if iri in self.properties:
            forms = [(ON, own, ANY), (ON, ANY, own), (BACK, ANY, own)]
        else:
            forms = [(STEP, ANY, ""), (TURN, ANY, ""), (BACK, ANY, OTHER), (ON, ANY, OTHER)]
        texts = [f"{given} {self.along(form, (one, two), *ends)}" for form, one, two in forms]
        triples = [x.triple for x in self.pattern.parts if x.triple] if self.pattern else []
        back = tuple(f"^<{self.iri(x[1])}>" for x in triples if is_name(x[1]))
        found: list[Way] = []
        for term, _, path in self.in_place(part, *texts):
            if iri in self.properties:
                cost = BETWEEN if path.startswith(f"<{iri}>/") else BETWEEN + 0.5
            else:
                cost = UNLIKE + 0.5 * ("/<" in path)
            if f"<{RDF.type}>" not in path and not path.startswith(back):
                found.append(Way(cost, self.path_in_query(path), term))
        return found

    def along(self, path: str, steps: tuple[str, str], start: str, end: str) -> str:
        """The triples of a path of such steps, which `PATH` becomes."""
        first, last = steps
        triples = {
            STEP: f"{start} {first} {end}",
            TURN: f"{end} {first} {start}",
            ON: f"{start} {first} {_BETWEEN} . {_BETWEEN} {last} {end}",
            BACK: f"{_BETWEEN} {first} {start} ; {last} {end}",
        }
        written = path.format(*(f'<", STR({step}), ">' for step in steps))
        return f'{triples[path]} BIND(CONCAT("{written}") AS {PATH})'

    def path_in_query(self, path: str) -> str:
        """A path of whole IRIs as the query may write it."""
        return re.sub(r"<([^>]*)>", lambda iri: self.in_query(URIRef(iri[1])), path)


def has_word(expression: str, text: str) -> str:
    """The condition that an expression has the longest word of a text."""
    return f'CONTAINS(LCASE({expression}), "{stem(max(words_in(text), key=len))}")'


def is_naming(property_: str) -> bool:
    """True for a property that gives names."""
    is_known = property_ in LABEL_PROPERTIES
    return is_known or " ".join(words_in(local_name(property_))) in _NAMES


def content(literal: Item) -> str:
    """The text of a literal."""
    tokens = literal.tokens() if isinstance(literal, Node) else iter([literal])
    written = [token.text for token in tokens]
    return content_of(written[0]) if written[0][0] in "\"'" else "".join(written)


def cut_of(items: Sequence[Item], one: Item) -> Edit:
    """An item of a list, with the mark after it, or else before it."""
    at = next(number for number, item in enumerate(items) if item is one)
    if at + 1 < len(items) and (at == 0 or at + 2 < len(items)):
        after = items[at + 2].start if at + 2 < len(items) else items[at + 1].end
        return Edit(one.start, after, "")
    return Edit(items[at - 2].end if at >= 2 else one.start, one.end, "")
