"""Names, numbers and columns of lists and pages, over graphs that were made for something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from rdflib.namespace import FOAF

from schlaglicht.vocabularies import terms_of

ClientOf = Callable[..., FlaskClient]

PREFIXES = """
@prefix a: <http://a/> .
@prefix b: <http://b/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
"""


def words(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def head(client: FlaskClient) -> str:
    """The columns of the list of the class a:T."""
    page = client.get("/classes/iri/http/a/T.en.html").text
    return words(page.partition("<thead>")[2].partition("</thead>")[0])


def test_equal_names_side_by_side_are_told_apart_on_the_start_page(client_of: ClientOf) -> None:
    things = "".join(f'{p}:{n} a {p}:T ; rdfs:label "Fragment"@en . ' for n in "12" for p in "ab")
    classes = 'a:T a owl:Class ; rdfs:label "Text"@en . b:T a owl:Class ; rdfs:label "Text" .'
    page = words(client_of(PREFIXES + things + classes).get("/index.en.html").text)
    assert "Text (a:T) 2" in page
    assert "Text (b:T) 2" in page  # one without a language
    assert "Fragment (a:1) Fragment (a:2)" in page


def test_equal_names_in_a_tree_are_told_apart(client_of: ClientOf) -> None:
    below = "".join(f"{p}:S{n} a owl:Class ; rdfs:subClassOf {p}:T . " for n in "12" for p in "ab")
    tops = "".join(f'{p}:T a owl:Class ; rdfs:label "Text" . ' for p in "ab")
    page = words(client_of(PREFIXES + tops + below).get("/index.en.html").text)
    assert "Text (a:T)" in page
    assert "Text (b:T)" in page


@pytest.mark.parametrize(("described", "is_own"), [(0.9, True), (0.1, False)])
def test_classes_of_a_known_vocabulary_are_shown_where_the_data_is_that_vocabulary(
    client_of: ClientOf, described: float, is_own: bool
) -> None:
    terms = sorted(terms_of(str(FOAF)))
    known = {*terms[: int(described * len(terms))], str(FOAF.Agent), str(FOAF.Person)}
    data = "".join(f'<{term}> a owl:Class ; rdfs:label "a" . ' for term in known)
    data += 'foaf:Agent rdfs:label "Agent"@en . foaf:Person rdfs:subClassOf foaf:Agent .'
    own = 'a:Baker a owl:Class ; rdfs:label "Baker" ; rdfs:subClassOf foaf:Person . '
    page = words(client_of(PREFIXES + data + own).get("/index.en.html").text).partition("Classes")[
        2
    ]
    assert "Baker" in page
    assert ("Agent" in page) == is_own


@pytest.mark.parametrize(("things", "said"), [(2, "40 classes"), (20, "20 of the class")])
def test_start_page_speaks_of_terms_where_there_is_hardly_anything_else(
    client_of: ClientOf, things: int, said: str
) -> None:
    classes = "".join(
        f'a:C{n} a owl:Class ; rdfs:label "C{n}" ; rdfs:comment "{n}" ; rdfs:subClassOf a:C0 . '
        for n in range(40)
    )
    others = "".join(
        f'a:t{n} a b:T ; rdfs:label "{n}" ; rdfs:comment "{n}" ; a:p a:C{n} . '
        for n in range(things)
    )
    page = client_of(PREFIXES + classes + others).get("/index.en.html").text
    lead = words(page.partition('<p class="lead">')[2].partition("</p>")[0])
    assert lead.startswith(said)


def test_what_a_blank_node_says_is_told_of_a_part_of_its_thing(client_of: ClientOf) -> None:
    data = """a:app a b:Project ; rdfs:label "App"@en ; a:release [ a a:T ; a:by a:ann ] .
        a:ann rdfs:label "Ann" .
        a:other a:by a:ann ; a:made [ a:by a:ann ] ; rdfs:label "Other" ."""
    client = client_of(PREFIXES + data)
    page = words(client.get("/iri/http/a/ann.en.html").text).partition("Where it occurs")[2]
    assert "a part of App" in page
    assert "Other" in page
    assert "a part of Other" not in page  # it leads there itself
    german = words(client.get("/iri/http/a/T.de.html").text)
    assert "ein Teil von App" in german


def test_nodes_without_a_statement_are_no_column(client_of: ClientOf) -> None:
    silent = "".join(f"a:{n} a a:T ; a:silent [] ; a:telling [ a:p {n} ] . " for n in range(30))
    found = head(client_of(PREFIXES + silent))
    assert "telling" in found
    assert "silent" not in found


@pytest.mark.parametrize(("named", "is_column"), [(0, True), (10, True), (30, False)])
def test_descriptions_are_a_column_where_there_are_no_names(
    client_of: ClientOf, named: int, is_column: bool
) -> None:
    text = "words " * 60
    things = "".join(f'a:{n} a a:T ; rdfs:comment "{n} {text}" . ' for n in range(30))
    names = "".join(f'a:{n} rdfs:label "Name {n}" . ' for n in range(named))
    client = client_of(PREFIXES + things + names)
    assert ("comment" in head(client)) == is_column
    page = words(client.get("/classes/iri/http/a/T.en.html").text)
    assert ("7 words words" in page) == is_column
    assert text not in page


@pytest.mark.parametrize(("node", "is_asked"), [("a:w", True), ("_:w", False)])
def test_questions_count_by_no_blank_nodes(client_of: ClientOf, node: str, is_asked: bool) -> None:
    things = "".join(
        f'a:{n} a a:T ; rdfs:label "{n}" ; a:within {node}{n % 5 // 2} . ' for n in range(30)
    )
    nodes = "".join(f'{node}{n} rdfs:label "Whole {n}" . ' for n in range(3))
    page = words(client_of(PREFIXES + things + nodes).get("/queries/index.en.html").text)
    assert ("are there per “within”?" in page) == is_asked


@pytest.mark.parametrize(
    ("property_", "numbers", "is_grouped"),
    [
        ("a:inhabitants", [12_345 + 7 * n**4 for n in range(30)], True),
        ("a:inhabitants", [877_820 + 7 * n for n in range(30)], True),  # as long as each other
        ("a:postalCode", [12_345], False),
        ("a:hasID", [12_345], False),
        ("a:grid", [12_345], True),
    ],
)
def test_numbers_that_identify_have_no_thousands_set_apart(
    client_of: ClientOf, property_: str, numbers: list[int], is_grouped: bool
) -> None:
    things = "".join(f"a:{n} a a:T ; {property_} {value} . " for n, value in enumerate(numbers))
    client = client_of(PREFIXES + things)
    for path in ("/iri/http/a/0.en.html", "/classes/iri/http/a/T.en.html"):
        page = words(client.get(path).text)
        assert (f"{numbers[0]:,}" in page, f" {numbers[0]} " in page) == (
            is_grouped,
            not is_grouped,
        )


def test_further_titles_of_laws_name_what_has_no_other_name(client_of: ClientOf) -> None:
    eli = "http://data.europa.eu/eli/ontology#"
    client = client_of(f'<http://a/10> <{eli}title_alternative> "Article 10"@en .')
    assert "<h1><bdi>Article 10</bdi></h1>" in client.get("/iri/http/a/10.en.html").text
