from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from patience import wait_until

MORE = '\n<https://example.org/new> <https://example.org/name> "{name}" .\n'
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def write_letters(folder: Path, count: int) -> Path:
    path = folder / "letters.ttl"
    lines = (f"<https://example.org/{n}> <https://example.org/n> {n} .\n" for n in range(count))
    temporary = folder / "letters.tmp"
    temporary.write_text("".join(lines), encoding="utf-8")
    temporary.replace(path)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That of the letters that the shared server serves."""
    folder = tmp_path_factory.mktemp("shared")
    write_letters(folder, 3)
    return folder


@pytest.fixture(scope="module")
def running(folder: Path, start_shared: Callable[..., Any]) -> Any:
    return start_shared(str(folder / "letters.ttl"), "--engines", "2")


@pytest.fixture
def server(folder: Path, running: Any) -> Any:
    """A server of some letters, which are in its file: each test makes another number of them."""
    write_letters(folder, running.health()["triples"])
    return running


def count_triples(server: Any) -> int:
    _, body = server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])


def test_hangup_loads_the_files_anew(folder: Path, server: Any) -> None:
    before = server.health()
    assert before["triples"] == count_triples(server) != 5
    write_letters(folder, 5)
    state = server.reload()
    assert (state["triples"], state["reload"]["succeeded"]) == (5, True)
    assert state["digest"] != before["digest"]
    assert count_triples(server) == 5


def test_broken_file_changes_nothing_and_health_and_log_say_why(folder: Path, server: Any) -> None:
    before = server.health()
    (folder / "letters.ttl").write_text("<a:a> <a:b> <a:c> .\n<a:a> <a:b> .\n", encoding="utf-8")
    state = server.reload()
    assert (state["digest"], state["reload"]["succeeded"]) == (before["digest"], False)
    assert "letters.ttl:2:13: " in state["reload"]["detail"]
    assert str(folder) not in json.dumps(state)
    assert "letters.ttl:2:13: " in server.log
    assert count_triples(server) == before["triples"]


def test_version_that_does_not_conform_is_not_served(
    concert: Path, start_server: Callable[..., Any]
) -> None:
    server = start_server(str(concert), "--engines", "1")
    before = server.health()
    data = (concert / "data.ttl").read_text(encoding="utf-8")
    (concert / "data.ttl").write_text(data + MORE.format(name="x"), encoding="utf-8")
    state = server.reload()
    assert (state["digest"], state["reload"]["succeeded"]) == (before["digest"], False)
    assert "it does not conform: data.ttl:" in state["reload"]["detail"]
    (concert / "data.ttl").write_text(data, encoding="utf-8")
    (concert / "shapes" / "concert.ttl").write_text("", encoding="utf-8")  # no line is known
    state = server.reload()
    assert "it does not conform: shapes/concert.ttl: no shape found" in state["reload"]["detail"]


def test_removed_project_changes_nothing(folder: Path, server: Any) -> None:
    before = server.health()
    (folder / "letters.ttl").unlink()
    state = server.reload()
    assert (state["digest"], state["reload"]["succeeded"]) == (before["digest"], False)
    assert str(folder) not in state["reload"]["detail"]


def test_watch_loads_changed_files(tmp_path: Path, start_server: Callable[..., Any]) -> None:
    server = start_server(str(write_letters(tmp_path, 3)), "--engines", "1", "--watch")
    assert server.health()["reload"] is None
    write_letters(tmp_path, 4)
    assert server.wait_for(lambda state: state["triples"] == 4)["reload"]["succeeded"]


def test_unchanged_files_keep_their_engines(server: Any) -> None:
    before = server.health()
    state = server.reload()
    assert state["reload"]["succeeded"]
    assert state["since"] == before["since"]


def test_no_request_fails_while_versions_change(folder: Path, server: Any) -> None:
    statuses: list[int] = []
    finished = threading.Event()

    def hammer() -> None:
        while not finished.wait(0.03):  # without a pause they take both processors
            statuses.append(server.ask("SELECT * { ?s ?p ?o }")[0])

    clients = [threading.Thread(target=hammer) for _ in range(4)]
    for client in clients:
        client.start()
    digests = [server.health()["digest"]]
    for count in (6, 7, 8):
        write_letters(folder, count)
        digests.append(server.reload()["digest"])
    finished.set()
    for client in clients:
        client.join()
    assert set(statuses) == {200}
    assert len(set(digests)) == 4
    assert count_triples(server) == 8


def test_running_query_ends_on_the_version_it_began_with(folder: Path, server: Any) -> None:
    former = server.engines
    write_letters(folder, 20)
    server.reload()
    wait_until(lambda: len(server.engines) == 2 and not former & server.engines)
    engines = server.engines
    for engine in engines:
        os.kill(engine, signal.SIGSTOP)  # or the query could end too soon
    answers: list[tuple[int, str]] = []
    asking = threading.Thread(target=lambda: answers.append(server.ask(SLOW)))
    asking.start()
    server.wait_for(lambda state: state["engines"]["busy"] == 1)
    write_letters(folder, 2)
    server.reload()
    assert count_triples(server) == 2
    assert not answers
    for engine in engines & server.engines:
        os.kill(engine, signal.SIGCONT)
    asking.join()
    status, body = answers[0]
    assert status == 200
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == str(20**4)


def test_engines_of_the_version_before_are_ended(folder: Path, server: Any) -> None:
    before = server.engines
    write_letters(folder, 4)
    server.reload()
    wait_until(lambda: not before & server.engines)


def test_web_process_that_is_started_again_serves_the_newest_version(
    folder: Path, server: Any
) -> None:
    before = server.engines
    write_letters(folder, 9)
    server.reload()
    wait_until(lambda: len(server.engines - before) == 2 and not before & server.engines)
    (web_process,) = server.web_processes
    os.kill(web_process, signal.SIGKILL)
    served: list[int] = []

    def is_served() -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            served.append(server.health()["triples"])
        return bool(served)

    wait_until(is_served)
    assert served == [9]
