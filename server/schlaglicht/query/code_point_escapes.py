"""Code point escapes outside of strings and IRIs, where the engine does not support them.

https://www.w3.org/TR/sparql11-query/#codepointEscape
"""

from __future__ import annotations

import re

from schlaglicht.i18n import msg
from schlaglicht.query.lexer import syntax_error_at

_PART = re.compile(
    r"""
    (?P<kept> (?:
        \#[^\r\n]*+
      | '''(?: '{0,2} (?:[^'\\]|\\.) )*+'''
      | \"""(?: "{0,2} (?:[^"\\]|\\.) )*+\"""
      | '(?:[^'\\\r\n]|\\.)*+'
      | "(?:[^"\\\r\n]|\\.)*+"
      | <[^\x00-\x20<>"{}|^`]*+>
      | \\[^uU]
      | [^\\\#'"<]++ )++ )
  | \\u(?P<four>[0-9A-Fa-f]{4})
  | \\U(?P<eight>[0-9A-Fa-f]{8})
    """,
    re.VERBOSE | re.DOTALL,
)
"""A backslash is kept with the character it escapes, so that an escaped quote does not begin a
string. Otherwise each would, and be read to the end of the text if none of them ends.
"""


def resolve_escapes(text: str) -> str:
    r"""`text` with `\uXXXX` and `\UXXXXXXXX` outside of strings and IRIs as characters.

    Raises QuerySyntaxError for an invalid code point.
    """
    if "\\u" not in text and "\\U" not in text:
        return text

    def resolve(match: re.Match[str]) -> str:
        if match.lastgroup == "kept":
            return match[0]
        number = int(match["four"] or match["eight"], 16)
        if number > 0x10FFFF or 0xD800 <= number < 0xE000:
            reason = msg("{escape} is not a character", escape=match[0])
            raise syntax_error_at(text, match.start(), reason)
        return chr(number)

    return _PART.sub(resolve, text)
