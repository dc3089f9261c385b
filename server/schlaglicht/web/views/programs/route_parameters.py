"""The parameters of routes and the shapes of their JSON, in the words of OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from schlaglicht.query_builder.fields import TESTS
from schlaglicht.web.http.running_queries import IDENTIFIER, QUERY_ID_FIELD
from schlaglicht.web.views.lists.combined_facets import MOST
from schlaglicht.web.views.lists.search import FOUND, LONGEST_SEARCH, MOST_PAGES

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
            },
        ),
        "description": "RFC 9457; type is the page about this kind of problem.",
    },
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
        "words class total is_counted similar page pages classes things",
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
        },
    ),
    "NamedThings": _object(
        "things",
        {
            "things": {
                "type": "array",
                "items": _object(
                    "iri name classes", {"iri": _STRING, "name": _STRING, "classes": _TEXTS}
                ),
            }
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
