"""Messages about IRIs and language tags, shared by all syntaxes."""

from __future__ import annotations

from schlaglicht.i18n import msg
from schlaglicht.rdf.syntax_errors import Row

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
