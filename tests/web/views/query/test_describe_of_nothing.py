"""The page of a DESCRIBE that has no pattern and finds nothing."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("iri", ["https://example.org/nothing", "x:y"])
def test_description_of_nothing_is_a_page(client: FlaskClient, iri: str) -> None:
    answer = client.get(
        "/sparql",
        query_string={"query": f"DESCRIBE <{iri}>", "lang": "en"},
        headers={"Accept": "text/html"},
    )
    assert answer.status_code == 200
    assert "No triple." in answer.text
