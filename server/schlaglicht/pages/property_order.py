"""Order, groups and names of properties on pages: sh:order, sh:group and sh:name of the shapes.

A property without a shape has those of its own, in the dataset or of a known vocabulary. Rows stand
in groups as shapes say, else as is usual for their properties.
https://www.w3.org/TR/shacl/#nonValidation
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice

from rdflib import OWL, RDF, RDFS, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.ground.reachable import reachable
from schlaglicht.i18n import Text, best_text
from schlaglicht.pages.page_model import Group, Row
from schlaglicht.vocab import SH
from schlaglicht.vocabularies import GROUPS, LAST, KnownTerm, PropertyGroup, known_group, known_term

_MOST_SHAPES = 5000
_MOST_CLASSES = 200
"""Most classes collected by following rdfs:subClassOf upwards from those of a thing."""

UNGROUPED = 25.0
"""The place among the known groups of a property without one: after what a thing is."""


@dataclass(frozen=True)
class Presentation:
    """Order, group and names of a property on a page."""

    order: float = LAST
    group: str | None = None
    names: tuple[Text, ...] = ()

    def joined(self, other: Presentation) -> Presentation:
        """The presentation that two property shapes for one property give together."""
        return Presentation(
            min(self.order, other.order),
            min(filter(None, (self.group, other.group)), default=None),
            tuple(dict.fromkeys(self.names + other.names)),
        )


@dataclass(frozen=True)
class Layout:
    """The presentations that all shapes of a dataset give to properties."""

    of_class: Mapping[str, Mapping[str, Presentation]] = field(default_factory=dict)
    of_subjects: Mapping[str, Mapping[str, Presentation]] = field(default_factory=dict)
    """By the property whose subjects a shape targets."""
    groups: Mapping[str, PropertyGroup] = field(default_factory=dict)

    def group(self, iri: str | None) -> PropertyGroup | None:
        """The group of properties with this IRI: of the dataset, else one that all pages know."""
        return (self.groups.get(iri) or known_group(iri)) if iri else None

    def presentations(
        self, classes: Iterable[str], properties: Iterable[str]
    ) -> Mapping[str, Presentation]:
        """Presentations, by property, for a thing of these classes that has these properties."""
        shown: dict[str, Presentation] = {}
        targets = [self.of_class.get(class_, {}) for class_ in classes]
        targets += [self.of_subjects.get(property_, {}) for property_ in properties]
        for presented in targets:
            _add(shown, presented)
        return shown


def usual_presentation(index: Index, property_: URIRef) -> Presentation:
    """The order and group that a property itself has: in the dataset, else as a known term."""
    known = known_term(str(property_)) or KnownTerm((), ())
    order = _order(index, property_)
    return Presentation(
        order if order < LAST else known.order, _group(index, property_) or known.group
    )


def rank_of(property_: URIRef) -> tuple[float, float]:
    """The place of a property among those of known vocabularies: names and descriptions first."""
    known = known_term(str(property_)) or KnownTerm((), ())
    group = known_group(known.group) if known.group else None
    return group.order if group else UNGROUPED, known.order


def read_layout(index: Index) -> Layout:
    """The layout defined by the shapes of a dataset."""
    of_class: dict[str, dict[str, Presentation]] = {}
    of_subjects: dict[str, dict[str, Presentation]] = {}
    for shape in index.instances(SH.NodeShape, limit=_MOST_SHAPES):
        presented = _presented(index, shape)
        is_class = {*index.objects(shape, RDF.type)} & {RDFS.Class, OWL.Class}
        classes = [*index.objects(shape, SH.targetClass), *([shape] if is_class else [])]
        for class_ in classes:
            _add(of_class.setdefault(str(class_), {}), presented)
        for property_ in index.objects(shape, SH.targetSubjectsOf):
            _add(of_subjects.setdefault(str(property_), {}), presented)
    groups = {
        str(group): PropertyGroup(_order(index, group), _texts(index, group, RDFS.label))
        for group in index.instances(SH.PropertyGroup, limit=_MOST_SHAPES)
    }
    return Layout(of_class, of_subjects, groups)


def with_superclasses(index: Index, classes: Iterable[Node]) -> tuple[str, ...]:
    """`classes` and their superclasses, nearer ones first."""

    def above(class_: URIRef) -> list[URIRef]:
        found = index.objects(class_, RDFS.subClassOf, limit=_MOST_CLASSES)
        return [each for each in found if isinstance(each, URIRef)]

    start = (each for each in classes if isinstance(each, URIRef))
    return tuple(map(str, islice(reachable(start, above), _MOST_CLASSES)))


def _presented(index: Index, shape: Node) -> Mapping[str, Presentation]:
    presented: dict[str, Presentation] = {}
    for property_shape in index.objects(shape, SH.property, limit=_MOST_SHAPES):
        shown = Presentation(
            _order(index, property_shape),
            _group(index, property_shape),
            _texts(index, property_shape, SH.name),
        )
        for path in index.objects(property_shape, SH.path):
            if isinstance(path, URIRef):
                _add(presented, {str(path): shown})
    return presented


def _add(presented: dict[str, Presentation], more: Mapping[str, Presentation]) -> None:
    for property_, shown in more.items():
        before = presented.get(property_)
        presented[property_] = before.joined(shown) if before else shown


def _group(index: Index, node: Node) -> str | None:
    groups = index.objects(node, SH.group, limit=1)
    return str(groups[0]) if groups else None


def _order(index: Index, node: Node) -> float:
    values = [v for v in index.objects(node, SH.order) if isinstance(v, Literal)]
    numbers = [float(v.value) for v in values if isinstance(v.value, int | float)]
    numbers += [float(str(v)) for v in values if type(v.value).__name__ == "Decimal"]
    return min(numbers, default=LAST)


def _texts(index: Index, node: Node, property_: URIRef) -> tuple[Text, ...]:
    return tuple(
        (str(value), value.language)
        for value in index.objects(node, property_)
        if isinstance(value, Literal)
    )


GroupOf = Callable[[str | None], PropertyGroup | None]
"""The group with an IRI; None if it is not a group."""

_WITHOUT_HEADING = frozenset(map(str, (GROUPS.names, GROUPS.description, GROUPS.classification)))
"""The known groups that say what a thing is: a page begins with them."""

_FEWEST_ROWS = 8
"""Rows of a page that gets headings from known groups."""

_FEWEST_IN_GROUP = 2
"""Rows of a group that gets a heading."""


@dataclass(frozen=True)
class PlacedRow:
    """A row, where the shapes put it, and where it usually stands."""

    row: Row
    shaped: Presentation
    usual: Presentation


def grouped_rows(
    placed: Sequence[PlacedRow], group_of: GroupOf, languages: Sequence[str]
) -> tuple[Group, ...]:
    """The rows in groups with names for a reader of `languages`.

    As soon as shapes order or group one of them, they alone do so; the others follow.
    """
    are_shaped = any(
        group_of(each.shaped.group) or -LAST < each.shaped.order < LAST for each in placed
    )
    headed = set() if are_shaped else _headed(placed, group_of)

    def section(each: PlacedRow) -> str | None:
        """The group of the shapes, else that of the property if it is large enough."""
        if are_shaped:
            return each.shaped.group if group_of(each.shaped.group) else None
        return each.usual.group if each.usual.group in headed else None

    def order(group: str | None, otherwise: float) -> float:
        known = group_of(group)
        return known.order if known else otherwise

    def place(each: PlacedRow) -> tuple[float, str, float, float, float, str]:
        group, name = section(each), each.row.property.name[0].casefold()
        own = each.shaped.order, order(each.usual.group, UNGROUPED), each.usual.order, name
        return order(group, LAST if are_shaped else -LAST), group or "", *own

    groups = []
    for group, rows in groupby(sorted(placed, key=place), key=section):
        known = group_of(group)
        name = best_text(known.names, languages) if known else None
        groups.append(Group(name, tuple(each.row for each in rows)))
    return _without_weak_headings(groups)


def _headed(placed: Sequence[PlacedRow], group_of: GroupOf) -> set[str | None]:
    """The groups of properties that get a heading: large ones, of a page with many rows."""
    sizes = Counter(each.usual.group for each in placed if group_of(each.usual.group))
    large = {group for group, size in sizes.items() if size >= _FEWEST_IN_GROUP}
    return large - _WITHOUT_HEADING if len(placed) >= _FEWEST_ROWS else set()


def _without_weak_headings(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups; no heading over a single row at the beginning, nor over the rest without one."""
    if len(groups) > 1 and len(groups[0].rows) < _FEWEST_IN_GROUP:
        first, second, *others = groups
        if second.name is None:
            return Group(None, (*first.rows, *second.rows)), *others
        return Group(None, first.rows), second, *others
    return tuple(groups)
