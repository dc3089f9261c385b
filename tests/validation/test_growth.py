"""A validation takes time in proportion to what it reads, counted in calls of functions."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from schlaglicht.ground import processes
from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate

FEW = 60
"""Enough that a comparison of each with each stands out against the rest of the work."""

EX = "@prefix ex: <https://example.org/> .\n"
SH = EX + "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"


def prefixes(folder: Path, number: int) -> None:
    declared = [f"@prefix p{i}: <https://example.org/{i}/> .\n" for i in range(number)]
    used = [f"p{i}:a p{i}:b p{i}:c .\n" for i in range(number)]
    (folder / "data.ttl").write_text(SH + "".join(declared + used))
    _write_shape(folder)


def files(folder: Path, number: int) -> None:
    (folder / "data").mkdir()
    for i in range(number):
        (folder / "data" / f"{i}.ttl").write_text(
            f"@prefix ex: <https://example.org/{i}/> .\nex:a ex:b ex:c, [] .\n"
        )


def findings(folder: Path, number: int) -> None:
    named = [f'ex:t{i} a ex:Thing ; ex:name 1, "{i}" .\n' for i in range(number)]
    (folder / "data.ttl").write_text(EX + "".join(named))
    _write_shape(folder)


def shapes(folder: Path, number: int) -> None:
    (folder / "data.ttl").write_text(EX + "ex:t a ex:Thing ; ex:name ex:n .\n")
    (folder / "shapes").mkdir()
    of_properties = [
        f"ex:S{i} a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:P{i} .\n"
        f"ex:P{i} a sh:PropertyShape ; sh:path ex:p{i} ; sh:maxCount 1 .\n"
        for i in range(number)
    ]
    (folder / "shapes/shapes.ttl").write_text(SH + "".join(of_properties))


def choices(folder: Path, number: int) -> None:
    given = [f"ex:t{i} a ex:Thing ; ex:name ex:wrong{i} .\n" for i in range(number)]
    (folder / "data.ttl").write_text(EX + "".join(given))
    (folder / "shapes").mkdir()
    allowed = " ".join(f"ex:right{i}" for i in range(number))
    (folder / "shapes/shapes.ttl").write_text(
        SH + f"ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:P .\n"
        f"ex:P a sh:PropertyShape ; sh:path ex:name ; sh:in ( {allowed} ) .\n"
    )


def terms(folder: Path, number: int) -> None:
    (folder / "ontology").mkdir()
    described = [f"ex:C{i} a rdfs:Class ; rdfs:label 'C{i}'@en .\n" for i in range(number)]
    header = EX + "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    (folder / "ontology/terms.ttl").write_text(header + "".join(described))
    used = [f"ex:t{i} a ex:C{i} ; ex:undescribed{i} ex:t0 .\n" for i in range(number)]
    (folder / "data.ttl").write_text(EX + "".join(used))


def questions(folder: Path, number: int) -> None:
    (folder / "data.ttl").write_text(EX + "ex:a ex:b ex:c .\n")
    (folder / "queries").mkdir()
    for i in range(number):
        (folder / f"queries/q{i}.rq").write_text("# title: What is it?\nASK { ?s ?p ?o }\n")


def _write_shape(folder: Path) -> None:
    (folder / "shapes").mkdir()
    (folder / "shapes/shapes.ttl").write_text(
        SH + "ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:P .\n"
        "ex:P a sh:PropertyShape ; sh:path ex:name ; sh:nodeKind sh:IRI ; sh:message 'x'@en .\n"
    )


@pytest.mark.parametrize("written", [prefixes, files, findings, shapes, choices, terms, questions])
def test_twice_as_many_take_twice_as_many_calls(
    written: Callable[[Path, int], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "processors", lambda: 1)

    def calls(number: int) -> int:
        folder = tmp_path / str(number)
        folder.mkdir()
        written(folder, number)
        project = open_project([folder])
        return counted(lambda: validate(project))

    calls(1)  # imports
    one, two, four = (calls(times * FEW) for times in (1, 2, 4))
    assert four - two < 2.4 * (two - one)


def counted(work: Callable[[], Any]) -> int:
    """The number of calls of functions in `work`, those of Python's own included."""
    calls = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
