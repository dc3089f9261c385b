"""The layer in front of Flask: what is kept, for whom, and how it is coded."""

from __future__ import annotations

import dataclasses
import gc
import threading
import tracemalloc
from collections.abc import Callable, Hashable, Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from patience import PATIENCE
from serving import site_of

from schlaglicht.engine import AnswerStream, EnginePool, EngineQuery
from schlaglicht.project import Project
from schlaglicht.web.app import create_app
from schlaglicht.web.http import cache as cache_module
from schlaglicht.web.http.cache import (
    CACHE_EXTENSION,
    LONGEST_KEY,
    CacheSettings,
    CacheStatistics,
    Representation,
    ResponseCache,
    reply_of,
)
from schlaglicht.web.logs import RequestRecord
from schlaglicht.web.published_site import Site, published_by

ASK = "/sparql?query=ASK%7B%7D"
SELECT = "/sparql?query=SELECT+*+%7B+?s+?p+?o+%7D"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,image/apng,*/*;q=0.7"
VARY = "Accept, Accept-Encoding, Accept-Language"


@pytest.fixture(scope="module")
def site(cities: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The cities, with one engine."""
    with site_of(cities, tmp_path_factory.mktemp("snapshot")) as served:
        yield served


@pytest.fixture
def app(site: Site) -> Flask:
    """An application with an empty cache, which keeps every answer at once."""
    return create_app(site, CacheSettings(quick=0))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def counts(app: Flask) -> Callable[[], CacheStatistics]:
    """What the cache of the application says now."""
    return lambda: app.extensions[CACHE_EXTENSION].statistics


Counts = Callable[[], CacheStatistics]


def representation(size: int) -> Representation:
    return Representation((), b"x" * size, '"x"')


def test_second_request_is_a_hit_and_the_same(client: FlaskClient, counts: Counts) -> None:
    first, second = client.get(SELECT), client.get(SELECT)
    assert (counts().hits, counts().misses) == (1, 1)
    assert (first.data, list(first.headers)) == (second.data, list(second.headers))


def test_quick_answer_is_kept_once_it_is_asked_for_again(site: Site) -> None:
    app = create_app(site, CacheSettings(quick=PATIENCE))
    client, cache = app.test_client(), app.extensions[CACHE_EXTENSION]
    answers = [client.get(SELECT) for _ in range(3)]
    assert (cache.statistics.hits, cache.statistics.misses) == (1, 2)
    assert len({(answer.data, answer.headers["ETag"]) for answer in answers}) == 1
    client.get("/sparql?query=ASK {}")
    assert cache.statistics.entries == 1


def test_quick_answer_that_had_to_wait_is_not_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "thread_time", lambda: 0.0)  # however long the clock says
    app = create_app(site, CacheSettings(quick=0.001))
    app.test_client().get("/")
    assert app.extensions[CACHE_EXTENSION].statistics.entries == 0


def test_answer_that_took_an_engine_long_is_kept_at_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "thread_time", lambda: 0.0)
    app = create_app(site, CacheSettings(quick=0.001))
    record = RequestRecord("", query_seconds=0.001)
    monkeypatch.setattr(cache_module, "current_record", lambda: record)
    app.test_client().get(SELECT)
    assert app.extensions[CACHE_EXTENSION].statistics.entries == 1


def test_only_the_latest_keys_count_as_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_REMEMBERED", 10)
    cache = ResponseCache(1)
    assert [cache.was_asked(key) for key in (1, 2, 1)] == [False, False, True]
    for key in range(100, 120):
        cache.was_asked(key)
    assert not cache.was_asked(1)


def test_hit_does_not_enter_flask(app: Flask, client: FlaskClient) -> None:
    entered: list[str] = []
    app.before_request(lambda: entered.append("here"))
    client.get("/")
    client.get("/")
    client.head("/")
    assert entered == ["here"]


def test_head_fills_the_cache_for_get(client: FlaskClient, counts: Counts) -> None:
    head, got = client.head(SELECT), client.get(SELECT)
    assert counts().hits == 1
    assert head.data == b""
    assert list(head.headers) == list(got.headers)
    assert int(head.headers["Content-Length"]) == len(got.data)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Accept": FIREFOX}, {"Accept": CHROME}),
        ({}, {"Accept": "*/*"}),
        ({"Accept": "text/csv"}, {"Accept": "TEXT/CSV; q=0.5"}),
        ({"Accept-Encoding": "gzip"}, {"Accept-Encoding": "gzip, deflate"}),
        ({"Accept-Language": "de, en;q=0.5"}, {"Accept-Language": "de,en;q=0.9"}),
    ],
)
def test_headers_that_mean_the_same_share_an_answer(
    client: FlaskClient, counts: Counts, one: dict[str, str], other: dict[str, str]
) -> None:
    client.get(SELECT, headers=one)
    client.get(SELECT, headers=other)
    assert counts().hits == 1


