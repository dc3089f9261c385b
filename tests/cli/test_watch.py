import os
from itertools import islice
from pathlib import Path

import pytest

from schlaglicht.cli.watch import Mark, changes, files_watched, mark_of


def test_state_of_files_shows_changes_of_size_time_and_presence(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert mark_of([path]) == frozenset()
    path.write_text("1")
    first = mark_of([path])
    path.write_text("22")
    second = mark_of([path])
    os.utime(path, (1, 1))
    assert len({frozenset(), first, second, mark_of([path])}) == 4


def test_first_look_and_every_change_count_once_it_has_settled() -> None:
    one, two, three = (frozenset({("a", number, 0)}) for number in (1, 2, 3))
    states: list[Mark] = [one, one, two, three, three, three, one, one, one]
    looks = iter(states)
    seen = changes(lambda: next(looks), seconds=0)
    assert len(list(islice(seen, 3))) == 3
    assert next(looks, None) is None


def test_unchanged_files_keep_it_waiting() -> None:
    one: Mark = frozenset()
    looks = iter([one] * 5)
    seen = changes(lambda: next(looks), seconds=0)
    next(seen)
    try:
        next(seen)
    except RuntimeError:  # the looks came to an end, and nothing was yielded before
        return
    raise AssertionError("a change was seen where there was none")


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
