"""`schlaglicht serve --endpoint`: pages from a copy, queries asked upstream."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from plain_service import PlainService, plain_service
from pyoxigraph import Literal, NamedNode, Quad
from rude_service import rows, rude_service, says

from schlaglicht.cli import run

DATA = """
PREFIX ex: <https://example.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
ex:ada a ex:Person ; rdfs:label "Ada"@en ; ex:address [ ex:city "London" ] .
ex:bob a ex:Person ; rdfs:label "Bob"@en .
"""
SHAPES = """
PREFIX ex: <https://example.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
ex:Shape a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:Shape-born .
ex:Shape-born a sh:PropertyShape ; sh:path ex:born ; sh:minCount 1 ; sh:message "born?"@en .
"""
NAMES = "SELECT ?n { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?n } ORDER BY ?n"
ONE = ("--engines", "1")

Start = Callable[..., Any]


def names(server: Any) -> list[str]:
    status, body = server.ask(NAMES)
    assert status == 200
    return [row["n"]["value"] for row in json.loads(body)["results"]["bindings"]]


def add_cleo(service: PlainService) -> None:
    cleo = NamedNode("https://example.org/cleo")
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    service.store.add(Quad(cleo, label, Literal("Cleo", language="en")))


def test_pages_come_from_a_copy_and_queries_from_the_endpoint(start_server: Start) -> None:
    with plain_service(DATA) as service:
        server = start_server("--endpoint", service.url, *ONE)
        assert names(server) == ["Ada", "Bob"]
        path = "/sparql?" + urlencode({"query": NAMES})
        for accept in ("text/csv", "text/html"):
            assert server.request("GET", path, Accept=accept)[1]["Cache-Control"] == "no-store"
        add_cleo(service)
        assert names(server) == ["Ada", "Bob", "Cleo"]
        found = server.request("GET", "/search?q=Ada", Accept="application/json")[2]
        assert "https://example.org/ada" in found
        assert "cleo" not in server.request("GET", "/search?q=Cleo", Accept="application/json")[2]
        state = server.reload()
        assert state["reload"]["succeeded"]
        assert (
            "https://example.org/cleo"
            in server.request("GET", "/search?q=Cleo", Accept="application/json")[2]
        )
        shown = state["endpoint"]
    assert shown["url"] == service.url
    assert (shown["breaker"], shown["triples"], shown["missing"]) == ("closed", 7, 0)


def test_shapes_questions_and_settings_are_those_of_path(
    letters: Path, start_server: Start
) -> None:
    (letters / "shapes").mkdir()
    (letters / "shapes" / "people.ttl").write_text(SHAPES)
    with plain_service(DATA) as service:
        server = start_server(str(letters), "--endpoint", service.url, *ONE)
        asked = len(service.queries)
        assert server.request("GET", "/queries/sizes.csv")[0] == 200
        assert any("ex:size" in query for query in service.queries[asked:])
        status, body = server.ask("SELECT ?s { ?s a ex:Person }")
        assert (status, "https://example.org/ada" in body) == (200, True)
        assert server.health()["endpoint"]["triples"] == server.health()["triples"] == 6


def test_queries_only_have_the_questions_of_path_and_no_pages(
    letters: Path, start_server: Start
) -> None:
    with plain_service(DATA) as service:
        server = start_server(str(letters), "--endpoint", service.url, "--queries-only", *ONE)
        assert names(server) == ["Ada", "Bob"]
        assert server.request("GET", "/queries/sizes.csv")[0] == 200
        assert server.request("GET", "/search?q=Ada", Accept="application/json")[0] == 404
        state = server.health()
    assert (state["pages"], state["triples"], state["endpoint"]["queries_only"]) == (
        "none",
        6,
        True,
    )


def test_graphs_that_options_name_are_asked(start_server: Start) -> None:
    options = ("--default-graph", "urn:d", "--named-graph", "urn:n", "--named-graph", "urn:m")
    yes, none = says(body=b'{"head": {}, "boolean": true}'), says(body=rows(1))
    with rude_service(yes, none) as service:
        server = start_server("--endpoint", service.url, "--queries-only", *options, *ONE)
        assert server.ask("SELECT * { GRAPH ?g { ?s ?p ?o } }")[0] == 200
    asked = service.requests[-1].fields
    assert (asked["default-graph-uri"], asked["named-graph-uri"]) == (["urn:d"], ["urn:n", "urn:m"])


def test_path_may_have_settings_alone(tmp_path: Path, start_server: Start) -> None:
    settings = 'title = { en = "Theirs" }\nprefixes = { ex = "https://example.org/" }\n'
    (tmp_path / "schlaglicht.toml").write_text(settings)
    with plain_service(DATA) as service:
        server = start_server(str(tmp_path), "--endpoint", service.url, *ONE)
        assert "Theirs" in server.request("GET", "/index.en.html")[2]
        assert "https://example.org/ada" in server.ask("SELECT ?s { ?s a ex:Person }")[1]


def test_path_without_anything_of_a_project_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").touch()
    assert run(["serve", str(tmp_path), "--port", "0", "--endpoint", "http://127.0.0.1:9/"]) == 2
    assert "no RDF here" in capsys.readouterr().err


def test_an_endpoint_that_is_gone_is_a_503_and_pages_go_on(start_server: Start) -> None:
    with plain_service(DATA) as service:
        server = start_server("--endpoint", service.url, "--timeout", "20", *ONE)
    status, headers, body = server.request(
        "GET", "/sparql?" + urlencode({"query": NAMES}), Accept="application/json"
    )
    assert (status, headers["Retry-After"]) == (503, "5")
    assert json.loads(body)["type"].endswith("/problems/service-unreachable")
    assert (
        "https://example.org/ada"
        in server.request("GET", "/search?q=Ada", Accept="application/json")[2]
    )
    assert server.request("GET", "/readyz")[0] == 200


def test_port_in_use_names_the_same_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        options = ["--endpoint", "http://127.0.0.1:9/", "--header", "X-A: b", "--default-graph"]
        port = str(taken.getsockname()[1])
        assert run(["serve", "-p", port, *options, "urn:g", "--default-graph", "urn:h"]) == 2
    offered = capsys.readouterr().err
    graphs = "--default-graph urn:g --default-graph urn:h"
    assert f"--endpoint http://127.0.0.1:9/ {graphs} --header 'X-A: b' --port" in offered


def test_command_of_its_own_takes_the_url_first(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["endpoint", "serve", "http://127.0.0.1:9/", "--port", port]) == 2
    assert "--endpoint http://127.0.0.1:9/ --port" in capsys.readouterr().err
    for arguments in ([], ["--port", port], ["--", "http://127.0.0.1:9/"]):
        assert run(["endpoint", "serve", *arguments]) == 2
        assert "the URL of an endpoint comes first" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ["--refresh", "5"],
        ["--copy", "folder"],
        ["--queries-only"],
        ["--endpoint", "http://127.0.0.1:9/", "--named-graph", "urn:n"],
        ["--dialect", "fuseki"],
        ["--endpoint", "http://127.0.0.1:9/", "--publication", "p"],
        ["--endpoint", "http://127.0.0.1:9/", "--watch"],
        ["--endpoint", "http://a:b@127.0.0.1:9/"],
    ],
)
def test_options_that_do_not_fit_are_refused(options: list[str]) -> None:
    assert run(["serve", "--port", "0", *options]) == 2


def test_settings_name_no_endpoint(letters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (letters / "schlaglicht.toml").write_text('[serve]\nendpoint = "http://127.0.0.1:9/"\n')
    assert run(["serve", "--port", "0"]) == 2
    assert "endpoint is not a setting" in capsys.readouterr().err.replace('"', "")
