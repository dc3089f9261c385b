from __future__ import annotations

import hashlib
import socket
import threading
from contextlib import suppress
from dataclasses import replace
from urllib.request import parse_http_list, parse_keqv_list

import pytest
from patience import PATIENCE, wait_until
from rude_service import RudeService, hangs, resets, rows, rude_service, says

from schlaglicht.errors import (
    EngineBusy,
    QueryCancelled,
    QueryTimeout,
    SchlaglichtError,
    ServiceFailed,
    ServiceUnreachable,
)
from schlaglicht.remote import DIALECTS, Credentials, Endpoint, RemoteClient, RemoteLimits
from schlaglicht.remote.circuit_breaker import FAILURES, PAUSE, Breaker
from schlaglicht.remote.http_requests import RemoteQuery

SELECT = "SELECT ?n { ?s ?p ?n }"
LIMITS = RemoteLimits(seconds=PATIENCE, connect=PATIENCE)
GONE = says("502 Bad Gateway")
FINE = says(body=rows(1))
YES = says(body=b'{"head":{},"boolean":true}')


def client_of(service: RudeService, **settings: object) -> RemoteClient:
    given: dict[str, object] = {"limits": LIMITS, **settings}
    return RemoteClient(Endpoint(service.url, **given))  # type: ignore[arg-type]


def test_the_query_is_sent_as_a_form_with_its_graphs() -> None:
    with rude_service(FINE) as service:
        client_of(service, default_graphs=("urn:a", "urn:b"), named_graphs=("urn:c",)).select(
            SELECT
        )
    request = service.requests[0]
    assert request.line == "POST /sparql HTTP/1.1"
    assert request.fields == {
        "query": [SELECT],
        "default-graph-uri": ["urn:a", "urn:b"],
        "named-graph-uri": ["urn:c"],
    }


def test_only_json_is_asked_for_a_table_and_no_coding() -> None:
    with rude_service(FINE) as service:
        client_of(service).select(SELECT)
    headers = service.requests[0].headers
    assert headers["accept"] == "application/sparql-results+json"
    assert headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("dialect", "told"),
    [("virtuoso", "2500"), ("fuseki", "3"), ("qlever", "3s"), ("graphdb", "3"), ("generic", None)],
)
def test_the_time_limit_is_told_in_the_unit_of_the_dialect(dialect: str, told: str | None) -> None:
    limits = replace(LIMITS, seconds=2.5)
    with rude_service(FINE) as service:
        client_of(service, dialect=DIALECTS[dialect], limits=limits).select(SELECT)
    assert service.requests[0].fields.get("timeout") == (None if told is None else [told])


def test_an_answer_may_take_longer_than_a_connection() -> None:
    def later(connection: socket.socket, service: RudeService) -> None:
        service.ended.wait(0.5)
        FINE(connection, service)

    with rude_service(later) as service:
        limits = replace(LIMITS, connect=0.2)
        assert len(client_of(service, limits=limits).select(SELECT).rows) == 1


def test_a_connection_that_is_reset_is_tried_again() -> None:
    with rude_service(resets(), resets(), FINE) as service:
        assert len(client_of(service).select(SELECT).rows) == 1


@pytest.mark.parametrize(
    "first",
    [GONE, says("503 Service Unavailable", headers={"Retry-After": "0"})],
    ids=["502", "503 with Retry-After"],
)
def test_a_service_that_is_absent_for_a_moment_is_asked_again(first: object) -> None:
    with rude_service(first, FINE) as service:  # type: ignore[arg-type]
        assert len(client_of(service).select(SELECT).rows) == 1


