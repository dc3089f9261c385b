"""What is held for clients that read long answers, and when it is given back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, cast
from unittest.mock import Mock

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from schlaglicht.errors import EngineBusy
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CacheSettings
from schlaglicht.web.long_answers import SHORT, Readers
from schlaglicht.web.published_site import published_by

LONG = SHORT + 1


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
    readers, body = Readers(), bytes(range(256)) * (LONG // 100)
    parts = iter(readers.parts_of(body))
    first = next(parts)
    assert (readers.count, readers.held) == (1, len(body))
    assert first + b"".join(parts) == body
    assert (readers.count, readers.held) == (0, 0)


def test_answers_are_held_while_their_responses_are_open() -> None:
    readers = Readers()
    responses = [readers.parts_of(bytes(LONG + n)) for n in range(10)]
    assert (readers.count, readers.held) == (10, 10 * LONG + 45)
    for response in responses:
        close(response)
    assert (readers.count, readers.held) == (0, 0)


def test_client_that_leaves_in_the_middle_gives_back_what_was_held_once() -> None:
    readers = Readers()
    other = readers.parts_of(bytes(LONG))
    parts = iter(readers.parts_of(bytes(LONG)))
    next(parts)
    close(parts)
    close(parts)
    assert list(parts) == []
    assert (readers.count, readers.held) == (1, LONG)
    close(other)


def test_response_that_nobody_closes_gives_back_what_was_held_with_itself() -> None:
    readers = Readers()
    response = readers.parts_of(bytes(LONG))
    assert readers.held == LONG
    del response
    assert (readers.count, readers.held) == (0, 0)


def test_answer_that_many_read_is_held_once_until_the_last_has_left() -> None:
    readers, body = Readers(), bytes(LONG)
    responses = [readers.parts_of(body) for _ in range(5)]
    assert (readers.count, readers.held) == (5, LONG)
    for response in responses[1:]:
        close(response)
    assert readers.held == LONG
    close(responses[0])
    assert readers.held == 0


def test_answer_for_which_there_is_no_room_is_refused_until_there_is() -> None:
    readers = Readers(most_bytes=4 * LONG)
    first, second = readers.parts_of(bytes(2 * LONG)), readers.parts_of(bytes(LONG))
    with pytest.raises(EngineBusy):
        readers.parts_of(bytes(LONG))
    assert (readers.count, readers.held) == (2, 3 * LONG)
    close(first)
    close(readers.parts_of(bytes(LONG)))
    close(second)


def test_larger_answers_are_refused_while_there_is_room_for_smaller_ones() -> None:
    readers = Readers(most_bytes=8 * LONG)
    first = readers.parts_of(bytes(4 * LONG))
    with pytest.raises(EngineBusy):
        readers.parts_of(bytes(3 * LONG))
    second = readers.parts_of(bytes(2 * LONG))
    assert readers.held == 6 * LONG
    for response in (first, second):
        close(response)


def test_answer_that_is_held_already_needs_no_more_room() -> None:
    readers, body = Readers(most_bytes=2 * LONG), bytes(LONG)
    responses = [readers.parts_of(body) for _ in range(3)]
    assert (len(responses), readers.held) == (3, LONG)


def test_readers_beyond_their_number_are_refused() -> None:
    readers, body = Readers(most=2), bytes(LONG)
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


def ask(client: FlaskClient, number: int, accept: str = "application/json") -> TestResponse:
    """An answer of a little over 2 MiB, a different one for each number; not read."""
    steps = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(18))
    query = f'SELECT ?x18 {{ BIND("{number:08}" AS ?x0) {steps} }}'
    query_string = {"query": query}
    return client.get("/sparql", query_string=query_string, headers={"Accept": accept})


def test_slow_readers_of_different_answers_are_bounded(serve: Serve) -> None:
    client, readers = serve(8 * 2**20)
    responses = [ask(client, number) for number in range(10)]
    statuses = [response.status_code for response in responses]
    assert (statuses[0], statuses[-1]) == (200, 503)
    assert 2 * 2**20 < readers.held <= 8 * 2**20
    assert responses[-1].headers["Retry-After"]
    assert responses[-1].get_json()["type"].endswith("/problems/engine-busy")
    for response in responses:
        response.close()
    assert readers.held == 0
    assert ask(client, 11).status_code == 200


def test_slow_readers_of_one_answer_share_it_with_the_cache(serve: Serve) -> None:
    client, readers = serve(8 * 2**20, cache=64 * 2**20)
    responses = [ask(client, 1) for _ in range(10)]
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
        assert ask(client, 1).status_code == 503
    assert stream.call_count == 1


def test_short_answers_need_no_room(serve: Serve) -> None:
    client, _ = serve(0)
    assert client.get("/").status_code == 200
    assert client.get("/sparql?query=ASK{}").status_code == 200
