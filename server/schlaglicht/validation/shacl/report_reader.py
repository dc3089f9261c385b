"""pySHACL's report graph as validation results, each with message, repair and place.

https://www.w3.org/TR/shacl/#results-validation-result
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.formats import JSONLD, TRIG, TURTLE
from schlaglicht.i18n import Texts
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.paths import arrivals, path_text, read_path
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.suggest import NearMisses
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.lint.referenced_terms import leading_predicates
from schlaglicht.validation.report import Aspect, Place, Severity, Subject, ValidationResult
from schlaglicht.validation.result_fixes import (
    closed_repair,
    misspelt,
    misspelt_value,
    repair,
    types_of,
)
from schlaglicht.validation.result_locations import place_of
from schlaglicht.validation.shacl.constraint_identity import Twins
from schlaglicht.validation.shacl.constraint_messages import (
    COMPONENTS,
    component_name,
    describe_component,
    parameters,
)
from schlaglicht.validation.shacl.value_check import Fitting
from schlaglicht.vocab import SH

_SEVERITIES = {
    SH.Trace: Severity.INFO,
    SH.Debug: Severity.INFO,
    SH.Info: Severity.INFO,
    SH.Warning: Severity.WARNING,
}
"""Severities milder than a violation; the first two are of SHACL 1.2, and milder than an info."""
_VALIDATORS = (SH.validator, SH.nodeValidator, SH.propertyValidator)
_LACKING = {"MinCount", "HasValue", "QualifiedMinCount"}
BLANK_LABEL = re.compile(r"\b[Nn][0-9a-f]{32}(?:b[0-9]+)?\b")
"""Labels that rdflib gives to blank nodes."""
_WITH_NUMBERS = (TURTLE.extension, TRIG.extension, JSONLD.extension)
"""Formats with numbers without quotes."""
_VARIABLE = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class _Raw:
    """One result in the terms of the report graph."""

    focus: Node
    shape: Node
    component: str
    component_node: Node | None
    severity: Node | None
    path: Node | None
    value: Node | None
    constraint: Node | None
    messages: tuple[Node, ...]


class ShaclReader:
    """Reads the results of one report graph."""

    def __init__(self, inputs: Inputs, report: Graph) -> None:
        self._inputs = inputs
        self._report = report
        self._triples_of = objects_of(report)
        self._shapes = inputs.shapes_graph.graph
        self._data = inputs.data_graph.graph
        self._known: dict[Node, NearMisses] = {}
        self._shape_names: dict[Node, str] = {}
        self._given: dict[tuple[str, Node], list[Node]] = {}
        self._shape_places: dict[Node, Place | None] = {}
        self._severities: dict[Node, Node | None] = {}
        self._fitting = Fitting(self._shapes)
        self._twins = Twins(self._shapes, self.shape_name)

    @cached_property
    def _names(self) -> Names:
        return self._inputs.names

    def of(self, report: Graph) -> ShaclReader:
        """A reader of another report, which shares this one's caches about shapes."""
        reader = copy(self)
        reader._report, reader._triples_of = report, objects_of(report)  # noqa: SLF001
        return reader

    def results(self) -> list[ValidationResult]:
        """Every result of the report, without the details in `sh:detail`."""
        return [self._result(raw) for raw in self._raws()]

    def statements(self) -> list[ValidationResult]:
        """Every result without its place and repair, which take longer."""
        return [self._statement(raw) for raw in self._raws()]

    def _raws(self) -> Iterator[_Raw]:
        for report in self._report.subjects(RDF.type, SH.ValidationReport):
            for node in self._report.objects(report, SH.result):
                yield self._raw(node)

    def _raw(self, node: Node) -> _Raw:
        said = self._triples_of[node]

        def one(predicate: Node) -> Node | None:
            return next(iter(said.get(predicate, ())), None)

        focus, shape = one(SH.focusNode), one(SH.sourceShape)
        if focus is None or shape is None:
            raise ValueError("a result of pySHACL without focus node or source shape")
        return _Raw(
            focus,
            shape,
            component_name(one(SH.sourceConstraintComponent)),
            one(SH.sourceConstraintComponent),
            self._gravest(shape) or one(SH.resultSeverity),
            one(SH.resultPath),
            one(SH.value),
            one(SH.sourceConstraint),
            tuple(said.get(SH.resultMessage, ())),
        )

    def _gravest(self, shape: Node) -> Node | None:
        """The gravest severity of a shape that has several, of which pySHACL takes any."""
        if shape not in self._severities:
            several = sorted(self._shapes.objects(shape, SH.severity), key=str)
            self._severities[shape] = max(several, key=_severity_of) if several[1:] else None
        return self._severities[shape]

    def _result(self, raw: _Raw) -> ValidationResult:
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
        return self._names if bare else self._names.with_datatypes()

    def _statement(self, raw: _Raw) -> ValidationResult:
        path = self._path_text(raw.path) if raw.path is not None else None
        authored, plain = self._authored(raw), self._plain_words(raw, path)
        return ValidationResult(
            "shape",
            _severity_of(raw.severity),
            authored or plain,
            focus_node=raw.focus,
            focus_name=self._names.node(raw.focus, self._data),
            path=path,
            value=raw.value,
            source_shape=raw.shape,
            shape_name=self.shape_name(raw.shape),
            component=raw.component,
            constraint=plain if authored and self._adds(raw, authored) else {},
            severity_node=raw.severity,
            component_node=raw.component_node,
            path_node=raw.path,
            path_triples=_described(raw.path, self._report, self._shapes),
            twin=self._twins.mark(raw.shape, raw.component, raw.constraint),
        )

    def _adds(self, raw: _Raw, authored: Mapping[str, str]) -> bool:
        """True if the default message says more than the author's: a constraint, or the value."""
        if raw.component in COMPONENTS:
            return True
        found = raw.value is not None and raw.value != raw.focus
        return found and not any(str(raw.value) in text for text in authored.values())

    def _authored(self, raw: _Raw) -> dict[str, str]:
        """The author's message for shape, query or component, in each language."""
        nodes = [node for node in (raw.shape, raw.constraint, raw.component_node) if node]
        nodes += [v for p in _VALIDATORS for v in self._shapes.objects(raw.component_node, p)]
        authored = [m for node in nodes for m in self._shapes.objects(node, SH.message)]
        templates = [message for message in authored if isinstance(message, Literal)]
        if not templates:
            return {}
        messages = _by_language(raw.messages, templates)
        return {language: self._without_labels(text) for language, text in messages.items()}

    def _without_labels(self, message: str) -> str:
        """`message` with owners' names for blank nodes, whose labels change with every run."""
        return BLANK_LABEL.sub(lambda found: self._name(BNode(found[0])), message)

    def _plain_words(self, raw: _Raw, path: str | None) -> Texts:
        """The default message of the constraint's component."""
        return describe_component(
            raw.component,
            self._parameters(raw),
            self._names,
            value=self._name(raw.value if raw.value is not None else raw.focus),
            path=path or "",
            shape=self.shape_name(raw.shape),
        )

    def _parameters(self, raw: _Raw) -> list[Node]:
        """The values of the constraint's parameter, cached since lists may be long."""
        key = raw.component, raw.shape
        if key not in self._given:
            self._given[key] = parameters(raw.component, raw.shape, self._shapes)
        return self._given[key]

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

    def _place(self, raw: _Raw) -> Place | None:
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

    def _focus_place(self, raw: _Raw) -> Place | None:
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

    def _value_place(self, raw: _Raw) -> Place | None:
        locate = self._inputs.data_locator
        focus, path, value, shape = raw.focus, raw.path, raw.value, raw.shape
        if path is None or value is None:
            return None
        reached = arrivals(read_path(self._shapes, path), self._data, [focus])
        triple = reached.get(value)
        if triple is not None:
            return locate.object_of(triple)
        # sh:equals may report a value of the other property.
        others = [(focus, other, value) for other in self._shapes.objects(shape, SH.equals)]
        other = next((locate.object_of(other) for other in others if other in self._data), None)
        return other or self._only_place(focus, value)

    def _only_place(self, focus: Node, value: Node) -> Place | None:
        """The place of a value that a query found, if the focus node has it only once."""
        triples = list(self._data.triples((focus, None, value)))
        return self._inputs.data_locator.object_of(triples[0]) if len(triples) == 1 else None

    def _repair(self, raw: _Raw, path: str | None, names: Names) -> Texts:
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
            self._parameters(raw),
            names,
            value=raw.value,
            missing=(path or "") if simple else "",
            fits=lambda value: self._fitting.fits_beside(value, raw.shape),
        )

    def _class_repair(self, raw: _Raw) -> Texts:
        value = raw.value if raw.value is not None else raw.focus
        classes = self._parameters(raw)
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


