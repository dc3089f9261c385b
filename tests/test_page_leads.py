"""Profiles and first properties in the settings: their values, and errors with their lines."""

from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.page_leads import PROFILES, PageLead
from schlaglicht.pages.profiles.table import MAKERS, OF_CLASS
from schlaglicht.project import Project, open_project

SETTINGS = """\
[prefixes]
ex = "https://example.org/"

[sentences."ex:Boat"]
en = "{ex:name}"

[pages."ex:Boat"]
profile = "PROFILE"
lead = ["ex:length", "NAME"]
"""


def open_with(folder: Path, settings: str) -> Project:
    (folder / "data.ttl").write_text("<https://example.org/a> a <b:c> .\n", encoding="utf-8")
    (folder / "schlaglicht.toml").write_text(settings, encoding="utf-8")
    return open_project([folder])


def test_right_leads_are_accepted(tmp_path: Path) -> None:
    settings = SETTINGS.replace("PROFILE", "place").replace("NAME", "dcterms:title")
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
    settings = SETTINGS.replace("PROFILE", profile).replace("NAME", name)
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
