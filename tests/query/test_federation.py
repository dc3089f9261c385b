"""SERVICE clauses of endpoints that a server may ask."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from patience import PATIENCE, wait_until
from rude_service import Act, RudeService, cut, hangs, resets, rows, rude_service, says

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import Cancellable, EnginePool
from schlaglicht.engine.backend import Observer
from schlaglicht.errors import (
    AnswerNotWhole,
    EngineBusy,
    ProjectError,
    QueryCancelled,
    QueryFailed,
    QueryRefused,
    QueryTimeout,
    SchlaglichtError,
    ServiceFailed,
    ServiceUnreachable,
)
from schlaglicht.formats import JSON, TSV
from schlaglicht.project import Project
from schlaglicht.query import answer, read_query
from schlaglicht.query.federation import MOST_CLAUSES, MOST_ROWS, Services
from schlaglicht.query.lexer import TokenKind, tokens
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site

ALLOWED = "https://example.org/sparql"
WORDS = """line 'one' "two"
\\u0022 \\ } SERVICE ?x #"""

Term = Mapping[str, str]


def table(*found: Mapping[str, Term], variables: tuple[str, ...] = ()) -> bytes:
    names = variables or tuple(dict.fromkeys(name for row in found for name in row))
    return json.dumps({"head": {"vars": names}, "results": {"bindings": found}}).encode()


def literal(value: str, **more: str) -> Term:
    return {"type": "literal", "value": value, **more}


def iri(value: str) -> Term:
    return {"type": "uri", "value": value}


@contextmanager
def service(*acts: Act, seconds: float = PATIENCE) -> Iterator[tuple[RudeService, Services]]:
    with rude_service(*acts) as rude:
        yield rude, Services([rude.url], seconds=seconds)


def joined(text: str, services: Services, prefixes: Mapping[str, str] | None = None) -> str:
    query = read_query(text, services=services.urls)
    return services.joined(query, prefixes or {}).text


