"""The socket between a fork server and those that ask it for engines."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPORT = struct.Struct("!?i")
"""What the server reports of an engine: True and a process id, or False and an exit code."""

LISTENING = b"listening\n"
"""The line on its standard output that says that engines can be asked for."""

LOADED = b"loaded\n"
"""The line that follows once they are available; or another one with the reason why not."""


def new_socket() -> socket.socket:
    """A Unix socket whose messages arrive whole."""
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)


@contextmanager
def short_name(address: Path) -> Iterator[str]:
    """Another path of a socket: that of a Unix socket may have no more than 107 bytes."""
    folder = os.open(address.parent, os.O_PATH)
    try:
        yield f"/proc/self/fd/{folder}/{address.name}"
    finally:
        os.close(folder)