def _literal_at(place: Place | None, raw: _Raw) -> tuple[Subject, ...]:
    """The literal of a wrong datatype, as a subject shared with other rules."""
    about = Subject(Aspect.LITERAL, (place, raw.value))
    return (about,) if raw.component == "Datatype" else ()


def _by_language(messages: tuple[Node, ...], templates: list[Literal]) -> dict[str, str]:
    """The messages by language tag.

    pySHACL fills values into the messages of SPARQL constraints and thereby drops their language;
    the matching template restores it.
    """
    found: dict[str, list[str]] = {}
    for message in messages:
        if isinstance(message, Literal):
            language = message.language or _language_of(message, templates)
            found.setdefault(language.lower(), []).append(str(message))
    return {language: " ".join(sorted(texts)) for language, texts in sorted(found.items())}


def _language_of(message: str, templates: list[Literal]) -> str:
    for template in sorted(templates, key=lambda literal: (-len(literal), literal)):
        pattern = ".*".join(re.escape(part) for part in _VARIABLE.split(template)[::2])
        if re.fullmatch(pattern, message, re.DOTALL):
            return template.language or ""
    return ""


def _described(node: Node | None, *graphs: Graph) -> tuple[Triple, ...]:
    """The triples that describe a blank node, in a stable order of their predicates."""
    if not isinstance(node, BNode):
        return ()
    found: dict[Triple, None] = {}
    waiting = [node]
    for blank in waiting:
        for graph in graphs:
            for triple in sorted(graph.triples((blank, None, None)), key=lambda t: str(t[1])):
                if triple not in found:
                    found[triple] = None
                    waiting += [triple[2]] if isinstance(triple[2], BNode) else []
    return tuple(found)
