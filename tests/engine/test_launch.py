"""Engines that are copies of the process that asks them."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from patience import PATIENCE, PATIENT, wait_until

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import EnginePool, EngineQuery
from schlaglicht.engine.worker import fork
from schlaglicht.errors import EngineLost, QueryTimeout
from schlaglicht.formats import JSON, TSV
from schlaglicht.ground import processes

pytestmark = [
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="elsewhere, a new Python is started"
    ),
    # As a process without other threads does, whatever threads there are in that of the tests.
    pytest.mark.usefixtures("forking"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]

YES = b'{"head":{},"boolean":true}'
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{i} ?p{i} ?o{i} .' for i in range(12))} }}"


@pytest.fixture
def forking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "may_fork", processes.can_fork)


@pytest.fixture
def pool(people: Snapshot) -> Iterator[EnginePool]:
    with EnginePool(people, engines=1, limits=PATIENT, start=fork) as pool:
        yield pool


def ask(pool: EnginePool, text: str = "ASK {}") -> bytes:
    return b"".join(pool.stream(EngineQuery(text, JSON)))


def is_answered(pool: EnginePool) -> bool:
    """Whether a query is answered; its deadline may be too short for a loaded machine."""
    try:
        assert ask(pool) == YES
    except QueryTimeout:
        return False
    return True


def status_of(pool: EnginePool, name: str) -> str:
    (pid,) = pool.pids
    return Path(f"/proc/{pid}/{name}").read_text()


def test_a_copy_answers(pool: EnginePool) -> None:
    assert ask(pool) == YES
    assert "engine.worker" not in status_of(pool, "cmdline")


def test_a_copy_answers_what_a_new_python_does(people: Snapshot, pool: EnginePool) -> None:
    query = EngineQuery("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", TSV)
    with EnginePool(people, engines=1, limits=PATIENT) as other:
        assert b"".join(pool.stream(query)) == b"".join(other.stream(query))


def test_a_copy_has_no_file_of_its_parent(people: Snapshot, tmp_path: Path) -> None:
    with (tmp_path / "open").open("w"), EnginePool(people, engines=1, start=fork) as pool:
        (pid,) = pool.pids
        names = [str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()]
    assert sorted(name.partition(":")[0] for name in names) == ["/dev/null", "socket", "socket"]


def test_a_copy_can_open_nothing(pool: EnginePool) -> None:
    limits = status_of(pool, "limits")
    (files,) = [line.split()[3:5] for line in limits.splitlines() if "open files" in line]
    assert files == ["3", "3"]


def test_ctrl_c_is_not_for_the_copy(pool: EnginePool) -> None:
    (pid,) = pool.pids
    assert os.getsid(pid) != os.getsid(0)


def test_a_query_that_takes_too_long_costs_the_copy(people: Snapshot) -> None:
    limits = replace(PATIENT, seconds=0.5)
    with EnginePool(people, engines=1, limits=limits, start=fork) as pool:
        (pid,) = pool.pids
        with pytest.raises(QueryTimeout):
            ask(pool, ENDLESS)
        wait_until(lambda: is_answered(pool))
        assert pid not in pool.pids


def test_what_killed_a_copy_is_said(pool: EnginePool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schlaglicht.engine.process._LAST_SECONDS", PATIENCE)
    with pytest.raises(EngineLost, match="nested too deep"):
        ask(pool, f"ASK {'{' * 100_000}{'}' * 100_000}")


def test_a_snapshot_that_cannot_be_loaded_is_reported(tmp_path: Path) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text("<a", encoding="utf-8")
    with pytest.raises(EngineLost, match="cannot be loaded"):
        EnginePool(Snapshot("", broken, 0), engines=1, start=fork)


def test_closing_leaves_no_copy(people: Snapshot) -> None:
    with EnginePool(people, engines=2, start=fork) as pool:
        pids = pool.pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def has_ended(pid: int) -> bool:
    try:
        return ") Z" in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_copy_ends_with_its_parent(people: Snapshot) -> None:
    script = (
        "import sys; from pathlib import Path; from schlaglicht.engine import EnginePool; "
        "from schlaglicht.engine.worker import fork; "
        "from schlaglicht.dataset.snapshot import Snapshot; "
        "pool = EnginePool(Snapshot('', Path(sys.argv[1]), 0), engines=1, start=fork); "
        "print(*pool.pids, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(people.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: has_ended(pid))


def test_beside_other_threads_a_new_python_is_started(
    people: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    other.start()
    try:
        with EnginePool(people, engines=1, start=fork) as pool:
            assert "engine.worker" in status_of(pool, "cmdline")
    finally:
        ended.set()
        other.join()


def test_a_copy_that_is_waited_for_in_vain_is_told() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        started = fork(["/nowhere.nq", "1", "1"], theirs)
        assert started.wait() == 1
        assert started.poll() == 1
        started.kill()


def test_a_copy_may_be_waited_for_by_several_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    waitpid = os.waitpid

    def slow(process: int, options: int) -> tuple[int, int]:
        found = waitpid(process, options)
        time.sleep(0.1)
        return found

    ours, theirs = socket.socketpair()
    with ours, theirs, ThreadPoolExecutor(2) as threads:
        started = fork(["/nowhere.nq", "1", "1"], theirs)
        monkeypatch.setattr(os, "waitpid", slow)
        codes = [threads.submit(started.wait) for _ in range(2)]
        assert [code.result() for code in codes] == [1, 1]


def test_a_copy_of_which_nothing_is_kept_has_ended() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            started = fork(["/nowhere.nq", "1", "1"], theirs)
            assert started.wait() is not None
            started.kill()
    finally:
        signal.signal(signal.SIGCHLD, before)
