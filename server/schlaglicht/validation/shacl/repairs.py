"""Computed repairs for results of SHACL, and a test if a suggested value conforms to shapes.

Only constraints on the value itself are tested: datatype, kind, list, pattern, length, language
and bounds. All others count as met, and so do those that cannot be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed
from schlaglicht.i18n import Message, Texts, msg
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.suggest import Cutoff, alike, nearest_iri
from schlaglicht.validation.literals.lexical_forms import EXAMPLES, Meant, literal_meant
from schlaglicht.validation.shacl.components import BY_PARAMETER
from schlaglicht.validation.shacl.components.component import Constraint, Holds
from schlaglicht.validation.shacl.evaluator import Evaluator
from schlaglicht.validation.shacl.shapes import Shape, ShapeSet
from schlaglicht.vocab import SH

Repair = Texts
Fits = Callable[[Node], bool]
"""True for a value that could replace the one at fault."""


@dataclass(frozen=True)
class Choices:
    """Nodes that a constraint names, often of many results."""

    nodes: tuple[Node, ...]

    @cached_property
    def _comparable_texts(self) -> list[str]:
        return [_comparable_text(node) for node in self.nodes]

    def like(self, value: Node) -> list[Node]:
        """Those of which `value` may be a misspelling: first of its kind, then the most similar."""
        found = alike(_comparable_text(value), self._comparable_texts, Cutoff.CHOICE)
        near = [(_closeness(value, self.nodes[at], likeness), -at) for likeness, at in found]
        return [self.nodes[-at] for _, at in sorted(near, reverse=True)]


def _comparable_text(node: Node) -> str:
    return (str(node).strip() if isinstance(node, Literal) else local_name(str(node))).lower()


def _closeness(value: Node, node: Node, likeness: float) -> tuple[bool, float, bool, bool]:
    if not (isinstance(value, Literal) and isinstance(node, Literal)):
        return isinstance(value, Literal) == isinstance(node, Literal), likeness, False, False
    return True, likeness, value.language == node.language, value.datatype == node.datatype


def repair(
    component: str,
    given: Choices,
    names: Names,
    *,
    value: Node | None,
    missing: str,
    fits: Fits,
) -> Repair:
    """A help by language for a result of `component`; empty when there is none.

    `missing` is the predicate that lacks a value, in the form to write. Only values that fit are
    suggested.
    """
    match component:
        case "In" if value is not None:
            return _nearest(value, given, names, fits)
        case "Datatype" if value is not None and given.nodes:
            return _typed(value, URIRef(str(given.nodes[0])), names, fits)
        case "HasValue" if missing and given.nodes:
            return msg("add: {addition}", addition=f"{missing} {names.term(given.nodes[0])}")
        case "MinCount" | "QualifiedMinCount" if missing:
            return msg("add: {addition} …", addition=missing)
    return {}


def misspelt(wanted: URIRef, focus: Node, data: Graph, names: Names) -> Repair:
    """A help that names a predicate of `focus` similar to `wanted`, probably its misspelling."""
    present = {str(predicate) for predicate in data.predicates(focus)} - {str(wanted)}
    near = nearest_iri(wanted, present)
    if near is None:
        return {}
    return msg(
        "{term} looks like a misspelt {wanted}", term=names.iri(near), wanted=names.iri(wanted)
    )


def types_of(value: Node, classes: Sequence[Node], data: Graph, names: Names) -> Repair:
    """A help that names the classes that `value` has or lacks, for a result of sh:class."""
    if isinstance(value, Literal):
        return msg("a literal has no class; name an IRI")
    types = ", ".join(sorted(names.term(type_) for type_ in data.objects(value, RDF.type)))
    if types:
        return msg("it is an instance of {classes}", classes=types)
    subject = names.term(value) if isinstance(value, URIRef) else "…"
    missing = f"{subject} a {' , '.join(map(names.term, classes))} ."
    if (value, None, None) in data:
        return msg("it has no class; add: {addition}", addition=missing)
    return msg("nothing describes it; add: {addition}", addition=missing)


def misspelt_value(near: str, names: Names) -> Repair:
    """A help that suggests `near`, for a value that nothing describes."""
    return msg("nothing describes it; did you mean {near}?", near=names.iri(near))


def _nearest(value: Node, allowed: Choices, names: Names, fits: Fits) -> Repair:
    """The most similar of the allowed values; one of another kind only if no other is similar."""
    best = next((node for node in allowed.like(value) if fits(node)), None)
    return {} if best is None else did_you_mean([best], names)


def did_you_mean(values: Iterable[Node], names: Names) -> Repair:
    """A help that asks whether one of `values` was meant."""
    return msg("did you mean {near}?", near=_either(values, names))


def _either(values: Iterable[Node], names: Names) -> Message | str:
    """Alternatives, joined by “or”."""
    either: Message | str = ""
    for shown in (names.term(value) for value in values):
        either = msg("{one} or {other}", one=either, other=shown) if either else shown
    return either


def _typed(value: Node, datatype: URIRef, names: Names, fits: Fits) -> Repair:
    meant = tuple(literal for literal in _as_typed(value, datatype) if fits(literal))
    if meant:
        own = isinstance(value, Literal) and value.datatype == datatype
        better = _either(meant, names)
        return (
            msg("did you mean {near}?", near=better)
            if own
            else msg("write {better}", better=better)
        )
    example = Literal(EXAMPLES.get(datatype, ""), datatype=datatype, normalize=False)
    if example and fits(example):
        return msg("write, for example, {example}", example=names.term(example))
    if datatype == RDF.langString and isinstance(value, Literal):
        if not all(fits(Literal(value, lang=language)) for language in ("de", "en")):
            return {}
        return msg("add the language: {text}@en", text=names.term(Literal(str(value))))
    return {}


def _as_typed(value: Node, datatype: URIRef) -> Meant:
    if isinstance(value, URIRef) and datatype == XSD.anyURI:
        return (Literal(str(value), datatype=datatype, normalize=False),)
    return literal_meant(value, datatype) if isinstance(value, Literal) else ()


def closed_repair(predicate: Node, shape: Node, shapes: Graph, names: Names) -> Repair:
    """A help that names the nearest predicate that a closed shape allows."""
    provided = {
        str(path)
        for property_shape in shapes.objects(shape, SH.property)
        for path in shapes.objects(property_shape, SH.path)
        if isinstance(path, URIRef)
    }
    near = nearest_iri(str(predicate), provided)
    return msg("did you mean {near}?", near=names.iri(near)) if near else {}


_DEEPEST = 5
"""Levels of nested shapes that are tested."""


class ValueCheck:
    """Tries values against the shapes of one graph."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        self._judge = Evaluator(new_graph(), ShapeSet(shapes))
        self._tests: dict[tuple[Node, Node], list[Holds]] = {}

    def fits(self, value: Node, predicate: Node) -> bool:
        """True if a value conforms to all property shapes for a predicate, whatever the target."""
        return all(self._conforms(value, shape) for shape in self._by_path.get(predicate, ()))

    def fits_with_siblings(self, value: Node, shape: Node) -> bool:
        """True if a value conforms to a shape and its siblings for the same path."""
        path = self._shapes.value(shape, SH.path)
        owners = self._shapes.subjects(SH.property, shape)
        parts = {part for owner in owners for part in self._shapes.objects(owner, SH.property)}
        same = {part for part in parts if self._shapes.value(part, SH.path) == path}
        return all(self._conforms(value, one) for one in {shape, *same})

    @cached_property
    def _by_path(self) -> Mapping[Node, list[Node]]:
        """The property shapes by path, without alternatives in lists."""
        found: dict[Node, list[Node]] = defaultdict(list)
        for shape, path in self._shapes.subject_objects(SH.path):
            if isinstance(path, URIRef) and (None, SH.property, shape) in self._shapes:
                found[path].append(shape)
        return found

    def _conforms(self, value: Node, node: Node, depth: int = 0) -> bool:
        try:
            shape = self._judge.shapes.shape(node)
        except ConstraintFailed:
            return True
        if depth > _DEEPEST or shape.deactivated:
            return True
        return all(self._meets(value, parameter, shape, depth) for parameter in shape.said)

    def _meets(self, value: Node, parameter: Node, shape: Shape, depth: int) -> bool:
        arguments = shape.said[parameter]
        if parameter == SH.node:
            return all(self._conforms(value, node, depth + 1) for node in arguments)
        if parameter in (SH["and"], SH["or"], SH.xone):
            some = all if parameter == SH["and"] else any
            lists = (items(self._shapes, head) for head in arguments)
            return all(some(self._conforms(value, o, depth + 1) for o in each) for each in lists)
        return all(holds(value) for holds in self._tests_of(parameter, shape))

    def _tests_of(self, parameter: Node, shape: Shape) -> list[Holds]:
        if (shape.node, parameter) not in self._tests:
            self._tests[shape.node, parameter] = self._read(parameter, shape)
        return self._tests[shape.node, parameter]

    def _read(self, parameter: Node, shape: Shape) -> list[Holds]:
        component = BY_PARAMETER.get(parameter)
        if component is None or component.test is None or parameter == SH["class"]:
            return []
        constraints = (Constraint(component, shape, o, self._judge) for o in shape.said[parameter])
        try:
            return [component.test(constraint) for constraint in constraints]
        except ConstraintFailed:
            return []
