"""Entity tags, and their comparison in conditional requests.

https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from hashlib import blake2b

_TAG = re.compile(r'\s*(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')
_EMPTY = re.compile(r"[\s,]*")


def entity_tag(body: bytes, content_type: str, coding: str) -> str:
    """A strong entity tag: equal only for equal bytes of the same type in the same coding."""
    digest = blake2b(body, digest_size=15, person=b"schlaglicht")
    digest.update(f"\n{content_type}\n{coding}".encode())
    return f'"{urlsafe_b64encode(digest.digest()).decode()}"'


def is_known(etag: str, if_none_match: str) -> bool:
    """True if a client that sends this If-None-Match has the representation tagged `etag`.

    The comparison is the weak one: `W/` does not count. Of a header that breaks the grammar,
    the tags before that place count.
    https://www.rfc-editor.org/rfc/rfc9110#field.if-none-match
    """
    if if_none_match.strip() == "*":
        return True
    position = _end_of_empty(if_none_match, 0)
    while match := _TAG.match(if_none_match, position):
        if match[1] == etag:
            return True
        position = _end_of_empty(if_none_match, match.end())
    return False


def _end_of_empty(text: str, position: int) -> int:
    match = _EMPTY.match(text, position)
    return match.end() if match else position
