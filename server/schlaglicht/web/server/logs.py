"""Log lines on standard error: JSON for programs, or text for people. Times are UTC."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from schlaglicht.web.server.settings import ServerSettings

ROOT = "schlaglicht"

FIELDS = "fields"
"""The attribute of a log record with what is to be shown beside the message."""


def log_to_standard_error(settings: ServerSettings) -> None:
    """Lets everything that Schlaglicht logs in this process go to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    logger = logging.getLogger(ROOT)
    logger.handlers[:] = [handler]
    logger.setLevel(settings.log_level.upper())
    logger.propagate = False


class JsonLines(logging.Formatter):
    """One JSON object per line: time, level, then the fields or the message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for one record."""
        line: dict[str, Any] = {"time": _time(record), "level": record.levelname.lower()}
        shown = getattr(record, FIELDS, None)
        line.update(shown if shown is not None else {"message": record.getMessage()})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


class TextLines(logging.Formatter):
    """Time, level and message; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for one record."""
        shown = getattr(record, FIELDS, None)
        message = record.getMessage() if shown is None else _in_words(shown)
        line = f"{_time(record)} {record.levelname.lower()} {_on_one_line(message)}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def _in_words(shown: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in shown.items() if value is not None)


def _on_one_line(text: str) -> str:
    """So that nobody can forge a line by what they send."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
