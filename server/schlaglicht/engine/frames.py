"""Protocol between the server and an engine process: frames over a pair of sockets.

A frame is one byte for its kind, four for the length of its body (big endian), and the body.
A process receives one frame per query (in Python's own format `marshal`: both ends are the same
Python, and the reader trusts the writer). It sends READY once the store is loaded, then for each
query any number of PART frames with bytes of the answer, then one frame that ends it: DONE,
EMPTY or CUT with the last bytes, or a text with the reason why there is no answer.
"""

from __future__ import annotations

import enum
import marshal
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from schlaglicht.formats import FORMATS, Format

HEADER = struct.Struct(">BI")

TIMEVAL = struct.Struct("@ll")
"""Seconds and microseconds, as the system takes the time limit of a socket."""

_FORMATS_BY_NAME = {known.name: known for known in FORMATS}


class Kind(enum.IntEnum):
    """Kinds of frames, with their content."""

    QUERY = 1
    READY = 2
    PART = 3
    DONE = 4
    SYNTAX = 5
    """The parser's message about a query that is not SPARQL."""
    FAILED = 6
    """The reason why a query, or loading the store, failed."""
    NOT_IN_XML = 7
    """The part of the answer that XML cannot represent."""
    CUT = 8
    """The last bytes of the requested beginning of a longer answer."""
    EMPTY = 9
    """The last bytes of an empty answer: no solution and no triple, false, or counts of 0 alone."""


LAST = frozenset((Kind.DONE, Kind.CUT, Kind.EMPTY))
"""The kinds of frames with the last bytes of an answer."""


@dataclass(frozen=True)
class Described:
    """The things that a DESCRIBE is about: IRIs, and what the solutions of a SELECT name."""

    iris: tuple[str, ...] = ()
    select: str | None = None


class EngineQuery(NamedTuple):
    """A query for an engine process, which gets all but the last; `schlaglicht.query` makes it."""

    text: str
    format: Format
    default_graphs: tuple[str, ...] | None = None
    """The graphs whose union is the default graph, instead of FROM; None leaves it to FROM."""
    named_graphs: tuple[str, ...] | None = None
    """The graphs that GRAPH sees, instead of FROM NAMED; None leaves it to FROM NAMED."""
    prefixes: Mapping[str, str] = MappingProxyType({})
    """Prefixes that the text need not declare, also used to write Turtle and RDF/XML."""
    base: str | None = None
    """The IRI that relative IRIs in the text start from, unless it declares a BASE."""
    most: int | None = None
    """Bytes of the answer to return, if its beginning is enough; None for all of it."""
    asked: str | None = None
    """The text before it was written with private forms of literals, for errors; None for `text`
    itself."""
    columns: tuple[str, ...] = ()
    """The order of the variables of `SELECT *`; not sent, nor what follows."""
    seconds: float | None = None
    """Seconds for the wait and for the answer, where less than the limits."""
    form: str = "SELECT"
    """The form of the query, which a remote service needs to know."""
    has_from: bool = False
    """True if the text names its graphs by FROM, so that no others are sent with it."""
    described: Described | None = None
    """The things that a DESCRIBE is about, for a remote service."""


def frame(kind: Kind, body: bytes = b"") -> bytes:
    """The bytes of one frame."""
    return HEADER.pack(kind, len(body)) + body


def encode_query(query: EngineQuery) -> bytes:
    """A query as the body of its frame."""
    return marshal.dumps(
        (
            query.text,
            query.format.name,
            query.default_graphs,
            query.named_graphs,
            dict(query.prefixes),
            query.base,
            query.most,
            query.asked,
        )
    )


def decode_query(body: bytes) -> EngineQuery:
    """The query that `encode_query` wrote."""
    text, name, *others = marshal.loads(body)
    return EngineQuery(text, _FORMATS_BY_NAME[name], *others)


PART_SIZE = 256 * 1024
"""Bytes of an answer per frame."""


class EnoughError(Exception):
    """The requested bytes of an answer are written, and it has more."""


class AnswerParts:
    """A binary file whose content goes to the server in parts, up to a limit.

    `most` is the number of requested bytes: beyond them writing raises EnoughError, beyond
    `limit` ValueError.
    """

    def __init__(self, output: int, limit: int, most: int | None = None) -> None:
        self._output = output
        self._limit = limit
        self._most = most
        self._size = 0
        self._part = bytearray()

    def write(self, content: bytes) -> int:
        """Takes `content`; raises EnoughError and ValueError as said above."""
        if self._most is not None and self._size + len(content) > self._most:
            self._add(content[: self._most - self._size])
            self._size = self._most
            raise EnoughError
        self._size += len(content)
        if self._size > self._limit:
            raise ValueError(
                f"the answer is larger than {self._limit / 2**20:g} MiB; add LIMIT, "
                "or ask for less in each solution"
            )
        self._add(content)
        return len(content)

    def flush(self) -> None:
        """Does nothing: the rest goes out with the frame that ends the answer."""

    def tell(self) -> int:
        """Bytes written so far."""
        return self._size

    @property
    def unsent(self) -> bytes:
        """All of the answer while it is shorter than one part."""
        return bytes(self._part)

    def close(self, kind: Kind, reason: str = "") -> None:
        """Sends the frame that ends the answer."""
        send_frame(
            self._output, kind, self.unsent if kind in LAST else reason.encode(errors="replace")
        )

    def _add(self, content: bytes) -> None:
        """Adds content of any length, such as one long literal; splits it into parts."""
        self._part += content
        while len(self._part) >= PART_SIZE:
            send_frame(self._output, Kind.PART, bytes(self._part[:PART_SIZE]))
            del self._part[:PART_SIZE]


def send_frame(output: int, kind: Kind, body: bytes = b"") -> None:
    """Writes one frame to the server."""
    content = frame(kind, body)
    sent = os.write(output, content)
    while sent < len(content):
        sent += os.write(output, memoryview(content)[sent:])
