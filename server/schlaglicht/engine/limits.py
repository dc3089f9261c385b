"""Limits of one query: of time, memory and size; and how the process of an engine keeps to them."""

from __future__ import annotations

import contextlib
import os
import re
import resource
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """Resources that one query may use."""

    seconds: float = 10.0
    """Time from handing a query to an engine until the last byte of the answer."""
    quick: float = 0.5
    """Seconds after which a query counts as long; it then needs one of the places of `Lanes`."""
    memory: int = 2**30
    """Bytes per engine process beyond the loaded store; enforced on Linux."""
    wait: float = 2.0
    """Seconds that a query waits for a free engine."""
    answer: int = 256 * 2**20
    """Bytes of one answer."""
    buffer: int = 4 * 2**20
    """Bytes of an answer to buffer before the first of them is sent."""
    waiting: int = 48
    """Queries that may wait for a free engine at once."""


MOST_AT_WORK = 160 * 2**20
"""Bytes of its own after which an engine gives way to a fresh copy as soon as it has answered."""

MOST_AT_REST = 12 * 2**20
"""Bytes of its own after which it does so when no query comes."""

REST = 10.0
"""Seconds without a query after which an engine rests."""

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

    def is_more_than(self, most: int) -> bool:
        """True if a fresh copy should go on."""
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


def lock_in(memory: int, more_files: int) -> None:
    """Removes from this process what no query needs: unlimited memory, and new file handles.

    Without file handles there are no sockets: should SERVICE ever slip past the query parser, it
    cannot connect to anything. `more_files` is the number of those that the store has yet to open.
    """
    with contextlib.suppress(FileNotFoundError):  # only Linux has this file and enforces the limit
        limit = _data_size() + memory
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    files = _open_files() + more_files
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


def _open_files() -> int:
    """A limit that leaves what is open and admits no other."""
    highest = max(int(file.name) for file in Path("/dev/fd").iterdir())
    while (number := os.dup(2)) < highest:  # fills the gaps
        pass
    os.close(number)
    return number


def _data_size() -> int:
    """Bytes of private memory mapped by this process."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123
        for line in status:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    raise FileNotFoundError("VmData")
