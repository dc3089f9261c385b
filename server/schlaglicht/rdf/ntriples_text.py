"""Canonical N-Triples and N-Quads as text, for work that does without rdflib: terms and lines.

https://www.w3.org/TR/n-quads/#n-quads-language
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader
from mmap import mmap

from schlaglicht.markup import words_of

LINE = re.compile(
    r"(?P<subject><[^>]*>|_:\S+) (?P<predicate><[^>]*>) "
    r'(?P<object><[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)'
    r"(?: (?P<graph><[^>]*>|_:\S+))? \.\n"
)
"""One quad of canonical N-Quads; a line with a triple term of RDF 1.2 does not match."""

DIRECTION = re.compile(r"(?<=[A-Za-z0-9])--(?:ltr|rtl)$")
"""The base direction of RDF 1.2 at the end of a literal in canonical N-Triples."""

LITERAL = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
"""A literal; the groups are its text, its language tag and its datatype."""

CODE_POINT = (  # not surrogates, which are not characters
    r"u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}"
    r"|U(?!0000[dD][89a-fA-F])00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4}"
)
ESCAPE = rf"""\\(?:[tbnrf\\"']|{CODE_POINT})"""
"""An escape in a text, which stands for one character; `CODE_POINT` is what follows a backslash."""

_ESCAPED_TEXT = re.compile(rf"(?:[^\\]|{ESCAPE})*+")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
UNESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
"""Characters by the letter that follows a backslash in their place."""

_ESCAPED = {character: f"\\{letter}" for letter, character in UNESCAPED.items()} | {
    '"': r"\"",
    "\\": r"\\",
}
NOT_IN_LITERAL = re.compile(r'[\x00-\x1f"\\\x7f\ufffe\uffff]')
"""Characters that are escaped in the text of a literal."""


def escaped(text: str, unwanted: re.Pattern[str]) -> str:
    """`text` with each character that `unwanted` matches escaped."""
    return unwanted.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[0]) or f"\\u{ord(found[0]):04X}"


def literal_of(text: str, *, language: str = "", datatype: str = "") -> str:
    """The literal with this text, and a language tag or the IRI of a datatype."""
    end = f"@{language}" if language else f"^^<{datatype}>" if datatype else ""
    return f'"{escaped(text, NOT_IN_LITERAL)}"{end}'


def is_escaped(text: str) -> bool:
    """True if every backslash begins an escape of a character."""
    return _ESCAPED_TEXT.fullmatch(text) is not None


def unescaped(text: str) -> str:
    """`text` with its escapes resolved, of which none may be invalid."""
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else UNESCAPED.get(found[3], found[3])


def literal_text(text: str) -> tuple[str, str]:
    """The value and the language tag of a literal in canonical N-Triples; the tag may be empty."""
    found = LITERAL.fullmatch(text)
    if found is None:
        raise ValueError(f"not a literal of N-Quads: {text}")
    return unescaped(found[1]), found[2] or ""


def literal_words(text: str) -> tuple[str, str]:
    """The words of such a literal, without markup or the line breaks of indented XML; its tag."""
    found = LITERAL.fullmatch(text)
    if found is None:
        raise ValueError(f"not a literal of N-Quads: {text}")
    return words_of(unescaped(found[1]), found[3] or ""), found[2] or ""


_PART = 2**20


def line_parts(text: str | bytes | mmap) -> Iterator[tuple[int, int]]:
    """The extents of some thousand whole lines each, which end in a line feed."""
    start = 0
    while start < len(text):
        from_here = start + _PART
        found = text.find("\n", from_here) if isinstance(text, str) else text.find(b"\n", from_here)
        end = found + 1 or len(text)
        yield start, end
        start = end


def file_parts(file: BufferedReader) -> Iterator[bytes]:
    """The rest of a file, in such parts."""
    return iter(lambda: file.read(_PART) + file.readline(), b"")