def solutions(pool: EnginePool, text: str, services: Services) -> list[dict[str, str]]:
    query = services.joined(read_query(text, services=services.urls), pool.prefixes)
    found = json.loads(answer(pool, query, JSON).body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def test_rows_of_a_service_are_joined(people_pool: EnginePool) -> None:
    known = solutions(people_pool, "SELECT DISTINCT ?s { ?s ?p ?o FILTER isIRI(?s) }", Services())
    first, *_ = [row["s"] for row in known]
    body = table(
        {"s": iri(first), "n": literal(WORDS, **{"xml:lang": "en"})},
        {"s": iri("https://example.org/nobody"), "n": literal("1")},
    )
    with service(says(body=body)) as (rude, services):
        text = f"SELECT DISTINCT ?s ?n {{ ?s ?p ?o SERVICE <{rude.url}> {{ ?s <x:n> ?n }} }}"
        assert solutions(people_pool, text, services) == [{"s": first, "n": WORDS}]


def test_rows_that_lack_a_value_leave_it_open(people_pool: EnginePool) -> None:
    body = table({"a": literal("1")}, {"a": literal("2"), "b": literal("3")})
    with service(says(body=body)) as (rude, services):
        text = f"SELECT * {{ SERVICE <{rude.url}> {{ ?a <x:p> ?b }} }} ORDER BY ?a"
        assert solutions(people_pool, text, services) == [{"a": "1"}, {"a": "2", "b": "3"}]


def test_the_service_is_asked_the_pattern_with_its_prefixes() -> None:
    with service(says(body=rows(2))) as (rude, services):
        text = (
            "PREFIX a: <x:a/>\nSELECT * {\n ?n a:p own:q\n SERVICE SILENT "
            f"<{rude.url}> {{\n ?n a:b own:c }} }}"
        )
        with_values = joined(text, services, {"own": "x:own/"})
        (request,) = rude.requests
    (asked,) = request.fields["query"]
    assert asked == (
        "PREFIX own: <x:own/> PREFIX a: <x:a/>\n"
        f"SELECT * WHERE {{\n ?n a:b own:c }} LIMIT {MOST_ROWS + 1}"
    )
    assert with_values.count("\n") == text.count("\n")
    assert "SERVICE" not in with_values


def test_answers_with_a_service_are_not_kept() -> None:
    with service(says(body=rows(1))) as (rude, services):
        query = read_query(f"ASK {{ SERVICE <{rude.url}> {{ ?n ?p 1 }} }}", services=services.urls)
        assert services.joined(query, {}).volatile


@pytest.mark.parametrize(
    "pattern",
    [
        "SERVICE <https://example.org/other> { ?s ?p ?o }",
        "SERVICE ?s { ?s ?p ?o }",
        "SERVICE schema:sparql { ?s ?p ?o }",
        f"SERVICE <{ALLOWED}#> {{ ?s ?p ?o }}",
        f"SERVICE <{ALLOWED}> {{ SERVICE <{ALLOWED}> {{ ?s ?p ?o }} }}",
        f"SERVICE <{ALLOWED}> {{ ?s ?p trueSERVICE<x:y>{{}} }}",
        f"SERVICESILENT<{ALLOWED}> {{ ?s ?p ?o }}",
        f"SERVICE SILENT SILENT <{ALLOWED}> {{ ?s ?p ?o }}",
        f"SERVICE <{ALLOWED}> {{ ?s ?p ?o }} SERVICE <{ALLOWED}> ?s",
        f"?s ?p ?o }} SERVICE <{ALLOWED}> {{ ?s ?p ?o",
    ],
)
def test_another_service_is_refused(pattern: str) -> None:
    with pytest.raises(QueryRefused, match=f"only <{ALLOWED}> can be asked"):
        read_query(f"SELECT * {{ {pattern} }}", services=[ALLOWED])


def test_service_in_a_template_is_refused() -> None:
    text = f"CONSTRUCT {{ SERVICE <{ALLOWED}> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    with pytest.raises(QueryRefused):
        read_query(text, services=[ALLOWED])


def test_columns_are_in_the_order_of_the_pattern(people_pool: EnginePool) -> None:
    body = table({"b": literal("2"), "a": literal("1")})
    with service(says(body=body)) as (rude, services):
        text = f"SELECT * {{ SERVICE <{rude.url}> {{ ?a ?b 3 }} }}"
        found = services.joined(read_query(text, services=services.urls), {})
    assert answer(people_pool, found, TSV).body.split(b"\n")[0] == b"?a\t?b"


HIDDEN = (
    "?s ?p ?n . # \\u000A SERVICE <http://127.0.0.1:9/> { ?q ?r ?t }\n",
    '?s ?p ?n FILTER(?n != "\\u0022) SERVICE <http://127.0.0.1:9/> { } FILTER(?n != \\u0022")',
    "?s ?p ?n FILTER(?n != '''\\u0027'' ) SERVICE <http://127.0.0.1:9/> { } #''')",
)
"""Patterns that have SERVICE for readers that resolve escapes before they look for tokens."""


@pytest.mark.parametrize("pattern", HIDDEN)
def test_what_is_asked_has_no_escapes_that_readers_resolve_differently(pattern: str) -> None:
    with service(says(body=rows(1))) as (rude, services):
        joined(f"SELECT * {{ SERVICE <{rude.url}> {{ {pattern} }} }}", services)
        (request,) = rude.requests
    (asked,) = request.fields["query"]
    assert "\\u" not in asked
    found = list(tokens(asked))
    assert "SERVICE" not in [token.text for token in found if token.kind is TokenKind.WORD]
    end = 0
    for token in found:  # between tokens there is no comment
        assert not asked[end : token.start].strip()
        end = token.start + len(token.text)


@pytest.mark.parametrize("text", ['"\\\\u0022"', "<x:y\\u003E>"])
def test_what_readers_take_in_two_ways_is_not_asked(text: str) -> None:
    with service(says(body=rows(1))) as (rude, services):
        with pytest.raises(QueryFailed):
            joined(f"SELECT * {{ SERVICE <{rude.url}> {{ ?n ?p {text} }} }}", services)
        assert not rude.requests


def test_few_queries_wait_for_services_at_once() -> None:
    with ThreadPoolExecutor(8) as threads, service(hangs()) as (rude, services):
        text = f"SELECT * {{ SERVICE <{rude.url}> {{ ?s ?p ?n }} }}"
        for _ in range(8):
            threads.submit(joined, text, services)
        wait_until(lambda: len(rude.requests) == 4)
        with pytest.raises(EngineBusy):
            joined(text, services)


def test_no_service_is_asked_unless_it_is_allowed() -> None:
    with pytest.raises(QueryRefused, match="no other server"):
        read_query(f"SELECT * {{ SERVICE <{ALLOWED}> {{ ?s ?p ?o }} }}")


FAULTS: dict[str, tuple[Act, type[SchlaglichtError]]] = {
    "206": (says("206 Partial Content", rows(3)), AnswerNotWhole),
    "cut": (cut(rows(3)), AnswerNotWhole),
    "cut without framing": (says(body=rows(3)[:-2], framing="close"), AnswerNotWhole),
    "an error inside": (says(body=rows(3)[:-2] + b"!TIMEDOUT!"), AnswerNotWhole),
    "a column that was not asked for": (says(body=table({"x": literal("1")})), AnswerNotWhole),
    "a column that is not a name": (says(body=table({"n) { } #": literal("1")})), AnswerNotWhole),
    "a column twice": (says(body=table(variables=("n", "n"))), AnswerNotWhole),
    "a relative datatype": (says(body=table({"n": literal("1", datatype="a")})), AnswerNotWhole),
    "no language": (says(body=table({"n": literal("1", lang="abcdefghijk")})), AnswerNotWhole),
    "a relative IRI": (says(body=table({"n": iri("a")})), AnswerNotWhole),
    "more rows than LIMIT": (says(body=rows(MOST_ROWS + 2)), AnswerNotWhole),
    "500": (says("500 Internal Server Error"), ServiceFailed),
    "400": (says("400 Bad Request"), QueryFailed),
    "elsewhere": (says("302 Found", headers={"Location": "http://127.0.0.2/"}), ServiceFailed),
    "reset": (resets(), ServiceUnreachable),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_part_of_an_answer_is_an_error(fault: str) -> None:
    act, error = FAULTS[fault]
    with service(act) as (rude, services), pytest.raises(error):
        joined(f"SELECT * {{ SERVICE <{rude.url}> {{ ?s ?p ?n }} }}", services)


@pytest.mark.parametrize("fault", ["206", "500", "400", "reset", "a relative IRI"])
def test_silent_makes_a_fault_one_row_without_values(fault: str, people_pool: EnginePool) -> None:
    with service(FAULTS[fault][0]) as (rude, services):
        text = f"SELECT * {{ SERVICE SILENT <{rude.url}> {{ ?s ?p ?n }} }}"
        assert solutions(people_pool, text, services) == [{}]


def test_service_has_a_deadline() -> None:
    with service(hangs(), seconds=0.2) as (rude, services), pytest.raises(QueryTimeout):
        joined(f"SELECT * {{ SERVICE <{rude.url}> {{ ?s ?p ?n }} }}", services)


@pytest.mark.parametrize("silent", ["", "SILENT"])
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (rows(MOST_ROWS + 1), "brings more than"),
        (table({"n": {"type": "bnode", "value": "b"}}), "blank nodes"),
    ],
)
def test_what_cannot_be_joined_is_said(body: bytes, said: str, silent: str) -> None:
    with service(says(body=body)) as (rude, services), pytest.raises(QueryFailed, match=said):
        joined(f"SELECT * {{ SERVICE {silent} <{rude.url}> {{ ?s ?p ?n }} }}", services)


