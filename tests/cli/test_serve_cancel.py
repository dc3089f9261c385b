"""A query ends in its engine when nobody waits for its answer any more."""

from __future__ import annotations

import http.client
import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from patience import PATIENCE, wait_until
from rude_service import hangs, rude_service

if TYPE_CHECKING:
    from tests.cli.conftest import RunningServer

ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?a{n} ?b{n} ?c{n} .' for n in range(40))} }}"
BRIEF = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?a{n} ?b{n} ?c{n} .' for n in range(9))} }}"
"""Takes longer than a client stays that leaves."""
SHORT = "ASK { <https://example.org/c> ?p ?o }"

Send = Callable[..., http.client.HTTPConnection]


@pytest.fixture
def send() -> Iterator[Send]:
    """Sends queries whose answers are not read yet, each on a connection of its own."""
    with ExitStack() as stack:

        def begin(
            server: RunningServer, query: str, *, method: str = "GET", **headers: str
        ) -> http.client.HTTPConnection:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
            stack.callback(connection.close)
            asked, path, content = urlencode({"query": query}), "/sparql", None
            if method == "GET":
                path = f"{path}?{asked}"
            else:
                content = asked
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, content, sent)
            return connection

        yield begin


def engines(server: RunningServer) -> dict[str, int]:
    found: dict[str, int] = server.health()["engines"]
    return found


def metric(server: RunningServer, name: str) -> int:
    text = server.request("GET", "/metrics")[2]
    found = re.search(rf"^schlaglicht_{re.escape(name)} (\d+)$", text, re.MULTILINE)
    return int(found[1]) if found else 0


def cancelled(connection: http.client.HTTPConnection) -> dict[str, Any]:
    """The problem with which a cancelled query is answered."""
    response = connection.getresponse()
    problem: dict[str, Any] = json.loads(response.read())
    assert (response.status, problem["status"]) == (499, 499)
    return problem


def test_closed_connection_ends_no_query_before_its_limit(
    letters: Path, start_server: Callable[..., RunningServer], send: Send
) -> None:
    """Which connection a query came on is not known: by addresses it may be another client's."""
    server = start_server("--workers", "1", "--engines", "2", "--timeout", "2", str(letters))
    leaves = send(server, ENDLESS)
    wait_until(lambda: engines(server)["busy"] == 1)
    leaves.close()
    wait_until(lambda: metric(server, 'engine_kills_total{reason="timeout"}') == 1)
    assert "queries_cancelled_total{" not in server.request("GET", "/metrics")[2]


def test_clients_that_leave_end_no_query_of_others_and_identifiers_cannot_be_guessed(
    letters: Path, start_server: Callable[..., RunningServer], send: Send
) -> None:
    server = start_server("--workers", "1", "--engines", "4", "--wait", "30", str(letters))
    for number in range(20):
        leaves = send(server, f"{BRIEF} # leaves {number}")
        time.sleep(0.0015 * number)
        stays = send(server, f"{BRIEF} # stays {number}")
        time.sleep(0.03 - 0.0015 * number)
        leaves.close()
        response = stays.getresponse()
        assert (response.status, b'"262144"' in response.read()) == (200, True), number
    path = "/sparql?" + urlencode({"query": SHORT})
    for query_id in ("1", "a" * 21, "a" * 65, "*" * 22):
        assert server.request("GET", path, Schlaglicht_Query_Id=query_id)[0] == 400, query_id
        assert server.request("DELETE", f"/sparql/running/{query_id}")[0] == 404, query_id


def test_delete_ends_the_query_whichever_web_process_gets_it(
    letters: Path, start_server: Callable[..., RunningServer], send: Send
) -> None:
    server = start_server("--workers", "2", "--engines", "2", str(letters))
    server.wait_for(lambda state: state["workers"] == 2)
    for _ in range(6):  # connections are spread by the system
        query_id = str(uuid.uuid4())
        connection = send(
            server, ENDLESS, Schlaglicht_Query_Id=query_id, Accept="application/problem+json, */*"
        )
        wait_until(lambda: engines(server)["busy"] == 1)
        assert server.request("DELETE", f"/sparql/running/{query_id}")[0] == 204
        problem = cancelled(connection)
        assert problem["type"].endswith("/problems/query-cancelled")
        assert server.request("DELETE", f"/sparql/running/{query_id}")[0] == 404
        wait_until(lambda: engines(server)["idle"] == 2)
    wait_until(lambda: metric(server, 'engine_kills_total{reason="cancelled"}') == 6)


def test_waiting_query_is_dequeued(
    letters: Path, start_server: Callable[..., RunningServer], send: Send
) -> None:
    server = start_server("--workers", "1", "--engines", "1", str(letters))
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    json_alone = "application/problem+json, */*"
    running = send(server, ENDLESS, Schlaglicht_Query_Id=first, Accept=json_alone)
    wait_until(lambda: engines(server)["busy"] == 1)
    waiting = send(server, SHORT, Schlaglicht_Query_Id=second, Accept=json_alone)
    wait_until(lambda: server.request("DELETE", f"/sparql/running/{second}")[0] == 204)
    cancelled(waiting)
    assert engines(server)["busy"] == 1
    assert metric(server, 'engine_kills_total{reason="cancelled"}') == 0
    assert server.request("DELETE", f"/sparql/running/{first}")[0] == 204
    cancelled(running)
    assert server.ask(SHORT)[0] == 200


def test_query_that_waits_for_another_endpoint_is_cancelled(
    letters: Path, start_server: Callable[..., RunningServer], send: Send
) -> None:
    query_id = str(uuid.uuid4())
    with rude_service(hangs()) as rude:
        server = start_server(str(letters), "--services", rude.url, "--timeout", "600")
        asked = f"SELECT * {{ SERVICE <{rude.url}> {{ ?s ?p ?o }} }}"
        accept = "application/problem+json, */*"
        connection = send(server, asked, Schlaglicht_Query_Id=query_id, Accept=accept)
        wait_until(lambda: rude.requests)
        assert server.request("DELETE", f"/sparql/running/{query_id}")[0] == 204
        cancelled(connection)
