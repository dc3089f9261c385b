"""Parser messages of JSON."""

from __future__ import annotations

from schlaglicht.i18n import msg
from schlaglicht.rdf.syntax_errors import Row

JSON: tuple[Row, ...] = (
    (
        r"Object keys must be strings",
        msg("a key in double quotation marks is expected here"),
    ),
    (
        r"Object values must be followed by .*",
        msg("a comma or }} is expected after a value"),
    ),
    (
        r"Array values must be followed by .*",
        msg("a comma or ] is expected after a value"),
    ),
    (
        r"Unexpected comma, no values to separate",
        msg("before this comma a value is missing"),
    ),
    (
        r"Unexpected colon, no key to follow",
        msg("before this colon a key is missing"),
    ),
    (
        r"Trailing commas are not allowed",
        msg("there is a comma too many after the last value"),
    ),
    (
        r"Unexpected closing curly bracket, .*",
        msg("this }} closes nothing that is open"),
    ),
    (
        r"Unexpected closing square bracket, .*",
        msg("this ] closes nothing that is open"),
    ),
    (
        r"Unexpected end of file, a value was expected",
        msg("the file ends where a value is expected"),
    ),
    (
        r"Unexpected end of file",
        msg("the file ends too early: a bracket or a quotation mark is still open"),
    ),
    (
        r"Unexpected char: '(?P<character>.*)'",
        msg("{character} has no meaning here"),
    ),
    (
        r"Unexpected byte: (?P<byte>.*)",
        msg("the byte {byte} has no meaning here"),
    ),
    (
        r"(?P<word>null|true|false) expected",
        msg("a word begins here that should be {word}"),
    ),
    (
        r"The JSON already contains one root element",
        msg("there is something after the end of the object"),
    ),
    (
        r"'(?P<character>.*)' is not allowed in JSON strings",
        msg("{character} is not allowed in a text: a control character, or the text is not closed"),
    ),
    (
        r"'(?P<escape>.*)' is not a valid escape sequence",
        msg("{escape} is not an escape: the backslash itself is written \\\\"),
    ),
    (
        r"Unexpected character in a unicode escape: .*",
        msg("four hexadecimal digits are expected after \\u"),
    ),
    (
        r".*surrogate.*",
        msg("half of a surrogate pair is not a character"),
    ),
    (
        r"A number .*",
        msg("this is not a JSON number"),
    ),
    (
        r"Invalid UTF-8.*",
        msg("these bytes are not UTF-8; save the file as UTF-8"),
    ),
    (
        r"Max stack size of .*",
        msg("the brackets are nested too deep"),
    ),
)
