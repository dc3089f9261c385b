"""Text of RDF/XML in one piece, where CDATA sections, comments and instructions break it.

The strict parser takes only the text before such a part, or none. https://www.w3.org/TR/xml/#syntax
"""

from __future__ import annotations

import re

_PART = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>", re.DOTALL)
_RUN = re.compile(
    rb"(?<=>)([^<]*+(?:(?><!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>)[^<]*+)++)(</?[^\s<>/!?]+)?",
    re.DOTALL,
)
"""What stands between two tags with such a part among it, and the beginning of the second tag."""


def with_whole_texts(content: bytes) -> bytes:
    """The same document with its texts in one piece, each tag in the line that it was in."""
    if not any(content.find(part, 1) >= 0 for part in (b"<![CDATA[", b"<!--", b"<?")):
        return content
    return _RUN.sub(_joined, content)


def _joined(run: re.Match[bytes]) -> bytes:
    between, tag = run[1], run[2] or b""
    text = _PART.sub(_text_of, between)
    if not text.strip() and b"<![CDATA[" not in between:
        return run[0]
    return text + tag + b"\n" * (between.count(b"\n") - text.count(b"\n"))


def _text_of(part: re.Match[bytes]) -> bytes:
    text = part[1] or b""
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
