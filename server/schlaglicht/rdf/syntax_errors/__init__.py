"""Parser messages, reworded for people.

Each module has the messages of the parsers of one family of syntaxes as patterns, with their
replacements: `rdfxml_errors.py`, `jsonld_errors.py`, `sparql_errors.py`. Quoted parts stay as they
are; so does a message without a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message, Texts, verbatim

Row = tuple[str, Message]
"""A pattern of a parser's message, and its replacement; the fields are groups of the pattern.

A group `reason` is itself a message to reword.
"""

_LONGEST = 60


def in_words(parser_message: str, rows: Iterable[Row]) -> Message:
    """A parser's message, reworded."""
    for pattern, message in rows:
        if found := re.fullmatch(pattern, parser_message, re.DOTALL):
            return message.filled(**_fields(found, rows))
    return verbatim(" ".join(parser_message.split()))


def in_german(parser_message: str, rows: Iterable[Row]) -> Texts:
    """A parser's message: its own English, and our German."""
    return {"de": in_words(parser_message, rows)["de"], "en": parser_message}


def _fields(found: re.Match[str], rows: Iterable[Row]) -> dict[str, object]:
    given = {name: text for name, text in found.groupdict().items() if text is not None}
    return {
        name: in_words(text, rows) if name == "reason" else shortened(text)
        for name, text in given.items()
    }


def shortened(text: str) -> str:
    """A quoted token on one line, truncated if long; an invisible character as its number."""
    line = "".join(c if c.isprintable() and not c.isspace() else f"U+{ord(c):04X}" for c in text)
    return truncated(line if len(text) == 1 else " ".join(text.split()), _LONGEST)
