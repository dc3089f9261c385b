"""Log lines on standard error: JSON for programs, or text for people. Times are UTC.

Libraries log too, and quote what clients send. Their records are written like our own: one line
each, control characters escaped, so that no request can forge a line or a field. The facts about a
request are in its record, for the log and the metrics: the outermost layer begins it, views add.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from select import PIPE_BUF
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from schlaglicht.engine import EngineWork
from schlaglicht.ground.text import truncated

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


ROOT = "schlaglicht"

FIELDS = "fields"
"""The attribute of a log record with the values to show next to the message."""

Fields = Mapping[str, Any]
"""Values by name, each a text or a number."""

_PLAIN = re.compile(r'[^\s"=\\]+')
"""A value that needs no quotes to be one value."""

_INTERVAL = 0.1
"""Seconds for which lines are collected."""

_LONGEST = 2000
"""Characters of a message."""

_MOST = 10_000
"""Lines that are collected; who logs one more waits until they are written."""

_QUOTED = json.JSONEncoder(ensure_ascii=False).encode
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def log_to_standard_error(level: str, form: str, *, together: bool = False) -> None:
    """Lets everything from a level on that is logged in this process go to standard error.

    Of libraries, that are warnings and what is worse, Python's own warnings included. `together`
    has lines written a few times a second, until `logging.shutdown`.
    """
    lines = JsonLines() if form == "json" else TextLines()
    handler = _LinesTogether(sys.stderr, lines) if together else _Lines(sys.stderr)
    handler.setFormatter(lines)
    everything = logging.getLogger()
    for former in [each for each in everything.handlers if isinstance(each, _Lines)]:
        everything.removeHandler(former)
        former.close()
    everything.addHandler(handler)
    # No line shows these: https://docs.python.org/3/howto/logging.html#optimization
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    least = logging.getLevelNamesMapping()[level.upper()]
    everything.setLevel(max(least, logging.WARNING))
    logging.getLogger(ROOT).setLevel(least)
    logging.captureWarnings(True)


class RequestLine(NamedTuple):
    """The values that a line about a request has, in their order; None has none."""

    request_id: str
    """Letters, digits and what needs no escapes in JSON."""
    method: str
    path: str
    status: int
    milliseconds: float
    bytes: int
    query_form: str | None = None
    query_digest: str | None = None
    query_milliseconds: float | None = None
    trace_id: str | None = None

    @property
    def fields(self) -> Fields:
        """Those that are there."""
        return {name: value for name, value in self._asdict().items() if value is not None}


def request_logger(logger: logging.Logger) -> Callable[[RequestLine], None] | None:
    """A function that logs requests at level INFO; None if nobody wants them.

    Where lines are written together, it takes a fraction of the time that `logger` does.
    """
    for handler in logging.getLogger().handlers:
        if isinstance(handler, _LinesTogether):
            return handler.add if logger.isEnabledFor(logging.INFO) else None
    return lambda line: logger.info("request", extra={FIELDS: line.fields})


class _Lines(logging.StreamHandler[TextIO]):
    """The handler that is set here, known by its class when another takes its place."""


class _LinesTogether(_Lines):
    """Writes lines a few times a second, many in one piece: no request waits for its own.

    Warnings and what is worse are written at once.
    """

    def __init__(self, stream: TextIO, lines: JsonLines | TextLines) -> None:
        super().__init__(stream)
        self._lines = lines
        self._records: deque[logging.LogRecord | tuple[float, RequestLine]] = deque()
        self._writing = threading.Lock()
        self._has_some = threading.Event()
        self._is_closed = False
        threading.Thread(target=self._run, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a record for the next writing."""
        self._keep(record)
        if record.levelno >= logging.WARNING:
            self.flush()

    def add(self, line: RequestLine) -> None:
        """Keeps the values of a request that ends now for the next writing."""
        self._keep((time.time(), line))

    def _keep(self, record: logging.LogRecord | tuple[float, RequestLine]) -> None:
        self._records.append(record)
        if len(self._records) >= _MOST:
            self.flush()
        elif not self._has_some.is_set():
            self._has_some.set()

    def flush(self) -> None:
        """Writes the lines of all records so far."""
        with self._writing:
            lines = [self._line(self._records.popleft()) for _ in range(len(self._records))]
            with suppress(OSError, ValueError):  # nobody reads it, or it is closed
                for piece in _pieces(lines):
                    self.stream.write(piece)
                    self.stream.flush()

    def close(self) -> None:
        """Writes what there is, and ends its thread."""
        self._is_closed = True
        self._has_some.set()
        self.flush()
        super().close()

    def _run(self) -> None:
        while not self._is_closed:
            self._has_some.wait()
            time.sleep(_INTERVAL)
            self._has_some.clear()
            self.flush()

    def _line(self, record: logging.LogRecord | tuple[float, RequestLine]) -> str:
        if isinstance(record, tuple):
            return f"{self._lines.request(*record)}\n"
        try:
            return f"{self.format(record)}\n"
        except Exception:  # of a message and its arguments, as logging has it
            self.handleError(record)
            return ""


def _pieces(lines: Iterable[str]) -> Iterator[str]:
    """Lines joined into pieces, none of which a pipe would divide for another process's lines."""
    piece, size = "", 0
    for line in lines:
        length = len(line.encode(errors="replace"))
        if piece and size + length > PIPE_BUF:
            yield piece
            piece, size = "", 0
        piece, size = piece + line, size + length
    if piece:
        yield piece


