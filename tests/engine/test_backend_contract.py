"""The promises of a backend, kept by engines and by a remote service alike."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from typing import Any

import pyoxigraph
import pytest
from patience import PATIENCE, PATIENT, wait_until
from rude_service import hangs, rude_service
from werkzeug.serving import make_server

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import (
    Backend,
    Cancellable,
    EnginePool,
    EngineQuery,
    EngineWork,
    Limits,
    Observer,
)
from schlaglicht.engine.remote_backend import RemoteBackend
from schlaglicht.errors import (
    EngineBusy,
    EngineLost,
    NotAcceptable,
    NotWritable,
    QueryCancelled,
    QueryError,
    QueryFailed,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
)
from schlaglicht.formats import (
    BOOLEAN_FORMATS,
    CSV,
    GRAPH_FORMATS,
    JSON,
    NTRIPLES,
    RDFXML,
    SOLUTIONS_FORMATS,
    TSV,
    TURTLE,
    XML,
    Format,
)
from schlaglicht.project import Project
from schlaglicht.query import answer, beginning_of_answer, read_query, stream_answer
from schlaglicht.remote import Endpoint, RemoteClient, RemoteLimits
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site

ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{i} ?p{i} ?o{i} .' for i in range(12))} }}"
KINDS = ("engines", "remote")

PATIENT_REMOTE = RemoteLimits(seconds=PATIENCE, connect=PATIENCE, together=64)

MakeBackend = Callable[..., AbstractContextManager[Backend]]


@contextmanager
def served(snapshot: Snapshot, pool: EnginePool) -> Iterator[str]:
    """The URL of an endpoint of Schlaglicht's that answers by these engines."""
    app = create_app(Site(Project(snapshot.path.parent, ()), snapshot, (), pool))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/sparql"
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()


@pytest.fixture(scope="module")
def url(people: Snapshot, people_pool: EnginePool) -> Iterator[str]:
    with served(people, people_pool) as found:
        yield found


def remote(url: str, prefixes: dict[str, str], **more: Any) -> RemoteBackend:
    limits = more.get("limits", PATIENT)
    bounds = replace(PATIENT_REMOTE, seconds=limits.seconds, retries=0)
    return RemoteBackend(RemoteClient(Endpoint(url, limits=bounds)), prefixes, **more)


@pytest.fixture(scope="module", params=KINDS)
def backend(
    request: pytest.FixtureRequest, url: str, people: Snapshot, people_pool: EnginePool
) -> Iterator[Backend]:
    """Either kind over PEOPLE."""
    if request.param == "engines":
        yield people_pool
        return
    with closing(remote(url, dict(people.prefixes), places=2)) as found:
        yield found


@pytest.fixture(params=KINDS)
def stuck(request: pytest.FixtureRequest, people: Snapshot) -> Iterator[MakeBackend]:
    """Makes either kind with a place for one query; ENDLESS does not end there by itself."""

    @contextmanager
    def make(limits: Limits, observer: Observer | None = None) -> Iterator[Backend]:
        if request.param == "engines":
            with EnginePool(people, engines=1, limits=limits, observer=observer) as pool:
                yield pool
            return
        with (
            rude_service(hangs()) as service,
            closing(remote(service.url, {}, places=1, limits=limits, observer=observer)) as found,
        ):
            yield found

    return make  # type: ignore[return-value]


def asked(backend: Backend, text: str, wanted: Format = JSON, **more: Any) -> bytes:
    return answer(backend, read_query(text, **more), wanted).body


