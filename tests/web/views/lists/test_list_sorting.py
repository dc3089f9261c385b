"""Lists in the order of a column."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from html import unescape
from io import StringIO

import pytest
from flask.testing import FlaskClient
from tables import each

from schlaglicht.web.views.lists import class_lists as list_pages

DATA = """\
@prefix id: <https://example.org/kb/id/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:a a schema:Product ; schema:name "A" ; schema:height 10 ; schema:color "Öl"@de , "a"@en ;
    schema:releaseDate "2020-05-01"^^xsd:date ; schema:isPartOf id:z .
id:b a schema:Product ; schema:name "B" ; schema:height 9.5 , 20 ; schema:color "Ob"@de , "z"@en ;
    schema:releaseDate "2019"^^xsd:gYear ; schema:isPartOf id:y .
id:c a schema:Product ; schema:name "C" ; schema:color "Zinn"@de ; schema:isPartOf id:y .
id:d a schema:Product ; schema:name "D" ; schema:height -1 ; schema:color "öl 2"@de ;
    schema:releaseDate "2020-04-30T23:00:00Z"^^xsd:dateTime .
id:y a schema:Set ; schema:name "Alpha" .
id:z a schema:Set ; schema:name "Beta" .
"""
PRODUCTS = "/classes/iri/https/schema.org/Product"


@pytest.fixture(scope="module")
def products(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    many = "".join(
        f"<https://example.org/kb/id/n{n:03}> a <https://schema.org/Offer> ; "
        f"<https://schema.org/price> {(n * 7) % 60} .\n"
        for n in range(60)
    )
    return client_of(DATA + many, {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'})


def listed(client: FlaskClient, url: str) -> list[str]:
    """The ends of the IRIs of a list, as page, CSV or JSON."""
    response = client.get(url)
    assert response.status_code == 200, response.text
    if response.mimetype == "text/csv":
        return [row[0][-1] for row in csv.reader(StringIO(response.text))][1:]
    if response.mimetype == "application/json":
        return [thing["thing"]["value"][-1] for thing in response.get_json()["things"]]
    return re.findall(r'<tr[^>]*><td><a href="/id/(\w+)\.', response.text)


ORDERS = {
    "": "abcd",
    "?sort=name": "abcd",
    "?sort=name&order=desc": "dcba",
    "?sort=height": "dbac",
    "?sort=height&order=desc": "badc",
    "?sort=releaseDate": "bdac",
    "?sort=releaseDate&order=desc": "adbc",
    "?sort=color": "badc",
    "?sort=isPartOf": "bcad",
    "?sort=isPartOf&order=desc": "abcd",
}


@each("form", ["html", "csv", "json"])
@each("query", ORDERS)
def test_every_form_has_the_order(query: str, form: str, products: FlaskClient) -> None:
    assert "".join(listed(products, f"{PRODUCTS}.de.{form}{query}")) == ORDERS[query]


def test_texts_are_compared_in_the_language_of_the_reader(products: FlaskClient) -> None:
    assert "".join(listed(products, f"{PRODUCTS}.en.html?sort=color")) == "adbc"


def test_narrowed_list_has_the_order(products: FlaskClient) -> None:
    page = products.get(f"{PRODUCTS}.de.html").text
    (url,) = re.findall(r'href="([^"]*/by/ispartof-[^"]*/y-[^"]*)"', page)
    assert "".join(listed(products, f"{url}?sort=height")) == "bc"
    assert "".join(listed(products, f"{url}?sort=name&order=desc")) == "cb"


def heads(page: str) -> dict[str, tuple[str, str]]:
    """The columns of a table: by their names, the link of each and its direction."""
    found = re.findall(
        r'<th scope="col"(?: aria-sort="(\w+)")?[^>]*><a href="([^"]*)"[^>]*>([^<]*)<', page
    )
    return {name: (unescape(url), direction) for direction, url, name in found}


def test_head_links_to_the_order_of_each_column(products: FlaskClient) -> None:
    page = products.get(f"{PRODUCTS}.en.html").text
    assert heads(page)["Things"][1] == "ascending"
    url, direction = heads(page)["height"]
    assert (url, direction) == (f"{PRODUCTS}.en.html?sort=height", "")
    assert "".join(listed(products, url)) == "dbac"


def test_head_says_the_direction_and_links_to_the_other(products: FlaskClient) -> None:
    page = products.get(f"{PRODUCTS}.en.html?sort=height").text
    url, direction = heads(page)["height"]
    assert (url, direction) == (f"{PRODUCTS}.en.html?sort=height&order=desc", "ascending")
    assert heads(page)["Things"] == (f"{PRODUCTS}.en.html", "")
    url, direction = heads(products.get(url).text)["height"]
    assert (url, direction) == (f"{PRODUCTS}.en.html?sort=height", "descending")


def test_pages_files_and_languages_keep_the_order(products: FlaskClient) -> None:
    offers = "/classes/iri/https/schema.org/Offer"
    response = products.get(f"{offers}.de.html?sort=price&order=desc")
    links = [unescape(url) for url in re.findall(r'href="([^"]*)"', response.text)]
    query = "?sort=price&order=desc"
    for name in ("/page-2.de.html", ".de.csv", ".de.json", ".en.html"):
        assert f"{offers}{name}{query}" in links
    assert f'{offers}.de.csv{query}>; rel="alternate"' in response.headers["Link"]
    pages = [
        re.findall(r"/id/n(\d+)\.", products.get(f"{offers}{end}.de.html{query}").text)
        for end in ("", "/page-2", "/page-3")
    ]
    prices = [int(number) * 7 % 60 for page in pages for number in page]
    assert prices == sorted(prices, reverse=True)
    assert len(prices) == 60


def test_letters_stand_at_the_order_of_names_alone(products: FlaskClient) -> None:
    offers = "/classes/iri/https/schema.org/Offer"
    assert '<tr id="n' not in products.get(f"{offers}.de.html?sort=price").text


def test_negotiated_form_keeps_the_order(products: FlaskClient) -> None:
    response = products.get(f"{PRODUCTS}?sort=height", headers={"Accept": "text/csv"})
    assert response.status_code == 303
    assert response.headers["Location"].endswith(".csv?sort=height")


@pytest.mark.parametrize("form", ["html", "csv", "json"])
@pytest.mark.parametrize(
    ("query", "said", "known"),
    [
        ("?sort=heigth", "did you mean height?", "releaseDate"),
        ("?sort=", "no column ''", "name"),
        ("?sort=height&order=up", "no order 'up'", "desc"),
    ],
)
def test_unknown_order_is_a_problem_that_names_the_known_ones(
    query: str, said: str, known: str, form: str, products: FlaskClient
) -> None:
    response = products.get(
        f"{PRODUCTS}.en.{form}{query}", headers={"Accept": "application/problem+json"}
    )
    problem = response.get_json(force=True)
    assert (response.status_code, problem["type"].rpartition("/")[2]) == (400, "list-order")
    assert said in problem["detail"]
    assert known in problem["available"]


def test_long_list_is_sorted_by_name_alone_and_says_so(
    products: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_pages, "MOST_SORTED", 3)
    assert heads(products.get(f"{PRODUCTS}.en.html?uncached").text) == {}
    url = f"{PRODUCTS}.en.html?uncached&sort"
    assert "".join(listed(products, f"{url}=name&order=desc")) == "dcba"
    response = products.get(f"{url}=height", headers={"Accept": "application/problem+json"})
    assert response.status_code == 400
    assert "at most 3 things" in response.get_json(force=True)["detail"]


def test_list_whose_values_take_too_long_is_a_problem(
    products: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_pages, "MOST_SORTED", 1)
    for form in ("html", "csv", "json"):
        assert products.get(f"{PRODUCTS}.en.{form}?too-long&sort=height").status_code == 400


def test_equal_ends_of_properties_are_told_apart_by_their_iris(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(
        "<https://x.example/a> a <https://x.example/C> ; <https://x.example/p> 1 ;"
        " <https://y.example/p> 2 ."
    )
    response = client.get(
        "/classes/iri/https/x.example/C.en.html?sort=p",
        headers={"Accept": "application/problem+json"},
    )
    known = response.get_json(force=True)["available"]
    assert known == ["name", "https://x.example/p", "https://y.example/p"]


COMBINED = "/combined?lang=de&class=iri/https/schema.org/Product"


def test_combined_list_has_the_order(products: FlaskClient) -> None:
    assert "".join(listed(products, f"{COMBINED}&sort=height")) == "dbac"
    assert "".join(listed(products, f"{COMBINED}&sort=color&order=desc")) == "cdab"


def test_combined_list_has_links_that_sort_what_it_is_narrowed_by(products: FlaskClient) -> None:
    page = products.get(COMBINED).text
    (narrowed,) = re.findall(r'href="([^"]*by=ispartof-[^"]*y-[^"]*)"', page)
    page = products.get(unescape(narrowed)).text
    heads = re.findall(r"<th [^>]*>.*?</th>", page)
    assert 'aria-sort="ascending"' in heads[0]
    (by_height,) = re.findall(r'<a href="([^"]*sort=height&[^"]*)"', "".join(heads))
    assert "".join(listed(products, unescape(by_height))) == "bc"
    page = products.get(unescape(by_height)).text
    (turned,) = re.findall(r'<a href="([^"]*sort=height[^"]*order=desc[^"]*)"', page)
    assert "".join(listed(products, unescape(turned))) == "bc"


def test_pages_and_further_values_of_a_combined_list_keep_its_order(products: FlaskClient) -> None:
    offers = "/combined?lang=de&class=iri/https/schema.org/Offer&sort=price&order=desc"
    page = products.get(offers).text
    (second,) = re.findall(r'rel="next" href="([^"]*)"', page)
    assert {"sort=price", "order=desc"} <= set(unescape(second).partition("?")[2].split("&"))
    page = products.get(f"{COMBINED}&sort=height").text
    further = re.findall(r'href="([^"]*by=[^"]*)"', page)
    assert [unescape(url).count("sort=height&") for url in further] == [1, 1]


def test_unknown_column_of_a_combined_list_is_refused_with_the_known(products: FlaskClient) -> None:
    response = products.get(f"{COMBINED}&sort=heihgt", headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert "did you mean height?" in response.get_json()["detail"]