@pytest.mark.parametrize(
    "first",
    [
        says("503 Service Unavailable"),
        says("504 Gateway Timeout"),
        says("500 Internal Server Error"),
        says("429 Too Many Requests", headers={"Retry-After": "0"}),
        resets(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"),
    ],
    ids=["503", "504", "500", "429", "content begun"],
)
def test_anything_else_is_not_asked_again(first: object) -> None:
    with rude_service(first, FINE) as service, pytest.raises(SchlaglichtError):  # type: ignore[arg-type]
        client_of(service).select(SELECT)
    assert len(service.requests) == 1


def test_attempts_end_after_the_retries() -> None:
    with rude_service(GONE) as service, pytest.raises(ServiceUnreachable):
        client_of(service).select(SELECT)
    assert len(service.requests) == LIMITS.retries + 1


def test_a_retry_after_beyond_the_deadline_is_not_waited_for() -> None:
    later = says("503 Service Unavailable", headers={"Retry-After": str(10 * PATIENCE)})
    with rude_service(later, FINE) as service, pytest.raises(ServiceUnreachable):
        client_of(service).select(SELECT)
    assert len(service.requests) == 1


def test_a_redirect_within_the_origin_is_followed() -> None:
    moved = says("308 Permanent Redirect", headers={"Location": "/query?x=1"})
    with rude_service(moved, FINE) as service:
        client_of(service).select(SELECT)
    assert service.requests[1].line == "POST /query?x=1 HTTP/1.1"


def test_a_redirect_to_another_port_gets_no_request() -> None:
    with rude_service(FINE) as other:
        away = says("307 Temporary Redirect", headers={"Location": other.url})
        with rude_service(away) as service, pytest.raises(ServiceFailed, match=other.url):
            client_of(service, credentials=Credentials("ada", "secret")).select(SELECT)
    assert other.requests == []


@pytest.mark.parametrize(
    "location",
    [
        "http://h:abc/",
        "http://[::1/",
        "//[",
        "http://[zz]/",
        "http://127.0.0.1:99999/",
        "/a b",
        "/\x1b[2J",
        "/\xe4",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
    ],
)
def test_a_redirect_to_what_is_no_service_is_the_services_failure(location: str) -> None:
    moved = says("302 Found", headers={"Location": location})
    with rude_service(moved) as service, pytest.raises(ServiceFailed) as raised:
        client_of(service).select(SELECT)
    assert "\x1b" not in str(raised.value)
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    "challenge",
    [
        "Digest",
        "Digest ",
        "Digest x",
        "Digest =",
        "Digest realm=",
        'Digest realm="x", nonce=',
        'Digest realm="x", nonce="y", algorithm=SHA-512-256',
        'Digest realm="x", nonce="y", qop="auth-int"',
        'Digest realm="x", nonce="\xe4"',
        'Digest realm="x, nonce="y',
        "\x00",
    ],
)
def test_a_challenge_that_cannot_be_answered_is_a_refusal(challenge: str) -> None:
    asks = says("401 Unauthorized", headers={"WWW-Authenticate": challenge})
    with rude_service(asks) as service, pytest.raises(ServiceFailed, match="401"):
        client_of(service, credentials=Credentials("ada", "x")).select(SELECT)


@pytest.mark.parametrize(
    "later",
    [
        "",
        "soon",
        "-1",
        "9" * 400,
        "Fri, 99 Foo 99999 99:99:99",
        "Fri, 31 Dec 9999 23:59:59 -9999",
        "Mon, 01 Jan 0001 00:00:00 +2359",
        "1 Jan 2030 00:00:00 +99999999999999999999",
    ],
)
def test_a_retry_after_without_sense_is_passed_over(later: str) -> None:
    absent = says("503 Service Unavailable", headers={"Retry-After": later})
    with rude_service(absent, FINE) as service, suppress(ServiceUnreachable):
        assert len(client_of(service).select(SELECT).rows) == 1


def test_a_token_goes_with_the_first_request() -> None:
    with rude_service(FINE) as service:
        client_of(service, credentials=Credentials(token="t0k3n")).select(SELECT)
    assert service.requests[0].headers["authorization"] == "Bearer t0k3n"


