from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, RdfFormat, parse
from rdflib import OWL, Graph, URIRef
from tables import each

from schlaglicht.web.published_site import published_by
from schlaglicht.web.views.programs.signposting import dump_signposts

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
EVENT = "/id/eu-cluster-conference-2020"
LIST = "/classes/iri/https/schema.org/ConferenceEvent"
FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}


def canonical(text: str, format_: RdfFormat) -> Dataset:
    """What a document says, its blank nodes labelled canonically."""
    dataset = Dataset(parse(text, format_))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def triples(client: FlaskClient, url: str) -> Dataset:
    """What the data document at `url` says."""
    response = client.get(url)
    assert response.status_code == 200, url
    return canonical(response.text, FORMATS[url.rpartition(".")[2]])


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (BROWSER, ".html"),
        ("*/*", ".ttl"),
        ("text/turtle", ".ttl"),
        ("application/n-triples", ".nt"),
        ("application/ld+json", ".jsonld"),
        ("application/json", ".jsonld"),
        ("application/rdf+xml", ".rdf"),
        ("text/html;q=0.5, application/rdf+xml", ".rdf"),
        ("text/calendar", ".en.ics"),
        ("text/calendar;q=0.5, text/turtle", ".ttl"),
    ],
)
def test_thing_leads_to_the_document_that_is_wanted(
    shipped: FlaskClient, accept: str, ending: str
) -> None:
    response = shipped.get(EVENT, headers={"Accept": accept})
    assert response.status_code == 303
    assert response.headers["Location"] == f"http://localhost{EVENT}{ending}"
    assert {"Accept", "Accept-Language"} <= set(response.headers["Vary"].split(", "))


@pytest.mark.parametrize(("accept", "ending"), [(BROWSER, ".html"), ("text/turtle", ".ttl")])
def test_version_of_an_ontology_leads_to_the_ontology(
    shipped: FlaskClient, accept: str, ending: str
) -> None:
    (version,) = published_by(shipped.application).site.index.objects(
        URIRef("https://w3id.org/schlaglicht/def/"), OWL.versionIRI
    )
    path = str(version).removeprefix("https://w3id.org/schlaglicht")
    response = shipped.get(path, headers={"Accept": accept})
    assert response.status_code == 303
    assert response.headers["Location"] == f"http://localhost/def/index{ending}"
    assert shipped.get(f"{path}.1").status_code == 404
    assert shipped.get("/def/%22%20%3C%0A%5C%00").status_code == 404


@pytest.mark.parametrize(
    ("thing", "query", "accept", "ending"),
    [
        (EVENT, "?lang=en", "text/calendar", ".en.ics"),
        (EVENT, "?lang=en&format=ics", BROWSER, ".en.ics"),
        (EVENT, "?lang=en", BROWSER, ".en.html"),
        (EVENT, "?lang=fr", BROWSER, ".html"),
        (EVENT, "?lang=en", "text/turtle", ".ttl"),
        ("/id/bmwi", "", "text/vcard", ".de.vcf"),
    ],
)
def test_thing_leads_to_its_other_forms_and_to_the_language_that_is_asked_for(
    shipped: FlaskClient, thing: str, query: str, accept: str, ending: str
) -> None:
    headers = {"Accept": accept, "Accept-Language": "de"}
    response = shipped.get(thing + query, headers=headers)
    assert response.status_code == 303
    assert response.headers["Location"] == f"http://localhost{thing}{ending}"
    assert shipped.get(thing + ending).status_code == 200


@each("accept", ["text/vcard", "image/png", "text/vcard, application/problem+json"])
def test_form_that_a_thing_does_not_have_is_not_acceptable(
    shipped: FlaskClient, accept: str
) -> None:
    response = shipped.get(EVENT, headers={"Accept": accept})
    assert response.status_code == 406
    assert "Accept" in response.headers["Vary"]
    assert [kind for kind in ("text/calendar", "text/turtle") if kind not in response.text] == []


