"""Several web processes behave as one server."""

from __future__ import annotations

import http.client
import json
import os
import re
import resource
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from patience import wait_until
from server_processes import ancestors

from schlaglicht.engine import can_serve_forks
from schlaglicht.ground.processes import can_fork, processes_below

if TYPE_CHECKING:
    from tests.cli.conftest import RunningServer

LETTERS = """\
<https://example.org/a> <https://example.org/name> "A" .
<https://example.org/b> <https://example.org/name> "B" .
"""
ASK = "ASK { <https://example.org/c> ?p ?o }"


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, start_shared: Callable[..., RunningServer]
) -> RunningServer:
    path = tmp_path_factory.mktemp("shared") / "letters.ttl"
    path.write_text(LETTERS, encoding="utf-8")
    return start_shared("--workers", "2", "--engines", "2", str(path))


@pytest.fixture
def server(running: RunningServer) -> RunningServer:
    """A server of two web processes, which both are there."""
    wait_until(lambda: is_answered(running))
    running.wait_for(lambda state: state["workers"] == 2 and state["engines"]["idle"] == 2)
    return running


def sparql_requests(server: RunningServer, status: str = "") -> int:
    """Their number by now: one is counted after its answer is sent."""
    text = server.request("GET", "/metrics")[2]
    found = re.findall(rf'requests_total\{{route="/sparql",[^}}]*"{status}[^}}]*\}} (\d+)', text)
    return sum(map(int, found))


def reported_sparql_requests(folder: Path) -> int:
    """Those in the reports that web processes have left for each other."""
    reports = [json.loads(path.read_text()) for path in folder.glob("*/worker-*.json")]
    return sum(
        count
        for report in reports
        for labels, count in report["counts"].get("requests_total", {}).items()
        if 'route="/sparql"' in labels
    )


def test_health_and_metrics_are_those_of_all_web_processes(server: RunningServer) -> None:
    for _ in range(20):
        assert server.ask("ASK {")[0] == 400  # of which nobody else sends one
    wait_until(lambda: sparql_requests(server, "400") == 20)


def test_reload_moves_all_web_processes_fails_no_request_and_is_logged_once(
    tmp_path: Path, start_server: Callable[..., RunningServer]
) -> None:
    path = tmp_path / "letters.ttl"
    path.write_text('<https://example.org/a> <https://example.org/name> "A" .\n')
    server = start_server("--workers", "2", "--engines", "2", str(path))
    server.wait_for(lambda state: state["workers"] == 2)
    assert said_in(server.log) == []
    statuses: list[int] = []
    stopped = threading.Event()

    def go_on_asking() -> None:
        while not stopped.wait(0.01):
            statuses.append(server.ask("ASK { ?s ?p ?o }")[0])

    asking = threading.Thread(target=go_on_asking)
    asking.start()
    path.write_text('<https://example.org/c> <https://example.org/name> "C" .\n')
    state = server.reload()
    stopped.set()
    asking.join()
    assert state["reload"]["succeeded"], state
    assert all("true" in server.ask(f"{ASK} #{number}")[1] for number in range(20))
    assert set(statuses) == {200}
    assert 'reloads_total{outcome="success"} 1\n' in server.request("GET", "/metrics")[2]
    (said,) = said_in(server.log)
    assert said.startswith("reloaded: version")


def said_in(log: str) -> list[str]:
    """The messages of a log, without its lines on requests."""
    lines = [json.loads(line) for line in log.splitlines()]
    return [line["message"] for line in lines if "method" not in line]


def test_killed_web_process_is_replaced_and_its_counts_stay(
    letters: Path,
    start_server: Callable[..., RunningServer],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(folder))
    server = start_server("--workers", "2", "--engines", "2", str(letters))
    server.wait_for(lambda state: state["workers"] == 2)
    for _ in range(10):
        server.ask(ASK)
    wait_until(lambda: sparql_requests(server) == 10)
    wait_until(lambda: reported_sparql_requests(folder) == 10)
    killed, *_ = server.web_processes
    os.kill(killed, signal.SIGKILL)

    def is_replaced() -> bool:
        try:
            return killed not in server.web_processes and server.health()["workers"] == 2
        except (OSError, http.client.HTTPException):
            return False

    wait_until(is_replaced)
    assert sparql_requests(server) == 10


def test_killed_engines_are_replaced_though_nobody_asks(server: RunningServer) -> None:
    """As when memory runs out: the process that has the graph is killed, and its copies with it."""
    engines = server.engines
    for fork_server in {ancestors(engine)[0] for engine in engines}:
        os.kill(fork_server, signal.SIGKILL)
    wait_until(lambda: not engines & server.engines)
    server.wait_for(lambda state: state["engines"]["idle"] == 2)
    assert server.request("GET", "/readyz")[0] == 200


