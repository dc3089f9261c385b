"""Credentials for a remote service, from the environment alone; sent to its origin alone."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.error import URLError
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgr,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from schlaglicht.errors import ProjectError
from schlaglicht.i18n import msg

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
