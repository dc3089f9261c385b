"""Limit on the nesting of JSON: the parser of JSON-LD recurses on the process's stack."""

from __future__ import annotations

import re
from pathlib import Path

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.i18n import msg

DEEPEST = 1000
"""Braces and brackets within each other. Some thousands would kill the process."""

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def check_nesting(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError where a JSON text is nested deeper than DEEPEST."""
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
            reason = msg("nested more than {levels} levels deep, which is not read", levels=DEEPEST)
            raise GraphSyntaxError(reason, path=path, line=place.line, column=place.column)
