"""Lists of the things of a class: columns, rows, facets, and orders with their names in URLs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice

from rdflib import RDF, BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Listing, Selection, sorted_things
from schlaglicht.dataset.index.label_properties import (
    DESCRIPTION_PROPERTIES,
    LABEL_PROPERTIES,
    OTHER_NAME_PROPERTIES,
)
from schlaglicht.dataset.statistics import ClassUse, PropertyUse
from schlaglicht.i18n import Text, best_text
from schlaglicht.pages.labels import Names, ValueView
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import Facet, FacetValue, Reference, Value
from schlaglicht.pages.property_order import Presentation, rank_of, with_superclasses
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.vocabularies import LAST

BY_NAME = "name"
"""The name, in URLs, of the order by the names of the things."""


@dataclass(frozen=True)
class ListOrder:
    """An order of the things of a list."""

    property: URIRef | None = None
    """The property whose values count; None for the names of the things."""
    descending: bool = False


def order_names(properties: Iterable[str]) -> Mapping[str, URIRef | None]:
    """Orders of a list: by its name in a URL the property, None for the names of things.

    The name of a property is the end of its IRI, or all of it where several have the same end.
    """
    iris = list(properties)
    ends = {iri: re.split(r"[/#:]", iri.rstrip("/#:"))[-1] for iri in iris}
    counted = Counter((BY_NAME, *ends.values()))
    named = {ends[iri] if counted[ends[iri]] == 1 else iri: URIRef(iri) for iri in iris}
    return {BY_NAME: None, **named}


_BY_NAME = ListOrder()

ROWS = 25
"""Things on a page of a list."""

_MOST_COLUMNS = 4
_MOST_IN_CELL = 2
_FEWEST_THINGS = 2
"""Things of a list from which a column has to tell them apart."""

_NEARLY_ALL = 0.9
"""Share of the things with the same value from which a column tells nothing."""

_LONGEST_TEXT = 150
"""Mean characters of texts in a column, and most of one that is shown there."""

_MOST_CHOICES = 300
_MOST_FACETS = 8
_MOST_COUNTED = 24
"""Properties whose values are counted for facets."""

_FEW_CHOICES = 25
"""Values of a facet that a reader surveys."""
_LONGEST_NAME = 40
_LONGEST_VALUE = 200
_BATCH = 500

_NO_COLUMNS = frozenset((*LABEL_PROPERTIES, str(RDF.type)))


@dataclass(frozen=True)
class Cell:
    """The values of a thing in one column."""

    values: tuple[Value, ...]
    more: int = 0


@dataclass(frozen=True)
class ListRow:
    """A thing and its values, column by column."""

    thing: Value
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Narrowing:
    """The value of a property that the things of a list share."""

    facet: Facet
    value: FacetValue


Narrowings = tuple[Narrowing, ...]
"""Values that all things of a list have; empty for the whole list."""


def name_for_url(node: Node) -> str:
    """A short name for a term: its readable part, and eight digits of its SHA-256."""
    text = str(node)
    end = re.split(r"[/#]", text.rstrip("/#"))[-1] if isinstance(node, URIRef) else text
    plain = unicodedata.normalize("NFKD", end).encode("ascii", "ignore").decode().lower()
    readable = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_NAME].strip("-")
    digest = sha256(ntriples_term(node).encode()).hexdigest()[:8]
    return f"{readable}-{digest}" if readable else digest


def columns_of(use: ClassUse) -> list[PropertyUse]:
    """The properties of a class that can be columns: all but its type, names and descriptions.

    Where fewer than half of the things have names, descriptions can, too.
    """
    named = max((p.triples for p in use.properties if p.iri in LABEL_PROPERTIES), default=0)
    are_named = 2 * named >= use.entities
    left_out = {*_NO_COLUMNS, *(DESCRIPTION_PROPERTIES if are_named else ())}
    return [property_ for property_ in use.properties if property_.iri not in left_out]


class ClassList:
    """The things of one class for a reader of `languages`, in some order."""

    def __init__(
        self,
        dataset: Dataset,
        use: ClassUse,
        languages: Sequence[str],
        order: ListOrder = _BY_NAME,
    ) -> None:
        self._order = order
        self._sorted: dict[Narrowings, list[URIRef | BNode] | None] = {}
        self._dataset = dataset
        self._use = use
        self._languages = languages
        self._class = URIRef(use.iri)
        self._listing = Listing(dataset.index)
        self.names = Names(dataset, languages)
        self._view = ValueView(dataset, self.names, languages)
        classes = with_superclasses(dataset.index, [self._class])
        used = [property_.iri for property_ in use.properties]
        self._shown = dataset.layout.presentations(classes, used)

    def facets(self) -> tuple[Facet, ...]:
        """The facets of the whole list; counted once per class."""
        known = self._dataset.facets
        if self._use.iri not in known:
            known[self._use.iri] = tuple(self._count_facets())
        return known[self._use.iri]

    def facets_within(self, by: Narrowings) -> tuple[Facet, ...]:
        """The facets that narrow the list further, counted within it."""
        if not by:
            return self.facets()
        properties = [facet.property for facet in self.facets()]
        counted = self._listing.choices(self.selection(by), properties, most=_MOST_CHOICES)
        chosen = {(n.facet.property, n.value.node) for n in by}
        found = []
        for facet in self.facets():
            counts = {choice.value: choice.count for choice in counted.get(facet.property, ())}
            values = tuple(
                FacetValue(value.name, value.node, counts[value.node])
                for value in facet.values
                if value.node in counts and (facet.property, value.node) not in chosen
            )
            if values:
                ordered = tuple(sorted(values, key=lambda value: -value.count))
                found.append(Facet(facet.name, facet.property, ordered))
        return tuple(found)

    def narrowing(self, property_name: str, value_name: str) -> Narrowing | None:
        """The facet and value with these names; None if there are none."""
        for facet in self.facets():
            for value in facet.values:
                if (facet.name, value.name) == (property_name, value_name):
                    return Narrowing(facet, value)
        return None

    def total(self, by: Narrowings) -> int | None:
        """The number of things; None when counting for several values takes too long."""
        if len(by) > 1:
            return self._listing.count(self.selection(by))
        return by[0].value.count if by else self._dataset.index.count_instances(self._class)

    def selection(self, by: Narrowings) -> Selection:
        """The selection that finds the things of the list."""
        return Selection(self._class, tuple((n.facet.property, n.value.node) for n in by))

    def columns(self, most: int | None = _MOST_COLUMNS) -> tuple[Reference, ...]:
        """The properties that shapes put first, then those with the most triples, told apart.

        Without `most` all; otherwise none that says the same of every thing, nor long notes.
        """
        return tuple(self.names.distinct(self._columns(most)))

    def _columns(self, most: int | None) -> list[Reference]:
        uses = columns_of(self._use)
        uses.sort(key=lambda u: (self._presentation(u.iri).order, -u.triples, u.iri))
        telling = (use for use in uses if most is None or self._is_telling(use))
        chosen = sorted(
            islice(telling, most),
            key=lambda use: (self._presentation(use.iri).order, rank_of(URIRef(use.iri))),
        )
        return [self.property(use.iri) for use in chosen]

    def _is_telling(self, use: PropertyUse) -> bool:
        """True if shapes order the property, or its short values tell the things apart by words."""
        if self._presentation(use.iri).order < LAST or self._use.entities < _FEWEST_THINGS:
            return True
        values = self._dataset.column(self._use.iri, use.iri)
        is_constant = values.are_equal and use.triples >= _NEARLY_ALL * self._use.entities
        are_addresses = values.unnamed and not any(map(self._is_worded, values.unnamed))
        is_short = values.length <= _LONGEST_TEXT or use.iri in DESCRIPTION_PROPERTIES
        return not (is_constant or values.are_opaque or are_addresses) and is_short

    def _is_worded(self, iri: str) -> bool:
        return self.names.reference(iri).name[0] != iri

    def rows(self, by: Narrowings, *, limit: int, offset: int) -> list[ListRow] | None:
        """The rows, with the values of `columns()`; None when finding the things takes too long."""
        things = self.things(by, limit=limit, offset=offset)
        if things is None:
            return None
        columns = [URIRef(column.iri) for column in self.columns()]
        found: dict[tuple[Node, URIRef], list[Node]] = {}
        for thing, property_, value in self._listing.values(things, columns):
            found.setdefault((thing, property_), []).append(value)
        named = self.names.distinct(
            self.names.reference(str(x))
            if isinstance(x, URIRef)
            else self._view.value(x, in_short=True)
            for x in things
        )
        return [
            ListRow(name, tuple(self._cell(found.get((x, p), []), p) for p in columns))
            for x, name in zip(things, named, strict=True)
        ]

    def things(self, by: Narrowings, *, limit: int, offset: int = 0) -> list[URIRef | BNode] | None:
        """The things in their order; None when finding them, or sorting them, takes too long."""
        if self._order.property is None:
            return self._listing.things(
                self.selection(by),
                self._languages[0],
                limit=limit,
                offset=offset,
                descending=self._order.descending,
            )
        found = self._all_sorted(self._order.property, by)
        return None if found is None else found[offset : offset + limit]

    def _all_sorted(self, property_: URIRef, by: Narrowings) -> list[URIRef | BNode] | None:
        """All things in the order of a property; sorted once."""
        if by not in self._sorted:
            self._sorted[by] = sorted_things(
                self._listing,
                self.selection(by),
                property_,
                self._languages,
                descending=self._order.descending,
            )
        return self._sorted[by]

    def table(self, by: Narrowings, *, batch: int = _BATCH) -> Iterator[tuple[str, ...]]:
        """The whole list as text, header first: IRI, name, and every property of the class."""
        columns = self._columns(most=None)
        exact = (
            replace(c, name=(self.names.short(c.iri), None)) if c.is_made else c for c in columns
        )
        yield "iri", "name", *(column.name[0] for column in self.names.distinct(exact))
        properties = [URIRef(column.iri) for column in columns]
        for thing, label, found in self.entries(by, properties, batch=batch):
            cells = (self.in_best_language(found.get(p, [])) for p in properties)
            yield str(thing), label[0] if label else "", *("; ".join(map(str, c)) for c in cells)

    def entries(
        self, by: Narrowings, properties: Sequence[URIRef], *, batch: int = _BATCH
    ) -> Iterator[tuple[Node, Text | None, dict[URIRef, list[Node]]]]:
        """Each thing of the whole list, its name, and its values of these properties."""
        for things in self._batches(by, batch):
            found: dict[Node, dict[URIRef, list[Node]]] = {}
            for thing, property_, value in self._listing.values(things, properties):
                found.setdefault(thing, {}).setdefault(property_, []).append(value)
            for each in things:
                yield each, self._dataset.index.label(each, self._languages), found.get(each, {})

    def properties(self) -> list[URIRef]:
        """The properties of the things, by IRI."""
        return [URIRef(use.iri) for use in self._use.properties]

    def letters(self) -> list[tuple[str, int]]:
        """The first letters of names, and the number of things before the first with each."""
        return self._listing.letters(self._class, self._languages[0])

    def _batches(self, by: Narrowings, size: int) -> Iterator[list[URIRef | BNode]]:
        offset = 0
        while things := self.things(by, limit=size, offset=offset):
            yield things
            offset += size

    def all_things(self, by: Narrowings) -> Iterator[URIRef | BNode]:
        """The things in their order, looked up lazily."""
        for things in self._batches(by, _BATCH):
            yield from things

    def has_property(self, properties: Iterable[URIRef]) -> bool:
        """True if things of the class have one of the properties."""
        used = {use.iri for use in self._use.properties}
        return not used.isdisjoint(map(str, properties))

    @property
    def reference(self) -> Reference:
        """The class, with its name."""
        return self.names.reference(self._use.iri)

    def property(self, iri: str) -> Reference:
        """A property, by the name that shapes give it, else by its own."""
        return self.names.property(iri, self._presentation(iri).names)

    def value(self, node: Node) -> Value:
        """`node` as pages show it."""
        return self._view.value(node)

    def _cell(self, values: list[Node], property_: URIRef) -> Cell:
        chosen = self.in_best_language(values)
        short = [value for value in chosen if not isinstance(value, BNode)] or chosen
        views = (self._view.value(x, in_short=True) for x in short[:_MOST_IN_CELL])
        shown = tuple(self._view.ungrouped(view, property_) for view in views)
        return Cell(shown, len(chosen) - len(shown))

    def in_best_language(self, values: list[Node]) -> list[Node]:
        """The values, without texts in other languages than the best for the reader."""
        texts = {v: (str(v), v.language) for v in values if isinstance(v, Literal) and v.language}
        best = best_text(texts.values(), self._languages)
        return [v for v in values if v not in texts or (best and texts[v][1] == best[1])]  # type: ignore[index]

    def _presentation(self, iri: str) -> Presentation:
        return self._shown.get(iri, Presentation())

    def _count_facets(self) -> Iterator[Facet]:
        """The facets of the properties in use; first those of shapes, then those of few values."""
        columns = (URIRef(column.iri) for column in self.columns(most=_MOST_COUNTED))
        properties = [each for each in columns if str(each) not in OTHER_NAME_PROPERTIES]
        choices = self._listing.choices(self.selection(()), properties, most=_MOST_CHOICES)
        found = list[Facet]()
        for property_ in properties:
            values = tuple(
                FacetValue(name_for_url(choice.value), choice.value, choice.count)
                for choice in choices.get(property_, ())
                if not isinstance(choice.value, BNode) and len(choice.value) <= _LONGEST_VALUE  # type: ignore[arg-type]
            )
            if self._narrows(property_, values):
                found.append(Facet(name_for_url(property_), property_, values))
        found.sort(
            key=lambda f: (self._presentation(f.property).order, len(f.values) > _FEW_CHOICES)
        )
        yield from found[:_MOST_FACETS]

    def _narrows(self, property_: URIRef, values: Sequence[FacetValue]) -> bool:
        """True if shapes order the property, or things share most of its values, told by words.

        A value that no two things share narrows the list to one.
        """
        if len(values) < 2 or values[0].count < 2:
            return False
        shared = sum(value.count for value in values if value.count > 1)
        shown = [value.node for value in values[:_FEW_CHOICES]]
        named = sum(isinstance(node, Literal) or self._is_worded(str(node)) for node in shown)
        is_told = 2 * shared >= sum(value.count for value in values) and 2 * named >= len(shown)
        return is_told or self._presentation(property_).order < LAST
