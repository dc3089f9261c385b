"""The neighbours of a thing: a table that is complete without its script."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from schlaglicht.web.views.page import HAS_SERVER

DATA = """\
@prefix ex: <https://example.org/kb/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:hub a ex:Hub ; rdfs:label "Hub" ; ex:near ex:t1 ; ex:note "a literal" ;
    ex:deal [ a ex:Deal ; ex:partner ex:t2 ; ex:for ex:hub ] ; ex:site <https://example.com/hub> .
[] a ex:Stay ; ex:at ex:hub .
ex:t3 ex:stay [ ex:at ex:hub ] .
ex:alone a ex:Hub .
ex:tour a ex:Tour ; rdfs:label "Tour" ; ex:stops ( ex:t1 ex:hub ex:t2 ) .
""" + "".join(
    f'ex:t{number} a ex:Thing ; rdfs:label "T{number}" ; ex:in ex:hub .\n' for number in range(300)
)

ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)


@pytest.fixture(scope="module")
def hub_app(tmp_path_factory: pytest.TempPathFactory, publish: Callable[..., Flask]) -> Flask:
    root = tmp_path_factory.mktemp("hub")
    (root / "data.ttl").write_text(DATA, encoding="utf-8")
    (root / "schlaglicht.toml").write_text('base = "https://example.org/kb/"\n', encoding="utf-8")
    return publish(root)


@pytest.fixture
def hub(hub_app: Flask) -> FlaskClient:
    return hub_app.test_client()


@pytest.fixture
def rows(hub: FlaskClient) -> list[str]:
    """The texts of the rows of the table about the hub, cells set apart by spaces."""
    page = hub.get("/neighbours/hub.en.html").text
    return [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in ROW.findall(page)[1:]]


def test_what_a_thing_links_to_comes_before_what_links_to_it(rows: list[str]) -> None:
    outgoing = [row.startswith("Hub ") for row in rows]
    assert outgoing == sorted(outgoing, reverse=True)
    assert {"Hub near T1 Thing", "Hub site https://example.com/hub"} <= set(rows)
    assert "T0 Thing in Hub" in rows


def test_lists_are_passed_through_in_both_directions(hub: FlaskClient, rows: list[str]) -> None:
    assert "Tour Tour stops Hub" in rows
    page = hub.get("/neighbours/tour.en.html").text
    found = [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in ROW.findall(page)[1:]]
    assert [row.removeprefix("Tour stops ") for row in found] == [
        "T1 Thing",
        "Hub Hub",
        "T2 Thing",
    ]


def test_literals_and_the_class_of_a_thing_are_no_neighbours(rows: list[str]) -> None:
    assert not any("literal" in row or row.endswith("Hub Hub") for row in rows)


def test_nodes_without_an_iri_are_passed_through(rows: list[str]) -> None:
    assert "Hub deal T2 Thing" in rows
    assert "T3 Thing at Hub" in rows
    assert not any("Deal" in row or "Stay" in row for row in rows)


def test_neighbours_left_out_are_counted_and_asked_for(hub: FlaskClient, rows: list[str]) -> None:
    shown = [row for row in rows if "in Hub" in row]
    assert shown[-1] == f"and {300 - len(shown) + 1} more in Hub"
    page = unescape(hub.get("/neighbours/hub.en.html").text)
    (url,) = re.findall(r'<td data-kind="more"><a href="([^"]*)"', page)
    answer = hub.get(url, headers={"Accept": "text/csv"})
    assert len(answer.text.splitlines()) == 301


def test_cells_lead_to_neighbours_and_name_the_page(hub: FlaskClient) -> None:
    page = hub.get("/neighbours/hub.de.html").text
    assert '<td data-page="/t1.de.html"><a href="/neighbours/t1.de.html"' in page
    assert hub.get("/neighbours/t1.de.html").status_code == 200


def test_thing_without_neighbours_has_no_picture(hub: FlaskClient) -> None:
    response = hub.get("/neighbours/alone.en.html")
    assert "It links to nothing" in response.text
    assert "<script" not in response.text


def test_thing_that_does_not_exist_has_no_neighbours(hub: FlaskClient) -> None:
    assert hub.get("/neighbours/nobody.en.html").status_code == 404


def test_page_of_a_thing_leads_to_them_on_a_server_only(hub_app: Flask) -> None:
    client = hub_app.test_client()
    assert 'href="/neighbours/t1.en.html"' in client.get("/t1.en.html").text
    hub_app.config[HAS_SERVER] = False
    try:
        shown = client.get("/t2.en.html").text
    finally:
        del hub_app.config[HAS_SERVER]
    assert "T2" in shown
    assert "/neighbours/" not in shown


def test_robots_leave_them_alone(hub: FlaskClient) -> None:
    assert "Disallow: /neighbours/\n" in hub.get("/robots.txt").text
    assert '<meta name="robots" content="noindex">' in hub.get("/neighbours/hub.en.html").text
