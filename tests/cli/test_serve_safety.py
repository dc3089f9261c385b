"""What a running server bears: see docs/security.md."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE, ending, patient_environment, wait_until


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Process id and port of a server of one triple."""
    path = tmp_path_factory.mktemp("served") / "data.ttl"
    path.write_text("<https://example.org/a> a <https://example.org/B> .")
    command = [sys.executable, "-m", "schlaglicht", "serve", str(path), "--port", "0"]
    started = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=patient_environment()
    )
    with ending(started) as process:
        assert process.stdout
        ready = process.stdout.readline().rstrip("/\n")
        yield process.pid, int(ready.rpartition(":")[2])


def ask(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("POST", "/sparql", "ASK {}", {"Content-Type": QUERY})
        answer: bool = json.loads(connection.getresponse().read())["boolean"]
        return answer
    finally:
        connection.close()


QUERY = "application/sparql-query"


def test_idle_and_half_open_connections_keep_nobody_out(served: tuple[int, int]) -> None:
    _, port = served
    opened = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
    for number, connection in enumerate(opened):
        if number % 3 == 1:
            connection.sendall(b"GET / HTTP/1.1\r\nHo")
        if number % 3 == 2:
            connection.shutdown(socket.SHUT_WR)
    assert ask(port)
    for connection in opened:
        connection.close()


def test_slow_senders_of_content_are_given_up_and_keep_nobody_out(
    served: tuple[int, int],
) -> None:
    _, port = served
    head = (
        f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {QUERY}\r\nContent-Length: 999\r\n\r\n"
    )
    senders = [socket.create_connection(("127.0.0.1", port), PATIENCE) for _ in range(10)]
    for sender in senders:
        sender.sendall(head.encode())
    open_still = list(senders)
    answers = dict.fromkeys(senders, b"")

    def are_given_up() -> bool:
        assert ask(port)
        for sender in open_still[::2]:  # the others say nothing more
            with contextlib.suppress(ConnectionError):
                sender.sendall(b"#")
        for sender in select.select(open_still, [], [], 0.2)[0]:
            received = b""
            with contextlib.suppress(ConnectionError):
                received = sender.recv(4096)
            if received:
                answers[sender] += received
            else:
                open_still.remove(sender)
                sender.close()
        return not open_still

    wait_until(are_given_up)
    assert {answer[9:12] for answer in answers.values()} == {b"408"}


def test_oversized_heads_are_refused(served: tuple[int, int]) -> None:
    _, port = served
    for head in (b"GET /" + b"a" * 70_000, b"GET / HTTP/1.1\r\nX: " + b"a" * 5_000_000):
        answer = b""
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            # The server may answer, or break the connection, while the head is still coming.
            with contextlib.suppress(ConnectionError):
                connection.sendall(head + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            with contextlib.suppress(ConnectionError):
                answer = connection.recv(12)
        assert answer[9:10] in (b"4", b"")
    assert ask(port)


def test_line_breaks_in_parameters_reach_no_header(served: tuple[int, int]) -> None:
    _, port = served
    target = b"/sparql?query=ASK%7B%7D&format=json%0d%0aSet-Cookie:%20a=b&lang=de%0d%0aSet-Cookie:x"
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(b"GET " + target + b" HTTP/1.0\r\n\r\n")
        head = b""
        while part := connection.recv(65536):
            head += part
    assert b"set-cookie" not in head.partition(b"\r\n\r\n")[0].lower()


def test_start_on_a_full_disk_says_so_and_shows_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text("<https://example.org/a> a <https://example.org/B> .")

    def without_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    # Not measured: coverage would want to write a file of its own.
    environment = {key: v for key, v in os.environ.items() if not key.startswith("COVERAGE_")}
    run = subprocess.run(
        [sys.executable, "-B", "-m", "schlaglicht", "serve", str(path), "--port", "0"],
        env=environment,
        preexec_fn=without_room,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 2
    assert "cannot write" in run.stderr
    assert "Traceback" not in run.stderr


def test_served_project_opens_no_connection(
    concert: Path, listening: tuple[str, list[bytes]], start_server: Callable[..., Any]
) -> None:
    """Its shapes are judged in the background after the start, and before serving a new version."""
    url, received = listening
    (concert / "shapes" / "hostile.ttl").write_text(HOSTILE.replace("THERE", url), encoding="utf-8")
    server = start_server(str(concert))
    wait_until(lambda: "Checked" in server.request("GET", "/", Accept="text/html")[2])
    assert "hostile.ttl:" in server.reload()["reload"]["detail"]
    assert received == []


HOSTILE = """\
@prefix ex: <https://example.org/hostile/> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:S a sh:NodeShape ; sh:targetClass schema:Event ; sh:sparql
    [ sh:prefixes ex:declared ; sh:select '''#SELECT $this WHERE {}''' ] ,
    [ sh:select '''SELECT $this ?v WHERE { S\\\\u0045RVICE <THERE> { ?s ?p ?v } }''' ] .
ex:declared sh:declare [ sh:prefix "ex" ;
    sh:namespace "urn:ex:> SELECT $this ?v WHERE { SERVICE <THERE> { ?s ?p ?v } } #" ] .
"""
"""Each of the two queries asks another server, were it evaluated as it stands."""


MALFORMED_HEADS = {
    "no host": (b"GET", b""),
    "two hosts": (b"GET", b"Host: a\r\nHost: a\r\n"),
    "hosts in one header": (b"GET", b"Host: a,b\r\n"),
    "lower case": (b"get", b"Host: a\r\n"),
    "mixed case": (b"Get", b"Host: a\r\n"),
}


def status(port: int, head: bytes) -> int:
    """The status of the answer to a head that is sent as it is."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head)
        answer = connection.makefile("rb").read()
    return int(answer.split(b" ", 2)[1])


def test_server_refuses_malformed_heads(served: tuple[int, int]) -> None:
    _, port = served
    for method, host in MALFORMED_HEADS.values():
        for target in (b"/livez", b"/sparql?query=ASK%7B%7D", b"/"):
            line = b"%b %b HTTP/1.1\r\n%bConnection: close\r\n\r\n" % (method, target, host)
            assert status(port, line) == 400, line
    for host in (b"", b"Host: a\r\n"):
        assert status(port, b"GET /livez HTTP/1.0\r\n%b\r\n" % host) == 200
