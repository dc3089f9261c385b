"""The seam between a server and what answers its queries: engine processes, or a remote service.

And the events that are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from schlaglicht.engine.frames import EngineQuery
from schlaglicht.engine.limits import Limits

if TYPE_CHECKING:
    from schlaglicht.rdf.private_forms import PrivateForms


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


class EngineWork(NamedTuple):
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


class StreamedAnswer(Protocol):
    """The bytes of an answer in parts, for one thread; close it."""

    @property
    def content(self) -> bytes | None:
        """All of the answer once it has arrived, and its place is free again; else None."""

    @property
    def is_whole(self) -> bool:
        """False once the last bytes of an answer that was to be cut have arrived."""

    @property
    def is_empty(self) -> bool:
        """True once the last bytes of an answer of nothing have arrived, as `Kind.EMPTY` says."""

    def __iter__(self) -> Iterator[bytes]:
        """The parts."""

    def __next__(self) -> bytes:
        """The next part; raises the error of an answer that fails in the middle."""

    def close(self) -> None:
        """Discards the unread rest."""


class Backend(Protocol):
    """Answers queries; thread-safe."""

    is_live: bool
    """True if the same query may have another answer at any time: none is kept."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that queries need not declare."""

    @property
    def private_forms(self) -> PrivateForms | None:
        """The private forms in which queries have to be written; None without any."""

    @property
    def limits(self) -> Limits:
        """The resources that one query may use."""

    @property
    def counts(self) -> EngineCounts:
        """Number of places for queries that are idle, busy, and starting."""

    def stream(self, query: EngineQuery) -> StreamedAnswer:
        """The answer to `query`; raises QueryError, EngineError and NotWritable."""

    def replace_ended(self) -> None:
        """Has others take the place of what has ended while no query was in it."""

    def drain(self) -> None:
        """Returns once no query runs, or after the time limit of one."""

    def close(self) -> None:
        """Ends all queries, and accepts no more."""
