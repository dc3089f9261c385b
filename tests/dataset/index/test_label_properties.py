"""Names of things in the ways of many vocabularies."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rdflib import URIRef

from schlaglicht.dataset.index import Index

EX = "https://example.org/"
PREFIXES = f"""
@prefix ex: <{EX}> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix gndo: <https://d-nb.info/standards/elementset/gnd#> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix oboInOwl: <http://www.geneontology.org/formats/oboInOwl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix bf: <http://id.loc.gov/ontologies/bibframe/> .
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix ontolex: <http://www.w3.org/ns/lemon/ontolex#> .
@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
"""


@pytest.fixture
def index_of(index_of: Callable[[str], Index]) -> Callable[[str], Index]:
    """Indexes a few statements."""
    return lambda statements: index_of(PREFIXES + statements)


def assert_named(index: Index, name: str, language: str) -> None:
    """`ex:a` alone has the name, and is found by it."""
    found = index.label(URIRef(EX + "a"), [language])
    assert found
    assert found[0] == name
    assert [hit.iri for hit in index.search(name).hits] == [URIRef(EX + "a")]


@pytest.mark.parametrize(
    ("statements", "name"),
    [
        ('vcard:fn "Eve Moss"', "Eve Moss"),
        ('skosxl:literalForm "Krug"@de', "Krug"),
        ('gndo:preferredNameForThePerson "Mann, Thomas"', "Mann, Thomas"),
        ('foaf:givenName "Bob" ; foaf:familyName "Ash" ; foaf:nick "bo"', "Bob Ash"),
        ('schema:familyName "Ash"', "Ash"),
        ('foaf:nick "bo"', "bo"),
        ('foaf:givenName "Bob" ; foaf:name "Robert Ash"', "Robert Ash"),
        ('vcard:given-name "Bob" ; rdfs:label ""', "Bob"),
        ('ex:mainTitle "Wells" ; ex:subtitle "Of old" ; ex:fileName "w.pdf"', "Wells"),
        ('ex:has_name "Ash"@de', "Ash"),
        ('ex:title "Mr" ; foaf:nick "bo"', "bo"),
    ],
)
def test_thing_has_the_name_that_its_vocabulary_gives(
    index_of: Callable[[str], Index], statements: str, name: str
) -> None:
    assert_named(index_of(f"ex:a {statements} ."), name, "de")


@pytest.mark.parametrize(
    "property_", ["dct:alternative", "oboInOwl:hasExactSynonym", "skos:hiddenLabel"]
)
def test_other_names_are_found_by_a_search(
    index_of: Callable[[str], Index], property_: str
) -> None:
    index = index_of(f'ex:a rdfs:label "Jug" ; {property_} "Pitcher" .')
    assert [hit.iri for hit in index.search("pitcher").hits] == [URIRef(EX + "a")]
    assert index.label(URIRef(EX + "a")) == ("Jug", "")


def test_name_in_parts_has_their_language_if_they_share_it(
    index_of: Callable[[str], Index],
) -> None:
    index = index_of(
        'ex:a foaf:givenName "A"@en ; foaf:familyName "B"@en .'
        'ex:b foaf:givenName "A"@en ; foaf:familyName "B"@de .'
    )
    assert index.label(URIRef(EX + "a")) == ("A B", "en")
    assert index.label(URIRef(EX + "b")) == ("A B", "")


@pytest.mark.parametrize("text", ["", "   ", "\\n\\t"])
def test_text_of_nothing_that_is_seen_is_no_name(
    index_of: Callable[[str], Index], text: str
) -> None:
    index = index_of(f'ex:a rdfs:label "{text}" ; rdfs:comment "{text}" .')
    assert index.label(URIRef(EX + "a")) is None
    assert index.text(URIRef(EX + "a")) is None


def test_definition_of_an_obo_ontology_describes(index_of: Callable[[str], Index]) -> None:
    index = index_of('ex:a obo:IAO_0000115 "An animal."@en .')
    assert index.text(URIRef(EX + "a")) == ("An animal.", "en")


def test_text_with_a_direction_names_without_it(index_of: Callable[[str], Index]) -> None:
    index = index_of('ex:a rdfs:label "\u05e9\u05dc\u05d5\u05dd"@he--rtl , "a --ltr"@en .')
    assert index.label(URIRef(EX + "a"), ["he"]) == ("\u05e9\u05dc\u05d5\u05dd", "he")
    assert index.label(URIRef(EX + "a"), ["en"]) == ("a --ltr", "en")
    assert len(index.statements_of(URIRef(EX + "a"))) == 2


@pytest.mark.parametrize(
    ("statements", "name"),
    [
        ('skosxl:prefLabel ex:l . ex:l a skosxl:Label ; skosxl:literalForm "Apple"@en', "Apple"),
        ('skosxl:prefLabel [ skosxl:literalForm "Apple"@en ] ; rdfs:label "x"', "Apple"),
        ('skosxl:altLabel [ skosxl:literalForm "Apple"@en ]', "Apple"),
        ('bf:title [ a bf:Title ; bf:mainTitle "Moby Dick" ]', "Moby Dick"),
        (
            (
                'bf:title [ a bf:VariantTitle ; bf:mainTitle "The Whale" ] ,'
                ' [ a bf:Title ; bf:mainTitle "Moby Dick" ]'
            ),
            "Moby Dick",
        ),
        ('ontolex:canonicalForm [ ontolex:writtenRep "cat"@en ]', "cat"),
        ('crm:P102_has_title [ crm:P190_has_symbolic_content "Guernica" ]', "Guernica"),
        (
            (
                'crm:P1_is_identified_by [ crm:P190_has_symbolic_content "DE00050" ] ;'
                ' rdfs:label "Guernica"'
            ),
            "Guernica",
        ),
    ],
)
def test_a_node_for_a_name_names_the_thing_that_has_it(
    index_of: Callable[[str], Index], statements: str, name: str
) -> None:
    assert_named(index_of(f"ex:a {statements} ."), name, "en")


def test_further_names_by_nodes_are_found(index_of: Callable[[str], Index]) -> None:
    index = index_of(
        "ex:a skosxl:prefLabel ex:l1 ; skosxl:altLabel ex:l2 ; skosxl:hiddenLabel ex:l3 ."
        'ex:l1 skosxl:literalForm "Apple"@en , "Apfel"@de . ex:l2 skosxl:literalForm "Malus"@la .'
        'ex:l3 skosxl:literalForm "Aple"@en . ex:alone skosxl:literalForm "Pear"@en .'
    )
    assert index.label(URIRef(EX + "a"), ["de"]) == ("Apfel", "de")
    assert index.label(URIRef(EX + "l1"), ["de"]) == ("Apfel", "de")
    for word in ("apple", "apfel", "malus", "aple"):
        assert [hit.iri for hit in index.search(word).hits] == [URIRef(EX + "a")]
    assert [hit.iri for hit in index.search("pear").hits] == [URIRef(EX + "alone")]
