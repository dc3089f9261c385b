"""The smallest part of a query's pattern that has no match, found by asking for parts of it."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.dataset.statistics import Statistics, vocabulary_namespace
from schlaglicht.engine import Backend
from schlaglicht.errors import EngineError, QueryError
from schlaglicht.formats import JSON
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import LANGUAGES, Message, Texts, best_text, either, msg
from schlaglicht.query.empty_answers.missing_terms import (
    MOST_NOTES,
    absent_graphs,
    absent_variables,
    asks_of_known_terms,
    unknown_terms,
)
from schlaglicht.query.execute import answer_within
from schlaglicht.query.lexer import Token, iri_of
from schlaglicht.query.parse import SparqlQuery
from schlaglicht.query.pattern_parts import (
    Part,
    PartKind,
    Pattern,
    PlacedPart,
    group_of,
    literal_trials,
    placed,
    read_pattern,
)
from schlaglicht.query.syntax_tree import Item, Kind, is_kind, is_name, is_variable
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

if TYPE_CHECKING:
    from rdflib import Literal

_SECONDS = 0.5
"""Seconds that all questions about one query may take together."""

_SECONDS_OF_WAYS = 0.2
"""Seconds in which ways between classes are tried."""

_LEAST_SECONDS = 0.01
"""Less is not worth a question, which would end an engine."""

_MOST_PARTS = 60

_GRAPH = "schlaglicht_graph"
"""The variable of graphs, by a name that queries do not have."""

_MOST_LITERALS = 2
"""Literals that are named in the place of one."""

_MOST_CLASSES = 2
_MOST_JOINED, _MOST_TRIED, _MOST_WAYS = 200, 8, 3
"""Classes among which ways are sought, ways that are asked for, and those that are named."""

_LONGEST_LITERAL = 80
_LONGEST = 300
"""Characters of the message of a shape: notes travel in headers."""

_SH = WELL_KNOWN["sh"]

_FORBIDDING = f"""GRAPH ?{_GRAPH} {{
    ?shape <{_SH}property> ?rule .
    ?rule <{_SH}path> ?property ; <{_SH}maxCount> 0 ; <{_SH}message> ?said
    OPTIONAL {{ ?shape <{_SH}targetClass> ?target }}
    BIND(COALESCE(?target, ?shape) AS ?class) FILTER(ISIRI(?class))
}}"""
"""What shapes say that forbid some properties."""


@dataclass(frozen=True)
class EmptyPart:
    """Parts of a pattern that have no match together, while any of them left out would give some.

    Without `alone`, everything before the only part has matches, and none is left with it; filters
    come after all else.
    """

    parts: tuple[PlacedPart, ...]
    alone: bool
    is_in_graphs: bool = False
    """True if the part has matches in named graphs, where no GRAPH clause looks for them."""
    literal: str = ""
    """A literal that stands in the way, as the query writes it; empty if there is none."""
    others: tuple[str, ...] = ()
    """The literals with the same text that the graph has in its place."""
    unused: str = ""
    """A property or class that no data has, as the query writes it; empty if there is none."""
    forbidden: Texts = field(default_factory=dict)
    """The reason by a shape that forbids the property, if one does."""
    step: str = ""
    """A property that leads from one part to the subject of another; empty if there is none."""
    led_to: tuple[str, ...] = ()
    """The classes to which it leads most; empty if nothing describes what it leads to."""
    ways: tuple[str, ...] = ()
    """Paths of two properties at most that do lead from the one subject to the other."""

    @property
    def sentence(self) -> Message:
        """The words that introduce the parts."""
        if self.unused:
            if not self.forbidden:
                return msg("The data does not use {term}, so nothing matches:", term=self.unused)
            said = msg("{reason} The data does not use {term}, so nothing matches:")
            return said.filled(reason=self.forbidden, term=self.unused)
        if self.forbidden:
            return msg("{reason} So nothing matches:").filled(reason=self.forbidden)
        if self.others:
            return msg(
                "In this place the graph has {other}, not {literal}:",
                other=either(*self.others),
                literal=self.literal,
            )
        if not self.alone:
            return msg("Up to here there are matches, but this part leaves none:")
        if self.is_in_graphs:
            return msg("Only named graphs match this part of the query; it needs a GRAPH clause:")
        if len(self.parts) == 1:
            return msg("Nothing matches this part of the query:")
        if self.step:
            said = _JOINED if self.ways else _LEADS if self.led_to else _LEADS_NOWHERE
            classes, ways = ", ".join(self.led_to), either(*self.ways) if self.ways else ""
            return said.filled(property=self.step, classes=classes, ways=ways)
        return msg("Each of these parts has matches, but not all of them together:")

    def __str__(self) -> str:
        shown = (f"{' '.join(part.written.split())} (line {part.line})" for part in self.parts)
        return f"{self.sentence['en']} {' · '.join(shown)}"


_LEADS = msg(
    "Each of these parts has matches, but not all of them together; {property} leads to {classes}:"
)
_JOINED = msg(
    "Each of these parts has matches, but not all of them together; {property} leads to {classes},"
    " and the classes asked for are joined by {ways}:"
)
_LEADS_NOWHERE = msg(
    "Each of these parts has matches, but not all of them together; nothing here describes what"
    " {property} leads to:"
)


class NotFoundError(Exception):
    """The time or the number of questions is used up."""


UNANSWERED = (QueryError, EngineError, NotFoundError)


def empty_part(query: SparqlQuery, snapshot: Snapshot, backend: Backend) -> EmptyPart | None:
    """The part of the pattern of `query` that leaves it without solutions, if it can be found.

    None too where the pattern has solutions, so that LIMIT leaves none; HAVING is named. Asks the
    engines for a short time.
    """
    return next(empty_parts(query, snapshot, Questions(backend, seconds=_SECONDS)), None)


def empty_parts(
    query: SparqlQuery, snapshot: Snapshot, questions: Questions
) -> Iterator[EmptyPart]:
    """The same, and then parts of which it is known that they have no match either."""
    pattern = read_pattern(query)
    if pattern is None or not 0 < len(pattern.parts) <= _MOST_PARTS:
        return
    with suppress(*UNANSWERED):
        search = EmptySearch(query, pattern, questions)
        found = search.result(snapshot.statistics)
        having = None if found else query.tree.child(Kind.HAVING)
        if having:
            yield EmptyPart((placed(query, having.start, having.end),), alone=False)
        if found:
            yield found
            others = search.further(snapshot.statistics)
            yield from (each for each in others if each.parts != found.parts)


def reasons_without_engine(
    query: SparqlQuery, snapshot: Snapshot, backend: Backend
) -> tuple[str, ...]:
    """Reasons for an empty answer that no engine is asked for: absent graphs and unknown terms."""
    if asks_of_known_terms(query, snapshot):
        return ()
    absent = (*absent_graphs(query, snapshot, backend), *absent_variables(query))
    return tuple(map(str, (*absent, *unknown_terms(query, snapshot))))[:MOST_NOTES]


class Questions:
    """Questions to the engines about parts of one query, within limits; more raise."""

    def __init__(self, backend: Backend, *, seconds: float, most: int = 20) -> None:
        """`most` questions, which may take `seconds` together from now on."""
        self.backend = backend
        self._deadline = time.monotonic() + seconds
        self._left = most
        self._known: dict[str, bool] = {}
        self._rows: dict[str, list[dict[str, dict[str, str]]]] = {}

    def asks(self, query: SparqlQuery, pattern: Pattern, group: str) -> bool:
        """True if a group has a match in place of the pattern of `query`."""
        asked = _asked_instead(query, pattern, "ASK", group)
        if asked.asked not in self._known:
            found = answer_within(self.backend, asked, JSON, seconds=self.seconds_left())
            self._known[asked.asked] = not found.is_empty
        return self._known[asked.asked]

    def rows(
        self, query: SparqlQuery, pattern: Pattern, head: str, group: str, end: str
    ) -> list[dict[str, dict[str, str]]]:
        """The solutions of a SELECT with a group in place of the pattern of `query`."""
        asked = _asked_instead(query, pattern, head, group, end)
        if asked.asked not in self._rows:
            found = answer_within(self.backend, asked, JSON, seconds=self.seconds_left())
            self._rows[asked.asked] = json.loads(found.body)["results"]["bindings"]
        return self._rows[asked.asked]

    def seconds_left(self) -> float:
        """Seconds for one question more, which counts; raises when there is none."""
        left = self._deadline - time.monotonic()
        if left < _LEAST_SECONDS or self._left == 0:
            raise NotFoundError
        self._left -= 1
        return left


def _asked_instead(
    query: SparqlQuery, pattern: Pattern, head: str, group: str, end: str = ""
) -> SparqlQuery:
    return query.with_text(f"{pattern.prologue}\n{head} {pattern.dataset} {{\n{group}\n}} {end}")


class EmptySearch:
    """Looks for the parts of a pattern that leave it without a match."""

    def __init__(self, query: SparqlQuery, pattern: Pattern, questions: Questions) -> None:
        self._query = query
        self._pattern = pattern
        self._questions = questions
        # A filter is for its whole group, wherever it stands.
        self._parts = sorted(pattern.parts, key=lambda part: part.kind is PartKind.FILTER)

    def smallest(self) -> tuple[Sequence[Part], Sequence[Part]] | None:
        """Parts that match, and those that leave none with them; None if all parts match."""
        if self._matches(self._parts):
            return None
        fewest = self._first_empty()
        before, last = self._parts[: fewest - 1], self._parts[fewest - 1]
        if last.kind is PartKind.TRIPLE:
            with suppress(*UNANSWERED):
                return (), self._without_matches(self._parts[:fewest])
        return before, [last]

    def result(self, statistics: Statistics) -> EmptyPart | None:
        """The smallest part without a match; None if the whole pattern has one."""
        found = self.smallest()
        if found is None:
            return None
        before, parts = found
        is_one = not before and len(parts) == 1 and parts[0].kind is PartKind.TRIPLE
        in_graphs = False
        with suppress(*UNANSWERED):
            group = f"GRAPH ?{_GRAPH} {{\n{parts[0].text}\n}}"
            in_graphs = is_one and self._questions.asks(self._query, self._pattern, group)
        empty = EmptyPart(tuple(map(self._placed, parts)), not before, in_graphs)
        if is_one and not in_graphs and (unused := self._unused(parts[0], statistics)):
            forbidden = self._forbidden(iri_of(unused, self._prefixes))
            return replace(empty, unused=unused.text, forbidden=forbidden)
        if len(parts) > 1 and not before:
            empty = self._with_step(empty, parts, statistics)
        return empty if in_graphs else self._with_literals(empty, before, parts, statistics)

    def _with_step(
        self, found: EmptyPart, parts: Sequence[Part], statistics: Statistics
    ) -> EmptyPart:
        """The empty parts with what a property leads to whose object is the subject of another."""
        from rdflib import URIRef

        from schlaglicht.rdf.turtle_terms import Names

        triples = [part.triple for part in parts if part.triple]
        subjects = {subject.text for subject, _, _ in triples if is_variable(subject)}
        uses = {use.iri: use for use in statistics.default_graph.properties}
        for subject, verb, end in triples:
            if not (is_name(verb) and is_variable(end) and end.text in subjects):
                continue
            use = uses.get(iri_of(verb, self._prefixes))
            if use is None:
                continue
            most = sorted(use.classes, key=lambda x: (-use.classes[x], x))[:_MOST_CLASSES]
            led_to = tuple(Names(self._prefixes).shortened(URIRef(each)) for each in most)
            step = f"{self._written(subject)} {verb.text} {end.text}"
            described = f"{step} . {end.text} ?{_GRAPH}_p ?{_GRAPH}_o"
            with suppress(*UNANSWERED):
                if led_to or not self._questions.asks(self._query, self._pattern, described):
                    found = replace(found, step=verb.text, led_to=led_to)
                    ways = islice(self._ways(subject, end, statistics), _MOST_WAYS)
                    return replace(found, ways=tuple(ways))
        return found

    def _ways(self, subject: Item, end: Item, statistics: Statistics) -> Iterator[str]:
        """A few paths of two properties at most from things of one class to those of another."""
        from rdflib import URIRef

        from schlaglicht.rdf.turtle_terms import Names

        steps: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for use in statistics.default_graph.classes[:_MOST_JOINED]:
            for each in use.properties:
                name = Names(self._prefixes).shortened(URIRef(each.iri))
                for class_, triples in each.classes.items():
                    steps[use.iri].append((triples, name, class_))
                    steps[class_].append((triples, f"^{name}", use.iri))
        last = self._types(end)
        begun = [step for class_ in self._types(subject) for step in steps[class_]]
        found = [(2 * most, name) for most, name, class_ in begun if class_ in last]
        found += [
            (min(most, more), f"{name}/{then}")
            for most, name, between in begun
            for more, then, class_ in steps[between]
            if class_ in last
        ]
        typed = group_of([x for x in self._parts if x.triple and _is_type(x.triple[1])])
        # Repairs may have used up the time.
        questions = Questions(self._questions.backend, seconds=_SECONDS_OF_WAYS, most=_MOST_TRIED)
        best = dict.fromkeys(name for _, name in sorted(found, key=lambda x: (-x[0], x[1])))
        with suppress(*UNANSWERED):
            for path in best:
                way = f"{typed}\n{self._written(subject)} {path} {self._written(end)}"
                if questions.asks(self._query, self._pattern, way):
                    yield path

    def _written(self, item: Item) -> str:
        return self._query.asked[item.start : item.end]

    def further(self, statistics: Statistics) -> Iterator[EmptyPart]:
        """Triples with a property that no data has, or a shape forbids to the class of the subject.

        Not of a property that the dataset does not even name: `unknown_terms` has those.
        """
        from schlaglicht.vocabularies.published import read_schema_org

        for part in self._parts:
            verb = part.triple[1] if part.triple else None
            if verb is None or not is_name(verb):
                continue
            iri = iri_of(verb, self._prefixes)
            is_named = iri in statistics.vocabularies.get(vocabulary_namespace(iri), ())
            unused = self._unused(part, statistics) if is_named else None
            above = read_schema_org().above(self._types(part.triple[0]))
            forbidden = self._forbidden(iri, above)
            if unused or forbidden:
                forbidden = forbidden or self._forbidden(iri)
                written = unused.text if unused else ""
                yield EmptyPart((self._placed(part),), True, unused=written, forbidden=forbidden)

    def _types(self, subject: Item) -> set[str]:
        """The classes that the pattern gives a subject."""
        return {
            iri_of(class_, self._prefixes)
            for each, verb, class_ in (part.triple for part in self._parts if part.triple)
            if _is_type(verb) and is_name(class_)
            if self._written(each) == self._written(subject)
        }

    def _unused(self, part: Part, statistics: Statistics) -> Token | None:
        """A property or class in a triple that no graph has."""
        if not part.triple or self._questions.backend.is_live:
            return None
        _, verb, object_ = part.triple
        steps = verb.children if is_kind(verb, Kind.SEQUENCE) else [verb]
        asked = [(step, {x.iri for y in statistics.graphs for x in y.properties}) for step in steps]
        if _is_type(verb):
            asked = [(object_, {x.iri for y in statistics.graphs for x in y.classes})]
        for term, used in asked:
            iri = iri_of(term, self._prefixes) if is_name(term) else ""
            if is_name(term) and ":" in iri and iri not in used:
                return term
        return None

    def _forbidden(self, property_: str, classes: Collection[str] | None = None) -> Texts:
        """The message of a shape that allows no value of a property, after the class it is for.

        The class is one of some, if they are given.
        """
        from rdflib import URIRef

        from schlaglicht.rdf.turtle_terms import Names

        rows = [
            row
            for row in self._rules
            if row["property"]["value"] == property_
            and (classes is None or row["class"]["value"] in classes)
        ]
        if not rows:
            return {}
        first = rows[0]["class"]["value"]
        said = [row["said"] for row in rows if row["class"]["value"] == first]
        texts = [(" ".join(each["value"].split()), each.get("xml:lang")) for each in said]
        class_ = Names(self._prefixes).shortened(URIRef(first))
        best = ((tag, best_text(texts, [tag])) for tag in LANGUAGES)
        return {tag: truncated(f"{class_}: {text[0]}", _LONGEST) for tag, text in best if text}

    @cached_property
    def _rules(self) -> list[dict[str, dict[str, str]]]:
        """The rules of shapes that forbid properties of the pattern."""
        verbs = (part.triple[1] for part in self._parts if part.triple)
        names = (x for verb in verbs for x in getattr(verb, "children", [verb]) if is_name(x))
        values = " ".join(sorted({f"<{iri_of(name, self._prefixes)}>" for name in names}))
        head, group = "SELECT DISTINCT *", f"VALUES ?property {{ {values} }} {_FORBIDDING}"
        with suppress(*UNANSWERED):
            return self._questions.rows(
                self._query, self._pattern, head, group, "ORDER BY ?class ?said"
            )
        return []

    @property
    def _prefixes(self) -> Mapping[str, str]:
        return {**WELL_KNOWN, **self._questions.backend.prefixes, **self._query.prefixes}

    def _with_literals(
        self,
        found: EmptyPart,
        before: Sequence[Part],
        parts: Sequence[Part],
        statistics: Statistics,
    ) -> EmptyPart:
        """The empty part with the literals that would match in the place of one, if there are."""
        from schlaglicht.rdf.turtle_terms import Names

        trials = literal_trials(parts, before, statistics)
        if not trials:
            return found
        names = " ".join(f"?{trial.variable}" for trial in trials)
        group = " UNION ".join(f"{{ {trial.pattern} }}" for trial in trials)
        head, end = f"SELECT DISTINCT {names}", f"LIMIT {_MOST_LITERALS}"
        try:
            rows = self._questions.rows(self._query, self._pattern, head, group, end)
        except UNANSWERED:
            return found
        for trial in trials:
            if matching := [row[trial.variable] for row in rows if trial.variable in row]:
                return replace(
                    found,
                    parts=(self._placed(trial.part),),
                    literal=truncated(trial.written, _LONGEST_LITERAL),
                    others=tuple(
                        sorted(map(Names(self._prefixes).shortened, map(literal_of, matching)))
                    ),
                )
        return found

    def _first_empty(self) -> int:
        """The number of parts from the beginning on that have no match, the fewest."""
        matching, empty = 0, len(self._parts)
        while empty - matching > 1:
            middle = (matching + empty) // 2
            if self._matches(self._parts[:middle]):
                matching = middle
            else:
                empty = middle
        return empty

    def _without_matches(self, parts: Sequence[Part]) -> list[Part]:
        """As few of the parts as have no match; the last one is needed."""
        if not self._matches(parts[-1:]):
            return list(parts[-1:])
        kept = list(parts)
        for part in parts[:-1]:
            fewer = [each for each in kept if each is not part]
            if not self._matches(fewer):
                kept = fewer
        return kept

    def _matches(self, parts: Sequence[Part]) -> bool:
        return self._questions.asks(self._query, self._pattern, group_of(parts))

    def _placed(self, part: Part) -> PlacedPart:
        return placed(self._query, part.start, part.end)


def _is_type(verb: Item) -> bool:
    return isinstance(verb, Token) and verb.text in ("a", "rdf:type")


def literal_of(term: Mapping[str, str]) -> Literal:
    """A literal of an answer in JSON."""
    from rdflib import Literal

    tag, datatype = term.get("xml:lang"), term.get("datatype")
    return Literal(term["value"], lang=tag, datatype=datatype, normalize=False)
