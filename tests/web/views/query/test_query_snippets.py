"""Queries as programs: each is run, with whatever characters a query has."""

from __future__ import annotations

import contextlib
import io
import shlex
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from schlaglicht.web.views.query.query_result import snippets_of

ENDPOINT = "http://127.0.0.1:8000/sparql"
QUERIES = [
    "SELECT * { ?s ?p ?o }",
    'SELECT * { ?s ?p "it\'s" }',
    'ASK { ?s ?p """a""" }',
    'SELECT * { ?s ?p "\\n\\\\" } # )-" ends',
    "SELECT *\r\n{ ?s ?p '\u2028ö' }",
    "# {endpoint} {} %s $(id) `id` !\nASK {}",
    'ASK { ?s ?p "',
]


def asked_by(code: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The parameters of the URL that a Python program opens."""
    opened: list[str] = []

    def urlopen(url: str) -> Any:
        opened.append(url)
        return contextlib.nullcontext(io.BytesIO(b"a\r\n1\r\n"))

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, "snippet", "exec"), {})
    assert opened[0].startswith(f"{ENDPOINT}?")
    return parse_qs(urlsplit(opened[0]).query)


def programs(query: str, format_name: str) -> dict[str, str]:
    return dict(snippets_of(query, ENDPOINT, format_name))


@pytest.mark.parametrize("format_name", ["csv", "turtle", "json"])
@pytest.mark.parametrize("query", QUERIES)
def test_python_asks_the_query(
    query: str, format_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_by(programs(query, format_name)["Python"], monkeypatch)
    assert asked == {"query": [query], "format": [format_name]}


@pytest.mark.parametrize("query", QUERIES)
def test_curl_sends_the_query_as_one_word(query: str) -> None:
    words = shlex.split(programs(query, "csv")["curl"].replace("\\\n", " "))
    assert words[:3] == ["curl", "-s", ENDPOINT]
    assert words[-1] == f"query={query}"


def ends_of_raw_string(code: str, start: str) -> Iterator[int]:
    """The places where R would end a raw string that begins so."""
    hyphens = start[2 : start.index("(")]
    at = code.find(f'){hyphens}"')
    while at >= 0:
        yield at
        at = code.find(f'){hyphens}"', at + 1)


@pytest.mark.parametrize("query", QUERIES)
def test_r_has_the_query_in_a_raw_string_that_ends_once(query: str) -> None:
    first = programs(query, "csv")["R"].split("\nurl <-")[0].removeprefix("query <- ")
    start = first[: first.index("(") + 1]
    (end,) = ends_of_raw_string(first, start)
    assert first[len(start) : end] == query


def test_r_is_for_tables() -> None:
    assert set(programs("ASK {}", "json")) == {"curl", "Python"}
