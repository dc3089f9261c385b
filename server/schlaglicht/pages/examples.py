"""Questions that a dataset can answer, made from what it holds, for readers who do not know it yet.

For each class that it is about: the names of its things; a property, sorted or counted; a relation.
And one each that a map, a timeline and bars show. They are questions like those in `queries/`.
Whether one finds something is for its host to try: of alternatives, the first that does is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from rdflib import URIRef

from schlaglicht.dataset.index.label_properties import LABEL_PROPERTIES, TEXT_PROPERTIES
from schlaglicht.dataset.index.relations import LONGITUDE_OF, WKT
from schlaglicht.i18n import Message, msg, translate
from schlaglicht.pages.query_choices import Offer, QueryChoices
from schlaglicht.query_builder import (
    BuiltQuery,
    Condition,
    Exists,
    ReachOf,
    Step,
    file_name,
    group_query,
    question_file,
    select_query,
)
from schlaglicht.questions import Question, read_header

MOST_CLASSES = 4
"""Classes with examples."""

_MOST_ALTERNATIVES = 3
_ROWS = 100

_VIEWS = {"numbers": "chart", "dates": "timeline"}
"""The view of things sorted by their values, by the test that fits these."""

Alternatives = tuple[Question, ...]
"""Of these one is enough, the first the best."""


def example_questions(
    spoken: Mapping[str, QueryChoices],
    classes: Sequence[str],
    prefixes: Mapping[str, str],
    reach_of: ReachOf,
) -> list[Alternatives]:
    """The examples for the first of these classes, named in the languages of `spoken`."""
    classes = classes[:MOST_CLASSES]
    choices = next(iter(spoken.values()))
    offers = {iri: _Offers.of(choices, iri) for iri in classes}
    makers = [_Maker(iri, offers[iri], spoken, prefixes, reach_of) for iri in classes]
    of_classes = [(x.names(), x.values(), x.relations()) for x in makers]
    of_views = [
        chain.from_iterable(x.maps() for x in makers),
        chain.from_iterable(x.sorted_by("dates") for x in makers),
        chain.from_iterable(x.counted() for x in makers),
    ]
    slots = [*chain(*of_classes[:1]), *of_views, *chain(*of_classes[1:])]
    return [tuple(islice(slot, _MOST_ALTERNATIVES)) for slot in slots]


@dataclass(frozen=True)
class _Offers:
    """The properties in use at a class, and the ways of two steps."""

    own: tuple[Offer, ...]
    further: tuple[Offer, ...]

    @classmethod
    def of(cls, choices: QueryChoices, class_: str) -> _Offers:
        offers = [offer for group in choices.groups(class_) for offer in group.offers]
        used = [x for x in offers if x.count and not any(step.is_inverse for step in x.steps)]
        lengths = (1, 2)
        return cls(*(tuple(x for x in used if len(x.steps) == length) for length in lengths))

    @property
    def valued(self) -> tuple[Offer, ...]:
        """Those whose values are no names and texts, which differ from thing to thing."""
        return tuple(x for x in self.own if _last(x) not in TEXT_PROPERTIES)


@dataclass(frozen=True)
class _Maker:
    """Makes the examples for a class."""

    class_: str
    offers: _Offers
    spoken: Mapping[str, QueryChoices]
    prefixes: Mapping[str, str]
    reach_of: ReachOf

    def names(self) -> Iterator[Question]:
        for offer in self.offers.own:
            if _last(offer) in LABEL_PROPERTIES:
                title = msg("{things}: the names", things=self._things)
                yield self._selected(title, "names", offer)

    def values(self) -> Iterator[Question]:
        yield from self.sorted_by("numbers")
        yield from self.sorted_by("dates")
        yield from self.counted()

    def sorted_by(self, test: str) -> Iterator[Question]:
        for offer in self.offers.valued:
            if offer.tests[0] == test and URIRef(_last(offer)) not in _COORDINATES:
                name = self._property(offer)
                title = msg("{things} by {property}", things=self._things, property=name)
                made = f"by {_local(_last(offer))}"
                yield self._selected(title, made, offer, order=0, view=_VIEWS[test])

    def counted(self) -> Iterator[Question]:
        for offer in self.offers.valued:
            if offer.tests[0] in ("equals", "contains"):
                name = self._property(offer)
                title = msg("{things}: how many per {property}", things=self._things, property=name)
                query = group_query(self._built(offer), self.prefixes, self._label, self.reach_of)
                yield self._question(title, f"per {_local(_last(offer))}", query, "chart")

    def relations(self) -> Iterator[Question]:
        for offer in self.offers.further:
            if _last(offer) in LABEL_PROPERTIES:
                name = self._property(offer)
                title = msg("{things}: {property} with names", things=self._things, property=name)
                yield self._selected(title, _local(str(offer.steps[0].property)), offer)

    def maps(self) -> Iterator[Question]:
        for offer in (*self.offers.own, *self.offers.further):
            title = msg("{things} on a map", things=self._things)
            longitude = LONGITUDE_OF.get(URIRef(_last(offer)))
            if longitude:
                steps = (*offer.steps[:-1], Step(longitude))
                both = offer, replace(offer, steps=steps)
                yield self._selected(title, "map", *both, view="map")
            elif URIRef(_last(offer)) in WKT:
                yield self._selected(title, "map", offer, view="map")

    @property
    def _things(self) -> dict[str, str]:
        return {
            tag: choices.names.reference(self.class_).name[0]
            for tag, choices in self.spoken.items()
        }

    def _property(self, offer: Offer) -> dict[str, str]:
        """The name of the first property of an offer by language."""
        found = ((t, c.offer(self.class_, offer.steps[:1]).name) for t, c in self.spoken.items())
        return {
            tag: translate(name, tag) if isinstance(name, Message) else name[0]
            for tag, name in found
        }

    def _label(self, term: URIRef) -> str:
        """Names of variables; those of coordinates are such that a map is offered."""
        if term in _COORDINATES:
            return "long" if term in LONGITUDE_OF.values() else "lat" * (term in LONGITUDE_OF)
        return next(iter(self.spoken.values())).label_of(term)

    def _built(self, *offers: Offer, order: int | None = None) -> BuiltQuery:
        conditions = tuple(Condition(offer.steps, Exists()) for offer in offers)
        is_descending = order is not None
        return BuiltQuery(URIRef(self.class_), conditions, order, is_descending, _ROWS)

    def _selected(
        self,
        title: Message,
        name: str,
        *offers: Offer,
        order: int | None = None,
        view: str = "table",
    ) -> Question:
        built = self._built(*offers, order=order)
        query = select_query(built, self.prefixes, self._label, self.reach_of)
        return self._question(title, name, query, view)

    def _question(self, title: Message, name: str, query: str, view: str) -> Question:
        titles = {tag: translate(title, tag) for tag in self.spoken}
        text = f"# view: {view}\n{question_file(query, titles)}"
        file = file_name(f"example {_local(self.class_)} {name}")
        return Question(file.removesuffix(".rq"), Path(file), text, read_header(text))


_COORDINATES = frozenset((*LONGITUDE_OF, *LONGITUDE_OF.values(), *WKT))


def _last(offer: Offer) -> str:
    return str(offer.steps[-1].property)


def _local(iri: str) -> str:
    return re.split(r"[/#:]", iri.rstrip("/#:"))[-1]
