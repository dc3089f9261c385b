"""A command takes a share of the machine's memory at most."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from schlaglicht.cli import run

pytest.importorskip("resource")

_SHOWN = "import resource; print(*resource.getrlimit(resource.RLIMIT_DATA))"


def limits(before: str = "") -> tuple[int, int]:
    """The soft and the hard limit of a process that limits itself."""
    code = f"{before}; from schlaglicht.cli.memory_limit import limit_memory; limit_memory()"
    command = [sys.executable, "-c", f"{code.removeprefix('; ')}; {_SHOWN}"]
    soft, hard = subprocess.check_output(command, text=True).split()
    return int(soft), int(hard)


def test_process_is_limited_to_less_than_the_machine_has() -> None:
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert whole / 2 < limits()[0] < whole


def test_lower_limit_stays() -> None:
    lower = "import resource; resource.setrlimit(resource.RLIMIT_DATA, (2**30, 2**31))"
    assert limits(lower) == (2**30, 2**31)


def test_command_without_enough_memory_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lack(_: object) -> None:
        raise MemoryError

    (tmp_path / "data.ttl").write_text("")
    monkeypatch.setattr("schlaglicht.cli.validate.project_of", lack)
    assert run(["validate", str(tmp_path)]) == 2
    assert "not enough for these files" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["validate", "diff"])
def test_commands_that_read_are_limited(command: str) -> None:
    code = (
        "import sys; import schlaglicht.cli as cli; "
        f"cli.limit_memory = lambda: print('limited'); sys.argv[1:] = ['{command}', '-h']; "
        "cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.startswith("limited")
