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
    """Scheme, host and folder of a site, as requests for it name them."""

    scheme: str
    host: str
    """With the port, where the URL has one."""
    folder: str
    """The path without its last slash: empty, or `/kb`."""

    @property
    def url(self) -> str:
        """The URL of the start page, with a slash at its end."""
        return f"{self.scheme}://{self.host}{self.folder}/"

    def path_in_site(self, link: str, page: str) -> str | None:
        """The name of the document that a link on `page` leads to; None when it is elsewhere.

        Names are decoded paths below the root; that of a folder is that of its `index.html`.
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
    """The name of what an absolute reference leads to; pages have most of them in common."""
    if target.startswith("//"):
        target = f"{root.scheme}:{target}"
    if target.startswith(f"{root.scheme}://{root.host}/"):
        target = target[len(root.scheme) + 3 + len(root.host) :]
    if not target.startswith(f"{root.folder}/"):
        return None
    name = decoded(target[len(root.folder) + 1 :])
    return f"{name}index.html" if not name or name.endswith("/") else name


def read_root(url: str) -> Root:
    """The root that a URL names; raises ProjectError when nothing can be hosted there."""
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
    # Browsers and the application write hosts so; links within the site are known by it.
    host = parts.netloc.lower().removesuffix(_DEFAULT_PORTS[parts.scheme])
    return Root(parts.scheme, host, folder)


def _is_host(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:  # a port above 65535, or an address of IPv6 that is none
        return False


def decoded(path: str) -> str:
    """A path without percent-encoding; bytes that are no UTF-8 survive as surrogates."""
    return unquote_to_bytes(path).decode("utf-8", "surrogateescape")
