"""What passes costs no place."""

import pytest

from schlaglicht.ground import processes
from schlaglicht.project import open_project
from schlaglicht.rdf.locations import turtle
from schlaglicht.validation.pipeline import validate


def test_no_file_of_a_green_project_is_read_for_its_places(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a place was asked for")

    monkeypatch.setattr(processes, "processors", lambda: 1)
    monkeypatch.setattr(turtle._TurtleSpans, "read", refuse)
    assert not validate(open_project([])).results
