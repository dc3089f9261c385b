"""Faults of an endpoint in front of which a site stands, as the site's clients see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from flask.testing import FlaskClient
from patience import PATIENCE
from rude_service import Act, cut, hangs, resets, rows, rude_service, says

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import Limits
from schlaglicht.engine.remote_backend import RemoteBackend
from schlaglicht.project import Project
from schlaglicht.remote import Endpoint, RemoteClient, RemoteLimits
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site

TABLE = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"value"}}]}}'
CUT = TABLE[:-2]
NAMES = b",".join(b'"n%d"' % number for number in range(200_000))

FAULTS: dict[str, tuple[Act, int, str]] = {
    "206": (says("206 Partial Content", TABLE), 502, "answer-not-whole"),
    "X-SPARQL-MaxRows": (
        says(body=TABLE, headers={"X-SPARQL-MaxRows": "1"}),
        502,
        "answer-not-whole",
    ),
    "an error inside": (says(body=CUT + b"!TIMEDOUT!"), 502, "answer-not-whole"),
    "cut by length": (cut(TABLE), 502, "answer-not-whole"),
    "cut chunks": (cut(TABLE, framing="chunked"), 502, "answer-not-whole"),
    "cut without framing": (says(body=CUT, framing="close"), 502, "answer-not-whole"),
    "an unknown member": (says(body=TABLE[:-1] + b',"error":"late"}'), 502, "answer-not-whole"),
    "HTML": (says(body=b"<p>value", kind="text/html"), 502, "answer-not-whole"),
    "no IRI": (says(body=TABLE.replace(b"literal", b"uri")), 502, "answer-not-whole"),
    "no datatype": (
        says(body=TABLE.replace(b'"value":', b'"datatype":"a b","value":')),
        502,
        "answer-not-whole",
    ),
    "500": (says("500 Internal Server Error", b"out of memory"), 502, "service-failed"),
    "401": (says("401 Unauthorized"), 502, "service-failed"),
    "400": (says("400 Bad Request", b"Virtuoso 37000 Error: syntax"), 400, "query-failed"),
    "columns": (
        says(body=b'{"head":{"vars":[%s]},"results":{"bindings":[]}}' % NAMES),
        400,
        "query-failed",
    ),
    "503": (says("503 Service Unavailable"), 503, "service-unreachable"),
    "504": (says("504 Gateway Timeout"), 503, "service-unreachable"),
    "reset": (resets(), 503, "service-unreachable"),
    "reset in the middle": (resets(b"HTTP/1.1 200 OK\r\n"), 503, "service-unreachable"),
    "silence": (hangs(), 503, "query-timeout"),
}

FORMATS = ("json", "xml", "csv", "tsv")


@contextmanager
def site_before(act: Act, people: Snapshot) -> Iterator[FlaskClient]:
    limits = RemoteLimits(seconds=PATIENCE, connect=PATIENCE, retries=0)
    seconds = Limits(seconds=0.3 if act is FAULTS["silence"][0] else PATIENCE)
    with rude_service(act) as service:
        client = RemoteClient(Endpoint(service.url, limits=limits))
        with closing(RemoteBackend(client, {}, limits=seconds)) as backend:
            site = Site(Project(people.path.parent, ()), people, (), backend)
            yield create_app(site).test_client()


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_of_a_cut_answer_reaches_a_client(fault: str, people: Snapshot) -> None:
    act, status, code = FAULTS[fault]
    with site_before(act, people) as client:
        for wanted in FORMATS:
            response = client.get(
                "/sparql",
                query_string={"query": "SELECT ?n { ?s ?p ?n }", "format": wanted},
                headers={"Accept": "application/problem+json"},
            )
            assert response.status_code == status
            assert response.get_json()["type"].endswith(f"/problems/{code}")
            assert response.headers["Cache-Control"] == "no-store"


def test_the_words_of_the_endpoint_are_shown(people: Snapshot) -> None:
    with site_before(FAULTS["400"][0], people) as client:
        response = client.get("/sparql?query=SELECT * { ?s bif:contains 'x' }&format=json")
    assert response.status_code == 400
    assert "Virtuoso 37000 Error: syntax" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "act",
    [
        says("500 Internal Server Error", b"/home/secret"),
        says("403 Forbidden", b"/home/secret"),
        says("503 Service Unavailable", b"/home/secret"),
        says("302 Found", headers={"Location": "http://home.secret/"}),
        says(body=CUT + b"/home/secret"),
        says(body=b"/home/secret", kind="text/html"),
    ],
)
def test_words_of_a_failure_are_not_shown(
    act: Act, people: Snapshot, caplog: pytest.LogCaptureFixture
) -> None:
    with site_before(act, people) as client:
        for accept in ("application/problem+json", "text/html", "*/*"):
            wanted = "" if accept == "text/html" else "&format=json"
            response = client.get(f"/sparql?query=ASK {{}}{wanted}", headers={"Accept": accept})
            assert response.status_code in (502, 503)
            assert "secret" not in response.get_data(as_text=True)
    assert "secret" in caplog.text


def test_a_whole_answer_passes(people: Snapshot) -> None:
    with site_before(says(body=rows(3)), people) as client:
        response = client.get("/sparql?query=SELECT * { ?s ?p ?n }&format=tsv")
    assert response.status_code == 200
    assert response.get_data(as_text=True).count("\n") == 4


@pytest.mark.parametrize("wanted", FORMATS)
def test_label_of_a_blank_node_is_one_that_every_format_can_write(
    wanted: str, people: Snapshot
) -> None:
    """Virtuoso has such as `nodeID://b10`."""
    body = TABLE.replace(b"literal", b"bnode").replace(b'"value"}', b'"nodeID://b10"}')
    with site_before(says(body=body), people) as client:
        response = client.get(f"/sparql?query=SELECT ?n {{ ?s ?p ?n }}&format={wanted}")
    assert response.status_code == 200
    assert "6e6f646549443a2f2f623130" in response.get_data(as_text=True)


def test_endpoint_is_asked_without_comments_and_escapes(people: Snapshot) -> None:
    """Some readers resolve escapes first, and would find SERVICE in the comment."""
    text = "SELECT ?n { ?s ?p ?n . # \\u000A SERVICE <http://127.0.0.1:9/> { }\n }"
    limits = RemoteLimits(seconds=PATIENCE, connect=PATIENCE, retries=0)
    with rude_service(says(body=rows(1))) as service:
        client = RemoteClient(Endpoint(service.url, limits=limits))
        with closing(RemoteBackend(client, {}, limits=Limits(seconds=PATIENCE))) as backend:
            site = Site(Project(people.path.parent, ()), people, (), backend)
            response = create_app(site).test_client().post("/sparql", data={"query": text})
            assert response.status_code == 200
    (request,) = service.requests
    assert request.fields["query"] == ["SELECT ?n { ?s ?p ?n . \n }"]
