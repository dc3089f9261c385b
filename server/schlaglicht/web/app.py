"""The Flask application: its routes, errors and layers, put together."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response, current_app, request, send_from_directory
from jinja2 import StrictUndefined

from schlaglicht.errors import NotAcceptable
from schlaglicht.pages.page_model import MOST_IN_SENTENCE
from schlaglicht.web.error_handlers import register_errors
from schlaglicht.web.http.cache import (
    CACHE_EXTENSION,
    CacheSettings,
    CachingLayer,
    ResponseCache,
)
from schlaglicht.web.http.compression import CODINGS, coding_for, refuses_identity
from schlaglicht.web.http.headers import (
    ACCEPTED_QUERIES,
    CODED_ON,
    NEGOTIATED_ON,
    NO_STORE,
    Field,
    common_headers,
    lacking,
    preflight_headers,
)
from schlaglicht.web.http.query_cancellation import RUNNING_EXTENSION, RunningQueries
from schlaglicht.web.http.sparql_protocol import ENDPOINT, LONGEST_BODY
from schlaglicht.web.logs import current_record
from schlaglicht.web.long_answers import READERS_EXTENSION, Readers
from schlaglicht.web.published_site import Published, Site, publish
from schlaglicht.web.views import (
    calendars_and_feeds,
    downloads,
    evidence,
    health,
    home,
    iris,
    theme_files,
)
from schlaglicht.web.views.downloads import readable_size
from schlaglicht.web.views.evidence import certainty, grounds, unquoted
from schlaglicht.web.views.health import PROCESS_STATE, ProcessState
from schlaglicht.web.views.links import external_url, href_of, short_name, shown_reference
from schlaglicht.web.views.lists import (
    class_lists,
    classes,
    graphs,
    search,
    timeline,
)
from schlaglicht.web.views.literal_format import (
    cut_text,
    is_quoted,
    is_spoken_in,
    is_web_address,
    kind_of,
    plain_text,
    shown_beginning,
    shown_datatype,
    shown_literal,
    shown_markup,
)
from schlaglicht.web.views.mcp import protocol as mcp
from schlaglicht.web.views.mcp.patches import PATCHES, Patches
from schlaglicht.web.views.page import has_fixed_name, has_server, prepare_pages, refuse_pages
from schlaglicht.web.views.place_map import map_url, place_map, shown_point
from schlaglicht.web.views.programs import crawlers, openapi, reconciliation
from schlaglicht.web.views.query import query_builder, query_editor, questions, sparql
from schlaglicht.web.views.review.access import DESK, Desk
from schlaglicht.web.views.theme_files import frame

_VIEWS = (
    crawlers.void_blueprint,
    home.blueprint,
    sparql.blueprint,
    query_builder.blueprint,
    sparql.cancel_blueprint,
    health.blueprint,
    questions.blueprint,
    downloads.blueprint,
    crawlers.blueprint,
    calendars_and_feeds.blueprint,
    theme_files.blueprint,
    theme_files.legal_blueprint,
    graphs.class_graph_blueprint,
    classes.blueprint,
    calendars_and_feeds.feed_blueprint,
    class_lists.blueprint,
    class_lists.combined_blueprint,
    search.blueprint,
    timeline.blueprint,
    evidence.blueprint,
    graphs.blueprint,
    home.ontology_blueprint,
    query_editor.terms_blueprint,
    openapi.blueprint,
    mcp.blueprint,
    reconciliation.blueprint,
    home.experts_blueprint,
    iris.blueprint,  # what no other rule matches
)


class _App(Flask):
    def send_static_file(self, filename: str) -> Response:
        """A file of static/, whole: it gets its coding and its validator as pages do."""
        age = self.get_send_file_max_age(filename)
        assert self.static_folder is not None
        response = send_from_directory(
            self.static_folder, filename, conditional=False, etag=False, max_age=age
        )
        for name in ("Expires", "Last-Modified"):  # would be of the moment in which it is kept
            response.headers.pop(name, None)
        response.direct_passthrough = False
        response.make_sequence()
        return response


def create_app(
    site: Site | Published,
    caching: CacheSettings | None = None,
    state: ProcessState | None = None,
    *,
    readers: Readers | None = None,
    running: RunningQueries | None = None,
    hosts: Iterable[str] = (),
    desk: Desk | None = None,
) -> Flask:
    """The WSGI application that publishes `site`; the caller closes the site's engine pool.

    `hosts` are the names by which its own pages come, besides those of the machine. With a `desk`
    statements can be proposed there, and if it has a page, decided; or things edited.
    """
    caching = caching or CacheSettings()
    app = _App(__name__)
    published = site if isinstance(site, Published) else Published(site)
    publish(app, published)
    app.extensions[PROCESS_STATE] = state or ProcessState()
    app.extensions[RUNNING_EXTENSION] = running or RunningQueries()
    app.extensions[PATCHES] = Patches()
    app.config[mcp.HOSTS] = frozenset(hosts)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    app.url_map.merge_slashes = False  # an IRI may have two in a row
    _prepare_templates(app)
    if desk is not None:
        app.extensions[DESK] = desk
    # What a desk needs takes a sixth of the time in which a web process is loaded.
    if desk is not None and desk.folder is not None and desk.reviews:
        from schlaglicht.web.views.review import page as review

        app.register_blueprint(review.blueprint)
    if desk is not None and desk.edits:
        from schlaglicht.web.views.review import edit

        app.register_blueprint(edit.blueprint)
    for blueprint in _VIEWS:
        app.register_blueprint(blueprint)
    register_errors(app)
    prepare_pages(app)
    app.before_request(_check_coding)
    app.before_request(refuse_pages)
    app.after_request(_with_headers)
    app.config["CACHE_CONTROL"] = caching.cache_control
    cache = app.extensions[CACHE_EXTENSION] = ResponseCache(caching.capacity)
    readers = app.extensions[READERS_EXTENSION] = readers or Readers()
    app.wsgi_app = CachingLayer(  # type: ignore[method-assign]  # as Flask's documentation has it
        app.wsgi_app, cache, published, readers, caching
    )
    return app


def _prepare_templates(app: Flask) -> None:
    """Gives templates the functions that they call."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.tests["spoken_in"] = is_spoken_in
    app.jinja_env.globals |= {
        "certainty": certainty,
        "cut": cut_text,
        "external_url": external_url,
        "grounds": grounds,
        "has_server": has_server,
        "href_of": href_of,
        "kind_of": kind_of,
        "map_url": map_url,
        "most_in_sentence": MOST_IN_SENTENCE,
        "place_map": place_map,
        "plain": plain_text,
        "known_prefixes": sparql.known_prefixes,
        "query_seconds": sparql.query_seconds,
        "readable_size": readable_size,
        "reference": shown_reference,
        "short": short_name,
        "shown": shown_literal,
        "shown_beginning": shown_beginning,
        "shown_datatype": shown_datatype,
        "shown_markup": shown_markup,
        "is_quoted": is_quoted,
        "is_web_address": is_web_address,
        "shown_point": shown_point,
        "site_frame": frame,
        "unquoted": unquoted,
    }


def _check_coding() -> None:
    accepted = request.headers.get("Accept-Encoding")
    if refuses_identity(accepted) and not coding_for(accepted):
        raise NotAcceptable(accepted or "", (*CODINGS, "identity"))


def _with_headers(response: Response) -> Response:
    current_record().route = request.url_rule.rule if request.url_rule else None
    response.headers.extend(lacking(response.headers, _common_headers(response)))
    is_preflight = request.method == "OPTIONS"
    advised = is_preflight or response.status_code >= 400
    if advised and request.path.rstrip("/") == ENDPOINT:
        response.headers.extend(ACCEPTED_QUERIES)
    if is_preflight:
        response.headers["Allow"] = ", ".join(sorted(response.allow))
        response.headers.extend(preflight_headers(response.headers.get("Allow", "")))
    return response


def _common_headers(response: Response) -> Iterable[Field]:
    lasting = response.status_code < 400 and request.method != "OPTIONS"
    # A URL that fixes format and language fixes nothing when it names nothing.
    fixed = lasting and (request.endpoint == "static" or has_fixed_name())
    control = current_app.config["CACHE_CONTROL"] if lasting else NO_STORE
    return common_headers(control, CODED_ON if fixed else NEGOTIATED_ON)
