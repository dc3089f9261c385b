"""Lists that are narrowed by several values at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

PRODUCT = "/classes/iri/https/schema.org/Product"
DATA = """\
@prefix id: <https://example.org/kb/id/> .
@prefix schema: <https://schema.org/> .
id:a a schema:Product ; schema:color "red" ; schema:material id:wood ;
    schema:size "S \\"x\\" }"@en .
id:b a schema:Product ; schema:color "red" ; schema:size "L" ; schema:material id:wood .
id:c a schema:Product ; schema:color "blue" ; schema:size "L" ; schema:material id:wood .
id:d a schema:Product ; schema:color "red" , "blue" ; schema:size "L" ; schema:material id:iron .
"""


@pytest.fixture(scope="module")
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    offers = "".join(
        f'id:o{n} a schema:Offer ; schema:color "c{n % 2}" ; schema:size "s{n % 3}" .\n'
        for n in range(600)
    )
    return client_of(DATA + offers, {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'})


def link_named(page: str, words: str) -> str:
    (found,) = re.findall(rf'<a href="([^"]*)"[^>]*>{re.escape(words)}(?:<|$)', page)
    return unescape(found)


def things(page: str) -> list[str]:
    return re.findall(r'<tr><td><a href="/id/(\w)\.', page)


def test_values_are_combined_step_by_step_and_left_out_again(client: FlaskClient) -> None:
    listed = client.get(f"{PRODUCT}.en.html").text
    red = client.get(link_named(listed, "red")).text
    start = client.get(link_named(red, "Narrow down by several values at once"))
    assert start.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert things(start.text) == ["a", "b", "d"]
    large = client.get(link_named(start.text, "L")).text
    assert "2 things" in large
    assert things(large) == ["b", "d"]
    wooden = client.get(link_named(large, "id:wood")).text
    assert things(wooden) == ["b"]
    others = re.findall(r'<a href="([^"]*)" rel="nofollow">leave out', wooden)
    without = [unescape(url) for url in others]
    assert [things(client.get(url).text) for url in without] == [["b", "c"], ["b", "d"], ["a", "b"]]


def test_counts_are_those_within_the_list(client: FlaskClient) -> None:
    red = client.get(link_named(client.get(f"{PRODUCT}.en.html").text, "red")).text
    page = client.get(link_named(red, "Narrow down by several values at once")).text
    counts = dict(re.findall(r'rel="nofollow">([^<]*)</a> <small>(\d+)</small>', page))
    assert counts == {"blue": "1", "L": "2", "S &#34;x&#34; }": "1", "id:wood": "2", "id:iron": "1"}


def test_the_same_values_have_one_url_in_any_order(client: FlaskClient) -> None:
    page = client.get(f"{PRODUCT}.en.html").text
    start = client.get(link_named(page, "Narrow down by several values at once")).text
    red, large = link_named(start, "red"), link_named(start, "L")
    assert link_named(client.get(red).text, "L") == link_named(client.get(large).text, "red")


def test_the_list_can_be_opened_as_a_query_that_finds_the_same(client: FlaskClient) -> None:
    page = client.get(f"{PRODUCT}.en.html").text
    start = client.get(link_named(page, "Narrow down by several values at once")).text
    red = client.get(link_named(start, "red")).text
    small = client.get(link_named(red, "S &#34;x&#34; }")).text
    url = link_named(small, "Open as a SPARQL query")
    query = parse_qs(urlsplit(url).query)["query"][0]
    answer = client.get("/sparql", query_string={"query": query, "format": "csv"})
    assert answer.text.split() == ["thing", "https://example.org/kb/id/a"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "class=iri/https/schema.org/None",
        "class=iri/https/schema.org/Product&by=x/y",
        "class=iri/https/schema.org/Product&by=",
        "class=iri/https/schema.org/Product&page=2",
        "class=iri/https/schema.org/Product&" + "&".join(f"by={n}/x" for n in range(9)),
    ],
)
def test_what_cannot_be_combined_is_not_found(client: FlaskClient, query: str) -> None:
    assert client.get(f"/combined?{query}").status_code == 404


def test_what_takes_too_long_is_left_to_a_query(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get(PRODUCT.replace("Product", "Offer") + ".en.html").text
    start = client.get(link_named(page, "Narrow down by several values at once")).text
    url = link_named(client.get(link_named(start, "c0")).text, "s0")
    monkeypatch.setattr("schlaglicht.dataset.index.lists.FACET_STEPS", 900)
    slow = client.get(url)
    assert slow.status_code == 200
    assert "takes too long" in slow.text
    assert "Open as a SPARQL query" in slow.text
    monkeypatch.undo()
    assert "100 things" in client.get(f"{url}&again=1").text
