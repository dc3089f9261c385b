from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import Project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Precision, ValidationReport

PARTS = ", ".join(["[]"] * 10)
HUBS = f"ex:s ex:p [ ex:q {PARTS} ],\n    [ ex:q {PARTS} ] .\n"


@pytest.mark.parametrize("question", ["", "ASK {}"], ids=["without", "with"])
def test_alike_blank_nodes_are_a_result_with_its_place_with_or_without_questions(
    write_project: Callable[..., Project], tmp_path: Path, question: str
) -> None:
    if question:
        (tmp_path / "queries").mkdir()
        (tmp_path / "queries" / "any.rq").write_text(question, encoding="utf-8")
    report = validate(write_project(data=HUBS))
    (result,) = report.results
    assert result.code == "blank-nodes-alike"
    assert result.place is not None
    assert result.place.path == tmp_path / "data.ttl"
    assert result.place.precision is Precision.EXACT
    assert {"de", "en"} <= result.messages.keys() & result.helps.keys()


def test_alike_blank_nodes_of_shapes_are_one_too(
    report_on: Callable[..., ValidationReport],
) -> None:
    report = report_on(data="ex:a a ex:C .", shapes=HUBS)
    assert "blank-nodes-alike" in {result.code for result in report.results}


def test_blank_nodes_with_own_values_are_none(report_on: Callable[..., ValidationReport]) -> None:
    parts = ", ".join(f"[ ex:n {number} ]" for number in range(10))
    report = report_on(data=f"ex:s ex:p [ ex:q {parts} ], [ ex:q {parts} ] .")
    assert report.results == ()
