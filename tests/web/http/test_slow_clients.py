from __future__ import annotations

import errno
import io
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Semaphore
from typing import Any

import pytest
from patience import PATIENCE, wait_until

from schlaglicht.web.http import slow_clients as module
from schlaglicht.web.http.slow_clients import (
    BoundedBodies,
    close_overdue_connections,
    drop_stuck_readers,
)

Sent = dict[str, Any]

needs_traffic = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux says what passed over a connection"
)


class Silent:
    """The content of a client that sends nothing until it is told to end."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.end = threading.Event()

    def read(self, _size: int) -> bytes:
        self.asked.set()
        self.end.wait()
        return b""


def echo(environ: Sent, start: Any) -> Iterable[bytes]:
    start("200 OK", [])
    return [environ["wsgi.input"].read()]


def post(app: BoundedBodies, stream: Any, length: int) -> tuple[str, dict[str, str], bytes]:
    sent: list[Any] = []
    environ = {"CONTENT_LENGTH": str(length), "wsgi.input": stream}
    start: Any = lambda *started: sent.extend(started)  # noqa: E731
    body = b"".join(app(environ, start))
    return sent[0], dict(sent[1]), body


def test_content_reaches_the_application() -> None:
    app = BoundedBodies(echo, length=10, readers=1)
    assert post(app, io.BytesIO(b"abc"), 3)[2] == b"abc"


def test_content_that_takes_too_long_is_given_up() -> None:
    app = BoundedBodies(echo, length=10, readers=1, seconds=0.1)
    silent = Silent()
    sent: list[Any] = []
    start: Any = lambda *started: sent.extend(started)  # noqa: E731
    parts = iter(app({"CONTENT_LENGTH": "3", "wsgi.input": silent}, start))
    assert next(parts).startswith(b"408 Request Timeout")
    assert (sent[0][:3], dict(sent[1])["Connection"]) == ("408", "close")
    silent.end.set()
    assert list(parts) == []


def overdue(app: BoundedBodies, silent: Silent) -> Any:
    """The response to a request whose content takes too long, not yet asked for."""
    return app({"CONTENT_LENGTH": "3", "wsgi.input": silent}, lambda *_: None)  # type: ignore[arg-type]


def test_request_given_up_counts_no_more_once_it_is_closed() -> None:
    app, silent = BoundedBodies(echo, length=10, readers=2, seconds=0.1), Silent()
    unasked, asked = overdue(app, silent), overdue(app, silent)
    next(asked)
    for each in (unasked, asked):
        each.close()
    silent.end.set()
    assert app._overdue._count == 0


def test_requests_given_up_are_watched_as_soon_as_there_is_a_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: object) -> None:
        raise RuntimeError("can't start new thread")

    watched = threading.Event()
    monkeypatch.setattr(module, "_WATCH_SECONDS", 0)
    monkeypatch.setattr(module, "close_overdue_connections", watched.set)
    app, silent = BoundedBodies(echo, length=10, readers=2, seconds=0.1), Silent()
    app._threads.submit(int).result()  # so that reading needs no new thread
    with monkeypatch.context() as patch:
        patch.setattr("threading.Thread.start", refuse)
        first = overdue(app, silent)
        assert next(first).startswith(b"408")
    next(second := overdue(app, silent))
    assert watched.wait(PATIENCE)
    silent.end.set()
    first.close()
    second.close()


def test_watching_goes_on_without_file_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Semaphore(0)

    def look() -> None:
        looks.release()
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(module, "_WATCH_SECONDS", 0)
    monkeypatch.setattr(module, "close_overdue_connections", look)
    app, silent = BoundedBodies(echo, length=10, readers=1, seconds=0.1), Silent()
    next(given_up := overdue(app, silent))
    assert looks.acquire(timeout=PATIENCE)
    assert looks.acquire(timeout=PATIENCE)
    silent.end.set()
    given_up.close()


def test_request_given_up_does_not_end_before_its_read_does() -> None:
    app = BoundedBodies(echo, length=10, readers=1, seconds=0.1)
    silent = Silent()
    request = threading.Thread(target=post, args=(app, silent, 3))
    request.start()
    request.join(0.5)  # five times as long as the content may take
    assert request.is_alive()
    silent.end.set()
    request.join(PATIENCE)
    assert not request.is_alive()


def test_content_cut_short_is_refused() -> None:
    app = BoundedBodies(echo, length=10, readers=1)
    assert post(app, io.BytesIO(b"ab"), 3)[0].startswith("400")


def test_more_senders_than_there_is_room_for_are_told_when_to_come_back() -> None:
    app = BoundedBodies(echo, length=10, readers=1, seconds=PATIENCE)
    silent = Silent()
    sender = threading.Thread(target=post, args=(app, silent, 3))
    sender.start()
    silent.asked.wait()
    status, headers, _ = post(app, io.BytesIO(b"abc"), 3)
    silent.end.set()
    sender.join()
    assert (status[:3], "Retry-After" in headers) == ("503", True)
    assert post(app, io.BytesIO(b"abc"), 3)[2] == b"abc"


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="the system has no such limit")
def test_content_without_a_thread_to_read_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    app = BoundedBodies(echo, length=10, readers=1)

    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        for _ in range(2):
            assert post(app, io.BytesIO(b"abc"), 3)[0] == "503 Service Unavailable"
    assert post(app, io.BytesIO(b"abc"), 3)[2] == b"abc"


def test_connection_whose_client_reads_nothing_is_reset() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        drop_stuck_readers(0.5)
        with socket.create_connection(server.getsockname()):
            connection, _ = server.accept()
            with connection:
                connection.settimeout(PATIENCE)
                with pytest.raises(TimeoutError) as caught:
                    send_for_ever(connection)
                assert caught.value.errno == errno.ETIMEDOUT


@contextmanager
def connected() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The two ends of a connection, the server's first."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        connection, _ = server.accept()
        with connection:
            yield connection, client


def is_closed(client: socket.socket) -> bool:
    client.setblocking(False)
    try:
        return client.recv(1) == b""
    except BlockingIOError:
        return False


@needs_traffic
def test_connection_of_a_client_that_was_answered_and_sends_on_is_closed() -> None:
    with connected() as (server, client):
        server.sendall(b"408")
        client.recv(3)
        time.sleep(1.6)
        client.sendall(b"more")
        close_overdue_connections(idle=0.2, sending=0.2)
        assert is_closed(client)


@needs_traffic
def test_connection_of_a_client_that_was_answered_and_is_silent_is_closed() -> None:
    with connected() as (server, client):
        client.sendall(b"head")
        server.recv(4)
        time.sleep(0.05)
        server.sendall(b"408")
        client.recv(3)
        close_overdue_connections(idle=PATIENCE, sending=PATIENCE)
        assert not is_closed(client)

        def is_closed_in_time() -> bool:
            close_overdue_connections(idle=0.2, sending=0.2)
            return is_closed(client)

        wait_until(is_closed_in_time)


@needs_traffic
def test_connection_that_waits_for_an_answer_stays() -> None:
    with connected() as (server, client):
        client.sendall(b"head")
        server.recv(4)
        time.sleep(1.6)
        close_overdue_connections(idle=0.2, sending=0.2)
        assert not is_closed(client)


@needs_traffic
def test_looking_for_connections_leaves_no_files_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    close_overdue_connections()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def send_for_ever(connection: socket.socket) -> None:
    while True:
        connection.sendall(bytes(2**20))