def test_a_password_is_sent_only_when_it_is_asked_for() -> None:
    asks = says("401 Unauthorized", headers={"WWW-Authenticate": 'Basic realm="x"'})
    with rude_service(asks, FINE) as service:
        client_of(service, credentials=Credentials("ada", "pass:ä")).select(SELECT)
    first, second = service.requests
    assert "authorization" not in first.headers
    assert second.headers["authorization"] == "Basic YWRhOnBhc3M6w6Q="


def test_digest_is_preferred_and_keeps_the_password_secret() -> None:
    offers = 'Basic realm="x", Digest realm="SPARQL", qop="auth", nonce="abc", algorithm=MD5'
    asks = says("401 Unauthorized", headers={"WWW-Authenticate": offers})
    with rude_service(asks, FINE) as service:
        client_of(service, credentials=Credentials("dba", "secret")).select(SELECT)
    kind, _, rest = service.requests[1].headers["authorization"].partition(" ")
    sent = parse_keqv_list(parse_http_list(rest))

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    secret, asked = md5("dba:SPARQL:secret"), md5("POST:/sparql")
    answer = f"{secret}:abc:{sent['nc']}:{sent['cnonce']}:auth:{asked}"
    assert (kind, sent["uri"], sent["response"]) == ("Digest", "/sparql", md5(answer))


def test_a_wrong_password_is_tried_once() -> None:
    asks = says("401 Unauthorized", headers={"WWW-Authenticate": "Basic"})
    with rude_service(asks) as service, pytest.raises(ServiceFailed, match="401"):
        client_of(service, credentials=Credentials("ada", "wrong")).select(SELECT)
    assert len(service.requests) == 2


def test_the_breaker_opens_after_failures_and_closes_after_a_trial() -> None:
    clock = Clock()
    acts = [GONE] * FAILURES + [YES, FINE]
    with rude_service(*acts) as service:
        endpoint = Endpoint(service.url, limits=replace(LIMITS, retries=0))
        client = RemoteClient(endpoint, Breaker(clock))
        for _ in range(FAILURES + 3):
            with pytest.raises(ServiceUnreachable):
                client.select(SELECT)
        assert (client.breaker.state, len(service.requests)) == ("open", FAILURES)
        clock.now += PAUSE
        client.select(SELECT)
        assert client.breaker.state == "closed"
    assert [request.fields["query"] for request in service.requests[FAILURES:]] == [
        ["ASK {}"],
        [SELECT],
    ]


def test_a_trial_that_fails_makes_the_pause_longer() -> None:
    clock = Clock()
    with rude_service(GONE) as service:
        endpoint = Endpoint(service.url, limits=replace(LIMITS, retries=0))
        client = RemoteClient(endpoint, Breaker(clock))
        for _ in range(FAILURES):
            with pytest.raises(ServiceUnreachable):
                client.select(SELECT)
        clock.now += PAUSE
        with pytest.raises(ServiceUnreachable, match="tried again in 10 s"):
            client.select(SELECT)
    assert len(service.requests) == FAILURES + 1


def test_a_trial_ends_with_the_time_of_the_query_behind_it() -> None:
    clock = Clock()
    with rude_service(*[GONE] * FAILURES, YES, FINE) as service:
        limits = replace(LIMITS, retries=0)
        endpoint = Endpoint(service.url, DIALECTS["virtuoso"], limits=limits)
        client = RemoteClient(endpoint, Breaker(clock))
        for _ in range(FAILURES):
            with pytest.raises(ServiceUnreachable):
                client.select(SELECT)
        clock.now += PAUSE
        client.select(SELECT, seconds=2)
    assert service.requests[FAILURES].fields["timeout"] == ["2000"]


