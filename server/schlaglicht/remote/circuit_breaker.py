"""A circuit breaker: a service that is down is left alone for a while, then tried.

https://martinfowler.com/bliki/CircuitBreaker.html
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 5
"""Failures in a row that open the breaker, or queries without an answer that ask for a trial."""

PAUSE = 5.0
"""Seconds for which it stays open at first; each failed trial doubles them."""

LONGEST_PAUSE = 60.0


class Breaker:
    """Counts the failures of one service in a row; thread-safe.

    Open, it lets none through. After the pause one caller gets a trial, which closes it or opens it
    for longer. Queries that took too long in a row may all have been too much for a service that is
    well: then a trial is due at once. `clock` gives seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._timeouts = 0
        self._pause = PAUSE
        self._until: float | None = None
        self._is_tried = False

    @property
    def state(self) -> str:
        """`closed`, `open`, or `half-open` while a trial is due or under way."""
        with self._lock:
            if self._until is None:
                return "closed"
            return "open" if self._clock() < self._until else "half-open"

    def seconds_left(self) -> float:
        """Seconds until a trial is due; 0 where it is closed."""
        with self._lock:
            return max(0.0, (self._until or 0.0) - self._clock()) if self._until else 0.0

    def is_closed(self) -> bool:
        """True if queries may pass."""
        with self._lock:
            return self._until is None

    def begin_trial(self) -> bool:
        """True for the one caller that is to try the service; `succeeded` or `failed` follows."""
        with self._lock:
            if self._until is None or self._clock() < self._until or self._is_tried:
                return False
            self._is_tried = True
            return True

    def succeeded(self) -> None:
        """The service has answered, whatever it said."""
        with self._lock:
            self._failures, self._pause, self._until = 0, PAUSE, None
            self._timeouts = 0
            self._is_tried = False

    def timed_out(self) -> None:
        """The service has not answered a query in time; says nothing of a trial."""
        with self._lock:
            self._timeouts += 1
            if self._until is None and self._timeouts >= FAILURES:
                self._until = self._clock()

    def failed(self) -> None:
        """The service was not there."""
        with self._lock:
            self._failures += 1
            if self._is_tried:
                self._pause = min(2 * self._pause, LONGEST_PAUSE)
            elif self._until is not None or self._failures < FAILURES:
                return
            self._is_tried = False
            self._until = self._clock() + self._pause
