"""State of the server: for people and load balancers, for supervisors, and for Prometheus."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app

from schlaglicht import __version__
from schlaglicht.engine import Backend
from schlaglicht.engine.remote_backend import RemoteBackend
from schlaglicht.formats import TEXT
from schlaglicht.web.http.cache import CACHE_EXTENSION, ResponseCache
from schlaglicht.web.http.headers import NO_STORE
from schlaglicht.web.long_answers import READERS_EXTENSION, Readers
from schlaglicht.web.metrics import (
    CONTENT_TYPE,
    STARTS,
    Copy,
    Metrics,
    Origin,
    Reload,
    Report,
    Slot,
    exposition,
    together,
)
from schlaglicht.web.published_site import Site, current_site, published_by
from schlaglicht.web.views.page import json_response

blueprint = Blueprint("health", __name__)

PROCESS_STATE = "schlaglicht-process-state"
"""The key of an application's `ProcessState` in `app.extensions`."""


@dataclass(frozen=True)
class ProcessState:
    """Metrics and reloads of the process that an application runs in."""

    metrics: Metrics = field(default_factory=Metrics)
    last_reload: Callable[[], Reload | None] = lambda: None
    origin: Callable[[], Origin | None] = lambda: None
    """The version of the publication that is served, if the server reads one."""
    copy: Callable[[], Copy | None] = lambda: None
    """The copy of a remote graph that is served, if an endpoint answers the queries."""
    slot: Slot | None = None
    """The slot of this web process among the others, if there may be others."""


@blueprint.route("/health")
def health() -> Response:
    """200 while queries can be answered, 503 while no engine lives."""
    total, site = _total(), current_site()
    engines = {state: int(total.gauges[f"engines_{state}"]) for state in _STATES}
    answers = engines["idle"] + engines["busy"] > 0
    shown = {
        "status": "ok" if answers else "unavailable",
        "software": f"Schlaglicht {__version__}",
        **{name: total.state[name] for name in ("digest", "triples", "since")},
        "workers": int(total.gauges["workers"]),
        "replaced_workers": _replaced(total),
        "engines": engines,
        "pages": "none" if site.queries_only else "ready" if site.has_index else "pending",
        **_left_out(site),
        "reload": total.state["reload"],
        **{name: total.state[name] for name in _IF_THERE if total.state[name]},
    }
    return _of_now(json_response(shown, status=200 if answers else 503, indent=2))


def _left_out(site: Site) -> dict[str, dict[str, int]]:
    """The number of files with faults, and of the statements left out of those read in part."""
    found = site.snapshot.left_out
    statements = sum(one.statements or 0 for one in found)
    return {"left_out": {"files": len(found), "statements": statements}} if found else {}


@blueprint.route("/livez")
def alive() -> Response:
    """200, whatever the state of engines and data: the web process answers."""
    return _in_a_word("alive", 200)


@blueprint.route("/readyz")
def ready() -> Response:
    """200 once queries and pages can be answered, 503 before and while no engine lives."""
    gauges = _total().gauges
    answers = gauges["engines_idle"] + gauges["engines_busy"] > 0
    if answers and current_site().has_index:
        return _in_a_word("ready", 200)
    return _in_a_word("pages are pending" if answers else "no engine is alive", 503)


def _in_a_word(state: str, status: int) -> Response:
    return _of_now(Response(f"{state}\n", status, content_type=TEXT.content_type))


def _of_now(response: Response) -> Response:
    response.headers["Cache-Control"] = NO_STORE
    return response


@blueprint.route("/metrics")
def metrics() -> Response:
    """Everything counted, for Prometheus."""
    total = _total()
    site = current_site()
    gauges = [
        ("workers", "Web processes.", total.gauges["workers"]),
        *(
            (f'engines{{state="{state}"}}', "Engine processes.", total.gauges[f"engines_{state}"])
            for state in _STATES
        ),
        *((name, text, total.gauges[name]) for name, text in _MEMORY_GAUGES.items()),
        ("snapshot_triples", "Triples served.", site.snapshot.triples),
        (
            "snapshot_since_seconds",
            "Unix time of the switch to this version.",
            published_by(current_app).since.timestamp(),
        ),
    ]
    return _of_now(Response(exposition(total.counts, gauges), content_type=CONTENT_TYPE))


