"""The application: routes, errors, and the headers that every response carries."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from jinja2 import StrictUndefined

from schlaglicht.errors import NotAcceptable
from schlaglicht.web.errors import register_errors
from schlaglicht.web.http.cache import Front
from schlaglicht.web.http.cache_store import (
    CACHE_EXTENSION,
    CacheSettings,
    ResponseCache,
)
from schlaglicht.web.http.content_coding import CODINGS, coding_for, refuses_identity
from schlaglicht.web.http.data_shortcut import HeadersOf, Shortcut
from schlaglicht.web.http.path_limit import BoundedPaths
from schlaglicht.web.http.request_record import current_record
from schlaglicht.web.http.slow_readers import READERS_EXTENSION, Readers
from schlaglicht.web.http.sparql_protocol import LONGEST_BODY
from schlaglicht.web.served_version import Published, Site, publish
from schlaglicht.web.server import health
from schlaglicht.web.server.health import OPERATION, Operation
from schlaglicht.web.views import (
    alternates,
    changes_feed,
    classes,
    combined_facets,
    crawlers,
    dumps,
    home,
    iris,
    lists,
    ontology,
    questions,
    search,
    source_texts,
    sparql,
    timeline,
    well_known_void,
)
from schlaglicht.web.views.empty_result_hints import NOTE_HEADER
from schlaglicht.web.views.links import href_of, short_name, shown_reference
from schlaglicht.web.views.literal_format import (
    cut_text,
    kind_of,
    plain_text,
    shown_beginning,
    shown_datatype,
    shown_literal,
)
from schlaglicht.web.views.page import has_fixed_name, prepare_pages
from schlaglicht.web.views.sparql import DataAnswer

EVERYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Accept-Post, Accept-Query, Allow, Content-Language, Content-Location, ETag, Link, "
        "Location, Retry-After, Schlaglicht-Note, Server-Timing, X-Request-Id"
    ),
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


_NEGOTIATED_ON = ("Accept", "Accept-Encoding", "Accept-Language")


def create_app(
    site: Site | Published,
    caching: CacheSettings | None = None,
    operation: Operation | None = None,
    *,
    readers: Readers | None = None,
) -> Flask:
    """The WSGI application that publishes `site`; the caller closes the site's engine pool."""
    caching = caching or CacheSettings()
    app = Flask(__name__)
    published = site if isinstance(site, Published) else Published(site)
    publish(app, published)
    app.extensions[OPERATION] = operation or Operation()
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    app.url_map.merge_slashes = False  # an IRI may have two in a row
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals |= {"href_of": href_of, "kind_of": kind_of, "cut": cut_text}
    app.jinja_env.globals |= {"reference": shown_reference}
    app.jinja_env.globals |= {"plain": plain_text, "short": short_name}
    app.jinja_env.globals |= {"shown": shown_literal, "shown_datatype": shown_datatype}
    app.jinja_env.globals |= {"shown_beginning": shown_beginning}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(well_known_void.blueprint)
    app.register_blueprint(home.blueprint)
    app.register_blueprint(sparql.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(questions.blueprint)
    app.register_blueprint(dumps.blueprint)
    app.register_blueprint(crawlers.blueprint)
    app.register_blueprint(alternates.blueprint)
    for blueprint in (
        classes,
        changes_feed,
        lists,
        combined_facets,
        search,
        timeline,
        source_texts,
        ontology,
    ):
        app.register_blueprint(blueprint.blueprint)
    app.register_blueprint(iris.blueprint)
    register_errors(app)
    prepare_pages(app)
    app.before_request(_check_coding)
    app.after_request(_with_headers)
    app.config["CACHE_CONTROL"] = caching.cache_control
    cache = app.extensions[CACHE_EXTENSION] = ResponseCache(caching.capacity)
    flask = app.wsgi_app
    shortcut = Shortcut(flask, published.lease, _headers_of(caching))
    readers = app.extensions[READERS_EXTENSION] = readers or Readers()
    front = Front(shortcut, cache, published, readers)
    app.wsgi_app = BoundedPaths(front, flask)  # type: ignore[method-assign]  # as Flask's documentation has it
    return app


def _headers_of(caching: CacheSettings) -> HeadersOf:
    """The header fields of an answer that does not pass through Flask: those that it would get."""
    everywhere = tuple(EVERYWHERE.items())
    vary = ("Vary", ", ".join(_NEGOTIATED_ON))
    lasting, volatile = ("Cache-Control", caching.cache_control), ("Cache-Control", "no-store")

    def headers_of(answered: DataAnswer) -> list[tuple[str, str]]:
        return [
            ("Content-Type", answered.content_type),
            ("Content-Length", str(answered.body.length)),
            *everywhere,
            *[(NOTE_HEADER, note) for note in answered.notes],
            vary,
            volatile if answered.volatile else lasting,
        ]

    return headers_of


def _check_coding() -> None:
    accepted = request.headers.get("Accept-Encoding")
    if refuses_identity(accepted) and not coding_for(accepted):
        raise NotAcceptable(accepted or "", (*CODINGS, "identity"))


def _with_headers(response: Response) -> Response:
    """https://fetch.spec.whatwg.org/#http-cors-protocol."""
    response.headers.extend(EVERYWHERE)
    current_record().route = request.url_rule.rule if request.url_rule else None
    if request.endpoint != "static":
        lasting = response.status_code < 400 and request.method != "OPTIONS"
        # What a name fixes is not negotiated, as long as there is something of that name.
        fixed = lasting and has_fixed_name()
        response.vary.update(("Accept-Encoding",) if fixed else _NEGOTIATED_ON)
        control = current_app.config["CACHE_CONTROL"] if lasting else "no-store"
        response.headers.setdefault("Cache-Control", control)
    advised = request.method == "OPTIONS" or response.status_code >= 400
    if advised and request.path.rstrip("/") == sparql.ROUTE:
        response.headers.extend(sparql.TAKEN)
    if request.method == "OPTIONS":
        response.headers.extend(_PREFLIGHT)
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
    return response
