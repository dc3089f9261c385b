"""Fields for the things of a class: a field for each property that its shapes speak of.

Property shapes of one property are one field: what each of them demands, the field shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf, isfinite
from typing import TypeVar

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.languages import Text
from schlaglicht.rdf.lists import items
from schlaglicht.vocab import SH

_T = TypeVar("_T")

_NUMBERS = (
    XSD.integer,
    XSD.decimal,
    XSD.double,
    XSD.float,
    XSD.int,
    XSD.nonNegativeInteger,
    XSD.positiveInteger,
)
_INPUTS = {XSD.date: "date", XSD.dateTime: "datetime-local", XSD.time: "time", XSD.anyURI: "url"}
_DEEPEST = 5


@dataclass(frozen=True)
class FormField:
    """A property with all that the shapes of a class demand of its values."""

    path: URIRef
    names: tuple[Text, ...] = ()
    hints: tuple[Text, ...] = ()
    """Descriptions, and the messages of what must hold."""
    datatypes: tuple[URIRef, ...] = ()
    classes: tuple[URIRef, ...] = ()
    options: tuple[Node, ...] = ()
    languages: tuple[str, ...] = ()
    leads_on: bool = False
    """True if its values are IRIs."""
    least: int = 0
    most: float = inf
    pattern: str = ""
    order: float = inf

    @property
    def is_text(self) -> bool:
        """True for a text in a language."""
        return RDF.langString in self.datatypes or bool(self.languages)

    @property
    def is_number(self) -> bool:
        """True for a number, which a browser's keyboard knows."""
        return bool(self.datatypes) and set(self.datatypes) <= {*_NUMBERS}

    @property
    def input(self) -> str:
        """The kind of input that browsers have for it."""
        return _INPUTS.get(self.datatypes[0], "text") if len(self.datatypes) == 1 else "text"

    def joined(self, other: FormField) -> FormField:
        """One field for two property shapes of one property."""
        return replace(
            self,
            names=self.names or other.names,
            hints=_once(self.hints, other.hints),
            datatypes=_once(self.datatypes, other.datatypes),
            classes=_once(self.classes, other.classes),
            options=_once(self.options, other.options),
            languages=_once(self.languages, other.languages),
            leads_on=self.leads_on or other.leads_on,
            least=max(self.least, other.least),
            most=min(self.most, other.most),
            pattern=self.pattern or other.pattern,
            order=min(self.order, other.order),
        )


def fields_of(shapes: Graph, class_: URIRef) -> list[FormField]:
    """The fields for things of a class, what must be there first, then in the order of shapes."""
    above = {class_, *filter(None, shapes.transitive_objects(class_, RDFS.subClassOf))}
    aims = {shape for each in above for shape in shapes.subjects(SH.targetClass, each)}
    aims |= {each for each in above if (each, SH.property, None) in shapes}
    found: dict[URIRef, FormField] = {}
    for rule in dict.fromkeys(
        rule for aim in sorted(aims, key=str) for rule in _rules(shapes, aim)
    ):
        field = _field(shapes, rule)
        if field is not None:
            known = found.get(field.path)
            found[field.path] = known.joined(field) if known else field
    return sorted(found.values(), key=lambda each: (not each.least, each.order, each.path))


def classes_with_fields(shapes: Graph) -> set[URIRef]:
    """The classes that shapes aim at."""
    aims = {*shapes.objects(None, SH.targetClass)}
    aims |= {
        each for each in shapes.subjects(SH.property, None) if (each, RDF.type, OWL.Class) in shapes
    }
    return {each for each in aims if isinstance(each, URIRef)}


def _rules(shapes: Graph, shape: Node, depth: int = 0) -> Iterator[Node]:
    """The property shapes of a shape, and of those that it asks to hold as well."""
    yield from sorted(shapes.objects(shape, SH.property), key=str)
    if depth < _DEEPEST:
        every = [each for part in shapes.objects(shape, SH["and"]) for each in items(shapes, part)]
        for other in (*shapes.objects(shape, SH.node), *every):
            yield from _rules(shapes, other, depth + 1)


def _field(shapes: Graph, rule: Node) -> FormField | None:
    path = shapes.value(rule, SH.path)
    if not isinstance(path, URIRef) or (rule, SH.deactivated, Literal(True)) in shapes:
        return None
    choices = [e for part in shapes.objects(rule, SH["or"]) for e in items(shapes, part)]

    def said(parameter: URIRef) -> list[Node]:
        return [value for each in (rule, *choices) for value in shapes.objects(each, parameter)]

    def of_list(parameter: URIRef) -> tuple[Node, ...]:
        return tuple(each for head in said(parameter) for each in items(shapes, head))

    has_value = tuple(said(SH.hasValue))
    classes = _iris(said(SH["class"]))
    return FormField(
        path,
        names=_texts(said(SH.name)),
        hints=_texts([*said(SH.description), *said(SH.message)]),
        datatypes=_iris(said(SH.datatype)),
        classes=classes,
        options=of_list(SH["in"]) or has_value,
        languages=tuple(str(each) for each in of_list(SH.languageIn)),
        leads_on=bool(classes) or SH.IRI in said(SH.nodeKind),
        least=int(max(_numbers(said(SH.minCount)), default=0)),
        most=min(_numbers(said(SH.maxCount)), default=inf),
        pattern=next((str(each) for each in said(SH.pattern)), ""),
        order=min(_numbers(said(SH.order)), default=inf),
    )


def _once(*parts: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))


def _numbers(nodes: Iterable[Node]) -> list[float]:
    values = (node.value for node in nodes if isinstance(node, Literal))
    return [float(v) for v in values if isinstance(v, int | float | Decimal) and isfinite(v)]


def _iris(nodes: Iterable[Node]) -> tuple[URIRef, ...]:
    return tuple(sorted({node for node in nodes if isinstance(node, URIRef)}))


def _texts(nodes: Iterable[Node]) -> tuple[Text, ...]:
    return tuple((str(node), node.language) for node in nodes if isinstance(node, Literal))
