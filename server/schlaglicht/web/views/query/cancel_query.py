"""The end of a query before its time, for the client that sent it."""

from __future__ import annotations

from typing import NoReturn, cast

from flask import Blueprint, Response, current_app
from werkzeug.exceptions import MethodNotAllowed, NotFound

from schlaglicht.web.http.headers import NO_STORE
from schlaglicht.web.http.running_queries import RUNNING_EXTENSION, RunningQueries
from schlaglicht.web.http.sparql_protocol import ENDPOINT

blueprint = Blueprint("cancel_query", __name__)

_PATH = f"{ENDPOINT}/running/<query_id>"
_ALLOWED = ("DELETE", "OPTIONS")


@blueprint.route(_PATH, methods=["GET"], provide_automatic_options=False)
def no_view(**_path: str) -> NoReturn:
    """Status 405: there is nothing to see, and no IRI of the dataset."""
    raise MethodNotAllowed(_ALLOWED)


@blueprint.route(_PATH, methods=["OPTIONS"])
def options(**_path: str) -> Response:
    """The methods that are not refused."""
    return Response(headers={"Allow": ", ".join(_ALLOWED)})


@blueprint.route(_PATH, methods=["DELETE"], provide_automatic_options=False)
def cancel(query_id: str) -> Response:
    """Nothing, once the query with that identifier is to end; NotFound when none runs."""
    running = cast("RunningQueries", current_app.extensions[RUNNING_EXTENSION])
    if not running.cancel(query_id):
        raise NotFound
    return Response(status=204, headers={"Cache-Control": NO_STORE})
