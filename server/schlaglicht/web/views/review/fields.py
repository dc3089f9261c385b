"""Fields for the things of a class, and the terms that readers write into them.

There is a field for each property that the shapes of the class speak of: property shapes of one
property are one field, which shows what each of them demands. Things are written by their names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import chain
from math import inf, isfinite
from typing import TypeVar

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.label_properties import LABEL_PROPERTIES
from schlaglicht.errors import ProjectError
from schlaglicht.evidence.read import DEFAULT_NAMESPACE
from schlaglicht.i18n import Text, msg
from schlaglicht.pages.labels import Names
from schlaglicht.project import Project
from schlaglicht.rdf.iris import is_absolute_iri, is_language_tag
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.load import load
from schlaglicht.rdf.terms import literal_of, ntriples_term
from schlaglicht.rdf.triple import Triple
from schlaglicht.vocab import SH
from schlaglicht.web.published_site import current_site

MOST_OFFERED = 500
"""Things that are offered for a field."""


def fields_for(shapes: Graph, class_: str) -> list[FormField]:
    """The fields for things of a class: those of its shapes, then of its things."""
    shaped = fields_of(shapes, URIRef(class_))
    return [*shaped, *_unshaped(class_, shaped)]


def _unshaped(class_: str, fields: Sequence[FormField]) -> Iterator[FormField]:
    """Fields for the properties that things of a class have, but no shape speaks of."""
    shaped = {each.path for each in fields} | {RDF.type}
    for use in current_site().snapshot.statistics.default_graph.classes:
        if use.iri == class_:
            paths = (URIRef(each.iri) for each in use.properties)
            yield from (FormField(path) for path in paths if path not in shaped)


def shapes_of(project: Project) -> Graph:
    """The shapes and what they need of the ontology."""
    return load([*project.shapes, *project.ontology], base_of=project.base_of).graph


def classes_for(shapes: Graph, names: Names, *, terms: bool) -> list[tuple[str, str]]:
    """The classes that shapes aim at or things have, by IRI, with their names."""
    classes = {*_classes_in_use(terms=terms), *map(str, classes_with_fields(shapes))}
    return [(iri, names.reference(iri).name[0]) for iri in sorted(classes)]


def offered(class_: URIRef, names: Names) -> Iterator[tuple[str, str]]:
    """The things of a class: how to write them, and their names."""
    for thing in current_site().index.instances(class_, limit=MOST_OFFERED):
        if isinstance(thing, URIRef):
            yield written_iri(thing), names.reference(str(thing)).name[0]


def written_iri(iri: URIRef) -> str:
    """An IRI as a reader writes it: with a prefix, else in angle brackets."""
    name = current_site().prefixes.shorten(iri)
    return str(name) if name else f"<{iri}>"


class Things:
    """The things of a project by what readers call them: those served, and those just written."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def _graph(self) -> Graph:
        return load(self._project.data, base_of=self._project.base_of).graph

    def find(self, text: str, class_: str) -> URIRef | None:
        """The thing with an IRI or a prefixed name, or the one of a class with a name."""
        text, prefixes = text.strip(), current_site().prefixes
        bare = text.removeprefix("<").removesuffix(">")
        expanded = None if bare != text or "://" in bare else prefixes.expand(bare)
        if bare != text or "://" in bare or expanded:
            if not is_absolute_iri(expanded or bare):
                raise ProjectError(msg("{iri} is not an IRI", iri=repr(bare)))
            return URIRef(expanded or bare)
        if not (text and class_):
            return None
        named = chain(self._served(URIRef(class_)), self._written(URIRef(class_)))
        same = (t for t, names in named if text.casefold() in map(str.casefold, names))
        return next((thing for thing in same if isinstance(thing, URIRef)), None)

    def _served(self, class_: URIRef) -> Iterator[tuple[Node, list[str]]]:
        index = current_site().index
        yield from ((t, index.labels(t)) for t in index.instances(class_, limit=MOST_OFFERED))

    def _written(self, class_: URIRef) -> Iterator[tuple[Node, list[str]]]:
        for thing in self._graph.subjects(RDF.type, class_):
            names = (self._graph.objects(thing, URIRef(each)) for each in LABEL_PROPERTIES)
            yield thing, list(map(str, chain.from_iterable(names)))

    def named(self, text: str, class_: str, *, new: bool = False) -> URIRef:
        """The thing that a reader names, or with `new` a new one; else raises ProjectError."""
        if (found := self.find(text, class_)) is None and not new:
            raise ProjectError(msg("no thing is called {name}; write its IRI", name=repr(text)))
        return found or self.new(text, class_)

    def has_class(self, thing: URIRef, class_: URIRef) -> bool:
        """True for a thing of a class."""
        served = current_site().index.objects(thing, RDF.type)
        return class_ in served or (thing, RDF.type, class_) in self._graph

    def new(self, text: str, class_: str) -> URIRef:
        """An IRI for a new thing of a class, made of its name, next to others of the project."""
        words = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold())
        letters = "".join(each for each in words if not unicodedata.combining(each))
        slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
        return URIRef(_namespace(self._project, class_) + (slug or "thing"))


