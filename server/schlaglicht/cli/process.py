"""The process of the command line: its signals, its memory, its end."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import NoReturn

from schlaglicht.ground.processes import ENDS, leave


def heed_signals() -> None:
    """Has SIGTERM, SIGHUP and Ctrl-C end this process through its `with` blocks.

    These remove files and end processes. Ignored signals stay ignored, such as SIGHUP under nohup.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in ENDS:
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, leave)
    if hasattr(signal, "SIGCHLD"):
        # If it were ignored, the exit codes of child processes would be lost.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


class AtOnce(int):
    """An exit code with nothing left to clean up: no file, no thread, no process."""


def end(status: int) -> NoReturn:
    """Ends this process; output has been written.

    AtOnce skips Python's teardown of all that was imported and read, which takes a fifth of the
    time of a small validation. Ctrl-C while that goes on ends it without a word.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if isinstance(status, AtOnce):
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


LIMITED_COMMANDS = ("diff", "evidence", "export", "format", "query", "validate")
"""Commands that read a graph and end; servers limit their engines one by one."""

_SHARE = 0.75
"""The share of the machine's memory that one process may take."""


def limit_memory() -> None:
    """Keeps this process, and each that it starts, within a share of the machine's memory.

    A lower limit stays as it is. What goes beyond it raises MemoryError in Python and ends the
    process in a parser. Without effect where the system has no such limit.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        limit = int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * _SHARE)
        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if soft == resource.RLIM_INFINITY or limit < soft:
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