def test_more_clauses_than_the_limit_are_not_asked() -> None:
    with service(says(body=rows(1))) as (rude, services):
        text = f"SERVICE <{rude.url}> {{ ?s ?p ?n }} " * (MOST_CLAUSES + 1)
        with pytest.raises(QueryFailed, match="SERVICE clauses"):
            joined(f"SELECT * {{ {text} }}", services)
        assert not rude.requests


def test_what_is_no_url_is_no_service() -> None:
    with pytest.raises(ProjectError, match="not the URL of an endpoint"):
        Services(["ftp://example.org/"])


def test_endpoint_joins_and_keeps_nothing(people: Snapshot, people_pool: EnginePool) -> None:
    with service(says(body=rows(2))) as (rude, services):
        project = Project(people.path.parent, ())
        client = create_app(Site(project, people, (), people_pool, services=services)).test_client()
        text = f"SELECT * {{ SERVICE <{rude.url}> {{ ?s ?p ?n }} }}"
        for _ in range(2):
            response = client.get("/sparql", query_string={"query": text, "format": "csv"})
            assert response.status_code == 200
            assert response.get_data(as_text=True).split() == ["n", "0", "1"]
            assert response.headers["Cache-Control"] == "no-store"
        assert len(rude.requests) == 2


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_query_that_is_cancelled_waits_for_no_service(silent: str) -> None:
    class Cancelling(Observer):
        def __init__(self) -> None:
            self.over = list[Cancellable]()

        def begun(self, query: Cancellable) -> None:
            def cancel_once_asked() -> None:
                wait_until(lambda: rude.requests)
                query.cancel()

            pool.submit(cancel_once_asked)

        def ended(self, query: Cancellable) -> None:
            self.over.append(query)

    observer = Cancelling()
    with ThreadPoolExecutor(1) as pool, rude_service(hangs()) as rude:
        services = Services([rude.url], seconds=PATIENCE, observer=observer)
        text = f"SELECT * {{ SERVICE {silent} <{rude.url}> {{ ?s ?p ?o }} }}"
        with pytest.raises(QueryCancelled):
            services.joined(read_query(text, services=services.urls), {})
    assert len(observer.over) == 1
