"""The web process: everything between granian and the views, put together.

Traces by OpenTelemetry are made where the variables of its specification switch them on:
https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

from __future__ import annotations

import logging
import os
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
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
from schlaglicht.web.http.front import RequestLog
from schlaglicht.web.http.public_url import PublicUrl
from schlaglicht.web.http.query_cancellation import RunningQueries, report_to
from schlaglicht.web.http.slow_clients import THREADS, BoundedBodies
from schlaglicht.web.http.sparql_protocol import LONGEST_BODY
from schlaglicht.web.metrics import Metrics, Report, Slot
from schlaglicht.web.published_site import Published
from schlaglicht.web.server.reload.follower import Follower
from schlaglicht.web.server.server_settings import ServerSettings
from schlaglicht.web.server.watchdog import NO_ROOM, Heartbeat, Repeated
from schlaglicht.web.views.health import ProcessState, report_of
from schlaglicht.web.views.review.access import Desk

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from flask import Flask

    from schlaglicht.web.server.tracing import Tracing


_LOGGER = logging.getLogger(__name__)

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_PROTOCOL = "http/protobuf"

WITH_TEXTS = "SCHLAGLICHT_TRACE_QUERIES"
"""The variable that lets spans have the texts of queries."""


def start_tracing(variables: Mapping[str, str]) -> Tracing | None:
    """Traces of this process from now on, as the variables say; None if they ask for none.

    Where traces are wanted but not available, the log has the reason, and there are none.
    """
    if not _are_wanted(variables):
        return None
    if reason := _reason_against(variables):
        _LOGGER.error("no traces: %s", reason)
        return None
    try:
        from schlaglicht.web.server.tracing import Tracing

        goes_on = "tracecontext" in variables.get("OTEL_PROPAGATORS", "tracecontext")
        return Tracing(goes_on=goes_on, with_texts=_is_true(variables.get(WITH_TEXTS)))
    except ImportError as error:
        _LOGGER.error("no traces: %s; pip install 'schlaglicht[otel]'", error)
    except (OSError, RuntimeError, ValueError) as error:  # of a variable, in the library's words
        _LOGGER.error("no traces: %s", error)
    return None


def _are_wanted(variables: Mapping[str, str]) -> bool:
    """An endpoint is enough: the libraries' default would be one on the same machine."""
    if _is_true(variables.get("OTEL_SDK_DISABLED")):
        return False
    exporter = variables.get("OTEL_TRACES_EXPORTER", "").strip()
    return exporter != "none" if exporter else any(map(variables.get, _ENDPOINTS))


def _reason_against(variables: Mapping[str, str]) -> str | None:
    exporter = variables.get("OTEL_TRACES_EXPORTER", "").strip() or "otlp"
    if exporter != "otlp":
        return f"OTEL_TRACES_EXPORTER is {exporter!r}, and can be 'otlp' or 'none'"
    for name in _PROTOCOLS:
        if given := variables.get(name, "").strip():
            return None if given == _PROTOCOL else f"{name} is {given!r}, and can be {_PROTOCOL!r}"
    return None


def _is_true(value: str | None) -> bool:
    return (value or "").strip().lower() == "true"


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
        desk=Desk(folder, reviews=settings.review, edits=settings.edit)
        if settings.review or settings.edit
        else None,
    )
    repeated = (_Reporter(app, slot), Heartbeat(folder), running, follower)
    for each in repeated:
        each.start()
    tracing = start_tracing(os.environ)
    threading.Thread(target=read_vocabularies, args=(follower.published,), daemon=True).start()
    bounded = BoundedBodies(app.wsgi_app, length=LONGEST_BODY, readers=THREADS // 2)

    stops = [*(each.stop for each in repeated), *([tracing.stop] if tracing else [])]
    seen = RequestLog(
        bounded,
        metrics,
        tracing.begin if tracing else None,
        place=PublicUrl(
            proxies=settings.proxies,
            base_path=settings.base_path,
            public_url=settings.public_url,
        ),
        newer=lambda: follower.origin.newer if follower.origin else None,
    )
    return seen, partial(call_all, stops)


def call_all(stops: Sequence[Callable[[], None]]) -> None:
    """Calls them in their order; what the system refuses one keeps no other from being called."""
    with suppress(*NO_ROOM), ExitStack() as every:
        for stop in reversed(stops):
            every.callback(stop)


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


class _Reporter(Repeated):
    """Reports to the other web processes."""

    def __init__(self, app: Flask, slot: Slot) -> None:
        super().__init__("the report to the other web processes", _REPORT_INTERVAL)
        self._app = app
        self._slot = slot
        self._last: Report | None = None

    def start(self) -> None:
        """Reports from now on, the first time at once, or as soon as there is room."""
        self._attempts.attempt(self.look)
        super().start()

    def stop(self) -> None:
        """Reports for the last time."""
        super().stop()
        self._attempts.attempt(self.look)

    def look(self) -> None:
        """Reports what has changed."""
        report = report_of(self._app)
        if report != self._last:
            self._slot.write(report)
            self._last = report
