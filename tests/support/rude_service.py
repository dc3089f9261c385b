"""A SPARQL service that breaks the rules: each request meets the next of its acts.

It replays what services of the field do when time, rows or memory run out, byte for byte.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs

JSON_TYPE = "application/sparql-results+json"
GRAPH_TYPE = "application/n-triples"


@dataclass
class Received:
    """A request as it arrived."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode(), keep_blank_values=True)


Act = Callable[[socket.socket, "RudeService"], None]


@dataclass
class RudeService:
    """A running service; the last of its acts is repeated."""

    acts: tuple[Act, ...]
    port: int = 0
    requests: list[Received] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"


@contextmanager
def rude_service(*acts: Act) -> Iterator[RudeService]:
    """A service that does these acts in turn until the block ends."""
    service = RudeService(acts)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        service.port = listening.getsockname()[1]
        listening.settimeout(0.05)
        thread = threading.Thread(target=_accept, args=(listening, service))
        thread.start()
        try:
            yield service
        finally:
            service.ended.set()
            thread.join()


def _accept(listening: socket.socket, service: RudeService) -> None:
    threads = []
    while not service.ended.is_set():
        with suppress(TimeoutError):
            connection, _ = listening.accept()
            threads.append(threading.Thread(target=_serve, args=(connection, service)))
            threads[-1].start()
    for thread in threads:
        thread.join()


def _serve(connection: socket.socket, service: RudeService) -> None:
    with connection, suppress(OSError):
        connection.settimeout(60)
        request = _read(connection)
        if request is not None:
            act = service.acts[min(len(service.requests), len(service.acts) - 1)]
            service.requests.append(request)
            act(connection, service)


def _read(connection: socket.socket) -> Received | None:
    content = b""
    while b"\r\n\r\n" not in content:
        part = connection.recv(65536)
        if not part:
            return None
        content += part
    head, _, body = content.partition(b"\r\n\r\n")
    line, *fields = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): text.strip() for name, _, text in (f.partition(":") for f in fields)}
    while len(body) < int(headers.get("content-length", 0)):
        part = connection.recv(65536)
        if not part:  # a client that has left in the middle
            return None
        body += part
    return Received(line, headers, body)


def says(
    status: str = "200 OK",
    body: bytes = b"",
    kind: str = JSON_TYPE,
    *,
    framing: str = "length",
    headers: Mapping[str, str] | None = None,
) -> Act:
    """Answers, with Content-Length, `chunked`, or by closing the connection (`close`)."""
    fields = {"Content-Type": kind, "Connection": "close", **(headers or {})}
    if framing == "chunked":
        fields["Transfer-Encoding"] = "chunked"
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    elif framing == "length":
        fields["Content-Length"] = str(len(body))
    return sends(_head(status, fields) + body)


def cut(body: bytes, kind: str = JSON_TYPE, *, framing: str = "length", missing: int = 9) -> Act:
    """Begins an answer of `missing` bytes more than it sends, and closes the connection."""
    fields = {"Content-Type": kind, "Connection": "close"}
    if framing == "chunked":
        fields["Transfer-Encoding"] = "chunked"
        return sends(_head("200 OK", fields) + b"%x\r\n%s" % (len(body) + missing, body))
    fields["Content-Length"] = str(len(body) + missing)
    return sends(_head("200 OK", fields) + body)


def sends(content: bytes) -> Act:
    """Sends these bytes and closes the connection."""

    def act(connection: socket.socket, _: RudeService) -> None:
        connection.sendall(content)

    return act


def resets(after: bytes = b"") -> Act:
    """Sends these bytes and then resets the connection, as a killed process does."""

    def act(connection: socket.socket, _: RudeService) -> None:
        connection.sendall(after)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return act


def hangs(after: bytes = b"") -> Act:
    """Sends these bytes and then nothing, until the service ends."""

    def act(connection: socket.socket, service: RudeService) -> None:
        connection.sendall(after)
        service.ended.wait()

    return act


def drips(begin: bytes, drop: bytes) -> Act:
    """Sends these bytes and then a drop again and again: no time limit of a socket strikes."""

    def act(connection: socket.socket, service: RudeService) -> None:
        connection.sendall(begin)
        while not service.ended.wait(0.02):
            connection.sendall(drop)

    return act


def _head(status: str, fields: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {text}" for name, text in fields.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


HEAD_OF_CHUNKS = _head(
    "200 OK", {"Content-Type": JSON_TYPE, "Transfer-Encoding": "chunked", "Connection": "close"}
)


def rows(count: int, **members: object) -> bytes:
    """An answer with rows of the one variable `?n`, the numbers from 0."""
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    bindings = [
        {"n": {"type": "literal", "value": str(number), "datatype": integer}}
        for number in range(count)
    ]
    answer = {"head": {"vars": ["n"]}, "results": {"bindings": bindings}, **members}
    return json.dumps(answer).encode()


def triples(count: int) -> bytes:
    """A graph of `count` triples."""
    lines = (f'<https://example.org/{n}> <https://example.org/p> "{n}" .\n' for n in range(count))
    return "".join(lines).encode()
