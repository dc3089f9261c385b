"""Comments of a text with their locations: the Turtle family, SPARQL, and XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schlaglicht.rdf.source_text import Extent, SourceText, XmlText

_TOKEN = re.compile(
    r"""
    (?P<comment> \#(?P<text>[^\r\n]*) )
  | \"{3} (?: [^"\\] | \\. | \"{1,2}(?!\") )* \"{3}
  | '{3}  (?: [^'\\] | \\. | '{1,2}(?!') )* '{3}
  | \" (?: [^"\\\r\n] | \\. )* \"
  | '  (?: [^'\\\r\n] | \\. )* '
  | < [^<>\s]* >
  | \\.
    """,
    re.VERBOSE | re.DOTALL,
)
"""Tokens that may contain a number sign, and the comment, which begins with one."""

_XML_TOKEN = re.compile(
    r"""
    (?P<comment> <!--(?P<text>.*?)--> )
  | <!\[CDATA\[ .*? \]\]>
  | <\? .*? \?>
  | <![A-Z] (?: [^<>\["'] | "[^"]*" | '[^']*' )*
    """,
    re.VERBOSE | re.DOTALL,
)
"""Tokens that may look like a comment, and the comment."""

_LINE_END = re.compile(r"[\r\n]")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: its text without delimiters, and True if nothing else is on its lines."""

    text: str
    extent: Extent
    alone: bool


def read_comments(source: SourceText) -> Iterator[Comment]:
    """The comments of a valid text, in reading order."""
    text = source.text
    pattern = _XML_TOKEN if isinstance(source, XmlText) else _TOKEN
    for found in pattern.finditer(text):
        if found.lastgroup is not None:
            before = _LINE_END.split(text[max(0, found.start() - 1000) : found.start()])[-1]
            behind = _LINE_END.split(text[found.end() : found.end() + 1000], maxsplit=1)[0]
            extent = source.extent(found.start(), found.end())
            yield Comment(found["text"].strip(), extent, alone=not (before + behind).strip())
