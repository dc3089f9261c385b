"""The web and engine processes of a server, as the system shows them."""

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


def web_processes_of(server: int, port: int) -> set[int]:
    """The process ids of the others than a server's first process that listen on its port."""
    listening = sockets_listening_on(port)
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            pid = int(folder.name)
            if pid != server and listening & files_of(pid):
                found.add(pid)
    return found


def sockets_listening_on(port: int) -> set[str]:
    """The sockets that listen on a port, as `files_of` calls them."""
    listening = "0A"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {
        f"socket:[{inode}]"
        for _, local, _, state, _, _, _, _, _, inode, *_ in rows
        if state == listening and int(local.rpartition(":")[2], 16) == port
    }


def files_of(pid: int) -> set[str]:
    """The files, sockets and pipes that a process has open."""
    found = set()
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found.add(str(path.readlink()))
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
