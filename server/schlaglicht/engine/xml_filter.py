"""Keeps an answer in XML within the limits of XML 1.0.

The serializer writes all characters unchanged. Some are not allowed in XML, and a carriage return
reads as a line feed: https://www.w3.org/TR/xml/#charsets, https://www.w3.org/TR/xml/#sec-line-ends
In RDF/XML, properties are elements: an IRI that does not end in a name gives one without a name.
"""

from __future__ import annotations

import re
from typing import BinaryIO

_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""In UTF-8: the control characters, U+FFFE and U+FFFF."""

_NAMELESS = re.compile(rb"<[^\s<>:/\"]*:[\s>]")
_LONGEST_CUT = 100
"""Bytes at the end of a part that are checked again with the next, which may continue them."""


class NotInXmlError(Exception):
    """Content that XML cannot represent; the text names it: the character U+0001."""


class XmlText:
    """A binary file for XML in UTF-8, passed on to another; carriage returns as references.

    Raises NotInXmlError for content that XML cannot represent.
    """

    def __init__(self, answer: BinaryIO) -> None:
        self._answer = answer
        self._end = b""

    def write(self, content: bytes) -> int:
        """Passes `content` on; a part may end within a character."""
        found = _FORBIDDEN.search(self._end + content)
        if found:
            raise NotInXmlError(f"the character U+{ord(found[0].decode()):04X}")
        if _NAMELESS.search(self._end + content):
            raise NotInXmlError("a property whose IRI does not end in a name")
        self._end = (self._end + content)[-_LONGEST_CUT:]
        self._answer.write(content.replace(b"\r", b"&#13;"))
        return len(content)

    def flush(self) -> None:
        """Flushes the underlying file."""
        self._answer.flush()
