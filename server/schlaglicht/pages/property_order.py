"""Order, groups and names that shapes give to properties: sh:order, sh:group and sh:name.

A property without a shape has those of its own, in the dataset or of a known vocabulary.
https://www.w3.org/TR/shacl/#nonValidation
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import RDF, RDFS, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.languages import Text
from schlaglicht.vocab import SH
from schlaglicht.vocabularies import LAST, KnownTerm, PropertyGroup, known_group, known_term

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
            for property_, presentation in presented.items():
                before = shown.get(property_)
                shown[property_] = before.joined(presentation) if before else presentation
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
        is_class = {*index.objects(shape, RDF.type)} & {RDFS.Class, _OWL_CLASS}
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
    found: dict[str, None] = {}
    waiting = list(classes)
    while waiting and len(found) < _MOST_CLASSES:
        class_ = waiting.pop(0)
        if isinstance(class_, URIRef) and str(class_) not in found:
            found[str(class_)] = None
            waiting += index.objects(class_, RDFS.subClassOf, limit=_MOST_CLASSES)
    return tuple(found)


_OWL_CLASS = URIRef("http://www.w3.org/2002/07/owl#Class")


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
