"""Properties to build a query with: those of a class by shapes and use, and one step further."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rdflib import RDF, XSD, URIRef

from schlaglicht.dataset.statistics import ClassUse, PropertyUse
from schlaglicht.i18n import Message, Text, msg
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.property_order import Presentation, rank_of, with_superclasses
from schlaglicht.query_builder import Step

_MOST_OWN = 60
_MOST_INVERSE = 20
_MOST_THROUGH = 8
"""Linking properties through which a step further is offered."""

_MOST_FURTHER = 10

_NUMBERS = frozenset(
    str(XSD[name])
    for name in (
        *("integer", "decimal", "double", "float", "int", "long", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "negativeInteger", "nonPositiveInteger"),
        *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)
_DATES = frozenset(
    str(XSD[n]) for n in ("date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth")
)
_LANG_STRING = str(RDF.langString)


@dataclass(frozen=True)
class Offer:
    """A property, or two, with what its values are."""

    steps: tuple[Step, ...]
    name: Text | Message
    count: int = 0
    """Triples in the class; 0 for properties that only shapes know."""
    tests: tuple[str, ...] = ("any", "exists", "absent", "equals", "contains", "numbers", "dates")
    """The tests that fit the values, the best first."""
    has_languages: bool = False
    target: str | None = None
    """The commonest class of the things among the values."""
    things: int = 0
    """Things of the class that have the property; 0 if they have not been counted."""


@dataclass(frozen=True)
class OfferGroup:
    """Properties that are offered together; the name is None for the class's own."""

    name: Message | None
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class _Use:
    """A property as the things of a class have it, in either direction."""

    step: Step
    values: PropertyUse
    """Its uses; of an inverse one the classes are those of the subjects."""
    at: str | None = None
    """The class of the things that an inverse one comes from."""


