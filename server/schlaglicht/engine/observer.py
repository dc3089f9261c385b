"""Events of a pool of engines, for metrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Cancellable(Protocol):
    """A query on its way."""

    def cancel(self) -> None:
        """Ends the query, which raises QueryCancelled; may be called from any thread."""


@dataclass(frozen=True)
class EngineCounts:
    """Number of engines of a pool in each state."""

    idle: int
    busy: int
    starting: int
    """Being started, or being taken back by the system."""


@dataclass(frozen=True)
class EngineWork:
    """The work of an engine for a query, until it was free again or given up."""

    seconds: float
    size: int
    """Bytes of the answer that have arrived."""
    is_whole: bool = True
    """False if the answer was cut at the size that was wanted."""
    failure: str | None = None
    """The reason why there is no answer, in one word: one of `Observer.killed`, or `syntax`,
    `failed`, `not_in_xml`."""


class Observer:
    """Receives the events of a pool; this one ignores them.

    Called from the threads that run queries, immediately and without a lock held. Times are in
    seconds.
    """

    def begun(self, query: Cancellable) -> None:
        """A query waits for its place, or has one, from now on; it may be cancelled."""

    def ended(self, query: Cancellable) -> None:
        """A query that had begun has its whole answer, or gets none."""

    def waited(self, seconds: float) -> None:
        """A query waited this long for a free engine, successfully or not."""

    def answered(self, work: EngineWork) -> None:
        """An engine was busy with a query, whatever the outcome."""

    def killed(self, reason: str) -> None:
        """An engine was given up: `timeout`, `long`, `lost`, `cancelled`, or `other`."""
