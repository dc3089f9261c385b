"""Each web process stays on one processor.

Its threads take turns with Python's lock. If they do so on several processors, what one thread has
brought into a processor's cache the next must fetch again: a fifth to a third fewer small queries
per second.
"""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from pathlib import Path

from schlaglicht.engine import can_serve_forks
from schlaglicht.ground.processes import stay_on_processor


def stay_on_one_processor(folder: Path, number: int, workers: int) -> None:
    """Keeps this web process, one of `workers`, on one of the processors it may use.

    `number` is its number among them: they take different processors while there are enough, and
    servers, whose `folder` differs, mostly begin at different ones. One beyond the last takes the
    place of another that still runs, and moves freely. Does nothing where the system does not offer
    this or refuses it, or where engines are children of web processes and would be kept there too.
    """
    if number >= workers or not (hasattr(os, "sched_setaffinity") and can_serve_forks()):
        return
    with suppress(OSError):
        stay_on_processor(zlib.crc32(os.fsencode(folder)) + number)
