"""A query on its way through a pool of engines, which can be cancelled."""

from __future__ import annotations

import threading

from schlaglicht.engine.process import EngineProcess
from schlaglicht.errors import QueryCancelled


class RunningQuery:
    """A query that waits for an engine or has one; `cancel` may be called from any thread."""

    def __init__(self, lock: threading.RLock, key: int = 0) -> None:
        """`lock` guards the query; equal queries have the same `key`."""
        self._lock = lock
        self._turn: threading.Condition | None = None
        """Made only when the query has to wait; most do not."""
        self.key = key
        self.engine: EngineProcess | None = None
        self.is_long = False
        self.is_cancelled = False
        self.is_refused = False

    def cancel(self) -> None:
        """Ends the query, which raises QueryCancelled; its engine is killed."""
        with self._lock:
            self.is_cancelled = True
            if self.engine is not None:
                self.engine.cancel()
            self._wake()

    def check(self) -> None:
        """Raises QueryCancelled once the query is cancelled."""
        if self.is_cancelled:
            raise QueryCancelled

    def wait(self, seconds: float) -> None:
        """Waits until the query has an engine or will get none; the lock is held."""
        if self.engine is None and not self.is_cancelled and not self.is_refused:
            self._turn = threading.Condition(self._lock)
            self._turn.wait(seconds)

    def begin(self, engine: EngineProcess) -> None:
        """The query has this engine from now on."""
        with self._lock:
            self.engine = engine
            self._wake()

    def refuse(self) -> None:
        """The query will get no engine."""
        with self._lock:
            self.is_refused = True
            self._wake()

    def end(self) -> bool:
        """The engine is not the query's any more; returns whether it can answer others."""
        with self._lock:
            self.engine = None
            return not self.is_cancelled

    def _wake(self) -> None:
        if self._turn is not None:
            self._turn.notify()
