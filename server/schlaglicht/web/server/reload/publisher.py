"""Brings versions, one after the other, into the folder from which web processes serve.

They follow what is published there (`follower`).
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import ForkServer, can_serve_forks
from schlaglicht.engine.disk_store import is_whole
from schlaglicht.web.server.reload.served_versions import (
    Publication,
    remove_other_versions,
    write_publication,
)

if TYPE_CHECKING:
    from schlaglicht.remote import Endpoint


class ForkServers:
    """Loads the store of each version once, where the system can fork it."""

    def __init__(self) -> None:
        self._running: list[ForkServer] = []
        """That of the present version last; those before it leave when nobody needs them."""

    def start(self, snapshot: Snapshot) -> None:
        """Has the store of the first version loaded, for engines to be copies of; EngineLost."""
        if can_serve_forks():
            self._running.append(ForkServer(snapshot))

    @contextmanager
    def taking_over(self, before: Snapshot, after: Snapshot) -> Iterator[None]:
        """Starts the fork server of a new version, and has that of the version before leave."""
        if not self._running or after == before:
            yield
            return
        leaving = self._running[-1]
        started = ForkServer(after)
        self._running.append(started)
        try:
            started.wait_until_loaded()
            yield
        except BaseException:
            self._running.remove(started)
            started.close()
            raise
        leaving.retire()
        self._running = [each for each in self._running if each is started or each.is_running()]

    def close(self) -> None:
        """Ends all, those that were to leave and cannot among them: one may have been stopped."""
        for each in self._running:
            each.close()


class Publisher(ABC):
    """Holds the current version, and looks for new ones in a thread of its own."""

    publication: Publication
    """The newest publication."""

    endpoint: Endpoint | None = None
    """The remote endpoint that answers the queries, if one does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._wanted = threading.Event()
        self._stopped = threading.Event()
        self._fork_servers = ForkServers()

    def start_fork_server(self) -> None:
        """Loads the store of the first version, of which engines are copies; raises EngineLost."""
        self._fork_servers.start(self.publication.snapshot)

    def start(self) -> None:
        """Looks for new versions from now on."""
        threading.Thread(target=self._run, name="publishing", daemon=True).start()

    def stop(self) -> None:
        """Stops looking, and ends the fork server; a version in preparation is not published."""
        self._stopped.set()
        self._wanted.set()
        self._fork_servers.close()

    def request(self) -> None:
        """Has it look soon; may be called by a signal handler."""
        self._wanted.set()

    @abstractmethod
    def _run(self) -> None:
        """Looks again and again, until it is stopped."""

    def _replace(self, after: Publication) -> None:
        """Publishes a version in place of the one before."""
        before = self.publication
        try:
            with self._fork_servers.taking_over(before.snapshot, after.snapshot):
                write_publication(after, self._folder)
            self.publication = after
        finally:
            remove_other_versions(self._folder, before, self.publication)


def is_same_content(before: Publication, outcome: Publication) -> bool:
    """True if the engines of the previous version can stay."""
    old, new = before.snapshot, outcome.snapshot
    shown, now = ((one.prefixes, one.sentences, one.pages, one.left_out) for one in (old, new))
    return old.digest == new.digest and shown == now and is_whole(old.path)
