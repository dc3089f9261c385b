"""A SPARQL service that keeps the rules, over a graph in memory; some of its habits can be bad."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pyoxigraph

from schlaglicht.errors import NotAcceptable
from schlaglicht.formats import (
    BOOLEAN_FORMATS,
    GRAPH_FORMATS,
    SOLUTIONS_FORMATS,
    TURTLE,
    Format,
    negotiate,
)

DESCRIPTION = b"[] a <http://www.w3.org/ns/sparql-service-description#Service> ."


@dataclass
class PlainService:
    """A running service."""

    store: pyoxigraph.Store
    port: int = 0
    cap: int | None = None
    """Rows and triples after which it cuts its answers without a word."""
    headers: dict[str, str] = field(default_factory=dict)
    """Further header fields of its answers."""
    status: int = 200
    """The status of its answers."""
    queries: list[str] = field(default_factory=list)
    server: str = "plain"
    """The header field Server of its answers."""
    fails: Callable[[str], bool] = lambda _: False
    """True for a query that is answered 500."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"

    @property
    def old_url(self) -> str:
        """The URL from which it redirects to its own."""
        return f"http://127.0.0.1:{self.port}/old"

    def answer(self, query: str, accept: str, graphs: list[str]) -> tuple[bytes, str]:
        """The body and its media type; raises SyntaxError, NotAcceptable."""
        chosen: list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph]
        chosen = [pyoxigraph.NamedNode(graph) for graph in graphs]
        found = self.store.query(query, default_graph=chosen or None)
        if isinstance(found, pyoxigraph.QueryBoolean):
            wanted = negotiate(accept, BOOLEAN_FORMATS)
            return found.serialize(format=_results(wanted)) or b"", wanted.media_type
        if isinstance(found, pyoxigraph.QueryTriples):
            wanted = negotiate(accept, GRAPH_FORMATS)
            triples = list(dict.fromkeys(found))[: self.cap]
            return pyoxigraph.serialize(triples, format=wanted.rdf) or b"", wanted.media_type
        wanted = negotiate(accept, SOLUTIONS_FORMATS)
        if self.cap is not None:
            found = self.store.query(f"SELECT * {{ {{ {query} }} }} LIMIT {self.cap}")
        solutions = cast(pyoxigraph.QuerySolutions, found)
        return solutions.serialize(format=_results(wanted)) or b"", wanted.media_type


def _results(wanted: Format) -> pyoxigraph.QueryResultsFormat:
    assert wanted.results is not None
    return wanted.results


@contextmanager
def plain_service(turtle: str = "") -> Iterator[PlainService]:
    """A service of these triples until the block ends."""
    store = pyoxigraph.Store()
    store.load(turtle.encode(), format=pyoxigraph.RdfFormat.TRIG)
    service = PlainService(store)

    class Handler(_Handler):
        plain = service

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    plain: PlainService

    def log_message(self, *_: object) -> None: ...

    def version_string(self) -> str:
        return self.plain.server

    def do_GET(self) -> None:
        if self.path.startswith("/old"):
            return self._redirect()
        fields = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        if not fields:
            return self._send(200, DESCRIPTION, TURTLE.media_type)
        return self._query(fields)

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind = self.headers.get("Content-Type", "")
        if self.path.startswith("/old"):
            return self._redirect()
        try:
            text = content.decode()
        except UnicodeDecodeError:
            return self._send(400, b"not UTF-8", "text/plain")
        if kind == "application/sparql-query":
            return self._query({"query": [text]})
        if kind == "application/x-www-form-urlencoded":
            return self._query(parse_qs(text, keep_blank_values=True))
        return self._send(415, b"", "text/plain")

    def _redirect(self) -> None:
        self.send_response(308)
        self.send_header("Location", self.path.replace("/old", "/sparql"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _query(self, fields: dict[str, list[str]]) -> None:
        if len(fields.get("query", ())) != 1 or "update" in fields:
            return self._send(400, b"one query, please", "text/plain")
        query = fields["query"][0]
        self.plain.queries.append(query)
        if self.plain.fails(query):
            return self._send(500, b"out of memory", "text/plain")
        try:
            body, kind = self.plain.answer(
                query, self.headers.get("Accept", ""), fields.get("default-graph-uri", [])
            )
        except SyntaxError as error:
            return self._send(400, str(error).encode(), "text/plain")
        except NotAcceptable as error:
            return self._send(406, str(error).encode(), "text/plain")
        except OSError as error:
            return self._send(500, str(error).encode(), "text/plain")
        return self._send(self.plain.status, body, kind)

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, text in self.plain.headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)