def rows_of(backend: Backend, text: str, **more: Any) -> list[dict[str, str]]:
    found = json.loads(asked(backend, text, **more))["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def test_rows_come_in_their_order_by_prefixes_that_need_no_declaration(backend: Backend) -> None:
    found = rows_of(backend, "SELECT ?s { ?s a ex:Person } ORDER BY DESC(?s)")
    assert found == [{"s": "https://example.org/bob"}, {"s": "https://example.org/ada"}]


def test_star_has_its_columns_in_the_order_of_the_query(backend: Backend) -> None:
    body = asked(backend, "SELECT * { ?z a ex:Person ; ex:name ?a }", CSV)
    assert body.splitlines()[0] == b"z,a"


def test_an_optional_value_that_is_missing_is_no_member_of_its_row(backend: Backend) -> None:
    text = "SELECT ?s ?y { ?s a ex:Person OPTIONAL { ?s ex:born ?y } } ORDER BY ?s"
    assert rows_of(backend, text) == [
        {"s": "https://example.org/ada", "y": "1815"},
        {"s": "https://example.org/bob"},
    ]


@pytest.mark.parametrize("wanted", SOLUTIONS_FORMATS, ids=lambda known: known.name)
def test_solutions_come_in_every_format(backend: Backend, wanted: Format) -> None:
    body = asked(backend, "SELECT ?n { ex:ada ex:name ?n }", wanted)
    assert (
        body
        == {
            JSON: b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":'
            b'{"type":"literal","value":"Ada","xml:lang":"en"}}]}}',
            XML: b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
            b'<variable name="n"/></head><results><result><binding name="n">'
            b'<literal xml:lang="en">Ada</literal></binding></result></results></sparql>',
            CSV: b"n\r\nAda\r\n",
            TSV: b'?n\n"Ada"@en\n',
        }[wanted]
    )


@pytest.mark.parametrize("wanted", BOOLEAN_FORMATS, ids=lambda known: known.name)
def test_booleans_come_in_every_format(backend: Backend, wanted: Format) -> None:
    yes, no = (asked(backend, f"ASK {{ ex:{name} a ex:Person }}", wanted) for name in ("bob", "x"))
    assert (b"true" in yes, b"false" in no) == (True, True)
    assert yes.replace(b"true", b"false") == no


@pytest.mark.parametrize("wanted", GRAPH_FORMATS, ids=lambda known: known.name)
def test_graphs_come_in_every_format(backend: Backend, wanted: Format) -> None:
    body = asked(backend, "CONSTRUCT { ?s ex:called ?n } { ?s ex:name ?n }", wanted)
    triples = {quad.triple for quad in pyoxigraph.parse(body, wanted.rdf)}
    assert {str(triple.object) for triple in triples} == {
        '"Ada"@en',
        '"Bob, \\"the builder\\""',
    }
    assert {triple.predicate.value for triple in triples} == {"https://example.org/called"}


def test_turtle_is_written_with_the_prefixes(backend: Backend) -> None:
    body = asked(backend, "CONSTRUCT WHERE { ex:ada ex:born ?y }", TURTLE)
    assert body.startswith(b"@prefix ex: <https://example.org/> .\n")
    assert body.endswith(b"\nex:ada ex:born 1815 .\n")


def test_a_description_has_the_blank_nodes_of_the_thing(backend: Backend) -> None:
    body = asked(backend, "DESCRIBE ex:bob", NTRIPLES)
    assert b'"K\xc3\xb6ln"' in body
    assert b"https://example.org/ada" not in body


def test_a_description_is_of_what_a_pattern_finds(backend: Backend) -> None:
    body = asked(backend, "DESCRIBE ?x { ?x ex:born 1815 }", NTRIPLES)
    assert {line.split(b" ")[0] for line in body.splitlines()} == {b"<https://example.org/ada>"}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s a ex:Nobody }",
        "SELECT (COUNT(*) AS ?n) { ?s a ex:Nobody }",
        "ASK { ?s a ex:Nobody }",
    ],
)
def test_an_empty_answer_says_so(backend: Backend, text: str) -> None:
    assert answer(backend, read_query(text), JSON).is_empty
    assert not answer(backend, read_query(text.replace("Nobody", "Person")), JSON).is_empty


def test_an_empty_graph_says_so(backend: Backend) -> None:
    found = answer(backend, read_query("CONSTRUCT WHERE { ?s a ex:Nobody }"), NTRIPLES)
    assert (found.body, found.is_empty) == (b"", True)