@pytest.mark.parametrize(
    ("path", "accept", "status", "location"),
    [
        ("/timeline/2020", "text/calendar", 303, "/timeline/2020.de.ics"),
        ("/timeline/", "text/calendar", 303, "/calendar.de.ics"),
        ("/timeline/2020.html", "text/calendar", 200, None),
        ("/timeline/2020", "*/*", 200, None),
        (LIST, "text/calendar", 303, f"{LIST}.de.ics"),
        (LIST, "text/csv", 303, f"{LIST}.de.csv"),
        (LIST, BROWSER, 200, None),
        (f"{LIST}.de.html", "text/csv", 200, None),
        (LIST, "application/geo+json", 406, None),
    ],
)
def test_lists_lead_to_their_other_forms(
    shipped: FlaskClient, path: str, accept: str, status: int, location: str | None
) -> None:
    response = shipped.get(path, headers={"Accept": accept, "Accept-Language": "de"})
    assert response.status_code == status
    wanted = f"http://localhost{location}" if location else None
    assert response.headers.get("Location") == wanted


def test_format_in_the_url_of_a_thing_goes_before_accept(shipped: FlaskClient) -> None:
    response = shipped.get(f"{EVENT}?format=rdfxml", headers={"Accept": BROWSER})
    assert response.headers["Location"] == f"http://localhost{EVENT}.rdf"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_thing_answers_other_methods(shipped: FlaskClient, method: str) -> None:
    response = shipped.open(EVENT, method=method, headers={"Accept": BROWSER})
    assert response.status_code == (303 if method == "HEAD" else 200)
    assert response.data == b""


def test_folder_iri_has_its_documents_in_the_folder(shipped: FlaskClient) -> None:
    response = shipped.get("/def/", headers={"Accept": BROWSER})
    assert response.headers["Location"] == "http://localhost/def/index.html"
    page = shipped.get("/def/index.de.html").text
    assert "Vokabular von Schlaglicht" in page
    assert 'href="/def/AwardConferral.de.html"' in page


def test_document_of_a_vocabulary_describes_its_terms(shipped: FlaskClient) -> None:
    graph = Graph().parse(data=shipped.get("/def/index.ttl").text, format="turtle")
    assert (URIRef("https://w3id.org/schlaglicht/def/AwardConferral"), None, None) in graph


@pytest.mark.parametrize(
    "path",
    [
        "/def/AwardConferral",
        "/shapes/EventShape",
        "/shapes/EventShape-name-de-required",
        "/id/document",
        "/id/passage-282-300",
        "/id/evidence-f022",
        "/iri/https/schema.org/Event",
        "/iri/http/www.w3.org/1999/02/22-rdf-syntax-ns%23type",
    ],
)
def test_terms_shapes_passages_and_foreign_iris_have_pages(shipped: FlaskClient, path: str) -> None:
    for language in ("de", "en"):
        response = shipped.get(f"{path}.{language}.html")
        assert response.status_code == 200
        assert response.headers["Content-Language"] == language


def test_negotiated_page_of_a_thing_names_the_page_that_it_is(shipped: FlaskClient) -> None:
    response = shipped.get(f"{EVENT}.html", headers={"Accept-Language": "de"})
    assert response.headers["Content-Location"] == f"{EVENT}.de.html"
    assert response.data == shipped.get(f"{EVENT}.de.html").data


def test_data_document_is_not_negotiated_and_has_an_entity_tag(shipped: FlaskClient) -> None:
    response = shipped.get(f"{EVENT}.ttl", headers={"Accept": "text/html"})
    assert response.content_type == "text/turtle; charset=utf-8"
    assert response.headers["Vary"] == "Accept-Encoding"
    known = {"If-None-Match": response.headers["ETag"]}
    assert shipped.get(f"{EVENT}.ttl", headers=known).status_code == 304
    plain = shipped.get(f"{EVENT}.json")  # JSON-LD under that name
    assert plain.content_type == "application/json"
    assert plain.data == shipped.get(f"{EVENT}.jsonld").data


