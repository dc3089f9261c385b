"""Long answers: their pages, their files, and those who read them."""

from __future__ import annotations

import errno
import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast
from unittest.mock import Mock
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from patience import PATIENCE, ending, wait_until
from server_processes import engines_of
from werkzeug.test import TestResponse

from schlaglicht.engine import EnginePool, EngineQuery
from schlaglicht.errors import EngineBusy
from schlaglicht.formats import JSON, TSV
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CacheSettings
from schlaglicht.web.long_answers import (
    MOST_HELD,
    SHORT,
    SHORT_PAGE,
    Body,
    Downloads,
    Readers,
    Slots,
)
from schlaglicht.web.published_site import published_by


def test_page_of_a_long_answer_beyond_the_bound_is_refused_until_one_has_ended() -> None:
    slots = Slots(1, wait=0)
    with slots.turn(SHORT_PAGE + 1), pytest.raises(EngineBusy), slots.turn(SHORT_PAGE + 1):
        pass
    with slots.turn(SHORT_PAGE + 1):
        pass


def test_page_of_a_short_answer_never_waits() -> None:
    slots = Slots(1, wait=0)
    with slots.turn(SHORT_PAGE + 1), slots.turn(SHORT_PAGE):
        pass


def test_page_that_fails_gives_its_turn_back() -> None:
    slots = Slots(1, wait=0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), slots.turn(SHORT_PAGE + 1):
            raise ZeroDivisionError


SERVER = """
import sys
from contextlib import nullcontext
from pathlib import Path
from schlaglicht.ground.progress import SILENT
from schlaglicht.project import open_project
from schlaglicht.web.server.serve import Service, serve
from schlaglicht.web.server.server_settings import ServerSettings

settings = ServerSettings(
    port=0,
    timeout=float(sys.argv[3]),
    wait=float(sys.argv[4]),
    engines=1,
    answer=int(sys.argv[2]),
    log_level="error",
)
service = Service(open_project([Path(sys.argv[1])]), settings)
serve(service, announce=lambda _, url: print(url, flush=True), progress=nullcontext(SILENT))
"""
"""A server with one engine, and limits for an answer in MiB, for a query and for a wait."""

JOIN = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = f"SELECT * {JOIN}"
TRIPLES = 250
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
"""An answer longer than `Limits.buffer`."""


@contextmanager
def serving(folder: Path, mebibytes: int, seconds: float = PATIENCE) -> Iterator[tuple[str, int]]:
    path = folder / "things.ttl"
    lines = (
        f"<https://example.org/{n}> <https://example.org/size> {n} .\n" for n in range(TRIPLES)
    )
    path.write_text("".join(lines), encoding="utf-8")
    limits = [str(mebibytes), str(seconds), str(PATIENCE)]
    started = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(path), *limits], stdout=subprocess.PIPE, text=True
    )
    with ending(started) as process:
        assert process.stdout
        ready = process.stdout.readline()
        yield "127.0.0.1", int(ready.rstrip("/\n").rpartition(":")[2])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Where a server listens that never ends an answer for its length."""
    with serving(tmp_path_factory.mktemp("endless"), 2**20) as found:
        yield found


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Where a server listens that gives a query a second and a half."""
    with serving(tmp_path_factory.mktemp("hurried"), 2**20, seconds=1.5) as found:
        yield found


def send(address: tuple[str, int], query: str, version: str = "1.1") -> socket.socket:
    connection = socket.create_connection(address, PATIENCE)
    target = "/sparql?" + urlencode({"query": query, "format": "tsv"})
    connection.sendall(f"GET {target} HTTP/{version}\r\nHost: localhost\r\n\r\n".encode())
    return connection


