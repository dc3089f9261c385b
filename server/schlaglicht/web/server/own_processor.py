"""Each web process stays on one processor.

Its threads take turns, as Python's lock has it. Where they take turns on several processors, what
one has read into its caches the next reads once more, and a small query takes half as long again.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress

from schlaglicht.engine import can_serve_forks


def stay_on_one_processor(number: int) -> None:
    """Keeps this process, all its threads and those to come, on one of the processors it may use.

    `number` is its number among the web processes of a server: they take different processors while
    there are enough, and servers begin at different ones. Does nothing where a system knows no such
    thing or refuses it, nor where engines are children of web processes and would stay there too.
    """
    if not (hasattr(os, "sched_setaffinity") and can_serve_forks()):
        return
    with suppress(OSError):
        allowed = sorted(os.sched_getaffinity(0))
        own = allowed[(os.getppid() + number) % len(allowed)]
        for thread in threading.enumerate():
            os.sched_setaffinity(thread.native_id or 0, {own})
