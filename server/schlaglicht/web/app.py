"""The application: routes, errors, and the headers that every response carries."""

from __future__ import annotations

from flask import Flask, Response, request
from jinja2 import StrictUndefined

from schlaglicht.web import health, home, sparql
from schlaglicht.web.errors import register_errors
from schlaglicht.web.health import OPERATION, Operation
from schlaglicht.web.protocol import LONGEST_BODY
from schlaglicht.web.records import current_record
from schlaglicht.web.site import Published, Site, publish

_EVERYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Allow, Content-Language, Retry-After, Server-Timing, X-Request-Id"
    ),
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "86400",
}


def create_app(site: Site | Published, operation: Operation | None = None) -> Flask:
    """The WSGI application that publishes `site`; the caller closes the site's engine pool."""
    app = Flask(__name__)
    publish(app, site if isinstance(site, Published) else Published(site))
    app.extensions[OPERATION] = operation or Operation()
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(home.blueprint)
    app.register_blueprint(sparql.blueprint)
    app.register_blueprint(health.blueprint)
    register_errors(app)
    app.after_request(_with_headers)
    return app


def _with_headers(response: Response) -> Response:
    """https://fetch.spec.whatwg.org/#http-cors-protocol."""
    response.headers.extend(_EVERYWHERE)
    current_record().route = request.url_rule.rule if request.url_rule else None
    if request.endpoint != "static":
        response.vary.update(["Accept", "Accept-Language"])
    if request.method == "OPTIONS":
        response.headers.extend(_PREFLIGHT)
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
    return response
