"""The fork server of the version that is served, and of the next one while that takes over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import ForkServer, can_serve_forks


class ForkServers:
    """Loads the store of each version once, where the system can fork it."""

    def __init__(self) -> None:
        self._current: ForkServer | None = None

    def start(self, snapshot: Snapshot) -> None:
        """Has the store of the first version loaded, for engines to be copies of; EngineLost."""
        if can_serve_forks():
            self._current = ForkServer(snapshot)

    @contextmanager
    def taking_over(self, before: Snapshot, after: Snapshot) -> Iterator[None]:
        """Starts the fork server of a new version, and has that of the version before leave."""
        if self._current is None or after == before:
            yield
            return
        started = ForkServer(after)
        try:
            started.wait_until_loaded()
            yield
        except BaseException:
            started.close()
            raise
        self._current.retire()
        self._current = started

    def close(self) -> None:
        """Ends the fork server."""
        if self._current:
            self._current.close()
