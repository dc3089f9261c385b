"""Measures `serve --endpoint` in front of a service: readiness, memory, a crawl, questions."""

from __future__ import annotations

import re
import sys
import time
import urllib.error
import urllib.request
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from html import unescape
from pathlib import Path
from urllib.parse import quote, urldefrag, urljoin

from large import ASK, is_answered, running, seconds_until
from servers import free_port

from schlaglicht.project import open_project
from schlaglicht.query.rewriting import with_values
from schlaglicht.questions import read_questions
from schlaglicht.validation.checks.expected_answers import compare_rows

PAGES = 1_000
"""Pages of a crawl."""

_LINK = re.compile(r'(?:href|src)="([^"]+)')


def served(url: str, options: Sequence[str], project: Path | None) -> Iterator[tuple[str, str]]:
    """What a site over the service takes, and how its pages and questions answer."""
    port = free_port()
    site, start = f"http://127.0.0.1:{port}", time.perf_counter()
    paths = [str(project)] if project else []
    command = [sys.executable, "-m", "schlaglicht", "serve", *paths, "--endpoint", url]
    with running([*command, *options, "--port", str(port), "--timeout", "60"]) as (process, usage):

        def answers(path: str) -> bool:
            if process.poll() is not None:
                raise TimeoutError(f"serve ended with exit code {process.returncode}")
            return is_answered(site + path)

        queries = seconds_until(lambda: answers(f"{ASK}&format=json"), start)
        pages = seconds_until(lambda: answers("/"), start)
        yield "serve --endpoint", f"SPARQL after {queries:.0f} s, pages after {pages:.0f} s"
        copied, first = usage.seconds, usage.memory
        yield "until then", f"{copied:.0f} s of a processor, {first / 1e6:,.0f} MB at most"
        began = time.perf_counter()
        statuses = crawled(site)
        said = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
        yield "crawl", f"{said} in {time.perf_counter() - began:.0f} s"
        yield "memory after it", f"{usage.look() / 1e6:,.0f} MB"
        if project:
            yield from _questions(site, project)


def crawled(site: str) -> Counter[int]:
    """The statuses of the first pages that links lead to from the home page."""
    seen, waiting, statuses = {f"{site}/"}, deque([f"{site}/"]), Counter[int]()
    while waiting and statuses.total() < PAGES:
        url = waiting.popleft()
        status, kind, body = _fetched(url, "text/html, */*;q=0.5")
        statuses[status] += 1
        if status != 200:
            print(status, url, file=sys.stderr)
        for link in _LINK.findall(body) if kind == "text/html" else ():
            target = urldefrag(urljoin(url, unescape(link))).url
            if target.startswith(f"{site}/") and target not in seen:
                seen.add(target)
                waiting.append(target)
    return statuses


def _questions(site: str, project: Path) -> Iterator[tuple[str, str]]:
    """The questions of the project that the site does not answer as expected."""
    questions = read_questions(open_project([project]))
    wrong = {}
    for question in questions:
        text = with_values(question.text, question.defaults())
        asked = f"{site}/sparql?query={quote(text)}"
        status, _, body = _fetched(asked, "text/tab-separated-values")
        expected = question.path.with_suffix(".tsv")
        why = compare_rows(expected, body.encode(), question).what if status == 200 else body
        if why:
            wrong[question.name] = f"{status} {why}"
    yield "its questions right", f"{len(questions) - len(wrong)} of {len(questions)}"
    yield "its others", "; ".join(f"{name} ({why})" for name, why in wrong.items()) or "none"


def _fetched(url: str, accept: str) -> tuple[int, str, str]:
    """Status, media type and content."""
    request = urllib.request.Request(url, headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=90) as response:
            body = response.read().decode(errors="replace")
            return response.status, response.headers.get_content_type(), body
    except urllib.error.HTTPError as error:
        with suppress(OSError):
            return error.code, error.headers.get_content_type(), error.read().decode()[:300]
        return error.code, "", ""