@pytest.mark.parametrize(
    "other",
    [
        {"Accept": "text/csv"},
        {"Accept-Language": "de"},
        {"Accept-Encoding": "gzip"},
        {"Host": "example.org"},
    ],
)
def test_headers_that_make_a_difference_do_not(
    client: FlaskClient, counts: Counts, other: dict[str, str]
) -> None:
    client.get(SELECT)
    client.get(SELECT, headers=other)
    assert counts().hits == 0


ERRORS = ("/sparql?query=nonsense", "/none", "/sparql?query=ASK{}&update=")
OF_THE_MOMENT = ("NOW()", "RAND()", "UUID()", "STRUUID()", "now()")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *zip(ERRORS, (400, 404, 400), strict=True),
        *((f"/sparql?query=SELECT+({call}+AS+?x)+{{}}", 200) for call in OF_THE_MOMENT),
    ],
)
def test_errors_and_answers_of_the_moment_are_not_kept(
    client: FlaskClient, counts: Counts, path: str, status: int
) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")
    assert counts().entries == 0


def test_answers_to_post_are_not_kept(client: FlaskClient, counts: Counts) -> None:
    client.post("/sparql", data={"query": "ASK {}"})
    assert counts().entries == 0


def query_method(client: FlaskClient, text: str, **headers: str) -> bytes:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    sent.setdefault("Content-Type", "application/sparql-query")
    response = client.open("/sparql", method="QUERY", data=text, headers=sent)
    assert response.status_code == 200
    body: bytes = response.data
    return body


def test_answers_to_the_query_method_are_kept_by_their_content(
    client: FlaskClient, counts: Counts
) -> None:
    yes = query_method(client, "ASK {}")
    no = query_method(client, "ASK { <a:b> <a:b> <a:b> }")
    assert yes != no
    assert (counts().hits, counts().entries) == (0, 2)
    assert (query_method(client, "ASK {}"), counts().hits) == (yes, 1)


def test_content_of_another_type_is_another_request(client: FlaskClient, counts: Counts) -> None:
    query_method(client, "ASK {}")
    form = "application/x-www-form-urlencoded"
    assert query_method(client, "query=ASK+{}", Content_Type=form)
    query_method(client, "ASK {}", Content_Type="application/sparql-query; charset=utf-8")
    assert (counts().hits, counts().entries) == (0, 3)


def test_query_method_does_not_get_the_answer_of_a_get(client: FlaskClient, counts: Counts) -> None:
    client.get("/sparql", headers={"Accept": "text/turtle"})
    query_method(client, "ASK {}")
    assert counts().hits == 0


