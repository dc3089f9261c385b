"""Texts that may be too long to be quoted as a whole."""

from __future__ import annotations


def truncated(text: str, longest: int) -> str:
    """The text, or its first `longest` characters and an ellipsis."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def first_line(text: str, longest: int) -> str:
    """The first line of a text that has one, truncated."""
    return truncated(text.splitlines()[0], longest)
