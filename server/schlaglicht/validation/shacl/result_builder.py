"""Findings as validation results, each with message, repair and place.

https://www.w3.org/TR/shacl/#results-validation-result

Anonymous shapes for one path have the same name, and so have queries of one shape. A finding of the
one must not count as a finding of the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.formats import JSONLD, TRIG, TURTLE
from schlaglicht.i18n import Message, Texts, msg, no_texts, plural
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.paths import PATH_FORMS, arrivals, path_text, predicates_of, read_path
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.suggest import NearMisses
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Aspect, Place, Severity, Subject, ValidationResult
from schlaglicht.validation.result_locations import place_of
from schlaglicht.validation.shacl.components import COMPONENTS
from schlaglicht.validation.shacl.findings import Finding
from schlaglicht.validation.shacl.repairs import (
    Choices,
    ValueCheck,
    closed_repair,
    misspelt,
    misspelt_value,
    repair,
    types_of,
)
from schlaglicht.validation.shacl.shapes import shapes_in
from schlaglicht.vocab import SH

_SEVERITIES = {
    SH.Trace: Severity.INFO,
    SH.Debug: Severity.INFO,
    SH.Info: Severity.INFO,
    SH.Warning: Severity.WARNING,
}
"""Severities milder than a violation; the first two are of SHACL 1.2, and milder than an info.

One of a shape's own counts as a violation.
"""
_LACKING = {"MinCount", "HasValue", "QualifiedMinCount"}
BLANK_LABEL = re.compile(r"\b[Nn][0-9a-f]{32}(?:b[0-9]+)?\b")
"""Labels that rdflib gives to blank nodes."""
_WITH_NUMBERS = (TURTLE.extension, TRIG.extension, JSONLD.extension)
"""Formats with numbers without quotes."""


@dataclass(frozen=True)
class _Common:
    """Values common to all results of one constraint about one path."""

    severity: Severity
    severity_node: Node
    path: str | None
    path_triples: tuple[Triple, ...]
    shape_name: str
    shape_place: Place | None
    twin: str
    parameters: Choices
    wording: Message
    """The default message of the constraint's component, without the value."""


