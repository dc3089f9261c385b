"""The engine processes of a server, as the system shows them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def engines_of(server: int) -> set[int]:
    """The process ids of the engines below a server process."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if is_engine(int(folder.name)) and server in ancestors(int(folder.name)):
                found.add(int(folder.name))
    return found


def is_engine(pid: int) -> bool:
    """True for a Python that is one, and for a copy of a fork server."""
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    if b"schlaglicht.engine.fork_server" not in command:
        return b"schlaglicht.engine.worker" in command
    return Path(f"/proc/{ancestors(pid)[0]}/cmdline").read_bytes() == command


def ancestors(pid: int) -> list[int]:
    """The ids of a process's parent, the parent's parent and so on."""
    found: list[int] = []
    with suppress(OSError):
        while pid > 1:
            stat = Path(f"/proc/{pid}/stat").read_text()
            pid = int(stat.rpartition(")")[2].split()[1])
            found.append(pid)
    return found
