"""How the server is: `/health` for load balancers and people, `/metrics` for Prometheus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Blueprint, Response, current_app

from schlaglicht import __version__
from schlaglicht.formats import PLAIN_JSON
from schlaglicht.web.metrics import CONTENT_TYPE, Metrics
from schlaglicht.web.publication import Reload
from schlaglicht.web.site import current_site, published_by

blueprint = Blueprint("health", __name__)

OPERATION = "schlaglicht-operation"
"""The key of an application's `Operation` in `app.extensions`."""


def _never() -> Reload | None:
    return None


@dataclass(frozen=True)
class Operation:
    """What an application knows of its own running."""

    metrics: Metrics = field(default_factory=Metrics)
    last_reload: Callable[[], Reload | None] = _never


@blueprint.route("/health")
def health() -> Response:
    """Whether queries can be answered: 200, or 503 while no engine lives."""
    engines = current_site().pool.counts
    answers = engines.idle + engines.busy > 0
    body = current_app.json.dumps(_state(answers=answers), sort_keys=False, indent=2) + "\n"
    response = Response(body, 200 if answers else 503, content_type=PLAIN_JSON.content_type)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/metrics")
def metrics() -> Response:
    """Everything counted, for Prometheus."""
    site = current_site()
    engines = site.pool.counts
    gauges = [
        *(
            (f'engines{{state="{state}"}}', "Engine processes.", getattr(engines, state))
            for state in ("idle", "busy", "starting")
        ),
        ("snapshot_triples", "Triples served.", site.snapshot.triples),
        ("snapshot_since_seconds", "Unix time of the switch to this version.", _since()),
    ]
    response = Response(_operation().metrics.text(gauges), content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _state(*, answers: bool) -> dict[str, Any]:
    site = current_site()
    engines = site.pool.counts
    reload = _operation().last_reload()
    return {
        "status": "ok" if answers else "unavailable",
        "software": f"Schlaglicht {__version__}",
        "digest": site.snapshot.digest,
        "triples": site.snapshot.triples,
        "since": published_by(current_app).since.isoformat(timespec="seconds"),
        "engines": {"idle": engines.idle, "busy": engines.busy, "starting": engines.starting},
        "reload": _shown(reload) if reload else None,
    }


def _shown(reload: Reload) -> dict[str, Any]:
    return {
        "time": reload.time.isoformat(timespec="seconds"),
        "succeeded": reload.succeeded,
        "detail": reload.detail,
    }


def _since() -> float:
    return published_by(current_app).since.timestamp()


def _operation() -> Operation:
    return cast(Operation, current_app.extensions[OPERATION])
