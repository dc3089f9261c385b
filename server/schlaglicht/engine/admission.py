"""Admission of queries to a pool: two lanes to wait in, whose turn it is, and who is refused."""

from __future__ import annotations

import threading

from schlaglicht.engine.limits import Limits
from schlaglicht.engine.process import EngineProcess
from schlaglicht.errors import EngineBusy, QueryCancelled, QueryTooLong
from schlaglicht.i18n import msg


class RunningQuery:
    """A query that waits for an engine or has one; `cancel` may be called from any thread."""

    def __init__(self, lock: threading.RLock, key: int = 0) -> None:
        """`lock` guards the query; equal queries have the same `key`."""
        self._lock = lock
        self._turn: threading.Lock | None = None
        """Locked until the query may look again; made only when it has to wait."""
        self.key = key
        self.engine: EngineProcess | None = None
        self.is_long = False
        self.is_cancelled = False
        self.is_refused = False

    def cancel(self) -> None:
        """Ends the query, which raises QueryCancelled; its engine is killed."""
        with self._lock:
            self.is_cancelled = True
            if self.engine is not None:
                self.engine.cancel()
            self.wake()

    def check(self) -> None:
        """Raises QueryCancelled once the query is cancelled."""
        if self.is_cancelled:
            raise QueryCancelled

    def wait(self, seconds: float) -> None:
        """Waits until the query has an engine or will get none.

        The lock is held, once, and let go meanwhile, as a `Condition` does, which takes longer.
        """
        if self.engine is None and not self.is_cancelled and not self.is_refused:
            self._turn = turn = threading.Lock()
            turn.acquire()
            self._lock.release()
            try:
                turn.acquire(timeout=max(0, seconds))
            finally:
                self._lock.acquire()

    def refuse(self) -> None:
        """The query will get no engine."""
        with self._lock:
            self.is_refused = True
            self.wake()

    def end(self) -> bool:
        """The engine is not the query's any more; returns whether it can answer others."""
        with self._lock:
            self.engine = None
            return not self.is_cancelled

    def wake(self) -> None:
        """Lets the query look what has become of it; the lock is held."""
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()


_MOST_KNOWN = 1024
"""Long queries to remember, and refused ones."""


class Lanes:
    """Two lanes: any engine may answer a quick query, all but one a long one at the same time.

    Every query begins in the quick lane. One that runs for longer than `Limits.quick` goes on if
    there is a place among the long ones, and is ended otherwise, to wait for such a place. It is
    remembered: next time it waits for the place at once. A single engine is open to all.

    The lock of the pool is held whenever a method is called.
    """

    def __init__(self, engines: int, limits: Limits) -> None:
        """The lanes of that many engines."""
        self._places = max(1, engines - 1)
        self._most_waiting = limits.waiting
        self._long: set[EngineProcess] = set()
        """Engines at work on long queries, or being replaced after one."""
        self._known: dict[int, None] = {}
        self._quick_waiting: list[RunningQuery] = []
        self._long_waiting: list[RunningQuery] = []
        self._newest_first = False
        """Since a query was ended for being long, and as long as others wait.

        Those that have waited for some time may be its like; a quick one has just come.
        """
        self._refused: dict[int, None] = {}

    @property
    def waiting(self) -> tuple[RunningQuery, ...]:
        """The queries without an engine."""
        return (*self._long_waiting, *self._quick_waiting)

    def may_begin(self, query: RunningQuery) -> bool:
        """True if a query need not wait for its turn: nobody does, and it is not known as long."""
        if self._quick_waiting or self._long_waiting or query.key in self._known:
            return False
        self._newest_first = False
        return True

    def join(self, query: RunningQuery) -> None:
        """Lets a query wait in its lane; one that has waited in vain before is the oldest."""
        query.is_long = query.key in self._known
        lane = self._long_waiting if query.is_long else self._quick_waiting
        lane.insert(0 if query.key in self._refused else len(lane), query)

    def leave(self, query: RunningQuery) -> None:
        """Stops a query from waiting, if it does; it waited in vain."""
        for lane in (self._long_waiting, self._quick_waiting):
            if query in lane:
                lane.remove(query)
                _remember(self._refused, query.key)

    def limit(self, newest: RunningQuery) -> None:
        """Raises EngineBusy when too many wait; half of them may be long queries.

        Where the newest goes first, the oldest is refused instead.
        """
        if newest.is_long and len(self._long_waiting) > self._most_waiting // 2:
            raise busy(newest)
        if len(self._long_waiting) + len(self._quick_waiting) <= self._most_waiting:
            return
        if self._newest_first and self._quick_waiting[0] is not newest:
            oldest = self._quick_waiting[0]
            self.leave(oldest)
            oldest.refuse()
            return
        raise EngineBusy(msg("every engine is at work, and many queries wait; try again soon"))

    def next(self) -> RunningQuery | None:
        """Takes the query whose turn it is out of its lane; None if no query may begin."""
        if self._long_waiting and self._has_place():
            return self._long_waiting.pop(0)
        if not self._quick_waiting:
            self._newest_first = False
            return None
        return self._quick_waiting.pop(-1 if self._newest_first else 0)

    def begin(self, query: RunningQuery, engine: EngineProcess) -> None:
        """The query has this engine from now on."""
        self._refused.pop(query.key, None)
        if query.is_long:
            self._long.add(engine)
        query.engine = engine
        query.wake()

    def may_go_on(self, query: RunningQuery, engine: EngineProcess) -> bool:
        """True if a query that has turned out to be long may keep its engine."""
        _remember(self._known, query.key)
        if engine not in self._long and not self._has_place():
            self._newest_first = True
            return False
        self._long.add(engine)
        return True

    def was_quick(self, query: RunningQuery) -> None:
        """Forgets that a query took long."""
        self._known.pop(query.key, None)

    def free(self, engine: EngineProcess) -> None:
        """Gives back the place of an engine that is idle, or has been replaced."""
        self._long.discard(engine)

    def _has_place(self) -> bool:
        return len(self._long) < self._places


def busy(query: RunningQuery) -> EngineBusy:
    """The error for a query that has waited in vain."""
    if query.is_long:
        return QueryTooLong()
    return EngineBusy(msg("every engine is at work; try again in a few seconds"))


def _remember(keys: dict[int, None], key: int) -> None:
    """Makes a key the newest of those that are remembered."""
    keys.pop(key, None)
    keys[key] = None
    if len(keys) > _MOST_KNOWN:
        del keys[next(iter(keys))]
