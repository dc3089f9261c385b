"""Texts for a terminal, in Markdown, too long or in ASCII: safe, in colour, escaped, truncated."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

_STEERING = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
"""Control characters but tab and line feed, line ends of Unicode, and what turns the direction."""

_STEERING_ONE = re.compile(f"[{_STEERING}]")
_STEERING_RUN = re.compile(f"[\t\n{_STEERING}]+")

_FIRST_COMBINING = "\u0300"
"""Every character before it takes one column."""


class Colour(StrEnum):
    """A colour of text, by its code in an escape sequence."""

    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    BLUE = "34"
    CYAN = "36"


def painted(text: str, colour: Colour | None = None, *, bold: bool = False) -> str:
    """A text in colour, bold, or both; an empty one as it is."""
    codes = ";".join([*(["1"] if bold else []), *([colour] if colour else [])])
    return f"\x1b[{codes}m{text}\x1b[0m" if text and codes else text


def plain(text: str | None) -> str:
    """A text on one line, without characters that could steer a terminal."""
    return _STEERING_RUN.sub(" ", text or "").strip()


def visible(line: str) -> str:
    """A line with U+FFFD for each character that could steer a terminal; tabs stay."""
    return _STEERING_ONE.sub("\ufffd", line)


def columns_of(text: str) -> int:
    """Terminal columns of a text without control characters: East Asian and emoji take two."""
    if text.isascii() or max(text) < _FIRST_COMBINING:
        return len(text)
    from wcwidth import wcswidth

    return wcswidth(text)


def end_line_of_interrupt() -> None:
    """Ends the line on which a terminal shows `^C`, so that a prompt gets one of its own."""
    if sys.stderr.isatty():
        print(file=sys.stderr, flush=True)


def truncated(text: str, longest: int) -> str:
    """The text, or its first `longest` characters and an ellipsis."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def first_line(text: str, longest: int) -> str:
    """The first line of a text that has one, truncated."""
    return truncated(text.splitlines()[0], longest)


_OF_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)


def latin(text: str) -> str:
    """A text in ASCII, as far as its letters can be spelt so."""
    spelt = text.translate(_OF_GERMAN)
    return unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~<>@&])")


def escaped(text: str) -> str:
    """A text on one line, escaped for Markdown and HTML."""
    return _MARKDOWN.sub(r"\\\1", plain(text))


def html_code(text: str) -> str:
    """A text on one line as code, also in a cell of a table or in a summary."""
    return f"<code>{_MARKDOWN.sub(_reference, plain(text))}</code>"


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
