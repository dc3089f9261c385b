"""The memory that an engine has copied from its fork server, by reading and by writing."""

from __future__ import annotations

import os
import re
import resource
import select

MOST_AT_WORK = 160 * 2**20
"""Bytes of its own after which an engine gives way to a fresh copy as soon as it has answered."""

MOST_AT_REST = 12 * 2**20
"""Bytes of its own after which it does so when no query comes."""

REST = 10_000
"""Milliseconds without a query after which an engine rests."""

_PAGE = resource.getpagesize()
_OWN = re.compile(rb"Private_Dirty: +([0-9]+) kB")


class CopiedMemory:
    """The memory of this process that has become its own since the object was made.

    The system counts it by a walk through all pages, so it is asked only after as many page faults
    as could have copied what is still allowed.
    """

    def __init__(self) -> None:
        self._counts = os.open("/proc/self/smaps_rollup", os.O_RDONLY)  # later none can be opened
        self._before = self._counted()
        self._copied = 0
        self._faults = _faults_so_far()
        self._has_answered = False

    def wait(self, source: int) -> bool:
        """Returns when there may be something to read; False if a fresh copy should read it."""
        if not self._has_answered:
            self._has_answered = True
            return True
        if self._is_more_than(MOST_AT_WORK):
            return False
        watch = select.poll()
        watch.register(source, select.POLLIN)
        return bool(watch.poll(REST)) or not self._is_more_than(MOST_AT_REST)

    def _is_more_than(self, most: int) -> bool:
        faults = _faults_so_far()
        if self._copied + (faults - self._faults) * _PAGE > most:
            self._faults = faults
            self._copied = self._counted() - self._before
        return self._copied > most

    def _counted(self) -> int:
        found = _OWN.search(os.pread(self._counts, 4096, 0))
        return int(found[1]) * 1024 if found else 0


def _faults_so_far() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
