"""Texts in GitHub's Markdown: escaped, as code, and in fences."""

from __future__ import annotations

import re
from collections.abc import Iterable

from schlaglicht.terminal_text import plain

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~<>@&])")


def escaped(text: str) -> str:
    """A text on one line, escaped for Markdown and HTML."""
    return _SPECIAL.sub(r"\\\1", plain(text))


def html_code(text: str) -> str:
    """A text on one line as code, also in a cell of a table or in a summary."""
    return f"<code>{_SPECIAL.sub(_reference, plain(text))}</code>"


def code_span(line: str) -> str:
    """A line as a code span between more backticks than it contains.

    https://spec.commonmark.org/0.31.2/#code-spans
    """
    longest = _longest_backticks(line)
    ticks, space = "`" * (longest + 1), " " * bool(longest)
    return f"{ticks}{space}{line}{space}{ticks}"


def fenced(lines: Iterable[str], language: str = "") -> str:
    """A code block whose fence is longer than any run of backticks in it."""
    text = "\n".join(lines)
    fence = "`" * max(3, _longest_backticks(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _longest_backticks(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
