from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MORE = '\n<https://example.org/new> <https://example.org/name> "{name}" .\n'
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def write_letters(folder: Path, count: int) -> Path:
    path = folder / "letters.ttl"
    lines = (f"<https://example.org/{n}> <https://example.org/n> {n} .\n" for n in range(count))
    temporary = folder / "letters.tmp"
    temporary.write_text("".join(lines), encoding="utf-8")
    temporary.replace(path)
    return path


def count_triples(server: Any) -> int:
    _, body = server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])


def test_hangup_loads_the_files_anew(tmp_path: Path, start_server: Callable[..., Any]) -> None:
    server = start_server(str(write_letters(tmp_path, 3)), "--engines", "1")
    before = server.health()
    assert (before["triples"], before["reload"], count_triples(server)) == (3, None, 3)
    write_letters(tmp_path, 5)
    state = server.reload()
    assert (state["triples"], state["reload"]["succeeded"]) == (5, True)
    assert state["digest"] != before["digest"]
    assert count_triples(server) == 5


def test_broken_file_changes_nothing_and_health_and_log_say_why(
    tmp_path: Path, start_server: Callable[..., Any]
) -> None:
    path = write_letters(tmp_path, 3)
    server = start_server(str(path), "--engines", "1")
    before = server.health()
    path.write_text("<a:a> <a:b> <a:c> .\n<a:a> <a:b> .\n", encoding="utf-8")
    state = server.reload()
    assert (state["digest"], state["reload"]["succeeded"]) == (before["digest"], False)
    assert "letters.ttl:2:13: " in state["reload"]["detail"]
    assert str(tmp_path) not in json.dumps(state)
    assert "letters.ttl:2:13: " in server.log
    assert count_triples(server) == 3


def test_version_that_does_not_conform_is_not_served(
    concert: Path, start_server: Callable[..., Any]
) -> None:
    server = start_server(str(concert), "--engines", "1")
    before = server.health()
    shape = (concert / "data.ttl").read_text(encoding="utf-8")
    (concert / "data.ttl").write_text(shape + MORE.format(name="x"), encoding="utf-8")
    state = server.reload()
    assert (state["digest"], state["reload"]["succeeded"]) == (before["digest"], False)
    assert "it does not conform: data.ttl:" in state["reload"]["detail"]


def test_refusal_names_a_file_alone_where_no_line_is_known(
    concert: Path, start_server: Callable[..., Any]
) -> None:
    server = start_server(str(concert), "--engines", "1")
    (concert / "shapes" / "concert.ttl").write_text("", encoding="utf-8")
    detail = server.reload()["reload"]["detail"]
    assert "it does not conform: shapes/concert.ttl: no shape found" in detail


def test_removed_project_changes_nothing(tmp_path: Path, start_server: Callable[..., Any]) -> None:
    path = write_letters(tmp_path, 3)
    server = start_server(str(path), "--engines", "1")
    path.unlink()
    state = server.reload()
    assert (state["triples"], state["reload"]["succeeded"]) == (3, False)
    assert str(tmp_path) not in state["reload"]["detail"]


def test_watch_loads_changed_files(tmp_path: Path, start_server: Callable[..., Any]) -> None:
    server = start_server(str(write_letters(tmp_path, 3)), "--engines", "1", "--watch")
    write_letters(tmp_path, 4)
    assert server.wait_for(lambda state: state["triples"] == 4)["reload"]["succeeded"]


def test_unchanged_files_keep_their_engines(
    tmp_path: Path, start_server: Callable[..., Any]
) -> None:
    server = start_server(str(write_letters(tmp_path, 3)), "--engines", "1")
    before = server.health()
    state = server.reload()
    assert state["reload"]["succeeded"]
    assert state["since"] == before["since"]


def test_no_request_fails_while_versions_change(
    tmp_path: Path, start_server: Callable[..., Any]
) -> None:
    server = start_server(str(write_letters(tmp_path, 3)), "--engines", "2", "--wait", "20")
    statuses: list[int] = []
    finished = threading.Event()

    def hammer() -> None:
        while not finished.is_set():
            statuses.append(server.ask("SELECT * { ?s ?p ?o }")[0])

    clients = [threading.Thread(target=hammer) for _ in range(4)]
    for client in clients:
        client.start()
    digests = [server.health()["digest"]]
    for count in (4, 5, 6):
        write_letters(tmp_path, count)
        digests.append(server.reload()["digest"])
    finished.set()
    for client in clients:
        client.join()
    assert set(statuses) == {200}
    assert len(set(digests)) == 4
    assert count_triples(server) == 6


def test_running_query_ends_on_the_version_it_began_with(
    tmp_path: Path, start_server: Callable[..., Any]
) -> None:
    arguments = ("--engines", "1", "--timeout", "30")
    server = start_server(str(write_letters(tmp_path, 60)), *arguments)
    answers: list[tuple[int, str]] = []
    asking = threading.Thread(target=lambda: answers.append(server.ask(SLOW)))
    asking.start()
    server.wait_for(lambda state: state["engines"]["busy"] == 1)
    write_letters(tmp_path, 2)
    server.reload()
    assert count_triples(server) == 2
    asking.join()
    status, body = answers[0]
    assert status == 200
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == str(60**4)


def test_engines_of_the_version_before_are_ended(
    tmp_path: Path, start_server: Callable[..., Any]
) -> None:
    server = start_server(str(write_letters(tmp_path, 3)), "--engines", "1")
    before = engine_pids(server.process.pid)
    write_letters(tmp_path, 4)
    server.reload()
    deadline = time.monotonic() + 10
    while before & engine_pids(server.process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not before & engine_pids(server.process.pid)


def test_web_process_that_is_started_again_serves_the_newest_version(
    tmp_path: Path, start_server: Callable[..., Any]
) -> None:
    server = start_server(str(write_letters(tmp_path, 3)), "--engines", "1")
    write_letters(tmp_path, 4)
    server.reload()
    web = next(iter(parents_of(engine_pids(server.process.pid))))
    os.kill(web, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            assert server.health()["triples"] == 4
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the web process was not started again")


def engine_pids(server: int) -> set[int]:
    """The engines below a server process."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"schlaglicht.engine.worker" in command:
            pid = int(folder.name)
            if server in ancestors(pid):
                found.add(pid)
    return found


def parents_of(pids: set[int]) -> set[int]:
    return {ancestors(pid)[0] for pid in pids}


def ancestors(pid: int) -> list[int]:
    found: list[int] = []
    while pid > 1:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            break
        pid = int(stat.rpartition(")")[2].split()[1])
        found.append(pid)
    return found