class JsonLines(logging.Formatter):
    """One JSON object per line: time, level, then the fields or the message.

    Records of libraries have the name of their logger before the message.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line for one record."""
        fields = _fields(record) or {"message": _message(record)}
        if record.exc_info:
            fields = {**fields, "traceback": self.formatException(record.exc_info)}
        return self.line(record.created, record.levelname.lower(), fields)

    def request(self, created: float, line: RequestLine) -> str:
        """The line for a request, as `line` writes it, in half the time."""
        named, method, path, status, milliseconds, size, form, digest, at_engines, trace = line
        asked = f',"query_form":"{form}","query_digest":"{digest}"' if form else ""
        asked += f',"query_milliseconds":{at_engines}' if at_engines is not None else ""
        asked += f',"trace_id":"{trace}"' if trace else ""
        return (
            f'{{"time":"{_time(created)}","level":"info","request_id":"{named}",'
            f'"method":{_quoted(method)},"path":{_quoted(path)},'
            f'"status":{status},"milliseconds":{milliseconds},"bytes":{size}{asked}}}'
        )

    def line(self, created: float, level: str, fields: Fields) -> str:
        """The line for values."""
        return _printable(_ENCODE({"time": _time(created), "level": level, **fields}))


class TextLines(logging.Formatter):
    """Time, level and message; a traceback follows on lines of its own, which are indented.

    Fields are `name=value`. A value that is not one word without `=` is quoted as in JSON.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line for one record."""
        fields, level = _fields(record), record.levelname.lower()
        if fields is not None:
            line = self.line(record.created, level, fields)
        else:
            message = _message(record)
            if "=" in message:  # it might be taken for fields
                message = _value(message)
            line = f"{_time(record.created)} {level} {_on_one_line(message)}"
        if record.exc_info:
            traceback = self.formatException(record.exc_info).splitlines()
            line += "".join(f"\n  {_on_one_line(each)}" for each in traceback)
        return line

    def request(self, created: float, line: RequestLine) -> str:
        """The line for a request."""
        return self.line(created, "info", line.fields)

    def line(self, created: float, level: str, fields: Fields) -> str:
        """The line for values."""
        message = " ".join(f"{n}={_value(v)}" for n, v in fields.items() if v is not None)
        return f"{_time(created)} {level} {_on_one_line(message)}"


def _message(record: logging.LogRecord) -> str:
    """The message; libraries quote what clients send, however long it is."""
    return truncated(record.getMessage(), _LONGEST)


def _fields(record: logging.LogRecord) -> Fields | None:
    shown: Fields | None = getattr(record, FIELDS, None)
    if shown is None and record.name.partition(".")[0] != ROOT:
        return {"logger": record.name, "message": _message(record)}
    return shown


def _value(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


@lru_cache(maxsize=256)
def _quoted(text: str) -> str:
    return _printable(_QUOTED(text))


def _printable(text: str) -> str:
    """JSON with escapes for what a terminal could obey: controls, changes of direction."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escape(c) for c in text)


def _escape(character: str) -> str:
    if ord(character) < 0x10000:
        return f"\\u{ord(character):04x}"
    return json.dumps(character)[1:-1]


def _on_one_line(text: str) -> str:
    """The text without anything by which a client could forge a line."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _time(created: float) -> str:
    second, milliseconds = divmod(int(created * 1000), 1000)
    return f"{_date_and_time(second)}.{milliseconds:03}Z"


@lru_cache(maxsize=2)
def _date_and_time(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


LONGEST_TEXT = 4096
"""Characters of a query that a record holds."""


@dataclass(slots=True)
class RequestRecord:
    """One request as log and metrics show it; times in seconds."""

    id: str
    query_id: str | None = None
    """The identifier by which the client may cancel its query."""
    route: str | None = None
    """The pattern of the URL, not the URL itself."""
    scheme: str = "http"
    """The scheme of the URL that the client asked, `https` behind a proxy that says so."""
    query_form: str | None = None
    query_digest: str | None = None
    """Recognises a query without disclosing it."""
    query_text: str | None = None
    """The beginning of the query, until the request has ended."""
    query_seconds: float | None = None
    """Time at the engines, without waiting for one; None if none was asked."""
    work: list[tuple[int, EngineWork]] = field(default_factory=list)
    """What engines did for it, each with the Unix time in nanoseconds when it ended."""


SharedFacts = tuple[str | None, str | None, str | None]
"""Route, form and digest of the query: what requests have in common that are answered the same."""

Trace = Callable[["WSGIEnvironment"], Callable[[RequestLine, RequestRecord], str]]
"""Begins the trace of a request, or goes on with its client's; what it returns ends it once the
last byte has been handed over, and returns the identifier of the trace."""


_RECORD: ContextVar[RequestRecord | None] = ContextVar("record", default=None)


def current_record() -> RequestRecord:
    """The record of the request that this thread answers; outside of requests an empty one."""
    return _RECORD.get() or RequestRecord("")


def begin_record(request_id: str) -> RequestRecord:
    """The record of the request that this thread answers from now on."""
    record = RequestRecord(request_id)
    _RECORD.set(record)
    return record


def note_query(text: str, form: str, query_id: str | None = None) -> None:
    """Adds a query to the current record: form, beginning, and the first digits of its SHA-256."""
    record = current_record()
    record.query_id, record.query_form = query_id, form
    record.query_text = text[:LONGEST_TEXT]
    record.query_digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def note_work(work: EngineWork) -> None:
    """Adds to the current record what an engine, which is just done, did for it."""
    record = current_record()
    record.work.append((time.time_ns(), work))
    record.query_seconds = (record.query_seconds or 0.0) + work.seconds


def shared_facts() -> SharedFacts:
    """Those of the current record."""
    record = current_record()
    return record.route, record.query_form, record.query_digest


def note_shared_facts(facts: SharedFacts) -> None:
    """Adds to the current record those of a request that was answered the same."""
    record = current_record()
    record.route, record.query_form, record.query_digest = facts