def test_every_resource_is_the_same_graph_in_all_formats(
    shipped: FlaskClient, shipped_app: Flask
) -> None:
    site = published_by(shipped_app).site
    iri_paths, index = site.dataset.iri_paths, site.index
    iris = [iri for iri in index.subjects(limit=100_000) if site.dataset.has_page(iri)]
    assert len(iris) > 500
    for iri in iris[::4]:
        path = iri_paths.path_of(iri) or "index"
        path = f"{path}index" if path.endswith("/") else path
        graphs = [triples(shipped, f"/{quote(path)}.{ending}") for ending in FORMATS]
        assert all(graph == graphs[0] for graph in graphs), iri
        assert any(quad.subject == NamedNode(iri) for quad in graphs[0]), iri


def test_document_names_what_it_links_to(shipped: FlaskClient) -> None:
    graph = Graph().parse(data=shipped.get(f"{EVENT}.ttl").text, format="turtle")
    ministry = URIRef("https://w3id.org/schlaglicht/id/bmwi")
    assert {str(name) for name in graph.objects(ministry)} >= {
        "Bundesministerium für Wirtschaft und Energie",
        "Federal Ministry for Economic Affairs and Energy",
    }


def test_page_tells_statements_with_their_evidence(shipped: FlaskClient) -> None:
    page = shipped.get(f"{EVENT}.de.html").text
    start = page[page.index(">Beginn<") :]
    row = start[: start.index("</dd>")]
    assert "10. November 2020" in row
    assert "Artikel 1, Absatz 1" in row
    assert "steht in" in row


def test_page_tells_offices_as_sentences_and_what_leads_to_its_thing(
    shipped: FlaskClient,
) -> None:
    text = re.sub(r"<[^>]*>", "", shipped.get("/id/thierry-breton.en.html").text)
    assert (
        "Thierry Breton: EU Commissioner for Internal Market and Services "
        "(attested for: Opening of the 7th EU Cluster Conference)"
    ) in text
    page = shipped.get("/id/bmwi.en.html").text.partition("Where it occurs")[2]
    assert 'href="/id/eu-cluster-conference-2020.en.html"' in page


def test_page_links_to_the_formats_and_the_editor(shipped: FlaskClient) -> None:
    page = shipped.get(f"{EVENT}.de.html").text
    for ending, media_type in (("ttl", "text/turtle"), ("rdf", "application/rdf+xml")):
        url = f"{EVENT}.{ending}"
        assert f'<a href="{url}" type="{media_type}">' in page
        assert re.search(rf'<link rel="alternate" type="{re.escape(media_type)}"[^>]*{url}"', page)
    assert 'href="/sparql?query=DESCRIBE' in page
    assert f'<link rel="canonical" href="http://localhost{EVENT}.de.html">' in page


def test_page_of_an_event_links_to_its_calendar(shipped: FlaskClient) -> None:
    page = shipped.get(f"{EVENT}.de.html").text
    assert f'<a href="{EVENT}.de.ics" type="text/calendar">iCalendar</a>' in page
    assert "text/calendar" not in shipped.get("/id/document.de.html").text


def test_unknown_iri_is_not_found_with_the_nearest(shipped: FlaskClient) -> None:
    response = shipped.get("/id/tierry-breton", headers={"Accept": "application/json"})
    assert response.status_code == 404
    nearest = json.loads(response.text)["nearest"]
    assert nearest[0]["iri"] == "https://w3id.org/schlaglicht/id/thierry-breton"
    assert "id/thierry-breton  Thierry Breton\n" in shipped.get("/id/tierry-breton").text
    page = shipped.get("/id/tierry-breton.de.html", headers={"Accept": BROWSER})
    assert page.status_code == 404
    assert 'href="/id/thierry-breton.de.html"' in page.text or "thierry-breton.en.html" in page.text


@each(("name", "nearest"), [("nope", []), ("zzz", []), ("pfeil", ["uwe-pfeil"])])
def test_related_names_are_suggested(shipped: FlaskClient, name: str, nearest: list[str]) -> None:
    response = shipped.get(f"/id/{name}", headers={"Accept": "application/json"})
    found = [thing["iri"].rpartition("/")[2] for thing in json.loads(response.text)["nearest"]]
    assert found[:1] == nearest


