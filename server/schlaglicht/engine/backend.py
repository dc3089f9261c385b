"""The seam between a server and what answers its queries: engine processes, or a remote service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from schlaglicht.engine.frames import EngineQuery
from schlaglicht.engine.limits import Limits
from schlaglicht.engine.observer import EngineCounts

if TYPE_CHECKING:
    from schlaglicht.rdf.private_forms import PrivateForms


class StreamedAnswer(Protocol):
    """The bytes of an answer in parts, for one thread; close it."""

    @property
    def is_complete(self) -> bool:
        """True if the rest of the answer has arrived, and its place is free again."""

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