@dataclass(frozen=True)
class QueryChoices:
    """Choices of a reader for queries over one dataset."""

    dataset: Dataset
    uses: Mapping[str, ClassUse]
    """The classes of the dataset by IRI."""
    languages: Sequence[str]
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", Names(self.dataset, self.languages))

    def groups(self, class_: str) -> list[OfferGroup]:
        """The properties of a class, those that lead to it, and those one step further."""
        own = list(islice(self._own(class_), _MOST_OWN))
        inverse = list(islice(self._inverse(class_), _MOST_INVERSE))
        linking = [use for use in (*own, *inverse) if self._target(use)]
        found = [
            OfferGroup(None, self._offers(class_, own)),
            OfferGroup(msg("Where it occurs"), self._offers(class_, inverse)),
            *(self._further(class_, use) for use in linking[:_MOST_THROUGH]),
        ]
        return [group for group in found if group.offers]

    def own_offers(self, class_: str) -> tuple[Offer, ...]:
        """The properties of a class alone."""
        return self._offers(class_, list(islice(self._own(class_), _MOST_OWN)))

    def offer(self, class_: str, steps: tuple[Step, ...]) -> Offer:
        """A property, or two, by its steps; of an unknown one no values are known."""
        first = self._use(class_, steps[0])
        if first is None or len(steps) == 1:
            return self._offer(class_, first) if first else Offer(steps, self._plain(steps))
        target = self._target(first)
        second = self._use(target, steps[1]) if target else None
        if second is None or target is None:
            return Offer(steps, self._plain(steps))
        return self._offer(target, second, self._offer(class_, first))

    def label_of(self, iri: URIRef) -> str:
        """The name of a term for variables; empty without one."""
        label = self.names.label(str(iri))
        return label[0] if label else ""

    def _own(self, class_: str) -> Iterator[_Use]:
        """The properties of a class: in the order of shapes, then by use; unused ones last."""
        shown = self._presentations(class_)
        used = {use.iri: use for use in self._properties(class_)}
        known = {iri: used.get(iri) or PropertyUse(iri, 0) for iri in (*used, *shown)}
        known.pop(str(RDF.type), None)

        def place(use: PropertyUse) -> tuple[object, ...]:
            order = shown.get(use.iri, Presentation()).order
            return not use.triples, order, -use.triples, rank_of(URIRef(use.iri)), use.iri

        for use in sorted(known.values(), key=place):
            yield _Use(Step(URIRef(use.iri)), use)

    def _inverse(self, class_: str) -> Iterator[_Use]:
        """The properties that lead to things of a class, by use."""
        found: dict[str, _Use] = {}
        for at in self.uses.values():
            for use in at.properties:
                count = use.classes.get(class_, 0)
                if count and (use.iri not in found or found[use.iri].values.triples < count):
                    values = PropertyUse(use.iri, count, {at.iri: count})
                    found[use.iri] = _Use(Step(URIRef(use.iri), is_inverse=True), values, at.iri)
        yield from sorted(found.values(), key=lambda use: (-use.values.triples, use.values.iri))

    def _use(self, class_: str, step: Step) -> _Use | None:
        uses = self._inverse(class_) if step.is_inverse else self._own(class_)
        return next((use for use in uses if use.step == step), None)

    def _further(self, class_: str, use: _Use) -> OfferGroup:
        target, first = self._target(use), self._offer(class_, use)
        assert target is not None  # only linking properties are followed
        further = islice((u for u in self._own(target) if u.values.triples), _MOST_FURTHER)
        name = msg("Through “{property}”", property=_text(first.name))
        return OfferGroup(name, tuple(self._offer(target, each, first) for each in further))

    def _offers(self, class_: str, uses: Sequence[_Use]) -> tuple[Offer, ...]:
        return tuple(self._offer(class_, use) for use in uses)

    def _offer(self, class_: str, use: _Use, first: Offer | None = None) -> Offer:
        name: Text | Message = self._name(class_, use)
        if first is not None:
            name = msg("{first} › {second}", first=_text(first.name), second=_text(name))
        return Offer(
            (*(first.steps if first else ()), use.step),
            name,
            use.values.triples,
            _tests(use.values),
            _LANG_STRING in use.values.datatypes,
            self._target(use),
            0 if first or use.at else use.values.things,
        )

    def _name(self, class_: str, use: _Use) -> Text | Message:
        if use.at is not None:
            property_ = self.names.reference(use.values.iri).name[0]
            of = self.names.reference(use.at).name[0]
            return msg("“{property}” in {class_}", property=property_, class_=of)
        names = self._presentations(class_).get(use.values.iri, Presentation()).names
        return self.names.property(use.values.iri, names).name

    def _plain(self, steps: tuple[Step, ...]) -> Text:
        return " › ".join(self.names.reference(str(s.property)).name[0] for s in steps), None

    def _target(self, use: _Use) -> str | None:
        """The commonest class of the values, of equally common ones the smallest."""
        known = {iri: n for iri, n in use.values.classes.items() if iri in self.uses}
        ranked = sorted(known, key=lambda iri: (-known[iri], self.uses[iri].entities, iri))
        return next(iter(ranked), None)

    def _properties(self, class_: str) -> tuple[PropertyUse, ...]:
        return self.uses[class_].properties if class_ in self.uses else ()

    def _presentations(self, class_: str) -> Mapping[str, Presentation]:
        classes = with_superclasses(self.dataset.index, [URIRef(class_)])
        used = [use.iri for use in self._properties(class_)]
        return self.dataset.layout.presentations(classes, used)


def _text(name: Text | Message) -> str | Message:
    return name if isinstance(name, Message) else name[0]


def _tests(use: PropertyUse) -> tuple[str, ...]:
    """The tests that fit the values of a property, the one for most of them first."""
    counts = {
        "numbers": sum(n for iri, n in use.datatypes.items() if iri in _NUMBERS),
        "dates": sum(n for iri, n in use.datatypes.items() if iri in _DATES),
        "equals": use.triples - sum(use.datatypes.values()),
    }
    counts["contains"] = use.triples - sum(counts.values())
    fitting = sorted((t for t, n in counts.items() if n), key=lambda test: -counts[test])
    others = ("contains",) if counts["dates"] and "contains" not in fitting else ()
    return tuple(dict.fromkeys((*fitting, "equals", *others, "exists", "absent", "any")))
