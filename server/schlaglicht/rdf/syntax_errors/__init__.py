"""Sentences of parsers about a text that they refuse, in words for people.

Each module has the sentences of the parsers of one family of syntaxes as patterns, and what is
said instead: `turtle_errors.py` of Turtle, TriG, N-Triples and N-Quads, `rdfxml_errors.py`,
`jsonld_errors.py`, `sparql_errors.py`. What a parser quotes stays as it quotes it; a sentence that
no pattern knows stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from schlaglicht.i18n import Message, Texts, verbatim

Row = tuple[str, Message]
"""A pattern of what a parser says, and what to say instead; its fields are groups of the pattern.

A group `reason` is a sentence that is said in other words itself.
"""

_LONGEST = 60


def in_words(complaint: str, rows: Iterable[Row]) -> Message:
    """What a parser complains of, in words of ours."""
    for pattern, message in rows:
        if found := re.fullmatch(pattern, complaint, re.DOTALL):
            return message.filled(**_fields(found, rows))
    return verbatim(" ".join(complaint.split()))


def in_german(complaint: str, rows: Iterable[Row]) -> Texts:
    """What a parser complains of: its own English, and our German."""
    return {"de": in_words(complaint, rows)["de"], "en": complaint}


def _fields(found: re.Match[str], rows: Iterable[Row]) -> dict[str, object]:
    given = {name: text for name, text in found.groupdict().items() if text is not None}
    return {
        name: in_words(text, rows) if name == "reason" else _shortened(text)
        for name, text in given.items()
    }


def _shortened(text: str) -> str:
    """A quoted token on one line; of a long one the beginning, of what has no sign the number."""
    line = "".join(c if c.isprintable() and not c.isspace() else f"U+{ord(c):04X}" for c in text)
    line = line if len(text) == 1 else " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
