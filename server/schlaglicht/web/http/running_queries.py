"""The queries that a web process runs, and their end when nobody waits for them any more.

A client leaves, or sends DELETE with the identifier that it gave its query. That request may reach
any web process. So each query with an identifier has a file in the folder that the web processes
share: removing it cancels the query, as its process misses it.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.engine import Cancellable
from schlaglicht.errors import RequestError
from schlaglicht.i18n import msg
from schlaglicht.web.http.connections import (
    Address,
    close_all,
    connections_of,
    nobody_waits,
    peer_of,
)
from schlaglicht.web.http.request_record import RequestRecord

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

RUNNING_EXTENSION = "schlaglicht.running"
"""The key of an application's `RunningQueries` in `app.extensions`."""

QUERY_ID_FIELD = "Schlaglicht-Query-Id"
"""The field of a request with the identifier of its query."""

IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{22,64}")
"""An identifier: 128 random bits in base64url, or a UUID."""

_INTERVAL = 0.1
"""Seconds between two looks at the queries."""

_LOOK_AFTER = 0.05
"""Seconds after which a query is worth finding its connection: most have ended."""

Report = Callable[[RequestRecord, str], None]
"""Hears of each cancelled query: the record of its request, and the cause, `left` or `asked`."""


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


@dataclass
class _Entry:
    record: RequestRecord
    began: float
    mark: Path | None
    connections: tuple[socket.socket, ...] | None = None
    """Those on which the request may have come, as far as known."""
    is_located: bool = False
    """True once they were looked for."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def client(self) -> Address | None:
        """The other end of its connection, if only one may be it."""
        known = self.connections or ()
        return peer_of(known[0]) if len(known) == 1 else None

    def cause_of_end(self, others: Callable[[], set[Address]]) -> str | None:
        """The reason why nobody waits any more: `left`, `asked`; None while somebody may.

        `others` are the clients of other queries.
        """
        if self.mark is not None and not self.mark.exists():
            return "asked"
        with self.lock:
            if not self.is_located and time.monotonic() - self.began > _LOOK_AFTER:
                self.connections = connections_of(self.record.peer, self.began, others=others())
                self.is_located = True
            known = self.connections
            return "left" if known is not None and nobody_waits(known, self.began) else None

    def close(self) -> None:
        """Releases the connections, which are not looked for again, and the mark."""
        with self.lock:
            close_all(self.connections or ())
            self.connections, self.is_located = None, True
        if self.mark is not None:
            self.mark.unlink(missing_ok=True)


class RunningQueries:
    """The queries of one web process, and of the others those to cancel; safe for threads."""

    def __init__(self, folder: Path | None = None, report: Report | None = None) -> None:
        """`folder` is shared by the web processes; without one no query has an identifier."""
        self._folder = folder
        self._report = report or (lambda _record, _cause: None)
        self._entries: dict[Cancellable, _Entry] = {}
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
        self._entries[query] = _Entry(record, time.monotonic(), self._mark(record.query_id))

    def end(self, query: Cancellable) -> bool:
        """The query has ended; returns False if it had ended before."""
        entry = self._entries.pop(query, None)
        if entry is not None:
            entry.close()
        return entry is not None

    def cancel(self, query_id: str) -> bool:
        """Cancels the queries with that identifier, in any web process; False if none runs."""
        if self._folder is None or not IDENTIFIER.fullmatch(query_id):
            return False
        found = False
        for mark in self._folder.glob(f"{query_id}.*"):
            with contextlib.suppress(FileNotFoundError):  # it has just ended
                mark.unlink()
                found = True
        return found

    def _mark(self, query_id: str | None) -> Path | None:
        if self._folder is None or query_id is None:
            return None
        mark = self._folder / f"{query_id}.{os.getpid()}-{next(self._numbers)}"
        try:
            mark.touch()
        except OSError:  # no room: the query runs anyway
            return None
        return mark

    def _watch(self) -> None:
        while not self._stopped.wait(_INTERVAL):
            for query in tuple(self._entries):
                self._look_at(query)

    def _clients(self) -> set[Address]:
        return {each.client for each in tuple(self._entries.values()) if each.client}

    def _look_at(self, query: Cancellable) -> None:
        entry = self._entries.get(query)
        cause = entry.cause_of_end(self._clients) if entry is not None else None
        if entry is not None and cause is not None and self.end(query):
            query.cancel()
            self._report(entry.record, cause)
