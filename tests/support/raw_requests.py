"""Streams of requests as bytes, regular ones and others, and what may be answered to them.

Each request carries a number, which its answer repeats. What looks like a request within the
content of another has a number that must never be answered.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from urllib.parse import quote

INNER = 1000
"""Numbers from here on are those within the content of other requests."""


class Verdict(Enum):
    """What a server may do with a request."""

    ANSWER = "it is answered"
    EITHER = "it is answered, or refused"
    REFUSE = "it is refused"
    END = "it is refused, or answered, and nothing after it is read"
    NOTHING = "it is refused, and nothing after it is read"


_GRAVITY = list(Verdict)


@dataclass
class Stream:
    """Requests over one connection."""

    content: bytes = b""
    verdicts: list[Verdict] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return ", then ".join(self.names)


A, E, R, END, N = Verdict
_CRLF = b"\r\n"

# What stands in place of regular parts, and what may come of it.
_HOSTS = {
    "": (b"Host: a\r\n", A),
    "no host": (b"", R),
    "empty host": (b"Host:\r\n", R),
    "two hosts": (b"Host: a\r\nHost: b\r\n", R),
    "the same host twice": (b"Host: a\r\nHost: a\r\n", E),
    "list of hosts": (b"Host: a, b\r\n", R),
    "host with a space": (b"Host: a b\r\n", R),
    "host with a path": (b"Host: a/b\r\n", R),
    "host with a user": (b"Host: u@a\r\n", R),
    "host with a port": (b"Host: a:8000\r\n", A),
    "host that is an address": (b"Host: [::1]:8000\r\n", E),
    "host in upper case": (b"HOST: A\r\n", A),
    "host with spaces around": (b"Host: \t a \t\r\n", E),
}
_FIELDS = {
    "": (b"", A),
    "bare LF": (b"X: a\nY: b\r\n", E),
    "bare CR": (b"X: a\rY: b\r\n", N),
    "CR before CRLF": (b"X: a\r\r\n", END),
    "NUL": (b"X: a\0b\r\n", N),
    "folded field": (b"X: a\r\n b\r\n", E),
    "folded length": (b"Content-Length:\r\n 5\r\n", END),
    "space before the colon": (b"X : a\r\n", E),
    "length with a space before the colon": (b"Content-Length : 5\r\n", N),
    "field without a colon": (b"X\r\n", E),
    "field without a name": (b": a\r\n", E),
    "name of other characters": (b"X(a): a\r\n", E),
    "name beyond ASCII": (b"X\xff: a\r\n", E),
    "value beyond ASCII": (b"X: \xff\r\n", E),
    "length with an underscore": (b"Content_Length: 5\r\n", A),
    "coding with an underscore": (b"Transfer_Encoding: chunked\r\n", A),
    "upgrade to HTTP/2": (b"Connection: Upgrade\r\nUpgrade: h2c\r\n", E),
    "upgrade to a websocket": (b"Connection: Upgrade\r\nUpgrade: websocket\r\n", E),
    "connection names the length": (b"Connection: Content-Length\r\n", E),
    "connection names the coding": (b"Connection: Transfer-Encoding\r\n", E),
    "connection names the host": (b"Connection: Host\r\n", E),
    "other expectation": (b"Expect: 200-maybe\r\n", E),
    "trailers": (b"TE: trailers\r\n", A),
    "space before the first name": (b" Content-Length: 5\r\n", END),
    "tab before the first name": (b"\tX: a\r\n", E),
    "name and value parted by a space": (b"Content-Length 5\r\n", END),
    "length with a next-line character before the colon": (b"Content-Length\x85: 5\r\n", END),
    "name over two lines": (b"Transfer-\r\nEncoding: chunked\r\n", END),
    "nothing but a colon": (b":\r\n", E),
    "NUL behind a value": (b"X: a\0\r\n", N),
    "NUL in place of a colon": (b"X\0\r\n", N),
    "LF in front of a value": (b"X:\n\ta\r\n", E),
    "CR that begins a line": (b"\rX: a\r\n", N),
    "CR in place of an empty line": (b"\r\rX", N),
    "settings of HTTP/2": (
        b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
        E,
    ),
    "many fields": (b"".join(b"X%d: a\r\n" % number for number in range(150)), E),
}
_LINES = {
    "": ("{method} {path} HTTP/1.1", A),
    "HTTP/1.2": ("{method} {path} HTTP/1.2", E),
    "HTTP/2.0": ("{method} {path} HTTP/2.0", E),
    "HTTP/1.32": ("{method} {path} HTTP/1.32", E),
    "version that overflows to 1.1": ("{method} {path} HTTP/4294967297.257", E),
    "CR in the version": ("{method} {path} HTTP/\r\r1.1", N),
    "LF before the version": ("{method} {path}\nHTTP/1.1", N),
    "NUL as a method": ("\0 {path} HTTP/1.1", N),
    "method of delimiters": ('G=":<>(e),[T];?" {path} HTTP/1.1', N),
    "HTTP/0.9": ("{method} {path}", N),
    "http/1.1": ("{method} {path} http/1.1", N),
    "two spaces": ("{method}  {path} HTTP/1.1", E),
    "spaces before the version": ("{method} {path}  HTTP/1.1", E),
    "space after the version": ("{method} {path} HTTP/1.1 ", E),
    "tab": ("{method}\t{path} HTTP/1.1", E),
    "form feed": ("{method} {path}\fHTTP/1.1", E),
    "space in front": (" {method} {path} HTTP/1.1", E),
    "empty line in front": ("\r\n{method} {path} HTTP/1.1", A),
    "LF in front": ("\n{method} {path} HTTP/1.1", E),
    "whole URL": ("{method} http://a{path} HTTP/1.1", A),
    "whole URL of another host": ("{method} http://b{path} HTTP/1.1", E),
    "whole URL of another scheme": ("{method} ftp://a{path} HTTP/1.1", E),
    "without a slash": ("{method} sparql{path} HTTP/1.1", E),
    "two slashes": ("{method} /{path} HTTP/1.1", E),
    "fragment": ("{method} {path}#x HTTP/1.1", E),
    "control character in the path": ("{method} {path}\x01 HTTP/1.1", E),
    "method of other characters": ("G@T {path} HTTP/1.1", N),
    "method in lower case": ("get {path} HTTP/1.1", R),
    "undefined method": ("BREW {path} HTTP/1.1", E),
}


def _length(content: bytes) -> bytes:
    return b"Content-Length: %d\r\n" % len(content)


_CHUNKED = b"Transfer-Encoding: chunked\r\n"
_LENGTHS = {
    "plus": (b"Content-Length: +%d\r\n", N),
    "minus": (b"Content-Length: -%d\r\n", N),
    "hexadecimal": (b"Content-Length: 0x%x\r\n", N),
    "zeros": (b"Content-Length: 000%d\r\n", E),
    "two equal": (b"Content-Length: %d\r\nContent-Length: %d\r\n", E),
    "list of equal": (b"Content-Length: %d, %d\r\n", E),
    "two": (b"Content-Length: %d\r\nContent-Length: 0\r\n", N),
    "two, the shorter first": (b"Content-Length: 0\r\nContent-Length: %d\r\n", N),
    "list": (b"Content-Length: %d, 0\r\n", N),
    "spaces": (b"Content-Length:  \t %d \t\r\n", E),
    "vertical tab": (b"Content-Length: \x0b%d\r\n", N),
    "underscore": (b"Content-Length: %d_0\r\n", N),
    "beyond 64 bits": (b"Content-Length: 2%019d\r\n", N),
    "none": (b"Content-Length:\r\n", N),
    "fraction": (b"Content-Length: %d.0\r\n", N),
    "letters behind": (b"Content-Length: %dZ\r\n", N),
    "none, then one": (b"Content-Length:\r\nContent-Length: %d\r\n", N),
    "one, then none": (b"Content-Length: %d\r\nContent-Length:\r\n", N),
    "space that is not ASCII": (b"Content-Length: \xa0%d\x85\r\n", N),
    "NUL behind": (b"Content-Length: %d\0\r\n", N),
}
_CODINGS = {
    "upper case": (b"Transfer-Encoding: CHUNKED\r\n", A),
    "with a length": (b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", END),
    "after a length": (b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", END),
    "identity": (b"Transfer-Encoding: identity\r\n", N),
    "identity, chunked": (b"Transfer-Encoding: identity, chunked\r\n", R),
    "gzip, chunked": (b"Transfer-Encoding: gzip, chunked\r\n", R),
    "chunked, gzip": (b"Transfer-Encoding: chunked, gzip\r\n", N),
    "chunked, chunked": (b"Transfer-Encoding: chunked, chunked\r\n", R),
    "twice": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", R),
    "chunked and identity": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", N),
    "other": (b"Transfer-Encoding: xchunked\r\n", N),
    "quoted": (b'Transfer-Encoding: "chunked"\r\n', N),
    "parameter": (b"Transfer-Encoding: chunked;a=b\r\n", N),
    "comma in front": (b"Transfer-Encoding: ,chunked\r\n", R),
    "comma behind": (b"Transfer-Encoding: chunked,\r\n", N),
    "vertical tab": (b"Transfer-Encoding: \x0bchunked\r\n", N),
    "folded": (b"Transfer-Encoding:\r\n chunked\r\n", E),
    "space before the colon": (b"Transfer-Encoding : chunked\r\n", N),
    "space that is not ASCII": (b"Transfer-Encoding: \xa0chunked\xa0\r\n", N),
    "bytes beyond ASCII": (b"Transfer-Encoding: \xffchunked\xff\r\n", N),
    "comma in front, with a length": (b"Transfer-Encoding: ,chunked\r\nContent-Length: 5\r\n", N),
    "other, with a length": (b"Transfer-Encoding: x\r\nContent-Length: 5\r\n", N),
    "twice, with a length": (
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        N,
    ),
}
_CHUNKS = {
    "extension": (b"%x;a=b\r\n%b\r\n0\r\n\r\n", A),
    "quoted extension": (b'%x;a="b;c"\r\n%b\r\n0\r\n\r\n', A),
    "extension with LF": (b"%x;a\nb\r\n%b\r\n0\r\n\r\n", N),
    "extension with CR": (b"%x;a\rb\r\n%b\r\n0\r\n\r\n", N),
    "spaces around an extension": (b"%x ; a\r\n%b\r\n0\r\n\r\n", E),
    "LF": (b"%x\n%b\n0\n\n", END),
    "LF after the size": (b"%x\n%b\r\n0\r\n\r\n", END),
    "LF after the data": (b"%x\r\n%b\n0\r\n\r\n", END),
    "nothing after the data": (b"%x\r\n%b0\r\n\r\n", END),
    "0x": (b"0x%x\r\n%b\r\n0\r\n\r\n", N),
    "zeros": (b"0000%x\r\n%b\r\n0\r\n\r\n", E),
    "minus": (b"-%x\r\n%b\r\n0\r\n\r\n", N),
    "plus": (b"+%x\r\n%b\r\n0\r\n\r\n", N),
    "space in front": (b" %x\r\n%b\r\n0\r\n\r\n", N),
    "space behind": (b"%x \r\n%b\r\n0\r\n\r\n", E),
    "beyond 64 bits": (b"1%016x\r\n%b\r\n0\r\n\r\n", N),
    "underscore": (b"%x_0\r\n%b\r\n0\r\n\r\n", N),
    "extension without a size": (b";%x\r\n%b\r\n0\r\n\r\n", N),
    "letters behind": (b"%xZ\r\n%b\r\n0\r\n\r\n", N),
    "CRs before an extension": (b"%x\r\r;a\r\n%b\r\n0\r\n\r\n", N),
    "CRs within an extension": (b"%x;a=b\r\rX\r\n%b\r\n0\r\n\r\n", N),
    "CR and a letter after the size": (b"%x\rX%b\r\n0\r\n\r\n", N),
    "NUL after the size": (b"%x\0\r\n%b\r\n0\r\n\r\n", N),
    "tab in front": (b"\t%x\r\n%b\r\n0\r\n\r\n", N),
    "empty line before the end": (b"%x\r\n%b\r\n\r\n0\r\n\r\n", END),
    "letters in place of CRLF": (b"%x\r\n%bXX0\r\n\r\n", END),
    "minus zero at the end": (b"%x\r\n%b\r\n-0x0\r\n\r\n", END),
    "NUL behind the end": (b"%x\r\n%b\r\n0\r\n\r\n\0", END),
    "no size at the end": (b"%x\r\n%b\r\n\r\n\r\n", END),
    "trailer": (b"%x\r\n%b\r\n0\r\nX: a\r\n\r\n", A),
    "length as a trailer": (b"%x\r\n%b\r\n0\r\nContent-Length: 4\r\n\r\n", E),
    "host as a trailer": (b"%x\r\n%b\r\n0\r\nHost: b\r\n\r\n", E),
    "line without a colon as a trailer": (b"%x\r\n%b\r\n0\r\nGET / HTTP/1.1\r\n\r\n", END),
    "several zeros at the end": (b"%x\r\n%b\r\n000\r\n\r\n", E),
    "extension at the end": (b"%x\r\n%b\r\n0;a\r\n\r\n", A),
}


def stream_of(seed: int) -> Stream:
    """One to three requests, at most one irregular in each of its parts, and one that ends."""
    chance = Random(seed)
    stream = Stream()
    for number in range(1, chance.randint(2, 4)):
        _add(stream, number, chance)
    _end(stream, len(stream.verdicts) + 1)
    return stream


def _add(stream: Stream, number: int, chance: Random) -> None:
    irregular = chance.choice(("line", "host", "field", "framing", "framing", "framing", ""))
    line, line_verdict = _LINES[chance.choice(list(_LINES)) if irregular == "line" else ""]
    host, host_verdict = _HOSTS[chance.choice(list(_HOSTS)) if irregular == "host" else ""]
    fields, field_verdict = _FIELDS[chance.choice(list(_FIELDS)) if irregular == "field" else ""]
    framing, content, name, verdict = _framed(number, chance, is_regular=irregular != "framing")
    method = "POST" if framing and chance.random() < 0.7 else "GET"
    if framing and method == "GET":  # the query is in the path: content is another request
        framing, content, name, verdict = _framed(
            number, chance, is_regular=irregular != "framing", text=_inner(number)
        )
    head = line.format(method=method, path=_path(number, method))
    parts = (head.encode("latin-1"), _CRLF, host, fields, _TYPE if method == "POST" else b"")
    stream.content += b"".join((*parts, framing, _CRLF, content))
    found = (line_verdict, host_verdict, field_verdict, verdict)
    stream.verdicts.append(max(found, key=_GRAVITY.index))
    described = [
        key
        for table, value in ((_LINES, line), (_HOSTS, host), (_FIELDS, fields))
        for key, entry in table.items()
        if key and entry[0] == value
    ]
    stream.names.append(f"{method} {', '.join([*described, name])}".rstrip(", "))


_TYPE = b"Content-Type: application/sparql-query\r\n"


def _framed(
    number: int, chance: Random, *, is_regular: bool, text: bytes = b""
) -> tuple[bytes, bytes, str, Verdict]:
    """Field and content, a name and a verdict; a request with a number, or a text, is within."""
    inner, text = bool(text), text or _query(number).encode()
    kind = chance.choice(("none", "length", "chunks"))
    if is_regular and kind == "none":
        return b"", b"", "", A
    if is_regular:
        is_chunked = kind == "chunks"
        return (_CHUNKED if is_chunked else _length(text)), _content(text, is_chunked), kind, A
    if kind == "length":
        name = chance.choice(list(_LENGTHS))
        written, verdict = _LENGTHS[name]
        return _filled(written, len(text)), text, f"length: {name}", verdict
    if kind == "chunks":
        name = chance.choice(list(_CHUNKS))
        written, verdict = _CHUNKS[name]
        if inner and verdict is N:  # nobody asked for the content before the answer
            verdict = END
        return _CHUNKED, written % (len(text), text), f"chunks: {name}", verdict
    name = chance.choice(list(_CODINGS))
    field_line, verdict = _CODINGS[name]
    return field_line, _content(text, True), f"coding: {name}", verdict


def _content(text: bytes, is_chunked: bool) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(text), text) if is_chunked else text


def _filled(written: bytes, length: int) -> bytes:
    return written % ((length,) * len(re.findall(rb"%[0-9]*[dx]", written)))


def _query(number: int) -> str:
    return f"SELECT ({number} AS ?n) {{}}"


def _path(number: int, method: str) -> str:
    query = "" if method == "POST" else f"&query={quote(_query(number))}"
    return f"/sparql?format=csv{query}"


def _inner(number: int) -> bytes:
    return f"GET {_path(INNER + number, 'GET')} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


def _end(stream: Stream, number: int) -> None:
    head = f"GET {_path(number, 'GET')} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    stream.content += head.encode()
    stream.verdicts.append(A)
    stream.names.append("GET that ends")


def answers(port: int, content: bytes, seconds: float = 5.0) -> list[int | None]:
    """The numbers of the answers to a stream, None for a refusal; as far as they came in time."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), seconds) as connection:
        try:
            connection.sendall(content)
            while part := connection.recv(65536):
                received += part
        except OSError:  # reset, as something is left unread, or nothing more comes
            pass
    return _read_answers(received)


