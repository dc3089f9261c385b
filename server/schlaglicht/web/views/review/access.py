"""Access to the desk of a server: who gets in, and how it writes, in a process of its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast
from urllib.parse import urlencode, urlsplit

from flask import Response, current_app, redirect, request

from schlaglicht.errors import (
    GraphSyntaxError,
    ProjectError,
    RequestError,
    SchlaglichtError,
    TryLater,
)
from schlaglicht.ground.atomic_file import finish_writing
from schlaglicht.ground.processes import run_in_process
from schlaglicht.i18n import Texts, msg
from schlaglicht.project import Project, open_project
from schlaglicht.web.http.problem_types import PROBLEMS
from schlaglicht.web.published_site import METHOD, Site, current_site
from schlaglicht.web.views.page import page

_T = TypeVar("_T")

DESK = "schlaglicht.desk"
"""The key, among the extensions of an application, of its desk; without it there is none."""

_TOKEN, _SESSION = "review-token", "review-session"
_SECONDS = 120.0
"""The longest that one proposal or decision takes."""
_WAIT = 15.0
"""Seconds for which another one waits until it may begin."""


@dataclass(frozen=True)
class Desk:
    """A desk; without a private folder of the server it has no page, and serves models alone."""

    folder: Path | None = None
    reviews: bool = True
    """True if proposals are made and decided on there."""
    edits: bool = False
    """True if things are edited there, without evidence."""
    _writing: Lock = field(default_factory=Lock, compare=False)

    def write(self, work: Callable[..., _T], project: Project, *given: object) -> _T:
        """The value of `work`, one at a time, in a process that ends with this one.

        Raises the SchlaglichtError that it raises, RequestError if it takes too long, and TryLater
        if another one does.
        """
        if not self._writing.acquire(timeout=_WAIT):
            raise TryLater(msg("something else is being written; try again"))
        try:
            value, failure = run_apart(_caught, work, project, *given, seconds=_SECONDS)
        finally:
            self._writing.release()
        if failure is not None:
            raise failure
        return cast("_T", value)

    def key_for(self, token: str) -> str | None:
        """The key of the reader's browser from now on, for the token of the link; only once."""
        if self.folder is None or not _is_of_this_machine():
            return None
        path = self.folder / _TOKEN
        try:
            if not secrets.compare_digest(path.read_bytes(), token.encode()):
                return None
            path.unlink()  # of two at once, one finds it gone
        except FileNotFoundError:
            return None
        return self._key

    @property
    def _key(self) -> str:
        assert self.folder is not None
        return (self.folder / _SESSION).read_text()

    @property
    def cookie(self) -> str:
        """The name of the cookie with the key; cookies of other ports come to this one too."""
        return f"schlaglicht-review-{request.host.rpartition(':')[2]}"

    def lets_in(self) -> bool:
        """True for a request of the reader of this desk, from the page of it where it writes."""
        origin = request.headers.get("Origin")
        given = request.cookies.get(self.cookie, "")
        return (
            self.folder is not None
            and _is_of_this_machine()
            and (origin or request.method != "POST")
            and origin in (None, request.host_url.rstrip("/"))
            and secrets.compare_digest(given.encode(), self._key.encode())
        )


def _is_of_this_machine() -> bool:
    """True if both the client and the name that it has for the server are of this machine."""
    names = request.remote_addr, urlsplit(request.host_url).hostname
    return all(is_loopback(name or "") for name in names)


def run_apart(work: Callable[..., _T], *given: object, seconds: float, niceness: int = 0) -> _T:
    """The value of a validation in a process that ends with this one; raises RequestError."""
    try:
        value = run_in_process(work, *given, niceness=niceness, seconds=seconds)
    except TimeoutError as error:
        late = msg("the validation takes longer than {limit} s", limit=f"{seconds:g}")
        raise RequestError(late) from error
    if value is None:
        raise RequestError(msg("the validation ended unexpectedly, for lack of memory?"))
    return value


def _caught(work: Callable[..., _T], *given: object) -> tuple[_T | None, SchlaglichtError | None]:
    from schlaglicht.rdf.rdflib_logging import silence_rdflib

    silence_rdflib()
    try:
        return work(*given), None
    except SchlaglichtError as error:
        return None, error


def open_desk(folder: Path) -> str:
    """Prepares the desk of a server in its private folder; returns the token of its link."""
    token = secrets.token_urlsafe(32)
    for name, text in ((_TOKEN, token), (_SESSION, secrets.token_urlsafe(32))):
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(text)
    return token


def is_loopback(host: str) -> bool:
    """True for this machine, by its name or an address of it that nothing else can reach."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def find_desk() -> Desk | None:
    """The desk of the application; None if it has none."""
    return current_app.extensions.get(DESK)


def for_reader(answer: Callable[[Desk], Response]) -> Response:
    """The answer to the reader of the desk, whom the token of its link lets in; else status 403."""
    desk = find_desk()
    assert desk is not None  # else its pages are not routed
    asked = request.environ.get(METHOD, request.method)
    token = request.args.get("token") if asked == "GET" else None
    if token is not None and (key := desk.key_for(token)) is not None:
        response = moved({})
        path = f"{request.script_root}/"
        response.set_cookie(desk.cookie, key, httponly=True, samesite="Strict", path=path)
        return response
    if not desk.lets_in():
        return _private(page("review_closed.html", said=None), 403)
    try:
        return _private(answer(desk))
    except (ProjectError, GraphSyntaxError) as error:  # of the files as they are now
        return _private(page("review_closed.html", said=told(error)), 422)


def refused(response: Response, error: SchlaglichtError) -> Response:
    """`response`, which tells of `error`, with its status: its own, else 422."""
    response.status_code = PROBLEMS[error.code].status if isinstance(error, RequestError) else 422
    return response


def told(error: SchlaglichtError) -> Texts:
    """The words of an error for the reader, without folders of this machine."""
    return current_site().without_folders(error.messages)


def moved(values: Mapping[str, str]) -> Response:
    """Leads on to the page that was asked for, with other values."""
    kept = {"lang": request.values["lang"]} if "lang" in request.values else {}
    asked = urlencode({**kept, **values})
    path = request.script_root + request.path
    response = redirect(f"{path}?{asked}" if asked else path, 303)
    assert isinstance(response, Response)
    return _private(response)


def _private(response: Response, status: int = 0) -> Response:
    """Nobody keeps it, and links on it tell nobody; browsers say where its forms come from."""
    response.status_code = status or response.status_code
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Access-Control-Allow-Origin"] = request.host_url.rstrip("/")
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def present_project(site: Site) -> Project:
    """The project as its files are now."""
    finish_writing(site.project.root)
    return open_project([site.project.root])


def project_of(site: Site) -> tuple[Project, Path]:
    """The project as its files are now, and the folder of its documents."""
    if site.sources is None:
        raise ProjectError(msg("--review needs --sources: the folder of the documents"))
    return present_project(site), site.sources
