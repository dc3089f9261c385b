"""The application as granian loads it in a web process.

A process that has but to load it is spared what the first process imports.
"""

from __future__ import annotations

import gc
import logging
import signal
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.errors import EngineNotStarted
from schlaglicht.ground.processes import end_with_parent
from schlaglicht.ground.system_errors import is_of_the_system
from schlaglicht.rdf.rdflib_logging import silence_rdflib
from schlaglicht.web.logs import log_to_standard_error
from schlaglicht.web.server.server_settings import ServerSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from schlaglicht.remote import Endpoint

_LOGGER = logging.getLogger(__name__)

REFUSED = 2
"""The exit code of a web process that the system keeps from starting."""

_NEW_OBJECTS = 10_000
"""New objects after which a web process collects garbage. Python's own threshold, 700 or 2,000, is
soon reached, and while it goes through all objects requests wait: some 30 ms for those of the
application alone.
"""

SHUTDOWN_SECONDS = 5
"""Seconds that running requests have once the server stops."""


@dataclass(frozen=True)
class AppLoader:
    """Builds the application in the web process, wherever granian starts that."""

    settings: ServerSettings
    folder: Path
    """The folder of the publication."""
    endpoint: Endpoint | None = None
    """The remote service that answers queries."""

    @property
    def started(self) -> Path:
        """The file that the first application leaves."""
        return self.folder / "started"

    def __call__(self) -> WSGIApplication:
        """Builds the application, which ends with this process."""
        gc.set_threshold(_NEW_OBJECTS)  # before most of these objects are made
        from schlaglicht.web.http.slow_clients import drop_stuck_readers
        from schlaglicht.web.server.web_process import build_application

        if hasattr(signal, "SIGHUP"):  # it is for the first process, and may reach the whole group
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        tempfile.tempdir = str(self.folder)  # else a file is tried elsewhere, and stays if killed
        silence_rdflib()
        log_to_standard_error(self.settings.log_level, self.settings.log_format, together=True)
        # multiprocessing runs these when the web process ends, `stop` first; `atexit` it would not.
        Finalize(None, logging.shutdown, exitpriority=0)
        try:
            application, stop = build_application(self.folder, self.settings, self.endpoint)
        except Exception as error:
            if not (isinstance(error, EngineNotStarted) or is_of_the_system(error)):
                raise  # with a trace
            _LOGGER.error("a web process cannot start: %s", error)  # no trace
            sys.exit(REFUSED)
        with suppress(OSError):  # no room
            self.started.touch()
        Finalize(None, stop, exitpriority=1)
        end_with_parent(SHUTDOWN_SECONDS)
        drop_stuck_readers()
        return application
