"""The fork server: it has loaded the store once, and each engine is a copy of it.

    python -m schlaglicht.engine.fork_server SOURCE ADDRESS

A copy shares the memory of the store until it changes it. To read is to change: the store counts
how often each statement is in use. So an engine that has made much of it its own ends between two
queries, and a fresh copy goes on with its connection (`CopiedMemory`); nobody else notices.

It listens on a Unix socket at ADDRESS. Each connection is for one engine and brings its arguments
and its socket; over it this process reports the process id, after a change the next one, and in
the end the exit code, and hears when the engine has to be killed. A store on disk is not loaded:
each copy opens it. When standard input closes, this process leaves once it has had no
engine for some seconds: one that is killed meanwhile may still be replaced.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from schlaglicht.engine import worker
from schlaglicht.engine.forked_engine import LISTENING, LOADED, REPORT, new_socket, short_name
from schlaglicht.engine.process import become_engine
from schlaglicht.engine.worker import Bounds, Loaded

_ASKED_BYTES = 4096
"""Bytes of the arguments of an engine, at most."""

_WAITING = 64
"""Connections that wait to be accepted."""

LAST_SECONDS = 10.0
"""Seconds without an engine after which a process that nobody wants any more ends."""

_STDIN, _STDOUT = 0, 1


def main(arguments: list[str]) -> None:
    """Loads the store, then forks an engine for each connection."""
    source, address = Path(arguments[0]), Path(arguments[1])
    with suppress(FileNotFoundError):  # that of a fork server that was killed
        address.unlink()
    with new_socket() as listening:
        with short_name(address) as name:
            listening.bind(name)
        listening.listen(_WAITING)  # from now on engines can be asked for, and are waited for
        os.write(_STDOUT, LISTENING)
        try:
            load = _once(source)
        except (OSError, SyntaxError) as error:
            os.write(_STDOUT, f"the snapshot cannot be loaded: {error.args[-1]}\n".encode())
            raise
        os.write(_STDOUT, LOADED)
        _ForkServer(listening, load, is_shared=not source.is_dir()).run()


def _once(source: Path) -> Callable[[], Loaded]:
    """A function that gives engines their store: loaded now, or opened by each from the disk."""
    if source.is_dir():
        return partial(worker.loaded, source)
    there = worker.loaded(source)
    gc.freeze()  # to collect garbage is to write to all that is shared
    return lambda: there


@dataclass(eq=False)
class _Slot:
    """An engine, whichever process it is just now."""

    control: socket.socket
    end: socket.socket
    """The engine's end of the socket to its pool."""
    bounds: Bounds
    pid: int = 0
    watch: int = -1
    """A file descriptor that tells when the process has ended."""
    is_killed: bool = False


class _ForkServer:
    def __init__(self, listening: socket.socket, load: Callable[[], Loaded], *, is_shared: bool):
        self._listening = listening
        self._load = load
        self._is_shared = is_shared
        self._slots: set[_Slot] = set()
        self._is_wanted = True
        self._events = selectors.DefaultSelector()
        self._events.register(listening, selectors.EVENT_READ, self._accept)
        self._events.register(_STDIN, selectors.EVENT_READ, self._retire)

    def run(self) -> None:
        while True:
            is_needed = self._is_wanted or self._slots
            events = self._events.select(None if is_needed else LAST_SECONDS)
            if not events and not is_needed:
                return
            for key, _ in events:
                key.data()

    def _retire(self) -> None:
        self._events.unregister(_STDIN)
        self._is_wanted = False

    def _accept(self) -> None:
        control, _ = self._listening.accept()
        try:
            asked, descriptors, _, _ = socket.recv_fds(control, _ASKED_BYTES, 1)
            slot = _Slot(control, socket.socket(fileno=descriptors[0]), Bounds(*json.loads(asked)))
        except (OSError, ValueError, IndexError):  # who asked has left
            control.close()
            return
        self._slots.add(slot)
        self._events.register(control, selectors.EVENT_READ, partial(self._kill, slot))
        self._fork(slot, is_first=True)

    def _fork(self, slot: _Slot, *, is_first: bool) -> None:
        try:
            pid = os.fork()
        except OSError:
            self._lose(slot)
            return
        if pid == 0:
            run = partial(worker.run, self._load, slot.bounds, is_first=is_first)
            become_engine(slot.end, partial(run, is_copy=self._is_shared))
        slot.pid = pid
        self._watch(slot)

    def _watch(self, slot: _Slot) -> None:
        try:
            slot.watch = os.pidfd_open(slot.pid)
        except OSError:
            os.kill(slot.pid, signal.SIGKILL)
            os.waitpid(slot.pid, 0)
            self._lose(slot)
            return
        self._events.register(slot.watch, selectors.EVENT_READ, partial(self._ended, slot))
        self._report(slot, True, slot.pid)

    def _kill(self, slot: _Slot) -> None:
        """Kills the process of an engine: its pool says so, or is gone."""
        if slot in self._slots and not slot.is_killed:
            slot.is_killed = True
            self._events.unregister(slot.control)
            os.kill(slot.pid, signal.SIGKILL)  # not waited for yet: the number is still its own

    def _ended(self, slot: _Slot) -> None:
        self._events.unregister(slot.watch)
        os.close(slot.watch)
        _, status = os.waitpid(slot.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        if code == worker.RENEWED and not slot.is_killed:
            self._fork(slot, is_first=False)
            return
        self._lose(slot, code)

    def _lose(self, slot: _Slot, code: int = -signal.SIGKILL) -> None:
        """Reports that an engine's process is gone: its pool could kill another with that id."""
        self._report(slot, False, code)
        self._close(slot)

    def _report(self, slot: _Slot, is_started: bool, number: int) -> None:
        with suppress(OSError):  # its pool is gone
            slot.control.send(REPORT.pack(is_started, number))

    def _close(self, slot: _Slot) -> None:
        with suppress(KeyError):
            self._events.unregister(slot.control)
        slot.control.close()
        slot.end.close()
        self._slots.discard(slot)


if __name__ == "__main__":
    main(sys.argv[1:])
