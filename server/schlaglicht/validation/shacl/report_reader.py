"""Results of pySHACL as validation results, each with message, repair and place.

https://www.w3.org/TR/shacl/#results-validation-result
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from rdflib import RDF, RDFS, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.formats import JSONLD, TRIG, TURTLE
from schlaglicht.i18n import Message, Texts, no_texts
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.paths import arrivals, path_text, read_path
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.suggest import NearMisses
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.lint.referenced_terms import leading_predicates
from schlaglicht.validation.report import Aspect, Place, Severity, Subject, ValidationResult
from schlaglicht.validation.result_fixes import (
    Choices,
    closed_repair,
    misspelt,
    misspelt_value,
    repair,
    types_of,
)
from schlaglicht.validation.result_locations import place_of
from schlaglicht.validation.shacl.authored_messages import AuthoredMessages
from schlaglicht.validation.shacl.constraint_identity import ConstraintIdentity
from schlaglicht.validation.shacl.constraint_messages import (
    COMPONENTS,
    describe_component,
    parameters,
)
from schlaglicht.validation.shacl.raw_results import RawResult
from schlaglicht.validation.shacl.value_check import ValueCheck
from schlaglicht.vocab import SH

_SEVERITIES = {
    SH.Trace: Severity.INFO,
    SH.Debug: Severity.INFO,
    SH.Info: Severity.INFO,
    SH.Warning: Severity.WARNING,
}
"""Severities milder than a violation; the first two are of SHACL 1.2, and milder than an info."""
_LACKING = {"MinCount", "HasValue", "QualifiedMinCount"}
BLANK_LABEL = re.compile(r"\b[Nn][0-9a-f]{32}(?:b[0-9]+)?\b")
"""Labels that rdflib gives to blank nodes."""
_WITH_NUMBERS = (TURTLE.extension, TRIG.extension, JSONLD.extension)
"""Formats with numbers without quotes."""


@dataclass(frozen=True)
class _Common:
    """Values common to all results of one constraint about one path."""

    severity: Severity
    severity_node: Node | None
    path: str | None
    path_triples: tuple[Triple, ...]
    shape_name: str
    twin: str
    parameters: Choices
    wording: Message
    """The default message of the constraint's component, without the value."""


