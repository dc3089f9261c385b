"""Progress: one line on a terminal, nothing elsewhere."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from schlaglicht.cli import progress

COMMANDS = ["query ASK{} .", "export ."]


def written_to_a_terminal(folder: Path, command: str) -> str:
    """What a command writes to standard error when that is a terminal."""
    reader, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "schlaglicht", *command.split()],
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
    for name in ("a", "b"):
        (tmp_path / "data" / f"{name}.ttl").write_text(f"<x:{name}> <x:b> <x:c> .")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_terminal_shows_which_file_is_read_and_keeps_no_line(command: str, two_files: Path) -> None:
    written = written_to_a_terminal(two_files, command)
    assert "reading a.ttl (0.0 MB), file 1 of 2" in written
    assert "reading b.ttl (0.0 MB), file 2 of 2" in written
    assert "\n" not in written
    assert written.endswith("\r\x1b[K")


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_shown_elsewhere(command: str, two_files: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "schlaglicht", *command.split()],
        cwd=two_files,
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_time_left_follows_from_what_has_been_read() -> None:
    assert str(progress._left(2_000_000, 6_000_000, 4.0)) == ", 0.5 MB/s, about 8 s left"