def test_answer_made_while_the_site_changes_is_not_kept_for_the_new_one(
    app: Flask, client: FlaskClient, site: Site, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    published, stream = published_by(app), EnginePool.stream

    def replaced_meanwhile(pool: EnginePool, query: EngineQuery) -> AnswerStream:
        monkeypatch.undo()
        published.replace(dataclasses.replace(site))
        return stream(pool, query)

    monkeypatch.setattr(EnginePool, "stream", replaced_meanwhile)
    client.get(ASK)
    assert counts().entries == 0
    client.get(ASK)
    assert (counts().hits, counts().entries) == (0, 1)


def test_answer_is_kept_for_the_site_that_gave_it(
    app: Flask, client: FlaskClient, site: Site, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    published, find = published_by(app), ResponseCache.find

    def replaced_after(cache: ResponseCache, key: Hashable) -> Representation | None:
        found = find(cache, key)
        monkeypatch.undo()
        published.replace(dataclasses.replace(site))
        return found

    monkeypatch.setattr(ResponseCache, "find", replaced_after)
    client.get(ASK)
    client.get(ASK)
    assert (counts().hits, counts().entries) == (1, 1)


def test_change_of_the_site_empties_the_cache(
    app: Flask, client: FlaskClient, site: Site, counts: Counts
) -> None:
    client.get(ASK)
    published_by(app).replace(dataclasses.replace(site))
    client.get(ASK)
    assert (counts().hits, counts().entries) == (0, 1)


def test_without_room_nothing_is_kept(site: Site) -> None:
    app = create_app(site, CacheSettings(capacity=0))
    client = app.test_client()
    assert client.get(ASK).data == client.get(ASK).data
    assert app.extensions[CACHE_EXTENSION].statistics.entries == 0


def test_cache_stays_within_its_bytes_and_lets_the_oldest_go() -> None:
    cache = ResponseCache(20_000)
    for key in range(6):
        cache.store(key, representation(2000))
        cache.find(0)
    assert cache.statistics.bytes <= 20_000
    assert cache.statistics.evictions == 1
    assert cache.find(0)
    assert not cache.find(1)


def test_answer_that_would_empty_the_cache_is_not_kept() -> None:
    cache = ResponseCache(20_000)
    cache.store("small", representation(10))
    cache.store("large", representation(10_000))
    assert cache.find("small")
    assert not cache.find("large")


def test_long_keys_count() -> None:
    cache = ResponseCache(20_000)
    cache.store("k" * 10_000, representation(10))
    assert cache.statistics.entries == 0


def keys_of_all_kinds(number: int) -> tuple[Hashable, ...]:
    """Keys of 4 to 7 kB, each of which has its length in another member."""
    text = str(number) + "x" * 4000
    languages = tuple(f"x-{number}-{tag}" for tag in range(60))
    return (
        ("/", text, (1, 2, 3), ("de",), "example.org", None),
        ("/", "query=ASK", (1, 2, 3), languages, "example.org", None),
        ("/", "query=ASK", (1, 2, 3), ("de",), text, None),
        ("/", None, (1, 2, 3), (), "example.org", (text.encode(), "text/plain", None, None)),
        ("/", None, (1, 2, 3), (), "example.org", (b"ASK {}", text, None, None)),
    )


def long_headers(number: int) -> Representation:
    headers = (("Content-Type", "text/plain"), ("Link", f"<https://e.org/{number}>" + "x" * 3000))
    return Representation(headers, b"", f'"{number}"', (None, None, f"{number:016x}"))


@pytest.mark.parametrize("kind", range(len(keys_of_all_kinds(0))))
def test_cache_takes_no_more_memory_than_it_says(kind: int) -> None:
    """The memory counted by Python itself, for 800 requests that are all different."""
    cache = ResponseCache(2_000_000)
    tracemalloc.start()
    try:
        for number in range(800):
            cache.store(keys_of_all_kinds(number)[kind], long_headers(number))
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert cache.statistics.evictions > 0
    assert taken <= cache.statistics.bytes <= 2_000_000


def test_collector_of_garbage_does_not_go_through_the_cache() -> None:
    cache = ResponseCache(10_000_000)
    gc.collect()
    before = len(gc.get_objects())
    for number in range(500):
        cache.store(
            (f"/{number}", (1, 2), ("de",), (b"ASK {}", "text/plain")), long_headers(number)
        )
    for _ in range(5):  # of tuples in tuples, each round leaves out one level more
        gc.collect()
    assert cache.statistics.entries == 500
    assert len(gc.get_objects()) - before < 100


def test_answers_to_requests_with_long_keys_are_not_kept() -> None:
    cache = ResponseCache(100_000_000)
    cache.store(("/", (b"x" * LONGEST_KEY,)), representation(10))
    assert cache.statistics.entries == 0
    cache.store(("/", (b"x" * (LONGEST_KEY - 1000),)), representation(10))
    assert cache.statistics.entries == 1


LONG = "x" * 2**15


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": f"{LONG}.example"},
        {"Content-Type": f'application/sparql-query; note="{LONG}"'},
        {"Accept-Language": ",".join(map("".join, product(ascii_lowercase, repeat=2)))},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_long_headers_make_no_entry(
    client: FlaskClient, counts: Counts, headers: dict[str, str]
) -> None:
    for _ in range(2):
        query_method(client, "ASK {}", **headers)
    assert (counts().hits, counts().entries) == (0, 0)


def test_content_in_chunks_counts(client: FlaskClient, counts: Counts) -> None:
    """Sent without Content-Length, as a client sends it whose content has no known end."""
    text = f"ASK {{}} # {LONG}"
    response = client.open(
        "/sparql",
        method="QUERY",
        input_stream=BytesIO(text.encode()),
        headers={"Content-Type": "application/sparql-query", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert response.get_json(force=True)["boolean"] is True
    assert counts().entries == 0


def test_bytes_add_up_whatever_threads_do() -> None:
    cache = ResponseCache(50_000)

    def use(start: int) -> None:
        for number in range(start, start + 2000):
            cache.store(number % 50, representation(number % 3000))
            cache.find(number % 7)

    threads = [threading.Thread(target=use, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < cache.statistics.bytes <= 50_000
    assert cache.statistics.hits + cache.statistics.misses == 8000
    cache.clear()
    assert cache.statistics.bytes == 0


def tag(client: FlaskClient, **headers: str) -> str:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(SELECT, headers=sent).headers["ETag"]


def test_entity_tags_are_strong_and_differ_by_format_and_coding(client: FlaskClient) -> None:
    tags = {
        tag(client),
        tag(client, Accept="text/csv"),
        tag(client, Accept_Encoding="gzip"),
        tag(client, Accept_Encoding="br"),
        tag(client, Accept="text/csv", Accept_Encoding="br"),
    }
    assert len(tags) == 5
    assert all(each.startswith('"') for each in tags)


def test_entity_tag_is_the_same_from_another_server(
    cities: Project, client: FlaskClient, tmp_path: Path
) -> None:
    with site_of(cities, tmp_path) as other:
        assert tag(create_app(other).test_client()) == tag(client)


@pytest.mark.parametrize("known", ["{}", "W/{}", '"a", {}', '"a,b" , W/"c",{}', "*", ",, {}"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_client_that_knows_the_answer_gets_304(
    client: FlaskClient, known: str, method: str
) -> None:
    etag = tag(client)
    headers = {"If-None-Match": known.format(etag)}
    response = client.open(SELECT, method=method, headers=headers)
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["ETag"] == etag
    assert response.headers["Vary"] == VARY
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response.headers["Access-Control-Expose-Headers"]
    assert "Content-Length" not in response.headers


@pytest.mark.parametrize("known", ['"a"', "", 'W/"a"', "a", '"unended', '"*"'])
def test_client_that_knows_another_answer_gets_this_one(client: FlaskClient, known: str) -> None:
    assert client.get(SELECT, headers={"If-None-Match": known}).status_code == 200


def test_entity_tag_of_another_coding_is_not_this_one(client: FlaskClient) -> None:
    headers = {"If-None-Match": tag(client, Accept_Encoding="gzip")}
    assert client.get(SELECT, headers=headers).status_code == 200


def test_answer_to_the_query_method_can_be_validated(client: FlaskClient) -> None:
    def ask(**headers: str) -> tuple[int, str]:
        sent = {"Content-Type": "application/sparql-query", **headers}
        response = client.open("/sparql", method="QUERY", data="ASK {}", headers=sent)
        return response.status_code, response.headers["ETag"]

    status, etag = ask()
    assert status == 200
    assert ask(**{"If-None-Match": etag}) == (304, etag)


def test_post_is_never_answered_with_304(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": "ASK {}"}, headers={"If-None-Match": "*"})
    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/", "/problems/", "/sparql"])
def test_pages_can_be_validated(client: FlaskClient, path: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": "de"}
    etag = client.get(path, headers=headers).headers["ETag"]
    assert client.get(path, headers=headers | {"If-None-Match": etag}).status_code == 304
    headers["Accept-Language"] = "en"
    assert client.get(path, headers=headers | {"If-None-Match": etag}).status_code == 200


def test_max_age_is_told(site: Site) -> None:
    client = create_app(site, CacheSettings(max_age=60, quick=0)).test_client()
    assert client.get(ASK).headers["Cache-Control"] == "public, max-age=60"


def test_style_may_be_kept_for_an_hour(client: FlaskClient) -> None:
    with client.get("/static/style.css") as response:
        assert "max-age=3600" in response.headers["Cache-Control"]


def test_static_file_is_coded_as_pages_are(client: FlaskClient) -> None:
    plain = client.get("/static/style.css")
    coded = client.get("/static/style.css", headers={"Accept-Encoding": "br"})
    assert brotli.decompress(coded.data) == plain.data
    assert coded.headers["Vary"] == "Accept-Encoding"
    assert not {"Expires", "Last-Modified"} & set(coded.headers.keys())
    assert coded.headers["ETag"] != plain.headers["ETag"]
    known = {"Accept-Encoding": "br", "If-None-Match": coded.headers["ETag"]}
    assert client.get("/static/style.css", headers=known).status_code == 304


class Content:
    """Content that fails at its first part, or at its second."""

    def __init__(self, *parts: bytes) -> None:
        self._parts = parts
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts
        raise BrokenPipeError

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("parts", [(), (b"a",)], ids=["first", "second"])
@pytest.mark.parametrize("length", ["2", "two"])
def test_content_of_an_application_that_fails_is_closed(
    parts: tuple[bytes, ...], length: str
) -> None:
    content = Content(*parts)

    def behind(_: object, start: Any) -> Any:
        start("200 OK", [("Content-Length", length)])
        return content

    with pytest.raises((BrokenPipeError, ValueError)):
        reply_of(behind, {})
    assert content.is_closed
