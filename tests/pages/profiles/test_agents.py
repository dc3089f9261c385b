from __future__ import annotations

from collections.abc import Callable

import pytest

from schlaglicht.pages import Resource
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

PREFIXES = Prefixes({"ex": "https://example.org/"}, WELL_KNOWN)

Shown = Callable[[str, str], Resource]

OFFICE = """
ex:office a schema:GovernmentOffice ; schema:name "Bureau"@en ;
    schema:url <https://example.org/> ; schema:email <mailto:info@example.org> ;
    schema:address [ a schema:PostalAddress ;
        schema:addressCountry "Germany"@en , "Deutschland"@de ;
        schema:postalCode "10178" ; schema:addressLocality "Berlin" ;
        schema:streetAddress "Alexanderplatz 1" ] .
"""


def properties(resource: Resource) -> list[str]:
    return [
        str(PREFIXES.shorten(row.property.iri)) for group in resource.groups for row in group.rows
    ]


def test_address_is_a_block_in_the_readers_language(shown: Shown) -> None:
    address = shown(OFFICE, "office").lead.address
    assert address == ("Alexanderplatz 1", "10178 Berlin", "Germany")


def test_address_that_says_more_keeps_its_row(shown: Shown) -> None:
    assert "schema:address" in properties(shown(OFFICE, "office"))


def test_address_told_whole_has_no_row(shown: Shown) -> None:
    page = shown(OFFICE.replace(', "Deutschland"@de', ""), "office")
    assert "schema:address" not in properties(page)


def test_address_may_be_a_text(shown: Shown) -> None:
    page = shown('ex:a a foaf:Organization ; schema:address "Römerberg 1\\n60311 Frankfurt" .', "a")
    assert page.lead.address == ("Römerberg 1", "60311 Frankfurt")


def test_two_addresses_stay_rows(shown: Shown) -> None:
    page = shown('ex:a a foaf:Organization ; schema:address "Berlin" , "Bonn" .', "a")
    assert page.lead.address == ()
    assert "schema:address" in properties(page)


def test_address_of_vcard_is_the_same(shown: Shown) -> None:
    data = """
    ex:a a vcard:Organization ; vcard:hasAddress [ vcard:street-address "Domplatz 2" ;
        vcard:postal-code "50667" ; vcard:locality "Köln" ] .
    """
    assert shown(data, "a").lead.address == ("Domplatz 2", "50667 Köln")


def test_subclass_of_schema_org_leads_with_contact(shown: Shown) -> None:
    assert properties(shown(OFFICE, "office"))[:3] == [
        "schema:address",
        "schema:email",
        "schema:url",
    ]


@pytest.mark.parametrize(
    "data",
    [
        "ex:x a schema:Place ; schema:geo [ schema:latitude 52.5 ; schema:longitude 13.4 ] .",
        "ex:x a geo:SpatialThing ; geo:lat 52.5 ; geo:long 13.4 .",
        "ex:x a <http://www.geonames.org/ontology#Feature> ; geo:lat 52.5 ; geo:long 13.4 .",
        """ex:x a <http://www.opengis.net/ont/geosparql#Feature> ;
        <http://www.opengis.net/ont/geosparql#hasDefaultGeometry> ex:y .
        ex:y <http://www.opengis.net/ont/geosparql#asWKT> "POINT Z (13.4 52.5 30)" .""",
        """ex:x a schema:Festival ; schema:location ex:y .
        ex:y schema:geo [ schema:latitude 52.5 ; schema:longitude 13.4 ] .""",
    ],
)
def test_place_and_event_have_a_point(shown: Shown, data: str) -> None:
    assert shown(data, "x").lead.point == (13.4, 52.5)


def test_event_leads_with_start_before_end_and_place(shown: Shown) -> None:
    data = """
    ex:e a schema:Event ; schema:about ex:topic ; schema:endDate "2026-10-04"^^xsd:date ;
        schema:location ex:hall ; schema:startDate "2026-10-03"^^xsd:date .
    """
    assert properties(shown(data, "e"))[:3] == [
        "schema:startDate",
        "schema:endDate",
        "schema:location",
    ]


def test_works_lead_with_author_and_date(shown: Shown) -> None:
    data = """
    ex:w a <http://schema.org/Book> ; <http://schema.org/about> ex:topic ;
        <http://schema.org/datePublished> "1859" ; <http://schema.org/author> ex:a .
    """
    page = shown(data, "w")
    assert [row.property.iri for row in page.groups[0].rows][:2] == [
        "http://schema.org/author",
        "http://schema.org/datePublished",
    ]
