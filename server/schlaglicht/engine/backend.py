"""The seam between a server and what answers its queries: engine processes, or a remote service.

And what both know: the limits of a query, and the events that are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from schlaglicht.engine.frames import EngineQuery

if TYPE_CHECKING:
    from schlaglicht.rdf.private_forms import PrivateForms


@dataclass(frozen=True)
class Limits:
    """Resources that one query may use."""

    seconds: float = 10.0
    """Time from handing a query to an engine until the last byte of the answer."""
    quick: float = 0.5
    """Seconds after which a query counts as long; it then needs one of the places of `Lanes`."""
    memory: int = 2**30
    """Bytes per engine process beyond the loaded store; enforced on Linux."""
    wait: float = 2.0
    """Seconds that a query waits for a free engine."""
    answer: int = 256 * 2**20
    """Bytes of one answer."""
    buffer: int = 4 * 2**20
    """Bytes of an answer to buffer before the first of them is sent."""
    waiting: int = 48
    """Queries that may wait for a free engine at once."""


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
