"""Compression of content: which coding a client wants, and content in it.

https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache

CODINGS = ("zstd", "br", "gzip")
"""Codings of content; of those that a client likes equally, the first is taken."""

SMALLEST = 512
"""Bytes below which coding content gains nothing."""

_LONGEST_HEADER = 1024
_MEMBER = re.compile(
    r"\s*+([!#$%&'*+.^_`|~0-9A-Za-z-]++)\s*+"
    r"(?:;\s*+[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*+)?"
)
_ALIASES = {"x-gzip": "gzip"}


def coding_for(accept_encoding: str | None) -> str | None:
    """The coding that an Accept-Encoding header wants most; None leaves content as it is.

    `identity`, when the header does not name it, is what remains when no coding is acceptable. A
    malformed member is ignored.
    """
    return _wishes((accept_encoding or "")[:_LONGEST_HEADER])[0]


def refuses_identity(accept_encoding: str | None) -> bool:
    """True if an Accept-Encoding header excludes content as it is."""
    return _wishes((accept_encoding or "")[:_LONGEST_HEADER])[1]


def encoded(content: bytes, coding: str) -> bytes:
    """`content` in a coding, at a level that costs little; equal content gives equal bytes."""
    if coding == "zstd":
        import zstandard

        return zstandard.ZstdCompressor(level=3).compress(content)
    if coding == "br":
        import brotli

        coded: bytes = brotli.compress(content, quality=4)
        return coded
    return gzip.compress(content, compresslevel=4, mtime=0)


@lru_cache(maxsize=256)
def _wishes(accept_encoding: str) -> tuple[str | None, bool]:
    qualities = _qualities(accept_encoding)
    any_other = qualities.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: qualities.get(coding, any_other))
    quality = qualities.get(best, any_other)
    wanted = quality > 0 and quality >= qualities.get("identity", 0.0)
    return best if wanted else None, qualities.get("identity", qualities.get("*", 1.0)) == 0


def _qualities(accept_encoding: str) -> dict[str, float]:
    found = {}
    for member in accept_encoding.split(","):
        match = _MEMBER.fullmatch(member)
        if match:
            name = match[1].lower()
            found[_ALIASES.get(name, name)] = float(match[2] or 1)
    return found
