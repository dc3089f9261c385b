"""Pages over a graph whose vocabulary no file describes, as people read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

COINS = "".join(
    f"id:coin{n} a c:Denomination , skos:Concept ; skos:prefLabel 'Coin {n}'@en ;"
    f" skos:inScheme id: ; dct:isPartOf id:roman_numismatics ; skos:changeNote <{n}#log> ;"
    f" skos:altLabel 'Alias {n // 2}'@en ; rdfs:seeAlso <https://web.example/{n // 2}> ;"
    f" c:hasShape '{n % 3}' .\n"
    for n in range(45)
)
DATA = f"""
@base <https://foreign.example/id/> .
@prefix id: <https://foreign.example/id/> .
@prefix c: <https://foreign.example/ontology#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
{COINS}
c:form rdfs:label "has shape"@en . c:hasShape rdfs:range rdfs:Literal . id:coin1 c:form "round" .
id:coin1 c:hasMaterial id:av . id:coin2 c:hasMaterial id:av . id:coin3 c:hasMaterial id:bronze .
id:anna a foaf:Person , skos:Concept ; skos:prefLabel "Anna"@en ; org:memberOf id:severan_dynasty ;
    dct:isPartOf id:roman_numismatics ; c:born <anna#birth> ; c:cameBy <anna#birth> ;
    org:hasMembership <anna#post> ;
    skos:changeNote <anna#log> ; c:knows <anna#friend> .
<anna#birth> a c:Birth ; dct:date "0201" .
<anna#post> a org:Membership ; foaf:topic id:anna ; org:role id:engraver ; c:endDate "1610" .
<anna#log> foaf:topic id:anna ; {" ".join(f'c:entry "{n}" ;' for n in range(9))} c:entry "9" .
<anna#friend> skos:prefLabel "A friend"@en .
id:berta a foaf:Person , skos:Concept ; skos:prefLabel "Berta"@en ;
    dct:isPartOf id:roman_numismatics .
id:carla a foaf:Person , skos:Concept ; skos:prefLabel "Carla"@en ;
    org:memberOf id:severan_dynasty .
