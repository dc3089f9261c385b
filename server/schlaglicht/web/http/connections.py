"""The connections of this process, and the state that the system knows of each (Linux).

The WSGI server says neither which connection a request came on nor that its client has left.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import stat
import sys
import time
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

Address = tuple[str, int]

TICK = 0.02
"""Seconds by which two times of the system may be off: it counts in steps of up to 10 ms."""

_IN_TIME = 2.0
"""Seconds within which the query of a request begins once all of it has arrived."""

_MOST_ALIKE = 8
"""Connections on which one request may have come; more are not told apart."""


class ConnectionTimes(NamedTuple):
    """State of a connection according to the system; times in seconds before now."""

    sent_before: float
    received_before: float
    unsent: bool
    """True if something is on its way that the client has not taken."""


def times_of(connection: socket.socket) -> ConnectionTimes | None:
    """From struct tcp_info of Linux: tcp(7), linux/tcp.h; None where it is not to be had."""
    option = getattr(socket, "TCP_INFO", None)
    if option is None or not sys.platform.startswith("linux"):
        return None
    try:
        info = connection.getsockopt(socket.IPPROTO_TCP, option, 148)
    except OSError:
        return None
    if len(info) < 148:
        return None
    unacknowledged, sent, received, not_sent = (
        int.from_bytes(info[at : at + 4], sys.byteorder) for at in (24, 44, 52, 144)
    )
    return ConnectionTimes(sent / 1000, received / 1000, bool(unacknowledged or not_sent))


def sockets(option: int, value: int) -> Iterator[socket.socket]:
    """The TCP sockets of this process for which an option has that value."""
    for handle in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        # Others open and close files meanwhile, so that each step may meet one that is gone.
        with contextlib.suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(handle).st_mode):
                continue
            with socket.socket(fileno=os.dup(handle)) as found:
                is_tcp = found.family in (socket.AF_INET, socket.AF_INET6)
                if is_tcp and found.getsockopt(socket.SOL_SOCKET, option) == value:
                    yield found


def connections_of(
    peer: str, since: float, *, others: Container[Address] = ()
) -> tuple[socket.socket, ...] | None:
    """Duplicates of the connections on which the request of a query may have come; close them.

    `peer` is the address at their other end, `since` the monotonic time at which the query began,
    `others` the other ends of connections that are known to be of other queries.
    Clients wait on these for an answer to what arrived shortly before, or later; of requests at
    about the same time there are several. An empty tuple says that the client has left, None that
    nothing can be said.
    """
    if not hasattr(select, "POLLRDHUP"):
        return None

    listened_on = {own_port(each) for each in sockets(socket.SO_ACCEPTCONN, 1)}

    def is_candidate(connection: socket.socket) -> bool:
        """Not those that this process has opened itself, to an endpoint on the same machine.

        A server that is about to end no longer listens, and answers those it has.
        """
        address = peer_of(connection)
        is_of_peer = address is not None and address[0] == peer and address not in others
        return is_of_peer and (not listened_on or own_port(connection) in listened_on)

    alike: list[socket.socket] = []
    is_any_waiting = False
    for connection in sockets(socket.SO_ACCEPTCONN, 0):
        state = times_of(connection)
        # The system took both times at once: equal ones may be of an answer within one step.
        if state and state.received_before <= state.sent_before and is_candidate(connection):
            is_any_waiting = True
            if state.received_before <= time.monotonic() - since + _IN_TIME:
                # Not by `dup` of Python, which would make the server wait on its own connection.
                alike.append(socket.socket(fileno=os.dup(connection.fileno())))
    if len(alike) > _MOST_ALIKE or (is_any_waiting and not alike):
        close_all(alike)
        return None
    return tuple(alike)


def close_all(connections: Iterable[socket.socket]) -> None:
    """Closes duplicates that `connections_of` made."""
    for connection in connections:
        connection.close()


def nobody_waits(connections: Iterable[socket.socket], since: float) -> bool:
    """True if each of these connections was closed by its other end, or answered since."""
    return all(_is_closed(each) or _has_sent(each, since) for each in connections)


def peer_of(connection: socket.socket) -> Address | None:
    """Host and port at the other end of a connection; None when it was closed just now."""
    try:
        host, port, *_ = connection.getpeername()
    except OSError:
        return None
    return str(host).partition("%")[0], port


def own_port(connection: socket.socket) -> int:
    """The port at this end of a connection, or that a socket listens on."""
    port: int = connection.getsockname()[1]
    return port


def _is_closed(connection: socket.socket) -> bool:
    watch = select.poll()
    watch.register(connection, select.POLLRDHUP)
    return bool(watch.poll(0))


def _has_sent(connection: socket.socket, since: float) -> bool:
    state = times_of(connection)
    return state is not None and state.sent_before + TICK < time.monotonic() - since
