from __future__ import annotations

import json
import re
from collections.abc import Callable
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import BNode, Graph, URIRef
from rdflib.term import Node
from tables import each

from schlaglicht.evidence.annotations import annotate
from schlaglicht.evidence.read import read_evidence
from schlaglicht.project import open_project

KB = "https://example.org/kb/"
TEXT = "From Ada\n\nCharles built an engine. He lives in London."
QUOTE = "Charles built an engine"
DATA = """\
@prefix id: <https://example.org/kb/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .

id:charles a schema:Person ; schema:name "Charles" ; schema:homeLocation id:london ;
    schema:owns id:engine ; schema:knows id:ada .
id:engine a schema:Product ; schema:name "engine"@en , "Maschine"@de .
id:london a schema:City ; schema:name "London" .
id:ada a schema:Person ; schema:name "Ada" .
id:letter a schema:Article ; schema:name "Letter"@en , "Brief"@de ;
    schema:url <https://letters.example/1> .
id:ship a schema:Product ; schema:name "“Beagle”" .
schema:owns rdfs:label "owner of"@en , "Besitzer von"@de .
schema:homeLocation rdfs:label "home"@en , "Wohnort"@de .
"""
EVIDENCE = f"""\
namespace: https://example.org/kb/id/
document:
  file: letter.txt
  iri: id:document
  name: {{en: "Text of the letter", de: "Text des Briefs"}}
  passages: id:passage-
  works:
    id:letter:
      name: {{en: Letter, de: Brief}}
      headline: 0-8
      paragraph: [10-35, 36-55]
sources:
  register:
    name: {{en: Register, de: Register}}
    url: https://register.example/
evidence:
  F1:
    passages: [10-33]
    verbatim:
      - id:engine schema:name @en
      - id:charles schema:name
    translation:
      - id:engine schema:name @de
    paraphrase:
      - id:charles schema:owns
    record:
      - id:engine a schema:Product
      - id:charles a schema:Person
  F2:
    certainty: implied
    passages: [10-17, 36-54]
    paraphrase:
      - id:charles schema:homeLocation
  F4:
    passages: [36-54]
    paraphrase:
      - id:ship schema:name
  F3:
    sources: [register]
    paraphrase:
      - id:charles schema:knows
digests:
  10-33: {sha256(TEXT[10:33].encode()).hexdigest()}
  10-17: {sha256(TEXT[10:17].encode()).hexdigest()}
  36-54: {sha256(TEXT[36:54].encode()).hexdigest()}
"""
SETTINGS = f"""\
base = "{KB}"
[prefixes]
id = "{KB}id/"
schema = "https://schema.org/"
"""

Publish = Callable[..., Flask]


