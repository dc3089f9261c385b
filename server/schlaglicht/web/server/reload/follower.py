"""The web process follows the publication: new engines start, then they take over."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from schlaglicht.engine import Backend, EnginePool, Limits, start_of
from schlaglicht.engine.remote_backend import RemoteBackend
from schlaglicht.errors import EngineLost
from schlaglicht.query.federation import Services
from schlaglicht.remote import Endpoint, RemoteClient
from schlaglicht.web.http.query_cancellation import PoolObserver, RunningQueries
from schlaglicht.web.long_answers import MOST_DOWNLOADS, Downloads
from schlaglicht.web.metrics import Copy, Metrics, Origin, Reload
from schlaglicht.web.published_site import Published, Site
from schlaglicht.web.server.reload.served_versions import (
    Publication,
    publication_mark,
    read_publication,
)
from schlaglicht.web.server.server_settings import ServerSettings
from schlaglicht.web.server.watchdog import Repeated

_LOGGER = logging.getLogger(__name__)

_INTERVAL = 0.2
"""Seconds between two checks of the publication."""


class Follower(Repeated):
    """Keeps what is published as the main process wants it; begins with what it finds."""

    def __init__(
        self,
        folder: Path,
        settings: ServerSettings,
        metrics: Metrics,
        running: RunningQueries | None = None,
        endpoint: Endpoint | None = None,
    ) -> None:
        """Starts the engines of the present publication; raises EngineLost when it cannot.

        With an `endpoint` that answers the queries.
        """
        super().__init__("taking the new version over", _INTERVAL)
        self._client = _client(endpoint, settings) if endpoint else None
        self._folder = folder
        self._settings = settings
        self._metrics = metrics
        self._running = running or RunningQueries()
        self._services = Services(
            settings.services.split(),
            seconds=settings.timeout,
            observer=PoolObserver(metrics, self._running),
        )
        self._mark = publication_mark(folder)
        publication = read_publication(folder)
        self.reload: Reload | None = publication.reload
        """The last attempt to load the files, here or in the main process."""
        self.origin: Origin | None = publication.origin
        """The version of the publication that is served, if this server reads one."""
        self.copy: Copy | None = publication.copy
        """The copy that pages are made of, if queries are answered by an endpoint."""
        self.published = Published(self._site(publication))

    def stop(self) -> None:
        """Ends the engines, and following; a version that is being taken over is not waited for."""
        self._stopped.set()
        self.published.close()

    def look(self) -> None:
        """Takes a new publication over; raises OSError and EngineLost when it cannot yet.

        Engines that have ended are replaced: who asks `/readyz` sends no query before it says yes.
        """
        self.published.site.backend.replace_ended()
        mark = publication_mark(self._folder)
        if mark != self._mark:
            self._take_over(read_publication(self._folder))
            self._mark = mark

    def _take_over(self, publication: Publication) -> None:
        served = self.published.site
        checked = publication.findings, publication.is_checking
        if publication.is_same(served) and checked == (served.findings, served.is_checking):
            self.copy = publication.copy  # before the reload that tells of it
            self._report(publication.reload)
            self.origin = publication.origin
            return
        try:
            site = self._site(publication, served)
        except EngineLost:
            self._report(_unable(publication.reload))
            raise
        self.copy = publication.copy
        self._report(publication.reload)  # before anyone can see the new version
        self.published.replace(site)
        self.origin = publication.origin  # who reads it finds the version there
        _LOGGER.debug("version %s is served now", publication.snapshot.digest[:12])

    def _report(self, reload: Reload | None) -> None:
        if reload is not None and reload != self.reload:
            self._metrics.reloads.add("success" if reload.succeeded else "failure")
        self.reload = reload

    def _site(self, publication: Publication, before: Site | None = None) -> Site:
        """The site of a publication; engines stay if only settings or questions have changed."""
        stays = before is not None and publication.snapshot == before.snapshot
        backend = before.backend if before is not None and stays else self._backend(publication)
        sources = Path(self._settings.sources) if self._settings.sources else None
        shared = max(1, MOST_DOWNLOADS // self._settings.workers)
        return Site(
            publication.project,
            publication.snapshot,
            publication.questions,
            backend,
            before.downloads if before is not None else Downloads(shared),
            sources,
            self._services,
            queries_only=publication.copy is not None and publication.copy.queries_only,
            findings=publication.findings,
            is_checking=publication.is_checking,
            theme=publication.theme,
        )

    def _backend(self, publication: Publication) -> Backend:
        settings, snapshot = self._settings, publication.snapshot
        limits = limits_of(settings)
        observer = PoolObserver(self._metrics, self._running)
        if self._client is not None:
            return RemoteBackend(
                self._client,
                snapshot.prefixes,
                places=settings.engines,
                limits=limits,
                observer=observer,
            )
        return EnginePool(
            snapshot,
            engines=settings.engines,
            limits=limits,
            observer=observer,
            start=start_of(snapshot),
        )


def _client(endpoint: Endpoint, settings: ServerSettings) -> RemoteClient:
    """The client of one web process, whose queries have the limits of the settings."""
    limits = replace(
        endpoint.limits,
        seconds=settings.timeout,
        answer=min(endpoint.limits.answer, settings.answer * 2**20),
        together=settings.engines,
    )
    return RemoteClient(replace(endpoint, limits=limits))


def limits_of(settings: ServerSettings) -> Limits:
    """The limits of one query according to the settings."""
    return Limits(
        seconds=settings.timeout,
        memory=settings.memory * 2**20,
        wait=settings.wait,
        answer=settings.answer * 2**20,
    )


def _unable(reload: Reload | None) -> Reload | None:
    if reload is None:
        return None
    detail = "no engine could be started with the new version; the log of the server says why"
    return replace(reload, succeeded=False, detail=detail)