def test_links_between_documents_are_in_the_header(shipped: FlaskClient) -> None:
    header = shipped.get(f"{EVENT}.de.html").headers["Link"]
    assert len(header) < 8000
    for wanted in (
        '<https://w3id.org/schlaglicht/id/eu-cluster-conference-2020>; rel="cite-as"',
        f'<http://localhost{EVENT}.ttl>; rel="describedby"; type="text/turtle"',
        '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
        '<https://schema.org/ConferenceEvent>; rel="type"',
        '<https://w3id.org/schlaglicht/id/dataset>; rel="collection"',
        f'<http://localhost{EVENT}.en.ics>; rel="alternate"; type="text/calendar"; hreflang="en"',
        f'<http://localhost{EVENT}.linkset.json>; rel="linkset"; type="application/linkset+json"',
    ):
        assert wanted in header


def test_link_set_has_the_links_of_the_header(shipped: FlaskClient) -> None:
    response = shipped.get(f"{EVENT}.linkset.json")
    assert response.content_type == "application/linkset+json"
    context, *others = json.loads(response.text)["linkset"]
    assert context["anchor"] == f"http://localhost{EVENT}.html"
    described = {link["type"]: link["href"] for link in context["describedby"]}
    assert described["text/turtle"] == f"http://localhost{EVENT}.ttl"
    header = shipped.get(f"{EVENT}.html").headers["Link"]
    targets = [
        link["href"] for relation in context if relation != "anchor" for link in context[relation]
    ]
    assert all(f"<{target}>" in header for target in targets)
    page = {"href": f"http://localhost{EVENT}.html", "type": "text/html"}
    assert {"anchor": f"http://localhost{EVENT}.nt", "describes": [page]} in others
    assert len(others) == len(described)


@pytest.mark.parametrize("ending", ["ttl", "json", "jsonld"])
def test_data_describe_the_page_and_not_themselves(shipped: FlaskClient, ending: str) -> None:
    header = shipped.get(f"{EVENT}.{ending}").headers["Link"]
    assert f'<http://localhost{EVENT}.html>; rel="describes"; type="text/html"' in header
    assert f'<http://localhost{EVENT}.nt>; rel="alternate"; type="application/n-triples"' in header
    assert f"{EVENT}.{ending}>" not in header
    assert "describedby" not in header
    assert "linkset" in header


def test_the_dataset_has_its_dumps_as_items(shipped: FlaskClient, shipped_app: Flask) -> None:
    header = shipped.get("/id/dataset.de.html").headers["Link"]
    dump = "http://localhost/dumps/dataset.nt"
    assert f'<{dump}>; rel="item"; type="application/n-triples"' in header
    assert 'rel="item"' not in shipped.get(f"{EVENT}.de.html").headers["Link"]
    contexts = json.loads(shipped.get("/id/dataset.linkset.json").text)["linkset"]
    with shipped_app.test_request_context():
        back = dump_signposts(published_by(shipped_app).site)
    assert back is not None
    assert '<http://localhost/id/dataset.html>; rel="collection"; type="text/html"' in back
    (files,) = (context for context in contexts if context["anchor"] == dump)
    assert files["collection"][0]["href"] == "http://localhost/id/dataset.html"


def test_embedded_data_states_what_the_graph_states(
    shipped: FlaskClient, shipped_app: Flask
) -> None:
    page = shipped.get(f"{EVENT}.de.html").text
    embedded = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert embedded
    content = json.loads(embedded[1])
    assert content["name"] == "7. EU Cluster Conference"
    assert content["startDate"] == "2020-11-10"
    stated = canonical(embedded[1], RdfFormat.JSON_LD)
    assert len(stated) > 10
    whole = set(parse(path=published_by(shipped_app).site.snapshot.path, format=RdfFormat.N_QUADS))
    triples = {quad.triple for quad in whole}
    assert {quad.triple for quad in stated} <= triples


