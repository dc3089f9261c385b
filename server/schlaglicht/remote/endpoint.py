"""The settings of a remote service: its URL, its graphs, and what one query may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from schlaglicht.errors import ProjectError
from schlaglicht.i18n import msg
from schlaglicht.remote.credentials import PASSWORD, USER, Credentials
from schlaglicht.remote.dialects import UNKNOWN, Dialect

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class RemoteLimits:
    """Resources that one query to a remote service may use."""

    seconds: float = 10.0
    """Time from the question to the last byte of the answer, retries and redirects included."""
    connect: float = 3.0
    """Seconds for one connection."""
    answer: int = 32 * 2**20
    """Bytes of one answer."""
    retries: int = 2
    """Further attempts after a connection that failed, or a 502 or 503 that asks for one."""
    redirects: int = 3
    """Redirects that are followed within the origin of the service."""
    together: int = 8
    """Queries that the service is asked at once."""


@dataclass(frozen=True)
class Endpoint:
    """A remote SPARQL service."""

    url: str
    dialect: Dialect = UNKNOWN
    credentials: Credentials = field(default_factory=Credentials)
    default_graphs: tuple[str, ...] = ()
    """The graphs whose union is the default graph; without any it is up to the service."""
    named_graphs: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further header fields of each request."""
    limits: RemoteLimits = field(default_factory=RemoteLimits)
    cap: int | None = None
    """Rows after which the service cuts an answer without a word, if that is known."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: the only ones that requests go to."""
        return origin_of(urlsplit(self.url))


def endpoint_at(url: str) -> str:
    """`url` if it can be one of an endpoint; raises ProjectError."""
    parts = parts_of(url)
    if parts is None:
        raise ProjectError(
            msg("{url} is not the URL of an endpoint, such as https://example.org/sparql", url=url)
        )
    if parts.username is not None or parts.password is not None:
        wrong = msg("the URL contains a password; set {user} and {password} in the environment")
        raise ProjectError(wrong.filled(user=USER, password=PASSWORD))
    if parts.fragment:
        raise ProjectError(msg("{url}: an endpoint has no fragment after #", url=url))
    return url


def parts_of(url: str) -> SplitResult | None:
    """The parts of a URL that requests can go to; None for any other text."""
    if not (url.isascii() and url.isprintable()) or " " in url:
        return None
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an invalid address in brackets, or an invalid port
        return None
    return parts if is_right else None


def origin_of(parts: SplitResult) -> tuple[str, str, int]:
    """Scheme, host and port of a URL."""
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
