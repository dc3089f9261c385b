"""Files of shapes that hold no shape, next to one that does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import Project, open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationResult

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SHAPES = """ex:S a sh:NodeShape ; sh:targetClass ex:Concert ; sh:property [
    sh:path ex:hall ; sh:class ex:Hall ; sh:minCount 1 ; sh:message "m" ] ."""
DATA = "ex:a a ex:Concert ; ex:hall ex:h . ex:h a ex:Hall ."

Check = Callable[..., list[ValidationResult]]


@pytest.fixture
def check(write_project: Callable[..., Project], tmp_path: Path) -> Check:
    """What is said of a project with another file of shapes, `text` behind PREFIXES."""

    def check_it(
        text: str, *, prefixes: str = PREFIXES, name: str = "t.ttl", shapes: str = SHAPES
    ) -> list[ValidationResult]:
        write_project(data=DATA, shapes=shapes)
        (tmp_path / "shapes" / name).write_text(prefixes + text, encoding="utf-8")
        return list(validate(open_project([tmp_path])).results)

    return check_it


def files(results: list[ValidationResult]) -> list[tuple[str, str]]:
    return [(r.code, r.place.path.name) for r in results if r.place]


HOLDING_NONE = {
    "prefixes alone": "",
    "comments": "# to be written",
    "data of another kind": "ex:b ex:name 1 .",
    "shapes behind another prefix": "@prefix s: <http://datashapes.org/sh#> .\n"
    "ex:T a s:NodeShape ; s:targetClass ex:Concert .",
}


@pytest.mark.parametrize("text", HOLDING_NONE.values(), ids=HOLDING_NONE.keys())
def test_file_of_shapes_that_holds_none_is_a_warning(text: str, check: Check) -> None:
    results = check(text)
    assert files(results) == [("empty-shapes", "t.ttl")]
    assert results[0].severity is Severity.WARNING
    assert results[0].messages["en"].startswith("this file contains no shape")


def test_empty_file_is_a_warning(check: Check) -> None:
    assert files(check("", prefixes="")) == [("empty-shapes", "t.ttl")]


SERVING = {
    "prefixes of queries": (
        'ex: sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/" ] .'
    ),
    "header": "ex: a owl:Ontology .",
    "classes": "ex:Concert rdfs:subClassOf ex:Event .",
    "class that is declared": "ex:Other a owl:Class .",
    "what shapes name": 'ex:Hall ex:note "built of stone" .',
    "individuals of a class that shapes name": "ex:philharmonie a ex:Hall .",
}


@pytest.mark.parametrize("text", SERVING.values(), ids=SERVING.keys())
def test_file_that_serves_shapes_is_fine(text: str, check: Check) -> None:
    assert "empty-shapes" not in {code for code, _ in files(check(text))}


def test_where_no_file_holds_a_shape_it_is_said_of_all_at_once(check: Check) -> None:
    results = check("ex:b ex:name 1 .", shapes="")
    assert [(r.code, r.severity) for r in results] == [("empty-shapes", Severity.VIOLATION)]


@pytest.mark.parametrize("namespace", ["http://datashapes.org/sh#", "sh:", "https://example.com/"])
def test_prefix_of_shacl_with_another_namespace_is_told_in_its_place(
    namespace: str, check: Check
) -> None:
    prefixes = f"@prefix ex: <https://example.org/> . @prefix sh: <{namespace}> .\n"
    results = check("ex:T a sh:NodeShape ; sh:targetClass ex:Concert .", prefixes=prefixes)
    assert files(results) == [("shacl-namespace", "t.ttl")]


def test_misspelt_namespace_of_one_file_does_not_stand_for_another(check: Check) -> None:
    wrong = "@prefix ex: <https://example.org/> . @prefix sh: <https://www.w3.org/ns/shacl#> .\n"
    check("ex:T a sh:NodeShape .", prefixes=wrong)
    results = check("", name="u.ttl")
    assert files(results) == [("shacl-namespace", "t.ttl"), ("empty-shapes", "u.ttl")]


def test_prefix_of_shacl_for_other_things_is_fine(check: Check) -> None:
    prefixes = "@prefix ex: <https://example.org/> . @prefix sh: <https://example.org/shop#> .\n"
    results = check('ex:Hall sh:name "x" ; sh:order 1 .', prefixes=prefixes)
    assert files(results) == [("prefix-ambiguous", "t.ttl")]  # the other file has SHACL's