class ResultBuilder:
    """Makes results of findings about one project; many share what is said of shapes."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._shapes = inputs.shapes_graph.graph
        self._data = inputs.data_graph.graph
        self._known: dict[Node, NearMisses] = {}
        self._shape_names: dict[Node, str] = {}
        self._commons: dict[tuple[Any, ...], _Common] = {}
        self._names = inputs.names
        self._names_with_datatypes = inputs.names.with_datatypes()
        self._value_check = ValueCheck(self._shapes)
        self._identity = ConstraintIdentity(self._shapes, self.shape_name)

    def results(self, findings: Iterable[Finding]) -> list[ValidationResult]:
        """Every result, without the results that are inside of it."""
        return [self._result(finding) for finding in findings]

    def statements(self, findings: Iterable[Finding]) -> list[ValidationResult]:
        """Every result without its place and repair, which take longer."""
        return [self._statement(finding) for finding in findings]

    def _result(self, finding: Finding) -> ValidationResult:
        said, place = self._statement(finding), self._place(finding)
        return replace(
            said,
            place=place,
            helps=self._repair(finding, said.path, self._written_in(place)),
            shape_place=self._common(finding).shape_place,
            about=_literal_at(place, finding),
        )

    def _written_in(self, place: Place | None) -> Names:
        """Names in the syntax of the file to repair."""
        bare = place is None or place.path.suffix.lower() in _WITH_NUMBERS
        return self._names if bare else self._names_with_datatypes

    def _statement(self, finding: Finding) -> ValidationResult:
        common, authored = self._common(finding), self._authored(finding)
        plain = self._plain_words(finding, common)
        return ValidationResult(
            "shape",
            common.severity,
            authored or plain,
            focus_node=finding.focus,
            focus_name=self._name(finding.focus),
            path=common.path,
            value=finding.value,
            source_shape=finding.shape,
            shape_name=common.shape_name,
            component=finding.component,
            constraint=plain if authored and self._adds(finding, authored) else no_texts(),
            severity_node=common.severity_node,
            component_node=finding.component_node,
            path_node=finding.path,
            path_triples=common.path_triples,
            twin=common.twin,
        )

    def _common(self, finding: Finding) -> _Common:
        key = finding.of_its_constraint
        if key not in self._commons:
            self._commons[key] = self._read_common(finding)
        return self._commons[key]

    def _read_common(self, finding: Finding) -> _Common:
        path = None if finding.path is None else self._path_text(finding.path)
        given = tuple(nodes_named(finding, self._shapes))
        name = self.shape_name(finding.shape)
        return _Common(
            _SEVERITIES.get(URIRef(str(finding.severity)), Severity.VIOLATION),
            finding.severity,
            path,
            _described(finding.path, self._shapes),
            name,
            self._inputs.shapes_locator.subject(finding.shape),
            self._identity.mark(finding),
            Choices(given),
            describe_component(finding.component, given, self._names, path=path or "", shape=name),
        )

    def _adds(self, finding: Finding, authored: Mapping[str, str]) -> bool:
        """True if the default message says more than the author's: a constraint, or the value."""
        if finding.component in COMPONENTS:
            return True
        found = finding.value is not None and finding.value != finding.focus
        return found and not any(str(finding.value) in text for text in authored.values())

    def _authored(self, finding: Finding) -> Texts:
        """The author's message, with owners' names for blank nodes, whose labels are of one run."""
        texts = _by_language(finding.messages)
        if not any(map(BLANK_LABEL.search, texts.values())):
            return texts
        return {
            language: BLANK_LABEL.sub(lambda found: self._name(BNode(found[0])), text)
            for language, text in texts.items()
        }

    def _plain_words(self, finding: Finding, common: _Common) -> Texts:
        """The default message of the constraint's component."""
        if "{value}" not in common.wording.text:
            return common.wording
        value = finding.value if finding.value is not None else finding.focus
        return common.wording.filled(value=self._name(value))

    def _name(self, node: Node) -> str:
        return self._names.node(node, self._data)

    def shape_name(self, shape: Node) -> str:
        """The local name of a shape; for an anonymous one its owner's name and its path."""
        if shape not in self._shape_names:
            self._shape_names[shape] = self._named(shape)
        return self._shape_names[shape]

    def _named(self, shape: Node) -> str:
        if isinstance(shape, URIRef):
            return local_name(shape)
        path = next(self._shapes.objects(shape, SH.path), None)
        text = self._path_text(path) if path is not None else "[ … ]"
        owners = sorted(
            local_name(owner)
            for owner in self._shapes.subjects(SH.property, shape)
            if isinstance(owner, URIRef)
        )
        return f"{owners[0]} / {text}" if owners else text

    def _path_text(self, path: Node) -> str:
        return path_text(read_path(self._shapes, path), self._names.predicate)

    def _place(self, finding: Finding) -> Place | None:
        """The place of the value or of the predicate at fault, else of the focus node."""
        locate = self._inputs.data_locator
        place = None
        if finding.closed and finding.path and finding.value is not None:
            place = locate.predicate_of((finding.closed, finding.path, finding.value))
        elif finding.path is not None:
            place = self._value_place(finding)
        elif finding.value is not None and finding.value != finding.focus:
            place = self._only_place(finding.focus, finding.value)
        elif finding.component == "Class" and finding.value == finding.focus:
            typing = locate.typing(finding.focus)
            place = place_of(typing.path, typing.predicate) if typing else None
        return place or self._focus_place(finding)

    def _focus_place(self, finding: Finding) -> Place | None:
        """The place of the focus node as a subject, else as a value that led the shape to it.

        For a node that does not occur in the data, the place of the value, else of the shape.
        """
        locate = self._inputs.data_locator
        place = None
        if not locate.is_subject(finding.focus):
            place = locate.value_of(_leading_predicates(finding.shape, self._shapes), finding.focus)
        place = place or locate.subject(finding.focus)
        if place is None and finding.value is not None and locate.is_subject(finding.value):
            place = locate.subject(finding.value)
        return place or self._inputs.shapes_locator.subject(finding.shape)

    def _value_place(self, finding: Finding) -> Place | None:
        locate = self._inputs.data_locator
        focus, path, value = finding.focus, finding.path, finding.value
        if path is None or value is None:
            return None
        reached = arrivals(read_path(self._shapes, path), self._data, [focus])
        triple = reached.get(value)
        if triple is not None:
            return locate.object_of(triple)
        # sh:equals may report a value of the other property.
        other = finding.parameter_value if finding.component == "Equals" else None
        if other is not None and (focus, other, value) in self._data:
            return locate.object_of((focus, other, value))
        return self._only_place(focus, value)

    def _only_place(self, focus: Node, value: Node) -> Place | None:
        """The place of a value that a query found, if the focus node has it only once."""
        triples = list(self._data.triples((focus, None, value)))
        return self._inputs.data_locator.object_of(triples[0]) if len(triples) == 1 else None

    def _repair(self, finding: Finding, path: str | None, names: Names) -> Texts:
        if finding.component == "Closed" and finding.path is not None:
            return closed_repair(finding.path, finding.shape, self._shapes, self._names)
        if finding.component == "Class":
            return self._class_repair(finding)
        if finding.component in _LACKING and isinstance(finding.path, URIRef):
            near = misspelt(finding.path, finding.focus, self._data, self._names)
            if near:
                return near
        simple = isinstance(finding.path, URIRef)
        return repair(
            finding.component,
            self._common(finding).parameters,
            names,
            value=finding.value,
            missing=(path or "") if simple else "",
            fits=lambda value: self._value_check.fits_with_siblings(value, finding.shape),
        )

    def _class_repair(self, finding: Finding) -> Texts:
        value = finding.value if finding.value is not None else finding.focus
        classes = self._common(finding).parameters.nodes
        if isinstance(value, URIRef) and (value, None, None) not in self._data:
            known = (self._instances(class_).nearest(value) for class_ in classes)
            near = next(filter(None, known), None)
            if near:
                return misspelt_value(near, self._names)
        return types_of(value, classes, self._data, self._names)

    def _instances(self, class_: Node) -> NearMisses:
        """Near misses among the instances of a class."""
        if class_ not in self._known:
            below = self._data.transitive_subjects(RDFS.subClassOf, class_)
            members = {str(i) for c in below for i in self._data.subjects(RDF.type, c)
                       if isinstance(i, URIRef)}  # fmt: skip
            self._known[class_] = NearMisses(members)
        return self._known[class_]