id:anton_mueller_bonn a foaf:Person ; skos:prefLabel "Toni"@en .
"""
PAGE = "/iri/https/foreign.example/id/"
CLASS = "/iri/https/foreign.example/ontology%23Denomination"


@pytest.fixture(scope="module")
def foreign(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of(DATA)


def test_names_in_many_other_languages_are_folded_away(
    client_of: Callable[..., FlaskClient],
) -> None:
    for number, is_folded in ((4, False), (5, True)):  # one of them is the title
        names = " , ".join(
            f'"Alias {tag}"@{tag}' for tag in ("fr", "it", "es", "da", "sv")[:number]
        )
        label = "<http://www.w3.org/2004/02/skos/core#altLabel>"
        client = client_of(f"<https://foreign.example/id/a> {label} {names} .")
        page = client.get(f"{PAGE}a.en.html").text
        assert "Alias it" in page
        assert ("In other languages" in page) == is_folded


def test_nodes_that_lead_back_and_forth_stay_within_a_cell(
    client_of: Callable[..., FlaskClient],
) -> None:
    text = f'<http://a/text> "{"word-" * 5000}"'
    parts = "".join(
        f"_:hub <http://a/part> _:p{n} . _:p{n} <http://a/of> _:hub ; {text} ." for n in range(30)
    )
    things = "".join(
        f"<http://a/{n}> a <http://a/T> ; <http://a/of> _:p{n % 30} . " for n in range(50)
    )
    client = client_of(f"_:hub {text} . {parts}{things}")
    listed, thing = (
        client.get(f"/{x}.en.html").text for x in ("classes/iri/http/a/T", "iri/http/a/1")
    )
    assert len(listed) < 200_000
    assert all(" …" in page for page in (listed, thing))


def test_web_addresses_are_links_and_others_are_not(client_of: Callable[..., FlaskClient]) -> None:
    typed = "^^<http://www.w3.org/2001/XMLSchema#anyURI>"
    client = client_of(
        f'<https://foreign.example/id/a> <http://a/b> "https://e.example/x?a=1&b"{typed} ,'
        f' "javascript:alert(1)"{typed} , "https://e.example/plain" .'
    )
    links = re.findall(
        r'<a href="([^"]+)" rel="external nofollow">', client.get(f"{PAGE}a.en.html").text
    )
    assert links == ["https://e.example/x?a=1&amp;b"]


def test_things_with_names_come_first(client_of: Callable[..., FlaskClient]) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    data = "".join(f"<http://a/{n:03}> a <http://a/T> . " for n in range(40))
    client = client_of(f'{data}<http://a/100> a <http://a/T> ; {label} "Zest" .')
    listed = client.get("/classes/iri/http/a/T.en.html").text
    assert listed.index("Zest") < listed.index("http://a/000")
    assert "Zest" in client.get("/index.en.html").text


def words(part: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", part)).split())


def row(page: str, property_: str) -> str:
    (found,) = re.findall(
        rf"<dt><a [^>]*><bdi>{property_}</bdi></a></dt>\s*<dd>(.*?)</dd>", page, re.DOTALL
    )
    return str(found)


def test_terms_and_things_without_a_label_are_shown_as_words(foreign: FlaskClient) -> None:
    page = foreign.get(f"{PAGE}coin1.en.html").text
    assert words(row(page, "has material")) == "id:av"  # a code
    assert words(row(page, "part of")) == "roman numismatics"
    assert 'title="https://foreign.example/ontology#hasMaterial"' in page
    assert "<h1><bdi>Denomination</bdi></h1>" in foreign.get(f"{CLASS}.en.html").text


def test_programs_get_the_names_of_the_data(foreign: FlaskClient) -> None:
    assert '"name":"c:hasMaterial"' in foreign.get("/sparql/terms.en.json").text
    found = foreign.get("/reconcile/properties?prefix=material").get_json()["result"]
    assert [each["name"] for each in found] == ["c:hasMaterial"]
    accepted = {"Accept": "application/problem+json"}
    terms = {f"{CLASS[:-12]}hasShapes": "c:hasShape", f"/classes{CLASS}s.en.html": "c:Denomination"}
    for path, name in terms.items():
        near = foreign.get(path, headers=accepted).get_json()["nearest"]
        assert [each["name"] for each in near] == [name]
    head = foreign.get(f"/classes{CLASS}.en.csv").text.splitlines()[0].split(",")
    assert {"has shape", "c:hasShape"} <= set(head)  # a label is itself, whatever words are like it


def test_links_that_leave_the_site_are_told_apart(foreign: FlaskClient) -> None:
    page = foreign.get(f"{PAGE}anna.en.html").text
    assert 'rel="external"' in row(page, "member of")
    asked = {"class": "c:Denomination", "p1": "dct:isPartOf", "t1": "exists", "c1": "1"}
    answer = foreign.get("/sparql/builder", query_string=asked | {"lang": "en"}).text
    assert re.search(r'rel="external"[^>]*>roman numismatics</a>', answer)
    assert not re.search(r'rel="external"[^>]*>Coin', answer)
    style = foreign.get("/static/style.css").text
    assert 'content: "\\202f↗" / " (outside)"' in style
    assert 'content: "\\202f↗" / " (außerhalb)"' in style


def test_small_parts_of_a_thing_stand_in_place_and_once(foreign: FlaskClient) -> None:
    page = foreign.get(f"{PAGE}anna.en.html").text
    assert words(row(page, "born")) == "date 0201 → Details"
    assert page.count(' id="birth"') == row(page, "born").count(' id="birth">') == 1
    assert words(row(page, "has membership")) == "end date 1610 ; role engraver → Details"
    assert "anna%23birth.en.html" in page
    assert ' id="log"><a href="/iri/https/foreign.example/id/anna%23log' in page  # a large one
    listed = page.partition('id="section-terms"')[2].partition("</ul>")[0]
    assert re.findall(r'<li id="(\w+)"', listed) == ["friend"]  # it has a name
    assert "Where it occurs" not in page  # its parts lead back to it, no more


def test_likeness_is_within_the_narrowest_class_and_names_what_is_shared(
    foreign: FlaskClient,
) -> None:
    page = foreign.get(f"{PAGE}anna.en.html").text
    alike = page.partition('id="section-alike"')[2].partition("</section>")[0]
    assert re.findall(r"<li><a [^>]*><bdi>(\w+)", alike) == ["Carla"]  # not by what 46 others share
    assert "Find all that share this: member of: severan dynasty" in words(alike)
    assert "class=foaf:Person" in unquote(alike)


def test_lists_have_the_columns_and_facets_that_people_read(foreign: FlaskClient) -> None:
    page = foreign.get(f"/classes{CLASS}.en.html").text
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    assert "in scheme" not in head  # one value
    assert "change note" not in head  # all different, without a name
    facets = page.partition("Narrow down")[2].partition("<table")[0]
    assert "has material" in facets
    assert "has shape" in facets
    assert "see also" not in facets  # addresses
    assert "alternative label" not in facets


def test_an_identifier_with_all_words_is_found_not_only_alike(foreign: FlaskClient) -> None:
    page = foreign.get("/search?lang=en&q=Anton+Mueller").text
    assert "Nothing is spelt exactly" not in page
    assert "1 found for “Anton Mueller”" in page
    assert "Toni" in page
