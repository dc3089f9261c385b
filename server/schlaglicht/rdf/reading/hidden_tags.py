"""Language tags with capitals through a strict parser that lowercases them.

Each such tag stands as a private tag that occurs nowhere else while the parser reads a text of the
Turtle family, and is restored in what it writes. A text in quotes that looks like a tag is hidden
and restored in the same way, so nobody needs to know which is which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph

from schlaglicht.formats import TURTLE
from schlaglicht.rdf.ntriples_text import line_parts
from schlaglicht.rdf.private_forms import new_stem

_CAPITAL_AFTER_AT = re.compile(rb"@[a-z0-9-]*[A-Z]")
"""Finds all that the other pattern may find, ten times as fast."""

_TAG = re.compile(rb"""(?<=["'])([ \t\r\n]*@)([a-z0-9-]*[A-Z](?:-?[A-Za-z0-9]+)*)""")
_LITERAL = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"@([a-z0-9-]+)')

_DIGITS = 8


@dataclass(frozen=True)
class HiddenTags:
    """The tags of one text, and the stem of the private ones that stand for them."""

    tags: tuple[bytes, ...]
    stem: bytes

    def hidden(self, content: bytes) -> bytes:
        """The text without its capitals in tags."""
        private = self._private
        return _TAG.sub(lambda found: found[1] + private.get(found[2], found[2]), content)

    def private(self, tag: str) -> str:
        """The private tag that stands for one of the tags; any other tag unchanged."""
        return self._private.get(tag.encode(), tag.encode()).decode()

    @cached_property
    def _private(self) -> Mapping[bytes, bytes]:
        return {tag: b"%b-%0*d" % (self.stem, _DIGITS, n) for n, tag in enumerate(self.tags)}

    @property
    def longest(self) -> int:
        """The bytes of a private tag."""
        return len(self.stem) + 1 + _DIGITS

    def restored(self, written: bytes) -> bytes:
        """Text that the parser has written of a hidden one, with the tags as they were."""
        private = re.compile(re.escape(self.stem) + rb"-([0-9]{%d})" % _DIGITS)
        return private.sub(lambda found: self.tags[int(found[1])], written)

    def literals(self, nquads: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The literals with hidden tags in N-Quads: with tags in lower case, and as written."""
        for start, end in line_parts(nquads):
            for found in _LITERAL.finditer(nquads[start:end]):
                if found[1].startswith(self.stem):
                    written = self.restored(found[0])
                    text, _, tag = written.rpartition(b'"')
                    yield text + b'"' + tag.lower(), written


def hidden_tags(parts: Iterable[bytes]) -> HiddenTags | None:
    """The tags with capitals in a text of the Turtle family, given part by part; None without any.

    What is not well-formed is left to the parser to judge.
    """
    tags = {found[2] for part in parts if may_have_tags(part) for found in _TAG.finditer(part)}
    well_formed = tuple(sorted(filter(_is_well_formed, tags)))
    return HiddenTags(well_formed, new_stem().encode()) if well_formed else None


def may_have_tags(lines: bytes) -> bool:
    """True if lines of a text of the Turtle family may have a tag with capitals."""
    return _CAPITAL_AFTER_AT.search(lines) is not None


def _is_well_formed(tag: bytes) -> bool:
    try:
        list(pyoxigraph.parse(b'<x:s> <x:p> "x"@%b .' % tag, TURTLE.rdf))
    except SyntaxError:
        return False
    return True