_LENGTH_OF = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_NUMBER = re.compile(rb"n\r\n([0-9]+)\r\n")


def _read_answers(received: bytes) -> list[int | None]:
    """Up to what is none, such as an answer in HTTP/0.9."""
    found: list[int | None] = []
    while received.startswith(b"HTTP/1."):
        head, _, received = received.partition(b"\r\n\r\n")
        if head[9:10] == b"1":
            continue
        length = _LENGTH_OF.search(head)
        size = int(length[1]) if length else 0
        number = _NUMBER.fullmatch(received[:size])
        found.append(int(number[1]) if number and head[9:12] == b"200" else None)
        received = received[size:]
    return found


def misreading(stream: Stream, got: list[int | None]) -> str:
    """What no server may do, lenient as it may be: answer what nobody asked, or out of turn."""
    if len(got) > len(stream.verdicts):
        return "more answers than requests"
    for number, answer in enumerate(got, start=1):
        if answer not in (None, number):
            return f"{answer} is answered in place of {number}"
    return ""


def breach(stream: Stream, got: list[int | None]) -> str:
    """What must not be in the answers of a strict server, or nothing."""
    if said := misreading(stream, got):
        return said
    for number, (answer, verdict) in enumerate(zip(got, stream.verdicts, strict=False), start=1):
        if answer is not None and verdict in (R, N):
            return f"{number} is answered"
        if answer is None and verdict is A:
            return f"{number} is refused"
        if verdict in (END, N):
            return f"something is answered after {number}" if any(got[number:]) else ""
    if len(got) < len(stream.verdicts) and (not got or stream.verdicts[len(got) - 1] is A):
        return f"{len(got) + 1} has no answer"
    return ""
