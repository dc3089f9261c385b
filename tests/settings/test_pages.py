"""Patterns of sentences in the settings: their parts, and errors with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.pages.profiles.class_profiles import MAKERS, OF_CLASS
from schlaglicht.project import Project, open_project
from schlaglicht.settings.pages import (
    PROFILES,
    PageLead,
    Segment,
    expand,
    parse_pattern,
    setting_line,
)

TRIPLE = "<https://example.org/a> a <https://example.org/B> .\n"
SETTINGS = """\
title = { en = "Offices" }

[prefixes]
ex = "https://example.org/"

[sentences."ex:Office"]
de = "{ex:holder} ist {ex:title}"
en = "PATTERN"

[sentences."https://example.org/Count"]
en = "{ex:value}"
"""


def open_with(folder: Path, settings: str) -> Project:
    (folder / "data.ttl").write_text(TRIPLE, encoding="utf-8")
    (folder / "schlaglicht.toml").write_text(settings, encoding="utf-8")
    return open_project([folder])


def test_pattern_is_read_in_segments() -> None:
    required, optional = parse_pattern("{ex:a|ex:b} is[ in {ex:c}]")
    assert required == Segment((("ex:a", "ex:b"), " is"), is_optional=False)
    assert optional == Segment((" in ", ("ex:c",)), is_optional=True)


def test_names_are_prefixed_or_iris() -> None:
    namespaces = {"ex": "https://example.org/"}
    assert expand("ex:Office", namespaces) == "https://example.org/Office"
    assert expand("https://other.example/A", namespaces) == "https://other.example/A"


def test_right_patterns_are_accepted(tmp_path: Path) -> None:
    open_with(tmp_path, SETTINGS.replace("PATTERN", "{ex:holder}[ of {ex:place}]"))


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("{ex:holder", "a brace at character 1 of '{ex:holder' is empty or has no partner"),
        ("{ex:holder} }", "a brace at character 13"),
        ("{}", "a brace at character 1"),
        ("{ex:holder}[ of {ex:place}", "a bracket at character 12"),
        ("{ex:a}[ of [{ex:b}]]", "a bracket at character 7"),
        ("a text", "names no property; write one in braces, such as {schema:name}"),
        ("{eks:holder}", "eks:holder: unknown prefix 'eks'; declare it in [prefixes]"),
        ("{holder}", "'holder' is neither a prefixed name nor an IRI"),
    ],
)
def test_wrong_pattern_is_named_with_its_line(tmp_path: Path, pattern: str, reason: str) -> None:
    with pytest.raises(ProjectError) as error:
        open_with(tmp_path, SETTINGS.replace("PATTERN", pattern))
    place = f"{tmp_path / 'schlaglicht.toml'}:8: sentences: ex:Office: en: "
    assert str(error.value).startswith(place + reason)


def test_class_with_an_unknown_prefix_is_named(tmp_path: Path) -> None:
    settings = SETTINGS.replace("ex:Office", "eks:Office").replace("PATTERN", "{ex:holder}")
    with pytest.raises(ProjectError, match=r"toml:7: .*unknown prefix 'eks'"):
        open_with(tmp_path, settings)


def test_pattern_in_an_inline_table_has_the_line_of_its_class(tmp_path: Path) -> None:
    file = tmp_path / "schlaglicht.toml"
    file.write_text('[sentences]\n"ex:A" = { en = "{ex:a}" }\n"ex:B" = { en = "{ex:b}" }\n')
    assert setting_line(file, "sentences", "ex:B", "en") == 3


LEADS = """\
[prefixes]
ex = "https://example.org/"

[sentences."ex:Boat"]
en = "{ex:name}"

[pages."ex:Boat"]
profile = "PROFILE"
lead = ["ex:length", "NAME"]
"""


def test_right_leads_are_accepted(tmp_path: Path) -> None:
    settings = LEADS.replace("PROFILE", "place").replace("NAME", "dcterms:title")
    pages = open_with(tmp_path, settings).settings.pages
    assert pages == {"ex:Boat": PageLead("place", ("ex:length", "dcterms:title"))}


@pytest.mark.parametrize(
    ("profile", "name", "line", "reason"),
    [
        ("plaec", "ex:name", 8, "unknown profile 'plaec'; did you mean place? Known: concept-sch"),
        ("ship", "ex:name", 8, "unknown profile 'ship'; known: concept-scheme, concept, catalog"),
        ("place", "nope:name", 9, "nope:name: unknown prefix 'nope'"),
        ("place", "name", 9, "'name' is neither a prefixed name nor an IRI"),
    ],
)
def test_wrong_lead_is_an_error_with_its_line(
    tmp_path: Path, profile: str, name: str, line: int, reason: str
) -> None:
    settings = LEADS.replace("PROFILE", profile).replace("NAME", name)
    with pytest.raises(ProjectError) as caught:
        open_with(tmp_path, settings)
    assert f"schlaglicht.toml:{line}: pages: ex:Boat: " in str(caught.value)
    assert reason in str(caught.value)


def test_class_may_stand_on_a_line_of_its_table(tmp_path: Path) -> None:
    settings = '[pages]\n"dcat:Dataset" = { profile = "nope" }\n'
    with pytest.raises(ProjectError, match=r"schlaglicht\.toml:2: pages: dcat:Dataset: profile: "):
        open_with(tmp_path, settings)


def test_unknown_class_prefix_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"toml:1: pages: nope:A: nope:A: unknown prefix"):
        open_with(tmp_path, '[pages."nope:A"]\nlead = []\n')


def test_every_profile_of_the_settings_is_made() -> None:
    assert set(PROFILES) == set(MAKERS)
    assert {profile.name for profile in OF_CLASS.values()} | {"none"} == set(PROFILES)
