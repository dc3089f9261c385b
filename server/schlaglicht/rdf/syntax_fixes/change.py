"""Syntax errors in a text, and changes that may fix them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schlaglicht.formats import Format
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message
from schlaglicht.rdf.turtle.tokens import Kind

STANDARD_INPUT = "<stdin>"
"""The name of standard input, without the ending that its format gives it."""

_LONGEST = 60
_TERM = re.compile(r"""["'](?:[^"'\\\n]|\\.)*["']\S*|\S+""")
_BRACKET = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|\#.*|[\[\](){}]'''
)
"""A bracket, or a token that may contain one as text."""
_LITERAL = re.compile(
    r"""(?P<quote>["'])(?:(?!(?P=quote))[^\\\n]|\\.)*(?P=quote)|<[^<>\n]*>|\#.*"""
)


@dataclass(frozen=True)
class Change:
    """A changed text, and the advice for it.

    Without advice it only casts doubt on others: if it parses too, nothing is reported.
    """

    kind: str
    """Changes of one kind are the same fix in different places."""
    text: str
    helps: Message | None
    syntax: Format | None = None
    """The format to read the text as; None for that of the file's name."""
    until: int = 0
    """The end of the change, if far past the error: only progress past it counts."""


@dataclass(frozen=True)
class Fault:
    """The stop of a reader in a text, and why it stopped; `end` is exclusive."""

    text: str
    syntax: Format
    base: str
    start: int
    end: int
    kind: Kind = Kind.OTHER
    parser_message: str = ""
    """What the parser says of RDF/XML or JSON-LD."""
    is_stdin: bool = False
    """True for standard input, which has no name that could say its format."""

    @property
    def prefix(self) -> str:
        """The prefix of the token."""
        return self.token.partition(":")[0]

    @property
    def token(self) -> str:
        """The token at which the parser stopped."""
        return self.text[self.start : self.end]

    @property
    def line_span(self) -> tuple[int, int]:
        """Start and end of the line of the error."""
        end = self.text.find("\n", self.start)
        return self.text.rfind("\n", 0, self.start) + 1, len(self.text) if end < 0 else end

    @property
    def line(self) -> str:
        """The line of the error."""
        start, end = self.line_span
        return self.text[start:end]

    @property
    def is_indented(self) -> bool:
        """True if the line of the error begins with white space."""
        return self.line[:1].isspace()

    def terms_before(self) -> list[str]:
        """The terms and punctuation on the line before the error."""
        return _TERM.findall(self.text, self.line_span[0], self.start)

    def run(self, marks: str = ".;,])}") -> tuple[int, int]:
        """Span of the characters around the error up to white space, without final marks."""
        start = self.start
        while start and not self.text[start - 1].isspace():
            start -= 1
        stop = self.start
        while stop < len(self.text) and not self.text[stop].isspace():
            stop += 1
        return start, start + len(self.text[start:stop].rstrip(marks))

    def unclosed(self, opening: str, closing: str) -> int | None:
        """Index of the innermost bracket still open at the error."""
        open_: list[int] = []
        for found in _BRACKET.finditer(self.text, 0, self.start):
            if found[0] == opening:
                open_.append(found.start())
            elif found[0] == closing and open_:
                open_.pop()
        return open_[-1] if open_ else None

    def literals(self) -> Iterator[tuple[int, int]]:
        """Start and end of each literal of the line; IRIs and comments are skipped."""
        begin, stop = self.line_span
        for found in _LITERAL.finditer(self.text, begin, stop):
            if found["quote"]:
                yield found.span()

    def iri(self) -> tuple[int, int] | None:
        """Span of the IRI in angle brackets that the error is in, without these."""
        begin, stop = self.line_span
        spans = (found for found in _LITERAL.finditer(self.text, begin, stop) if not found["quote"])
        for found in spans:
            if found[0][0] == "<" and found.start() < self.start < found.end():
                return found.start() + 1, found.end() - 1
        return None

    def opening(self) -> int | None:
        """Start of a literal of the line that does not end on it."""
        rest = _LITERAL.sub(lambda found: " " * len(found[0]), self.line)
        quote = re.search("[\"']", rest)
        return self.line_span[0] + quote.start() if quote else None

    def replaced(self, start: int, end: int, by: str) -> str:
        """The text with `start` to `end` replaced."""
        return self.text[:start] + by + self.text[end:]


def shortened(text: str) -> str:
    """An excerpt for advice, on one line."""
    return truncated(" ".join(text.split()), _LONGEST)
