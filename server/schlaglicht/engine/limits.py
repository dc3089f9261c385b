"""Limits of a query: its time, its memory, the length of its answer."""

from __future__ import annotations

from dataclasses import dataclass


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
