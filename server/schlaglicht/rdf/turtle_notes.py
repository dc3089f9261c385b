"""Content of a Turtle text outside of its triples, which rewriting would lose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    \s+
  | (?P<comment> \#[^\r\n]* )
  | (?P<string>  \"{3} (?: \"{0,2} (?: [^"\\] | \\. ) )* \"{3}
               | '{3}  (?: '{0,2}  (?: [^'\\] | \\. ) )* '{3}
               | \" (?: [^"\\\r\n] | \\. )* \"
               | '  (?: [^'\\\r\n] | \\. )* ' )
  | (?P<base>    @? (?i:base) \s* < [^<>\s]* > )
  | (?P<iri>     < [^<>\s]* > )
  | (?P<other>   (?: \\. | [\w:.-] )+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_ABSOLUTE = re.compile(r"[^<]*<[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True)
class SourceNotes:
    """Content of a valid Turtle text outside of its triples; lines count from 1."""

    header: str
    """The comments before everything else, without the final line end."""
    comment_lines: tuple[int, ...]
    """Lines of the other comments."""
    relative_lines: tuple[int, ...]
    """Lines with a relative IRI without an `@base`."""


def read_notes(text: str) -> SourceNotes:
    """The comments and relative IRIs of `text`, which must be valid Turtle."""
    start: int | None = None
    comments, relative, based = [], [], False
    for kind, token, place in _tokens(text):
        if kind == "comment":
            if start is not None:
                comments.append(place)
            continue
        start = place if start is None else start
        if kind in ("iri", "base") and not based and not _ABSOLUTE.match(token):
            relative.append(place)
        based = based or kind == "base"
    header = _header(text if start is None else text[:start])
    return SourceNotes(header, _lines(text, comments), _lines(text, relative))


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    for found in _TOKEN.finditer(text):
        if found.lastgroup:
            yield found.lastgroup, found[0], found.start()


def _lines(text: str, places: list[int]) -> tuple[int, ...]:
    lines = (len(_LINE_END.findall(text, 0, place)) + 1 for place in places)
    return tuple(dict.fromkeys(lines))


def _header(comments: str) -> str:
    lines = "\n".join(line.strip() for line in _LINE_END.split(comments))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")
