"""Header fields of answers, and entity tags, with Flask and without it.

https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from schlaglicht.web.http.sparql_protocol import QUERY_TYPES

Field = tuple[str, str]

EVERYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Accept-Post, Accept-Query, Allow, Content-Language, Content-Location, ETag, Link, "
        "Location, Retry-After, Schlaglicht-Note, Server-Timing, X-Request-Id"
    ),
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""The fields of every answer, errors and files included."""

SCRIPT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of a page with a script."""

NEGOTIATED_ON = ("Accept", "Accept-Encoding", "Accept-Language")
"""The fields of a request that decide between representations."""

CODED_ON = ("Accept-Encoding",)
"""The fields that still decide where the URL fixes format and language."""


def with_images(policy: str, hosts: Iterable[str]) -> str:
    """The Content-Security-Policy of a page that shows images of these hosts."""
    sources = " ".join(f"https://{host}" for host in hosts)
    return policy.replace("img-src 'self'", f"img-src 'self' {sources}") if sources else policy


def with_ancestors(policy: str, origins: Iterable[str]) -> str:
    """The Content-Security-Policy of a page that sites at these origins may show in a frame."""
    return policy.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(origins)}")


# https://www.rfc-editor.org/rfc/rfc10008 and https://www.w3.org/TR/ldp/#header-accept-post
ACCEPTED_QUERIES = {"Accept-Query": ", ".join(QUERY_TYPES), "Accept-Post": ", ".join(QUERY_TYPES)}
"""The media types in which the endpoint takes a query: in all its answers but those to one."""

NO_STORE = "no-store"

NOTE = "Schlaglicht-Note"

_PREFLIGHT = {
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Language, Content-Type, If-None-Match, Schlaglicht-Query-Id"
    ),
    "Access-Control-Max-Age": "86400",
}


def common_headers(
    cache_control: str, negotiated_on: Sequence[str] = NEGOTIATED_ON
) -> tuple[Field, ...]:
    """The fields of an answer that is made here, beyond those of its content."""
    vary, control = ("Vary", ", ".join(negotiated_on)), ("Cache-Control", cache_control)
    return (*EVERYWHERE.items(), vary, control)


def lacking(own: Iterable[Field], common: Iterable[Field]) -> list[Field]:
    """The `common` fields that an answer does not have as its `own`."""
    present = {name.lower() for name, _ in own}
    return [field for field in common if field[0].lower() not in present]


def preflight_headers(allowed: str) -> list[Field]:
    """The fields of an answer to OPTIONS; https://fetch.spec.whatwg.org/#http-cors-protocol."""
    return [*_PREFLIGHT.items(), ("Access-Control-Allow-Methods", allowed)]


_TAG = re.compile(r'\s*(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')
_EMPTY = re.compile(r"[\s,]*")


def entity_tag(body: bytes, content_type: str, coding: str) -> str:
    """A strong entity tag: equal only for equal bytes of the same type in the same coding."""
    digest = blake2b(body, digest_size=15, person=b"schlaglicht")
    digest.update(f"\n{content_type}\n{coding}".encode())
    return f'"{digest.hexdigest()}"'


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
