"""A crawler that follows every link of a site from its start page, whatever serves it."""

from __future__ import annotations

import http.client
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote, unquote, urlsplit

from patience import PATIENCE

MOST = 200_000

_LINK = re.compile(r'\s(?:href|src|action)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_LOCATION = re.compile(r"<loc>([^<]*)</loc>")
_LANGUAGE = re.compile(r"\.(de|en)\.html$")


@dataclass(frozen=True)
class Answer:
    status: int
    media_type: str
    body: bytes
    location: str | None = None

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


Fetch = Callable[[str], Answer]
"""Requests a URL, given from the slash after the host."""


@dataclass
class Crawl:
    """Results of a crawl; URLs start at the slash after the host, without fragment."""

    answers: dict[str, Answer] = field(default_factory=dict)
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    """The ids in each page."""
    faults: list[str] = field(default_factory=list)
    anchors: dict[str, set[str]] = field(default_factory=dict)

    @property
    def pages(self) -> dict[str, str]:
        return {u: a.text for u, a in self.answers.items() if a.media_type == "text/html"}


def crawl(fetch: Fetch, root: str) -> Crawl:
    """Crawls everything reachable from the start page and the sitemap below the URL `root`."""
    found = Crawl()
    folder = urlsplit(root).path
    waiting = deque([folder, f"{folder}robots.txt", f"{folder}sitemap.xml", f"{folder}llms.txt"])
    seen = set(waiting)
    while waiting:
        url = waiting.popleft()
        answer = fetch(url)
        found.answers[url] = answer
        if answer.status >= 400:
            found.faults.append(f"{url}: {answer.status}")
            continue
        for target, fragment in _targets(found, url, answer, root):
            if fragment:
                found.anchors.setdefault(target, set()).add(fragment)
            if target not in seen:
                seen.add(target)
                waiting.append(target)
        assert len(seen) < MOST
    _check_anchors(found)
    return found


def _targets(found: Crawl, url: str, answer: Answer, root: str) -> list[tuple[str, str]]:
    links: list[str] = []
    if answer.location is not None:
        links = [answer.location]
    elif answer.media_type == "text/html":
        text = answer.text
        links = [unescape(link) for link in dict.fromkeys(_LINK.findall(text))]
        _check_page(found, url, text)
    elif answer.media_type.endswith("xml"):
        links = [unescape(link) for link in _LOCATION.findall(answer.text)]
    targets = []
    parts = urlsplit(root)
    for link in links:
        rest = link.removeprefix(f"{parts.scheme}://{parts.netloc}")
        if rest.startswith(("https:", "http:", "mailto:")):
            continue
        if not rest.startswith((parts.path, "#")):
            found.faults.append(f"{url}: links to {link}")
            continue
        target, _, fragment = rest.partition("#")
        targets.append((target or url, fragment))
    return targets


def _check_page(found: Crawl, url: str, text: str) -> None:
    ids = _ID.findall(text)
    found.ids[url] = frozenset(map(unescape, ids))
    if len(ids) != len(set(ids)):
        found.faults.append(f"{url}: an id occurs twice")
    if text.count("<h1") != 1 or not text.startswith("<!doctype html>"):
        found.faults.append(f"{url}: not a page with one heading")
    language = _LANGUAGE.search(url)
    if language and f'<html lang="{language[1]}">' not in text:
        found.faults.append(f"{url}: not in the language of its name")


def _check_anchors(found: Crawl) -> None:
    for url, fragments in found.anchors.items():
        answer = found.answers[url]
        if answer.status == 200 and answer.media_type == "text/html":
            missing = {name for name in fragments if not {name, unquote(name)} & found.ids[url]}
            found.faults += [f"{url}: no element {fragment!r}" for fragment in sorted(missing)]


@contextmanager
def over_http(root: str) -> Iterator[Fetch]:
    """Requests to a server over one connection; redirections are not followed."""
    connection = http.client.HTTPConnection(urlsplit(root).netloc, timeout=PATIENCE)

    def fetch(url: str) -> Answer:
        connection.request("GET", quote(url, safe="/:~!$&'()*+,;=@-._%?"))
        response = connection.getresponse()
        body = response.read()
        media_type = response.headers.get_content_type()
        return Answer(response.status, media_type, body, response.headers["Location"])

    with closing(connection):
        yield fetch
