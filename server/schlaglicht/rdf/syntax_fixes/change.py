"""A fault in a text, and a change that may repair it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schlaglicht.formats import Format
from schlaglicht.i18n import Message

_LONGEST = 60
_TERM = re.compile(r"""["'](?:[^"'\\\n]|\\.)*["']\S*|\S+""")
_BRACKET = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|\#.*|[\[\](){}]'''
)
"""A bracket, or what may hold some that are none."""
_LITERAL = re.compile(
    r"""(?P<quote>["'])(?:(?!(?P=quote))[^\\\n]|\\.)*(?P=quote)|<[^<>\n]*>|\#.*"""
)


@dataclass(frozen=True)
class Change:
    """A changed text, and what to do.

    Without words it is there to make others doubtful: when it can be read too, nothing is told.
    """

    kind: str
    """Changes of one kind are the same repair, done here or there."""
    text: str
    helps: Message | None
    syntax: Format | None = None
    """What the text is read as; None for what the file's name says."""
    until: int = 0
    """Where the change ends, when that is far behind the fault: only what is behind it counts."""


@dataclass(frozen=True)
class Fault:
    """Where a strict parser stopped in a text, and what it said; `end` is exclusive."""

    complaint: str
    text: str
    syntax: Format
    base: str
    start: int
    end: int

    @staticmethod
    def index_of(text: str, line: int, column: int) -> int:
        """The index of a place as parsers count: from 1, lines ended by a line feed."""
        start = 0
        for _ in range(line - 1):
            start = text.find("\n", start) + 1
        return min(start + column - 1, len(text))

    @property
    def token(self) -> str:
        """What the parser met."""
        return self.text[self.start : self.end]

    @property
    def line_span(self) -> tuple[int, int]:
        """Where the line of the fault begins and ends."""
        end = self.text.find("\n", self.start)
        return self.text.rfind("\n", 0, self.start) + 1, len(self.text) if end < 0 else end

    @property
    def line(self) -> str:
        """The line of the fault."""
        start, end = self.line_span
        return self.text[start:end]

    @property
    def is_indented(self) -> bool:
        """Whether the line of the fault begins with white space."""
        return self.line[:1].isspace()

    def terms_before(self) -> list[str]:
        """What stands on the line before the fault, terms and marks alike."""
        return _TERM.findall(self.text, self.line_span[0], self.start)

    def run(self, marks: str = ".;,])}") -> tuple[int, int]:
        """The characters around the fault up to white space, without marks at the end."""
        start = self.start
        while start and not self.text[start - 1].isspace():
            start -= 1
        stop = self.start
        while stop < len(self.text) and not self.text[stop].isspace():
            stop += 1
        return start, start + len(self.text[start:stop].rstrip(marks))

    def unclosed(self, opening: str, closing: str) -> int | None:
        """Where the innermost bracket stands that nothing closes before the fault."""
        open_: list[int] = []
        for found in _BRACKET.finditer(self.text, 0, self.start):
            if found[0] == opening:
                open_.append(found.start())
            elif found[0] == closing and open_:
                open_.pop()
        return open_[-1] if open_ else None

    def literals(self) -> Iterator[tuple[int, int]]:
        """Where each literal of the line begins and ends; IRIs and comments are passed over."""
        begin, stop = self.line_span
        for found in _LITERAL.finditer(self.text, begin, stop):
            if found["quote"]:
                yield found.span()

    def opening(self) -> int | None:
        """Where a literal of the line begins that has no end on it."""
        begin, stop = self.line_span
        at = begin
        for found in _LITERAL.finditer(self.text, begin, stop):
            if quote := re.compile("[\"']").search(self.text, at, found.start()):
                return quote.start()
            at = found.end()
        quote = re.compile("[\"']").search(self.text, at, stop)
        return quote.start() if quote else None

    def replaced(self, start: int, end: int, by: str) -> str:
        """The text with other characters from `start` to `end`."""
        return self.text[:start] + by + self.text[end:]


def shortened(text: str) -> str:
    """What a help quotes, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
