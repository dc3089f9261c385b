"""The URL below which a site will be hosted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urlsplit

from schlaglicht.errors import ProjectError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LABEL = "[A-Za-z0-9_-]{1,63}"
_FORM = re.compile(
    rf"https?://(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}})?"
    r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True)
class Root:
    """Scheme, host and folder of a site, as in requests for it."""

    scheme: str
    host: str
    """With the port, if the URL has one."""
    folder: str
    """The path without its last slash: empty, or `/kb`."""

    @property
    def url(self) -> str:
        """The URL of the start page, with a final slash."""
        return f"{self.scheme}://{self.host}{self.folder}/"

    def path_in_site(self, link: str, page: str) -> str | None:
        """The name of the document that a link on `page` leads to; None if it is on another site.

        Names are decoded paths below the root; a folder has the name of its `index.html`.
        """
        target = link.partition("#")[0].partition("?")[0]
        if not target:
            return page
        if not target.startswith("/") and not _SCHEME.match(target):
            folder = quote(page.rpartition("/")[0])
            target = f"{self.folder}/{folder}/{target}" if folder else f"{self.folder}/{target}"
        return _name_at(self, target)


@lru_cache(maxsize=2**16)
def _name_at(root: Root, target: str) -> str | None:
    """The name that an absolute reference leads to; cached, since pages share most links."""
    if target.startswith("//"):
        target = f"{root.scheme}:{target}"
    if target.startswith(f"{root.scheme}://{root.host}/"):
        target = target[len(root.scheme) + 3 + len(root.host) :]
    if not target.startswith(f"{root.folder}/"):
        return None
    name = decoded(target[len(root.folder) + 1 :])
    return f"{name}index.html" if not name or name.endswith("/") else name


def read_root(url: str) -> Root:
    """The root at `url`; raises ProjectError if no site can be hosted there."""
    if not _FORM.fullmatch(url) or not _is_host(url):
        raise ProjectError(
            f"{url}: not a URL below which a site can lie; "
            "give one with http or https and without `?` and `#`: https://example.org/kb/"
        )
    parts = urlsplit(url)
    segments = parts.path.strip("/").split("/")
    if any(segment in ("", ".", "..") for segment in segments) and parts.path.strip("/"):
        raise ProjectError(f"{url}: empty segments, `.` and `..` are not allowed in the path")
    folder = parts.path.rstrip("/")
    # Browsers and the application write hosts this way; links within the site are recognised by it.
    host = parts.netloc.lower().removesuffix(_DEFAULT_PORTS[parts.scheme])
    return Root(parts.scheme, host, folder)


def _is_host(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:  # a port above 65535, or an invalid IPv6 address
        return False


def decoded(path: str) -> str:
    """A path without percent-encoding; bytes that are not UTF-8 become surrogates."""
    return unquote_to_bytes(path).decode("utf-8", "surrogateescape")