def get(address: tuple[str, int], path: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(*address, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Accept": "application/json"})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def ask(address: tuple[str, int]) -> int:
    status, body = get(address, "/sparql?query=ASK%7B%7D")
    assert status != 200 or body["boolean"] is True
    return status


def read_all(connection: socket.socket) -> bytes:
    content = bytearray()
    while part := connection.recv(2**20):
        content += part
    return bytes(content)


def status_of(address: tuple[str, int], query: str) -> tuple[int, str, str]:
    with send(address, query, "1.0") as connection:
        head, _, body = read_all(connection).decode().partition("\r\n\r\n")
        return int(head.split()[1]), head, body


def test_long_answer_arrives_whole_and_with_its_length(address: tuple[str, int]) -> None:
    status, head, body = status_of(address, LONG)
    assert status == 200
    assert f"content-length: {len(body)}\r\n" in head.lower()
    assert body.count("\n") == TRIPLES**2 + 1
    assert ask(address) == 200


def test_long_answer_that_passes_the_deadline_is_an_error(hurried: tuple[str, int]) -> None:
    status, head, body = status_of(hurried, ENDLESS)
    assert status == 503
    assert "retry-after" in head.lower()
    assert "stopped after 1.5 s" in body
    wait_until(lambda: ask(hurried) == 200)


def test_answer_above_the_limit_is_an_error_that_says_so(tmp_path: Path) -> None:
    with serving(tmp_path, 1) as address:
        status, _, body = status_of(address, ENDLESS)
        assert status == 400
        assert "larger than" in body
        assert ask(address) == 200


def test_answer_whose_engine_is_killed_is_an_error(address: tuple[str, int]) -> None:
    with send(address, ENDLESS) as connection:
        wait_until(lambda: get(address, "/health")[1]["engines"]["busy"] == 1)
        for pid in engines_of(os.getpid()):
            os.kill(pid, signal.SIGKILL)
        assert connection.recv(12) == b"HTTP/1.1 503"
    assert ask(address) == 200


def test_slow_reader_of_a_long_answer_holds_no_engine(address: tuple[str, int]) -> None:
    readers = [send(address, LONG) for _ in range(3)]
    for reader in readers:
        assert reader.recv(12) == b"HTTP/1.1 200"
    assert ask(address) == 200
    for reader in readers:
        reader.close()


def test_slow_readers_are_held_in_bounded_memory_and_give_it_back_when_they_leave(
    address: tuple[str, int],
) -> None:
    readers, statuses = [], []
    for number in range(20):
        readers.append(send(address, answer_of_8_mib(number)))
        statuses.append(readers[-1].recv(12)[-3:])  # one after the other: no engine is waited for
    assert set(statuses) == {b"200", b"503"}
    assert gauge(address, "schlaglicht_readers") == statuses.count(b"200")
    assert 0 < gauge(address, "schlaglicht_read_bytes") <= MOST_HELD
    for reader in readers:
        reader.close()
    wait_until(lambda: gauge(address, "schlaglicht_read_bytes") == 0)
    assert gauge(address, "schlaglicht_readers") == 0
    with send(address, answer_of_8_mib(20)) as reader:
        assert reader.recv(12)[-3:] == b"200"


def answer_of_8_mib(number: int) -> str:
    """A query whose answer is a literal that long, another one for each number."""
    steps = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(20))
    return f'SELECT ?x20 {{ BIND("{number:08}" AS ?x0) {steps} }}'


def gauge(address: tuple[str, int], name: str) -> int:
    connection = http.client.HTTPConnection(*address, timeout=PATIENCE)
    try:
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{name} "))
    finally:
        connection.close()


def test_client_that_leaves_frees_its_engine_at_the_deadline(hurried: tuple[str, int]) -> None:
    for _ in range(2):
        send(hurried, ENDLESS).close()
    wait_until(lambda: ask(hurried) == 200)


def test_disk_without_room_is_an_error_that_says_so(people_pool: EnginePool) -> None:
    values = " ".join(str(number) for number in range(800_000))
    query = EngineQuery(f"SELECT ?v {{ VALUES ?v {{ {values} }} }}", TSV)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(EngineBusy, match="no room for a long answer"):
            Downloads().body_of(people_pool.stream(query))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(people_pool.stream(EngineQuery("ASK {}", JSON)))


def test_no_file_descriptor_left_is_an_error_that_says_so_and_costs_no_place(
    people_pool: EnginePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    values = " ".join(str(number) for number in range(800_000))
    query = EngineQuery(f"SELECT ?v {{ VALUES ?v {{ {values} }} }}", TSV)
    downloads = Downloads(most=1)
    with monkeypatch.context() as patch:
        patch.setattr("tempfile.TemporaryFile", refuse)
        with pytest.raises(EngineBusy, match="no room for a long answer"):
            downloads.body_of(people_pool.stream(query))
    closed(downloads.body_of(people_pool.stream(query)))


def test_more_long_answers_than_there_is_room_for_are_told_to_come_back(
    people_pool: EnginePool,
) -> None:
    values = " ".join(str(number) for number in range(800_000))
    query = EngineQuery(f"SELECT ?v {{ VALUES ?v {{ {values} }} }}", TSV)
    downloads = Downloads(most=1)
    first = downloads.body_of(people_pool.stream(query))
    with pytest.raises(EngineBusy, match="too many long answers"):
        downloads.body_of(people_pool.stream(query))
    closed(first)
    closed(downloads.body_of(people_pool.stream(query)))


def closed(body: Body) -> None:
    """What a WSGI server does when a response has been sent."""
    cast("BinaryIO", body.parts).close()


LONG_ANSWER = SHORT + 1


class Stream(Iterator[bytes]):
    """A stream without end that counts how often it was closed."""

    def __init__(self) -> None:
        self.closed = 0

    def __next__(self) -> bytes:
        return b"part"

    def close(self) -> None:
        self.closed += 1


def close(content: Iterable[bytes]) -> None:
    """What a WSGI server does at the end of a response, or when the client has left."""
    cast(BinaryIO, content).close()


def test_short_answer_goes_out_in_one_piece_and_is_not_counted() -> None:
    readers, body = Readers(most=0, most_bytes=0), bytes(SHORT)
    assert readers.parts_of(body) == [body]
    assert (readers.count, readers.held) == (0, 0)


def test_long_answer_arrives_whole_and_is_held_until_its_last_part_is_taken() -> None:
    readers, body = Readers(), bytes(range(256)) * (LONG_ANSWER // 100)
    parts = iter(readers.parts_of(body))
    first = next(parts)
    assert (readers.count, readers.held) == (1, len(body))
    assert first + b"".join(parts) == body
    assert (readers.count, readers.held) == (0, 0)


def test_answers_are_held_while_their_responses_are_open() -> None:
    readers = Readers()
    responses = [readers.parts_of(bytes(LONG_ANSWER + n)) for n in range(10)]
    assert (readers.count, readers.held) == (10, 10 * LONG_ANSWER + 45)
    for response in responses:
        close(response)
    assert (readers.count, readers.held) == (0, 0)


def test_client_that_leaves_in_the_middle_gives_back_what_was_held_once() -> None:
    readers = Readers()
    other = readers.parts_of(bytes(LONG_ANSWER))
    parts = iter(readers.parts_of(bytes(LONG_ANSWER)))
    next(parts)
    close(parts)
    close(parts)
    assert list(parts) == []
    assert (readers.count, readers.held) == (1, LONG_ANSWER)
    close(other)


def test_response_that_nobody_closes_gives_back_what_was_held_with_itself() -> None:
    readers = Readers()
    response = readers.parts_of(bytes(LONG_ANSWER))
    assert readers.held == LONG_ANSWER
    del response
    assert (readers.count, readers.held) == (0, 0)


def test_answer_that_many_read_is_held_once_until_the_last_has_left() -> None:
    readers, body = Readers(), bytes(LONG_ANSWER)
    responses = [readers.parts_of(body) for _ in range(5)]
    assert (readers.count, readers.held) == (5, LONG_ANSWER)
    for response in responses[1:]:
        close(response)
    assert readers.held == LONG_ANSWER
    close(responses[0])
    assert readers.held == 0


def test_answer_for_which_there_is_no_room_is_refused_until_there_is() -> None:
    readers = Readers(most_bytes=4 * LONG_ANSWER)
    first, second = readers.parts_of(bytes(2 * LONG_ANSWER)), readers.parts_of(bytes(LONG_ANSWER))
    with pytest.raises(EngineBusy):
        readers.parts_of(bytes(LONG_ANSWER))
    assert (readers.count, readers.held) == (2, 3 * LONG_ANSWER)
    close(first)
    close(readers.parts_of(bytes(LONG_ANSWER)))
    close(second)


def test_larger_answers_are_refused_while_there_is_room_for_smaller_ones() -> None:
    readers = Readers(most_bytes=8 * LONG_ANSWER)
    first = readers.parts_of(bytes(4 * LONG_ANSWER))
    with pytest.raises(EngineBusy):
        readers.parts_of(bytes(3 * LONG_ANSWER))
    second = readers.parts_of(bytes(2 * LONG_ANSWER))
    assert readers.held == 6 * LONG_ANSWER
    for response in (first, second):
        close(response)


def test_answer_that_is_held_already_needs_no_more_room() -> None:
    readers, body = Readers(most_bytes=2 * LONG_ANSWER), bytes(LONG_ANSWER)
    responses = [readers.parts_of(body) for _ in range(3)]
    assert (len(responses), readers.held) == (3, LONG_ANSWER)


def test_readers_beyond_their_number_are_refused() -> None:
    readers, body = Readers(most=2), bytes(LONG_ANSWER)
    first, second, refused = readers.parts_of(body), readers.pass_on(Stream()), Stream()
    with pytest.raises(EngineBusy):
        readers.parts_of(body)
    with pytest.raises(EngineBusy):
        readers.pass_on(refused)
    assert (readers.count, refused.closed) == (2, 1)
    close(second)
    close(readers.parts_of(body))
    close(first)


def test_stream_counts_until_it_is_closed_and_is_closed_once() -> None:
    readers, stream = Readers(), Stream()
    passed = readers.pass_on(stream)
    assert (readers.count, readers.held) == (1, 0)
    close(passed)
    close(passed)
    assert (readers.count, stream.closed) == (0, 1)


def test_stream_that_fails_is_closed() -> None:
    def failing() -> Iterator[bytes]:
        yield b"part"
        raise OSError("the disk is gone")

    readers = Readers()
    with pytest.raises(OSError, match="the disk is gone"):
        list(readers.pass_on(failing()))
    assert readers.count == 0


Serve = Callable[..., tuple[FlaskClient, Readers]]


@pytest.fixture
def serve(app: Flask) -> Serve:
    """Makes a client of an application over the cities, which bounds what is held."""

    def served(most_bytes: int, *, cache: int = 0) -> tuple[FlaskClient, Readers]:
        readers = Readers(most_bytes=most_bytes)
        site = published_by(app).site
        return create_app(
            site, CacheSettings(cache, quick=0), readers=readers
        ).test_client(), readers

    return served


def ask_for(client: FlaskClient, number: int, accept: str = "application/json") -> TestResponse:
    """An answer of a little over 2 MiB, a different one for each number; not read."""
    steps = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(18))
    query = f'SELECT ?x18 {{ BIND("{number:08}" AS ?x0) {steps} }}'
    query_string = {"query": query}
    return client.get("/sparql", query_string=query_string, headers={"Accept": accept})


def test_slow_readers_of_different_answers_are_bounded(serve: Serve) -> None:
    client, readers = serve(8 * 2**20)
    responses = [ask_for(client, number) for number in range(10)]
    statuses = [response.status_code for response in responses]
    assert (statuses[0], statuses[-1]) == (200, 503)
    assert 2 * 2**20 < readers.held <= 8 * 2**20
    assert responses[-1].headers["Retry-After"]
    assert responses[-1].get_json()["type"].endswith("/problems/engine-busy")
    for response in responses:
        response.close()
    assert readers.held == 0
    assert ask_for(client, 11).status_code == 200


def test_slow_readers_of_one_answer_share_it_with_the_cache(serve: Serve) -> None:
    client, readers = serve(8 * 2**20, cache=64 * 2**20)
    responses = [ask_for(client, 1) for _ in range(10)]
    assert {response.status_code for response in responses} == {200}
    assert 2 * 2**20 < readers.held < 3 * 2**20
    assert readers.count == 10
    for response in responses:
        assert response.data.count(b"00000001") == 2**18
    assert readers.held == 0


def test_query_whose_answer_finds_no_room_is_not_asked_again(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = serve(0)
    pool = published_by(client.application).site.backend
    with monkeypatch.context() as patched:
        stream = Mock(wraps=pool.stream)
        patched.setattr(pool, "stream", stream)
        assert ask_for(client, 1).status_code == 503
    assert stream.call_count == 1


def test_short_answers_need_no_room(serve: Serve) -> None:
    client, _ = serve(0)
    assert client.get("/").status_code == 200
    assert client.get("/sparql?query=ASK{}").status_code == 200
