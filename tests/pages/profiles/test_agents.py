from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from schlaglicht.pages import Dataset, Resource, describe
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
        """ex:x a skos:Concept ; geo:location ex:y .
        ex:y a geo:SpatialThing ; geo:lat 52.5 ; geo:long 13.4 .""",
        """ex:x a schema:Festival ; schema:location ex:y .
        ex:y schema:geo [ schema:latitude 52.5 ; schema:longitude 13.4 ] .""",
    ],
)
def test_things_with_coordinates_have_a_point(shown: Shown, data: str) -> None:
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


EX = "https://example.org/"
HOSTS = frozenset(("pictures.example", "other.example:8443"))

DatasetOf = Callable[[str], Dataset]


def page(dataset_of: DatasetOf, data: str, hosts: frozenset[str] = HOSTS) -> Resource:
    dataset = replace(dataset_of(data), image_hosts=hosts)
    return describe(dataset, EX + "gate", ("en", "de"))


def urls(resource: Resource) -> list[str]:
    return [picture.url for picture in resource.lead.pictures]


def rows(resource: Resource) -> list[str]:
    return [row.property.iri for group in resource.groups for row in group.rows]


GATE = """
ex:gate schema:image <https://pictures.example/gate.jpg> , [ a schema:ImageObject ;
    schema:contentUrl "https://pictures.example/night.jpg" ;
    schema:caption "At night"@en , "Bei Nacht"@de ] .
"""


def test_images_of_named_hosts_are_shown_with_their_captions(dataset_of: DatasetOf) -> None:
    shown = page(dataset_of, GATE).lead.pictures
    assert [(picture.url, picture.caption) for picture in shown] == [
        ("https://pictures.example/gate.jpg", None),
        ("https://pictures.example/night.jpg", ("At night", "en")),
    ]


def test_without_the_setting_images_are_links(dataset_of: DatasetOf) -> None:
    plain = page(dataset_of, GATE, frozenset())
    assert urls(plain) == []
    assert "https://schema.org/image" in rows(plain)


@pytest.mark.parametrize(
    "url",
    [
        "http://pictures.example/a.jpg",
        "https://pictures.example.evil.example/a.jpg",
        "https://pictures.example@evil.example/a.jpg",
        "https://reader@pictures.example/a.jpg",
        "https://other.example/a.jpg",
        "https://evil.example/https://pictures.example/a.jpg",
        "//pictures.example/a.jpg",
        "javascript:alert(1)",
        "https://[/a.jpg",
    ],
)
def test_images_of_other_places_are_not_shown(dataset_of: DatasetOf, url: str) -> None:
    assert urls(page(dataset_of, f'ex:gate foaf:depiction "{url}" .')) == []


def test_row_stays_while_one_of_its_images_is_not_shown(dataset_of: DatasetOf) -> None:
    image = "foaf:depiction <https://other.example:8443/a.jpg>"
    alone = page(dataset_of, f"ex:gate {image} ; ex:height 26 .")
    both = page(dataset_of, f"ex:gate {image} , <https://evil.example/b.jpg> .")
    assert urls(alone) == urls(both) == ["https://other.example:8443/a.jpg"]
    assert rows(alone) == ["https://example.org/height"]
    assert rows(both) == ["http://xmlns.com/foaf/0.1/depiction"]


def test_of_many_images_the_first_are_shown(dataset_of: DatasetOf) -> None:
    many = ", ".join(f"<https://pictures.example/{n}.jpg>" for n in range(30))
    shown = page(dataset_of, f"ex:gate schema:image {many} .")
    assert len(urls(shown)) == 4
    assert rows(shown) == ["https://schema.org/image"]
