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
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from schlaglicht.formats import FORMATS, Format

HEADER = struct.Struct(">BI")

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

    @property
    def ends_answer(self) -> bool:
        """True if the frame has the last bytes of an answer."""
        return self in (Kind.DONE, Kind.CUT, Kind.EMPTY)


@dataclass(frozen=True)
class Described:
    """The things that a DESCRIBE is about: IRIs, and what the solutions of a SELECT name."""

    iris: tuple[str, ...] = ()
    select: str | None = None


@dataclass(frozen=True)
class EngineQuery:
    """A query for an engine process; `schlaglicht.query` makes it."""

    text: str
    format: Format
    default_graphs: tuple[str, ...] | None = None
    """The graphs whose union is the default graph, instead of FROM; None leaves it to FROM."""
    named_graphs: tuple[str, ...] | None = None
    """The graphs that GRAPH sees, instead of FROM NAMED; None leaves it to FROM NAMED."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """Prefixes that the text need not declare, also used to write Turtle and RDF/XML."""
    base: str | None = None
    """The IRI that relative IRIs in the text start from, unless it declares a BASE."""
    most: int | None = None
    """Bytes of the answer to return, if its beginning is enough; None for all of it."""
    asked: str | None = None
    """The text before it was written with private forms of literals, for errors; None for `text`
    itself."""
    columns: tuple[str, ...] = ()
    """The order of the variables of `SELECT *`."""
    seconds: float | None = None
    """Seconds for the wait and for the answer, where less than the limits; not sent."""
    form: str = "SELECT"
    """The form of the query, which a remote service needs to know; not sent."""
    has_from: bool = False
    """True if the text names its graphs by FROM, so that no others are sent with it; not sent."""
    described: Described | None = None
    """The things that a DESCRIBE is about, for a remote service; not sent."""


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
            query.columns,
        )
    )


def decode_query(body: bytes) -> EngineQuery:
    """The query that `encode_query` wrote."""
    text, name, *others = marshal.loads(body)
    return EngineQuery(text, _FORMATS_BY_NAME[name], *others)