def _replaced(total: Report) -> int:
    """Number of web processes that have ended, killed or stuck, and were replaced."""
    starts = total.counts.get(STARTS, {}).get("", 0)
    return max(0, int(starts - total.gauges["workers"]))


_IF_THERE = ("publication", "endpoint")

_STATES = ("idle", "busy", "starting")

_MEMORY_GAUGES = {
    "cache_bytes": "Size of the answers in the response cache.",
    "cache_entries": "Answers in the response cache.",
    "cache_capacity_bytes": "What the response cache may hold.",
    "readers": "Long answers that clients are reading.",
    "read_bytes": "Size of the answers that are held for clients that read them.",
}


def report_of(app: Flask) -> Report:
    """Counts and state of this process alone."""
    published = published_by(app)
    state = cast(ProcessState, app.extensions[PROCESS_STATE])
    origin = state.origin()  # before the reload that it comes from
    site, reload = published.site, state.last_reload()
    copy = state.copy()  # after the reload that tells of it
    engines = site.backend.counts
    kept = cast(ResponseCache, app.extensions[CACHE_EXTENSION]).statistics
    readers = cast(Readers, app.extensions[READERS_EXTENSION])
    cached = {"hits": kept.hits, "misses": kept.misses, "evictions": kept.evictions}
    return Report(
        state.metrics.counts()
        | {f"cache_{name}_total": {"": float(value)} for name, value in cached.items()},
        {
            "workers": 1,
            **{f"engines_{kind}": getattr(engines, kind) for kind in _STATES},
            "cache_bytes": kept.bytes,
            "cache_entries": kept.entries,
            "cache_capacity_bytes": kept.capacity,
            "readers": readers.count,
            "read_bytes": readers.held,
        },
        {
            "digest": site.snapshot.digest,
            "triples": site.triples,
            "since": published.since.isoformat(timespec="seconds"),
            "reload": _shown(reload) if reload else None,
            "loaded": reload.time.isoformat() if reload else "",
            "publication": _place_of(origin) if origin else None,
            "endpoint": _endpoint(copy, site.backend) if copy else None,
        },
    )


def _total() -> Report:
    """All web processes together: this one as it is now, the others as they reported last."""
    state = cast(ProcessState, current_app.extensions[PROCESS_STATE])
    own = report_of(current_app)
    if state.slot is None:
        return own
    # Written first: the others, when they are asked next, must not report less than this answer.
    with suppress(OSError):  # unless there is no room; this process answers all the same
        state.slot.write(own)
    return together((state.slot.with_earlier(own), *state.slot.others()))


def _shown(reload: Reload) -> dict[str, Any]:
    return {
        "time": reload.time.isoformat(timespec="seconds"),
        "succeeded": reload.succeeded,
        "detail": reload.detail,
    }


def _place_of(origin: Origin) -> dict[str, Any]:
    return {
        "name": origin.name,
        "version": origin.version,
        "behind": origin.is_behind,
        "newest": origin.newest if origin.is_behind else origin.version,
    }


def _endpoint(copy: Copy, backend: Backend) -> dict[str, Any]:
    """The endpoint that answers the queries, and the copy of its graph."""
    return {
        "url": copy.url,
        "dialect": copy.dialect,
        "server": copy.server,
        "breaker": backend.breaker if isinstance(backend, RemoteBackend) else "closed",
        "copied": copy.time.isoformat(timespec="seconds"),
        "triples": copy.triples,
        "missing": copy.missing,
        "left_out": len(copy.left_out),
        "queries_only": copy.queries_only,
    }
