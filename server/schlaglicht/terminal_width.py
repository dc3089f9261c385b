"""Width of a text in a terminal."""

from __future__ import annotations

_FIRST_COMBINING = "\u0300"
"""Every character before it takes one column."""


def columns_of(text: str) -> int:
    """Terminal columns of a text without control characters: East Asian and emoji take two."""
    if text.isascii() or max(text) < _FIRST_COMBINING:
        return len(text)
    from wcwidth import wcswidth

    return wcswidth(text)
