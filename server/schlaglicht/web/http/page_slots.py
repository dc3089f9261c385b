"""Pages of long answers, of which only a few are made at once.

Each takes tens of MiB for a moment, and they share one CPU: more at once would end no sooner.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from schlaglicht.errors import EngineBusy
from schlaglicht.i18n import msg

MOST_DRAWN = 4
"""Pages of long answers that a web process makes at once."""

SHORT = 64 * 1024
"""Bytes of an answer whose page is made at once; only longer ones wait for a turn."""

_WAIT = 5.0
"""Seconds that a page waits for its turn."""


class PageSlots:
    """The pages of long answers that are being made; safe for threads."""

    def __init__(self, most: int = MOST_DRAWN, *, wait: float = _WAIT) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._wait = wait

    @contextmanager
    def turn(self, size: int) -> Iterator[None]:
        """Lets the page of an answer of `size` bytes be made within; EngineBusy without a turn."""
        if size <= SHORT:
            yield
            return
        if not self._free.acquire(timeout=self._wait):
            raise EngineBusy(
                msg("too many pages of long answers are being made; try again in a few seconds")
            )
        try:
            yield
        finally:
            self._free.release()
