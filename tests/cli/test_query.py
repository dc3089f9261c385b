from __future__ import annotations

import io
import subprocess
import sys

import pytest

from schlaglicht.cli import run

Output = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("letters")
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' . '.join(f'?a{i} ?b{i} ?c{i}' for i in range(30))} }}"


class Terminal(io.TextIOWrapper):
    """A stream into memory that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_text_longer_than_a_file_name_is_asked(capsys: Output) -> None:
    assert run(["query", "ASK {}" + " " * 5000]) == 0
    assert capsys.readouterr().out == "true\n"


def test_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run(["query", "queries/sizes.rq"]) == 0
    terminal.seek(0)
    assert terminal.read() == "x     size\n────  ────\nex:a     5\nex:b    10\n\n2 rows\n"


def test_query_that_takes_too_long_exits_2(capsys: Output) -> None:
    assert run(["query", ENDLESS, "--timeout", "0.5"]) == 2
    assert "stopped after 0.5 s" in capsys.readouterr().err


def test_reader_that_has_enough_ends_the_command_quietly() -> None:
    values = " ".join(str(n) for n in range(10))
    query = "SELECT * {" + "".join(f" VALUES ?v{i} {{ {values} }}" for i in range(4)) + "}"
    with subprocess.Popen(
        [sys.executable, "-m", "schlaglicht", "query", query],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
