"""A project full of injections, exported: what pages and rules for web servers could do.

Other files are those of a server, byte by byte (test_crawl.py); what they could do to whom opens
them is asked there: `web/test_injection.py`, `web/views/test_calendars_and_feeds.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from crawler import crawl, over_http
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize
from sites import BASE, files_served

from schlaglicht.static_site import SiteReport

SCHEMA = "https://schema.org/"
A = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
RLO = "\u202e"
TEXTS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" href="javascript:alert(1)',
    "' onfocus='alert(1)",
    "]]><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    '=HYPERLINK("https://evil.example/")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    f"gnp{RLO}.exe",
    "a\r\nSet-Cookie: a=b\r\nEND:VEVENT\r\nBEGIN:VEVENT",
    "\u2028\u2029</a>",
)
IRIS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,%3Cscript%3Ealert(1)%3C/script%3E",
    "https://example.com/'onclick='alert(1)'",
    "https://example.com/%0d%0aSet-Cookie:%20a=b",
    f"https://example.com/{RLO}exe",
    f"{BASE}own/'onclick='alert(1)'",
    f"{BASE}own/%22%3E%3Cscript%3E",
    f"{BASE}own/%0d%0aSet-Cookie:%20a=b",
    f"{BASE}own/a%2Fb&c=d;e,f?g=h#i",
    f"{BASE}own/ünïcode",
)
QUESTION = """\
# title@en: <script>alert(1)</script>
# description@en: "><img src=x onerror=alert(1)>
SELECT ?name { ?thing <https://schema.org/description> ?name } ORDER BY ?name
"""


def quads() -> list[Quad]:
    stated = []
    for number, text in enumerate(TEXTS):
        thing = NamedNode(f"{BASE}id/t{number}")
        kinds = ("Event", "Organization", "Place")
        stated += [
            Quad(thing, A, NamedNode(SCHEMA + kinds[number % 3])),
            Quad(thing, NamedNode(SCHEMA + "name"), Literal(text, language="en")),
            Quad(thing, NamedNode(SCHEMA + "description"), Literal(text)),
            Quad(thing, NamedNode(SCHEMA + "startDate"), Literal("2020-11-05")),
            Quad(thing, NamedNode(SCHEMA + "about"), NamedNode(IRIS[number % len(IRIS)])),
        ]
    for iri in IRIS:
        node = NamedNode(iri)
        stated += [
            Quad(node, A, NamedNode(SCHEMA + "Event")),
            Quad(node, A, node),
            Quad(node, NamedNode(SCHEMA + "url"), node),
            Quad(node, NamedNode(SCHEMA + "name"), Literal(TEXTS[0])),
        ]
    return stated


@pytest.fixture(scope="module")
def hostile(
    exported: Callable[[Path], tuple[Path, SiteReport]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, SiteReport]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "data.nt").write_bytes(serialize(quads(), format=RdfFormat.N_TRIPLES) or b"")
    title = json.dumps(TEXTS[2])
    (folder / "schlaglicht.toml").write_text(f'base = "{BASE}"\n[title]\nen = {title}\n')
    (folder / "queries").mkdir()
    (folder / "queries" / "names.rq").write_text(QUESTION)
    return exported(folder)


def files(hostile: tuple[Path, SiteReport], ending: str) -> dict[str, str]:
    found = {
        str(path.relative_to(hostile[0])): path.read_bytes().decode("utf-8")
        for path in hostile[0].rglob(f"*{ending}")
    }
    assert found
    return found


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_pages_have_no_element_handler_or_link_from_the_data(
    hostile: tuple[Path, SiteReport],
) -> None:
    for name, page in files(hostile, ".html").items():
        for tag, attributes in Elements(page).found:
            assert tag not in ("img", "svg", "iframe", "object"), name
            assert not [a for a in attributes if a.startswith("on") or a == "style"], name
            if tag == "script":
                is_data = attributes == {"type": "application/ld+json"}
                assert is_data or (attributes.get("src") or "").startswith("/kb/static/"), name
            for attribute in ("href", "src", "action"):
                target = attributes.get(attribute)
                assert target is None or re.match(r"https?://|mailto:|/kb/|#", target), name
                assert target is None or not re.search(r"[\r\n]", target), name


def test_no_rule_for_web_servers_holds_a_text_of_the_data(
    hostile: tuple[Path, SiteReport],
) -> None:
    folder = hostile[0]
    for name in (".htaccess", "_headers", "_redirects"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "alert" not in text
        assert "Set-Cookie" not in text


def test_everything_hostile_can_be_reached(hostile: tuple[Path, SiteReport]) -> None:
    folder, report = hostile
    assert [broken.target for broken in report.broken] == []
    with files_served(folder.parent) as root, over_http(root) as fetch:
        found = crawl(fetch, BASE)
    assert found.faults == []
    assert any("/own/" in url for url in found.pages)
