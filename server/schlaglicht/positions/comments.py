"""The comments of a text in Turtle, TriG, N-Triples or N-Quads, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schlaglicht.positions.places import Extent, SourceText

_TOKEN = re.compile(
    r"""
    (?P<comment> \#[^\r\n]* )
  | \"{3} (?: [^"\\] | \\. | \"{1,2}(?!\") )* \"{3}
  | '{3}  (?: [^'\\] | \\. | '{1,2}(?!') )* '{3}
  | \" (?: [^"\\\r\n] | \\. )* \"
  | '  (?: [^'\\\r\n] | \\. )* '
  | < [^<>\s]* >
  | \\.
    """,
    re.VERBOSE | re.DOTALL,
)
"""What may hold a number sign, and the comment, which begins with one."""

_LINE_END = re.compile(r"[\r\n]")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: its text from the number sign on, and whether nothing else is on its line."""

    text: str
    extent: Extent
    alone: bool


def read_comments(source: SourceText) -> Iterator[Comment]:
    """The comments of a valid text, in reading order."""
    text = source.text
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "comment":
            before = _LINE_END.split(text[max(0, found.start() - 1000) : found.start()])[-1]
            extent = source.extent(found.start(), found.end())
            yield Comment(found[0].rstrip(), extent, alone=not before.strip())
