"""How a process of the command line ends."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import NoReturn

from schlaglicht.processes import ENDS, leave


def heed_signals() -> None:
    """Lets SIGTERM and SIGHUP end this process by way of its `with` blocks, as Ctrl-C does.

    They remove files and end processes. What is ignored stays so, SIGHUP below nohup for instance.
    """
    for number in ENDS:
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, leave)
    if hasattr(signal, "SIGCHLD"):
        # Where that is ignored, nobody learns how the processes ended that are started here.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


class AtOnce(int):
    """An exit code after which nothing is left to be done: no file, no thread, no process."""


def end(status: int) -> NoReturn:
    """Ends this process; output has been written.

    After AtOnce, without Python taking apart all that it has imported and read, which takes as
    long as a fifth of a small validation: the system takes it back at once.
    """
    if isinstance(status, AtOnce):
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
