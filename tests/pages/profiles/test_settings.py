from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from schlaglicht.pages import Dataset, Resource, describe
from schlaglicht.pages.labels import Names
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.pages import PageLead

PREFIXES = Prefixes({"ex": "https://example.org/"}, WELL_KNOWN)

EX = "https://example.org/"
DATA = """
ex:boat a ex:Boat ; ex:length 12 ; ex:built 1950 ; dcterms:title "Boat" ; rdfs:comment "A boat." ;
    geo:lat 53.5 ; geo:long 10.0 .
ex:d a dcat:Dataset ; dcterms:issued "2020" ; dcat:distribution [ dcat:downloadURL <x:y> ] .
ex:shape a sh:NodeShape ; sh:targetClass ex:Boat ; sh:property [ sh:path ex:built ; sh:order 1 ] .
"""

DatasetOf = Callable[[str], Dataset]


def page(dataset_of: DatasetOf, name: str, **leads: PageLead) -> Resource:
    chosen = {f"ex:{class_}" if class_ == "Boat" else class_: v for class_, v in leads.items()}
    return describe(replace(dataset_of(DATA), leads=chosen), EX + name, ("en", "de"))


def properties(resource: Resource) -> list[str]:
    return [
        str(PREFIXES.shorten(row.property.iri)) for group in resource.groups for row in group.rows
    ]


def test_properties_of_the_settings_come_before_those_of_shapes(dataset_of: DatasetOf) -> None:
    assert properties(page(dataset_of, "boat"))[0] == "ex:built"
    lead = PageLead(lead=("ex:length", "rdfs:comment"))
    shown = properties(page(dataset_of, "boat", Boat=lead))
    assert shown[:3] == ["ex:length", "rdfs:comment", "ex:built"]


def test_profile_of_the_settings_is_that_of_the_class(dataset_of: DatasetOf) -> None:
    assert page(dataset_of, "boat", Boat=PageLead("none")).lead.point is None
    for leads in ({}, {"Boat": PageLead("place")}):
        assert page(dataset_of, "boat", **leads).lead.point == (10.0, 53.5)


def test_profile_none_leaves_the_statements_alone(dataset_of: DatasetOf) -> None:
    class_ = "http://www.w3.org/ns/dcat#Dataset"
    assert page(dataset_of, "d").lead.downloads
    plain = page(dataset_of, "d", **{class_: PageLead("none")})
    assert not plain.lead.downloads
    assert "dcat:distribution" in properties(plain)


def test_a_part_without_name_is_called_after_its_thing(
    dataset_of: DatasetOf,
) -> None:
    parts = ("mint#place", "mint#this", "x#this")
    data = "".join(f"<{EX}{part}> a ex:T . " for part in parts)
    names = Names(dataset_of(f'{data} ex:mint skos:prefLabel "Mint"@en .'), ("en",))
    called = [names.reference(f"{EX}{part}").name[0] for part in parts]
    assert called == ["Mint #place", "Mint", "x#this"]
