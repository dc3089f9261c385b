"""All values by which a list can be narrowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

TREE = "/classes/iri/https/example.org/Tree"
COLOURS, DAYS = 40, 30


@pytest.fixture(scope="module")
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    trees = "".join(
        f'ex:t{n} a ex:Tree ; ex:colour "colour {n % COLOURS}" ; ex:height {n % 30}.5 ;'
        f' ex:planted "{2000 + n % 3}-01-{n % DAYS + 1:02}"^^xsd:date ; ex:kind ex:k{n % 2} .\n'
        for n in range(120)
    )
    prefixes = (
        "@prefix ex: <https://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    )
    return client_of(f"{prefixes}{trees}ex:u a ex:Tree ; ex:colour 'colour 7' .")


def text(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.text


def section(page: str, name: str) -> str:
    return page.partition(f">{name}</h2>")[2].partition("</section>")[0]


def links(html: str) -> list[tuple[str, str]]:
    return [(unescape(u), t) for u, t in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)', html)]


def choices(page: str) -> list[tuple[str, str, int]]:
    found = re.findall(r'<li><a href="([^"]*)"[^>]*>([^<]*)</a> <small>(\d+)</small>', page)
    return [(unescape(url), words, int(count)) for url, words, count in found]


def test_further_values_are_there_on_request(client: FlaskClient) -> None:
    url, words = links(section(text(client, f"{TREE}.en.html"), "colour"))[-1]
    assert words == "and 28 more"
    path, _, anchor = url.partition("#")
    page = text(client, path)
    assert f'<section id="{anchor}">' in page
    every = choices(section(page, "colour"))
    assert len(every) == COLOURS
    kept = [u for u, _ in links(page) if "sort=" in u or "page=2" in u]
    assert kept
    assert all("all=colour" in u for u in kept)
    assert client.get(f"{path}&page=99999999999999999999").status_code == 404
    assert every[0][1:] == ("colour 7", 4)
    assert [count for *_, count in every] == sorted((n for *_, n in every), reverse=True)
    assert "4 things" in text(client, every[0][0])


def test_combined_values_show_all_on_request(client: FlaskClient) -> None:
    start = text(client, f"{TREE}.en.html")
    kind = links(section(start, "kind"))[0][0]
    (combined,) = [url for url, words in links(text(client, kind)) if "several values" in words]
    url, words = links(section(text(client, combined), "colour"))[-1]
    assert words == "and 8 more"
    path, _, anchor = url.partition("#")
    page = text(client, path)
    assert f'<section id="{anchor}">' in page
    every = choices(section(page, "colour"))
    assert len(every) == COLOURS // 2
    assert len(choices(section(page, "height"))) == 12
