"""Ends a process that no longer runs, so that another takes its place.

Each web process sends a heartbeat every second, from a thread that needs Python's lock: one that
is stuck with that lock sends none. Connections that the system hands to it would wait for ever. The
first process checks the heartbeats, and whether the system has stopped any process below it:
those that wait for one do so without a limit, as nobody knows how long a graph takes to load.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from schlaglicht.errors import EngineLost
from schlaglicht.ground.processes import is_stopped, processes_below

_LOGGER = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 10.0


NO_ROOM = (OSError, MemoryError, RuntimeError, EngineLost)
"""The errors of a system that has no room just now; RuntimeError is that for another thread."""


class Attempts:
    """Work that is repeated after an error of `NO_ROOM`, which is logged once.

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
        except NO_ROOM as error:
            if not self.pause:
                reason = str(error) or type(error).__name__
                _LOGGER.error("%s failed and is tried again: %s", self._name, reason)
            self.pause = min(2 * self.pause or _FIRST_PAUSE, _LONGEST_PAUSE)
            return False
        self.pause = 0.0
        return True


class Repeated(ABC):
    """Work that a thread of its own does at intervals; after an error of `NO_ROOM` it waits longer.

    `name` says in the log what is attempted.
    """

    def __init__(self, name: str, interval: float) -> None:
        self._attempts = Attempts(name)
        self._interval = interval
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Works from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Does no more work after this."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(max(self._interval, self._attempts.pause)):
            self._attempts.attempt(self.look)

    @abstractmethod
    def look(self) -> None:
        """Does the work once."""


INTERVAL = 1.0
"""Seconds between two heartbeats, and between two checks."""

MISSED = 20
"""Checks without a new heartbeat after which a process is ended.

Checks are counted, not seconds: when the whole machine was stopped, nobody is late.
"""


STARTING = 600
"""The same for the first heartbeat: a process may take long until its engines are ready."""

ABANDONED = 10.0
"""Seconds after which a heartbeat or a draft that nobody has written again belongs to nobody."""


class Heartbeat(Repeated):
    """The heartbeats of this process, in a file of its own in `folder`."""

    def __init__(self, folder: Path) -> None:
        super().__init__("the heartbeat", INTERVAL)
        self._path = _path(folder, os.getpid())

    def start(self) -> None:
        """Sends the first one now."""
        self._attempts.attempt(self.look)
        super().start()

    def stop(self) -> None:
        """Sends no more, and is not missed."""
        super().stop()
        self._path.unlink(missing_ok=True)

    def look(self) -> None:
        """Sends one."""
        self._path.touch()


@dataclass
class _Seen:
    beat: int | None = None
    missed: int = 0


class Watchdog(Repeated):
    """Checks in `folder` the heartbeats of the processes whose ids `processes` gives."""

    def __init__(self, folder: Path, processes: Callable[[], Collection[int]]) -> None:
        super().__init__("watching the processes", INTERVAL)
        self._folder = folder
        self._processes = processes
        self._seen: dict[int, _Seen] = {}
        self._halted = Counter[int]()

    def look(self) -> None:
        """Ends the processes without a new heartbeat in the latest checks, and stopped ones."""
        self._look_for_stopped()
        there = self._processes()
        for gone in self._seen.keys() - there:
            _LOGGER.error("web process %d has ended, and another takes its place", gone)
            del self._seen[gone]
        for process in there:
            seen, beat = self._seen.setdefault(process, _Seen()), self._last_beat(process)
            seen.missed = seen.missed + 1 if beat == seen.beat else 0
            seen.beat = beat
            if seen.missed == (STARTING if beat is None else MISSED):
                _LOGGER.error("web process %d sends no heartbeat, and is ended", process)
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        self._remove_abandoned({_path(self._folder, process) for process in there})

    def _remove_abandoned(self, kept: Collection[Path]) -> None:
        """Removes what processes left here that ended, or that the system kept from removing it."""
        for pattern in ("alive-*", ".*"):
            for path in set(self._folder.glob(pattern)) - set(kept):
                with suppress(OSError):  # it has just been renamed, or the next look may succeed
                    if time.time() - path.stat().st_mtime > ABANDONED:
                        path.unlink()

    def _look_for_stopped(self) -> None:
        # Web processes hang elsewhere once the process has gone that they are forks of.
        tops = (os.getpid(), *self._processes())
        below = {*tops[1:], *chain.from_iterable(map(processes_below, tops))}
        halted = [process for process in below if is_stopped(process)]
        self._halted = Counter({process: self._halted[process] + 1 for process in halted})
        for process, looks in self._halted.items():
            if looks == MISSED:
                _LOGGER.error("process %d has been stopped, and is ended", process)
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)

    def _last_beat(self, process: int) -> int | None:
        try:
            return _path(self._folder, process).stat().st_mtime_ns
        except OSError:
            return None


def _path(folder: Path, process: int) -> Path:
    return folder / f"alive-{process}"