class ShaclReader:
    """Reads results of pySHACL about one project; many of them share what is said of shapes."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._shapes = inputs.shapes_graph.graph
        self._data = inputs.data_graph.graph
        self._known: dict[Node, NearMisses] = {}
        self._shape_names: dict[Node, str] = {}
        self._commons: dict[tuple[Any, ...], _Common] = {}
        self._shape_places: dict[Node, Place | None] = {}
        self._value_check = ValueCheck(self._shapes)
        self._identity = ConstraintIdentity(self._shapes, self.shape_name)
        self.authored = AuthoredMessages(self._shapes)

    @cached_property
    def _names(self) -> Names:
        return self._inputs.names

    @cached_property
    def _names_with_datatypes(self) -> Names:
        return self._names.with_datatypes()

    def results(self, raws: Iterable[RawResult]) -> list[ValidationResult]:
        """Every result, without the results that are inside of it."""
        return [self._result(raw) for raw in raws]

    def statements(self, raws: Iterable[RawResult]) -> list[ValidationResult]:
        """Every result without its place and repair, which take longer."""
        return [self._statement(raw) for raw in raws]

    def _most_severe(self, shape: Node) -> Node | None:
        """The highest severity of a shape that has several, of which pySHACL takes any."""
        several = sorted(self._shapes.objects(shape, SH.severity), key=str)
        return max(several, key=_severity_of) if several[1:] else None

    def _result(self, raw: RawResult) -> ValidationResult:
        said, place = self._statement(raw), self._place(raw)
        return replace(
            said,
            place=place,
            helps=self._repair(raw, said.path, self._written_in(place)),
            shape_place=self._shape_place(raw.shape),
            about=_literal_at(place, raw),
        )

    def _shape_place(self, shape: Node) -> Place | None:
        if shape not in self._shape_places:
            self._shape_places[shape] = self._inputs.shapes_locator.subject(shape)
        return self._shape_places[shape]

    def _written_in(self, place: Place | None) -> Names:
        """Names in the syntax of the file to repair."""
        bare = place is None or place.path.suffix.lower() in _WITH_NUMBERS
        return self._names if bare else self._names_with_datatypes

    def _statement(self, raw: RawResult) -> ValidationResult:
        common, authored = self._common(raw), self._authored(raw)
        plain = self._plain_words(raw, common)
        return ValidationResult(
            "shape",
            common.severity,
            authored or plain,
            focus_node=raw.focus,
            focus_name=self._name(raw.focus),
            path=common.path,
            value=raw.value,
            source_shape=raw.shape,
            shape_name=common.shape_name,
            component=raw.component,
            constraint=plain if authored and self._adds(raw, authored) else no_texts(),
            severity_node=common.severity_node,
            component_node=raw.component_node,
            path_node=raw.path,
            path_triples=common.path_triples,
            twin=common.twin,
            parameter_value=raw.parameter_value,
        )

    def _common(self, raw: RawResult) -> _Common:
        if raw[2:8] not in self._commons:
            self._commons[raw[2:8]] = self._read_common(raw)
        return self._commons[raw[2:8]]

    def _read_common(self, raw: RawResult) -> _Common:
        severity = self._most_severe(raw.shape) or raw.severity
        path = None if raw.path is None else self._path_text(raw.path)
        given = parameters(raw.component, raw.shape, self._shapes, raw.parameter_value)
        name = self.shape_name(raw.shape)
        return _Common(
            _severity_of(severity),
            severity,
            path,
            _described(raw.path, self._shapes),
            name,
            self._identity.mark(raw.shape, raw.component, raw.constraint, raw.parameter_value),
            Choices(tuple(node for nodes in given for node in nodes)),
            describe_component(raw.component, given, self._names, path=path or "", shape=name),
        )

    def _adds(self, raw: RawResult, authored: Mapping[str, str]) -> bool:
        """True if the default message says more than the author's: a constraint, or the value."""
        if raw.component in COMPONENTS:
            return True
        found = raw.value is not None and raw.value != raw.focus
        return found and not any(str(raw.value) in text for text in authored.values())

    def _authored(self, raw: RawResult) -> Texts:
        """The author's message, with owners' names for blank nodes, whose labels are of one run."""
        texts = self.authored.of(raw)
        if not any(map(BLANK_LABEL.search, texts.values())):
            return texts
        return {language: self._without_labels(text) for language, text in texts.items()}

    def _without_labels(self, message: str) -> str:
        return BLANK_LABEL.sub(lambda found: self._name(BNode(found[0])), message)

    def _plain_words(self, raw: RawResult, common: _Common) -> Texts:
        """The default message of the constraint's component."""
        if "{value}" not in common.wording.text:
            return common.wording
        value = raw.value if raw.value is not None else raw.focus
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

    def _place(self, raw: RawResult) -> Place | None:
        """The place of the value or of the predicate at fault, else of the focus node."""
        locate = self._inputs.data_locator
        place = None
        if raw.component == "Closed" and isinstance(raw.path, URIRef) and raw.value is not None:
            place = locate.predicate_of((raw.focus, raw.path, raw.value))
        elif raw.path is not None:
            place = self._value_place(raw)
        elif raw.value is not None and raw.value != raw.focus:
            place = self._only_place(raw.focus, raw.value)
        elif raw.component == "Class" and raw.value == raw.focus:
            typing = locate.typing(raw.focus)
            place = place_of(typing.path, typing.predicate) if typing else None
        return place or self._focus_place(raw)

    def _focus_place(self, raw: RawResult) -> Place | None:
        """The place of the focus node as a subject, else as a value that led the shape to it.

        For a node that does not occur in the data, the place of the value, else of the shape.
        """
        locate = self._inputs.data_locator
        place = None
        if not locate.is_subject(raw.focus):
            place = locate.value_of(leading_predicates(raw.shape, self._shapes), raw.focus)
        place = place or locate.subject(raw.focus)
        if place is None and raw.value is not None and locate.is_subject(raw.value):
            place = locate.subject(raw.value)
        return place or self._inputs.shapes_locator.subject(raw.shape)

    def _value_place(self, raw: RawResult) -> Place | None:
        locate = self._inputs.data_locator
        focus, path, value = raw.focus, raw.path, raw.value
        if path is None or value is None:
            return None
        reached = arrivals(read_path(self._shapes, path), self._data, [focus])
        triple = reached.get(value)
        if triple is not None:
            return locate.object_of(triple)
        # sh:equals may report a value of the other property.
        equal = self._shapes.objects(raw.shape, SH.equals)
        others = [(focus, other, value) for other in equal if raw.parameter_value in (None, other)]
        other = next((locate.object_of(other) for other in others if other in self._data), None)
        return other or self._only_place(focus, value)

    def _only_place(self, focus: Node, value: Node) -> Place | None:
        """The place of a value that a query found, if the focus node has it only once."""
        triples = list(self._data.triples((focus, None, value)))
        return self._inputs.data_locator.object_of(triples[0]) if len(triples) == 1 else None

    def _repair(self, raw: RawResult, path: str | None, names: Names) -> Texts:
        if raw.component == "Closed" and raw.path is not None:
            return closed_repair(raw.path, raw.shape, self._shapes, self._names)
        if raw.component == "Class":
            return self._class_repair(raw)
        if raw.component in _LACKING and isinstance(raw.path, URIRef):
            near = misspelt(raw.path, raw.focus, self._data, self._names)
            if near:
                return near
        simple = isinstance(raw.path, URIRef)
        return repair(
            raw.component,
            self._common(raw).parameters,
            names,
            value=raw.value,
            missing=(path or "") if simple else "",
            fits=lambda value: self._value_check.fits_with_siblings(value, raw.shape),
        )

    def _class_repair(self, raw: RawResult) -> Texts:
        value = raw.value if raw.value is not None else raw.focus
        classes = self._common(raw).parameters.nodes
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


def _severity_of(node: Node | None) -> Severity:
    """A custom severity counts as a violation, like a missing one."""
    return _SEVERITIES.get(URIRef(str(node)), Severity.VIOLATION)


def _literal_at(place: Place | None, raw: RawResult) -> tuple[Subject, ...]:
    """The literal of a wrong datatype, as a subject shared with other rules."""
    about = Subject(Aspect.LITERAL, (place, raw.value))
    return (about,) if raw.component == "Datatype" else ()


def _described(node: Node | None, graph: Graph) -> tuple[Triple, ...]:
    """The triples that describe a blank node, in a stable order of their predicates."""
    if not isinstance(node, BNode):
        return ()
    found: dict[Triple, None] = {}
    waiting = [node]
    for blank in waiting:
        for triple in sorted(graph.triples((blank, None, None)), key=lambda t: str(t[1])):
            if triple not in found:
                found[triple] = None
                waiting += [triple[2]] if isinstance(triple[2], BNode) else []
    return tuple(found)
