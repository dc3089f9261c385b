"""Progress: one line on a terminal, elsewhere nothing, or a few lines if they are wanted."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from schlaglicht.cli import progress
from schlaglicht.i18n import msg

COMMANDS = ["query ASK{} .", "export .", "validate --no-cache .", "diff --no-findings . ."]

SLOW = """
from schlaglicht.__main__ import main
from schlaglicht.cli import progress
from schlaglicht.i18n import msg
progress._MOMENT = -1
progress._SMOOTH = -1
main()
"""
"""The command, which shows progress from the first moment on."""

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
<x:shape> sh:targetSubjectsOf <x:b> ; sh:property [ sh:path <x:b> ; sh:minCount 1 ] .
<x:asking> sh:targetSubjectsOf <x:b> ; sh:sparql [
    sh:message "no" ; sh:select "SELECT $this { $this <x:none> ?value }" ] .
"""


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def written_to_a_terminal(folder: Path, command: str, program: Sequence[str]) -> str:
    """What a command writes to standard error when that is a terminal."""
    reader, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, *program, *command.split()],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        env={**os.environ, "COLUMNS": "80"},
    ) as process:
        os.close(terminal)
        content = b""
        with suppress(OSError):  # the end of a terminal
            while part := os.read(reader, 4096):
                content += part
        assert process.wait() == 0
    os.close(reader)
    return content.decode()


@pytest.fixture
def two_files(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "shapes").mkdir()
    for name in ("a", "b"):
        (tmp_path / "data" / f"{name}.ttl").write_text(f"<x:{name}> <x:b> <x:c> .")
    (tmp_path / "shapes" / "shapes.ttl").write_text(SHAPES)
    return tmp_path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(clock: Clock) -> progress._Line:
    return progress._Line(clock)


@pytest.fixture
def lines(clock: Clock) -> progress._Lines:
    return progress._Lines(clock)


@pytest.mark.parametrize("command", COMMANDS)
def test_terminal_shows_which_file_is_read_and_keeps_no_line(command: str, two_files: Path) -> None:
    written = written_to_a_terminal(two_files, command, ["-c", SLOW])
    assert re.search(r"reading (?:a|shapes)\.ttl \(0\.0 MB\), file \d of ", written)
    assert re.search(r"reading b\.ttl \(0\.0 MB\), file [23] of ", written)
    assert "\n" not in written
    assert written.endswith("\r\x1b[K")


def test_terminal_shows_the_stages_of_a_validation(two_files: Path) -> None:
    written = written_to_a_terminal(two_files, "validate --no-cache .", ["-c", SLOW])
    stages = ["preparing the checks", "checking the shapes, 0 of 4", "constraints, 2 of 4"]
    places = [written.index(stage) for stage in [*stages, "finishing the other checks"]]
    assert places == sorted(places)


def test_terminal_shows_the_pages_of_a_site(two_files: Path) -> None:
    command = "export --site public --base https://example.org/ ."
    written = written_to_a_terminal(two_files, command, ["-c", SLOW])
    assert re.search(r"writing pages and data, \d+ of \d+ …", written)


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_shown_of_short_work(command: str, two_files: Path) -> None:
    patient = SLOW.replace("_MOMENT = -1", "_MOMENT = 1e9")
    assert written_to_a_terminal(two_files, command, ["-c", patient]) == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_shown_elsewhere(command: str, two_files: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SLOW, *command.split()],
        cwd=two_files,
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("command", COMMANDS)
def test_verbose_writes_lines_elsewhere(command: str, two_files: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "schlaglicht", *command.split(), "--verbose"],
        cwd=two_files,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0
    assert re.search(r"reading (?:a|shapes)\.ttl \(0\.0 MB\), file \d of ", ended.stderr)
    assert "\r" not in ended.stderr


def test_time_left_follows_from_what_has_been_read() -> None:
    assert str(progress._left(2_000_000, 6_000_000, 4.0)) == ", 0.5 MB/s, about 8 s left"


def test_line_waits_a_moment(
    line: progress._Line, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    line.stage(msg("indexing"))
    line.rest()
    assert capsys.readouterr().err == ""
    clock.now = 1.1
    line.count(1_000, 20_000)
    assert capsys.readouterr().err.endswith("indexing, 1,000 of 20,000 …")


def test_line_changes_at_a_pace_that_can_be_read(
    line: progress._Line, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    clock.now = 2.0
    line.stage(msg("indexing"))
    for number in range(1_000):
        clock.now += 0.001
        line.count(number, 1_000)
    assert capsys.readouterr().err.count("\r") <= 11


def test_large_file_is_shown_at_once_with_the_share_that_is_read(
    line: progress._Line,
    clock: Clock,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "_size", lambda _: 8_000_000)
    for _ in line.files([tmp_path / "large.nt"]):
        assert "large.nt (8.0 MB), file 1 of 1" in capsys.readouterr().err
        for number in range(8_192):
            clock.now = number / 1_024
            if number and number % 1_024 == 0:
                line.count(number, 8_192)
    shown = capsys.readouterr().err.rpartition("\r\x1b[K")[2]
    assert shown == "reading large.nt (8.0 MB), file 1 of 1, 88%, 1.0 MB/s, about 1 s left"


def test_number_of_lines_is_bounded(
    lines: progress._Lines, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    lines.stage(msg("indexing"))
    for number in range(100_000):
        clock.now += 1.0
        lines.count(number, 100_000)
    written = capsys.readouterr().err.splitlines()
    assert written[:2] == ["indexing …", "indexing, 5 of 100,000 …"]
    assert 10 < len(written) < 80


def test_numbers_are_in_the_language_of_the_reader(
    line: progress._Line,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    clock.now = 2.0
    line.stage(msg("indexing"))
    clock.now = 3.0
    line.count(1_000, 20_000)
    assert "1.000 von 20.000" in capsys.readouterr().err
    assert progress._tenths(1234.56) == "1.234,6"
