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
