from __future__ import annotations

from typing import Any

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.settings.toml_tables import SettingsTable, as_in_toml
from schlaglicht.web.server.server_settings import server_settings, settings_in

WHERE = "schlaglicht.toml: serve"


def table(name: str, value: object) -> SettingsTable:
    return SettingsTable(WHERE, {name: value})


@pytest.mark.parametrize(
    "setting", [s for s in server_settings() if s.in_project], ids=lambda setting: setting.name
)
def test_every_other_setting_may_stand_in_a_file(setting: Any) -> None:
    assert settings_in(table(setting.in_file, setting.default)) == {setting.name: setting.default}


def test_project_names_no_machine_that_queries_contact() -> None:
    with pytest.raises(ProjectError, match="services is not a setting"):
        settings_in(table("services", "http://127.0.0.1/"))


def test_a_whole_number_is_a_time() -> None:
    assert settings_in(table("timeout", 5)) == {"timeout": 5.0}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("port", "8000", "a whole number of at least 0 and at most 65535"),
        ("port", 70_000, "a whole number of at least 0 and at most 65535"),
        ("port", True, "a whole number of at least 0 and at most 65535"),
        ("engines", 0, "a whole number of at least 1"),
        ("timeout", "10 s", "a number of at least 0.001"),
        ("timeout", float("nan"), "a number of at least 0.001"),
        ("watch", 1, "true or false"),
        ("host", 127, "text"),
        ("base-path", "graph", "a path such as /graph"),
        ("log-format", "xml", "json or text"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(name: str, value: object, expected: str) -> None:
    with pytest.raises(ProjectError) as caught:
        settings_in(table(name, value))
    assert str(caught.value) == f"{WHERE}: {name} must be {expected}, not {as_in_toml(value)}"


def test_an_unknown_setting_is_named_with_those_that_are_known() -> None:
    with pytest.raises(ProjectError, match=r"serve: prot is not a setting; known: port, host, "):
        settings_in(table("prot", 8000))
