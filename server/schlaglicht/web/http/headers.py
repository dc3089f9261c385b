"""Header fields of answers: built here alone, whether or not an answer passes through Flask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


# https://www.rfc-editor.org/rfc/rfc10008 and https://www.w3.org/TR/ldp/#header-accept-post
ACCEPTED_QUERIES = {"Accept-Query": ", ".join(QUERY_TYPES), "Accept-Post": ", ".join(QUERY_TYPES)}
"""The media types in which the endpoint takes a query: in all its answers but those to one."""

NO_STORE = "no-store"

_NOTE = "Schlaglicht-Note"

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


def content_headers(content_type: str, length: int, notes: Iterable[str] = ()) -> list[Field]:
    """The fields of content for programs; `notes` are ASCII, and each has a field of its own."""
    described = [("Content-Type", content_type), ("Content-Length", str(length))]
    return described + [(_NOTE, note) for note in notes]


def preflight_headers(allowed: str) -> list[Field]:
    """The fields of an answer to OPTIONS; https://fetch.spec.whatwg.org/#http-cors-protocol."""
    return [*_PREFLIGHT.items(), ("Access-Control-Allow-Methods", allowed)]