def naming_field(fields: Iterable[FormField]) -> FormField | None:
    """The field for the name of a thing."""
    by_path = {str(each.path): each for each in fields}
    return next((by_path[each] for each in LABEL_PROPERTIES if each in by_path), None)


def _classes_in_use(*, terms: bool = False) -> list[str]:
    """The classes of the things that are served, also of the terms of an ontology if asked."""
    used = (use.iri for use in current_site().snapshot.statistics.default_graph.classes)
    return [i for i in used if terms or not i.startswith(tuple(map(str, (OWL, RDFS, RDF))))]


def _namespace(project: Project, class_: str) -> str:
    """The namespace of new things: that of others of the class, else of things of any class."""
    base, index = project.settings.base or DEFAULT_NAMESPACE, current_site().index
    each_class = map(URIRef, (class_, *_classes_in_use()))
    others = (thing for each in each_class for thing in index.instances(each, limit=1))
    found = (re.fullmatch(r"(.*[/#])[^/#]+", other) for other in others if other.startswith(base))
    return next((each[1] for each in found if each), base)


def value_in(
    things: Things, field: FormField, text: str, *, language: str = "", datatype: str = ""
) -> Node:
    """The term that a reader writes into a field, with the language and datatype chosen there."""
    from schlaglicht.rdf.rdflib_logging import quiet_rdflib

    text = text.strip()
    for option in field.options:
        if ntriples_term(option) == text:
            return option
    if field.leads_on or (not field.datatypes and text.startswith("<")):
        return things.named(text, next(iter(map(str, field.classes)), ""))
    chosen = URIRef(datatype) if datatype else next(iter(field.datatypes), XSD.string)
    if language and not is_language_tag(language):
        raise ProjectError(msg("{tag} is not a language tag such as de or en-GB", tag=language))
    if field.is_text or language:
        return literal_of(text, language or None, None)
    with quiet_rdflib():
        return literal_of(text, None, chosen)


def introduced(
    things: Things, shapes: Graph, field: FormField, text: str, language: str
) -> list[Triple]:
    """The class and the name of a thing that a reader writes into a field, if it is a new one."""
    class_ = next(iter(map(str, field.classes)), "")
    naming = naming_field(fields_for(shapes, class_)) if class_ and not field.options else None
    if naming is None or things.find(text, class_):
        return []
    if naming.languages and language not in naming.languages:
        language = naming.languages[0]
    tagged = language if naming.is_text or not naming.datatypes else ""
    thing = things.new(text, class_)
    name = value_in(things, naming, text, language=tagged)
    return [(thing, RDF.type, URIRef(class_)), (thing, naming.path, name)]


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
