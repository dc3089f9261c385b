"""The site that is served now: one version after the other, each as long as requests need it.

All that reads the site during a request sees the same one until the end of that request.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, g, request

from schlaglicht.engine import Backend
from schlaglicht.web.served_version import Site, is_same_version

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LEASED = "schlaglicht.site"
"""The key, in a WSGI environment, of the site that an outer layer has leased for the request."""

EXTENSION = "schlaglicht"
"""The key of an application's `Published` in `app.extensions`."""


class Published:
    """The site that is served now; safe for threads.

    A site that is replaced stays in use by the requests that began with it. Its engines are
    closed when the last of them has ended.
    """

    def __init__(self, site: Site) -> None:
        self._lock = threading.Lock()
        self._site = site
        self._since = datetime.now(UTC)
        self._users: Counter[Backend] = Counter()

    @property
    def site(self) -> Site:
        """The current site, whose engines may end any time; take a `lease` to use them."""
        return self._site

    @property
    def since(self) -> datetime:
        """The time at which the current site took over."""
        return self._since

    @contextmanager
    def lease(self) -> Iterator[Site]:
        """The current site, whose engines run at least until the context ends."""
        site = self.borrow()
        try:
            yield site
        finally:
            self.give_back(site)

    def borrow(self) -> Site:
        """The current site, whose engines run at least until it is given back."""
        with self._lock:
            self._users[self._site.backend] += 1
            return self._site

    def give_back(self, site: Site) -> None:
        """Ends what `borrow` began."""
        with self._lock:
            self._users[site.backend] -= 1
            unused = self._is_unused(site.backend)
        if unused:
            _retire(site.backend)

    def replace(self, site: Site) -> None:
        """Lets `site` take over for all requests that begin from now on."""
        with self._lock:
            before, self._site = self._site, site
            if not is_same_version(before, site):
                self._since = datetime.now(UTC)
            unused = self._is_unused(before.backend)
        if unused:
            _retire(before.backend)

    def close(self) -> None:
        """Ends the engines of the current site, busy ones too."""
        self._site.backend.close()

    def _is_unused(self, backend: Backend) -> bool:
        if self._users[backend] or backend is self._site.backend:
            return False
        del self._users[backend]
        return True


def _retire(backend: Backend) -> None:
    """Closes a backend in the background once the answers that still stream from it have ended."""

    def drain_and_close() -> None:
        backend.drain()
        backend.close()

    try:
        threading.Thread(target=drain_and_close, name="retirement", daemon=True).start()
    except RuntimeError:  # the limit of threads for this user is reached
        drain_and_close()


def publish(app: Flask, published: Published) -> None:
    """Lets `current_site` work in the requests to `app`."""
    app.extensions[EXTENSION] = published
    app.teardown_request(_end_lease)


def published_by(app: Flask) -> Published:
    """The `Published` of an application."""
    return cast(Published, app.extensions[EXTENSION])


def current_site() -> Site:
    """The site that answers the current request, the same until the request ends."""
    leased: Site | None = request.environ.get(LEASED)
    if leased is not None:
        return leased
    if "site" not in g:
        g.site = published_by(current_app).borrow()
    return cast(Site, g.site)


@contextmanager
def leased_site(
    environ: WSGIEnvironment, lease: Callable[[], AbstractContextManager[Site]]
) -> Iterator[Site]:
    """The site that was leased for this request already, else one of a new lease."""
    leased: Site | None = environ.get(LEASED)
    if leased is not None:
        yield leased
        return
    with lease() as site:
        yield site


def _end_lease(_error: BaseException | None) -> None:
    if site := g.pop("site", None):
        published_by(current_app).give_back(site)
