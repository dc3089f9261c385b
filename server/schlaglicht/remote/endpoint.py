"""A remote SPARQL service as it is asked: URL, graphs, limits, credentials and dialect.

The signs of an answer that is not whole are looked for in every dialect (`answers`); a dialect says
what has to be asked otherwise. Credentials come from the environment alone, and are sent to the
origin of the service alone.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.error import URLError
from urllib.parse import SplitResult, urlsplit
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgr,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from schlaglicht.errors import ProjectError
from schlaglicht.i18n import msg


@dataclass(frozen=True)
class Dialect:
    """A kind of service: how it is told its time limit."""

    name: str
    title: str
    timeout: str = ""
    """The value of the parameter that sets its own time limit, `{s}` in seconds or `{ms}`."""
    recognised_by: str = r"(?!)"
    """A pattern that the header field Server of its answers, in lower case, contains."""

    def time_limit(self, seconds: float) -> Mapping[str, str]:
        """The parameters of a request that set the service's own time limit."""
        limit = self.timeout.format(s=math.ceil(seconds), ms=math.ceil(seconds * 1000))
        return {"timeout": limit} if limit else {}


GENERIC = Dialect("generic", "SPARQL 1.1")
UNKNOWN = Dialect("unknown", "SPARQL 1.1")
"""The dialect of a service whose product is still to be recognised."""

DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        GENERIC,
        Dialect("virtuoso", "Virtuoso", "{ms}", "virtuoso"),
        Dialect("oxigraph", "Oxigraph", recognised_by="oxigraph"),
        Dialect("comunica", "Comunica", recognised_by="comunica"),
        Dialect("qlever", "QLever", "{s}s", "qlever"),
        Dialect("fuseki", "Apache Jena Fuseki", "{s}", "fuseki|jena"),
        Dialect("graphdb", "GraphDB", "{s}", recognised_by="graphdb"),
        Dialect("neptune", "Amazon Neptune", recognised_by="neptune"),
        Dialect("schlaglicht", "Schlaglicht", recognised_by="schlaglicht"),
    )
}
"""All dialects by name."""


def recognised(server: str) -> Dialect:
    """The dialect that the header field Server of an answer names, else the generic one."""
    for dialect in DIALECTS.values():
        if re.search(dialect.recognised_by, server.lower()):
            return dialect
    return GENERIC


USER = "SCHLAGLICHT_ENDPOINT_USER"
PASSWORD = "SCHLAGLICHT_ENDPOINT_PASSWORD"
TOKEN = "SCHLAGLICHT_ENDPOINT_TOKEN"


_DIGEST = re.compile(r"(?i)(?:^|,)\s*digest\s+(.*?)(?=,\s*(?:basic|bearer|negotiate)\b|$)")
_BASIC = re.compile(r"(?i)(?:^|,)\s*basic\b")
_NOT_ANSWERED = (ValueError, LookupError, URLError)
"""What urllib raises for a challenge without sense, or of a kind that it does not know."""


@dataclass(frozen=True)
class Credentials:
    """A name with its password, or a token, or nothing."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def bearer(self) -> str | None:
        """The header field Authorization that goes with every request: that of a token."""
        return f"Bearer {self.token}" if self.token else None


def credentials_of(environment: Mapping[str, str]) -> Credentials:
    """The credentials in the environment; raises ProjectError where they contradict each other."""
    user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
    if token and (user or password):
        raise ProjectError(msg("set {token}, or {user} with {password}, not both").filled(**_NAMES))
    if bool(user) != bool(password):
        raise ProjectError(msg("{user} and {password} go together").filled(**_NAMES))
    if any(character < " " or character == "\x7f" for character in user + password + token):
        raise ProjectError(msg("credentials in the environment contain control characters"))
    return Credentials(user, password, token)


_NAMES = {"user": USER, "password": PASSWORD, "token": TOKEN}


def response_to(challenges: str, credentials: Credentials, target: tuple[str, str]) -> str | None:
    """The header field Authorization that answers a 401; None if there is no answer to it.

    `target` is the method and the URL. Digest is preferred to Basic: it keeps the password secret.
    https://www.rfc-editor.org/rfc/rfc7616, https://www.rfc-editor.org/rfc/rfc7617
    """
    if not credentials.user:
        return None
    if digest := _DIGEST.search(challenges):
        return _digest(digest[1], credentials, target)
    if _BASIC.search(challenges):
        pair = f"{credentials.user}:{credentials.password}".encode()
        return "Basic " + base64.b64encode(pair).decode()
    return None


def _digest(challenge: str, credentials: Credentials, target: tuple[str, str]) -> str | None:
    method, url = target
    passwords = HTTPPasswordMgr()
    handler = AbstractDigestAuthHandler(passwords)
    try:
        parameters = parse_keqv_list(list(filter(None, parse_http_list(challenge))))
        realm = parameters.get("realm", "")
        passwords.add_password(realm, url, credentials.user, credentials.password)
        answered = handler.get_authorization(Request(url, method=method), parameters)
    except _NOT_ANSWERED:
        return None
    return f"Digest {answered}" if answered else None


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
    values: int = 2_000_000
    """Rows of one answer and values in them, together; or triples."""
    columns: int = 1_000
    """Variables of one answer."""
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
