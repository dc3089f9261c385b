"""How a process of the command line ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from glob import glob
from pathlib import Path

import pytest
from patience import PATIENCE, wait_until

from schlaglicht.cli import run


@pytest.fixture(autouse=True)
def _heeded_hangups() -> Iterator[None]:
    """Processes heed SIGHUP, which `nohup` has the tests ignore."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(
    ("status", "said"), [("1", "later"), ("AtOnce(1)", "")], ids=["as Python does", "at once"]
)
def test_what_is_left_for_the_end_is_done_unless_there_is_nothing(status: str, said: str) -> None:
    code = (
        "import atexit; from schlaglicht.cli.process import AtOnce, end; "
        f"atexit.register(print, 'later'); end({status})"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout.strip()) == (1, said)


HEED = "import os, signal; from schlaglicht.cli.process import heed_signals; "


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_with_blocks_once_however_often_it_comes(number: signal.Signals) -> None:
    code = (
        f"{HEED}heed_signals()\n"
        f"try: os.kill(os.getpid(), {number:d})\n"
        f"finally: os.kill(os.getpid(), {number:d}); print('tidied')"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (128 + number, "tidied\n", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_that_is_ignored_stays_so(number: signal.Signals) -> None:
    code = (
        f"{HEED}signal.signal({number:d}, signal.SIG_IGN); heed_signals(); "
        f"os.kill(os.getpid(), {number:d}); print('went on')"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (0, "went on\n")


def test_how_processes_end_is_noticed_though_whoever_starts_this_one_does_not_care() -> None:
    code = (
        f"{HEED}signal.signal(signal.SIGCHLD, signal.SIG_IGN); heed_signals(); "
        "print(os.waitstatus_to_exitcode(os.system('exit 3')))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "3\n", "")


ENDLESS = "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?c = ?f + ?i + ?l) }"


PATIENT = f"""
from schlaglicht.cli import main
from schlaglicht.validation.checks import question_answers
question_answers._SECONDS = {2 * PATIENCE}
main()
"""
"""The command, whose questions would go on for longer than a test waits."""


@pytest.fixture
def endless(concert: Path) -> Path:
    """A project in git whose question takes longer than a test may."""
    triples = "".join(f"<x:a> <x:b> {number} .\n" for number in range(1000))
    (concert / "data.ttl").write_text(triples)
    (concert / "queries" / "when.rq").write_text(ENDLESS)
    identity = ("-c", "user.name=a", "-c", "user.email=a@a.example")
    for arguments in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "one")):
        subprocess.run(["git", *arguments], cwd=concert, check=True)
    return concert


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("command", ["validate --since HEAD", "diff HEAD ."])
def test_command_that_is_ended_leaves_no_process_and_no_file(
    command: str, number: signal.Signals, endless: Path, tmp_path: Path
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", PATIENT, *command.split()],
        cwd=endless,
        env={**os.environ, "TMPDIR": str(temporary)},
        start_new_session=True,
    ) as process:
        wait_for_a_question(temporary)
        process.send_signal(number)
        assert process.wait(PATIENCE) == 128 + number
    wait_until(lambda: not is_left(process.pid))
    assert list(temporary.iterdir()) == []


def test_server_that_ends_while_it_validates_leaves_no_file(endless: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "schlaglicht", "serve", "--port", "0", str(endless)],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        wait_for_a_question(temporary)
        process.terminate()
        assert process.wait(PATIENCE) == 0
    assert list(temporary.iterdir()) == []


def is_left(group: int) -> bool:
    """Whether a process group has a process, if only one that nobody has waited for yet."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for_a_question(folder: Path) -> None:
    """Until a snapshot for questions has been taken in a folder."""
    snapshots = f"{folder}/schlaglicht-*/*.nq"
    # To Path.glob a folder that goes meanwhile is an error.
    wait_until(lambda: bool(glob(snapshots)))  # noqa: PTH207
    time.sleep(0.5)  # that the question is likely to have begun


pytest.importorskip("resource")

_SHOWN = "import resource; print(*resource.getrlimit(resource.RLIMIT_DATA))"


def limits(before: str = "") -> tuple[int, int]:
    """The soft and the hard limit of a process that limits itself."""
    code = f"{before}; from schlaglicht.cli.process import limit_memory; limit_memory()"
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
