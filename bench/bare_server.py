"""A SPARQL endpoint with nothing but the query, for comparison: a WSGI function for granian.

It reads the query from the URL, asks the store on disk that STORE names in its own process, and
returns the bytes: no log, cache, limit or look at the query.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store

STORE = Store.read_only(os.environ["STORE"])


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
    """Answers one request: https://peps.python.org/pep-3333/."""
    results = STORE.query(parse_qs(environ["QUERY_STRING"])["query"][0])
    if isinstance(results, QueryTriples):
        body, kind = results.serialize(format=RdfFormat.N_TRIPLES), "application/n-triples"
    else:
        body = results.serialize(format=QueryResultsFormat.JSON)
        kind = "application/sparql-results+json"
    assert body is not None  # as no file was named
    start_response("200 OK", [("Content-Type", kind)])
    return [body]