def test_embedded_data_has_names_in_another_language_rather_than_none(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(
        """\
PREFIX schema: <https://schema.org/>
<https://example.org/a> a schema:Event ; schema:name "Tag"@de , "Day"@en ;
    schema:description "Jour"@fr ; schema:alternateName "D" , "Giorno"@it ;
    schema:organizer <https://example.org/b> .
<https://example.org/b> a schema:Organization ; schema:name "Alliance"@fr .
""",
        {"schlaglicht.toml": 'base = "https://example.org/"\n'},
    )
    page = client.get("/a.de.html").text
    embedded = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert embedded
    found = json.loads(embedded[1])
    assert (found["name"], found["alternateName"]) == ("Tag", "D")
    assert found["description"] == "Jour"
    assert found["organizer"]["name"] == {"@value": "Alliance", "@language": "fr"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_are_small(shipped: FlaskClient, shipped_app: Flask, language: str) -> None:
    site = published_by(shipped_app).site
    for iri in site.index.subjects(limit=2000, beginning=str(site.base) + "id/")[::5]:
        path = site.dataset.iri_paths.path_of(iri)
        assert len(shipped.get(f"/{quote(path)}.{language}.html").data) < 50_000, iri


@pytest.fixture(scope="module")
def large(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """Things with very many statements, very long texts, very many things that lead to them."""
    many = range(300)
    return client_of(
        "@prefix id: <https://example.org/kb/id/> . @prefix s: <https://schema.org/> .\n"
        + "".join(f'id:wide s:p{n} "{"word " * 40}" . id:n{n} s:q{n} id:hub .\n' for n in many)
        + f"id:hub a {', '.join(f's:C{n}' for n in many)} .\n"
        + f'id:long s:name "{"name " * 900}" ; s:description "{"word " * 20_000}" .\n',
        {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'},
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("wide", "further properties"),
        ("hub", "further properties"),
        ("long", "100,000 characters; in full in the files below"),
    ],
)
def test_pages_of_large_things_are_small_and_say_what_is_left_out(
    large: FlaskClient, name: str, said: str
) -> None:
    page = large.get(f"/id/{name}.en.html")
    assert len(page.data) < 50_000
    assert said in page.text


@pytest.fixture(scope="module")
def fragments(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """A vocabulary whose terms are fragments of a document that nothing describes."""
    return client_of(
        """\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
<https://example.org/onto#Tree> a rdfs:Class ; rdfs:label "Tree"@en .
<https://example.org/onto#Leaf> a rdfs:Class ; rdfs:label "Leaf"@en .
<https://example.org/page.html> rdfs:label "A page" .
""",
        {"schlaglicht.toml": 'base = "https://example.org/"\n'},
    )


def test_document_of_fragments_lists_and_describes_them(fragments: FlaskClient) -> None:
    location = fragments.get("/onto", headers={"Accept": BROWSER}).headers["Location"]
    assert location == "http://localhost/onto.html"
    page = fragments.get("/onto.en.html").text
    assert '<li id="Tree"><a href="/onto%23Tree.en.html"' in page
    assert len(triples(fragments, "/onto.ttl")) == 4
    assert "<h1><bdi>Tree</bdi></h1>" in fragments.get("/onto%23Tree.en.html").text


def test_iri_that_ends_like_a_document_is_that_thing_first(fragments: FlaskClient) -> None:
    response = fragments.get("/page.html", headers={"Accept": "text/turtle"})
    assert response.headers["Location"] == "http://localhost/page.html.ttl"
    assert "A page" in fragments.get("/page.html.en.html").text


@pytest.fixture(scope="module")
def odd(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """A site of a property that is not an XML name, and of a text that XML cannot carry."""
    return client_of(
        "@prefix id: <https://example.org/kb/id/> . @prefix p: <https://example.org/p/> .\n"
        r'id:a p:1 "one" . id:b p:b "\u0001" . id:c p:c "plain" .' + "\n",
        {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'},
    )


def test_the_base_itself_is_a_thing_beside_the_start_page(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(
        '<https://example.org/kb/> <http://www.w3.org/2000/01/rdf-schema#label> "Whole" .\n'
        "<https://example.org/kb/a> <https://example.org/p> <https://example.org/kb/> .\n",
        {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'},
    )
    place = "/iri/https/example.org/kb/index"
    data = client.get("/", headers={"Accept": "text/turtle"})
    assert (data.status_code, data.headers["Location"]) == (303, f"http://localhost{place}.ttl")
    assert '"Whole"' in client.get(f"{place}.ttl").text
    assert f'href="{place}.en.html"' in client.get("/a.en.html").text
    assert "Whole" in client.get(f"{place}.en.html").text
    start = client.get("/", headers={"Accept": BROWSER})
    assert start.status_code == 200
    assert f'<http://localhost{place}.nt>; rel="describedby"' in str(start.headers)
    summary = client.get("/", headers={"Accept": "application/json"})
    assert json.loads(summary.text)["triples"] == 2


def test_the_start_page_has_no_data_where_nothing_is_said_of_the_base(shipped: FlaskClient) -> None:
    assert shipped.get("/", headers={"Accept": "text/turtle"}).status_code == 406


@pytest.mark.parametrize("name", ["a", "b"])
def test_what_rdfxml_cannot_write_is_not_linked_to(odd: FlaskClient, name: str) -> None:
    for path in (f"/id/{name}.de.html", f"/id/{name}.ttl", f"/id/{name}.linkset.json"):
        response = odd.get(path)
        assert response.status_code == 200
        assert f"/id/{name}.nt" in response.text + response.headers["Link"]
        assert f"/id/{name}.rdf" not in response.text + response.headers["Link"]
    assert odd.get(f"/id/{name}.rdf").status_code == 406
    xml = odd.get(f"/id/{name}", headers={"Accept": "application/rdf+xml"})
    assert xml.status_code == 406
    assert odd.get(f"/id/{name}").headers["Location"].endswith(f"/id/{name}.ttl")


def test_what_rdfxml_can_write_is_linked_to_beside(odd: FlaskClient) -> None:
    assert odd.get("/id/c.rdf").status_code == 200
    assert "/id/c.rdf" in odd.get("/id/c.en.html").text
    assert "/id/c.rdf" in odd.get("/id/c.ttl").headers["Link"]


def test_things_of_a_document_that_is_no_vocabulary_are_not_called_terms(
    client_of: Callable[..., FlaskClient],
) -> None:
    card = "<https://e.org/card> a foaf:Document . <https://e.org/card#me> a foaf:Agent ."
    text = f"@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n{card}\n"
    client = client_of(text)
    page = client.get("/iri/https/e.org/card.de.html").text
    assert "In diesem Dokument</h2>" in page
    assert "Begriffe</h2>" not in page


BESIDE_FOLDERS = """\
@prefix ex: <http://ex.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:index a ex:Thing , ex:a\\/index ; rdfs:label "Index"@en ; ex:in <http://ex.org/> .
<http://ex.org/> a ex:Thing ; rdfs:label "Folder"@en .
"""


@pytest.mark.parametrize("base", ["", 'base = "http://ex.org/"\n'])
def test_an_iri_called_index_is_beside_its_folder(
    client_of: Callable[..., FlaskClient], base: str
) -> None:
    client = client_of(BESIDE_FOLDERS, {"schlaglicht.toml": base})
    listed = client.get(
        "/classes/iri/http/ex.org/Thing.en.html" if not base else "/classes/Thing.en.html"
    )
    found = dict(
        re.findall(r'<tr[^>]*><td><a href="([^"]*)"[^>]*><bdi>(Index|Folder)<', listed.text)
    )
    assert sorted(found.values()) == ["Folder", "Index"]
    for url, name in found.items():
        assert f"<h1><bdi>{name}</bdi></h1>" in client.get(url).text
        data = client.get(url.replace(".en.html", ".ttl")).text
        assert f'rdfs:label "{name}"@en' in data
        assert client.get(f"/neighbours{url}").status_code == 200
    place = "/index" if base else "/iri/http/ex.org/index"
    thing = client.get(place, headers={"Accept": "text/turtle"})
    assert thing.headers["Location"] == f"http://localhost{place}~.ttl"
    assert "1 thing" in client.get(f"/classes{place.replace('index', 'a/index~')}.en.html").text
