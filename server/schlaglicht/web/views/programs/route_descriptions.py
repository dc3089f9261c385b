"""Routes and their answers, parameters and problems: the tables behind `openapi`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schlaglicht.formats import (
    GEOJSON,
    GRAPH_FORMATS,
    HTML,
    ICALENDAR,
    PLAIN_JSON,
    SOLUTIONS_FORMATS,
    TEXT,
    VCARD,
)
from schlaglicht.query_builder.choices import TESTS
from schlaglicht.web.http import problem_types as problems
from schlaglicht.web.http.problem_types import Problem
from schlaglicht.web.http.query_cancellation import IDENTIFIER, QUERY_ID_FIELD
from schlaglicht.web.views.lists.class_lists import MOST
from schlaglicht.web.views.lists.search import FOUND, LONGEST_SEARCH, MOST_PAGES
from schlaglicht.web.views.page import ATOM, JSON_FEED
from schlaglicht.web.views.programs.signposting import DATA_FORMATS, LINKSET

Schema = Mapping[str, Any]

_STRING: Schema = {"type": "string"}
_URIS: Schema = {"type": "array", "items": {"type": "string", "format": "uri"}}
_CLASS = "A class, named as in the paths of lists: `iri/https/schema.org/Event`."

_CLASS_BUILT = "A class: a prefixed name, or an IRI in `<>`."


def _query_parameter(name: str, description: str, schema: Schema, **more: Any) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema, **more}


PARAMETERS: Mapping[str, Schema] = {
    "query": _query_parameter(
        "query", "One SPARQL 1.1 query; no update, no SERVICE.", {"type": "string", "minLength": 1}
    ),
    "variable": _query_parameter(
        "variable",
        "A column of the query; its value is in `iri`, `number`, or `text` and `language`.",
        _STRING,
    ),
    "change": _query_parameter(
        "change",
        "`filter` to the value, `follow` its properties, or add `names` to the column, "
        "in the language of `lang`, else of Accept-Language.",
        {"type": "string", "enum": ["filter", "follow", "names"]},
        required=True,
    ),
    "default-graph-uri": _query_parameter(
        "default-graph-uri", "Graphs in place of those of FROM.", _URIS
    ),
    "named-graph-uri": _query_parameter(
        "named-graph-uri", "Graphs in place of those of FROM NAMED.", _URIS
    ),
    "format": _query_parameter(
        "format",
        "The format by its short name; its file ending and media type are understood too. Goes "
        "before Accept.",
        _STRING,
    ),
    "explain": _query_parameter(
        "explain",
        "`empty`: the header of an empty answer says which part of the query has no match.",
        {"type": "string", "enum": ["empty"]},
    ),
    "q": _query_parameter(
        "q",
        f"Words, an IRI or a prefixed name. {LONGEST_SEARCH} characters are read.",
        _STRING,
    ),
    "before": _query_parameter("before", "The text of a query before a place in it.", _STRING),
    "after": _query_parameter("after", "The text of a query after that place.", _STRING),
    "queries": _query_parameter("queries", "Queries by name, as JSON.", _STRING),
    "extend": _query_parameter("extend", "Things and properties, as JSON.", _STRING),
    "prefix": _query_parameter("prefix", "What has been typed of a name.", _STRING),
    "type": _query_parameter("type", "The IRI of a class.", _STRING),
    "class": _query_parameter("class", _CLASS, _STRING),
    "class-required": _query_parameter("class", _CLASS, _STRING, required=True),
    "class-built": _query_parameter("class", _CLASS_BUILT, _STRING),
    "class-built-required": _query_parameter("class", _CLASS_BUILT, _STRING, required=True),
    "p1": _query_parameter(
        "p1",
        "A property, or two as a path: `schema:location/schema:name`, `^schema:organizer`. Further "
        "ones are `p2` …; each has its `t`, `v`, `a` and `b` (a range), `l` (a language), `c`.",
        _STRING,
    ),
    "t1": _query_parameter(
        "t1", "The test of the values of `p1`.", {"type": "string", "enum": list(TESTS)}
    ),
    "v1": _query_parameter("v1", "A text, or a term in N-Triples to be equal to.", _STRING),
    "limit": _query_parameter(
        "limit", "The most rows of the query; empty for all.", {"type": "integer", "minimum": 1}
    ),
    "all": _query_parameter(
        "all", "A property of which all values are to choose from, named as in `by`.", _STRING
    ),
    "by": _query_parameter(
        "by",
        "A property and a value, named as in the links of the list: `location-…/bonn-…`.",
        {"type": "array", "items": _STRING, "maxItems": MOST},
    ),
    "page": _query_parameter(
        "page",
        f"The page, from 1 to {MOST_PAGES}; anything else counts as the nearest. A page of a "
        f"search has {FOUND} things.",
        {"type": "integer", "default": 1},
    ),
    "sort": _query_parameter("sort", "The column to sort by; without it, by name.", _STRING),
    "order": _query_parameter(
        "order", "The direction.", {"type": "string", "enum": ["asc", "desc"], "default": "asc"}
    ),
    QUERY_ID_FIELD: {
        "name": QUERY_ID_FIELD,
        "in": "header",
        "description": "An identifier that nobody guesses, such as a random UUID, by which the "
        "query can be cancelled.",
        "schema": {**_STRING, "pattern": f"^{IDENTIFIER.pattern}$"},
    },
    "Range": {
        "name": "Range",
        "in": "header",
        "description": "One part of the file, as `bytes=0-999`.",
        "schema": _STRING,
    },
}
"""Parameters of the query string and of the header, by their names in descriptions of routes."""


def language_schema(languages: Sequence[str]) -> Schema:
    """The languages that a name of a document can have."""
    return {"type": "string", "enum": list(languages)}


def language_parameter(languages: Sequence[str]) -> Schema:
    """The parameter of pages whose names say no language."""
    offered = ", ".join(languages)
    return _query_parameter(
        "lang",
        f"The language ({offered}); goes before Accept-Language. Others are ignored.",
        _STRING,
    )


IN_PATH: Mapping[str, str] = {
    "code": "The code of a kind of problem.",
    "ending": "The ending of a format.",
    "filename": "The name of a file.",
    "kind": "The ending of the picture.",
    "language": "The language of the texts.",
    "name": "A name from the list that this is part of.",
    "number": "A number: of a page, of a part, or a year.",
    "page": "The number of a page.",
    "path": "The place of an IRI: what follows the base of the dataset, or for other IRIs "
    "`iri/`, the scheme, `/` and the rest. Slashes may be sent as they are or as %2F.",
    "query_id": "The identifier that the query was sent with.",
    "suffix": "The ending of an RDF format.",
}
"""What each part of a path means."""

_TEXTS: Schema = {"type": "array", "items": _STRING}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def _object(required: str, properties: Schema) -> Schema:
    return {"type": "object", "required": required.split(), "properties": properties}


SCHEMAS: Mapping[str, Schema] = {
    "Problem": {
        **_object(
            "type title status detail",
            {
                "type": {"type": "string", "format": "uri"},
                "title": _STRING,
                "status": {"type": "integer", "minimum": 400, "maximum": 599},
                "detail": _STRING,
                "line": _COUNT,
                "column": _COUNT,
                "token": _STRING,
                "expected": _TEXTS,
                "feature": _STRING,
                "parameter": _STRING,
                "available": _TEXTS,
                "nearest": {"type": "array", "items": {"$ref": "#/components/schemas/Near"}},
                "repairs": {"type": "array", "items": {"$ref": "#/components/schemas/Repair"}},
            },
        ),
        "description": "RFC 9457; type is the page about this kind of problem.",
    },
    "Repair": _object(
        "query diff",
        {"query": _STRING, "diff": _TEXTS, "rows": _COUNT, "more_rows_than": _COUNT},
    ),
    "Near": _object("iri name url", {"iri": _STRING, "name": _STRING, "url": _STRING}),
    "SparqlResults": {
        **_object(
            "head",
            {
                "head": {"type": "object"},
                "results": _object(
                    "bindings", {"bindings": {"type": "array", "items": {"type": "object"}}}
                ),
                "boolean": {"type": "boolean"},
            },
        ),
        "description": "SPARQL 1.1 Query Results JSON Format.",
    },
    "Message": {
        **_object(
            "jsonrpc method",
            {
                "jsonrpc": {"const": "2.0"},
                "id": {"type": ["string", "integer"]},
                "method": _STRING,
                "params": {"type": "object"},
            },
        ),
        "description": "A request of JSON-RPC 2.0; without id a notification.",
    },
    "Reply": _object(
        "jsonrpc",
        {
            "jsonrpc": {"const": "2.0"},
            "id": {"type": ["string", "integer"]},
            "result": {"type": "object"},
            "error": _object("code message", {"code": {"type": "integer"}, "message": _STRING}),
        },
    ),
    "SearchResult": _object(
        "words class total is_counted similar page pages classes things questions",
        {
            "words": _STRING,
            "class": {"type": ["string", "null"]},
            "total": _COUNT,
            "is_counted": {"type": "boolean"},
            "similar": _COUNT,
            "page": _COUNT,
            "pages": _COUNT,
            "classes": {
                "type": "array",
                "items": _object("iri things", {"iri": _STRING, "things": _COUNT}),
            },
            "things": {"type": "array", "items": {"$ref": "#/components/schemas/Found"}},
            "questions": {
                "type": "array",
                "items": _object(
                    "name title url", {"name": _STRING, "title": _STRING, "url": _STRING}
                ),
            },
        },
    ),
    "RewrittenQuery": _object("query", {"query": _STRING}),
    "NamedThings": _object(
        "things",
        {
            "things": {
                "type": "array",
                "items": _object(
                    "iri name classes", {"iri": _STRING, "name": _STRING, "classes": _TEXTS}
                ),
            },
            "literals": _TEXTS,
            "fits": {"type": "boolean"},
        },
    ),
    "Found": _object(
        "iri name language classes is_similar",
        {
            "iri": _STRING,
            "name": _STRING,
            "language": {"type": ["string", "null"]},
            "classes": _TEXTS,
            "is_similar": {"type": "boolean"},
        },
    ),
}
"""The shapes of JSON that answers have."""


@dataclass(frozen=True)
class RouteDescription:
    """The facts that the routes of one endpoint have in common."""

    endpoint: str
    """As Flask names it."""
    tag: str
    summary: str
    answers: tuple[str, ...]
    """The media types of a successful answer."""
    parameters: tuple[str, ...] = ()
    """Names in the table of parameters of the query string and the header."""
    problems: tuple[Problem, ...] = ()
    """The problems to expect; any route may have others, such as `internal`."""
    responses: Mapping[str, Any] | None = None
    """Further responses by status, as OpenAPI writes them."""
    schema: str | None = None
    """The name of the schema of its JSON."""
    message: str | None = None
    """The name of the schema of the JSON that is sent to it."""
    elsewhere: tuple[str, ...] = ()
    """The media types that `format` leads to by 303."""


_SEE_OTHER = {
    "303": {
        "description": "The document in the format and language asked for is at Location.",
        "headers": {"Location": {"schema": {"type": "string", "format": "uri"}}},
    }
}
_PART = {"206": {"description": "The part of the file that Range asks for."}}
_ENDED = {"204": {"description": "The query is ended; its own request gets 499."}}
_NOT_READY = {
    "503": {
        "description": "Queries or pages cannot be answered yet, or now; the text says which.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}
_UNAVAILABLE = {
    "503": {
        "description": "No engine lives: queries are not answered now.",
        "content": {PLAIN_JSON.media_type: {"schema": {"type": "object"}}},
    }
}

_REFUSED = {
    status: {
        "description": f"{said} An error of JSON-RPC.",
        "content": {PLAIN_JSON.media_type: {"schema": {"$ref": "#/components/schemas/Reply"}}},
    }
    for status, said in (
        ("400", "The message, its version or a header field is wrong."),
        ("403", "The request comes from a script of another site."),
        ("404", "There is no such method."),
        ("413", "The message is longer than 1 MiB."),
        ("415", "The content is not application/json."),
    )
}
_ACCEPTED = {"202": {"description": "A notification, which has no answer."}}

_HTML, _JSON, _TEXT = HTML.media_type, PLAIN_JSON.media_type, TEXT.media_type
_XML, _GZIP, _SPARQL = "application/xml", "application/gzip", "application/sparql-query"
_GRAPHS = tuple(known.media_type for known in GRAPH_FORMATS)
_SOLUTIONS = tuple(known.media_type for known in SOLUTIONS_FORMATS)
_DATA = (*(known.media_type for known in DATA_FORMATS), _JSON, LINKSET.media_type)
_PICTURES = ("image/svg+xml", "image/png", "image/webp")
_ICONS = ("image/vnd.microsoft.icon", "image/x-icon")
_ANSWERS = (*_SOLUTIONS, *_GRAPHS, _HTML)

_PENDING, _MISSING = problems.PAGES_PENDING, problems.NOT_FOUND
_OTHER_FORMAT = problems.NOT_ACCEPTABLE
_ENGINE = (
    problems.QUERY_FAILED,
    problems.QUERY_TIMEOUT,
    problems.ENGINE_BUSY,
    problems.ENGINE_LOST,
    problems.SERVICE_UNREACHABLE,
    problems.SERVICE_FAILED,
    problems.ANSWER_NOT_WHOLE,
)
_QUERY = (
    problems.BAD_REQUEST,
    problems.QUERY_SYNTAX,
    problems.QUERY_REFUSED,
    *_ENGINE,
    _OTHER_FORMAT,
    problems.NOT_WRITABLE,
)
_BUILT = ("class-built", "p1", "t1", "v1", "limit")
_SORTED = (_MISSING, problems.LIST_ORDER, _PENDING)


def _page(endpoint: str, tag: str, summary: str, *more: Problem) -> RouteDescription:
    return RouteDescription(endpoint, tag, summary, (_HTML,), problems=(*more, _PENDING))


def _file(
    endpoint: str, tag: str, summary: str, media_type: str, *more: Problem
) -> RouteDescription:
    return RouteDescription(endpoint, tag, summary, (media_type,), problems=more)


ROUTES = (
    RouteDescription(
        "sparql.sparql",
        "SPARQL",
        "The answer to a SPARQL 1.1 query; without one, the description of the endpoint (by GET).",
        _ANSWERS,
        ("query", "default-graph-uri", "named-graph-uri", "format", "explain", QUERY_ID_FIELD),
        (*_QUERY, problems.QUERY_CANCELLED),
        schema="SparqlResults",
    ),
    RouteDescription(
        "cancel_query.cancel", "SPARQL", "Ends the query that was sent with this identifier.",
        (), problems=(_MISSING,), responses=_ENDED,
    ),
    _page("sparql.form", "SPARQL", "The form for queries."),
    RouteDescription(
        "query_builder.builder", "SPARQL",
        "A query built from choices: its form, its matches, its text.",
        (_HTML,), _BUILT, (*_ENGINE, _PENDING), _SEE_OTHER,
    ),
    RouteDescription(
        "query_builder.question", "SPARQL", "A query built from choices as a question file.",
        (_SPARQL,), ("class-built-required", *_BUILT[1:]), (_PENDING,), _SEE_OTHER,
    ),
    _file("query_terms.terms", "SPARQL", "Prefixes, classes and properties for editors.", _JSON,
          _PENDING),
    RouteDescription(
        "query_terms.rewritten", "SPARQL", "A query changed by a value of its answer.",
        (_JSON,), ("query", "variable", "change"),
        (problems.BAD_REQUEST, problems.QUERY_SYNTAX), schema="RewrittenQuery",
    ),
    RouteDescription(
        "query_terms.things", "SPARQL",
        "Things by their names, for editors; or the terms that can stand at a place of a query.",
        (_JSON,), ("q", "before", "after"), (_PENDING,), schema="NamedThings",
    ),
    RouteDescription(
        "well_known_void.well_known", "SPARQL", "The way to the description of the dataset (VoID).",
        (), ("format",), responses=_SEE_OTHER, elsewhere=_GRAPHS,
    ),
    RouteDescription(
        "well_known_void.void", "SPARQL", "The description of the dataset and the endpoint (VoID).",
        _GRAPHS, ("format",), (_OTHER_FORMAT,),
    ),
    _file("openapi.openapi", "SPARQL", "This description.", _JSON),
    RouteDescription(
        "mcp.answer", "MCP", "Tools for language models: Model Context Protocol.",
        (_JSON,), responses=_ACCEPTED | _REFUSED, schema="Reply", message="Message",
    ),
    RouteDescription(
        "reconciliation.reconcile", "Reconciliation",
        "The things that names stand for (`queries`), their values (`extend`), or the manifest: "
        "Reconciliation Service API 0.2.",
        (_JSON,), ("queries", "extend"), (problems.BAD_REQUEST, _PENDING),
    ),
    *(
        RouteDescription(
            f"reconciliation.{name}", "Reconciliation", summary, (_JSON,), (parameter,),
            (_PENDING,),
        )
        for name, summary, parameter in (
            ("entities", "Things whose names begin so.", "prefix"),
            ("types", "Classes with this in their names.", "prefix"),
            ("properties", "Properties with this in their names.", "prefix"),
            ("properties_of", "The properties that things of a class have.", "type"),
        )
    ),
    _page("questions.questions", "Questions", "The questions of the project."),
    RouteDescription(
        "questions.question",
        "Questions",
        "A question with its answer, as a page or as data.",
        _ANSWERS,
        ("format",),
        (problems.PARAMETER, _MISSING, *_ENGINE, _OTHER_FORMAT, problems.NOT_WRITABLE, _PENDING),
        schema="SparqlResults",
    ),
    RouteDescription(
        "questions.answer",
        "Questions",
        "The answer to a question in one format, or its query (`rq`).",
        (*_SOLUTIONS, *_GRAPHS, _SPARQL),
        problems=(problems.PARAMETER, _MISSING, *_ENGINE, _OTHER_FORMAT, problems.NOT_WRITABLE),
        schema="SparqlResults",
    ),
    RouteDescription(
        "iris.thing",
        "Things",
        "A thing by its IRI: the way to its page or data; or one of its documents by name "
        "(`.ttl`, `.nt`, `.jsonld`, `.rdf`, `.json`, `.linkset.json`, `.html`).",
        (*_DATA, _HTML),
        ("format",),
        (_MISSING, _OTHER_FORMAT, _PENDING),
        _SEE_OTHER,
        elsewhere=(ICALENDAR.media_type, VCARD.media_type, GEOJSON.media_type),
    ),
    _page("iris.page", "Things", "The page about a thing.", _MISSING),
    _page("neighbours.around", "Things", "A thing and its neighbours, as a graph.", _MISSING),
    _page("neighbours.named", "Things", "The same in one language.", _MISSING),
    _file("alternates.event", "Things", "An event for calendars.", ICALENDAR.media_type, _MISSING,
          _PENDING),
    _file("alternates.card", "Things", "A person or an organization as a card.", VCARD.media_type,
          _MISSING, _PENDING),
    _file("alternates.place", "Things", "A place for maps.", GEOJSON.media_type, _MISSING,
          _PENDING),
    RouteDescription(
        "search.search", "Lists", "Things by words in their names and descriptions.",
        (_HTML, _JSON), ("q", "class", "page", "format"), (_MISSING, _OTHER_FORMAT, _PENDING),
        schema="SearchResult",
    ),
    _page("search.names", "Lists", "The names from A to Z."),
    _file("search.file", "Lists", "Names and the URLs of their pages.", _JSON, _PENDING),
    _page("classes.classes", "Lists", "The classes of the dataset.", _MISSING),
    _page("class_graph.class_graph", "Lists", "The classes and what links them, as a graph."),
    _page("classes.properties", "Lists", "The properties of the dataset.", _MISSING),
    RouteDescription(
        "lists.things", "Lists", "The things of a class, page by page; narrowed by the path.",
        (_HTML,), ("sort", "order", "format"), (*_SORTED, _OTHER_FORMAT), _SEE_OTHER,
        elsewhere=("text/csv", _JSON, ICALENDAR.media_type, GEOJSON.media_type),
    ),
    *(
        RouteDescription(
            f"lists.{name}", "Lists", summary, (media_type,), ("sort", "order"), _SORTED
        )
        for name, summary, media_type in (
            ("listed", "The things of a class.", _HTML),
            ("csv", "All things of a list as CSV.", "text/csv"),
            ("json", "All things of a list as JSON.", _JSON),
            ("ics", "All events of a list for calendars.", ICALENDAR.media_type),
            ("geojson", "All places of a list for maps.", GEOJSON.media_type),
        )
    ),
    RouteDescription(
        "combined_facets.combined", "Lists", "The things of a class that share several values.",
        (_HTML,), ("class-required", "by", "all", "page", "sort", "order"), _SORTED,
    ),
    RouteDescription(
        "timeline.timeline", "Lists", "The events of the dataset by year.",
        (_HTML,), ("format",), (_OTHER_FORMAT, _PENDING), _SEE_OTHER,
        elsewhere=(ICALENDAR.media_type,),
    ),
    RouteDescription(
        "timeline.of_year", "Lists", "The events of a year.",
        (_HTML,), ("format",), (_MISSING, _OTHER_FORMAT, _PENDING), _SEE_OTHER,
        elsewhere=(ICALENDAR.media_type,),
    ),
    _file("timeline.calendar_of_year", "Lists", "The events of a year for calendars.",
          ICALENDAR.media_type, _MISSING, _PENDING),
    _file("alternates.calendar", "Lists", "All events for calendars.", ICALENDAR.media_type,
          _PENDING),
    _file("alternates.places", "Lists", "All places for maps.", GEOJSON.media_type, _PENDING),
    _page("source_texts.documents", "Lists", "The texts that the dataset rests on."),
    _page("source_texts.document", "Lists", "A text or a block of it, with its statements.",
          _MISSING),
    _page("source_texts.named", "Lists", "The same in one language.", _MISSING),
    _page("ontology.ontology", "Lists", "The terms of the ontology.", _MISSING),
    _page("ontology.constraints", "Lists", "The shapes and their rules.", _MISSING),
    _page("downloads.dumps", "Files", "The files of the whole dataset.", problems.DUMPS_PENDING),
    RouteDescription(
        "downloads.dump_file",
        "Files",
        "The whole dataset in one format, plain or compressed, or `SHA256SUMS`.",
        (*_GRAPHS, _GZIP, _TEXT),
        ("Range",),
        (_MISSING, problems.RANGE_NOT_SATISFIABLE, problems.DUMPS_PENDING),
        _PART,
    ),
    RouteDescription(
        "downloads.catalogue", "Files", "The catalogue of the dataset and its files (DCAT).",
        _GRAPHS, ("format",), (_MISSING, _OTHER_FORMAT, problems.DUMPS_PENDING),
    ),
    _page("changes_feed.changes", "Files", "The newest changes."),
    _file("changes_feed.atom", "Files", "The newest changes as Atom.", ATOM),
    _file("changes_feed.json_feed", "Files", "The newest changes as JSON Feed.", JSON_FEED),
    _file("crawlers.robots", "Files", "What robots may read.", _TEXT),
    _file("crawlers.sitemap", "Files", "The parts of the sitemap.", _XML, _PENDING),
    _file("crawlers.sitemap_part", "Files", "A part of the sitemap.", _XML, _MISSING, _PENDING),
    _file("crawlers.llms", "Files", "The site in prose, for language models.", _TEXT, _PENDING),
    RouteDescription(
        "home.start", "Pages", "The start page; as JSON or text a summary.",
        (_HTML, _JSON, _TEXT), ("format",), (_OTHER_FORMAT, _PENDING), _SEE_OTHER,
    ),
    _page("experts.experts", "Pages", "The page for those who know RDF."),
    _page("home.problems", "Pages", "The kinds of problems."),
    _page("home.problem", "Pages", "A kind of problem and its remedies.", _MISSING),
    _page("legal.imprint", "Pages", "The imprint.", _MISSING),
    _page("legal.privacy", "Pages", "The privacy notice.", _MISSING),
    _file("look.stylesheet", "Pages", "The colours of the site.", "text/css"),
    RouteDescription("look.logo", "Pages", "The logo.", _PICTURES, problems=(_MISSING,)),
    RouteDescription("look.icon", "Pages", "The icon for tabs.", _PICTURES, problems=(_MISSING,)),
    RouteDescription(
        "look.icon_by_custom", "Pages", "The icon at customary names.", (*_PICTURES, *_ICONS)
    ),
    RouteDescription(
        "static", "Pages", "A file of the pages.",
        ("text/css", "text/javascript", "image/svg+xml", "image/png", *_ICONS),
        problems=(_MISSING,),
    ),
    RouteDescription(
        "health.health", "Server", "Whether queries can be answered.",
        (_JSON,), responses=_UNAVAILABLE,
    ),
    _file("health.alive", "Server", "That the web process answers, for supervisors.", _TEXT),
    RouteDescription(
        "health.ready", "Server", "Whether queries and pages can be answered, for supervisors.",
        (_TEXT,), responses=_NOT_READY,
    ),
    _file("health.metrics", "Server", "What is counted, for Prometheus.", _TEXT),
)  # fmt: skip
"""A description per endpoint, in the order of the tags."""

ONLY_REFUSE = frozenset(
    ("mcp.no_stream", "mcp.options", "cancel_query.no_view", "cancel_query.options")
)
"""Endpoints without a description, since they answer with a refusal or with `Allow` alone."""
