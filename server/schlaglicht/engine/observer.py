"""What a pool of engines tells whoever counts and measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EngineCounts:
    """How many engines of a pool do what just now."""

    idle: int
    busy: int
    starting: int
    """Being started, or still being taken back by the system."""


class Observer:
    """Is told what happens in a pool; this one ignores it.

    Called from the threads that ask, at once and without a lock held. Times are in seconds.
    """

    def waited(self, seconds: float) -> None:
        """A query waited so long for a free engine, whether it got one or not."""

    def answered(self, seconds: float) -> None:
        """A query was with an engine for so long, whatever became of it."""

    def killed(self, reason: str) -> None:
        """An engine was given up: `timeout`, `lost`, or `other`."""