def test_a_trial_that_breaks_down_is_followed_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed()
    clock.now += PAUSE
    with rude_service(YES, FINE) as service:
        client = RemoteClient(Endpoint(service.url, limits=LIMITS), breaker)
        with monkeypatch.context() as patch:
            patch.setattr("schlaglicht.remote.redirects_and_retries.Exchange", lambda *_: 1 // 0)
            with pytest.raises(ZeroDivisionError):
                client.select(SELECT)
        clock.now += 2 * PAUSE
        assert len(client.select(SELECT).rows) == 1


def test_queries_that_are_too_slow_do_not_open_the_breaker() -> None:
    with rude_service(*[hangs()] * FAILURES, YES, FINE) as service:
        client = client_of(service)
        for _ in range(FAILURES):
            with pytest.raises(QueryTimeout):
                client.select(SELECT, seconds=0.5)  # time enough to be asked
        assert client.breaker.state == "half-open"
        client.select(SELECT)
        assert client.breaker.state == "closed"
    assert [request.fields["query"] for request in service.requests[FAILURES:]] == [
        ["ASK {}"],
        [SELECT],
    ]


def test_a_service_that_answers_nothing_at_all_opens_the_breaker() -> None:
    with rude_service(hangs()) as service:
        client = client_of(service, limits=replace(LIMITS, seconds=0.05))
        for _ in range(FAILURES):
            with pytest.raises(QueryTimeout):
                client.select(SELECT)
        for _ in range(2):
            with pytest.raises(ServiceUnreachable, match="tried again"):
                client.select(SELECT)
        assert client.breaker.state == "open"


def test_an_answer_in_between_makes_slow_queries_no_row() -> None:
    breaker = Breaker()
    slow = [breaker.timed_out] * (FAILURES - 1)
    for report in (*slow, breaker.succeeded, *slow):
        report()
    assert breaker.state == "closed"
    breaker.timed_out()
    assert breaker.state == "half-open"


def test_a_cancelled_query_ends() -> None:
    running = RemoteQuery()
    with rude_service(hangs()) as service:
        thread = cancelled_later(client_of(service), running)
        wait_until(lambda: service.requests)
        running.cancel()
        thread.join()


def test_a_query_cancelled_while_it_waits_to_ask_again_ends() -> None:
    running = RemoteQuery()
    later = says(
        "503 Service Unavailable", headers={"Retry-After": str(PATIENCE / 2).split(".")[0]}
    )
    with rude_service(later) as service:
        thread = cancelled_later(client_of(service), running)
        wait_until(lambda: service.requests)
        running.cancel()
        thread.join(PATIENCE / 4)
        assert not thread.is_alive()


def test_a_query_cancelled_before_it_begins_is_not_sent() -> None:
    running = RemoteQuery()
    running.cancel()
    with rude_service(FINE) as service, pytest.raises(QueryCancelled):
        client_of(service).select(SELECT, running=running)
    assert service.requests == []


def test_more_queries_than_may_be_asked_together_are_refused() -> None:
    with rude_service(hangs()) as service:
        client = client_of(service, limits=replace(LIMITS, together=1))
        running = RemoteQuery()
        thread = cancelled_later(client, running)
        wait_until(lambda: service.requests)
        with pytest.raises(EngineBusy):
            client.select(SELECT, seconds=0.05)
        running.cancel()
        thread.join()


def test_a_limit_of_the_query_itself_is_no_cap() -> None:
    with rude_service(says(body=rows(5))) as service:
        client = client_of(service, cap=5)
        assert len(client.select(SELECT + " LIMIT 5", most=5).rows) == 5


@pytest.mark.parametrize(
    ("seconds", "said"), [(9.99999, "10 s"), (0.25, "0.25 s"), (3600, "3600 s")]
)
def test_time_limit_is_said_as_it_was_set(seconds: float, said: str) -> None:
    assert f"after {said};" in str(QueryTimeout(seconds))


def cancelled_later(client: RemoteClient, running: RemoteQuery) -> threading.Thread:
    """A thread that asks a query which has to end by being cancelled."""

    def work() -> None:
        with pytest.raises(QueryCancelled):
            client.select(SELECT, running=running)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now