def _by_language(messages: Iterable[Literal]) -> Texts:
    """The messages by language tag."""
    if not messages:
        return no_texts()
    found: dict[str, list[str]] = {}
    for message in messages:
        found.setdefault((message.language or "").lower(), []).append(str(message))
    return {language: " ".join(sorted(texts)) for language, texts in sorted(found.items())}


def _literal_at(place: Place | None, finding: Finding) -> tuple[Subject, ...]:
    """The literal of a wrong datatype, as a subject shared with other rules."""
    about = Subject(Aspect.LITERAL, (place, finding.value))
    return (about,) if finding.component == "Datatype" else ()


def _described(node: Node | None, graph: Graph) -> tuple[Triple, ...]:
    """The triples that make a blank node the path that it is, in a stable order."""
    if not isinstance(node, BNode):
        return ()
    found: dict[Triple, None] = {}
    waiting = [node]
    for blank in waiting:
        is_list = (blank, RDF.first, None) in graph
        for predicate in (RDF.first, RDF.rest) if is_list else PATH_FORMS:
            for triple in graph.triples((blank, predicate, None)):
                if triple not in found:
                    found[triple] = None
                    waiting += [triple[2]] if isinstance(triple[2], BNode) else []
    return tuple(found)


_MOST_SHOWN = 20

_NODE = msg("the node")
"""Takes the place of the path in messages about node shapes."""

_OF_LISTS = {"In", "LanguageIn", "And", "Or", "Xone"}
"""The components with a list as the value of their parameter."""

_OTHER = msg("{value} does not conform to the shape {shape}")


def nodes_named(finding: Finding, shapes: Graph) -> Sequence[Node]:
    """The value of the parameter that a finding is about, or the members if it is a list."""
    if finding.parameter_value is None:
        return ()
    if finding.component in _OF_LISTS:
        return items(shapes, finding.parameter_value)
    return (finding.parameter_value,)


def describe_component(
    component: str, given: Sequence[Node], names: Names, *, path: str, shape: str
) -> Message:
    """The message of results of `component`, without the value that it may speak of."""
    known = COMPONENTS.get(component)
    shown = list(dict.fromkeys(map(names.shortened, given)))
    message = (known and known.message) or _OTHER
    number = 1 if shown == ["1"] else 2
    fields: dict[str, object] = {
        "path": path or _NODE,
        "shape": shape,
        "parameter": _listed(shown),
        "values": plural("value", "values", number),
        "fitting": plural("fitting value", "fitting values", number),
        "characters": plural("character", "characters", number),
    }
    return message.filled(**{k: v for k, v in fields.items() if f"{{{k}}}" in message.text})


