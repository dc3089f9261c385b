"""IRIs that end like documents, beside those whose documents have such names; dot segments."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from flask import Flask
from rdflib import Graph, URIRef
from sites import application

from schlaglicht.pages.iri_paths import IriPaths
from schlaglicht.static_site import SiteReport

# rdflib reads JSON-LD so.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

EX = "http://ex.org/"
ENDINGS = [
    *("", ".ttl", ".rdf", ".jsonld", ".nt", ".json", ".linkset.json", ".html", ".en.html"),
    *(".de.html", ".en", ".de", ".linkset", ".en.ics", ".en.vcf", ".en.geojson"),
]
FORMATS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
LABEL = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
BROWSER = "text/html,*/*;q=0.8"


def iris() -> list[str]:
    """IRIs in twenty folders, each with some of those that the endings make; always the same."""
    chance = random.Random(11)
    ends = ["".join((one, two)) for one in ENDINGS for two in ENDINGS]
    folders = [chance.sample(ends, chance.randrange(2, 9)) for _ in range(17)]
    folders += [["", ".ttl", ".ttl.ttl"], ["", ".en.html", ".html"], ["", ".en", ".de"]]
    ending = [f"{EX}{n}/ds{end}" for n, ends in enumerate(folders) for end in sorted(set(ends))]
    return [*ending, f"{EX}x/./y/../z", f"{EX}x/.~/y", f"{EX}..", f"{EX}x/y/index", f"{EX}x/y/"]


@pytest.fixture(scope="module", params=["", f'base = "{EX}"\n'])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("datasets")
    lines = [f'<{iri}> a <{EX}Dataset> ; <{LABEL}> "at {iri}" .\n' for iri in iris()]
    (folder / "data.ttl").write_text("".join(lines))
    (folder / "schlaglicht.toml").write_text(request.param)
    return folder


@pytest.fixture(scope="module")
def app(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with application(project, tmp_path_factory.mktemp("private")) as made:
        yield made


def place(project: Path, iri: str) -> str:
    is_own = "base" in (project / "schlaglicht.toml").read_text()
    return IriPaths(EX if is_own else None).name_of(iri)


def heading(page: str) -> str:
    found = re.search(r"<h1><bdi>([^<]*)</bdi></h1>", page)
    return found[1] if found else page


def said(text: str, format_: str) -> list[str]:
    graph = Graph().parse(data=text, format=format_)
    return [str(label) for label in graph.objects(None, LABEL)]


def test_each_has_its_page_and_data(app: Flask, project: Path) -> None:
    client = app.test_client()
    for iri in iris():
        path = f"/{place(project, iri)}"
        for language in ("en", "de"):
            assert heading(client.get(f"{path}.{language}.html").text) == f"at {iri}"
        for ending, format_ in FORMATS.items():
            assert said(client.get(f"{path}.{ending}").text, format_) == [f"at {iri}"], (
                iri,
                ending,
            )


def test_each_leads_to_its_own_documents(app: Flask, project: Path) -> None:
    """Except one that another's document has taken the place of: that is then served."""
    client, leading = app.test_client(), 0
    for iri in filter(re.compile("ds").search, iris()):
        path = f"/{place(project, iri)}"
        data = client.get(path, headers={"Accept": "text/turtle"})
        if data.status_code == 200:
            assert any(iri.startswith(other) and iri != other for other in iris())
            continue
        leading += 1
        assert data.status_code == 303, iri
        assert data.headers["Location"] == f"http://localhost{path}.ttl"
        page = client.get(path, headers={"Accept": BROWSER}, follow_redirects=True)
        assert heading(page.text) == f"at {iri}"
    assert leading > 50


def test_a_static_site_has_all_of_them(
    project: Path, exported: Callable[[Path], tuple[Path, SiteReport]]
) -> None:
    folder, report = exported(project)
    assert report.broken == ()
    for iri in iris():
        path = place(project, iri)
        for language in ("en", "de"):
            page = (folder / f"{path}.{language}.html").read_text(encoding="utf-8")
            assert heading(page) == f"at {iri}"
        for ending, format_ in FORMATS.items():
            text = (folder / f"{path}.{ending}").read_text(encoding="utf-8")
            assert said(text, format_) == [f"at {iri}"], (iri, ending)


ENCODED = {
    "M%C3%B6we": "M%C3%B6we",
    "K%C3%B6ln": "Köln",  # the URL of both is the same
    "Köln": "Köln",
    "a%20b": "a%20b",
    "a%3Fb": "a%3Fb",
    "c%23d": "c%23d",
    "%F0%9F%90%9F.ttl": "%F0%9F%90%9F.ttl",
    "%C3%BC/index": "%C3%BC/index",
    "l%c3%b6we": "l%c3%b6we",
    "p%28q%29": "p%28q%29",
    "q%3Ar": "q%3Ar",
    "s%2ct": "s%2ct",
}
"""Ends of IRIs, and of the one whose page its URL leads to."""


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoded")
    lines = [f'<{EX}{end}> a <{EX}Thing> ; <{LABEL}> "at {end}" .\n' for end in ENCODED]
    (folder / "data.ttl").write_text("".join(lines), encoding="utf-8")
    (folder / "schlaglicht.toml").write_text(f'base = "{EX}"\n')
    return folder


def test_encoded_iri_leads_to_its_page_and_data(encoded: Path, tmp_path: Path) -> None:
    with application(encoded, tmp_path) as app:
        for end, shown in ENCODED.items():
            url = f"/{quote(end, safe='/%')}"
            page = app.test_client().get(url, headers={"Accept": BROWSER}, follow_redirects=True)
            assert heading(page.text) == f"at {shown}"
            data = app.test_client().get(url, headers={"Accept": "text/turtle"})
            (named,) = said(app.test_client().get(data.headers["Location"]).text, "turtle")
            assert named == f"at {shown}"


def test_static_site_has_encoded_iris_where_a_host_looks_for_them(
    encoded: Path, exported: Callable[[Path], tuple[Path, SiteReport]]
) -> None:
    folder, report = exported(encoded)
    assert report.broken == ()
    for end, shown in ENCODED.items():
        name = f"{unquote(end)}~" if end.endswith("index") else unquote(end)
        for ending in ("en.html", "html"):
            page = (folder / f"{name}.{ending}").read_text(encoding="utf-8")
            assert heading(page) == f"at {shown}"
        assert said((folder / f"{name}.ttl").read_text(encoding="utf-8"), "turtle")
