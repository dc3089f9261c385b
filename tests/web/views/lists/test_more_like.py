"""More like the thing of a page, and what both share."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from schlaglicht.web.views.page import HAS_SERVER

DATA = """
@prefix id: <https://example.org/kb/id/> .
@prefix s: <https://schema.org/> .
id:a a s:Event ; s:name "Fair"@en ; s:location id:bonn ; s:about id:x , id:y , id:z , "</li>long" .
id:b a s:Event ; s:name "Talk"@en ; s:location id:bonn ; s:about id:x , id:y , id:z , "</li>long" .
id:c a s:Event ; s:name "Walk"@en ; s:location id:bonn .
id:d a s:Event . id:e a s:Event . id:f a s:Event .
id:g a s:Book ; s:isPartOf id:shelf . id:h a s:Book ; s:isPartOf id:shelf ; s:name "Twin" .
id:i a s:Book ; s:isPartOf id:shelf ; s:name "Twin" .
id:j a s:Text ; s:about id:v ; s:text "LONG" . id:k a s:Text ; s:about id:v ; s:text "LONG" .
id:bonn a s:City ; s:name "Bonn"@en . id:series s:subEvent id:d , id:e .
""".replace("LONG", "long" * 300)


@pytest.fixture(scope="module")
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of(DATA, {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'})


def alike(client: FlaskClient, path: str) -> str:
    found = re.search(r'id="section-alike">.*?</section>', client.get(path).text, re.DOTALL)
    return found[0] if found else ""


def in_words(part: str) -> list[str]:
    items = re.findall(r"<li>(.*?)</li>", part, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", " ", item)).split()) for item in items]


def test_a_page_shows_what_shares_most_and_says_what(client: FlaskClient) -> None:
    first, second = in_words(alike(client, "/id/a.en.html"))
    assert first.startswith("Talk about: ")
    assert first.endswith("; and 2 more")
    assert second == "Walk location: Bonn"


def test_things_that_something_leads_to_are_alike(client: FlaskClient) -> None:
    (only,) = in_words(alike(client, "/id/d.en.html"))
    assert only == "id:e both as “sub-event” in id:series"


def test_things_of_the_same_name_are_told_apart(client: FlaskClient) -> None:
    first, second = in_words(alike(client, "/id/g.en.html"))
    assert first.startswith("Twin (h) ")
    assert second.startswith("Twin (i) ")


def test_values_are_texts_of_the_page(client: FlaskClient) -> None:
    assert "&lt;/li&gt;long" in alike(client, "/id/b.en.html")


def test_a_thing_that_shares_nothing_has_no_part(client: FlaskClient) -> None:
    assert alike(client, "/id/f.en.html") == ""


@pytest.mark.parametrize(
    ("name", "others"), [("a", {"a", "b"}), ("d", {"d", "e"}), ("j", {"j", "k"})]
)
def test_the_link_finds_all_that_share_it(client: FlaskClient, name: str, others: set[str]) -> None:
    (url,) = re.findall(r'href="(/sparql/builder\?[^"]*)"', alike(client, f"/id/{name}.en.html"))
    assert len(url) < 1000
    preview = client.get(unescape(url)).text.partition('id="preview"')[2]
    assert set(re.findall(r'<td>\s*<a href="/id/(\w+)\.', preview)) == others


def test_pages_about_evidence_have_none(shipped: FlaskClient) -> None:
    assert alike(shipped, "/id/evidence-f007.en.html") == ""
    assert alike(shipped, "/id/eu-cluster-conference-2020.de.html") != ""


def test_a_static_site_shows_them_without_the_link(
    shipped_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(shipped_app.config, HAS_SERVER, False)
    client = shipped_app.test_client()
    page = alike(client, "/id/eu-cluster-conference-2020.en.html?static=1")
    assert "<li>" in page
    assert "sparql/builder" not in page
