import os
from pathlib import Path

import pytest

from schlaglicht.cli.watch import files_watched
from schlaglicht.file_changes import mark_of


@pytest.mark.parametrize(
    "name",
    [
        *("data.ttl", "ontology/concert.ttl", "shapes/concert.ttl", "queries/when.rq"),
        *("queries/when.tsv", "schlaglicht.toml", "pyproject.toml", "sources/programme.txt"),
    ],
)
def test_change_of_what_a_validation_reads_is_seen(name: str, concert: Path) -> None:
    (concert / "pyproject.toml").touch()
    before = mark_of(files_watched([concert], concert / "sources"))
    os.utime(concert / name, (1, 1))
    assert mark_of(files_watched([concert], concert / "sources")) != before


def test_settings_are_watched_while_they_are_wrong(concert: Path) -> None:
    settings = concert / "schlaglicht.toml"
    settings.write_text("oops")
    before = mark_of(files_watched([concert], None))
    settings.write_text("")
    assert mark_of(files_watched([concert], None)) != before


def test_sources_that_are_not_there_do_no_harm(concert: Path) -> None:
    assert concert / "data.ttl" in files_watched([concert], concert / "gone")
