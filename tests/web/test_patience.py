from __future__ import annotations

import errno
import io
import socket
import threading
import time
from collections.abc import Iterable
from typing import Any

import pytest

from schlaglicht.web.patience import BoundedBodies, drop_stuck_readers

Sent = dict[str, Any]


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
    status, headers, _ = post(app, silent, 3)
    silent.end.set()
    assert (status[:3], headers["Connection"]) == ("408", "close")


def test_content_cut_short_is_refused() -> None:
    app = BoundedBodies(echo, length=10, readers=1)
    assert post(app, io.BytesIO(b"ab"), 3)[0].startswith("400")


def test_more_senders_than_there_is_room_for_are_told_when_to_come_back() -> None:
    app = BoundedBodies(echo, length=10, readers=1, seconds=30)
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
def test_connection_whose_client_reads_nothing_is_reset() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        drop_stuck_readers(0.5)
        with socket.create_connection(server.getsockname()):
            connection, _ = server.accept()
            with connection:
                connection.settimeout(30)
                started = time.monotonic()
                with pytest.raises(TimeoutError) as caught:
                    send_for_ever(connection)
                assert caught.value.errno == errno.ETIMEDOUT
                assert time.monotonic() - started < 20


def send_for_ever(connection: socket.socket) -> None:
    while True:
        connection.sendall(bytes(2**20))