LITERALS = """SELECT ?x { VALUES ?x {
  "007"^^xsd:integer "5.50"^^xsd:decimal "1"^^xsd:boolean "2020-11-01T00:00:00+00:00"^^xsd:dateTime
  "a\\nb\\tc\\r\\"\\\\" "ünïcödé 🎉" "Wien"@de "x"^^ex:own <https://example.org/ä> 3.0 1e0 } }"""


@pytest.mark.parametrize("wanted", [JSON, TSV, CSV, XML], ids=lambda known: known.name)
def test_literals_are_the_same_from_both(
    url: str, people: Snapshot, people_pool: EnginePool, wanted: Format
) -> None:
    text = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> {LITERALS}"
    with closing(remote(url, dict(people.prefixes))) as found:
        assert asked(found, text, wanted) == asked(people_pool, text, wanted)


def test_a_request_names_its_graphs(backend: Backend) -> None:
    text = "SELECT ?o { ?s ex:worksOn ?o }"
    graphs = {"default_graphs": ["https://example.org/work"]}
    assert rows_of(backend, text, **graphs) == [{"o": "https://example.org/engine"}]
    assert rows_of(backend, text) == []


def test_a_query_names_its_graphs(backend: Backend) -> None:
    found = rows_of(backend, "SELECT ?o FROM ex:home { ?s ex:worksOn ?o }")
    assert found == [{"o": "https://example.org/house"}]


def test_relative_iris_start_from_the_base(backend: Backend) -> None:
    found = rows_of(backend, "SELECT ?y { <ada> ex:born ?y }", base="https://example.org/")
    assert found == [{"y": "1815"}]


def test_only_the_beginning_of_an_answer_is_returned(backend: Backend) -> None:
    query = read_query("SELECT ?s { ?s ?p ?o }")
    found = beginning_of_answer(backend, query, CSV, most=20)
    assert (len(found.body), found.is_whole) == (20, False)


def test_a_large_answer_is_whole(backend: Backend) -> None:
    numbers = " ".join(map(str, range(90_000)))
    body = asked(backend, f"SELECT ?v {{ VALUES ?v {{ {numbers} }} }}", TSV)
    assert body.decode().split() == ["?v", *numbers.split()]


def test_a_description_of_nothing_is_empty(backend: Backend) -> None:
    found = answer(backend, read_query("DESCRIBE ?x { ?x a ex:Nobody }"), NTRIPLES)
    assert (found.body, found.is_empty) == (b"", True)


def test_a_description_with_graphs_of_its_own_is_refused_by_a_remote_service(url: str) -> None:
    with closing(remote(url, {})) as found:
        for text in ("DESCRIBE <urn:a> FROM <urn:g>", "BASE <urn:x:> DESCRIBE <a>"):
            with pytest.raises(QueryFailed, match="use CONSTRUCT"):
                asked(found, text, NTRIPLES)
        with pytest.raises(QueryFailed, match="blank nodes"):
            asked(found, "DESCRIBE ?x { VALUES ?y { 1 } BIND(BNODE() AS ?x) }", NTRIPLES)


