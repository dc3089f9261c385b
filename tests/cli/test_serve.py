from __future__ import annotations

import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path

import pytest
from patience import PATIENCE, ending, longer_and_longer, patient_environment, wait_until

from schlaglicht.cli import run
from schlaglicht.cli import serve as command
from schlaglicht.ground.processes import processes_below
from schlaglicht.i18n import msg
from schlaglicht.web.server.server_settings import ServerSettings

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


class Server:
    """A running `schlaglicht serve`, and the processes it consists of once it is ready."""

    def __init__(self, process: subprocess.Popen[str], ready: str, log: Path | None) -> None:
        self.process = process
        self.log = log
        self.ready = ready
        self.port = int(ready.rstrip("/").rpartition(":")[2])
        self.tree = descendants(process.pid)

    def request(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode()
        finally:
            connection.close()

    def ask(self, query: str) -> tuple[int, str]:
        path = "/sparql?" + urllib.parse.urlencode({"query": query})
        status, _, body = self.request("GET", path)
        return status, body

    def wait_until_all_gone(self) -> None:
        """Returns once the process and all that it has started have ended."""
        wait_until(lambda: not self.tree & set(running_processes()))


def running_processes() -> dict[int, int]:
    """The process ids of all processes that run, zombies do not, each with its parent's."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, *_ = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            parents[int(stat.parent.name)] = int(parent)
    return parents


def descendants(ancestor: int) -> set[int]:
    """The process ids of a process and of all below it."""
    parents = running_processes()
    found = {ancestor}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


@contextmanager
def serving(*arguments: str, log: Path | None = None) -> Iterator[Server]:
    with log.open("w", encoding="utf-8") if log else nullcontext() as stderr:
        started = subprocess.Popen(
            [sys.executable, "-m", "schlaglicht", "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
            env=patient_environment(),
        )
        with ending(started) as process:
            assert process.stdout
            ready = process.stdout.readline().strip()
            assert ready, "the server ended before it was ready"
            yield Server(process, ready, log)


def write_things(folder: Path, count: int) -> Path:
    path = folder / "things.ttl"
    lines = (f"<https://example.org/{n}> <https://example.org/size> {n} .\n" for n in range(count))
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of three hundred triples."""
    return write_things(tmp_path_factory.mktemp("things"), 300)


@pytest.fixture(scope="module")
def server(things: Path) -> Iterator[Server]:
    """A server of the things, with two engines, that says what it reads."""
    log = things.parent / "log"
    with serving(str(things), "--engines", "2", "--verbose", log=log) as running:
        yield running


def test_ready_line_says_what_is_served_and_where(server: Server) -> None:
    assert server.ready == f"Serving things (300 triples) at http://127.0.0.1:{server.port}/"


def test_verbose_says_what_is_read_before_serving(server: Server) -> None:
    assert server.log
    assert "reading things.ttl" in server.log.read_text(encoding="utf-8").partition("\n")[0]


def test_query_is_answered(server: Server) -> None:
    status, body = server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert status == 200
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == "300"


def test_query_is_answered_as_curl_sends_it(server: Server) -> None:
    status, headers, body = server.request(
        "POST",
        "/sparql",
        urllib.parse.urlencode({"query": "SELECT ?o { <https://example.org/7> ?p ?o }"}),
        Accept="text/csv",
        Content_Type="application/x-www-form-urlencoded",
    )
    assert (status, headers["Content-Type"]) == (200, "text/csv; charset=utf-8; header=present")
    assert body == "o\r\n7\r\n"


def test_query_method_reaches_the_endpoint(server: Server) -> None:
    status, _, body = server.request(
        "QUERY", "/sparql", "ASK {}", Content_Type="application/sparql-query"
    )
    assert (status, json.loads(body)["boolean"]) == (200, True)


def test_head_sends_no_body(server: Server) -> None:
    status, headers, body = server.request("HEAD", "/sparql?query=ASK%7B%7D")
    assert (status, headers["Content-Type"], body) == (200, "application/sparql-results+json", "")


def test_too_much_content_is_refused(server: Server) -> None:
    # The answer comes before the content has been sent, so it is only announced.
    status, _, _ = server.request(
        "POST",
        "/sparql",
        "",
        Content_Type="application/sparql-query",
        Content_Length=str(1024 * 1024 + 1),
    )
    assert status == 413


def test_answer_is_compressed_and_can_be_validated_over_the_wire(server: Server) -> None:
    path = "/sparql?" + urllib.parse.urlencode({"query": "SELECT * { ?s ?p ?o }"})
    sent = {"Accept-Encoding": "gzip", "Accept": "text/csv"}
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as wire:
        bodies = []
        for _ in range(2):
            wire.request("GET", path, headers=sent)
            response = wire.getresponse()
            bodies.append(gzip.decompress(response.read()))
            assert response.headers["Content-Encoding"] == "gzip"
        etag = response.headers["ETag"]
        wire.request("GET", path, headers=sent | {"If-None-Match": etag})
        response = wire.getresponse()
        assert (response.status, response.read(), response.headers["ETag"]) == (304, b"", etag)
        wire.request("HEAD", path, headers=sent)
        response = wire.getresponse()
        assert (response.status, response.read(), response.headers["ETag"]) == (200, b"", etag)
    assert bodies[0] == bodies[1]
    assert bodies[0].count(b"\n") == 301


def test_start_page_comes_with_its_style(server: Server) -> None:
    status, headers, _ = server.request("GET", "/static/style.css")
    assert (status, headers["Content-Type"]) == (200, "text/css; charset=utf-8")


def test_heavy_query_is_stopped_while_others_are_answered(things: Path) -> None:
    for seconds in longer_and_longer(1):
        heavy: list[tuple[int, str]] = []
        beside = []
        with serving(str(things), "--timeout", str(seconds), "--engines", "2") as server:
            asking = threading.Thread(target=lambda: heavy.append(server.ask(HEAVY)))  # noqa: B023
            asking.start()
            while asking.is_alive():
                beside.append(server.ask("ASK {}")[0])
            asking.join()
            wait_until(lambda: server.ask("ASK {}")[0] == 200)
        assert heavy[0][0] == 503
        assert f"stopped after {seconds:g} s" in heavy[0][1]
        if set(beside) == {200}:
            return
    pytest.fail("the others were not answered")


def test_service_is_refused_and_opens_no_connection(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        port = listening.getsockname()[1]
        status, body = server.ask(f"ASK {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
        assert (status, "SERVICE" in body) == (403, True)
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.mark.parametrize(
    ("send", "number"),
    [
        (os.kill, signal.SIGTERM),
        (os.kill, signal.SIGINT),
        (os.killpg, signal.SIGTERM),
        (os.killpg, signal.SIGINT),
    ],
    ids=["SIGTERM", "SIGINT", "group", "keyboard"],
)
def test_signal_ends_the_server_all_its_processes_and_files(
    things: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    send: Callable[[int, int], None],
    number: signal.Signals,
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(str(things)) as running:
        assert list(tmp_path.iterdir())
        send(running.process.pid, number)
        assert running.process.wait(PATIENCE) == 0
        running.wait_until_all_gone()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_to_the_group_ends_a_server_that_starts(
    things: Path, tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-m", "schlaglicht", "serve", "--port", "0", str(things)]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True) as process,
    ):
        wait_until(lambda: any(map(is_preloaded, processes_below(process.pid))))
        os.killpg(process.pid, number)
        assert process.wait(PATIENCE) in (0, 128 + number)
    log_text = (tmp_path / "log").read_text()
    assert "Traceback" not in log_text
    assert "Errno" not in log_text


def is_preloaded(pid: int) -> bool:
    """Whether a process is the one that web processes are forks of, with signals blocked."""
    try:
        return b"multiprocessing.forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # ended meanwhile
        return False


def test_killed_server_leaves_no_process_with_a_query(
    things: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second SIGTERM while the web process waits for the query would block it for ever."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(str(things), "--engines", "1") as running:
        asking = threading.Thread(target=ask_in_vain, args=(running,))
        asking.start()
        wait_until(lambda: '"busy":1' in running.request("GET", "/health")[2].replace(" ", ""))
        running.process.kill()
        running.wait_until_all_gone()
        asking.join()


def ask_in_vain(server: Server) -> None:
    with suppress(OSError, http.client.HTTPException):
        server.ask(HEAVY)


def test_killed_server_leaves_no_process_and_its_port_to_the_next(
    things: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # for the files that it cannot remove any more
    with serving(str(things), "--engines", "1") as first:
        port = first.port
        assert first.ask("ASK {}")[0] == 200
        first.process.kill()
        first.wait_until_all_gone()
    with serving(str(things), "--engines", "1", "--port", str(port)) as second:
        assert second.port == port
        assert second.ask("ASK {}")[0] == 200


def test_port_in_use_exits_2(things: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["serve", str(things), "-p", str(port), "--engines", "2", "--watch"]) == 2
        message = capsys.readouterr().err
        start = f"schlaglicht: port {port} on 127.0.0.1 is in use by "
        assert message.startswith(start)
        assert f" ({os.getpid()}); the next free one: " in message
        offered = message.split(": ")[-1].split()
        assert offered[:3] == ["schlaglicht", "serve", str(things)]
        assert offered[3:7] == ["--engines", "2", "--watch", "--port"]
        socket.create_server(("127.0.0.1", int(offered[7]))).close()


def test_browser_is_opened_only_on_a_terminal_with_a_display(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("CI", raising=False)
    command._announce_and_open(msg("ready"), "http://a.example/")
    assert (opened, "no browser" in capsys.readouterr().err) == ([], True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    command._announce_and_open(msg("ready"), "http://a.example/")
    assert opened == ["http://a.example/"]
    monkeypatch.setenv("CI", "true")
    command._announce_and_open(msg("ready"), "http://b.example/")
    assert opened == ["http://a.example/"]


def test_log_is_text_on_a_terminal_and_json_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ServerSettings().log_format == "json"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert ServerSettings().log_format == "text"
    assert ServerSettings(log_format="json").log_format == "json"


def test_serve_says_that_scripts_were_not_bundled(
    things: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("schlaglicht.web.STATIC", tmp_path)
    run(["serve", str(things), "--host", "no-such-host.invalid"])
    assert "This installation has no query editor" in capsys.readouterr().err.splitlines()[0]


def test_unknown_host_exits_2(things: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", str(things), "--host", "256.0.0.1", "--port", "0"]) == 2
    assert "cannot listen on 256.0.0.1" in capsys.readouterr().err


def test_broken_file_exits_2_with_its_place_where_it_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<a:a> <a:b> <a:c> .\n<a:a> <a:b> .\n", encoding="utf-8")
    assert run(["serve", str(path), "--strict", "--port", "0"]) == 2
    assert "broken.ttl:2:13: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--review",), "--review needs --sources"),
        (("--edit", "--host", "0.0.0.0"), "--edit is for this machine alone"),
        (("--edit", "data.ttl"), "--edit needs the folder of one project"),
        (("--sources", "s", "--host", "0.0.0.0"), "this machine alone"),
        (("--sources", "s", "--public-url", "https://example.org"), "this machine alone"),
        (("--sources", "s", "--proxies", "1"), "this machine alone"),
        (("--sources", "s", "data.ttl"), "the folder of one project"),
        (("--sources", "s", "--publication", "p"), "the folder of one project"),
    ],
)
def test_desk_is_for_one_project_on_this_machine(
    concert: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    reason: str,
) -> None:
    monkeypatch.chdir(concert)
    asked = options if options[0] in ("--review", "--edit") else ("--review", *options)
    assert (run(["serve", *asked]), reason in capsys.readouterr().err) == (2, True)
