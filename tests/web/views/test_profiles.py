from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from patience import PATIENT

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.web.app import create_app
from schlaglicht.web.served_version import Site

DATA = """\
@prefix id: <https://example.org/kb/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

id:colours a skos:ConceptScheme ; skos:prefLabel "Colours"@en ; skos:hasTopConcept id:warm .
id:warm a skos:Concept ; skos:prefLabel "<warm>"@en ; skos:notation "1" ; skos:narrower id:red .
id:red a skos:Concept ; skos:prefLabel "red"@en ; skos:inScheme id:colours .
id:large a skos:ConceptScheme .
""" + "".join(
    f'id:{"c" * 90}{n} skos:prefLabel "Concept {n}"@en ; skos:inScheme id:large .\n'
    for n in range(300)
)

SETTINGS = 'base = "https://example.org/kb/"\n'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site with a few things of each class that has a profile."""
    root = tmp_path_factory.mktemp("kinds")
    (root / "data.ttl").write_text(DATA, encoding="utf-8")
    (root / "schlaglicht.toml").write_text(SETTINGS, encoding="utf-8")
    project = open_project([root])
    snapshot = take_snapshot(project, tmp_path_factory.mktemp("snapshot"))
    build_index(snapshot)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        yield create_app(Site(project, snapshot, (), pool)).test_client()


def test_concept_has_a_breadcrumb_of_links(client: FlaskClient) -> None:
    text = client.get("/red.en.html").text
    (trail,) = re.findall(r'<nav class="trail" aria-label="Breadcrumb">.*?</nav>', text, re.DOTALL)
    assert re.findall(r'href="([^"]*)"', trail) == ["/colours.en.html", "/warm.en.html"]
    assert "<bdi>&lt;warm&gt;</bdi>" in trail
    assert '<li aria-current="page"><bdi>red</bdi></li>' in trail


def test_scheme_is_a_tree_that_opens_without_a_script(client: FlaskClient) -> None:
    text = client.get("/colours.de.html").text
    assert "<h2>Begriffe</h2>" in text
    (opened,) = re.findall(r"<details open><summary>.*?</details>", text, re.DOTALL)
    assert "<code>1</code>" in opened
    assert 'href="/red.de.html"' in opened


def test_page_of_a_large_scheme_stays_small_and_counts_the_rest(client: FlaskClient) -> None:
    text = client.get("/large.en.html").text
    assert len(text.encode()) < 50_000
    left = re.search(r"and (\d+) more", text)
    assert left
    assert text.count('"><bdi>Concept') == 300 - int(left[1]) + 25
