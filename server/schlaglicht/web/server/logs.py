"""Log lines on standard error: JSON for programs, or text for people. Times are UTC.

Libraries log too, and quote what clients send. Their records are written like our own: one line
each, control characters escaped, so that no request can forge a line or a field.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

from schlaglicht.web.server.settings import ServerSettings

ROOT = "schlaglicht"

FIELDS = "fields"
"""The attribute of a log record with the values to show next to the message."""

_PLAIN = re.compile(r'[^\s"=\\]+')
"""A value that needs no quotes to be one value."""


def log_to_standard_error(settings: ServerSettings) -> None:
    """Lets everything that is logged in this process go to standard error.

    Of libraries, that are warnings and what is worse, Python's own warnings included.
    """
    handler = _Lines(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    everything = logging.getLogger()
    for former in [each for each in everything.handlers if isinstance(each, _Lines)]:
        everything.removeHandler(former)
    everything.addHandler(handler)
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    everything.setLevel(max(level, logging.WARNING))
    logging.getLogger(ROOT).setLevel(level)
    logging.captureWarnings(True)


class _Lines(logging.StreamHandler[TextIO]):
    """The handler that is set here, known by its class when another takes its place."""


class JsonLines(logging.Formatter):
    """One JSON object per line: time, level, then the fields or the message.

    Records of libraries have the name of their logger before the message.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line for one record."""
        line: dict[str, Any] = {"time": _time(record), "level": record.levelname.lower()}
        line.update(_fields(record) or {"message": record.getMessage()})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return _printable(json.dumps(line, ensure_ascii=False, separators=(",", ":")))


class TextLines(logging.Formatter):
    """Time, level and message; a traceback follows on lines of its own, which are indented.

    Fields are `name=value`. A value that is not one word without `=` is quoted as in JSON.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line for one record."""
        fields = _fields(record)
        message = record.getMessage()
        if fields is not None:
            message = " ".join(f"{n}={_value(v)}" for n, v in fields.items() if v is not None)
        elif "=" in message:  # it might be taken for fields
            message = _value(message)
        line = f"{_time(record)} {record.levelname.lower()} {_on_one_line(message)}"
        if record.exc_info:
            traceback = self.formatException(record.exc_info).splitlines()
            line += "".join(f"\n  {_on_one_line(each)}" for each in traceback)
        return line


def _fields(record: logging.LogRecord) -> dict[str, Any] | None:
    shown: dict[str, Any] | None = getattr(record, FIELDS, None)
    if shown is None and record.name.partition(".")[0] != ROOT:
        return {"logger": record.name, "message": record.getMessage()}
    return shown


def _value(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


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
    """So that nobody can forge a line by what they send."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
