"""How deep JSON is nested: the parser of JSON-LD follows it with the stack of the process."""

from __future__ import annotations

import re
from pathlib import Path

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.i18n import msg

DEEPEST = 1000
"""Braces and brackets within each other. From some thousands on the process would be killed."""

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def check_nesting(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError where a JSON text is nested deeper than can be followed."""
    from schlaglicht.rdf.locations import SourceText

    depth = 0
    for token in _TOKEN.finditer(content):
        if token[0] in b"[{":
            depth += 1
        elif token[0] in b"]}":
            depth -= 1
        if depth > DEEPEST:
            before = SourceText(path, content[: token.start()].decode("utf-8", "replace"))
            place = before.extent(len(before.text), len(before.text))
            reason = msg("nested more than {levels} deep, which is not followed", levels=DEEPEST)
            raise GraphSyntaxError(reason, path=path, line=place.line, column=place.column)