def in_files_of_its_own(folder: Path) -> Path:
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    (folder / "evidence.yaml").write_text(EVIDENCE, encoding="utf-8")
    (folder / "schlaglicht.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "sources").mkdir()
    (folder / "sources" / "letter.txt").write_text(TEXT, encoding="utf-8")
    return folder


def in_the_data(folder: Path, part: Callable[[int], Node] = lambda _: BNode()) -> Path:
    """The same project, its annotations among the facts; `part` makes a node for each part."""
    project = open_project([in_files_of_its_own(folder)])
    facts = Graph().parse(data=DATA, format="turtle")
    files = [read_evidence(path, project.settings) for path in project.evidence]
    parts: dict[Node, Node] = {}
    for triple in annotate(files, facts.objects).loaded.graph:
        for term in triple:
            if isinstance(term, URIRef) and term.startswith(KB) and "#" in term:
                parts.setdefault(term, part(len(parts)))
        subject, predicate, object_ = (parts.get(term, term) for term in triple)
        facts.add((subject, predicate, object_))
    facts.serialize(folder / "data.ttl", format="turtle", encoding="utf-8")
    (folder / "evidence.yaml").unlink()
    return folder


def with_names_for_parts(folder: Path) -> Path:
    """The same, with an IRI without fragment for each part."""
    return in_the_data(folder, lambda number: URIRef(f"{KB}id/part-{number}"))


FORMS = {"files": in_files_of_its_own, "data": in_the_data, "names": with_names_for_parts}
PART = re.compile(r"evidence-f\d(?:#|%23)|passage-[\d-]+(?:#|%23)|part-\d|classes/[^\"]*Statement")
"""What leads to a part of evidence, in any of the forms."""


@pytest.fixture(scope="module", params=FORMS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with evidence, in files of its own and among the data."""
    return FORMS[request.param](tmp_path_factory.mktemp("letter"))


@pytest.fixture(scope="module")
def quoting(folder: Path, publish: Publish) -> FlaskClient:
    """A site that has the letter."""
    return publish(folder, sources=folder / "sources").test_client()


@pytest.fixture(scope="module")
def unquoting(folder: Path, publish: Publish) -> FlaskClient:
    """A site without the letter."""
    return publish(folder).test_client()


def lines_of(client: FlaskClient, path: str) -> list[str]:
    """The lines of a page as people read them."""
    response = client.get(path)
    assert response.status_code == 200, path
    main = response.text[response.text.index("<main") :]
    broken = re.sub(r"<(?:li|p|div|dt|dd|h\d|section|ul|blockquote)[ >]", r"\n\g<0>", main)
    text = unescape(re.sub(r"<[^>]*>", "", re.sub(r"</?q\b[^>]*>", "'", broken)))
    return [line for part in text.split("\n") if (line := " ".join(part.split()))]


def test_statement_reads_as_a_sentence_with_its_place(quoting: FlaskClient) -> None:
    lines = lines_of(quoting, "/id/charles.en.html")
    assert "Charles, owner of engine: stated in Letter, paragraph 1 · F1" in lines
    assert (
        "Charles, home London: implied in Letter, paragraph 1 and Letter, paragraph 2 · F2" in lines
    )


def test_sentence_is_german_on_a_german_page(quoting: FlaskClient) -> None:
    lines = lines_of(quoting, "/id/charles.de.html")
    assert "Charles, Besitzer von Maschine: steht in Brief, Absatz 1 · F1" in lines
    assert (
        "Charles, Wohnort London: ergibt sich aus Brief, Absatz 1 und Brief, Absatz 2 · F2" in lines
    )


def test_number_beside_a_statement_has_the_same_for_a_title(quoting: FlaskClient) -> None:
    page = quoting.get("/id/engine.en.html").text
    titles = re.findall(r'class="note" href="#[^"]*" title="([^"]*)"', page)
    assert titles == [
        "stated in Letter, paragraph 1 (verbatim)",
        "stated in Letter, paragraph 1 (translated)",
        "set in this graph, after Letter, paragraph 1",
    ]
    assert page.count("stated in Letter, paragraph 1 (translated)") == 1


def test_two_pieces_of_evidence_by_one_passage_have_one_number(quoting: FlaskClient) -> None:
    for path in ("/id/charles.en.html", "/id/engine.en.html"):
        for statement in re.findall(r'class="stated">(.*?)</(?:div|li)>', quoting.get(path).text):
            numbers = re.findall(r"</span>(\d+)</a></sup>", statement)
            assert numbers == list(dict.fromkeys(numbers))


def test_note_leads_to_its_sentence(quoting: FlaskClient) -> None:
    page = quoting.get("/id/charles.en.html").text
    targets = set(re.findall(r'class="note" href="#([^"]*)"', page))
    assert targets
    assert all(page.count(f'id="{target}"') == 1 for target in targets)


def test_other_source_is_named_and_linked(quoting: FlaskClient) -> None:
    page = quoting.get("/id/charles.en.html").text
    (sentence,) = [x for x in page.split("<li") if "from another source" in x and "F3" in x]
    assert 'href="/id/source-register.en.html"' in sentence
    assert 'href="https://register.example/"' in sentence


def test_evidence_is_grouped_by_passage_in_reading_order(quoting: FlaskClient) -> None:
    page = quoting.get("/id/charles.en.html").text
    section = page[page.index('id="section-evidence"') :]
    assert section.count(f"<blockquote>{QUOTE}</blockquote>") == 1
    places = [section.index(f">{key}</a>") for key in ("F2", "F1", "F3")]
    assert places == sorted(places)


def test_without_the_text_one_hint_leads_to_the_published_one(unquoting: FlaskClient) -> None:
    page = unquoting.get("/id/charles.en.html").text
    assert "<blockquote" not in page
    assert page.count("schlaglicht serve --sources") == 1
    assert page.count('href="https://letters.example/1"') == 1
    assert "with letter.txt in this folder" in page


def test_with_the_text_there_is_no_hint(quoting: FlaskClient) -> None:
    assert "--sources" not in quoting.get("/id/charles.en.html").text


def test_page_of_evidence_says_what_it_supports(quoting: FlaskClient) -> None:
    lines = lines_of(quoting, "/id/evidence-f1.en.html")
    assert lines[lines.index("Evidence F1") :][2:10] == [
        "What it supports",
        QUOTE,
        "Charles, name 'Charles': stated in Letter, paragraph 1 (verbatim)",
        "Charles, class Person: set in this graph, after Letter, paragraph 1",
        "Charles, owner of engine: stated in Letter, paragraph 1",
        "engine, name 'engine': stated in Letter, paragraph 1 (verbatim)",
        "engine, name 'Maschine': stated in Letter, paragraph 1 (translated)",
        "engine, class Product: set in this graph, after Letter, paragraph 1",
    ]


def test_text_in_quotes_gets_no_others(quoting: FlaskClient) -> None:
    page = quoting.get("/id/ship.en.html").text
    assert "<bdi>“Beagle”</bdi>: <span" in page
    assert "<q>“" not in page


def test_page_of_a_passage_says_what_rests_on_it(quoting: FlaskClient) -> None:
    lines = lines_of(quoting, "/id/passage-36-54.en.html")
    assert "Letter, paragraph 2, characters 36–54" in lines
    assert "Charles, home London: implied · F2" in lines


@pytest.mark.parametrize("page", ["id/letter-paragraph-1", "documents/id/letter-paragraph-1"])
def test_page_of_a_block_goes_by_passage_in_reading_order(quoting: FlaskClient, page: str) -> None:
    lines = lines_of(quoting, f"/{page}.en.html")
    start = lines.index("What is said here") + 1
    headings = [line for line in lines[start:] if line.startswith("characters")]
    assert headings == ["characters 10–17", "characters 10–33"]
    assert lines[start : start + 3] == [
        "characters 10–17",
        "Charles",
        "Charles, home London: implied · F2",
    ]
    assert "Charles, owner of engine: stated · F1" in lines


def test_blocks_of_an_article_stand_in_reading_order(quoting: FlaskClient) -> None:
    lines = lines_of(quoting, "/id/letter.en.html")
    first, *others = (
        lines.index(f"Letter, {b}") for b in ("headline", "paragraph 1", "paragraph 2")
    )
    assert others == [first + 1, first + 2]


PAGES = (
    *("index", "classes/index", "documents/index", "search", "id/charles", "id/letter"),
    *("id/evidence-f1", "id/passage-10-33", "id/letter-paragraph-1", "id/document"),
    "iri/http/www.w3.org/1999/02/22-rdf-syntax-ns%23Statement",
    "iri/http/www.w3.org/ns/oa%23TextPositionSelector",
)


@each("path", PAGES)
def test_parts_of_evidence_are_no_things(quoting: FlaskClient, path: str) -> None:
    assert not PART.search(quoting.get(f"/{path}.en.html").text)


def test_parts_of_evidence_have_no_page(quoting: FlaskClient) -> None:
    data = "".join(quoting.get(f"/id/{of}.nt").text for of in ("evidence-f1", "passage-10-33"))
    parts = re.findall(rf"<{KB}(id/[^>]*(?:#|part-)[^>]*)>", data)
    for part in set(parts):
        assert quoting.get(f"/{part.replace('#', '%23')}.en.html").status_code == 404


@pytest.mark.parametrize("misspelt", ["evidence-f11", "part-x", "evidence-f1%23"])
def test_parts_of_evidence_are_not_suggested(quoting: FlaskClient, misspelt: str) -> None:
    page = quoting.get(f"/id/{misspelt}.en.html").text
    assert "Evidence F1" in page or misspelt == "part-x"
    assert not re.search(r"part-\d|#[0-9a-f]{12}", page)


def test_classes_of_parts_are_not_listed(quoting: FlaskClient) -> None:
    page = quoting.get("/classes/index.en.html").text
    assert "rdf-syntax-ns%23Statement" not in page
    assert "oa%23TextPositionSelector" not in page
    assert "oa%23Annotation" in page
    assert "- rdf:Statement" not in quoting.get("/llms.txt").text


def test_start_page_begins_with_what_the_data_is_about(quoting: FlaskClient) -> None:
    page = quoting.get("/index.en.html").text
    cards = re.findall(r"<bdi>([^<]*)</bdi></a> <small>", page)
    assert cards[0] == "Person"
    assert not {"Annotation", "Statement", "Text position selector"} & set(cards)
    assert not {card for card in cards if "TextBlock" in card}


def test_start_page_leaves_out_classes_of_evidence_alone(publish: Publish, tmp_path: Path) -> None:
    page = publish(in_files_of_its_own(tmp_path)).test_client().get("/index.en.html").text
    cards = re.findall(r"<bdi>([^<]*)</bdi></a> <small>", page)
    assert set(cards) == {"Person", "Product", "Article", "City"}


def test_sitemap_and_names_have_no_parts(quoting: FlaskClient) -> None:
    for path in ("/sitemap-1.xml", "/search.en.json"):
        assert not PART.search(quoting.get(path).text)
    names = [name for name, *_ in json.loads(quoting.get("/search.en.json").text)]
    assert "Charles" in names


def test_data_of_a_thing_is_its_facts(quoting: FlaskClient) -> None:
    graph = Graph().parse(data=quoting.get("/id/charles.ttl").text, format="turtle")
    facts = Graph().parse(data=DATA, format="turtle")
    charles = URIRef(f"{KB}id/charles")
    assert set(graph.predicate_objects(charles)) == set(facts.predicate_objects(charles))
    assert not [s for s in graph.subjects() if isinstance(s, BNode) or "evidence" in str(s)]


def test_data_of_evidence_has_its_statements(quoting: FlaskClient) -> None:
    graph = Graph().parse(data=quoting.get("/id/evidence-f2.ttl").text, format="turtle")
    subject = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#subject")
    assert list(graph.objects(None, subject)) == [URIRef(f"{KB}id/charles")]
