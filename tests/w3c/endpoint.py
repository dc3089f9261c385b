"""The live server under test, queried over HTTP."""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from patience import PATIENCE


@dataclass(frozen=True)
class Response:
    """A response over HTTP."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Endpoint:
    """The live server: `schlaglicht serve` with every graph of the tests as a named graph."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"

    def request(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> Response:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            content_type = response.headers.get_content_type()
            return Response(response.status, content_type, response.read())
        finally:
            connection.close()

    def query(
        self, query: str, accept: str, *, data: Sequence[str] = (), named: Sequence[str] = ()
    ) -> Response:
        """Runs a query over a dataset of these graphs; over the whole dataset if none are named."""
        parameters = [("default-graph-uri", iri) for iri in data]
        parameters += [("named-graph-uri", iri) for iri in named]
        return self.request(
            "POST",
            f"/sparql?{urlencode(parameters)}",
            query.encode(),
            Content_Type="application/sparql-query",
            Accept=accept,
        )
