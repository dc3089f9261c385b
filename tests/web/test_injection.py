"""What a hostile dataset could try with its labels, literals and IRIs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

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
def hostile(publish: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "data.nt").write_bytes(serialize(quads(), format=RdfFormat.N_TRIPLES) or b"")
    (folder / "schlaglicht.toml").write_text(f'base = "{BASE}"\n')
    return publish(folder).test_client()


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
            assert tag not in ("svg", "iframe", "object", "img")
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            if tag == "script":
                assert attributes == {"type": "application/ld+json"}


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


@pytest.mark.parametrize("iri", [THING, *IRIS])
@pytest.mark.parametrize("ending", ["", ".html", ".ttl", ".rdf", ".linkset.json"])
def test_hostile_data_sets_no_header(hostile: FlaskClient, iri: str, ending: str) -> None:
    from urllib.parse import quote

    from schlaglicht.addresses import Addresses

    url = "/" + quote(Addresses(BASE).path_of(iri) + ending)
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

    from schlaglicht.resources.passages import Sources

    folder = tmp_path / "sources"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "open").write_text("secret")
    digest = sha256(b"secret").hexdigest()
    sources = Sources(folder)
    assert sources.words("open", (0, 6), digest) == "secret"
    for name in (
        "../secret",
        str(tmp_path / "secret"),
        "..",
        "",
        "sub/../open",
        "..\\secret",
        "\0",
    ):
        assert sources.words(name, (0, 6), digest) is None
    assert sources.words("open", (0, 6), sha256(b"other").hexdigest()) is None
