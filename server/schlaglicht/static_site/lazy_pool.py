"""Engine for the questions of a static site, started on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schlaglicht.engine import AnswerStream, EnginePool, EngineQuery, Limits

if TYPE_CHECKING:
    from schlaglicht.dataset.snapshot import Snapshot

_LIMITS = Limits(seconds=60, wait=120)
"""Limits of a question; generous, since no client waits for it."""


class EngineOnDemand(EnginePool):
    """A pool of one engine that starts with the first query, in the process that runs it."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot, engines=0, limits=_LIMITS)
        self._has_started = False

    def stream(self, query: EngineQuery) -> AnswerStream:
        """As in EnginePool."""
        if not self._has_started:
            self._has_started = True
            self._start_all(1)
        return super().stream(query)
