"""Questions without SPARQL: the form, step by step, without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tables import each

from schlaglicht.errors import QueryTimeout
from schlaglicht.query import read_query
from schlaglicht.web.views.query import query_builder

BUILDER = "/sparql/builder"

DATA = """\
@prefix id: <https://example.org/kb/id/> .
@prefix s: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:a a s:Event ; s:name "Fair"@en , "Messe"@de ; s:location id:bonn ;
    s:startDate "2020-05-01"^^xsd:date ; s:size 5 .
id:b a s:Event ; s:name "Talk"@en ; s:location id:koeln ; s:startDate "2021"^^xsd:gYear .
id:c a s:Event ; s:name "</pre> \\" } #"@en ; s:location id:bonn ; s:size 12.5 ; s:duration 3 .
id:bonn a s:City ; s:name "Bonn"@de ; s:containedIn id:nrw .
id:koeln a s:City ; s:name "Köln"@de ; s:containedIn id:nrw .
id:nrw a s:State ; s:name "NRW" .
"""
SHAPES = """\
@prefix s: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/shapes/> .
ex:Event a sh:NodeShape ; sh:targetClass s:Event ; sh:property
    [ sh:path s:startDate ; sh:order 1 ; sh:name "begins"@en , "beginnt"@de ] ,
    [ sh:path s:organizer ; sh:order 2 ] .
