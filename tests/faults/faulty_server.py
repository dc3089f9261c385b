"""A server to which faults happen, its clients, and what must hold of both."""

from __future__ import annotations

import http.client
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from fault_rows import KINDS, Rows
from server_processes import ancestors, files_of

from schlaglicht.ground.processes import is_stopped

INJECTED = Path(__file__).parent / "injected"

WORKERS, ENGINES = 2, 4
SLOWER = float(os.environ.get("SLOWER", 1))
"""How much slower than others this machine is, as one is on which much else runs."""
SECONDS = 3.0
"""The time of a query; a stopped engine costs one as much."""
WHOLE = 45.0 * SLOWER
"""Seconds after the end of any fault in which service is full again."""
GONE = 25.0 * SLOWER
"""Seconds after the end of the first process in which all others are gone."""
PATIENCE = 60.0 * SLOWER

_NUMBERS = 240
_PADDING = "of a text that makes an answer long " * 2


class BreachError(AssertionError):
    """Something that must hold, and does not."""


@dataclass
class Outcomes:
    """What clients got; safe for threads."""

    right: int = 0
    refused: int = 0
    broken: list[float] = field(default_factory=list)
    """The monotonic times at which connections broke."""
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Process:
    """A process of the server."""

    pid: int
    kind: str


