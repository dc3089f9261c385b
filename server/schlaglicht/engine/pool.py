"""A pool of engine processes: each has loaded the store and runs one query at a time."""

from __future__ import annotations

import logging
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from schlaglicht.engine.admission import Lanes, RunningQuery, busy
from schlaglicht.engine.backend import EngineCounts, EngineWork, Observer
from schlaglicht.engine.disk_store import source_of
from schlaglicht.engine.frames import EngineQuery, encode_query
from schlaglicht.engine.limits import Limits
from schlaglicht.engine.process import AnswerStream, EngineProcess, Start, spawn
from schlaglicht.errors import EngineLost, QueryCancelled, QueryTimeout, QueryTooLong
from schlaglicht.i18n import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schlaglicht.dataset.snapshot import Snapshot
    from schlaglicht.rdf.private_forms import PrivateForms

_LOGGER = logging.getLogger(__name__)

_FIRST_PAUSE = 0.1
_MOST_STARTS = 5
"""Attempts of a new pool to start one engine: engines may be killed while they load."""

_LONGEST_PAUSE = 10.0

_NO_ROOM = (EngineLost, OSError, MemoryError)
"""The errors after which an engine can be started later."""

_REASONS: dict[type[BaseException | None], str] = {
    QueryTimeout: "timeout",
    QueryTooLong: "long",
    EngineLost: "lost",
    QueryCancelled: "cancelled",
}
"""The reason for giving up an engine, in one word."""