def test_web_process_is_replaced_once_there_is_room(server: RunningServer) -> None:
    first = server.process.pid
    ended, *_ = server.web_processes
    opened = {int(path.name) for path in Path(f"/proc/{first}/fd").iterdir()}
    free = next(number for number in count() if number not in opened)
    before = resource.prlimit(first, resource.RLIMIT_NOFILE)
    resource.prlimit(first, resource.RLIMIT_NOFILE, (free, before[1]))
    os.kill(ended, signal.SIGKILL)
    wait_until(lambda: "replacing a web process failed and is tried again" in server.log)
    assert is_answered(server)  # by the other one
    resource.prlimit(first, resource.RLIMIT_NOFILE, before)
    server.wait_for(lambda state: state["workers"] == 2)


def test_stopped_web_process_is_replaced(server: RunningServer) -> None:
    before = server.health()["replaced_workers"]
    stopped, *_ = server.web_processes
    os.kill(stopped, signal.SIGSTOP)

    def is_replaced() -> bool:
        try:
            state = server.health()
        except (OSError, http.client.HTTPException):  # the connection went to the stopped one
            return False
        return stopped not in server.web_processes and state["replaced_workers"] > before

    wait_until(is_replaced)
    assert f"process {stopped} has been stopped, and is ended" in server.log


def processors_of(pid: int) -> set[frozenset[int]]:
    """The processors that the threads of a process may use; none of one that has ended."""
    found = set()
    with suppress(FileNotFoundError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(ProcessLookupError):  # ended meanwhile
                found.add(frozenset(os.sched_getaffinity(int(thread.name))))
    return found


@pytest.mark.skipif(
    not (hasattr(os, "sched_getaffinity") and can_serve_forks()),
    reason="the system keeps no thread on a processor, or has no fork server",
)
def test_each_web_process_stays_on_a_processor_of_its_own(server: RunningServer) -> None:
    allowed = os.sched_getaffinity(0)

    def of_web_processes() -> dict[int, set[frozenset[int]]]:
        return {pid: processors_of(pid) for pid in server.web_processes}

    before: dict[int, set[frozenset[int]]] = {}

    def are_in_place() -> bool:
        """Among the children of the server are others for a moment, while they start."""
        before.clear()
        before.update(of_web_processes())
        kept = [own for processors in before.values() for own in processors]
        both = frozenset().union(*kept)
        is_apart = [len(own) for own in kept] == [1, 1] and len(both) == min(2, len(allowed))
        engines = [processors_of(engine) for engine in server.engines]
        return is_apart and both <= allowed and engines == [{frozenset(allowed)}] * 2

    wait_until(are_in_place)
    killed, stays = before
    os.kill(killed, signal.SIGKILL)

    def is_replaced_there() -> bool:
        after = of_web_processes()
        new = after.keys() - before.keys()
        return len(after) == 2 and [after[pid] for pid in new] == [before[killed]]

    wait_until(is_replaced_there)
    assert processors_of(stays) == before[stays]


def test_server_goes_on_however_often_its_web_processes_are_killed(
    server: RunningServer,
) -> None:
    for _ in range(3):
        killed = started_by(server)
        for each in killed:
            os.kill(each, signal.SIGKILL)
        wait_until(lambda: len(started_by(server) - killed) == 2)  # noqa: B023
    wait_until(lambda: is_answered(server))


def started_by(server: RunningServer) -> set[int]:
    """The ids of the processes that a server has started as web processes, ready or not."""
    assert server.process.poll() is None
    of_multiprocessing = [
        each
        for each in processes_below(server.process.pid)
        if re.search(rb"spawn_main|forkserver", command_of(each))
    ]
    return {*of_multiprocessing} - {pid for each in of_multiprocessing for pid in ancestors(each)}


def command_of(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:  # ended meanwhile
        return b""


def is_answered(server: RunningServer) -> bool:
    try:
        return server.ask(ASK)[0] == 200
    except (OSError, http.client.HTTPException):
        return False


@pytest.mark.skipif(not can_fork(), reason="processes are no forks here")
def test_server_goes_on_without_the_process_of_which_its_others_are_forks(
    start_server: Callable[..., RunningServer], tmp_path: Path
) -> None:
    path = tmp_path / "letters.ttl"
    path.write_text(LETTERS, encoding="utf-8")
    server = start_server("--workers", "2", "--engines", "2", str(path))
    wait_until(lambda: len(server.web_processes) == 2)  # they report before they listen
    before = server.web_processes
    killed = {ancestors(each)[0] for each in before}
    assert server.process.pid not in killed
    for each in killed:
        os.kill(each, signal.SIGKILL)
    assert all(server.ask(f"{ASK} #{number}")[0] == 200 for number in range(20))
    assert server.web_processes == before
    os.kill(min(before), signal.SIGKILL)
    wait_until(lambda: is_answered(server) and len(server.web_processes - before) == 1)
    assert max(before) in server.web_processes
    assert server.reload()["reload"]["succeeded"]
