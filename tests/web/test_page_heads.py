"""Heads of all pages: their links are those of the header, and their titles tell them apart."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

HOST = "http://localhost"
RELATIONS = {"alternate", "canonical"}
CONCERT = Path(__file__).parent.parent / "projects" / "concert"


QUERIES = ("/search?lang=en", "/search?q=concert&lang=en")
"""Pages that depend on what they are asked."""

NAMESAKES = """
<https://example.org/id/anna-1> a schema:Person ; schema:name "Anna"@de .
<https://example.org/id/anna-2> a schema:Person ; schema:name "Anna"@de .
"""


@dataclass
class Head(HTMLParser):
    """Title, links and references of a page."""

    url: str
    title: str = ""
    links: set[tuple[str, str]] = field(default_factory=set)
    references: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self._tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._tag = tag
        if tag == "link":
            target = urljoin(self.url, given["href"])
            self.links |= {(relation, target) for relation in given["rel"].split()}
        elif tag == "a" and "href" in given:
            self.references.add(urljoin(self.url, given["href"]))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - as the parser calls it
        self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._tag == "title":
            self.title += data


@dataclass(frozen=True)
class Page:
    """A page, its language, and the links of its header field."""

    path: str
    language: str
    head: Head
    in_header: set[tuple[str, str]]
    policies: int
    """The number of its Content-Security-Policies, all of which browsers obey."""


def in_header(value: str) -> set[tuple[str, str]]:
    return {(relation, url) for url, relation in re.findall(r'<([^>]*)>; rel="([^"]*)"', value)}


def pages_from(client: FlaskClient, *starts: str) -> Iterator[Page]:
    """All pages with a name of their own that links lead to."""
    waiting = list(starts)
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 200, path
        head = Head(HOST + path)
        head.feed(answer.get_data(as_text=True))
        yield Page(
            path,
            answer.headers["Content-Language"],
            head,
            in_header(answer.headers.get("Link", "")),
            len(answer.headers.getlist("Content-Security-Policy")),
        )
        for reference in sorted(head.references):
            parts = urlsplit(reference)
            is_page = reference.startswith(f"{HOST}/") and parts.path.endswith(".html")
            if is_page and not parts.query and parts.path not in seen:
                seen.add(parts.path)
                waiting.append(parts.path)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, publish: Callable[..., Flask]) -> list[Page]:
    """Every page about the concert."""
    root = Path(shutil.copytree(CONCERT, tmp_path_factory.mktemp("project") / "concert"))
    with (root / "data.ttl").open("a", encoding="utf-8") as data:
        data.write(NAMESAKES)
    client = publish(root).test_client()
    return list(pages_from(client, "/index.de.html", "/index.en.html", *QUERIES))


def test_every_kind_of_page_is_there(pages: list[Page]) -> None:
    first = Counter(page.path.split("/")[1].split(".")[0] for page in pages)
    kinds = ("classes", "queries", "id", "def", "iri", "ontology", "dumps", "neighbours")
    assert [kind for kind in kinds if not first[kind]] == []
    assert len(pages) > 200


def test_links_of_the_header_are_those_of_the_page(pages: list[Page]) -> None:
    for page in pages:
        header, head = (
            {link for link in links if link[0] in RELATIONS}
            for links in (page.in_header, page.head.links)
        )
        assert header == head, page.path


def test_page_names_its_languages_and_itself_among_them(pages: list[Page]) -> None:
    for page in pages:
        assert page.path in QUERIES or ("alternate", HOST + page.path) in page.in_header, page.path


def test_every_page_has_one_policy(pages: list[Page]) -> None:
    assert [page.path for page in pages if page.policies != 1] == []


def test_no_two_pages_have_the_same_title(pages: list[Page]) -> None:
    titles = Counter((page.language, page.head.title) for page in pages)
    assert [title for title, number in titles.items() if number > 1] == []