class EnginePool:
    """Answers queries over one snapshot in processes that can be killed; thread-safe.

    A process that exceeds a limit, or is found dead, is replaced in the background while the
    others go on. Create the pool in the process that uses it, and close it there. A `Backend`.
    """

    is_live = False

    def __init__(
        self,
        snapshot: Snapshot,
        *,
        engines: int,
        limits: Limits | None = None,
        observer: Observer | None = None,
        start: Start = spawn,
    ) -> None:
        """Starts `engines` processes by `start` and waits until each has loaded the snapshot.

        Raises EngineLost if one cannot.
        """
        self.snapshot = snapshot
        self._limits = limits or Limits()
        self._observer = observer or Observer()
        self._start_process = start
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._idle: list[EngineProcess] = []
        self._lanes = Lanes(engines, self._limits)
        self._busy: set[EngineProcess] = set()
        self._unreaped: set[EngineProcess] = set()
        self._given_up: list[EngineProcess] = []
        """Engines to replace for which no thread could be started."""
        self._closed = self._is_drained = False
        self._start_all(engines)

    def stream(self, query: EngineQuery) -> AnswerStream:
        """The answer to `query` in parts, complete or with more than `Limits.buffer` bytes ready.

        Raises QuerySyntaxError, QueryFailed, QueryTimeout when the deadline passes, EngineBusy
        when no engine becomes free in time, EngineLost when the query killed its engine,
        QueryCancelled when it was cancelled; the stream does so too when the answer fails later.
        Close it. A query that turns out to be long may be ended and asked again, see `Lanes`.
        """
        body = encode_query(query)
        wait = self._limits.wait if query.seconds is None else min(query.seconds, self._limits.wait)
        latest = time.monotonic() + wait
        while True:
            running = RunningQuery(self._lock, hash(body))
            engine = self._take(latest, running)
            try:
                begun = self._stream(engine, query, running).begin(body, self._limits.buffer)
            except QueryTooLong:
                latest = time.monotonic() + wait
                continue
            if begun is not None:
                return begun
            running.check()

    def _stream(
        self, engine: EngineProcess, query: EngineQuery, running: RunningQuery
    ) -> AnswerStream:
        # What a stream is given does not refer to it: an answer goes with the last use of it.
        def may_go_on() -> bool:
            with self._lock:
                return self._lanes.may_go_on(running, engine)

        def ended(work: EngineWork) -> None:
            self._observer.ended(running)
            self._observer.answered(work)

        def offer(work: EngineWork) -> None:
            if not running.end():
                replace(work, QueryCancelled())
                return
            ended(work)
            if running.is_long and work.seconds < self._limits.quick:
                with self._lock:
                    self._lanes.was_quick(running)
            self._offer(engine)

        def replace(work: EngineWork, error: BaseException | None) -> None:
            if not running.end():
                error = QueryCancelled()
            reason = _REASONS.get(type(error), "other")
            ended(work._replace(failure=reason))
            self._observer.killed(reason)
            self._replace(engine)

        engine.may_go_on = may_go_on
        return AnswerStream(engine, query, offer=offer, replace=replace)

    def replace_ended(self) -> None:
        """Replaces idle engines that have ended, before a query needs one."""
        with self._changed:
            ended = [engine for engine in self._idle if not engine.is_alive()]
            self._idle = [engine for engine in self._idle if engine not in ended]
        for engine in ended:
            self._observer.killed("other")
            self._replace(engine)

    def drain(self) -> None:
        """Returns once no engine is busy, or after the time limit of one query."""
        with self._changed:
            self._is_drained = True
            self._changed.wait_for(lambda: not self._busy, self._limits.seconds)

    def close(self) -> None:
        """Kills all engines, even busy ones, and returns when the system has taken them back."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            for engine in self._unreaped:
                engine.kill()
            for query in self._lanes.waiting:
                query.refuse()
            self._changed.notify_all()
            given_up, self._given_up = self._given_up, []
        for engine in (*idle, *given_up):
            self._reap(engine)
        # A thread that uses or starts an engine still reads its socket, and buries it at the end.
        with self._changed:
            self._changed.wait_for(lambda: not self._unreaped)

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes of the snapshot, which queries need not declare."""
        return self.snapshot.prefixes

    @property
    def private_forms(self) -> PrivateForms | None:
        """The private forms of the snapshot's literals."""
        return self.snapshot.private_forms

    @property
    def limits(self) -> Limits:
        """The resources that one query may use."""
        return self._limits

    @property
    def counts(self) -> EngineCounts:
        """Number of engines that are idle, busy, and starting."""
        with self._changed:
            idle = sum(engine.is_alive() for engine in self._idle)
            busy = len(self._busy)
            return EngineCounts(idle, busy, len(self._unreaped) - len(self._idle) - busy)

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the engines: idle, busy and starting."""
        with self._changed:
            return tuple(engine.pid for engine in self._unreaped)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _start_all(self, engines: int) -> None:
        try:
            started = [self._start() for _ in range(engines)]  # they load side by side
            for engine in started:
                self._offer(self._ready(engine))
        except BaseException:
            for engine in tuple(self._unreaped):
                self._reap(engine)
            raise

    def _ready(self, engine: EngineProcess) -> EngineProcess:
        """`engine`, or a replacement if it ends while it loads; EngineLost if all do."""
        for _ in range(_MOST_STARTS - 1):
            if self._is_ready(engine):
                return engine
            engine = self._start()
        engine.wait_until_ready()
        return engine

    def _start(self) -> EngineProcess:
        """A new process that has yet to load; raises EngineLost once the pool is closed."""
        engine = EngineProcess(
            source_of(self.snapshot.engine_path), self._limits, self._start_process
        )
        with self._changed:
            self._unreaped.add(engine)
            closed = self._closed
        if closed:
            self._reap(engine)
            raise EngineLost(msg("the engines were shut down"))
        return engine

    def _take(self, latest: float, running: RunningQuery) -> EngineProcess:
        """An idle engine for a query; the most recently used comes first, its memory is warm.

        It may have ended: sending the query will detect that.
        """
        started = time.monotonic()
        if self._given_up:
            self._replace_given_up()
        self._observer.begun(running)
        try:
            with self._lock:
                running.check()
                if self._idle and self._lanes.may_begin(running):
                    return self._hand_over(running)
                return self._wait_for_engine(latest, running)
        except BaseException:
            self._observer.ended(running)
            raise
        finally:
            self._observer.waited(time.monotonic() - started)

    def _wait_for_engine(self, latest: float, running: RunningQuery) -> EngineProcess:
        """The engine that a query gets in time; raises EngineBusy, at once when too many wait."""
        self._lanes.join(running)
        try:
            self._hand_out()
            if running.engine is None and not self._closed:
                self._lanes.limit(running)
                running.wait(latest - time.monotonic())
        finally:
            self._lanes.leave(running)
        if running.engine is None:
            running.check()
            raise EngineLost(msg("the engines were shut down")) if self._closed else busy(running)
        return running.engine

    def _hand_out(self) -> None:
        """Gives idle engines to the queries whose turn it is."""
        while self._idle and (query := self._lanes.next()):
            self._hand_over(query)

    def _hand_over(self, query: RunningQuery) -> EngineProcess:
        """Gives the engine that was used last to a query."""
        engine = self._idle.pop()
        self._busy.add(engine)
        self._lanes.begin(query, engine)
        return engine

    def _offer(self, engine: EngineProcess) -> None:
        with self._lock:
            self._busy.discard(engine)
            if self._is_drained:
                self._changed.notify_all()
            self._lanes.free(engine)
            if not self._closed:
                self._idle.append(engine)
                self._hand_out()
                return
        self._reap(engine)

    def _reap(self, engine: EngineProcess) -> None:
        engine.reap()
        with self._changed:
            self._unreaped.discard(engine)
            self._changed.notify_all()

    def _replace(self, engine: EngineProcess) -> None:
        """Kills `engine` and starts another in the background."""
        engine.kill()
        with self._changed:
            self._busy.discard(engine)
            self._changed.notify_all()
            self._given_up.append(engine)
        _LOGGER.info("engine process %d is replaced", engine.pid)
        self._replace_given_up()

    def _replace_given_up(self) -> None:
        """Starts a thread for each engine to replace; those left wait for the next query."""
        while engine := self._next_given_up():
            thread = threading.Thread(target=self._start_instead_of, args=(engine,), daemon=True)
            try:
                thread.start()
            except RuntimeError as error:  # the limit of threads for this user is reached
                _LOGGER.error("engine process %d is replaced later: %s", engine.pid, error)
                with self._changed:
                    closed = self._closed
                    if not closed:
                        self._given_up.append(engine)
                if closed:
                    self._reap(engine)
                return

    def _next_given_up(self) -> EngineProcess | None:
        with self._changed:
            return self._given_up.pop() if self._given_up else None

    def _start_instead_of(self, old: EngineProcess) -> None:
        pause = _FIRST_PAUSE
        while old in self._unreaped or not self._closed:
            try:
                self._reap(old)
                engine = self._start()
                if self._is_ready(engine):
                    with self._changed:
                        self._lanes.free(old)
                    self._offer(engine)
                    return
            except _NO_ROOM as error:
                if not self._closed:
                    _LOGGER.error("%s", str(error) or type(error).__name__)
            with self._changed:
                self._changed.wait_for(lambda: self._closed, pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _is_ready(self, engine: EngineProcess) -> bool:
        try:
            engine.wait_until_ready()
        except _NO_ROOM as error:
            self._reap(engine)
            if not self._closed:
                _LOGGER.error("engine process %d: %s", engine.pid, error)
            return False
        return True
