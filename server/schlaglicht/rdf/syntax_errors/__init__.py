"""Parser messages, reworded for people.

Tables have the messages of the parsers of one family of syntaxes as patterns, with their
replacements: those about IRIs and of SPARQL here, those of RDF/XML and JSON-LD in `documents.py`.
Quoted parts stay as they are; so does a message without a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message, Texts, msg, verbatim

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


IRIS: tuple[Row, ...] = (
    (
        r"Invalid IRI code point '(?P<character>.)'",
        msg("the character {character} is not allowed in an IRI"),
    ),
    (
        r"Invalid IRI percent encoding '(?P<found>.*)'",
        msg("in an IRI, two hexadecimal digits are expected after %, not {found}"),
    ),
    (
        r"No scheme found in an absolute IRI",
        msg("the IRI is relative; here it must begin with its scheme, such as https:"),
    ),
    (
        r"Invalid character '(?P<character>.)' in host",
        msg("the character {character} is not allowed in the name of a host"),
    ),
    (
        r"Invalid character '(?P<character>.)'",
        msg("the character {character} is not allowed at that place of an IRI"),
    ),
    (
        r"Invalid port character '(?P<character>.)'",
        msg("a port is made of digits, not of {character}"),
    ),
    (
        r"Invalid host (?:IP|character).*",
        msg("the IRI names no valid host"),
    ),
    (
        r"An IRI path is not allowed to start with // .*",
        msg("an IRI without a host has no path that begins with //"),
    ),
    (
        r"A language code should always start with a letter",
        msg("a language is expected after @, such as de or en"),
    ),
    (
        (
            r"(?:The given language subtag is invalid|A langtag .*|(?:The|If|A|Only) .*subtag.*"
            r"|At maximum .*)"
        ),
        msg("this is not a valid language tag; de, en and de-AT are"),
    ),
)


ENGINE: tuple[Row, ...] = (
    (
        r"The SELECT contains .*variable that is unbound.*",
        msg("SELECT names a variable that is neither grouped nor aggregated"),
    ),
    (r"Duplicated variable name in SELECT", msg("SELECT names a variable twice")),
    (
        r"SELECT \* is not authorized with GROUP BY",
        msg("SELECT * cannot be combined with GROUP BY"),
    ),
    (
        r"BIND is overriding an existing variable",
        msg("BIND sets a variable that has a value already"),
    ),
    (
        r"Repeated variables are not allowed in VALUES clauses\.",
        msg("VALUES names a variable twice"),
    ),
    (
        r"The VALUES clause rows should have exactly .*",
        msg("each row of VALUES needs a value per variable; UNDEF stands for none"),
    ),
    (
        r"This custom function is (?:an aggregate|a regular) function and not .*",
        msg("this function aggregates where that is not possible, or the other way round"),
    ),
    (
        r"Already used blank node id|.*[Bb]lank node.*",
        msg("the label of a blank node is used in two patterns that are not joined"),
    ),
    (r"IRIs are not allowed to end with a '\\'", msg("an IRI does not end with \\")),
    (r"strings are not allowed to end with a '\\'", msg("a string does not end with \\")),
    (
        r"The character that can be escaped in strings are (?P<known>.*)",
        msg("in a string, \\ is allowed only before {known}"),
    ),
    (
        r"\\u escape sequence should be followed by hexadecimal digits",
        msg("four hexadecimal digits are expected after \\u, eight after \\U"),
    ),
    (
        (
            r".*only (?:available|supported) in SPARQL.*|Reifiers are not allowed on property paths"
            r"|The LATERAL modifier is not supported"
        ),
        msg("this belongs to another version of SPARQL"),
    ),
    (r"The custom function (?P<name>\S+) is not supported.*", msg("there is no function {name}")),
)

ANSWERS: tuple[Row, ...] = (
    (
        r".*: line (?P<line>\d+) column (?P<column>\d+) \(char \d+\)",
        msg("no valid JSON from line {line}, column {column} on"),
    ),
    (r"'utf-8' codec can't decode .*", msg("these bytes are not UTF-8; save the file as UTF-8")),
)
