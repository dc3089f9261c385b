from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE, ending, patient_environment, wait_until
from server_processes import engines_of, web_processes_of

DATA = """\
@prefix ex: <https://example.org/> .
ex:a ex:name "Ä"@de ; ex:size 5 .
ex:b ex:name "B" ; ex:size 10 .
"""


VALID = '<http://a/s> <http://a/p> "x" .\n'
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<http://a/S> a sh:NodeShape ; sh:targetNode <http://a/s> ;
    sh:property [ sh:path <http://a/p> ; sh:maxCount 0 ;
        sh:message "zu viel"@de , "too much"@en ] .
"""


@pytest.fixture
def valid(tmp_path: Path) -> Path:
    """A folder with one file of valid data."""
    (tmp_path / "data.ttl").write_text(VALID, encoding="utf-8")
    return tmp_path


@pytest.fixture
def invalid(valid: Path) -> Path:
    """A folder whose data does not meet its shapes."""
    (valid / "shapes").mkdir()
    (valid / "shapes" / "s.ttl").write_text(SHAPES, encoding="utf-8")
    return valid


@pytest.fixture
def letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a project of two things with names and sizes, and one question."""
    (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
    (tmp_path / "schlaglicht.toml").write_text(
        '[prefixes]\nex = "https://example.org/"\n', encoding="utf-8"
    )
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "sizes.rq").write_text(
        "SELECT ?x ?size { ?x ex:size ?size } ORDER BY ?size", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


class RunningServer:
    """A running `schlaglicht serve`, whose log is kept."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        assert process.stdout
        self.process = process
        self._log = log
        ready = process.stdout.readline().strip()
        assert ready, log.read_text(encoding="utf-8")
        self.port = int(ready.rstrip("/").rpartition(":")[2])

    def request(
        self, method: str, path: str, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=sent)
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode()
        finally:
            connection.close()

    def ask(self, query: str) -> tuple[int, str]:
        path = "/sparql?" + urllib.parse.urlencode({"query": query})
        status, _, body = self.request("GET", path)
        return status, body

    def health(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(self.request("GET", "/health")[2])
        return state

    def reload(self) -> dict[str, Any]:
        """Sends SIGHUP; returns the state once the attempt has ended."""
        before = self.health()["reload"]
        self.process.send_signal(signal.SIGHUP)
        return self.wait_for(lambda state: state["reload"] != before)

    def wait_for(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Waits for a state of the server that meets a condition, and returns it."""
        state: dict[str, Any] = {}

        def is_met() -> bool:
            state.clear()
            state.update(self.health())
            return condition(state)

        wait_until(is_met)
        return state

    def wait_for_line(self, text: str) -> str:
        """The whole line of the log that contains `text`, written after its response is sent.

        `text` is what no other line has: an id that a request brings is `"request_id":"…"` or
        `request_id=… `, with its end, since ids that are made may begin as it does.
        """
        lines: list[str] = []

        def is_written() -> bool:
            lines[:] = [line for line in self.log.splitlines(keepends=True) if text in line]
            return bool(lines) and lines[-1].endswith("\n")

        wait_until(is_written)
        (line,) = lines
        return line

    @property
    def engines(self) -> set[int]:
        """The process ids of its engines."""
        return engines_of(self.process.pid)

    @property
    def web_processes(self) -> set[int]:
        """The process ids of its web processes."""
        return web_processes_of(self.process.pid, self.port)

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")


@contextmanager
def starting(log: Path) -> Iterator[Callable[..., RunningServer]]:
    """Starts servers with the given arguments, on free ports; they end with the block.

    `program` replaces `-m schlaglicht`.
    """
    with ExitStack() as stack:
        stack.callback(lambda: print(log.read_text(encoding="utf-8")))  # shown if the test fails

        def start(
            *arguments: str, program: tuple[str, ...] = ("-m", "schlaglicht")
        ) -> RunningServer:
            command = [sys.executable, *program, "serve", "--port", "0", *arguments]
            file = stack.enter_context(log.open("w", encoding="utf-8"))
            started = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=file, text=True, env=patient_environment()
            )
            return RunningServer(stack.enter_context(ending(started)), log)

        yield start


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., RunningServer]]:
    """Starts servers that end with the test, as `starting` does."""
    with starting(tmp_path / "server.log") as start:
        yield start


@pytest.fixture(scope="module")
def start_shared(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., RunningServer]]:
    """Starts a server for the tests of a file, as `starting` does."""
    with starting(tmp_path_factory.mktemp("log") / "server.log") as start:
        yield start
