"""Sends HTTP/2 to the server, which does not speak it, and by way of proxies, which may.

    python bench/http2_frames.py

HAProxy takes a connection that begins with the preface as HTTP/2, and asks the server in HTTP/1.1:
nothing within a field or content may become a request there. Prints who answers what; exits 1 if a
request is answered that is within another, or the server does not answer the next one.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from http_differential import PROXIES, in_front, serving

Fields = list[tuple[bytes, bytes]]

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
ANSWER = b"n\r\n1\r\n"
SELECT = b"SELECT (1 AS ?n) {}"
PATH = b"/sparql?format=csv&query=SELECT(1%20AS%20?n){}"
INNER = b"GET /sparql?format=csv&query=SELECT(1001%20AS%20?n){} HTTP/1.1\r\nHost: a\r\n"
METHOD, SCHEME, TARGET, AUTHORITY = names = (b":method", b":scheme", b":path", b":authority")
GET: Fields = list(zip(names, (b"GET", b"http", PATH, b"a"), strict=True))
POST: Fields = [
    *zip(names, (b"POST", b"http", b"/sparql?format=csv", b"a"), strict=True),
    (b"content-type", b"application/sparql-query"),
]

ADDED: dict[str, tuple[bytes, bytes]] = {
    "CRLF in a value": (b"x", b"a\r\nContent-Length: 0\r\n\r\n" + INNER + b"X: "),
    "NUL in a value": (b"x", b"a\0b"),
    "LF in a value": (b"x", b"a\nb"),
    "CRLF in a name": (b"x: a\r\ny", b"b"),
    "name in upper case": (b"X", b"a"),
    "no name": (b"", b"a"),
    "colon in a name": (b"a:b", b"a"),
    "connection": (b"connection", b"close"),
    "coding": (b"transfer-encoding", b"chunked"),
    "upgrade": (b"upgrade", b"h2c"),
    "te": (b"te", b"gzip"),
    "second host": (b"host", b"b"),
    "length without content": (b"content-length", b"80"),
    "length with an underscore": (b"content_length", b"5"),
    "path after others": (b":path", b"/x"),
    "unknown pseudo-field": (b":x", b"a"),
    "tabs around a value": (b"x", b"\ta\t"),
}
CHANGED: dict[str, tuple[bytes, bytes]] = {
    "CRLF in the path": (TARGET, b"/ HTTP/1.1\r\nHost: a\r\n\r\nGET " + PATH),
    "version in the path": (TARGET, PATH + b" HTTP/1.1"),
    "no path": (TARGET, b""),
    "whole URL": (TARGET, b"http://b" + PATH),
    "CRLF in the method": (METHOD, b"GET / HTTP/1.1\r\nX: "),
    "space in the method": (METHOD, b"GET /x"),
    "CRLF in the scheme": (SCHEME, b"http\r\nX: a"),
    "CRLF in the authority": (AUTHORITY, b"a\r\nX: b"),
}
CONTENTS: dict[str, tuple[Fields, bytes]] = {
    "content": ([], SELECT),
    "more content than its length": ([(b"content-length", b"19")], SELECT + INNER),
    "less content than its length": ([(b"content-length", b"90")], SELECT),
    "two lengths": ([(b"content-length", b"19"), (b"content-length", b"0")], SELECT),
    "chunks": ([(b"transfer-encoding", b"chunked")], b"0\r\n\r\n" + INNER + b"\r\n"),
}


def frame(kind: int, flags: int, stream: int, content: bytes) -> bytes:
    """A frame: https://www.rfc-editor.org/rfc/rfc9113#name-frame-format ."""
    head = len(content).to_bytes(3, "big") + bytes([kind, flags])
    return head + stream.to_bytes(4, "big") + content


def headers(fields: Fields, stream: int, flags: int) -> bytes:
    """A frame with fields as literals that are not indexed."""
    parts = (bytes([len(text)]) + text for field in fields for text in field)
    pairs = zip(parts, parts, strict=True)
    return frame(1, 4 | flags, stream, b"".join(b"\0" + name + value for name, value in pairs))


BROKEN: dict[str, bytes] = {
    "DATA on stream 0": frame(0, 1, 0, INNER + b"\r\n"),
    "CONTINUATION alone": frame(9, 4, 1, b""),
    "RST_STREAM of none": frame(3, 0, 1, bytes(4)),
    "PUSH_PROMISE of a client": frame(5, 4, 1, b"\0\0\0\2"),
    "even stream": headers(GET, 2, 1),
    "empty WINDOW_UPDATE": frame(8, 0, 0, bytes(4)),
    "window that overflows": frame(8, 0, 0, b"\x7f\xff\xff\xff"),
    "unknown frame": frame(99, 0, 0, INNER + b"\r\n"),
    "frame beyond the limit": frame(0, 1, 1, b"x" * 20_000),
    "PING of three bytes": frame(6, 0, 0, b"abc"),
    "SETTINGS of five bytes": frame(4, 0, 0, b"abcde"),
    "index beyond the table": frame(1, 5, 1, b"\xc6"),
    "field that is cut": frame(1, 5, 1, b"\0\x05ab"),
    "more padding than content": frame(0, 9, 1, b"\xffa"),
    "no frame": INNER + b"\r\n",
}


def connections() -> dict[str, bytes]:
    """What is sent over a connection each, by name."""
    begun, last = PREFACE + frame(4, 0, 0, b""), headers(GET, 3, 1)
    asked = {name: [*GET, field] for name, field in ADDED.items()}
    asked |= {name: list({**dict(GET), key: to}.items()) for name, (key, to) in CHANGED.items()}
    sent = {name: begun + headers(fields, 1, 1) + last for name, fields in asked.items()}
    for name, (more, content) in CONTENTS.items():
        sent[name] = begun + headers([*POST, *more], 1, 0) + frame(0, 1, 1, content) + last
    return {**sent, **{name: begun + broken for name, broken in BROKEN.items()}}


def answer(port: int, content: bytes) -> bytes:
    """All that is answered in a second and a half."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), 3) as connection:
        connection.settimeout(1.5)
        try:
            connection.sendall(content)
            while part := connection.recv(65536):
                received += part
        except OSError:  # reset, or nothing more comes
            pass
    return received


def main() -> int:
    """Prints how many requests are answered; 1 if one is that nobody asked."""
    wrong = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ports = {"the server": stack.enter_context(serving(folder))}
        for name in filter(shutil.which, PROXIES):
            ports[name] = stack.enter_context(in_front(name, ports["the server"], folder))
        for name, sent in connections().items():
            got = {who: answer(port, sent) for who, port in ports.items()}
            plain = b"GET " + PATH + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            lives = ANSWER in answer(ports["the server"], plain)
            inner = [who for who, said in got.items() if b"n\r\n1001\r\n" in said]
            wrong += bool(inner) or not lives
            answered = ", ".join(f"{who} {said.count(ANSWER)}" for who, said in got.items())
            print(f"{name}: {answered}{f' INNER by {inner}' if inner else ''}", flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
