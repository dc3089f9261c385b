"""The end of a server: by SIGINT or SIGTERM, with some seconds for what is running."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

from schlaglicht.ground.processes import leave
from schlaglicht.ground.text import end_line_of_interrupt

SHUTDOWN_SECONDS = 5
"""Seconds that running requests have once the server stops."""


@contextmanager
def ending_on_interrupt(kill: Callable[[], object]) -> Iterator[None]:
    """Turns the first SIGINT into a SIGTERM for the main thread, and calls `kill` at the next.

    A terminal sends SIGINT to the whole group of processes: a web process that gets that and
    then SIGTERM from the first process stays until it is killed, and one that is just starting
    prints a traceback. Those started within this context never get it.
    """
    ended = threading.Event()
    main = threading.main_thread().ident
    assert main is not None  # it has started

    def wait() -> None:
        for end in (lambda: signal.pthread_kill(main, signal.SIGTERM), kill):
            signal.sigwait({signal.SIGINT})
            if ended.is_set():
                return
            end_line_of_interrupt()
            end()

    resource_tracker.ensure_running()  # it would let the signal in
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    waiting = threading.Thread(target=wait, name="keyboard", daemon=True)
    waiting.start()
    try:
        yield
    finally:
        ended.set()
        if waiting.is_alive() and waiting.ident is not None:
            signal.pthread_kill(waiting.ident, signal.SIGINT)
            waiting.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def ending_on_sigterm() -> Iterator[None]:
    """Lets SIGTERM end this process in order until granian, once it runs, takes over."""
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
