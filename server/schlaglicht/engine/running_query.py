"""A query on its way through a pool of engines, which can be cancelled."""

from __future__ import annotations

import threading

from schlaglicht.engine.process import EngineProcess
from schlaglicht.errors import QueryCancelled


class RunningQuery:
    """A query that waits for an engine or has one; `cancel` may be called from any thread."""

    def __init__(self, changed: threading.Condition) -> None:
        """`changed` is what queries without an engine wait for; its lock guards the query."""
        self._changed = changed
        self._engine: EngineProcess | None = None
        self.is_cancelled = False

    def cancel(self) -> None:
        """Ends the query, which raises QueryCancelled; its engine is killed."""
        with self._changed:
            self.is_cancelled = True
            if self._engine is not None:
                self._engine.cancel()
            self._changed.notify_all()

    def check(self) -> None:
        """Raises QueryCancelled once the query is cancelled."""
        if self.is_cancelled:
            raise QueryCancelled

    def begin(self, engine: EngineProcess) -> None:
        """The query has this engine from now on."""
        with self._changed:
            self._engine = engine

    def end(self) -> bool:
        """The engine is not the query's any more; returns whether it can answer others."""
        with self._changed:
            self._engine = None
            return not self.is_cancelled
