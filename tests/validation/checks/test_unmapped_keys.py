import json
from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationResult

EX = "https://example.org/"
CONTEXT = {"name": f"{EX}name", "note": None}

Dropped = Callable[..., list[ValidationResult]]


@pytest.fixture
def dropped(tmp_path: Path) -> Dropped:
    """What is said of the keys of a JSON-LD text with CONTEXT."""

    def check(members: object, name: str = "data.jsonld") -> list[ValidationResult]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        text = json.dumps(members)
        path.write_text(text.replace("{", f'{{"@context": {json.dumps(CONTEXT)}, ', 1))
        results = validate(open_project([tmp_path])).results
        return [result for result in results if result.code == "key-dropped"]

    return check


def keys(results: list[ValidationResult]) -> list[str]:
    """The keys that the results point at."""
    return [
        result.place.path.read_text()[result.place.column - 1 : result.place.end_column - 1]
        for result in results
        if result.place
    ]


def test_key_that_no_context_defines_is_told_where_it_stands(dropped: Dropped) -> None:
    results = dropped({"@id": EX, "name": "x", "colour": "red"})
    assert keys(results) == ['"colour"']
    assert results[0].severity is Severity.INFO


@pytest.mark.parametrize(
    ("key", "near"), [("nmae", "name"), ("Name", "name"), ("id", "@id"), ("type", "@type")]
)
def test_key_that_was_meant_to_be_another_is_a_warning(
    key: str, near: str, dropped: Dropped
) -> None:
    (result,) = dropped({"@id": EX, "name": "x", key: "y"})
    assert result.severity is Severity.WARNING
    assert result.helps["en"] == f"did you mean {near}?"


def test_key_in_shapes_is_a_violation(dropped: Dropped, tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(f"<{EX}> <{EX}p> 1 .")
    (result,) = dropped({"@id": EX, "name": "x", "colour": "red"}, "shapes/s.jsonld")
    assert result.severity is Severity.VIOLATION


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("@typ", "@type"),
        ("@types", "@type"),
        ("@Type", "@type"),
        ("@TYPE", "@type"),
        ("@Context", "@context"),
        ("@lang", "@language"),
    ],
)
def test_key_in_the_form_of_a_keyword_is_told_with_the_nearest(
    key: str, near: str, dropped: Dropped
) -> None:
    results = dropped({"@id": EX, "name": "x", key: f"{EX}Concert"})
    assert keys(results) == [f'"{key}"']
    assert results[0].severity is Severity.WARNING
    assert results[0].messages["en"].startswith(f"JSON-LD has no keyword “{key}”")
    assert results[0].helps["en"] == f"did you mean {near}?"


@pytest.mark.parametrize("key", ["@comment", "@note", "@description"])
def test_key_in_the_form_of_a_keyword_that_is_near_to_none_is_a_hint(
    key: str, dropped: Dropped
) -> None:
    (result,) = dropped({"@id": EX, "name": "x", key: "for people"})
    assert result.severity is Severity.INFO
    assert "without @" in result.helps["en"]


@pytest.mark.parametrize(
    "members",
    [
        {"@graph": [{"@id": EX, "name": "x"}, {"@id": f"{EX}b", "@typ": "x"}]},
        {"@id": EX, "name": {"@value": "x", "@typ": f"{EX}T"}},
        {"@id": EX, "name": {"@id": f"{EX}b", "@typ": f"{EX}T"}},
        {"@id": EX, "name": {"@context": {"@typ": f"{EX}"}, "@id": f"{EX}b"}},
    ],
)
def test_keyword_that_is_none_is_found_wherever_keywords_are(
    members: object, dropped: Dropped
) -> None:
    assert keys(dropped(members)) == ['"@typ"']


@pytest.mark.parametrize(
    "members",
    [
        {"@id": EX, "name": "x", "note": "for people"},
        {"@id": EX, "name": None, "other": None, "none": []},
        {"@id": EX, f"{EX}p": "x", "ex:p": 1},
        {"@id": EX, "@type": f"{EX}T", "name": ["x", 1, True, {"@value": "y", "@language": "de"}]},
        {"@graph": [{"@id": EX, "name": "x"}, {"@id": f"{EX}b", "name": {"@list": ["x"]}}]},
        {"@id": EX, "@reverse": {"name": {"@id": f"{EX}b"}}},
        {"@context": {"@vocab": EX}, "anything": {"goes": 1}},
    ],
)
def test_key_of_which_something_comes_is_fine(members: object, dropped: Dropped) -> None:
    assert keys(dropped(members)) == []


def test_what_lies_in_a_dropped_key_is_not_told_again(dropped: Dropped) -> None:
    results = dropped({"@id": EX, "name": {"name": "x", "outer": {"inner": 1, "name": "y"}}})
    assert keys(results) == ['"outer"']


def test_key_is_told_where_all_of_the_text_is_dropped(dropped: Dropped) -> None:
    assert keys(dropped({"colour": "red", "size": {"width": 1}})) == ['"colour"', '"size"']


@pytest.mark.parametrize("name", ["data.jsonld", "shapes/s.jsonld"])
def test_base_direction_is_told_as_an_info_where_it_stands(name: str, dropped: Dropped) -> None:
    value = {"@value": "x", "@language": "ar", "@direction": "rtl"}
    results = dropped({"@id": EX, "name": value}, name)
    assert keys(results) == ['"@direction"']
    assert results[0].severity is Severity.INFO
    assert "base direction" in results[0].messages["en"]
