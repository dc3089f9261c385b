"""The application as granian loads it in a web process.

A process that has but to load it is spared what the first process imports.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.errors import EngineNotStarted
from schlaglicht.ground.processes import (
    ENDS,
    end_with_parent,
    preload,
    start_or_raise,
    start_preloaded,
)
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


_CODE_SECONDS = 1.0
"""Seconds in which the exit code of a process follows its end."""


class WebProcess(ForkServerProcess):
    """A web process that is a fork of the preloaded one, and goes on if that ends.

    multiprocessing would then take it for ended; so the system is asked about it.
    """

    _watch = -1
    """A file descriptor that tells when the process has ended."""

    def start(self) -> None:
        """Starts it; raises OSError if there is no room for it, or to follow it."""
        start_or_raise(super().start)
        self._watch = os.pidfd_open(self.pid or 0)
        Finalize(self, os.close, (self._watch,))

    def is_alive(self) -> bool:
        """True until the process has ended."""
        return super().is_alive() if self._watch < 0 else not wait([self._watch], 0)

    def join(self, timeout: float | None = None) -> None:
        """Waits for its end, for so many seconds at most."""
        if self._watch < 0 or wait([self._watch], timeout):
            super().join(_CODE_SECONDS)

    def terminate(self) -> None:
        """Ends the process in order."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the process at once."""
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        if self._watch < 0:  # no room to follow it
            super().kill()
            return
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._watch, number)


@dataclass(frozen=True)
class AppLoader:
    """Builds the application in the web process, wherever granian starts that."""

    settings: ServerSettings
    folder: Path
    """The folder of the publication."""
    endpoint: Endpoint | None = None
    """The remote service that answers queries."""
    shutdown_seconds: int = 0
    """Seconds that running requests have once the server stops."""

    @property
    def started(self) -> Path:
        """The file that the first application leaves."""
        return self.folder / "started"

    def __call__(self) -> WSGIApplication:
        """Builds the application, which ends with this process."""
        gc.freeze()  # to collect garbage is to write to all that is shared
        gc.set_threshold(_NEW_OBJECTS)  # before most of these objects are made
        from schlaglicht.web.http.slow_clients import drop_stuck_readers
        from schlaglicht.web.server.web_process import build_application

        if hasattr(signal, "SIGHUP"):  # it is for the first process, and may reach the whole group
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)  # a fork has them delayed
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
        if self.settings.review or self.settings.edit:  # a desk judges while somebody types
            preload("schlaglicht.validation.pipeline")
            start_preloaded(self.folder)
        with suppress(OSError):  # no room
            self.started.touch()
        Finalize(None, stop, exitpriority=1)
        end_with_parent(self.shutdown_seconds)
        drop_stuck_readers()
        return application
