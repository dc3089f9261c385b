"""Shapes that nothing leads to, and those that everything passes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import Project, open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationReport, ValidationResult

Lint = Callable[..., list[ValidationResult]]
Found = Callable[[list[ValidationResult]], list[tuple[str, int, int, int]]]

USED = "ex:S a sh:NodeShape ; sh:targetClass ex:Event ; sh:nodeKind sh:IRI .\n"

NOTHING = {
    "property shape": (
        "ex:P a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 .",
        "unreachable",
    ),
    "node shape": ("ex:N a sh:NodeShape ; sh:nodeKind sh:IRI .", "unreachable"),
    "class that is none": (
        "ex:Hall a sh:NodeShape ; sh:nodeKind sh:IRI . ex:S sh:class ex:Hall .",
        "unreachable",
    ),
    "itself": ("ex:N a sh:NodeShape ; sh:node ex:N .", "unreachable"),
    "each other": ("ex:M a sh:NodeShape ; sh:not ex:N .\nex:N sh:node ex:M .", "unreachable"),
    "under one that is unused": (
        "ex:M a sh:NodeShape ; sh:node ex:N . ex:N sh:nodeKind sh:IRI .",
        "unreachable",
    ),
    "path without a class": ("ex:P sh:path ex:name ; sh:minCount 1 .", "unreachable"),
    "constraint without a class": ("ex:N sh:closed true .", "unreachable"),
    "empty node shape": ("ex:N a sh:NodeShape ; sh:targetClass ex:Event .", "unconstrained"),
    "empty property shape": (
        "ex:N sh:targetClass ex:Event ; sh:property ex:Q .\nex:Q sh:path ex:name .",
        "unconstrained",
    ),
}


@pytest.mark.parametrize(("shapes", "kind"), NOTHING.values(), ids=NOTHING.keys())
def test_shape_that_checks_nothing_is_a_warning(shapes: str, kind: str, lint: Lint) -> None:
    results = [result for result in lint(USED + shapes) if result.code != "shape-near-miss"]
    assert [(r.code, r.severity) for r in results] == [(f"shape-{kind}", Severity.WARNING)]
    assert results[0].place is not None


USEFUL = {
    "two steps below": "ex:S sh:node ex:N . ex:N sh:not ex:M . ex:M sh:nodeKind sh:Literal .",
    "named by others": "ex:N a sh:NodeShape ; sh:nodeKind sh:IRI . ex:data ex:conformsTo ex:N .",
    "at rest": "ex:N a sh:NodeShape ; sh:nodeKind sh:IRI ; sh:deactivated true .",
    "class": "ex:Event a sh:NodeShape , rdfs:Class ; sh:nodeKind sh:IRI .",
}


@pytest.mark.parametrize("shapes", USEFUL.values(), ids=USEFUL.keys())
def test_shape_that_checks_something_or_is_not_to_is_fine(shapes: str, lint: Lint) -> None:
    assert lint(USED + shapes) == []


def test_class_without_the_class_of_one_is_told_how_to_become_one(lint: Lint) -> None:
    (result,) = lint(f"{USED}ex:Event a sh:NodeShape ; sh:nodeKind sh:IRI .")
    assert "a rdfs:Class" in result.helps["en"]


QUERY = 'sh:select "SELECT $this { $this <https://example.org/name> 1 }" ; sh:message "x" .'
APART = {
    "constraint": f"{USED}ex:Q a sh:SPARQLConstraint ; {QUERY}",
    "shape": f"{USED}ex:S {QUERY}",
}


@pytest.mark.parametrize("shapes", APART.values(), ids=APART.keys())
def test_query_that_nothing_leads_to_is_found(shapes: str, lint: Lint) -> None:
    (result,) = lint(shapes)
    assert result.code == "shape-partner"
    assert result.messages["en"] == "sh:select has no effect without sh:sparql"


def test_query_that_is_an_example_is_fine(lint: Lint) -> None:
    example = f"ex:Q a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ; {QUERY}"
    assert lint(USED + example) == []


def test_path_within_itself_is_found_whatever_its_results_say(
    report_on: Callable[..., ValidationReport],
) -> None:
    shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:Event ; sh:property [ sh:path _:p ;"
    for path in ("sh:inversePath _:p", "sh:alternativePath ( ex:name _:p )", "rdf:first _:p"):
        report = report_on(
            data="ex:a a ex:Event ; ex:name 1 .",
            shapes=f"{shapes} sh:minCount 1 ] , [ sh:path ex:name ; sh:nodeKind sh:IRI ] .\n"
            f"_:p {path} ; rdf:rest ( ex:name ) .",
        )
        assert "shape-value" in {result.code for result in report.results}


@pytest.mark.parametrize("inner", ["sh:node [ ]", "sh:or ( [ ] [ sh:nodeKind sh:Literal ] )"])
def test_empty_shape_is_only_a_warning_and_the_rest_is_judged(
    inner: str, report_on: Callable[..., ValidationReport]
) -> None:
    shapes = f"ex:S sh:targetNode ex:a ; {inner} ; sh:nodeKind sh:Literal ."
    codes = [result.code for result in report_on(data="ex:a ex:p 1 .", shapes=shapes).results]
    assert sorted(codes) == ["shape", "shape-unconstrained"]


def test_empty_property_shape_lacks_a_path(lint: Lint) -> None:
    (result,) = lint("ex:S sh:targetNode ex:a ; sh:property [ ] ; sh:nodeKind sh:IRI .")
    assert result.code == "shape-value"


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
