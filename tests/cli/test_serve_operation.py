from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE, wait_until

from schlaglicht.cli import run

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


PATIENT_SHUTDOWN = f"""
from schlaglicht.cli import main
from unittest.mock import patch
patch("schlaglicht.web.server.serve.SHUTDOWN_SECONDS", {PATIENCE}).start()
main()
"""
"""The command, whose server waits for its last answers as long as a test does."""


def takes_no_more(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
    except (ConnectionRefusedError, ConnectionResetError):
        return True
    return False


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    """A file of twenty triples."""
    path = tmp_path / "numbers.ttl"
    lines = (f"<https://example.org/{n}> <https://example.org/n> {n} .\n" for n in range(20))
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, start_shared: Callable[..., Any]) -> Any:
    """A server of one thing, with a base for IRIs."""
    folder = tmp_path_factory.mktemp("things")
    (folder / "data.ttl").write_text("<https://example.org/a> a <https://example.org/B> .")
    (folder / "schlaglicht.toml").write_text('base = "https://example.org/"\n')
    return start_shared(str(folder), "--engines", "1")


def test_request_is_one_json_line_without_the_query(server: Any) -> None:
    server.request("GET", "/sparql?query=ASK%20%7B%20%3Fsecret%20%3Fp%20%3Fo%7D", X_Request_Id="a1")
    line = json.loads(server.wait_for_line('"request_id":"a1"'))
    assert (line["method"], line["path"], line["status"]) == ("GET", "/sparql", 200)
    assert (line["query_form"], len(line["query_digest"])) == ("ASK", 16)
    assert line["bytes"] > 0
    assert 0 < line["query_milliseconds"] <= line["milliseconds"]
    assert "secret" not in server.log


def test_log_in_words_has_one_line_per_request_that_no_request_can_forge(
    numbers: Path, start_server: Callable[..., Any]
) -> None:
    server = start_server(str(numbers), "--engines", "1", "--log-format", "text")
    server.request("GET", "/nothing", X_Request_Id="a1")
    line = server.wait_for_line("request_id=a1 ")
    assert " info request_id=a1 method=GET path=/nothing status=404 " in line
    server.request("GET", "/x%0A2026-01-01%20error%20forged")
    server.wait_for_line("/x\\n2026-01-01 error forged")
    assert "\n2026-01-01" not in server.log
    server.request("GET", "/x%20status=200", X_Request_Id="a2")
    line = server.wait_for_line("request_id=a2 ")
    assert ' path="/x status=200" status=404 ' in line


def test_log_of_a_path_that_is_no_iri_is_one_line_of_json(server: Any) -> None:
    path = "/%0aFORGED%20x%1b%5b31m%c2%9b31m"
    assert server.request("GET", path, Accept="text/html", X_Request_Id="a2")[0] == 404
    line = server.wait_for_line('"request_id":"a2"')
    assert line.removesuffix("\n").isprintable()
    assert json.loads(line)["path"].startswith("/\nFORGED x\x1b[31m")


def test_environment_sets_what_the_command_line_does_not(
    numbers: Path, start_server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHLAGLICHT_ENGINES", "1")
    monkeypatch.setenv("SCHLAGLICHT_TIMEOUT", "0.5")
    monkeypatch.setenv("SCHLAGLICHT_PORT", "1")  # the command line says 0
    server = start_server(str(numbers))
    assert server.health()["engines"]["idle"] == 1
    assert "stopped after 0.5 s" in server.ask(SLOW.replace("}", ". ?x ?y ?z . ?u ?v ?w }"))[1]


def test_file_sets_what_neither_command_line_nor_environment_does_and_size_the_rest(
    letters: Path, start_server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with (letters / "schlaglicht.toml").open("a", encoding="utf-8") as file:
        file.write("[serve]\nsize = 'large'\nworkers = 1\nport = 1\nengines = 1\n")
        file.write("max-age = 50\nbase-path = '/x'\n")
    monkeypatch.setenv("SCHLAGLICHT_MAX_AGE", "60")
    server = start_server("--port", "0")
    status, headers, _ = server.request("GET", "/x/")
    assert (status, headers["Cache-Control"]) == (200, "public, max-age=60")
    assert sum(server.health()["engines"].values()) == 1
    assert "schlaglicht_cache_capacity_bytes 1073741824" in server.request("GET", "/metrics")[2]


def test_wrong_value_in_the_file_exits_2(letters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (letters / "schlaglicht.toml").write_text("[serve]\nengines = 'many'\n", encoding="utf-8")
    assert run(["serve", "--port", "0"]) == 2
    assert "schlaglicht.toml: serve: engines must be a whole number" in capsys.readouterr().err


def test_wrong_value_in_the_environment_exits_2(
    numbers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCHLAGLICHT_ENGINES", "many")
    assert run(["serve", str(numbers), "--port", "0"]) == 2
    assert "SCHLAGLICHT_ENGINES: 'many' is not an integer" in capsys.readouterr().err


def test_base_path_that_is_none_exits_2(numbers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", str(numbers), "--port", "0", "--base-path", "graph"]) == 2
    assert "write it like /graph" in capsys.readouterr().err


def test_site_below_a_path_behind_a_proxy_with_a_log_of_warnings_alone(
    numbers: Path, start_server: Callable[..., Any]
) -> None:
    options = ("--engines", "1", "--proxies", "1", "--base-path", "/graph")
    server = start_server(str(numbers), *options, "--log-level", "warning")
    _, _, body = server.request(
        "GET", "/graph/", Accept="application/json", X_Forwarded_Host="a.example.org"
    )
    assert json.loads(body)["endpoint"] == "http://a.example.org/graph/sparql"
    assert server.log == ""


def test_sigterm_lets_a_running_query_end_and_takes_no_more(
    numbers: Path, start_server: Callable[..., Any]
) -> None:
    server = start_server(str(numbers), "--engines", "1", program=("-c", PATIENT_SHUTDOWN))
    (engine,) = server.engines
    os.kill(engine, signal.SIGSTOP)  # or the query could end too soon
    answers: list[tuple[int, str]] = []
    asking = threading.Thread(target=lambda: answers.append(server.ask(SLOW)))
    asking.start()
    server.wait_for(lambda state: state["engines"]["busy"] == 1)
    server.process.send_signal(signal.SIGTERM)
    wait_until(lambda: takes_no_more(server.port))
    assert not answers
    os.kill(engine, signal.SIGCONT)
    asking.join()
    assert answers[0][0] == 200
    assert server.process.wait(PATIENCE) == 0
    assert '"path":"/sparql","status":200' in server.log
