"""The W3C's tests of SHACL 1.2, a draft: whatever is not evaluated is told, nothing is passed over.

Skipped unless W3C_TESTS names a folder with a checkout of w3c/data-shapes that has them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rdflib import RDF
from shacl_cases import MF, SHT

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.project import Project
from schlaglicht.rdf.load import load
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity
from schlaglicht.vocab import SH

_ROOT = Path(os.environ.get("W3C_TESTS", "")) / "data-shapes/shacl12-test-suite/tests"
_FILES = sorted(
    path
    for kind in ("core", "node-expr", "sparql")
    for path in (_ROOT / kind).rglob("*.ttl")
    if "sht:Validate" in path.read_text(encoding="utf-8")
)
_ABOUT_SHAPES = ("nothing-checked", "shacl", "shape", "syntax")


@pytest.mark.skipif(not _FILES, reason="W3C_TESTS does not name a folder with SHACL 1.2's tests")
def test_the_suite_is_there() -> None:
    assert len(_FILES) > 100


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.relative_to(_ROOT).as_posix())
def test_nothing_passes_in_silence(path: Path) -> None:
    try:
        graph = load([path]).graph
    except GraphSyntaxError:
        return  # RDF 1.2, which is refused
    (entry,) = graph.subjects(RDF.type, SHT.Validate)
    result, action = graph.value(entry, MF.result), graph.value(entry, MF.action)
    severities = {graph.value(one, SH.resultSeverity) for one in graph.objects(result, SH.result)}
    if severities.isdisjoint({SH.Violation}):
        pytest.skip("no violation is expected")
    data, shapes = (
        path.parent / str(graph.value(action, part)).rpartition("/")[2]
        for part in (SHT.dataGraph, SHT.shapesGraph)
    )
    report = validate(Project(path.parent, (data,), shapes=() if data == shapes else (shapes,)))
    assert any(
        found.severity is Severity.VIOLATION and found.code.startswith(_ABOUT_SHAPES)
        for found in report.results
    )
