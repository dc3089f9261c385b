"""Limits on nesting: parsers recurse on the process's stack, which ends it."""

from __future__ import annotations

import re
from pathlib import Path

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.i18n import msg

DEEPEST = 1000
"""Braces, brackets or triple terms within each other. Some thousands would kill the process."""

TOO_DEEP = msg("nested more than {levels} levels deep, which is not read", levels=DEEPEST)

_OF_JSON = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)

_OF_TRIPLE_TERMS = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"'
    rb"|'''(?:[^'\\]|\\.|'(?!''))*'''|'(?:[^'\\\n]|\\.)*'"
    rb"|<<|>>|<[^<>\"{}|^`\s]*>|\\.|#[^\r\n]*",
    re.DOTALL,
)
"""Marks of triple terms, and what may hold the same characters."""


def check_json_nesting(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError where a JSON text is nested deeper than DEEPEST."""
    _check(_OF_JSON, {b"[": 1, b"{": 1, b"]": -1, b"}": -1}, content, path)


def check_triple_nesting(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError where triple terms of RDF 1.2 are nested deeper than DEEPEST."""
    if content.count(b"<<") > DEEPEST:
        _check(_OF_TRIPLE_TERMS, {b"<<": 1, b">>": -1}, content, path)


def _check(token: re.Pattern[bytes], steps: dict[bytes, int], content: bytes, path: Path) -> None:
    depth = 0
    for found in token.finditer(content):
        depth += steps.get(found[0], 0)
        if depth > DEEPEST:
            from schlaglicht.rdf.source_text import SourceText  # takes longer than most files

            before = SourceText(path, content[: found.start()].decode("utf-8", "replace"))
            place = before.extent(len(before.text), len(before.text))
            raise GraphSyntaxError(TOO_DEEP, path=path, line=place.line, column=place.column)
