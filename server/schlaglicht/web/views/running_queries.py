"""The end of a query before its time, for the client that sent it."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app
from werkzeug.exceptions import NotFound

from schlaglicht.web.http.headers import NO_STORE
from schlaglicht.web.http.running_queries import RUNNING_EXTENSION, RunningQueries
from schlaglicht.web.http.sparql_protocol import ENDPOINT

blueprint = Blueprint("running", __name__)


@blueprint.route(f"{ENDPOINT}/running/<query_id>", methods=["DELETE"])
def cancel(query_id: str) -> Response:
    """Nothing, once the query with that identifier is to end; NotFound when none runs."""
    running = cast("RunningQueries", current_app.extensions[RUNNING_EXTENSION])
    if not running.cancel(query_id):
        raise NotFound
    return Response(status=204, headers={"Cache-Control": NO_STORE})
