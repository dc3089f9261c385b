"""Events of a pool of engines, for metrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schlaglicht.engine.running_query import RunningQuery


@dataclass(frozen=True)
class EngineCounts:
    """Number of engines of a pool in each state."""

    idle: int
    busy: int
    starting: int
    """Being started, or being taken back by the system."""


class Observer:
    """Receives the events of a pool; this one ignores them.

    Called from the threads that run queries, immediately and without a lock held. Times are in
    seconds.
    """

    def begun(self, query: RunningQuery) -> None:
        """A query waits for an engine, or has one, from now on; it may be cancelled."""

    def ended(self, query: RunningQuery) -> None:
        """A query that had begun has its whole answer, or gets none."""

    def waited(self, seconds: float) -> None:
        """A query waited this long for a free engine, successfully or not."""

    def answered(self, seconds: float) -> None:
        """An engine was busy with a query for this long, whatever the outcome."""

    def killed(self, reason: str) -> None:
        """An engine was given up: `timeout`, `long`, `lost`, `cancelled`, or `other`."""
