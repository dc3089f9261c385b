"""Results of pySHACL as compact values, which share the terms of the graphs.

pySHACL has a dozen triples per result, and copies what its report describes; of many results that
would take far more memory than the graph itself.
https://www.w3.org/TR/shacl/#results-validation-result
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.graph_store import Objects, objects_of
from schlaglicht.rdf.terms import literal_of
from schlaglicht.validation.shacl.constraint_messages import component_name
from schlaglicht.validation.shacl.pyshacl_patches.violated_values import PARAMETER_VALUE
from schlaglicht.vocab import SH

PyshaclResult = tuple[str, Node, list[tuple[Node, Node, Any]]]
"""A text, a node, and triples about it; an object may be a pair of a graph and a node in it."""

_Plain = tuple[str, ...]


class RawResult(NamedTuple):
    """One result in the terms of SHACL's report."""

    focus: Node
    value: Node | None
    shape: Node
    component_node: Node | None
    severity: Node | None
    path: Node | None
    constraint: Node | None
    parameter_value: Node | None = None
    """The violated value, where the shape gives the component's parameter several."""
    messages: tuple[Node, ...] = ()
    details: tuple[RawResult, ...] = ()

    @property
    def component(self) -> str:
        """`MinCount` for sh:MinCountConstraintComponent."""
        return component_name(self.component_node)


_FIELDS = {
    "focus": SH.focusNode,
    "value": SH.value,
    "shape": SH.sourceShape,
    "component_node": SH.sourceConstraintComponent,
    "severity": SH.resultSeverity,
    "path": SH.resultPath,
    "constraint": SH.sourceConstraint,
}
"""The predicates of a result with a single object, by the names of the fields."""

_READ = {**_FIELDS, "parameter_value": PARAMETER_VALUE}
"""The same, and the one that is not of SHACL."""

_OF_DATA = {SH.focusNode, SH.value}
"""The predicates whose objects are nodes of the data."""


def raw_result(result: PyshaclResult) -> RawResult:
    """A result of pySHACL, with the results in it."""
    _, node, triples = result
    objects: dict[Node, dict[Node, list[Node]]] = {}
    for subject, predicate, value in triples:
        found = value[1] if type(value) is tuple else value
        objects.setdefault(subject, {}).setdefault(predicate, []).append(found)
    return _read(node, objects)


def raw_results(report: Graph) -> list[RawResult]:
    """The results in a report graph."""
    objects = objects_of(report)
    return [
        _read(node, objects)
        for whole in report.subjects(RDF.type, SH.ValidationReport)
        for node in report.objects(whole, SH.result)
    ]


def _read(node: Node, objects: Objects) -> RawResult:
    own: Mapping[Node, Collection[Node]] = objects[node]
    found = {name: next(iter(own.get(predicate, ())), None) for name, predicate in _READ.items()}
    if found["focus"] is None or found["shape"] is None:
        raise ValueError("a result of pySHACL without focus node or source shape")
    messages = tuple(dict.fromkeys(own.get(SH.resultMessage, ())))
    details = tuple(_read(detail, objects) for detail in own.get(SH.detail, ()))
    return RawResult(**found, messages=messages, details=details)  # type: ignore[arg-type]


def pyshacl_result(raw: RawResult, data: Any, shapes: Any) -> PyshaclResult:
    """The result in the form from which pySHACL makes its report; the graphs are its own."""
    node = BNode()
    triples: list[tuple[Node, Node, Any]] = [(node, RDF.type, SH.ValidationResult)]
    for name, predicate in _FIELDS.items():
        if (value := getattr(raw, name)) is not None:
            source = data if predicate in _OF_DATA else shapes
            triples.append((node, predicate, (source, value)))
    triples += ((node, SH.resultMessage, message) for message in raw.messages)
    for detail in raw.details:
        _, inner, below = pyshacl_result(detail, data, shapes)
        triples += [(node, SH.detail, inner), *below]
    return "", node, triples


def sent(results: Iterable[RawResult]) -> list[Any]:
    """Results in plain values, which another process reads sooner than pickled terms.

    What many results share is one value, which travels once.
    """
    shared = cache(_plain)
    messages = cache(lambda texts: tuple(map(shared, texts)))

    def plain(raw: RawResult) -> tuple[Any, ...]:
        named = (shared(node) for node in raw[2:8])
        own = _plain(raw.focus), _plain(raw.value)
        return (*own, *named, messages(raw.messages), tuple(map(plain, raw.details)))

    return [plain(raw) for raw in results]


def received(results: Iterable[Any]) -> list[RawResult]:
    """The results that `sent` has made plain; those of another process."""
    shared = cache(_term)
    messages = cache(lambda texts: tuple(map(shared, texts)))

    def read(plain: tuple[Any, ...]) -> RawResult:
        focus, value, *named, texts, details = plain
        rest = messages(texts), tuple(map(read, details))
        return RawResult._make((_term(focus), _term(value), *map(shared, named), *rest))

    return [read(plain) for plain in results]


def _plain(term: Node | None) -> _Plain | None:
    if isinstance(term, Literal):
        return (str(term), term.language or "", str(term.datatype or ""))
    if term is None:
        return None
    return (str(term), "blank") if isinstance(term, BNode) else (str(term),)


def _term(plain: _Plain | None) -> Any:
    match plain:
        case None:
            return None
        case (text, language, datatype):
            return literal_of(text, language or None, datatype or None)
        case (text, _):
            return BNode(text)
        case (text,):
            return URIRef(text)
    raise ValueError(plain)
