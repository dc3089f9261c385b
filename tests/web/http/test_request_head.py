"""Requests that HTTP does not allow: refused before anything reads them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({"HTTP_HOST": ""}, "no Host header"),
        ({"HTTP_HOST": "a,b"}, "more than one Host header"),
        ({"HTTP_HOST": "a/b"}, "does not name a host"),
        ({"HTTP_HOST": "u@a"}, "does not name a host"),
        ({"HTTP_TRANSFER_ENCODING": "gzip, chunked"}, "no other coding"),
        ({"REQUEST_METHOD": "get"}, "written in upper case"),
    ],
)
def test_refusal_says_what_is_wrong(
    client: FlaskClient, environ: dict[str, str], reason: str
) -> None:
    response = client.get(
        "/sparql", headers={"Accept": "application/json"}, environ_overrides=environ
    )
    assert response.status_code == 400
    assert reason in response.get_json()["detail"]
