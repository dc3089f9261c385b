"""A streamed answer of an engine, which stays taken until the answer ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Self

from schlaglicht.engine.frames import EngineQuery, Kind
from schlaglicht.engine.process import EngineProcess
from schlaglicht.engine.syntax_message import engine_words, syntax_error
from schlaglicht.errors import NotWritable, QueryFailed
from schlaglicht.formats import alternatives_to

Offer = Callable[[EngineProcess], None]
Replace = Callable[[EngineProcess, BaseException | None], None]
"""Called with the error that made the engine unusable; None if the rest is not read."""


class AnswerStream(Iterator[bytes]):
    """The bytes of an answer in parts, for one thread.

    A failure in the middle is raised instead of the next part: QueryTimeout, QueryTooLong,
    QueryFailed, EngineLost, NotWritable. Close every stream: an answer that is not read to its
    end costs its engine.
    """

    def __init__(
        self, engine: EngineProcess, query: EngineQuery, *, offer: Offer, replace: Replace
    ) -> None:
        self._engine = engine
        self._query = query
        self._offer = offer
        self._replace = replace
        self._parts: deque[bytes] = deque()
        self._open = True
        self.size = 0
        """Bytes that have arrived."""
        self.failure: str | None = None
        """The reason why the engine has no answer, in one word, once it has said so."""
        self.is_whole = True
        """False once the last bytes of a truncated answer have arrived."""
        self.is_empty = False
        """True once the last bytes of an empty answer have arrived: no solution and no triple,
        false, or counts of 0 alone."""

    @property
    def is_complete(self) -> bool:
        """True if the rest of the answer has arrived, and the engine is free again."""
        return not self._open

    def begin(self, body: bytes, buffer: int) -> Self | None:
        """Sends the query, and reads until the answer ends or `buffer` bytes of it have arrived.

        None if the engine had ended before; retry with another one.
        """
        try:
            if not self._engine.send(body, self._query.seconds):
                self._give_up(None)
                return None
        except BaseException as error:  # the engine may be in the middle of a query
            self._give_up(error)
            raise
        while self._open and self.size <= buffer:
            self._receive()
        return self

    def __next__(self) -> bytes:
        if self._open and not self._parts:
            self._receive()
        if not self._parts:
            raise StopIteration
        return self._parts.popleft()

    def close(self) -> None:
        """Discards the unread rest, and gives the engine back: replaced, if still busy."""
        self._give_up(None)

    def _receive(self) -> None:
        try:
            kind, content = self._engine.receive()
        except BaseException as error:
            self._give_up(error)
            raise
        if kind is Kind.PART:
            self._add(content)
            return
        self._open = False
        self.is_whole = kind is not Kind.CUT
        self.is_empty = kind is Kind.EMPTY
        if kind.ends_answer:
            self._add(content)
        else:
            self.failure = kind.name.lower()
        self._offer(self._engine)
        if self.failure:
            self._parts.clear()
            reason = content.decode(errors="replace")
            if kind is Kind.NOT_IN_XML:
                wanted = self._query.format
                raise NotWritable(
                    f"the answer has {reason}",
                    wanted.media_type,
                    alternatives_to(wanted),
                )
            is_syntax = kind is Kind.SYNTAX
            if is_syntax:
                raise syntax_error(reason, self._query.asked or self._query.text)
            raise QueryFailed(engine_words(reason))

    def _add(self, content: bytes) -> None:
        self._parts.append(content)
        self.size += len(content)

    def _give_up(self, error: BaseException | None) -> None:
        self._parts.clear()
        if self._open:
            self._open = False
            self._replace(self._engine, error)
