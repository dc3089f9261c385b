"""Brings versions, one after the other, into the folder from which web processes serve.

They follow what is published there (`follower`).
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from pathlib import Path

from schlaglicht.remote import Endpoint
from schlaglicht.web.server.reload.fork_servers import ForkServers
from schlaglicht.web.server.reload.prepare import Publication


class Publisher(ABC):
    """Has a first version once it is made, and looks for further ones in a thread of its own."""

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
