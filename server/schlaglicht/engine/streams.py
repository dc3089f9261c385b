"""An answer as it comes from an engine, which stays taken until the answer ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Self

from schlaglicht.engine.messages import EngineQuery, Kind
from schlaglicht.engine.process import EngineProcess
from schlaglicht.engine.syntax import syntax_error
from schlaglicht.errors import QueryFailed

Release = Callable[[EngineProcess], None]


class AnswerStream(Iterator[bytes]):
    """The bytes of an answer in parts, for one thread.

    A failure in the middle is raised instead of the next part: QueryTimeout, QueryFailed,
    EngineLost. Close every stream: an answer that is not read to its end costs its engine.
    """

    def __init__(
        self, engine: EngineProcess, query: EngineQuery, *, offer: Release, replace: Release
    ) -> None:
        self._engine = engine
        self._query = query
        self._offer = offer
        self._replace = replace
        self._parts: deque[bytes] = deque()
        self._open = True

    @property
    def is_complete(self) -> bool:
        """Whether what is still to be read is all here, and the engine free again."""
        return not self._open

    def begin(self, body: bytes, buffer: int) -> Self:
        """Send the query, and read until the answer ends or `buffer` bytes of it are here."""
        try:
            self._engine.send(body)
        except BaseException:  # whatever it was, the engine may be in the middle of a query
            self.close()
            raise
        size = 0
        while self._open and size <= buffer:
            self._receive()
            size += len(self._parts[-1])
        return self

    def __next__(self) -> bytes:
        if self._open and not self._parts:
            self._receive()
        if not self._parts:
            raise StopIteration
        return self._parts.popleft()

    def close(self) -> None:
        """Forget what has not been read, and give the engine back: replaced, if still at work."""
        self._parts.clear()
        self._release(self._replace)

    def _receive(self) -> None:
        try:
            kind, content = self._engine.receive()
        except BaseException:
            self.close()
            raise
        if kind is Kind.PART:
            self._parts.append(content)
            return
        self._release(self._offer)
        if kind is not Kind.DONE:
            self._parts.clear()
            reason = content.decode(errors="replace")
            is_syntax = kind is Kind.SYNTAX
            raise syntax_error(reason, self._query.text) if is_syntax else QueryFailed(reason)
        self._parts.append(content)

    def _release(self, give_back: Release) -> None:
        if self._open:
            self._open = False
            give_back(self._engine)