class FaultyServer:
    """A server of one small project whose versions differ in each answer."""

    def __init__(self, folder: Path, *, room: str | None = "32m") -> None:
        """In `folder`; its temporary files have so much room where that can be had."""
        self.folder = folder
        self.project = folder / "project"
        self.temporary = folder / "tmp"
        self.project.mkdir()
        self.temporary.mkdir()
        if room:
            _mount(self.temporary, room)
        self.rows = Rows(folder / "faults")
        self.name = f"{os.getpid()}-{folder.name}"
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.outcomes = Outcomes()
        self.keeps_drafts = False
        """True once its disk has refused to remove a file."""
        self.damaged = ""
        """The name of a file that has been cut since the last reload."""
        self._versions = count(1)
        self._queries = count(1)
        self.version = self.write_version()
        self.allowed = {self.version}
        """The versions that may be served now."""

    # Life

    def write_version(self) -> int:
        """Writes another version of the data, and returns its number."""
        version = next(self._versions)
        lines = [f'<urn:it> <urn:is> "{version} {_PADDING}" .']
        lines += [f"<urn:{number}> <urn:number> {number} ." for number in range(_NUMBERS)]
        lines += [f"<urn:it> <urn:has> {number} ." for number in range(version % 97)]
        self.write_data("\n".join(lines))
        return version

    def write_data(self, text: str) -> None:
        """Replaces the data in one step: half of them, or none, would be right answers too."""
        draft = self.project / "draft"
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.project / "data.ttl")

    def begin(self) -> None:
        """Starts the server, and waits until its first process is more than Python itself."""
        environment = {
            **os.environ,
            "FAULTS": os.pathsep.join(map(str, (self.folder / "faults", self.folder))),
            "PYTHONPATH": os.pathsep.join((str(INJECTED), os.environ.get("PYTHONPATH", ""))),
            "TMPDIR": str(self.temporary),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "SERVER_OF_FAULTS": self.name,
        }
        limits = ["--workers", str(WORKERS), "--engines", str(ENGINES), "--timeout", str(SECONDS)]
        command = [sys.executable, "-m", "schlaglicht", "serve", str(self.project), "--port", "0"]
        with (self.folder / "log").open("wb") as log, (self.folder / "out").open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *limits, "--log-level", "error"],
                env=environment,
                stdout=out,
                stderr=log,
            )
        latest = time.monotonic() + PATIENCE
        while not self.rows.has_begun and time.monotonic() < latest:
            time.sleep(0.005)

    def wait_until_ready(self) -> bool:
        """Returns whether it is ready to be asked, or has ended."""
        assert self.process
        latest = time.monotonic() + PATIENCE
        while time.monotonic() < latest:
            said = (self.folder / "out").read_text(encoding="utf-8")
            if "Ctrl-C" in said:
                self.port = int(said.partition("127.0.0.1:")[2].partition("/")[0])
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.02)
        raise BreachError("it is neither ready nor gone")

    def ask_to_end(self) -> None:
        """Sends SIGTERM."""
        self._signal(signal.SIGTERM)

    def ask_to_reload(self) -> None:
        """Sends SIGHUP."""
        self._signal(signal.SIGHUP)

    def _signal(self, number: int) -> None:
        assert self.process
        with suppress(ProcessLookupError):
            self.process.send_signal(number)

    def check_gone(self, *, is_killed: bool) -> None:
        """Waits until nothing is left of it; files may be, of one that was killed."""
        assert self.process
        try:
            self.process.wait(GONE)
        except subprocess.TimeoutExpired as error:
            raise BreachError(f"it has not ended: {self.processes()}") from error
        self._wait(lambda: not self.processes(), GONE, lambda: f"left: {self.processes()}")
        left = [path for path in self.temporary.iterdir() if path.name != "ballast"]
        if not is_killed and left:
            raise BreachError(f"left: {sorted(map(str, left))}")

    def kill_all(self) -> None:
        """Ends whatever is left of it, without any check."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        if self.process:
            self.process.wait()
        for path in self.temporary.iterdir():
            shutil.rmtree(path, ignore_errors=True)

    def remove(self) -> None:
        """Removes its folder."""
        if self.temporary.is_mount():
            subprocess.run(["umount", "--lazy", str(self.temporary)], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def log(self) -> str:
        """What it has written to standard error."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    # Its processes and files

    def processes(self) -> list[Process]:
        """All its processes, wherever they hang in the tree."""
        mark = f"\0SERVER_OF_FAULTS={self.name}\0".encode()
        main = self.process.pid if self.process else 0
        found, listening = [], _listening_sockets()
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mark in b"\0" + (folder / "environ").read_bytes():
                    found.append(_process(folder, main, listening))
        return found

    def of_kind(self, kind: str) -> list[int]:
        """The ids of the processes of a kind."""
        return [process.pid for process in self.processes() if process.kind == kind]

    def is_running(self) -> bool:
        """False once its first process has ended."""
        return self.process is not None and self.process.poll() is None

    # Service

    def check_whole(self, seconds: float = WHOLE) -> float:
        """Seconds until service is full again, at most `seconds`; raises BreachError."""
        began = time.monotonic()
        self._wait(lambda: not self.lacks(), seconds, lambda: f"not whole again: {self.lacks()}")
        return time.monotonic() - began

    def lacks(self) -> str:
        """What full service lacks."""
        if not self.is_running():
            raise BreachError(f"the server has ended: {self.log[-2000:]}")
        try:
            status, body, _ = self.get("/readyz", seconds=5)
            if status != 200:
                return f"ready: {status} {body!r}"
            _, body, _ = self.get("/health", seconds=5)
            health = json.loads(body)
            engines = health["engines"]
            if (health["workers"], engines["idle"]) != (WORKERS, ENGINES) or engines["starting"]:
                return f"health: {body!r}"
            for _ in range(8 * WORKERS):  # one that is behind may be missed by a few
                answered = self.asked_for_version(seconds=5)
                if answered != str(max(self.allowed)):
                    return f"the version {max(self.allowed)}: {answered}"
            status, _, _ = self.get("/dumps/dataset.nq", seconds=5)
            return self._superfluous() if status == 200 else f"the dumps: {status}"
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            return f"an answer, or a file that has just gone: {error!r}"

    def is_served(self, version: int, seconds: float) -> bool:
        """Whether a version is served before that time is over."""
        latest = time.monotonic() + seconds
        while time.monotonic() < latest and self.is_running():
            with suppress(OSError, http.client.HTTPException):
                if self.asked_for_version(seconds=seconds) == str(version):
                    return True
            time.sleep(0.2)
        return False

    def _superfluous(self) -> str:
        """Files and processes that should not be there, or that have yet to be replaced."""
        there = self.processes()
        if stopped := [each for each in there if is_stopped(each.pid)]:
            return f"no longer stopped: {stopped}"
        alive = {process.pid for process in there}
        counts = {kind: sum(each.kind == kind for each in there) for kind in KINDS}
        if counts["web"] != WORKERS or counts["engine"] != ENGINES:
            return f"processes: {counts}"
        if (
            counts["fork server"] > 2
            or counts["main"] != 1
            or counts["work"] > 1
            or counts["preloaded"] > 1
        ):
            return f"processes: {counts}"
        private = [path for path in self.temporary.iterdir() if path.is_dir()]
        if len(private) > 1:
            return f"folders: {private}"
        files = list(private[0].rglob("*"))
        drafts = [path for path in files if path.name.startswith(".") and not self.keeps_drafts]
        stale = [p for p in files if p.name.startswith("alive-") and int(p.name[6:]) not in alive]
        versions = [path for path in files if path.name.startswith("version-")]
        if drafts or stale or len(versions) > 2:
            return f"files: {[*map(str, drafts), *map(str, stale), *map(str, versions)]}"
        return ""

    def _wait(self, met: Callable[[], object], seconds: float, reason: Callable[[], str]) -> None:
        latest = time.monotonic() + seconds
        while not met():
            if time.monotonic() > latest:
                raise BreachError(reason())
            time.sleep(0.2)

    # Clients

    def get(self, path: str, *, seconds: float = PATIENCE) -> tuple[int, bytes, str | None]:
        """Status, content and Retry-After of an answer over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            return _asked(connection, path)
        finally:
            connection.close()

    def asked_for_version(self, *, seconds: float = PATIENCE) -> str:
        """The number of the version in an answer, or what came instead."""
        number = next(self._queries)
        query = f"SELECT ?is ({number} AS ?n) {{ <urn:it> <urn:is> ?is }}"
        status, body, _ = self.get(_sparql(query), seconds=seconds)
        lines = body.decode().splitlines()
        if status == 200 and lines[-1].endswith(f",{number}"):
            return lines[-1].partition(" ")[0]
        return f"{status} {body[:200]!r}"

    def clients(self, stopped: threading.Event) -> Iterator[Callable[[], None]]:
        """The work of clients, for a thread each."""
        yield lambda: self._ask_often(stopped, [self._sends_number], is_kept=True)
        yield lambda: self._ask_often(stopped, [self._sends_number, self._counts], is_kept=False)
        yield lambda: self._ask_often(
            stopped, [self._counts, self._reads_page, self._reads_long], is_kept=True
        )

    def _ask_often(
        self,
        stopped: threading.Event,
        kinds: list[Callable[[http.client.HTTPConnection], str]],
        *,
        is_kept: bool,
    ) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        while not stopped.wait(0.08) and self.is_running():
            try:
                outcome = random.choice(kinds)(connection)
            except TimeoutError:
                outcome = f"no answer in {PATIENCE} s"
            except (OSError, http.client.HTTPException):
                self.outcomes.broken.append(time.monotonic())
                outcome = "broken"
            self._count(outcome)
            if outcome != "right" or not is_kept:
                connection.close()
        connection.close()

    def _count(self, outcome: str) -> None:
        if outcome == "right":
            self.outcomes.right += 1
        elif outcome == "refused":
            self.outcomes.refused += 1
        elif outcome != "broken":
            self.outcomes.wrong.append(outcome)

    def _sends_number(self, connection: http.client.HTTPConnection) -> str:
        number = next(self._queries)
        query = f"SELECT ({number} AS ?n) ?is {{ <urn:it> <urn:is> ?is }}"
        before = set(self.allowed)
        answer = _asked(connection, _sparql(query))
        expected = {
            f"n,is\r\n{number},{version} {_PADDING}\r\n".encode()
            for version in before | self.allowed
        }
        return _judged(answer, query, lambda body: body in expected)

    def _counts(self, connection: http.client.HTTPConnection) -> str:
        query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        before = set(self.allowed)
        answer = _asked(connection, _sparql(query))
        expected = {
            f"n\r\n{1 + _NUMBERS + version % 97}\r\n".encode() for version in before | self.allowed
        }
        return _judged(answer, query, lambda body: body in expected)

    def _reads_long(self, connection: http.client.HTTPConnection) -> str:
        query = (
            "SELECT ?is ?a ?b { <urn:it> <urn:is> ?is . ?x <urn:number> ?a . ?y <urn:number> ?b }"
        )
        before = set(self.allowed)
        answer = _asked(connection, _sparql(query))

        def is_right(body: bytes) -> bool:
            lines = body.splitlines()
            said = {line.partition(b" ")[0].decode() for line in lines[1:]}
            is_whole = len(lines) == 1 + _NUMBERS**2 == len(set(lines))
            return is_whole and len(said) == 1 and said <= {str(v) for v in before | self.allowed}

        return _judged(answer, "a long answer", is_right)

    def _reads_page(self, connection: http.client.HTTPConnection) -> str:
        answer = _asked(connection, "/", Accept="text/html")
        return _judged(answer, "/", lambda body: body.rstrip().endswith(b"</html>"))


def _asked(
    connection: http.client.HTTPConnection, path: str, **fields: str
) -> tuple[int, bytes, str | None]:
    connection.request("GET", path, headers=fields)
    response = connection.getresponse()
    return response.status, response.read(), response.headers["Retry-After"]


def _judged(
    answer: tuple[int, bytes, str | None], asked: str, is_right: Callable[[bytes], bool]
) -> str:
    status, body, retry_after = answer
    if status == 200 and is_right(body):
        return "right"
    if status == 503 and retry_after:
        return "refused"
    return f"{asked}: {status} {body[:300]!r} … {body[-100:]!r}"


def _sparql(query: str) -> str:
    return f"/sparql?{urlencode({'query': query, 'format': 'csv'})}"


def _process(folder: Path, main: int, listening: set[str]) -> Process:
    command = (folder / "cmdline").read_bytes()
    stat = (folder / "stat").read_text().rpartition(")")[2].split()
    pid, parent = int(folder.name), int(stat[1])
    if stat[0] == "Z":
        raise ProcessLookupError
    if pid == main:
        return Process(pid, "main")
    if b"schlaglicht.engine.fork_server" in command:
        is_engine = command == Path(f"/proc/{parent}/cmdline").read_bytes()
        return Process(pid, "engine" if is_engine else "fork server")
    if b"schlaglicht.engine.worker" in command:
        return Process(pid, "engine")
    if b"resource_tracker" in command:
        return Process(pid, "tracker")
    is_fork = b"forkserver" in command
    if is_fork and command != Path(f"/proc/{parent}/cmdline").read_bytes() and parent > 1:
        return Process(pid, "preloaded")
    is_web = (is_fork or b"spawn_main" in command) and bool(listening & files_of(pid))
    return Process(pid, "web" if is_web else "work")


def _listening_sockets() -> set[str]:
    """The TCP sockets that listen; web processes alone inherit none and have one."""
    rows = map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
    return {f"socket:[{row[9]}]" for row in rows if row[3] == "0A"}


def _mount(folder: Path, size: str) -> None:
    """Makes a folder a small file system of its own, where this user may."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    subprocess.run(command, stderr=subprocess.DEVNULL, check=False)


def limit(pid: int, which: int, value: int) -> Callable[[], None]:
    """Sets a limit of a running process; returns what takes it back, below it too."""
    before = resource.prlimit(pid, which)
    limited = (min(value, before[1]) if before[1] >= 0 else value, before[1])
    resource.prlimit(pid, which, limited)

    def undo() -> None:
        for each in (pid, *_below(pid)):
            with suppress(OSError):
                if resource.prlimit(each, which) == limited:
                    resource.prlimit(each, which, before)

    return undo


def _below(pid: int) -> list[int]:
    """The processes that a process has started, directly or not, and which have its limits."""
    known = (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
    return [each for each in known if pid in ancestors(each)]
