"""The memory that a command may use: a file of a stranger must not take that of the machine."""

from __future__ import annotations

import os
from contextlib import suppress

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