"""
SETTINGS = """\
base = "https://example.org/kb/"
[prefixes]
id = "https://example.org/kb/id/"
s = "https://schema.org/"
"""


@pytest.fixture(scope="module")
def app(publish: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    root = tmp_path_factory.mktemp("events")
    (root / "data.ttl").write_text(DATA, encoding="utf-8")
    (root / "shapes").mkdir()
    (root / "shapes" / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    (root / "schlaglicht.toml").write_text(SETTINGS)
    return publish(root)


def ask(client: FlaskClient, **fields: str) -> str:
    query = {"lang": "en", "class": "s:Event", **fields}
    return client.get(BUILDER, query_string=query).text


def options(page: str, name: str) -> dict[str, str]:
    (select,) = re.findall(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    found = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', select)
    return {unescape(value): unescape(text) for value, text in found}


def query_of(page: str) -> str:
    (query,) = re.findall(r'<pre tabindex="0"[^>]*><code[^>]*>(.*?)</code>', page, re.DOTALL)
    return unescape(query)


def matches(page: str) -> str:
    (text,) = re.findall(r'id="matches">([^<]*)<', page)
    return unescape(text)


def things(page: str) -> list[str]:
    preview = page.partition('id="preview"')[2]
    return re.findall(r'<tr><td[^>]*><a href="/id/(\w+)\.', re.sub(r">\s+<", "><", preview))


def test_a_class_is_the_first_step(client: FlaskClient) -> None:
    page = client.get(f"{BUILDER}?lang=en").text
    found = re.findall(r'<a href="([^"]*)"[^>]*><bdi>(\w+)</bdi></a> <small>(\d+)', page)
    assert ("/sparql/builder?class=s:Event&amp;lang=en", "Event", "3") in found


def test_properties_of_shapes_come_first_then_those_in_use(client: FlaskClient) -> None:
    offered = options(ask(client), "add")
    paths = list(offered)
    assert paths[:3] == ["", "s:startDate", "s:name"]
    assert offered["s:startDate"] == "begins"
    assert paths.index("s:organizer") == 6  # known to shapes alone, after all that is used
    assert offered["s:location/s:name"] == "location › name"
    towns = options(ask(client, **{"class": "s:City"}), "add")
    assert towns["^s:location"] == "“location” in Event"
    assert towns["^s:location/s:startDate"] == "“location” in Event › begins"


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("s:location", "equals"),
        ("s:name", "contains"),
        ("s:size", "numbers"),
        ("s:startDate", "dates"),
        ("s:location/s:name", "contains"),
    ],
)
def test_a_property_that_is_added_gets_the_test_for_its_values(
    client: FlaskClient, path: str, test: str
) -> None:
    added = client.get(f"{BUILDER}?lang=en&class=s:Event&add={path}")
    assert added.status_code == 303
    page = client.get(added.headers["Location"]).text
    assert next(iter(options(page, "t1"))) == test
    assert matches(page) == "3 things match"
    assert "<legend><bdi>" in page


@pytest.mark.parametrize(
    ("language", "path", "expected"),
    [
        ("en", "s:name", "en"),
        ("de", "s:name", "de"),
        ("de", "s:location/s:name", "de"),
        ("en", "s:location/s:name", ""),  # there are German names alone
        ("en", "s:size", ""),
    ],
)
def test_texts_are_in_the_language_of_the_reader_if_there_are_any(
    client: FlaskClient, language: str, path: str, expected: str
) -> None:
    query = {"lang": language, "class": "s:Event", "add": path}
    url = client.get(BUILDER, query_string=query).headers["Location"]
    assert parse_qs(urlsplit(url).query).get("l1", [""]) == [expected]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"p1": "s:location", "t1": "equals", "v1": "<https://example.org/kb/id/bonn>"}, "ac"),
        ({"p1": "s:location/s:name", "t1": "contains", "v1": "KÖL"}, "b"),
        ({"p1": "s:name", "t1": "absent", "l1": "de"}, "bc"),
        ({"p1": "s:startDate", "t1": "exists"}, "ab"),
        ({"p1": "s:startDate", "t1": "dates", "a1": "2020-06"}, "b"),
        ({"p1": "s:startDate", "t1": "dates", "b1": "2020"}, "a"),
        ({"p1": "s:size", "t1": "numbers", "a1": "5,5", "b1": "20"}, "c"),
        ({"p1": "s:name", "t1": "equals", "v1": '"Talk"@en'}, "b"),
        ({"p1": "s:size", "t1": "exists", "p2": "s:location", "order": "desc"}, "ca"),
    ],
)
def test_conditions_find_what_they_say(
    client: FlaskClient, fields: dict[str, str], expected: str
) -> None:
    page = ask(client, **fields)
    assert "".join(things(page)) == expected
    assert int(matches(page).split()[0]) == len(expected)


def test_values_are_offered_by_name_and_found_by_words(client: FlaskClient) -> None:
    row = {"p1": "s:location", "t1": "equals"}
    bonn, koeln = (f"<https://example.org/kb/id/{name}>" for name in ("bonn", "koeln"))
    assert options(ask(client, **row), "v1") == {
        "": "choose …",
        bonn: "Bonn (2)",
        koeln: "Köln (1)",
    }
    assert options(ask(client, **row, w1="koln"), "v1") == {"": "choose …", koeln: "Köln"}
    assert options(ask(client, **row, w1="öln"), "v1") == {"": "choose …", koeln: "Köln (1)"}
    assert options(ask(client, **row, v1=bonn, w1="köln"), "v1").keys() == {"", bonn, koeln}


def test_words_that_no_value_has_leave_the_list_and_are_told(client: FlaskClient) -> None:
    row = {"p1": "s:location", "t1": "equals"}
    told, whole = "No value named “gold”.", options(ask(client, **row), "v1")
    assert told not in ask(client, **row, w1="bonn")
    for chosen in ({}, {"v1": "<https://example.org/kb/id/bonn>"}):
        page = ask(client, **row, **chosen, w1="gold")
        assert (told in page, options(page, "v1")) == (True, whole)
    assert 'role="status" class="hint" id="found-1"' in ask(client, **row)  # there before it speaks


def test_a_property_says_how_many_have_it_unless_all_do(client: FlaskClient) -> None:
    assert "2 of 3 have this." in ask(client, p1="s:startDate", t1="exists")
    assert "1 of 3 has this." in ask(client, p1="s:duration", t1="exists")
    assert "have this." not in ask(client, p1="s:location", t1="exists")
    assert "have this." not in ask(client, p1="s:location/s:name")


def test_a_cell_without_a_value_is_empty_to_the_eye(client: FlaskClient) -> None:
    page = ask(client, p1="s:size", t1="any", c1="1")
    assert '<td><span class="hidden">no value</span></td>' in page


def test_what_is_no_value_is_said_and_left_out(client: FlaskClient) -> None:
    page = ask(client, p1="s:startDate", t1="dates", a1="1.5.2020")
    assert "Not a date" in page
    assert matches(page) == "3 things match"


def test_rows_are_removed(client: FlaskClient) -> None:
    fields = {"class": "s:Event", "p1": "s:name", "p2": "s:size", "sort": "2", "remove": "1"}
    response = client.get(BUILDER, query_string=fields)
    assert response.status_code == 303
    assert "p1=s%3Asize" in response.headers["Location"]
    assert "sort=1" in response.headers["Location"]
    page = ask(client, p1="s:name", p2="s:size", sort="2")
    without = [unescape(url) for url in re.findall(r'class="remove" href="([^"]*)"', page)]
    assert "p1=s%3Asize" in without[0]
    assert "p1=s%3Aname" in without[1]
    assert not any("p2=" in url for url in without)


HOSTILE = ['"><script>', "</pre>", "') } #", "\\u0022", "\x00\n", "a" * 5000, "%00%", "🦉\ud800"]


@each("text", HOSTILE)
@each("name", ["v1", "w1", "a1", "l1", "t1", "p1", "sort", "limit", "add"])
def test_hostile_fields_neither_break_the_page_nor_the_query(
    client: FlaskClient, name: str, text: str
) -> None:
    text = text.encode("utf-8", "replace").decode()
    for test in ("equals", "contains", "numbers", "dates"):
        fields = {"p1": "s:name", "t1": test, name: text}
        response = client.get(BUILDER, query_string={"lang": "en", "class": "s:Event", **fields})
        assert response.status_code == 200
        assert "<script>" not in response.text
        read_query(query_of(response.text))


def test_a_value_of_the_data_can_be_anything(client: FlaskClient) -> None:
    value = next(v for v in options(ask(client, p1="s:name", t1="equals"), "v1") if "pre>" in v)
    assert things(ask(client, p1="s:name", t1="equals", v1=value)) == ["c"]


def test_values_too_long_for_the_form_are_no_choices(client_of: Callable[..., FlaskClient]) -> None:
    texts = ", ".join(f'"{n} {"long" * 500}"' for n in range(50))
    client = client_of(
        f'@prefix s: <https://schema.org/> . s:a a s:Event ; s:text "short", {texts} .'
    )
    page = ask(client, p1="s:text", t1="equals")
    assert list(options(page, "v1")) == ["", '"short"']


@pytest.mark.parametrize("prefix", ["dct", "dcterms", "terms"])
def test_queries_are_written_with_the_prefixes_of_the_project(
    client_of: Callable[..., FlaskClient], prefix: str
) -> None:
    client = client_of(
        f"@prefix {prefix}: <http://purl.org/dc/terms/> . "
        f"@prefix x: <https://x.example/> . x:a a x:C ; {prefix}:title 'A' ."
    )
    page = ask(client, **{"class": "x:C", "p1": f"{prefix}:title", "c1": "1"})
    assert f"PREFIX {prefix}: <http://purl.org/dc/terms/>" in query_of(page)
    assert f"{prefix}:title ?" in query_of(page)


def test_counting_stops_at_the_most(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_builder, "MOST_COUNTED", 2)
    assert matches(ask(client, sort="9")) == "More than 2 things match"


def test_a_query_that_is_stopped_leaves_the_form(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise QueryTimeout(10.0)

    monkeypatch.setattr(query_builder, "beginning_of_answer", stop)
    page = ask(client, sort="8")
    assert matches(page) == "Counting was stopped at a limit of the endpoint."
    assert "longer than the endpoint allows" in page
    assert "SELECT DISTINCT ?event" in query_of(page)


def test_states_are_kept_from_robots(client: FlaskClient) -> None:
    assert client.get(BUILDER).headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Disallow: /*?" in client.get("/robots.txt").text


def test_the_script_is_loaded_here_alone(client: FlaskClient) -> None:
    script = '<script type="module" src="/static/query-builder.js">'
    assert script in ask(client)
    for path in (f"{BUILDER}?lang=en", "/index.en.html", "/sparql.en.html"):
        assert "query-builder.js" not in client.get(path).text
    policy = client.get(f"{BUILDER}?class=s:Event").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "path",
    ["/index.en.html", "/sparql.en.html", "/queries/index.en.html", "/classes/index.en.html"],
)
def test_pages_lead_to_the_builder(client: FlaskClient, path: str) -> None:
    assert 'href="/sparql/builder?lang=en"' in client.get(path).text


def test_a_list_leads_to_the_same_things(client: FlaskClient) -> None:
    listed = client.get("/classes/iri/https/schema.org/Event.en.html").text
    bonn = re.findall(r'<a href="(/classes/[^"]*/by/location[^"]*bonn[^"]*)"', listed)
    (url,) = re.findall(r'href="(/sparql/builder\?[^"]*p1=[^"]*)"', client.get(bonn[0]).text)
    assert things(client.get(unescape(url)).text) == ["a", "c"]


def test_combined_values_lead_to_the_same_things(client: FlaskClient) -> None:
    listed = client.get("/classes/iri/https/schema.org/Event.en.html").text
    bonn = re.findall(r'<a href="(/classes/[^"]*/by/location[^"]*bonn[^"]*)"', listed)
    (combined,) = re.findall(r'href="(/combined\?[^"]*)"', client.get(bonn[0]).text)
    page = client.get(unescape(combined)).text
    (url,) = re.findall(r'href="(/sparql/builder\?[^"]*p1=[^"]*)"', page)
    assert things(client.get(unescape(url)).text) == ["a", "c"]


def test_a_static_site_has_no_builder(
    cli: Callable[..., Any], concert: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    cli(concert, "export", "--site", str(out), "--base", "https://example.org/kb/", ".")
    assert not (out / "sparql" / "builder").exists()
    pages = [path.read_text(encoding="utf-8") for path in out.rglob("*.html")]
    assert len(pages) > 10
    assert not any("sparql/builder" in page for page in pages)


def test_a_saved_question_works_in_the_project(
    publish: Callable[..., Flask], cli: Callable[..., Any], concert: Path
) -> None:
    fields = {"class": "schema:Event", "p1": "schema:startDate", "t1": "dates", "a1": "2019-05"}
    titles = {"title_en": "What is on?\n} DROP ALL", "title_de": "Was läuft?"}
    saved = publish(concert).test_client().get(f"{BUILDER}.rq", query_string={**fields, **titles})
    assert saved.mimetype == "application/sparql-query"
    (name,) = re.findall(r'filename="([a-z-]+\.rq)"', saved.headers["Content-Disposition"])
    (concert / "queries" / name).write_bytes(saved.data)
    answer = cli(concert, "query", "--format", "tsv", f"queries/{name}").stdout
    assert "<https://example.org/id/concert>" in answer
    (concert / "queries" / name).with_suffix(".tsv").write_text(answer, encoding="utf-8")
    validated = cli(concert, "validate", ".")
    assert validated.returncode == 0, validated.stdout
    served = publish(concert).test_client()
    page = served.get(f"/queries/{name.removesuffix('.rq')}.de.html").text
    assert "<h1>Was läuft?</h1>" in page
    assert "/id/concert.de.html" in page


def test_without_a_class_there_is_nothing_to_save(client: FlaskClient) -> None:
    response = client.get(f"{BUILDER}.rq")
    assert (response.status_code, response.headers["Location"]) == (303, "/sparql/builder?lang=en")


def test_a_class_that_is_not_there_matches_nothing(client: FlaskClient) -> None:
    page = ask(client, **{"class": "<urn:none>"}, p1="s:name/^<urn:x>", t1="equals")
    assert matches(page) == "0 things match"
