"""What parsers say of a text that they refuse, in German and English.

Each module has the sentences of the parsers of one family of syntaxes as patterns, and what is
said instead: `terse.py` of Turtle, TriG, N-Triples and N-Quads, `rdfxml.py`, `jsonld.py`,
`sparql.py`. What a parser quotes stays as it quotes it; a sentence that no pattern knows stays
as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Row = tuple[str, str, str]
"""A pattern of what a parser says, and its German and English; `{name}` is a group of it.

A group `reason` is a sentence that is said in other words itself. English that is empty is the
parser's own.
"""

_LONGEST = 60


def in_words(complaint: str, rows: Iterable[Row]) -> dict[str, str]:
    """What a parser complains of, by language."""
    for pattern, german, english in rows:
        if found := re.fullmatch(pattern, complaint, re.DOTALL):
            return {
                "de": german.format(**_fields(found, rows, "de")),
                "en": english.format(**_fields(found, rows, "en")) if english else complaint,
            }
    return {"de": complaint, "en": complaint}


def _fields(found: re.Match[str], rows: Iterable[Row], language: str) -> dict[str, str]:
    given = {name: text for name, text in found.groupdict().items() if text is not None}
    return {
        name: in_words(text, rows)[language] if name == "reason" else _shortened(text)
        for name, text in given.items()
    }


def _shortened(text: str) -> str:
    """A quoted token on one line; of a long one the beginning, of what has no sign the number."""
    line = "".join(c if c.isprintable() and not c.isspace() else f"U+{ord(c):04X}" for c in text)
    line = line if len(text) == 1 else " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