def _listed(shown: list[str]) -> Message | str:
    """The first of many values, and their number."""
    if len(shown) <= _MOST_SHOWN:
        return ", ".join(shown)
    first = ", ".join(shown[:_MOST_SHOWN])
    return msg("{shown} … ({count} in all)", shown=first, count=len(shown))


def _leading_predicates(shape: Node, shapes: Graph) -> set[Node]:
    """The predicates whose values are focus nodes of `shape`, by its target or by shapes above it.

    Of a path above it, all predicates.
    """
    found: set[Node] = set()
    waiting = [shape]
    for current in waiting:
        found.update(shapes.objects(current, SH.targetObjectsOf))
        for above in shapes.subjects(None, current):
            path = next(shapes.objects(above, SH.path), None)
            if path is not None:
                found.update(step.iri for step in predicates_of(read_path(shapes, path)))
            elif above not in waiting:
                waiting.append(above)
    return found


WORDING = frozenset((SH.message, SH.name, SH.description, SH.severity, SH.order, SH.group))
"""Predicates whose values may change without changing the constraint."""

_DEEPEST = 100
"""Levels of nested blank nodes that are compared."""


class ConstraintIdentity:
    """Distinguishes the constraints of a shapes graph that share a name."""

    def __init__(self, shapes: Graph, name: Callable[[Node], str]) -> None:
        self._shapes = shapes
        self._name = name
        self._texts: dict[Node, str] = {}

    def mark(self, finding: Finding) -> str:
        """A digest that distinguishes a constraint from others of its name; empty without others.

        It depends on the content of the shape, of the query, or of one of several values of the
        component's parameter, not on the labels of blank nodes.
        """
        parts = []
        shape, constraint = finding.shape, finding.constraint
        if isinstance(shape, BNode) and self._has_twin(shape, finding.component):
            parts.append(self._text(shape))
        if constraint is not None and len(list(self._shapes.objects(shape, SH.sparql))) > 1:
            parts.append(self._text(constraint))
        if finding.parameter_value is not None and self._has_several(finding):
            parts.append(self._text(finding.parameter_value))
        return sha256("\n".join(parts).encode()).hexdigest()[:16] if parts else ""

    def _has_several(self, finding: Finding) -> bool:
        """True if the shape gives the parameter several values."""
        parameter = COMPONENTS[finding.component].parameter
        return len(list(self._shapes.objects(finding.shape, parameter))) > 1

    def _has_twin(self, shape: Node, component: str) -> bool:
        known = COMPONENTS.get(component)
        others = self._nameless[self._name(shape)] - {shape}
        return any(not known or (o, known.parameter, None) in self._shapes for o in others)

    @cached_property
    def _nameless(self) -> Mapping[str, set[Node]]:
        """The shapes without an IRI, by name."""
        named: dict[str, set[Node]] = defaultdict(set)
        for shape in shapes_in(self._shapes):
            if isinstance(shape, BNode):
                named[self._name(shape)].add(shape)
        return named

    def _text(self, node: Node) -> str:
        """The full text of a node, cached."""
        if node not in self._texts:
            self._texts[node] = full_text(node, self._shapes, without=WORDING)
        return self._texts[node]


def full_text(
    node: Node,
    graph: Graph,
    *,
    without: Container[Node] = frozenset(),
    above: tuple[Node, ...] = (),
) -> str:
    """A node in full: a blank one with all its triples, but within itself as `[]`.

    The predicates in `without` are left out.
    """
    if not isinstance(node, BNode):
        return node.n3()
    if node in above or len(above) == _DEEPEST:
        return "[]"
    within = (*above, node)
    if members := items(graph, node):
        return _cells([full_text(m, graph, without=without, above=within) for m in members])
    said = sorted(
        f"{predicate} {full_text(value, graph, without=without, above=within)}"
        for predicate, value in graph.predicate_objects(node)
        if predicate not in without
    )
    return f"[{' ; '.join(said)}]"


def _cells(members: Sequence[str]) -> str:
    """A list as the triples of its cells, each within the one before."""
    opened = "".join(f"[{RDF.first} {member} ; {RDF.rest} " for member in members)
    return f"{opened}{RDF.nil.n3()}{']' * len(members)}"
