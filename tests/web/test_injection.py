"""What a hostile dataset could try with its labels, literals and IRIs."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize
from tables import each

from schlaglicht.pages.iri_paths import IriPaths

RLO, PDI, LS = "\u202e", "\u2069", "\u2028"
TEXTS = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<!-- <script>",
    '" onmouseover="alert(3)" x=\'',
    "' onfocus='alert(4)",
    "{{ 7 * 7 }}",
    "]]><svg onload=alert(5)>",
    f"gnp{RLO}.exe{PDI}",
    f"line{LS}separator",
    "a\r\nSet-Cookie: a=b",
    '=HYPERLINK("https://evil.example/")',
    "-2+3+cmd|' /C calc'!A0",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    '"}]},{"type":"Feature',
]
BASE = "https://example.org/"
THING = BASE + "thing"
IRIS = [
    "javascript:alert(6)",
    "JaVaScRiPt:alert(7)",
    "data:text/html,<script>alert(8)</script>".replace("<", "%3C").replace(">", "%3E"),
    "vbscript:msgbox(9)",
    "https://example.com/'onclick='alert(10)'",
    "https://example.com/%22%3E%3Cscript%3Ealert(11)%3C/script%3E",
    "https://example.com/&quot;&gt;&lt;script&gt;",
    "https://example.com/%0d%0aSet-Cookie:%20a=b",
    f"https://example.com/{RLO}exe",
    BASE + "own/'onclick='alert(12)'",
    BASE + "own/%0d%0aSet-Cookie:%20a=b",
]
SCHEMA = "https://schema.org/"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def quads() -> list[Quad]:
    thing = NamedNode(THING)
    stated = [Quad(thing, RDF_TYPE, NamedNode(SCHEMA + "Event"))]
    for number, text in enumerate(TEXTS):
        other = NamedNode(f"{BASE}other{number}")
        stated += [
            Quad(other, RDF_TYPE, NamedNode(SCHEMA + "Event")),
            Quad(other, NamedNode(SCHEMA + "startDate"), Literal(f"2020-11-{number + 10}")),
            Quad(other, NamedNode(SCHEMA + "latitude"), Literal("50")),
            Quad(other, NamedNode(SCHEMA + "longitude"), Literal("7")),
            Quad(other, NamedNode(SCHEMA + "keywords"), Literal(TEXTS[number // 2 * 2])),
            Quad(other, NamedNode(SCHEMA + "location"), NamedNode(IRIS[number // 2])),
            Quad(thing, NamedNode(SCHEMA + "name"), Literal(text, language="en")),
            Quad(thing, NamedNode(SCHEMA + "description"), Literal(text)),
            Quad(other, NamedNode(SCHEMA + "name"), Literal(text)),
            Quad(thing, NamedNode(SCHEMA + "about"), other),
            Quad(other, NamedNode(SCHEMA + "organizer"), thing),
        ]
    for iri in IRIS:
        node = NamedNode(iri)
        stated += [
            Quad(thing, NamedNode(SCHEMA + "url"), node),
            Quad(thing, RDF_TYPE, node),
            Quad(node, NamedNode(SCHEMA + "name"), Literal("described")),
            Quad(node, NamedNode(SCHEMA + "sameAs"), NamedNode(iri + "x")),
        ]
    return stated


@pytest.fixture(scope="module")
def hostile(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    query = (
        "# title@en: </title><svg onload=alert(1)>\n"
        "SELECT DISTINCT ?name { ?thing <https://schema.org/description> ?name }\n"
    )
    data = (serialize(quads(), format=RdfFormat.N_TRIPLES) or b"").decode()
    return client_of(data, {"queries/names.rq": query, "schlaglicht.toml": f'base = "{BASE}"\n'})


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._in_script = tag == "script"

    def handle_endtag(self, _tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)


SCRIPTS = [
    {"type": "application/ld+json"},
    *(
        {"type": "module", "src": f"/static/{name}.js"}
        for name in ("graph-page", "picker", "query-builder", "query-page", "result-page", "search")
    ),
]
"""Attributes of the script elements of pages: embedded data, and our own files."""
MAP = {"class", "viewbox", "role", "aria-label", "width", "height", "preserveaspectratio"}
"""The attributes of a map."""

LISTS = "/classes/iri/https/schema.org/Event"


def linked(client: FlaskClient, ending: str) -> list[str]:
    """The files with this ending that the list of events and its narrowed lists lead to."""
    pages = [f"{LISTS}.en.html", f"{LISTS}.de.html", "/timeline/2020.en.html"]
    shown = {attrs.get("href") or "" for _, attrs in Elements(client.get(pages[0]).text).found}
    pages += [url for url in shown if "/by/" in url]
    assert len(pages) > 5
    found = {
        attrs.get("href") or ""
        for page in pages
        for _, attrs in Elements(client.get(page).text).found
    }
    return sorted(url for url in found if url.endswith(ending))


def test_calendars_of_lists_have_as_many_events_as_the_data(hostile: FlaskClient) -> None:
    calendars = linked(hostile, ".ics")
    assert len(calendars) > 5
    for url in calendars:
        response = hostile.get(url)
        lines = response.text.split("\r\n")
        assert not [line for line in lines if "\n" in line or "\r" in line]
        events = Calendar.from_ical(response.data).walk("VEVENT")
        assert len(events) == lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT")
        assert all(str(event["UID"]).startswith(f"{BASE}other") for event in events)
    assert len(Calendar.from_ical(hostile.get(f"{LISTS}.en.ics").data).walk("VEVENT")) == len(TEXTS)


def test_maps_of_lists_are_the_features_of_the_data(hostile: FlaskClient) -> None:
    maps = linked(hostile, ".geojson")
    assert len(maps) > 3
    for url in maps:
        features = json.loads(hostile.get(url).data)["features"]
        assert all(feature["id"].startswith(f"{BASE}other") for feature in features)
    names = {
        f["properties"]["name"]
        for f in json.loads(hostile.get(f"{LISTS}.en.geojson").data)["features"]
    }
    assert names == {" ".join(text.split()) for text in TEXTS}


def test_tables_of_lists_have_a_row_for_each_thing_and_no_formula(hostile: FlaskClient) -> None:
    tables = linked(hostile, ".csv")
    assert len(tables) > 5
    for url in tables:
        rows = list(csv.reader(StringIO(hostile.get(url).text, newline="")))
        assert len({len(row) for row in rows}) == 1
        assert all(row[0].startswith(BASE) for row in rows[1:])
        assert not [
            c for row in rows for c in row if c.startswith(("=", "+", "-", "@", "\t", "\r"))
        ]


def test_pages_of_lists_set_no_header_but_their_own(hostile: FlaskClient) -> None:
    for iri in ("https://schema.org/Event", *IRIS):
        url = f"/classes/{quote(IriPaths(BASE).path_of(iri))}.en.html"
        response = hostile.get(url)
        assert response.status_code == 200, url
        assert "Set-Cookie" not in response.headers
        for name, value in response.headers:
            assert value.isascii(), name
            assert not re.search(r"[\x00-\x1f]", value), name
        for link in response.headers["Link"].split(", <"):
            assert re.fullmatch(
                r'<?http://localhost/[^<>"\s]*>; rel="alternate"; (?:type|hreflang)="[^"]*"', link
            )


def test_combined_lists_repeat_nothing_that_was_not_asked_for(hostile: FlaskClient) -> None:
    page = hostile.get("/combined?class=iri/https/schema.org/Event&lang=en").text
    urls = {attrs.get("href") or "" for _, attrs in Elements(page).found}
    combined = [url for url in urls if url.startswith("/combined")]
    assert len(combined) > 5
    for url in combined:
        response = hostile.get(url)
        assert response.status_code == 200
        for tag, attributes in Elements(response.text).found:
            assert tag not in ("svg", "iframe", "object", "img", "script")
            assert not [name for name in attributes if name.startswith("on")]
    odd = hostile.get('/combined?class=%22%3E%3Cscript%3E&by="><svg onload=x>')
    assert odd.status_code == 404
    assert "<svg" not in odd.text


def test_answers_of_questions_are_exact_and_cannot_be_taken_for_a_page(
    hostile: FlaskClient,
) -> None:
    exact = hostile.get("/queries/names.csv")
    assert exact.headers["Content-Type"].startswith("text/csv")
    assert exact.headers["X-Content-Type-Options"] == "nosniff"
    rows = list(csv.reader(StringIO(exact.text, newline="")))
    assert {row[0] for row in rows[1:]} == set(TEXTS)
    page = hostile.get("/queries/names.en.html").text
    for tag, attributes in Elements(page).found:
        assert tag not in ("svg", "iframe", "object", "img")
        assert tag != "script" or attributes in SCRIPTS
        assert not [name for name in attributes if name.startswith("on")]


def pages(client: FlaskClient) -> list[str]:
    """Every page that can be reached from that of the thing, and some that do not exist."""
    waiting = ["/thing.en.html", "/thing.de.html"]
    seen: set[str] = set()
    found: list[str] = []
    while waiting and len(found) < 200:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        response = client.get(url, headers={"Accept": "text/html"})
        assert response.status_code < 500, url
        response.close()  # a dump is a file
        if response.mimetype == "text/html":
            found.append(response.text)
            hrefs = [attrs.get("href") or "" for _, attrs in Elements(response.text).found]
            waiting += [h for h in hrefs if h.startswith("/") and "/sparql" not in h]
    missing = ("/<script>alert(1)</script>", "/'onclick='x'.html", "/id/\u202eexe")
    return found + [client.get(path, headers={"Accept": "text/html"}).text for path in missing]


def test_hostile_data_makes_no_element_and_no_handler(hostile: FlaskClient) -> None:
    found = pages(hostile)
    assert len(found) > 30
    for page in found:
        for tag, attributes in Elements(page).found:
            assert tag not in ("iframe", "object", "img")
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            if tag == "svg":  # of the map of a place
                assert set(attributes) <= MAP
                assert re.fullmatch(r"[-\d. ]+", attributes["viewbox"] or "")
            if tag == "script":
                assert attributes in SCRIPTS


def test_only_web_and_mail_iris_become_links(hostile: FlaskClient) -> None:
    for page in pages(hostile):
        for _, attributes in Elements(page).found:
            for name in ("href", "action", "src"):
                target = attributes.get(name)
                assert target is None or re.match(r"(https?://|mailto:|/|#)", target), target


def test_embedded_data_cannot_end_its_element(hostile: FlaskClient) -> None:
    (script,) = Elements(hostile.get("/thing.en.html").text).scripts
    assert not set(script) & set(f"<>&{LS}{RLO}{PDI}")
    embedded = json.loads(script)
    assert sorted(embedded["name"]) == sorted(TEXTS)


def test_text_that_changes_direction_is_isolated(hostile: FlaskClient) -> None:
    page = hostile.get("/thing.en.html").text
    body = page[page.index("<main") :]
    marked = [m.start() for m in re.finditer(RLO, re.sub(r'="[^"]*"', '=""', body))]
    text = re.sub(r'="[^"]*"', '=""', body)
    assert marked
    for place in marked:
        before = text[:place]
        assert before.count("<bdi") + before.count("<code") > (
            before.count("</bdi>") + before.count("</code>")
        )


@each("iri", [THING, *IRIS])
@each("ending", ["", ".html", ".ttl", ".rdf", ".linkset.json"])
def test_hostile_data_sets_no_header(hostile: FlaskClient, iri: str, ending: str) -> None:
    url = "/" + quote(IriPaths(BASE).path_of(iri) + ending)
    response = hostile.get(url, headers={"Accept": "text/html"})
    assert response.status_code in (200, 303), url
    assert "Set-Cookie" not in response.headers
    for name, value in response.headers:
        assert value.isascii(), name
        assert not re.search(r"[\x00-\x1f]", value), name
    assert len(response.headers["Link"]) < 8000


def test_data_documents_keep_hostile_literals_as_they_are(hostile: FlaskClient) -> None:
    from pyoxigraph import parse

    for ending, format_ in ((".ttl", RdfFormat.TURTLE), (".jsonld", RdfFormat.JSON_LD)):
        text = hostile.get(f"/thing{ending}").text
        names = {q.object.value for q in parse(text, format_) if isinstance(q.object, Literal)}
        assert set(TEXTS) <= names


def test_a_document_named_by_the_data_cannot_lead_out_of_the_sources(tmp_path: Path) -> None:
    from hashlib import sha256

    from schlaglicht.pages import Dataset
    from schlaglicht.pages.iri_paths import IriPaths

    folder = tmp_path / "sources"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "open").write_text("secret")
    (folder / "link").symlink_to("../secret")
    os.mkfifo(folder / "pipe")
    digest = sha256(b"secret").hexdigest()
    # No index is asked about the words of a document.
    dataset = Dataset(None, IriPaths(None), sources_folder=folder)  # type: ignore[arg-type]
    assert dataset.words_at("open", (0, 6), digest) == "secret"
    for name in (
        "../secret",
        str(tmp_path / "secret"),
        "..",
        "",
        "sub/../open",
        "..\\secret",
        "\0",
        "link",
        "pipe",
    ):
        assert dataset.words_at(name, (0, 6), digest) is None
    assert dataset.words_at("open", (0, 6), sha256(b"other").hexdigest()) is None
