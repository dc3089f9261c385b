"""Inverse paths over sequences: pySHACL by itself finds no value and passes."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Place, Precision
from schlaglicht.validation.shacl.inverse_paths import turn_inverses

DATA = """\
@prefix ex: <http://example.org/> .
ex:start ex:a ex:middle .
ex:middle ex:b ex:end .
ex:end a ex:End .
ex:middle ex:c ex:end2 .
ex:end2 a ex:End ; ex:d ex:side .
ex:side ex:a ex:middle2 .
ex:middle2 ex:b ex:start2 .
"""
SHAPES = """\
@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:EndShape a sh:NodeShape ; sh:targetNode ex:end ; sh:property ex:EndShape-path .
ex:EndShape-path a sh:PropertyShape ; sh:path {path} ; sh:in ( ex:other ) ;
    sh:message "found"@en .
"""

PATHS = [
    ("[ sh:inversePath ( ex:a ex:b ) ]", {"start"}),
    ("[ sh:inversePath ( ex:a [ sh:inversePath ex:x ] ) ]", set()),
    ("[ sh:inversePath ( ex:a [ sh:alternativePath ( ex:b ex:c ) ] ) ]", {"start"}),
    ("[ sh:inversePath [ sh:alternativePath ( ( ex:a ex:b ) ex:b ) ] ]", {"start", "middle"}),
    ("[ sh:inversePath [ sh:zeroOrOnePath ( ex:a ex:b ) ] ]", {"start", "end"}),
    ("[ sh:inversePath [ sh:inversePath [ sh:inversePath ( ex:a ex:b ) ] ] ]", {"start"}),
    ("( [ sh:inversePath ( ex:a ex:b ) ] ex:a )", {"middle"}),
    ("[ sh:inversePath ( [ sh:inversePath ex:a ] ex:a ex:b ) ]", {"middle"}),
]


@pytest.mark.parametrize(("path", "values"), PATHS, ids=[path for path, _ in PATHS])
def test_the_inverse_of_a_sequence_is_followed(tmp_path: Path, path: str, values: set[str]) -> None:
    (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
    (tmp_path / "shapes").mkdir()
    text = SHAPES.format(path=path)
    (tmp_path / "shapes" / "s.ttl").write_text(text, encoding="utf-8")
    results = [r for r in validate(open_project([tmp_path])).results if r.code == "shape"]
    assert {str(result.value).rpartition("/")[2] for result in results} == values
    assert all(result.place and result.place.path.name == "data.ttl" for result in results)


def test_the_statement_that_leads_to_the_value_is_pointed_at(tmp_path: Path) -> None:
    text = SHAPES.format(path="[ sh:inversePath ( ex:a ex:b ) ]")
    (tmp_path / "data.ttl").write_text(DATA + text.partition("\n")[2], encoding="utf-8")
    (result,) = (r for r in validate(open_project([tmp_path])).results if r.code == "shape")
    assert result.place == Place(tmp_path / "data.ttl", 2, 15, 2, 24, Precision.EXACT)


def test_other_paths_stay_as_they_are() -> None:
    shapes = Graph().parse(data=SHAPES.format(path="[ sh:inversePath ex:a ]"), format="turtle")
    before = set(shapes)
    turn_inverses(shapes)
    assert set(shapes) == before
