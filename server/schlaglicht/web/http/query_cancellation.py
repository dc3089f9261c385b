"""The queries that clients may cancel: those to which they gave an identifier.

The DELETE that cancels a query may reach any web process. So each such query has a file in the
folder that the web processes share: removing it cancels the query, as its process misses it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.engine import Cancellable, EngineWork, Observer
from schlaglicht.errors import RequestError
from schlaglicht.ground.processes import FileLock, is_locked
from schlaglicht.i18n import msg
from schlaglicht.web.logs import FIELDS, RequestRecord, current_record, note_work
from schlaglicht.web.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_LOGGER = logging.getLogger(__name__)

RUNNING_EXTENSION = "schlaglicht.running"
"""The key of an application's `RunningQueries` in `app.extensions`."""

QUERY_ID_FIELD = "Schlaglicht-Query-Id"
"""The field of a request with the identifier of its query."""

IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{22,64}")
"""An identifier: 128 random bits in base64url, or a UUID."""

_INTERVAL = 0.1
"""Seconds between two looks at the files."""

Report = Callable[[RequestRecord], None]
"""Receives the record of the request of each cancelled query."""


def read_query_id(environ: WSGIEnvironment) -> str | None:
    """The identifier that a request gives its query; raises RequestError for a guessable one."""
    given: str | None = environ.get("HTTP_SCHLAGLICHT_QUERY_ID")
    if given is not None and not IDENTIFIER.fullmatch(given):
        raise RequestError(
            msg(
                "{field} takes 22 to 64 letters, digits, - and _, such as a random UUID",
                field=QUERY_ID_FIELD,
            )
        )
    return given


class RunningQueries:
    """The queries of one web process that may be cancelled; safe for threads."""

    def __init__(self, folder: Path | None = None, report: Report | None = None) -> None:
        """`folder` is shared by the web processes; without one no query has an identifier."""
        self._folder = folder
        self._report = report or (lambda _record: None)
        self._entries: dict[Cancellable, tuple[RequestRecord, Path, FileLock]] = {}
        self._numbers = count()
        self._stopped = threading.Event()
        if folder is not None:
            folder.mkdir(mode=0o700, exist_ok=True)

    def start(self) -> None:
        """Looks after the queries from now on, in a thread of its own."""
        threading.Thread(target=self._watch, name="running queries", daemon=True).start()

    def stop(self) -> None:
        """Stops looking after them."""
        self._stopped.set()

    def begin(self, query: Cancellable, record: RequestRecord) -> None:
        """The query of the request with that record has begun."""
        if self._folder is None:
            return
        mark = self._folder / f"{record.query_id}.{os.getpid()}-{next(self._numbers)}"
        with contextlib.suppress(OSError):  # no room: the query runs anyway
            self._entries[query] = record, mark, FileLock(mark)

    def end(self, query: Cancellable) -> bool:
        """The query has ended; returns False if it had ended before, or has no identifier."""
        entry = self._entries.pop(query, None)
        if entry is not None:
            entry[1].unlink(missing_ok=True)
            entry[2].close()
        return entry is not None

    def cancel(self, query_id: str) -> bool:
        """Cancels the queries with that identifier, in any web process; False if none runs."""
        if self._folder is None or not IDENTIFIER.fullmatch(query_id):
            return False
        found = False
        for mark in self._folder.glob(f"{query_id}.*"):
            with contextlib.suppress(FileNotFoundError):  # it has just ended
                found = is_locked(mark) or found  # not of a process that was killed
                mark.unlink()
        return found

    def _watch(self) -> None:
        while not self._stopped.wait(_INTERVAL):
            for query, (record, mark, _) in tuple(self._entries.items()):
                if not mark.exists() and self.end(query):
                    query.cancel()
                    self._report(record)


class PoolObserver(Observer):
    """Counts what the engines do, for the metrics and the record of the request it was for.

    `running` has the queries meanwhile, to cancel them.
    """

    def __init__(self, metrics: Metrics, running: RunningQueries) -> None:
        self._metrics = metrics
        self._running = running

    def begun(self, query: Cancellable) -> None:
        """See `Observer`."""
        record = current_record()
        if record.query_id is not None:
            self._running.begin(query, record)

    def ended(self, query: Cancellable) -> None:
        """See `Observer`."""
        self._running.end(query)

    def waited(self, seconds: float) -> None:
        """See `Observer`."""
        self._metrics.waits.observe(seconds)

    def answered(self, work: EngineWork) -> None:
        """See `Observer`."""
        self._metrics.queries.observe(work.seconds)
        note_work(work)

    def killed(self, reason: str) -> None:
        """See `Observer`."""
        self._metrics.kills.add(reason)


def report_to(metrics: Metrics) -> Report:
    """Reports cancelled queries to the log and the metrics."""

    def report(record: RequestRecord) -> None:
        metrics.cancelled.add("asked")
        message = "query cancelled"
        digest = record.query_digest
        fields = {"request_id": record.id, "message": message, "cause": "asked"}
        _LOGGER.info(message, extra={FIELDS: {**fields, "query_digest": digest}})

    return report
