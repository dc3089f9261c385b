from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from schlaglicht.formats import GRAPH_FORMATS, Format
from schlaglicht.web.published_site import published_by


def test_well_known_place_leads_to_the_description(client: FlaskClient) -> None:
    response = client.get("/.well-known/void")
    assert response.status_code == 303
    assert response.headers["Location"] == "http://localhost/void"


def test_well_known_place_keeps_the_format(client: FlaskClient) -> None:
    response = client.get("/.well-known/void?format=ntriples")
    assert response.headers["Location"] == "http://localhost/void?format=ntriples"


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda chosen: chosen.name)
def test_description_is_what_the_endpoint_says(client: FlaskClient, chosen: Format) -> None:
    document = client.get("/void", headers={"Accept": chosen.media_type})
    assert document.content_type == chosen.content_type
    endpoint = client.get("/sparql", headers={"Accept": chosen.media_type})
    assert document.data == endpoint.data


@pytest.mark.parametrize(("path", "status"), [("/void/", 200), ("/.well-known/void/", 303)])
def test_trailing_slash_makes_no_difference(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_description_in_an_unknown_format_is_not_acceptable(client: FlaskClient) -> None:
    assert client.get("/void", headers={"Accept": "image/png"}).status_code == 406


def test_a_client_can_name_the_format_in_the_url(client: FlaskClient) -> None:
    response = client.get("/void?format=jsonld", headers={"Accept": "text/turtle"})
    assert response.mimetype == "application/ld+json"


def test_parts_of_the_description_have_no_documents_of_their_own(client: FlaskClient) -> None:
    site = published_by(client.application).site
    document = site.snapshot.description
    assert document is not None
    parts = site.index.subjects(beginning=f"{document}#", limit=2000)
    assert len(parts) > 10
    assert client.get("/.well-known/void%23default-graph.ttl").status_code == 404
    page = client.get("/.well-known/void.de.html")
    assert page.status_code == 200
    assert "void%23" not in page.text
    lines = client.get("/void?format=ntriples").text.splitlines()
    assert {f"<{part}>" for part in parts} <= {line.split()[0] for line in lines}
