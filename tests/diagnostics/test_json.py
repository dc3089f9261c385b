import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from schlaglicht.diagnostics import View, render
from schlaglicht.diagnostics.json import array_parts
from schlaglicht.validation.report import Cause, ValidationReport

SCHEMA = json.loads(
    files("schlaglicht.diagnostics").joinpath("report.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture
def content(report: ValidationReport, view: View) -> Any:
    marked = replace(report.results[3], fingerprint="0000000000000004:1")
    return json.loads(render(replace(report, results=(*report.results[:3], marked)), "json", view))


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_report_is_as_its_schema_says(content: Any) -> None:
    jsonschema.validate(content, SCHEMA)


def test_what_is_no_longer_checked_has_its_cause(silenced: ValidationReport, view: View) -> None:
    marked = replace(silenced, results=())
    content = json.loads(render(marked, "json", view))
    jsonschema.validate(content, SCHEMA)
    assert content["unchecked"][0] == {
        "fingerprint": "0000000000000008:1",
        "code": "shape",
        "file": "data.ttl",
        "message": "was *too* much",
        "shape": "http://a/Old-p",
        "component": "MaxCount",
        "cause": "shape-gone",
    }
    content["unchecked"][0]["cause"] = "whim"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, SCHEMA)


def test_schema_knows_every_cause() -> None:
    causes = SCHEMA["$defs"]["unchecked"]["properties"]["cause"]["enum"]
    assert causes == [cause.value for cause in Cause]


def test_schema_describes_every_member(content: Any) -> None:
    assert set(content) == set(SCHEMA["properties"])
    assert set(content["results"][0]) == set(SCHEMA["$defs"]["result"]["properties"])
    assert set(content["checked"]) == set(SCHEMA["properties"]["checked"]["properties"])
    assert [name for name, member in members(SCHEMA) if "description" not in member] == []


def members(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every member that a schema names, and what it says of it."""
    for name, content in schema.items() if isinstance(schema, dict) else ():
        if name != "if":
            yield from members(content)
        if name == "properties":
            yield from content.items()


def test_schema_refuses_a_place_without_its_line(content: Any) -> None:
    del content["results"][0]["place"]["line"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, SCHEMA)


def test_result_has_place_terms_and_texts(content: Any) -> None:
    result = content["results"][1]
    assert result["message"] == "too much"
    assert result["messages"] == {"de": "zu viel", "en": "too much"}
    assert result["place"] == {
        "file": "data set.ttl",
        "certainty": "exact",
        "line": 2,
        "column": 10,
        "endLine": 2,
        "endColumn": 19,
    }
    assert result["focusNode"] == {"type": "uri", "value": "http://a/s"}
    assert result["value"] == {"type": "literal", "value": "a|b `c`"}
    assert result["shape"]["place"]["file"] == "shapes/s.ttl"


def test_place_that_is_only_a_file_has_no_line(content: Any) -> None:
    assert content["results"][3]["place"] == {"file": "shapes/s.ttl", "certainty": "file"}


def test_blank_node_has_no_label_that_changes(content: Any) -> None:
    assert content["results"][2]["focusNode"] == {"type": "bnode"}


def test_warnings_fail_and_infos_do_not(report: ValidationReport, view: View) -> None:
    infos = replace(report, results=report.results[2:])
    assert json.loads(render(infos, "json", view))["passes"]
    assert not json.loads(render(infos, "json", view))["conforms"]
    assert not json.loads(render(report, "json", view))["passes"]


VALUES = [[], [1], ["a\nb\u2028c\x85", {"x": [], "y": [{"z": "]"}]}, None], [[], [[1, 2]]]]


@pytest.mark.parametrize("values", VALUES)
def test_array_in_parts_is_that_of_the_json_module(values: list[object]) -> None:
    whole = json.dumps({"a": values}, ensure_ascii=False, indent=2)
    assert whole == '{\n  "a": ' + "".join(array_parts(values, margin="  ")) + "\n}"
    assert "".join(array_parts(values)) == json.dumps(values, ensure_ascii=False, indent=2)
