"""Ports: one to listen on, who has one that is taken, and the next free one."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from schlaglicht.errors import PortInUse, ProjectError

_MOST_TRIED = 100
"""Ports tried after one that is taken."""

_LISTENING = "0A"
"""The state of a listening socket in /proc/net/tcp."""


@contextmanager
def reserved(host: str, port: int) -> Iterator[tuple[str, int]]:
    """The address of a port that nobody else can take meanwhile.

    granian shares ports between processes and would share one with another server as well.
    Raises PortInUse for a port that is taken, ProjectError for one that cannot be reserved.
    """
    try:
        reservation = _listening(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(host, port, holder_of(port), next_free(host, port)) from error
        raise ProjectError(
            f"cannot listen on {host}, port {port}: {_reason(error)}; "
            "choose another with --port, or 0 for any free one"
        ) from error
    with reservation:
        yield reservation.getsockname()[:2]


def next_free(host: str, port: int) -> int:
    """The first free port after `port`; 0, which means any, if there is none near."""
    for candidate in range(port + 1, min(port + _MOST_TRIED, 65535) + 1):
        with suppress(OSError), _listening(host, candidate):
            return candidate
    return 0


def holder_of(port: int) -> str | None:
    """Name and number of the process that listens on a port, if this user may know it."""
    links = {f"socket:[{inode}]" for inode in _inodes(port)}
    for process in Path("/proc").glob("[0-9]*") if links else ():
        with suppress(OSError):
            if any(str(file.readlink()) in links for file in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} ({process.name})"
    return None


def _inodes(port: int) -> Iterator[str]:
    """The inodes of sockets that listen on a port."""
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in Path("/proc/net", table).read_text().splitlines()[1:]:
                _, local, _, state, *others = line.split()
                if state == _LISTENING and int(local.rpartition(":")[2], 16) == port:
                    yield others[5]


def _listening(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address[:2], family=family)


def _reason(error: OSError) -> str:
    """The message of the system, without the additions of Python for addresses and names."""
    is_name_error = isinstance(error, socket.gaierror)
    return str(error.strerror) if is_name_error else os.strerror(error.errno or 0)
