"""What passes costs no place."""

import pytest

from schlaglicht.positions import deferred
from schlaglicht.project import open_project
from schlaglicht.validation import beside, validate


def test_no_file_of_a_green_project_is_read_for_its_places(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a place was asked for")

    monkeypatch.setattr(beside, "processors", lambda: 1)
    monkeypatch.setattr(deferred, "read_labelled_places", refuse)
    assert not validate(open_project([])).results
