from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest
from tables import each

from schlaglicht import __version__, cli
from schlaglicht.__main__ import main as load_and_run
from schlaglicht.cli import COMMANDS, UNLISTED, run
from schlaglicht.errors import EngineLost, EngineNotStarted, ProjectError

PYTHON = sys.executable


def raising(error: BaseException) -> object:
    def main(*_args: object, **_kwargs: object) -> int:
        raise error

    return main


def test_help_names_every_command_for_graphs_of_ones_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["--help"]) == 0
    output = capsys.readouterr().out
    named = [name for name in COMMANDS if f"  {name} " in output]
    assert named == [name for name in COMMANDS if name not in UNLISTED]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    assert f"schlaglicht {name} [OPTIONS]" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["serve", "query"])
def test_examples_in_help_keep_their_lines(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    run([name, "--help"])
    assert f"\n    schlaglicht {name} " in capsys.readouterr().out


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"schlaglicht {__version__}\n"


def test_module_is_the_console_script() -> None:
    finished = subprocess.run(
        [PYTHON, "-m", "schlaglicht", "--version"], capture_output=True, text=True, check=True
    )
    assert finished.stdout == f"schlaglicht {__version__}\n"


def test_no_command_shows_the_help_as_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "Commands:" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["dance"], ["--dance"], ["query"], ["query", "--dance"]])
def test_wrong_usage_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert "Usage:" in capsys.readouterr().err


@each(
    "arguments, heavy",
    [
        (["--help"], {"rdflib", "pyshacl", "flask", "granian", "pyoxigraph"}),
        (["query", "ASK {}"], {"pyshacl", "flask", "granian"}),
    ],
)
def test_nothing_is_imported_that_a_command_does_not_need(
    letters: Path, arguments: list[str], heavy: set[str]
) -> None:
    code = (
        f"from schlaglicht.cli import run; import sys; status = run({arguments}); "
        f"print({heavy} & sys.modules.keys()); sys.exit(status)"
    )
    done = subprocess.run([PYTHON, "-c", code], cwd=letters, check=True, stdout=subprocess.PIPE)
    assert done.stdout.endswith(b"set()\n")


def test_foreseen_error_exits_2_with_its_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.schlaglicht, "main", raising(ProjectError("x.ttl: no such file")))
    assert run(["query"]) == 2
    assert capsys.readouterr().err == "schlaglicht: x.ttl: no such file\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EngineLost("out of memory"), 3),
        (EngineNotStarted("No space left on device"), 2),
        (OSError(errno.EIO, "Input/output error"), 2),
        (OSError(errno.EBADF, "Bad file descriptor"), 3),
        (MemoryError(), 2),
        (RuntimeError("can't start new thread"), 2),
        (RuntimeError("Too many open files (os error 24)\n\nStack backtrace:\n"), 2),
        (ImportError("libsqlite3.so.0: failed to map segment from shared object"), 2),
        (ImportError("_zoneinfo.so: cannot open shared object file: Too many open files"), 2),
    ],
)
def test_system_without_room_is_no_fault_of_ours(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.schlaglicht, "main", raising(error))
    assert run(["query"]) == code


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "[Errno 24] Too many open files"),
        (ImportError("lib.so: failed to map segment"), "lib.so: failed to map segment"),
        (MemoryError(), "no memory"),
    ],
)
def test_error_whose_words_cannot_be_loaded_is_told_in_few(
    refused: Exception,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cli.schlaglicht, "main", raising(refused))
    monkeypatch.setattr(cli, "_failed", raising(refused))
    assert run(["query"]) == 2
    assert capsys.readouterr().err == f"schlaglicht: {words}\n"


def test_program_that_cannot_be_loaded_is_told_in_few_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "schlaglicht.cli", None)
    with pytest.raises(SystemExit) as ended:
        load_and_run()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("schlaglicht cannot be loaded: import of ")


def test_unforeseen_error_exits_3_and_asks_for_a_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCHLAGLICHT_DEBUG", raising=False)
    monkeypatch.setattr(cli.schlaglicht, "main", raising(ZeroDivisionError("oh")))
    assert run(["query"]) == 3
    message = capsys.readouterr().err
    assert message.startswith("schlaglicht: ZeroDivisionError: oh\n")
    assert "report" in message
    assert "Traceback" not in message


def test_debug_shows_the_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.schlaglicht, "main", raising(ZeroDivisionError("oh")))
    assert run(["--debug", "query"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_debug_can_be_set_in_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHLAGLICHT_DEBUG", "1")
    monkeypatch.setattr(cli.schlaglicht, "main", raising(ProjectError("oh")))
    assert run(["query"]) == 2
    assert "Traceback" in capsys.readouterr().err


def wrapped(error: BaseException) -> RuntimeError:
    """An error as Python makes it of one that is raised within `__set_name__`."""
    outer = RuntimeError("Error calling __set_name__ on 'Field' instance 'name' in 'Document'")
    outer.__cause__ = error
    return outer


def test_signal_within_the_making_of_a_class_ends_as_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli.schlaglicht, "main", raising(wrapped(KeyboardInterrupt())))
    assert run(["query"]) == 130
    monkeypatch.setattr(cli.schlaglicht, "main", raising(wrapped(SystemExit(143))))
    with pytest.raises(SystemExit, match="143"):
        run(["query"])
    assert not capsys.readouterr().err.strip()


def test_interrupt_exits_130_without_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.schlaglicht, "main", raising(KeyboardInterrupt()))
    assert run(["query"]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "command",
    [
        *("validate {}", "validate {}.ttl", "validate --sources {} .", "validate --format json={}"),
        *("validate --baseline {}", "validate --write-baseline {}"),
        *("init {}", "diff {} .", "diff . {}", "export {}", "format {}", "query x {}", "serve {}"),
    ],
)
def test_name_that_is_too_long_is_no_fault_of_ours(
    command: str, concert: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(concert)
    assert run(command.format("x" * 300).split()) == 2
    assert "Traceback" not in capsys.readouterr().err
