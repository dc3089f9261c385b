from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from patience import ending

from schlaglicht.cli.validate import Run, files_watched, state_watched
from schlaglicht.ground.files import mark_of
from schlaglicht.validation.ignores import Selection


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


@pytest.mark.parametrize("name", ["events/x.ttl", "data/x.ttls", "notes.n3"])
def test_file_that_nothing_reads_is_seen(name: str, valid: Path) -> None:
    """It is a finding of its own."""
    before = state_watched(run_in(valid))
    (valid / name).parent.mkdir(exist_ok=True)
    (valid / name).write_text("<http://a/s> <http://a/p> 1 .")
    assert state_watched(run_in(valid)) != before


def test_change_of_a_table_or_its_mapping_is_seen(
    tmp_path: Path, cli: Callable[..., object]
) -> None:
    table = tmp_path / "bridges.csv"
    table.write_text("id,opened\n" + "".join(f"a{year},{year}\n" for year in range(1880, 1890)))
    cli(tmp_path, "init", "--from", table.name)
    seen = [state_watched(run_in(tmp_path))]
    mapping = tmp_path / "bridges.csv-metadata.json"
    for path in (table, mapping):
        path.write_text(path.read_text() + "\n")
        seen.append(state_watched(run_in(tmp_path)))
    table.unlink()
    seen.append(state_watched(run_in(tmp_path)))
    assert all(before != after for before, after in pairwise(seen))


def test_change_that_hides_its_time_is_seen(valid: Path) -> None:
    data, before = valid / "data.ttl", state_watched(run_in(valid))
    then, text = data.stat(), data.read_text()
    data.write_text(text.replace("1", "2"))
    os.utime(data, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert (data.stat().st_size, data.stat().st_mtime_ns) == (then.st_size, then.st_mtime_ns)
    assert state_watched(run_in(valid)) != before


def test_what_is_compared_with_is_watched(valid: Path, tmp_path: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@a.example", "-C", str(valid)]
    commit = [*git, "commit", "-q", "--allow-empty", "-m", "x"]
    for command in ([*git, "init", "-q"], commit):
        subprocess.run(command, check=True)
    baseline = tmp_path / "b.json"
    runs = run_in(valid, since="HEAD"), run_in(valid, baseline=baseline)
    before = [state_watched(run) for run in runs]
    subprocess.run(commit, check=True)
    baseline.touch()
    assert not any(state_watched(run) == was for run, was in zip(runs, before, strict=True))


def run_in(folder: Path, *, since: str | None = None, baseline: Path | None = None) -> Run:
    return Run((folder,), None, Selection(), baseline, since, False, False, ())


def test_settings_are_watched_while_they_are_wrong(concert: Path) -> None:
    settings = concert / "schlaglicht.toml"
    settings.write_text("oops")
    before = mark_of(files_watched([concert], None))
    settings.write_text("")
    assert mark_of(files_watched([concert], None)) != before


def test_sources_that_are_not_there_do_no_harm(concert: Path) -> None:
    assert concert / "data.ttl" in files_watched([concert], concert / "gone")


@contextmanager
def watching(folder: Path, *arguments: str) -> Iterator[Iterator[str]]:
    """The lines that `validate --watch` prints in a folder, errors too, as they come."""
    command = [sys.executable, "-u", "-m", "schlaglicht", "validate", "--watch", *arguments]
    started = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with ending(started) as process:
        assert process.stdout
        yield iter(process.stdout.readline, "")


def test_watch_validates_again_when_a_file_changes(valid: Path) -> None:
    with watching(valid) as lines:
        assert next(lines).startswith("all is well")
        before = (valid / "data.ttl").read_text(encoding="utf-8")
        (valid / "data.ttl").write_text("oops", encoding="utf-8")
        assert any("violation[syntax]" in line for line in lines)
        (valid / "data.ttl").write_text(before, encoding="utf-8")
        assert any(line.startswith("all is well") for line in lines)


def test_watch_stays_with_its_folder_when_that_is_emptied(valid: Path) -> None:
    with watching(valid) as lines:
        assert any(line.startswith("checked: 1 file") for line in lines)
        before = (valid / "data.ttl").read_text(encoding="utf-8")
        (valid / "data.ttl").unlink()
        assert next(lines).startswith("schlaglicht: ")
        (valid / "new.ttl").write_text(before + before.replace("x", "y"), encoding="utf-8")
        assert next(lines).startswith("all is well")
        assert next(lines).startswith("checked: 1 file, 2 triples")


def test_watch_validates_again_when_a_source_changes(concert: Path) -> None:
    with watching(concert, "--sources", "sources") as lines:
        assert any(line.startswith("all is well") for line in lines)
        (concert / "sources" / "programme.txt").write_text("other", encoding="utf-8")
        assert any("violation[evidence-" in line for line in lines)


def test_watch_validates_again_when_the_settings_change(invalid: Path) -> None:
    with watching(invalid) as lines:
        assert any("violation[shape]" in line for line in lines)
        (invalid / "schlaglicht.toml").write_text('[validate]\nselect = ["unknown-term"]')
        assert any(line.startswith("all is well") for line in lines)
