from __future__ import annotations

import gzip
import subprocess
from collections.abc import Callable

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient
from tables import each
from werkzeug.test import TestResponse

from schlaglicht.web.http.compression import CODINGS, coding_for, encoded, refuses_identity

LONG = "/sparql?query=SELECT+*+%7B+VALUES+?x+%7B" + "+1" * 100 + "+%7D+%7D"
SHORT = "/sparql?query=ASK%7B%7D"


def decoded(content: bytes, coding: str | None) -> bytes:
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompress(content)
    if coding == "br":
        return bytes(brotli.decompress(content))
    return gzip.decompress(content) if coding == "gzip" else content


@each(
    ("header", "coding"),
    [
        (None, None),
        ("", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("gzip; q=0.5 , br ;q=0.501", "br"),
        ("*", "zstd"),
        ("*;q=0.5, gzip", "gzip"),
        ("zstd;q=0, *", "br"),
        ("gzip;q=0", None),
        ("*;q=0", None),
        ("identity", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("deflate", None),
        ("gzip;q=2", None),
        ("gzip;q=0.1234", None),
        ("br;level=3, gzip", "gzip"),
        (";;, gzip", "gzip"),
    ],
)
def test_coding_is_the_one_that_the_client_wants_most(
    header: str | None, coding: str | None
) -> None:
    assert coding_for(header) == coding


@pytest.mark.parametrize(
    ("header", "refused"),
    [
        (None, False),
        ("identity;q=0", True),
        ("*;q=0", True),
        ("*;q=0, identity", False),
        ("identity;q=0, br", True),
        ("deflate, *;q=0", True),
        ("*;q=0.1", False),
        ("deflate", False),
    ],
)
def test_refusal_of_plain_content_is_seen(header: str | None, refused: bool) -> None:
    assert refuses_identity(header) is refused


@pytest.mark.parametrize("coding", CODINGS)
def test_coded_content_is_read_back_and_the_same_each_time(coding: str) -> None:
    content = b"Lorem ipsum " * 1000
    assert decoded(encoded(content, coding), coding) == content
    assert encoded(content, coding) == encoded(content, coding)


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("method", ["GET", "QUERY"])
def test_long_answer_is_coded(client: FlaskClient, coding: str, method: str) -> None:
    plain = client.get(LONG)
    response = _long_answer(client, coding, method)
    assert response.headers["Content-Encoding"] == coding
    assert decoded(response.data, coding) == plain.data
    assert int(response.headers["Content-Length"]) == len(response.data) < len(plain.data)
    assert response.headers["Vary"] == plain.headers["Vary"]


def _long_answer(client: FlaskClient, coding: str, method: str) -> TestResponse:
    headers = {"Accept-Encoding": coding}
    if method == "GET":
        return client.get(LONG, headers=headers)
    query = "SELECT * { VALUES ?x {" + " 1" * 100 + " } }"
    return client.open(
        "/sparql",
        method="QUERY",
        data=query,
        headers=headers,
        content_type="application/sparql-query",
    )


def test_short_answer_is_not_coded(client: FlaskClient) -> None:
    response = client.get(SHORT, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_short_answer_is_coded_for_who_takes_no_plain_one(client: FlaskClient, method: str) -> None:
    headers = {"Accept-Encoding": "identity;q=0, gzip"}
    response = client.open(SHORT, method=method, headers=headers)
    assert response.headers["Content-Encoding"] == "gzip"
    assert method == "HEAD" or b"true" in decoded(response.data, "gzip")


def test_nothing_acceptable_is_told(client: FlaskClient) -> None:
    response = client.get(SHORT, headers={"Accept-Encoding": "identity;q=0"})
    assert response.status_code == 406
    assert "gzip" in response.text


def test_a_member_is_matched_in_proportion_to_its_length(
    run_bounded: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    member = '"gzip" + " " * 2**22 + "!"'
    found = f"print(_MEMBER.fullmatch({member}))"
    program = f"from schlaglicht.web.http.compression import _MEMBER\n{found}"
    assert run_bounded(program).stdout == "None\n"
