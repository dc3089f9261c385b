"""The web process: everything between granian and the views, put together."""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from schlaglicht.engine import can_serve_forks
from schlaglicht.ground.processes import stay_on_processor
from schlaglicht.remote import Endpoint
from schlaglicht.vocabularies import known_term
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CacheSettings
from schlaglicht.web.http.front import Place, RequestLog
from schlaglicht.web.http.running_queries import RunningQueries, report_to
from schlaglicht.web.http.slow_clients import THREADS, BoundedBodies
from schlaglicht.web.http.sparql_protocol import LONGEST_BODY
from schlaglicht.web.monitoring.metrics import Metrics, Report, Slot
from schlaglicht.web.published_site import Published
from schlaglicht.web.server.reload.follower import Follower
from schlaglicht.web.server.server_settings import ServerSettings
from schlaglicht.web.server.tracing import start_tracing
from schlaglicht.web.server.watchdog import Attempts, Heartbeat
from schlaglicht.web.views.health import ProcessState, report_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from flask import Flask


def stay_on_one_processor(folder: Path, number: int, workers: int) -> None:
    """Keeps this web process, one of `workers`, on one of the processors it may use.

    `number` is its number among them: they take different processors while there are enough, and
    servers, whose `folder` differs, mostly begin at different ones. One beyond the last takes the
    place of another that still runs, and moves freely. Does nothing where the system does not offer
    this or refuses it, or where engines are children of web processes and would be kept there too.
    """
    if number >= workers or not (hasattr(os, "sched_setaffinity") and can_serve_forks()):
        return
    with suppress(OSError):
        stay_on_processor(zlib.crc32(os.fsencode(folder)) + number)


_REPORT_INTERVAL = 0.2
"""Seconds between two reports to the other web processes."""


def build_application(
    folder: Path, settings: ServerSettings, endpoint: Endpoint | None = None
) -> tuple[WSGIApplication, Callable[[], None]]:
    """The application that serves the publication in `folder`, and a function that ends it.

    It is one of `settings.workers`, and takes its share of engines, cache and long answers. With an
    `endpoint` that answers the queries.
    Raises EngineLost when the engines cannot be started.
    """
    slot = Slot(folder)
    stay_on_one_processor(folder, slot.number, settings.workers)
    own = share_of(settings)
    metrics = Metrics()
    running = RunningQueries(folder / "running", report_to(metrics))
    follower = Follower(folder, own, metrics, running, endpoint)
    state = ProcessState(
        metrics, lambda: follower.reload, lambda: follower.origin, lambda: follower.copy, slot
    )
    app = create_app(
        follower.published,
        caching_of(settings),
        state,
        running=running,
        hosts=hosts_of(settings),
    )
    follower.start()
    running.start()
    heartbeat = Heartbeat(folder)
    heartbeat.start()
    reporter = _Reporter(app, slot)
    reporter.start()
    tracing = start_tracing(os.environ)
    threading.Thread(target=read_vocabularies, args=(follower.published,), daemon=True).start()
    bounded = BoundedBodies(app.wsgi_app, length=LONGEST_BODY, readers=THREADS // 2)

    def stop() -> None:
        heartbeat.stop()
        reporter.stop()
        running.stop()
        follower.stop()
        if tracing:
            tracing.stop()

    seen = RequestLog(
        bounded,
        metrics,
        tracing.begin if tracing else None,
        place=Place(
            proxies=settings.proxies,
            base_path=settings.base_path,
            public_url=settings.public_url,
        ),
        newer=lambda: follower.origin.newer if follower.origin else None,
    )
    return seen, stop


def read_vocabularies(published: Published) -> None:
    """Reads the texts of the vocabularies in use, so that the first page need not wait for them."""
    with published.lease() as site:
        for term in site.terms:
            known_term(term)


def share_of(settings: ServerSettings) -> ServerSettings:
    """The settings for one of the web processes: its share of the engines, at least one."""
    return replace(settings, engines=ceil(settings.engines / settings.workers))


def caching_of(settings: ServerSettings) -> CacheSettings:
    """The caching of one web process, and by others, according to the settings."""
    return CacheSettings(
        capacity=settings.cache * 2**20 // settings.workers, max_age=settings.max_age
    )


def hosts_of(settings: ServerSettings) -> list[str]:
    """The names by which the site's own pages come, according to the settings."""
    public = urlsplit(settings.public_url).hostname
    return [*settings.allowed_hosts.lower().split(), *([public] if public else [])]


class _Reporter:
    """Reports to the other web processes, in a thread of its own."""

    def __init__(self, app: Flask, slot: Slot) -> None:
        self._app = app
        self._slot = slot
        self._last: Report | None = None
        self._attempts = Attempts("the report to the other web processes")
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reporting", daemon=True)

    def start(self) -> None:
        """Reports from now on, the first time at once, or as soon as there is room."""
        self._attempts.attempt(self._write)
        self._thread.start()

    def stop(self) -> None:
        """Reports for the last time."""
        self._stopped.set()
        self._thread.join()
        self._attempts.attempt(self._write)

    def _run(self) -> None:
        while not self._stopped.wait(max(_REPORT_INTERVAL, self._attempts.pause)):
            self._attempts.attempt(self._write)

    def _write(self) -> None:
        report = report_of(self._app)
        if report != self._last:
            self._slot.write(report)
            self._last = report