def test_long_answers_of_a_remote_service_are_read_one_at_a_time(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.engine.remote_backend._LONG", 10)
    with closing(remote(url, {}, places=2)) as found, ThreadPoolExecutor(1) as thread:
        with found._reading:
            waiting = thread.submit(asked, found, "SELECT (1 AS ?x) {}", CSV)
            wait_until(lambda: found.counts.busy)
            assert asked(found, "ASK {}") == b'{"head":{},"boolean":true}'
            assert not waiting.done()
        assert waiting.result(PATIENCE) == b"x\r\n1\r\n"


def test_an_answer_above_the_limit_fails(url: str, people: Snapshot) -> None:
    limits = replace(PATIENT, answer=1000)
    text = f"SELECT ?v {{ VALUES ?v {{ {'1 ' * 1000} }} }}"
    with (
        EnginePool(people, engines=1, limits=limits) as pool,
        closing(remote(url, {}, limits=limits)) as found,
    ):
        for backend in (pool, found):
            with pytest.raises(QueryFailed, match="larger than"):
                asked(backend, text)


def test_what_xml_cannot_carry_is_said(backend: Backend) -> None:
    with pytest.raises(NotWritable, match="U\\+0001"):
        asked(backend, 'SELECT ("\\u0001" AS ?x) {}', XML)
    with pytest.raises(NotWritable, match="does not end in a name"):
        asked(backend, "CONSTRUCT { <urn:a> <urn:1/> 1 } {}", RDFXML)


def test_a_format_that_the_form_has_not_is_not_acceptable(backend: Backend) -> None:
    with pytest.raises(NotAcceptable):
        asked(backend, "ASK {}", CSV)


def test_a_text_that_is_no_query_is_an_error_of_the_query(backend: Backend) -> None:
    with pytest.raises(QuerySyntaxError, match="never closed"):
        asked(backend, "SELECT * { ?s ?p ?o")
    with pytest.raises(QueryError, match="line 1"):
        asked(backend, "SELECT * { ?s ?p }")


def test_service_is_refused(backend: Backend) -> None:
    with pytest.raises(QueryRefused):
        asked(backend, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_an_answer_may_be_left_unread(backend: Backend) -> None:
    stream_answer(backend, read_query("ASK {}"), JSON).close()
    wait_until(lambda: not backend.counts.busy)


def test_a_query_is_stopped_at_the_deadline(stuck: MakeBackend) -> None:
    with stuck(replace(PATIENT, seconds=0.3)) as backend:
        with pytest.raises(QueryTimeout) as caught:
            asked(backend, ENDLESS)
        assert round(caught.value.seconds, 1) == 0.3


def test_a_query_that_finds_no_place_in_time_is_told_so(stuck: MakeBackend) -> None:
    with ThreadPoolExecutor(1) as thread, stuck(replace(PATIENT, wait=0.05)) as backend:
        slow = thread.submit(asked, backend, ENDLESS)
        wait_until(lambda: backend.counts.busy)
        with pytest.raises(EngineBusy):
            asked(backend, "ASK {}")
        assert not slow.done()
        backend.close()


def test_closing_ends_what_runs_and_takes_no_more(stuck: MakeBackend) -> None:
    with ThreadPoolExecutor(1) as thread, stuck(PATIENT) as backend:
        slow = thread.submit(asked, backend, ENDLESS)
        wait_until(lambda: backend.counts.busy)
        backend.close()
        assert isinstance(slow.exception(PATIENCE), EngineLost | QueryCancelled)
        with pytest.raises(EngineLost, match="shut down"):
            asked(backend, "ASK {}")


def test_draining_waits_for_what_runs(stuck: MakeBackend) -> None:
    endless = EngineQuery(ENDLESS, JSON, seconds=0.5)
    with ThreadPoolExecutor(1) as thread, stuck(PATIENT) as backend:
        slow = thread.submit(lambda: b"".join(backend.stream(endless)))
        wait_until(lambda: backend.counts.busy)
        backend.drain()
        assert not backend.counts.busy
        assert isinstance(slow.exception(PATIENCE), QueryTimeout)


class _Seen(Observer):
    def __init__(self) -> None:
        self.begun_: list[Cancellable] = []
        self.ended_: list[Cancellable] = []
        self.works: list[EngineWork] = []

    def begun(self, query: Cancellable) -> None:
        self.begun_.append(query)

    def ended(self, query: Cancellable) -> None:
        self.ended_.append(query)

    def answered(self, work: EngineWork) -> None:
        self.works.append(work)


def test_a_query_can_be_cancelled(stuck: MakeBackend) -> None:
    seen = _Seen()
    with ThreadPoolExecutor(1) as thread, stuck(PATIENT, seen) as backend:
        slow = thread.submit(asked, backend, ENDLESS)
        wait_until(lambda: seen.begun_ and backend.counts.busy)
        seen.begun_[0].cancel()
        assert isinstance(slow.exception(PATIENCE), QueryCancelled)
        wait_until(lambda: seen.ended_)
        assert seen.ended_ == seen.begun_
        assert [work.failure for work in seen.works] == ["cancelled"]
