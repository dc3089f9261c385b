"""The W3C's tests of SHACL Core and SHACL-SPARQL: their inputs and expected reports."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rdflib import RDF, Graph, Literal, Namespace
from rdflib.term import Node

from schlaglicht.project import Project
from schlaglicht.rdf.load import load
from schlaglicht.rdf.paths import path_text, read_path
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.validation.inputs import Inputs, read_inputs
from schlaglicht.validation.report import ValidationResult
from schlaglicht.validation.shacl.check_shapes import check_shapes
from schlaglicht.validation.shacl.findings import component_name
from schlaglicht.vocab import SH

MF: Any = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT: Any = Namespace("http://www.w3.org/ns/shacl-test#")

SUITE = "data-shapes/data-shapes-test-suite/tests"
FAILURE = frozenset({"failure"})
"""Expected outcome of a test whose shapes cannot be used, so that there is no report."""

_SEVERITIES: dict[Node | None, str] = {SH.Info: "info", SH.Warning: "warning"}
"""Severities other than sh:Violation; custom ones count as violations."""

Report = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class ShaclCase:
    """One test; its name is the path of its file below the suite, without the ending."""

    name: str
    path: Path

    @cached_property
    def inputs(self) -> Inputs:
        """The inputs of the validation, read as by `schlaglicht validate`."""
        data, shapes = self._part(SHT.dataGraph), self._part(SHT.shapesGraph)
        apart = () if data == shapes else (shapes,)
        inputs, broken = read_inputs(Project(data.parent, (data,), shapes=apart))
        assert broken == []
        return inputs

    def wanted(self) -> Report | frozenset[str]:
        """The results of the expected report, or FAILURE."""
        graph = self._manifest
        result = graph.value(self._entry, MF.result)
        if result == SHT.Failure:
            return FAILURE
        nodes = list(graph.objects(result, SH.result))
        conforms = graph.value(result, SH.conforms)
        assert isinstance(conforms, Literal)
        assert conforms.value is (not nodes)
        return frozenset(_wanted(graph, node, self.inputs.names) for node in nodes)

    def found(self) -> Report | frozenset[str]:
        """The results that `schlaglicht validate` finds, or FAILURE."""
        with quiet_rdflib():
            results = check_shapes(self.inputs)
        if any(result.code == "shacl-unreadable" for result in results):
            return FAILURE
        return frozenset(_found(result) for result in results)

    @cached_property
    def _manifest(self) -> Graph:
        """The graph of the test's file, shared with the inputs to keep blank nodes equal."""
        if self.path in self.inputs.project.data:
            return self.inputs.data.graph
        return load([self.path]).graph

    @cached_property
    def _entry(self) -> Node:
        (entry,) = load([self.path]).graph.subjects(RDF.type, SHT.Validate)
        return entry

    def _part(self, predicate: Node) -> Path:
        graph = load([self.path]).graph
        action = graph.value(self._entry, MF.action)
        return self.path.parent / str(graph.value(action, predicate)).rpartition("/")[2]


def shacl_suite(kind: str) -> list[ShaclCase]:
    """The tests of one folder of the suite, `core` or `sparql`, sorted by name."""
    return sorted(_cases(kind), key=lambda case: case.name)


def shacl_available() -> bool:
    """True if $W3C_TESTS is set and its folder contains the suite."""
    return _folder() is not None


def _folder() -> Path | None:
    root = os.environ.get("W3C_TESTS")
    folder = Path(root) / SUITE if root else None
    return folder if folder and folder.is_dir() else None


def _cases(kind: str) -> Iterator[ShaclCase]:
    folder = _folder()
    for path in (folder / kind).rglob("*.ttl") if folder else ():
        if "sht:Validate" in path.read_text(encoding="utf-8"):
            yield ShaclCase(path.relative_to(folder or "").with_suffix("").as_posix(), path)


def _wanted(graph: Graph, node: Node, names: Names) -> tuple[str, ...]:
    def text(predicate: Node) -> str:
        value = graph.value(node, predicate)
        return "" if value is None else value.n3()

    path = graph.value(node, SH.resultPath)
    return (
        text(SH.focusNode),
        "" if path is None else path_text(read_path(graph, path), names.predicate),
        text(SH.value),
        component_name(graph.value(node, SH.sourceConstraintComponent)),
        text(SH.sourceShape),
        _SEVERITIES.get(graph.value(node, SH.resultSeverity), "violation"),
    )


def _found(result: ValidationResult) -> tuple[str, ...]:
    def text(node: Node | None) -> str:
        return "" if node is None else node.n3()

    return (
        text(result.focus_node),
        result.path or "",
        text(result.value),
        result.component or "",
        text(result.source_shape),
        result.severity.label,
    )
