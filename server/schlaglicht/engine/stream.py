"""An answer as it comes from an engine, which stays taken until the answer ends."""

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
"""Told of the error for which the engine is given up; None when nobody reads the rest."""


class AnswerStream(Iterator[bytes]):
    """The bytes of an answer in parts, for one thread.

    A failure in the middle is raised instead of the next part: QueryTimeout, QueryFailed,
    EngineLost, NotWritable. Close every stream: an answer that is not read to its end costs
    its engine.
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
        self.is_whole = True
        """False once the end of an answer is here of which only the beginning was wanted."""
        self.is_empty = False
        """True once the end of an answer is here in which nothing was found: no solution and no
        triple, false, or counts of 0 alone."""

    @property
    def is_complete(self) -> bool:
        """Whether what is still to be read is all here, and the engine free again."""
        return not self._open

    def begin(self, body: bytes, buffer: int) -> Self | None:
        """Send the query, and read until the answer ends or `buffer` bytes of it are here.

        None when the engine had ended before; another one must be asked.
        """
        try:
            if not self._engine.send(body):
                self._give_up(None)
                return None
        except BaseException as error:  # the engine may be in the middle of a query
            self._give_up(error)
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
        self._give_up(None)

    def _receive(self) -> None:
        try:
            kind, content = self._engine.receive()
        except BaseException as error:
            self._give_up(error)
            raise
        if kind is Kind.PART:
            self._parts.append(content)
            return
        self._open = False
        self._offer(self._engine)
        self.is_whole = kind is not Kind.CUT
        self.is_empty = kind is Kind.EMPTY
        if not kind.ends_answer:
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
                raise syntax_error(reason, self._query.text)
            raise QueryFailed(engine_words(reason))
        self._parts.append(content)

    def _give_up(self, error: BaseException | None) -> None:
        self._parts.clear()
        if self._open:
            self._open = False
            self._replace(self._engine, error)
