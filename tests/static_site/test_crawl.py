"""Every link of a site leads somewhere: live, and as files."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

import pytest
from crawler import Crawl, crawl, over_http
from flask import Flask
from rdflib import Graph
from rdflib.compare import isomorphic
from sites import BASE, CONCERT, from_disk, in_process

from schlaglicht.errors import ProjectError
from schlaglicht.pages.iri_paths import IriPaths
from schlaglicht.static_site import SiteReport
from schlaglicht.static_site.crawl import HereWriter
from schlaglicht.static_site.file_names import Root
from schlaglicht.static_site.page_writer import Copied, Copier
from schlaglicht.web.published_site import Site, published_by

Served = Callable[[Path], AbstractContextManager[str]]

read_by_rdflib = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

FORMATS = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".rdf": "xml"}


@pytest.fixture(scope="module")
def live(concert_app: Flask) -> Crawl:
    return crawl(in_process(concert_app), BASE)


@pytest.fixture(scope="module")
def as_files(concert_site: tuple[Path, SiteReport], serve_files: Served) -> Crawl:
    return crawl_of_files(concert_site[0], serve_files)


@pytest.fixture(scope="module")
def shipped_as_files(shipped_site: tuple[Path, SiteReport]) -> Crawl:
    """The thousands of files of the shipped graph, without a server of files."""
    return crawl(from_disk(shipped_site[0]), BASE)


def crawl_of_files(folder: Path, serve_files: Served) -> Crawl:
    """Crawls files as a browser does that takes BASE for the URL of the server of files."""
    with serve_files(folder.parent) as root, over_http(root) as fetch:
        return crawl(fetch, BASE)


def things_reached(found: Crawl, site: Site) -> set[str]:
    folder = "/kb/"
    return {
        iri
        for iri in site.own_iris
        if folder + IriPaths(site.base).page_path(iri, "de") in found.answers
    }


def test_no_link_of_a_server_is_broken(live: Crawl) -> None:
    assert len(live.pages) > 50
    assert live.faults == []


def test_no_link_of_the_files_is_broken(as_files: Crawl) -> None:
    assert len(as_files.pages) > 50
    assert as_files.faults == []


def test_no_link_of_the_shipped_graph_is_broken(shipped_as_files: Crawl) -> None:
    assert len(shipped_as_files.pages) > 1000
    assert shipped_as_files.faults == []


def test_every_thing_below_the_base_is_reached(live: Crawl, concert_app: Flask) -> None:
    site = published_by(concert_app).site
    assert len(site.own_iris) > 10
    assert things_reached(live, site) == set(site.own_iris)


def test_every_thing_of_the_shipped_graph_is_reached(
    shipped_as_files: Crawl, shipped_app: Flask
) -> None:
    site = published_by(shipped_app).site
    assert len(site.own_iris) > 500
    assert things_reached(shipped_as_files, site) == set(site.own_iris)


@read_by_rdflib
def test_every_format_of_a_document_has_the_same_graph(live: Crawl) -> None:
    assert_same_graphs({url: answer.body for url, answer in live.answers.items()}, every=1)


@read_by_rdflib
def test_every_format_of_the_shipped_graph_has_the_same_graph(
    shipped_as_files: Crawl,
) -> None:
    bodies = {url: answer.body for url, answer in shipped_as_files.answers.items()}
    assert_same_graphs(bodies, every=25)


def assert_same_graphs(bodies: Mapping[str, bytes], *, every: int) -> None:
    # Dumps and the catalogue are linked in some formats only.
    stems = sorted(url.removesuffix(".nt") for url in bodies if url.endswith(".nt"))
    stems = [stem for stem in stems if all(stem + e in bodies for e in FORMATS)][::every]
    assert len(stems) > 10
    for stem in stems:
        graphs = {
            ending: Graph().parse(data=bodies[stem + ending], format=name)
            for ending, name in FORMATS.items()
        }
        for ending, graph in graphs.items():
            assert isomorphic(graph, graphs[".nt"]), stem + ending


def test_files_are_what_the_server_answers(
    concert_site: tuple[Path, SiteReport], concert_app: Flask
) -> None:
    assert_same_bytes(concert_site[0], concert_app, every=1)


def test_files_of_the_shipped_graph_are_what_the_server_answers(
    shipped_site: tuple[Path, SiteReport], shipped_app: Flask
) -> None:
    assert_same_bytes(shipped_site[0], shipped_app, every=100)


ONLY_FILES = (
    "404",
    "sparql",
    "search/",
    "search.de.json",
    "search.en.json",
    "combined/",
    "hosting/",
    ".htaccess",
    "_",
    ".nojekyll",
    ".schlaglicht",
)
"""What a server does not have: the beginnings of names."""


def assert_same_bytes(folder: Path, app: Flask, *, every: int) -> None:
    fetch = in_process(app)
    names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    shared = [name for name in names if not name.startswith(ONLY_FILES)]
    assert len(shared) > 100
    for name in shared[::every]:
        asked = "void" if name == ".well-known/void" else name
        answer = fetch("/kb/" + quote(asked))
        assert answer.status == 200, name
        if b'<form class="question"' in answer.body:  # files have the answer for some values alone
            continue
        served, written = without_what_a_server_answers(answer.body), (folder / name).read_bytes()
        # Without a server no query is offered, the first action is another, and names are searched.
        other = (
            rb' class="action"| data-limit="[0-9]+"| placeholder="[^"]*"|<label for="q">.*'
            rb"|<p><a [^>]*/sparql[.?][^>]*>.*\n|<p>SPARQL-Endpunkt: .*\n|<p>SPARQL endpoint: .*\n"
            rb'|<a href="[^"]*/sparql[?][^>]*>[^<]*</a>'
            rb"|- (?:SPARQL 1.1 endpoint|This site consists of|Every IRI below)[: ].*\n"
        )
        lines = [re.sub(other, b"", text).splitlines() for text in (served, written)]
        assert lines[0] == lines[1], name


def without_what_a_server_answers(body: bytes) -> bytes:
    """A page without the links that only a server answers, and what they say of the order."""
    for_programs = (
        rb'<p><a href="[^"]*/openapi[.]json">.*?</p>\n'
        rb"|- [^\n]*(?:/openapi[.]json[)]|/mcp|/reconcile|application/json[.])\n"
    )
    body = re.sub(for_programs, b"", body)
    body = re.sub(rb'(?s)<p class="actions">.*?</p>\n', b"", body)
    body = re.sub(rb'(?s)<section aria-labelledby="endpoint">.*?</section>\n', b"", body)
    body = re.sub(rb'<p><a href="[^"]*/neighbours/[^"]*"[^>]*>.*?</p>\n', b"", body)
    to_builder = rb"<a [^>]*/sparql/builder[^>]*>[^<]*</a>"
    body = re.sub(rb"<p>%s</p>\n|%s\n?" % (to_builder, to_builder), b"", body)
    body = body.replace(b'<th scope="col" aria-sort="ascending">', b'<th scope="col">')
    return re.sub(rb"(<th [^>]*>)<a [^>]*[?]sort=[^>]*>(.*?)</a></th>", rb"\1\2</th>", body)


def test_static_lists_have_no_links_that_sort(concert_site: tuple[Path, SiteReport]) -> None:
    pages = [path.read_bytes() for path in (concert_site[0] / "classes").rglob("*.html")]
    assert any(b"<th " in page for page in pages)
    assert not any(b"sort=" in page for page in pages)


def test_two_exports_are_the_same_bytes_however_many_processes_write(
    concert_site: tuple[Path, SiteReport],
    exported: Callable[..., tuple[Path, SiteReport]],
) -> None:
    folder, report = concert_site
    other, again = exported(CONCERT, processes=1)
    assert again == report
    assert contents(other) == contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_script_of_answers_comes_with_all_that_it_loads(
    concert_site: tuple[Path, SiteReport],
) -> None:
    static = concert_site[0] / "static"
    imports = [
        (file.parent / name).resolve()
        for file in static.rglob("*.js")
        for name in re.findall(r'"(\./[^"]+\.(?:js|css))"', file.read_text(encoding="utf-8"))
    ]
    assert (static / "result-page.js").is_file()
    assert {file.suffix for file in imports} == {".js", ".css"}
    assert [file.name for file in imports if not file.is_file()] == []
    assert (static / "world.svg").is_file()


class FullDisk(Copier):
    def copy(self, names: Iterable[str]) -> Copied:  # noqa: ARG002
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_told_without_a_file() -> None:
    copier = FullDisk(lambda *_: [], Root("http", "example.org", ""), Path(), "en")
    writer = HereWriter(copier)
    writer.copy(["page"])
    with pytest.raises(ProjectError, match="cannot be written: No space left"):
        writer.next_result()
