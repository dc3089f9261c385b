"""Work in a thread that must not end when the system runs out of resources."""

from __future__ import annotations

import logging
from collections.abc import Callable

from schlaglicht.errors import EngineLost

_LOGGER = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 10.0


class Attempts:
    """Work that is repeated after an OSError or a lost engine, which is logged once.

    Disks fill and empty, and a system that has no file descriptors left has some again.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self.pause = 0.0
        """Seconds to wait before the next attempt; 0 after work that succeeded."""

    def attempt(self, work: Callable[[], None]) -> bool:
        """Does the work; False if it failed and should be done again after a pause."""
        try:
            work()
        except (OSError, EngineLost) as error:
            if not self.pause:
                _LOGGER.error("%s failed and is tried again: %s", self._name, error)
            self.pause = min(2 * self.pause or _FIRST_PAUSE, _LONGEST_PAUSE)
            return False
        self.pause = 0.0
        return True
