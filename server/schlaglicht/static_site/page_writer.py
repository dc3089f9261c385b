"""Writer of the application's documents as files, and the pages that only a static site has."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from flask import Blueprint, Response

from schlaglicht.formats import JSONLD, PLAIN_JSON
from schlaglicht.i18n import LANGUAGES
from schlaglicht.static_site.file_names import (
    Root,
    links_in,
    links_in_header,
    stem_of,
    why_unnameable,
)
from schlaglicht.web.http.cache import Reply, reply_of
from schlaglicht.web.http.problem_types import NOT_FOUND
from schlaglicht.web.views.page import named_page_route, page, reader_language

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


def ask(application: WSGIApplication, root: Root, name: str) -> Reply:
    """The reply to a GET of the document `name` below `root`, without Accept fields."""
    host, _, port = root.host.partition(":")
    path = f"/{name}".encode("utf-8", "surrogateescape")
    environment: WSGIEnvironment = {  # https://peps.python.org/pep-3333/#environ-variables
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": root.folder,
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": "",
        "RAW_URI": root.folder + quote(path),
        "SERVER_NAME": host,
        "SERVER_PORT": port or ("443" if root.scheme == "https" else "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": root.host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": root.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    return reply_of(application, environment)


PLACEHOLDERS = Blueprint("placeholders", __name__)
"""Pages that only a static site has; a server answers instead."""

FORMS = {"sparql": None, "search": "search.html", "combined": None}
"""Targets of forms, which are folders with a page in them; the value is the page that is copied
into the folder, None for a page of this module."""

WELL_KNOWN, DESCRIPTION = ".well-known/void", "void"
"""A server redirects the first to the second; a static site has the same content in both."""


@named_page_route(PLACEHOLDERS, "/404")
def not_found() -> Response:
    """The page that a web server shows for an unknown path."""
    return page("not_here.html", title=NOT_FOUND.title[reader_language()])


@named_page_route(PLACEHOLDERS, "/sparql/")
def no_endpoint() -> Response:
    """The page that answers a query to a static site."""
    return page("no_endpoint.html")


@named_page_route(PLACEHOLDERS, "/combined/")
def no_combining() -> Response:
    """The page that a combination of facets leads to on a static site."""
    return page("no_combining.html")


_MAY_BE_ANOTHER = re.compile(rf"\.(?:{'|'.join(LANGUAGES)})\.html$|\.linkset\.json$")
"""Second names that a document of another thing can have: `ds.en.html` of `ds.en`, and of `ds`."""


@dataclass
class Copied:
    """Result of copying some documents."""

    files: dict[str, int] = field(default_factory=dict)
    """The length of each file in bytes, by the name of its document."""
    failed: dict[str, str] = field(default_factory=dict)
    """The reason why a document has no file, by its name."""
    redirected: set[str] = field(default_factory=set)
    """Names that redirect to others, which the rules of the web server do."""
    links: dict[str, str] = field(default_factory=dict)
    """The names that documents link to, each with the first document that links to it."""

    def add(self, other: Copied) -> None:
        """Adds the result of copying other documents."""
        self.files.update(other.files)
        self.failed.update(other.failed)
        self.redirected.update(other.redirected)
        for name, linking in other.links.items():
            self.link(name, linking)

    def link(self, name: str, page: str) -> None:
        """Records that `page` links to `name`."""
        first = self.links.get(name)
        if first is None or page < first:
            self.links[name] = page

    def has(self, name: str) -> bool:
        """True if the document `name` has been requested."""
        return name in self.files or name in self.failed or name in self.redirected


@dataclass(frozen=True)
class Copier:
    """Copies documents of an application at `root` into `folder`."""

    application: WSGIApplication
    root: Root
    folder: Path
    language: str
    """The language of clients without preferences."""
    _made: set[Path] = field(default_factory=set)
    """Folders known to exist."""

    def copy(self, names: Iterable[str]) -> Copied:
        """Copies the documents `names`, and those they link to about the same things.

        Raises OSError when a file cannot be written.
        """
        copied = Copied()
        waiting = sorted(set(names))
        stems = {stem_of(name) for name in waiting}
        for name in waiting:  # grows during the loop
            if not copied.has(name):
                links = self._copy(name, copied)
                new = sorted(link for link in links if link not in copied.links)
                for link in links:
                    copied.link(link, name)
                waiting += [link for link in new if stem_of(link) in stems]
        return copied

    def _copy(self, name: str, copied: Copied) -> Iterable[str]:
        """Copies a document and returns the names that it links to."""
        if name in FORMS:
            copied.redirected.add(name)
            return ()
        reason = why_unnameable(name)
        if reason:
            copied.failed[name] = reason
            return ()
        asked = DESCRIPTION if name == WELL_KNOWN else name
        reply = ask(self.application, self.root, asked)
        status = int(reply.status[:3])
        if status != 200:
            reply.close()
            if 300 <= status < 400:
                copied.redirected.add(name)
            else:
                copied.failed[name] = f"the site answers {reply.status}"
            return ()
        try:
            self._write_all(name, reply, copied)
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            copied.failed[name] = "another document needs a folder of the name that this file has"
            return ()
        links = {
            *links_in(reply.body or b"", reply.fields.get("content-type", "")),
            *links_in_header(reply.fields.get("link", "")),
        }
        targets = {self.root.path_in_site(link, name) for link in links}
        return targets - {None}  # type: ignore[return-value]

    def _write_all(self, name: str, reply: Reply, copied: Copied) -> None:
        try:
            if reply.body is None:
                copied.files[name] = self._write(name, reply.stream)
                return
            copied.files[name] = self._write(name, [reply.body])
            for twin in _twins_of(name, reply, self.language):
                is_doubtful = "%" in name or _MAY_BE_ANOTHER.search(twin)
                if not is_doubtful or self._is_answered_by(twin, reply.body):
                    copied.files[twin] = self._link(twin, name, reply.body)
        finally:
            reply.close()

    def _is_answered_by(self, name: str, body: bytes) -> bool:
        if why_unnameable(name):
            return False
        reply = ask(self.application, self.root, name)
        try:
            return reply.body == body
        finally:
            reply.close()

    def _write(self, name: str, parts: Iterable[bytes]) -> int:
        with self._path(name).open("wb") as file:
            return sum(file.write(part) for part in parts)

    def _link(self, name: str, twin: str, body: bytes) -> int:
        """Gives the file of `twin`, whose bytes are `body`, a second name."""
        path = self._path(name)
        path.unlink(missing_ok=True)
        try:
            path.hardlink_to(self.folder / twin)
        except OSError:  # not every file system supports it
            path.write_bytes(body)
        return len(body)

    def _path(self, name: str) -> Path:
        """The file of a document, in a folder that is made if it is missing."""
        path = self.folder / name
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        return path


def _twins_of(name: str, reply: Reply, language: str) -> Iterator[str]:
    """Other names with the same bytes, which need no request.

    Clients without preferences get the page in `language` under the name without a language; the
    JSON-LD data of a thing has two endings. A host decodes `/M%C3%B6we` before it looks for a file.
    """
    if (decoded := unquote(name, errors="surrogateescape")) != name:
        yield decoded
        yield from _twins_of(decoded, reply, language)
    if name.endswith(negotiated := f".{language}.html"):
        yield (page := name.removesuffix(negotiated) + ".html")
        yield from (f"{form}/index.html" for form, shown in FORMS.items() if shown == page)
    is_of_thing = 'rel="describes"' in reply.fields.get("link", "")
    if is_of_thing and name.endswith(JSONLD.extension):
        yield name.removesuffix(JSONLD.extension) + PLAIN_JSON.extension
