"""Questions that a dataset can answer, made from what it holds, for readers who do not know it yet.

For each class that it is about: the names of its things; a property, sorted or counted; a relation.
And one each that a map, a timeline and bars show. They are questions like those in `queries/`.
Of alternatives the first that says something is offered. What says something is looked up in the
index, among a fixed number of things: the same data offers the same, however busy the machine is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice, product
from pathlib import Path

from rdflib import RDF, Literal, URIRef

from schlaglicht.dataset.index import Listing, Selection, leads_to_literals, value_counts
from schlaglicht.dataset.index.geometry import LONGITUDE_OF, MOST_STEPS, STEPS, WKT
from schlaglicht.dataset.index.label_properties import LABEL_PROPERTIES, TEXT_PROPERTIES
from schlaglicht.dataset.statistics import PropertyUse
from schlaglicht.i18n import Message, msg, translate
from schlaglicht.pages.query_choices import Offer, QueryChoices
from schlaglicht.query_builder import (
    Anything,
    BuiltQuery,
    Condition,
    Exists,
    ReachOf,
    Step,
    file_name,
    group_query,
    one_line,
    question_file,
    select_query,
)
from schlaglicht.questions import Question, read_header

MOST_CLASSES = 4
"""Classes with examples."""

_MOST_WITH_VIEWS = 8
"""Classes of which one has a timeline, and one bars."""

_MOST_MAPS = 60
"""Classes that are looked at for coordinates."""

_MOST_WAYS = 80
"""Ways to coordinates that all classes together look up in the index: a second at worst."""

_MOST_ALTERNATIVES = 6
_ROWS = 100
_PLACES = 3_000
_MOST_SORTED = 200_000
"""Values that an answer sorts while its reader waits."""

_SAMPLE, _SAMPLED = 20, 10_000
"""Things whose names tell the language in which most are named, and among how many they lie."""

_LEADING = 10
"""The longest bars, which tell something if they are not as long as each other, and"""

_UNLIKE, _SHARE = 1.5, 0.2
"""how much longer the first is than the last of these, and how much of all these have together."""

_NEARLY = 0.9
"""The share of a narrower class that lies in a wider one: data have exceptions."""

_LEAST = 0.05
"""The share of things that have what a question is about."""

_LONGEST_LABEL = 30

_ENDS = (
    ("start", "end"),
    ("beginning", "end"),
    ("begin", "end"),
    ("birth", "death"),
    ("from", "to"),
    ("from", "through"),
    ("from", "until"),
)
"""What tells the name of a property of beginnings from that of the ends."""

_HAVING = {"en": re.compile("^has "), "de": re.compile("^ha[st] ")}

_COORDINATES = (*LONGITUDE_OF, *WKT)


@dataclass(frozen=True)
class Examples:
    """The questions made from a dataset."""

    offered: tuple[Question, ...] = ()
    """Those that say something."""
    named: Mapping[str, Question] = field(default_factory=dict)
    """By name these and their alternatives."""
    maps: Mapping[str, Question] = field(default_factory=dict)
    """By class the places of its things."""


_Tells = Callable[[Sequence[int]], bool]
"""Judges how many things have each value."""


@dataclass(frozen=True)
class _Example:
    """A question, whether its answer says something, and how many things it is about."""

    question: Question
    says: Callable[[], bool]
    things: int
    is_span: bool = False


def example_questions(
    spoken: Mapping[str, QueryChoices],
    classes: Sequence[str],
    prefixes: Mapping[str, str],
    reach_of: ReachOf,
) -> Examples:
    """The examples for these classes, the first above all, named in the languages of `spoken`."""
    choices = next(iter(spoken.values()))
    every = {iri: _Maker(iri, spoken, prefixes, reach_of) for iri in (*classes, *choices.uses)}
    maps = _maps(every, choices)
    makers = [every[iri] for iri in classes[:MOST_CLASSES]]
    of_classes = [(x.names(), x.values(), x.relations()) for x in makers]
    main = [every[iri] for iri in classes[:_MOST_WITH_VIEWS]]
    dated = sorted(_all(x.dated() for x in main), key=lambda x: (-x.is_span, -x.things))
    of_views = [_best_map(maps, choices, classes), dated, _all(x.counted() for x in main)]
    slots = [*chain(*of_classes[:1]), *of_views, *chain(*of_classes[1:])]
    alternatives = [list(islice(slot, _MOST_ALTERNATIVES)) for slot in slots]
    offered: dict[str, Question] = {}
    for each in alternatives:
        found = (x.question for x in each if x.question.name in offered or x.says())
        offered |= {question.name: question for question in islice(found, 1)}
    every_one = [*_all(alternatives), *maps.values()]
    named = {x.question.name: x.question for x in reversed(every_one)}
    own_names = {iri: x.question for iri, x in maps.items() if named[x.question.name] is x.question}
    return Examples(tuple(offered.values()), named, own_names)


_all = chain.from_iterable


def _maps(makers: Mapping[str, _Maker], choices: QueryChoices) -> dict[str, _Example]:
    """By class the places of its things."""
    index, uses = choices.dataset.index, choices.uses
    ends: dict[URIRef, set[str]] = {x: set() for x in _COORDINATES if index.number(x) is not None}
    for iri, use in uses.items():
        for end in ends.keys() & {URIRef(x.iri) for x in use.properties}:
            ends[end].add(iri)
    looked_at, budget = islice(makers.items(), _MOST_MAPS if ends else 0), iter(range(_MOST_WAYS))
    found = ((iri, maker.on_map(ends, budget)) for iri, maker in looked_at)
    return {iri: example for iri, example in found if example}


def _best_map(
    maps: Mapping[str, _Example], choices: QueryChoices, classes: Sequence[str]
) -> list[_Example]:
    """Of the first class with places; of a narrower one if that has two thirds of them."""
    first = next((iri for iri in classes if iri in maps), None)
    if first is None:
        return []
    listing, uses = Listing(choices.dataset.index), choices.uses

    def is_narrower(iri: str) -> bool:
        both = Selection(URIRef(first), ((RDF.type, URIRef(iri)),))
        return (listing.count(both) or 0) >= _NEARLY * uses[iri].entities

    many = (iri for iri, example in maps.items() if 3 * example.things >= 2 * maps[first].things)
    smaller = (iri for iri in many if uses[iri].entities < uses[first].entities)
    smallest = sorted(smaller, key=lambda iri: (uses[iri].entities, iri))[:_MOST_ALTERNATIVES]
    return [maps[next(filter(is_narrower, smallest), first)]]


@dataclass(frozen=True)
class _Maker:
    """Makes the examples for a class."""

    class_: str
    spoken: Mapping[str, QueryChoices]
    prefixes: Mapping[str, str]
    reach_of: ReachOf

    @property
    def _choices(self) -> QueryChoices:
        return next(iter(self.spoken.values()))

    @cached_property
    def _own(self) -> Mapping[str, Mapping[tuple[Step, ...], Offer]]:
        """The properties of the class by language."""
        found = ((tag, each.own_offers(self.class_)) for tag, each in self.spoken.items())
        return {tag: {offer.steps: offer for offer in offers} for tag, offers in found}

    def _offers(self, *, named: bool = False) -> Iterator[Offer]:
        """The properties in use, with values that are names, or differ from thing to thing."""
        for offer in next(iter(self._own.values())).values():
            is_named = _property_of(offer) in (LABEL_PROPERTIES if named else TEXT_PROPERTIES)
            if 0 < offer.count <= _MOST_SORTED and is_named is named:
                yield offer

    def names(self) -> Iterator[_Example]:
        for offer in self._offers(named=True):
            title = msg("What is the name of each “{things}”?", things=self._things)
            language = self._language(offer) if offer.has_languages else ""
            yield self._selected(title, "names", Condition(offer.steps, Exists(), language))

    def values(self) -> Iterator[_Example]:
        for offer in self._offers():
            if offer.tests[0] == "numbers" and not self._is_coordinate(offer):
                yield self._sorted(offer, "chart")
        yield from self.dated()
        yield from self.counted()

    def dated(self) -> Iterator[_Example]:
        """From beginnings to ends, and the others in their order."""
        dates = {
            x: _local(_property_of(x)).lower() for x in self._offers() if x.tests[0] == "dates"
        }
        ends = {start: end for start in dates for end in dates if _begins(dates[start], dates[end])}
        yield from (self._span(start, end) for start, end in ends.items())
        yield from (self._sorted(x, "timeline") for x in dates if x not in ends)

    def counted(self) -> Iterator[_Example]:
        for offer in self._offers():
            if offer.tests[0] in ("equals", "contains"):
                name = self._name_of(offer.steps[0])
                title = msg(
                    "How many “{things}” are there per “{property}”?",
                    things=self._things,
                    property=name,
                )
                built = BuiltQuery(URIRef(self.class_), (_shown(offer),), limit=_ROWS)
                query = group_query(built, self.prefixes, self._label, self.reach_of)
                made = f"per {_local(_property_of(offer))}"
                yield self._example(title, made, query, "chart", offer.steps[0], _tells)

    def relations(self) -> Iterator[_Example]:
        for offer in self._offers():
            if offer.target:
                name = self._name_of(offer.steps[0])
                title = msg(
                    "What is the “{property}” of each “{things}”?",
                    things=self._things,
                    property=name,
                )
                yield self._selected(
                    title, _local(_property_of(offer)), _shown(offer), tells=_are_shared
                )

    def on_map(self, ends: Mapping[URIRef, set[str]], budget: Iterator[object]) -> _Example | None:
        """The places of its things, by the properties of coordinates and the classes with these.

        Each way that is looked up takes one from the budget, which all classes share.
        """
        index = self._choices.dataset.index
        for steps, _ in zip(self._ways_to_places(ends), budget, strict=False):
            properties = [step.property for step in steps]
            words = "POINT" if properties[-1] in WKT else ""
            if leads_to_literals(index, URIRef(self.class_), properties, words):
                longitude = LONGITUDE_OF.get(steps[-1].property)
                last = [steps[-1], *([Step(longitude)] if longitude else [])]
                conditions = [Condition((*steps[:-1], end), Exists()) for end in last]
                title = msg("Where is each “{things}” on a map?", things=self._things)
                if steps[0].property not in (*_COORDINATES, *STEPS):
                    name = self._name_of(steps[0])
                    title = msg(
                        "Where on a map is the “{property}” of each “{things}”?",
                        things=self._things,
                        property=name,
                    )
                return self._selected(title, "map", *conditions, view="map", limit=_PLACES)
        return None

    def _ways_to_places(self, ends: Mapping[URIRef, set[str]]) -> Iterator[tuple[Step, ...]]:
        """To coordinates of its own or of its location, then of what else it has to do with.

        Of the first that which most things begin, else the shortest.
        """
        own = {URIRef(use.iri): use for use in self._choices.uses[self.class_].properties}
        index = self._choices.dataset.index
        used = [step for step in STEPS if index.number(step) is not None]
        ways = chain.from_iterable(
            product(*[used] * length, ends) for length in range(MOST_STEPS + 1)
        )
        found = [tuple(map(Step, way)) for way in ways if way[0] in own]
        yield from sorted(found, key=lambda way: -self._having(way[0]))
        for iri, use in sorted(own.items(), key=lambda each: (-each[1].triples, each[0])):
            having = (x for x, classes in ends.items() if not classes.isdisjoint(use.classes))
            yield from ((Step(iri), Step(end)) for end in having)

    def _span(self, start: Offer, end: Offer) -> _Example:
        names = {"start": self._name_of(start.steps[0]), "end": self._name_of(end.steps[0])}
        title = msg(
            "When are “{start}” and “{end}” of each “{things}”?", things=self._things, **names
        )
        conditions = _shown(start), Condition(end.steps, Anything())
        return replace(self._by(title, *conditions, view="timeline"), is_span=True)

    def _sorted(self, offer: Offer, view: str) -> _Example:
        name = self._name_of(offer.steps[0])
        title = msg(
            "What is the “{property}” of each “{things}”?", things=self._things, property=name
        )
        return self._by(title, _shown(offer), view=view)

    def _by(self, title: Message, *conditions: Condition, view: str) -> _Example:
        name = f"by {_local(str(conditions[0].steps[0].property))}"
        return self._selected(title, name, *conditions, order=0, view=view, tells=_differ)

    def _having(self, step: Step) -> int:
        """The things of the class that have a property."""
        use = self._choices.uses[self.class_]
        return next((x.things or min(x.triples, use.entities) for x in self._use(step)), 0)

    def _triples(self, step: Step) -> int:
        return sum(x.triples for x in self._use(step))

    def _use(self, step: Step) -> Iterator[PropertyUse]:
        """The use of a property by the class, if it is used."""
        properties = self._choices.uses[self.class_].properties
        return (x for x in properties if x.iri == str(step.property))

    def _language(self, offer: Offer) -> str:
        """The language in which most things are named, preferably one of the site's."""
        index, uses = self._choices.dataset.index, self._choices.uses
        first = min(uses[self.class_].entities, _SAMPLED)
        every = range(0, first, max(1, first // _SAMPLE))  # neighbours are of one language
        things = _all(index.instances(URIRef(self.class_), limit=1, offset=n) for n in every)
        values = _all(index.objects(thing, offer.steps[0].property) for thing in things)
        tags = Counter(x.language for x in values if isinstance(x, Literal) and x.language)
        return max(tags, key=lambda tag: (tag in self.spoken, tags[tag], tag), default="")

    @property
    def _things(self) -> dict[str, str]:
        """The name of the class by language."""
        names = {t: c.names.reference(self.class_).name[0] for t, c in self.spoken.items()}
        return {
            t: name if ":" in name else name[:1].upper() + name[1:] for t, name in names.items()
        }

    def _name_of(self, step: Step) -> dict[str, str]:
        """The name of a property by language, as that of what it leads to."""
        names = {}
        for tag, choices in self.spoken.items():
            offer = self._own[tag].get((step,)) or choices.offer(self.class_, (step,))
            name = offer.name
            said = translate(name, tag) if isinstance(name, Message) else name[0]
            names[tag] = _HAVING[tag].sub("", said)
        return names

    def _label(self, term: URIRef) -> str:
        """Names of variables; those of coordinates are such that a map is offered."""
        if term in LONGITUDE_OF or term in WKT:
            return "lat" * (term in LONGITUDE_OF)
        if term in LONGITUDE_OF.values():
            return "long"
        return self._choices.label_of(term)[:_LONGEST_LABEL]

    def _is_coordinate(self, offer: Offer) -> bool:
        return offer.steps[0].property in (*_COORDINATES, *LONGITUDE_OF.values())

    def _selected(
        self,
        title: Message,
        name: str,
        *conditions: Condition,
        order: int | None = None,
        view: str = "table",
        limit: int = _ROWS,
        tells: _Tells | None = None,
    ) -> _Example:
        built = BuiltQuery(URIRef(self.class_), conditions, order, order is not None, limit)
        query = select_query(built, self.prefixes, self._label, self.reach_of)
        return self._example(title, name, query, view, conditions[0].steps[0], tells)

    def _example(
        self,
        title: Message,
        name: str,
        query: str,
        view: str,
        first: Step,
        tells: _Tells | None = None,
    ) -> _Example:
        """A question that tells of how many things it is, if not of all."""
        titles = {tag: translate(title, tag) for tag in self.spoken}
        having, total = self._having(first), self._choices.uses[self.class_].entities
        fields = {"number": having, "total": total, "property": self._name_of(first)}
        said = msg("{number} of {total} have “{property}”.", **fields)
        if is_several := tells is _tells and self._triples(first) > having:
            said = msg("{number} of {total} have “{property}”, some of them several.", **fields)
        described = {tag: one_line(translate(said, tag)) for tag in self.spoken}
        is_told = is_several or having < total
        lines = (f"# description@{tag}: {text}\n" for tag, text in described.items() if is_told)
        text = f"# view: {view}\n{''.join(lines)}{question_file(query, titles)}"
        file = file_name(f"example {_local(self.class_)} {name}")

        def says() -> bool:
            if having < _LEAST * total:
                return False
            index, class_ = self._choices.dataset.index, URIRef(self.class_)
            return tells is None or tells(value_counts(index, class_, first.property))

        question = Question(file.removesuffix(".rq"), Path(file), text, read_header(text))
        return _Example(question, says, having)


def _shown(offer: Offer) -> Condition:
    return Condition(offer.steps, Exists())


def _tells(counts: Sequence[int]) -> bool:
    """True if bars differ in length, and the longest stand for a good part of all."""
    first = counts[:_LEADING]
    return (
        len(counts) > 1 and first[0] >= _UNLIKE * first[-1] and sum(first) >= _SHARE * sum(counts)
    )


def _differ(counts: Sequence[int]) -> bool:
    """True if there are several values."""
    return len(counts) > 1


def _are_shared(counts: Sequence[int]) -> bool:
    """True if there are several values, and things that share one."""
    return len(counts) > 1 and counts[0] > 1


def _begins(start: str, end: str) -> bool:
    """True if two names differ as those of a beginning and an end do."""
    return any(first in start and start.replace(first, last) == end for first, last in _ENDS)


def _property_of(offer: Offer) -> str:
    return str(offer.steps[-1].property)


def _local(iri: str) -> str:
    return re.split(r"[/#:]", iri.rstrip("/#:"))[-1]
