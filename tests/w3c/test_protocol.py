"""The requests of the W3C's protocol tests, sent as they are written there."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import suites
from endpoint import Endpoint, Response
from known_failures import parameters
from rdflib import Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from suites import HT, MF, Case

pytestmark = pytest.mark.skipif(not suites.available(), reason="W3C_TESTS is not set")

CNT = Namespace("http://www.w3.org/2011/content#")
RDF_TYPES = {
    "application/rdf+xml",
    "application/n-triples",
    "application/ld+json",
    "text/turtle",
}
EXPECTED_TYPES = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": RDF_TYPES,
}


@pytest.mark.parametrize("case", parameters(suites.protocol_of_queries()))
def test_protocol(case: Case, endpoint: Endpoint) -> None:
    for request in requests(case):
        assert_expected(send(case, request, endpoint), case, request)


@pytest.mark.parametrize("case", parameters(suites.protocol_of_updates()))
def test_update_is_refused(case: Case, endpoint: Endpoint) -> None:
    updates = [request for request in requests(case) if asks_update(case, request)]
    assert updates
    for request in updates:
        assert send(case, request, endpoint).status == 403


def requests(case: Case) -> Iterator[Node]:
    connection = case.manifest.value(case.node, MF.action)
    # An entry with several requests has several lists.
    for sequence in case.manifest.objects(connection, HT.requests):
        yield from Collection(case.manifest, sequence)


def send(case: Case, request: Node, endpoint: Endpoint) -> Response:
    graph = case.manifest
    path = str(graph.value(request, HT.absolutePath))
    headers = dict(header_fields(case, request))
    return endpoint.request(
        str(graph.value(request, HT.methodName)),
        "/sparql" + path.removeprefix("/sparql/"),
        body_of(case, request),
        **headers,
    )


def header_fields(case: Case, request: Node) -> Iterator[tuple[str, str]]:
    sequence = case.manifest.value(request, HT.headers)
    if sequence is not None:
        for header in Collection(case.manifest, sequence):
            name = case.manifest.value(header, HT.fieldName)
            yield str(name), str(case.manifest.value(header, HT.fieldValue))


def body_of(case: Case, request: Node) -> bytes | None:
    body = case.manifest.value(request, HT.body)
    if body is None:
        return None
    encoding = str(case.manifest.value(body, CNT.characterEncoding))
    return str(case.manifest.value(body, CNT.chars)).encode(encoding)


def asks_update(case: Case, request: Node) -> bool:
    fields = {name.lower(): value for name, value in header_fields(case, request)}
    body = body_of(case, request) or b""
    return "sparql-update" in fields.get("content-type", "") or body.startswith(b"update=")


def assert_expected(response: Response, case: Case, request: Node) -> None:
    expected = case.manifest.value(request, HT.resp)
    statuses = {
        str(status).rpartition("StatusCode")[2]
        for status in case.manifest.objects(expected, MF.expectedStatus)
    }
    assert f"{response.status // 100}xx" in statuses or str(response.status) in statuses
    form = case.manifest.value(expected, URIRef(f"{MF}expectedFormat"))
    if form is not None:
        assert response.content_type in EXPECTED_TYPES[str(form)]
    boolean = case.manifest.value(expected, URIRef(f"{MF}expectedBoolean"))
    if boolean is not None:
        assert json.loads(response.body)["boolean"] is boolean.toPython()
