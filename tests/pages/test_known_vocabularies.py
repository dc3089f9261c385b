"""Pages of a graph that says nothing about the vocabularies it uses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schlaglicht.dataset.index import Index
from schlaglicht.pages import Blank, Dataset, LiteralValue, Reference, Resource, describe
from schlaglicht.pages.iri_paths import IriPaths
from schlaglicht.pages.labels import Names

EX = "https://example.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
GERMAN, ENGLISH = ("de", "en"), ("en", "de")

PREFIXES = f"""
@prefix ex: <{EX}> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix groups: <https://w3id.org/schlaglicht/groups/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <{SKOS}> .
"""
FEW = """
ex:owl skos:broader ex:bird ; ex:height 3 ; skos:notation "O" ;
    skos:prefLabel "owl"@en , "Eule"@de ; a ex:Animal .
"""
MANY = """
ex:owl skos:definition "A bird."@en ; skos:altLabel "owls"@en ; skos:hiddenLabel "owel"@en ;
    skos:related ex:mouse ; skos:editorialNote "Check."@en .
"""


DatasetOf = Callable[[str], Dataset]


@pytest.fixture
def dataset_of(index_of: Callable[[str], Index]) -> DatasetOf:
    """Makes a dataset of a text in Turtle, with three terms in use."""
    terms = frozenset((f"{SKOS}broader", f"{SKOS}Concept", f"{EX}height"))
    return lambda data: Dataset(index_of(PREFIXES + data), IriPaths(EX), {"ex": EX}, terms)


def name_of(term: str, languages: tuple[str, ...], dataset: Dataset) -> str:
    return Names(dataset, languages).reference(SKOS + term).name[0]


def shown(resource: Resource) -> dict[str | None, list[str]]:
    """The names of properties by the headings that they stand under."""
    return {
        group.name[0] if group.name else None: [row.property.name[0] for row in group.rows]
        for group in resource.groups
    }


def test_terms_have_names_in_both_languages(dataset_of: DatasetOf) -> None:
    assert name_of("broader", GERMAN, dataset_of(FEW)) == "Oberbegriff"
    assert name_of("broader", ENGLISH, dataset_of(FEW)) == "broader concept"


@pytest.mark.parametrize(
    ("own", "german", "english"),
    [
        ('"steht unter"@de', "steht unter", "broader concept"),
        ('"parent"@en', "Oberbegriff", "parent"),
        ('"parent"@en-GB', "Oberbegriff", "parent"),
        ('"has broader"', "Oberbegriff", "has broader"),  # published vocabularies are English
        ('"générique"@fr', "Oberbegriff", "broader concept"),
    ],
)
def test_own_names_come_first_in_their_language(
    own: str, german: str, english: str, dataset_of: DatasetOf
) -> None:
    data = f"{FEW} skos:broader rdfs:label {own} ."
    assert name_of("broader", GERMAN, dataset_of(data)) == german
    assert name_of("broader", ENGLISH, dataset_of(data)) == english


@pytest.mark.parametrize(
    ("name", "german"),
    [('"drüber"@de', "drüber"), ('"above"@en', "Oberbegriff"), ('"drüber"', "drüber")],
)
def test_names_of_shapes_come_before_all_but_not_in_another_language(
    name: str, german: str, dataset_of: DatasetOf
) -> None:
    shape = f"""ex:shape a sh:NodeShape ; sh:targetClass ex:Animal ;
        sh:property [ sh:path skos:broader ; sh:name {name} ] ."""
    resource = describe(dataset_of(FEW + shape), EX + "owl", GERMAN)
    assert german in shown(resource)[None]


def test_terms_are_described_on_their_pages_and_where_they_are_linked(
    dataset_of: DatasetOf,
) -> None:
    dataset = dataset_of(f'{FEW} ex:height rdfs:comment "Ihre Höhe."@de .')
    german = Names(dataset, GERMAN)
    described = describe(dataset, f"{SKOS}broader", GERMAN).description
    assert described == ("Ein allgemeinerer Begriff.", "de")
    assert german.reference(f"{SKOS}broader").hint == ("Ein allgemeinerer Begriff.", "de")
    assert german.reference(f"{EX}height").hint == ("Ihre Höhe.", "de")
    assert german.reference(f"{EX}owl").hint is None


def test_values_are_named_without_a_description(dataset_of: DatasetOf) -> None:
    owl = describe(
        dataset_of("ex:owl ex:like skos:Concept ; skos:note [ a skos:Concept ] ."),
        EX + "owl",
        ENGLISH,
    )
    values = [stated.value for row in owl.groups[0].rows for stated in row.values]
    assert [v.hint for v in values if isinstance(v, Reference)] == [None]
    assert [v.types[0].hint for v in values if isinstance(v, Blank)] == [None]


def test_datatypes_have_names(dataset_of: DatasetOf) -> None:
    data = 'ex:owl ex:weight 1.5 ; ex:hatched "2020"^^ex:year .'
    owl = describe(dataset_of(data), EX + "owl", GERMAN)
    values = [stated.value for row in owl.groups[0].rows for stated in row.values]
    named = [value.datatype_name for value in values if isinstance(value, LiteralValue)]
    assert named == ["ex:year", "Dezimalzahl"]


def test_few_rows_stand_in_the_usual_order_without_headings(dataset_of: DatasetOf) -> None:
    resource = describe(dataset_of(FEW), EX + "owl", GERMAN)
    assert list(shown(resource)) == [None]
    assert shown(resource)[None][-2:] == ["height", "Oberbegriff"]
    assert shown(resource)[None][0] == "bevorzugte Bezeichnung"


def test_many_rows_stand_in_groups_of_at_least_two(dataset_of: DatasetOf) -> None:
    resource = describe(dataset_of(FEW + MANY), EX + "owl", ENGLISH)
    assert shown(resource)["Relations"] == ["broader concept", "related concept"]
    assert list(shown(resource)) == [None, "Relations"]
    assert shown(resource)[None][-2:] == ["height", "editorial note"]


def test_shapes_that_order_properties_order_them_alone(dataset_of: DatasetOf) -> None:
    shape = """ex:shape a sh:NodeShape ; sh:targetClass ex:Animal ;
        sh:property [ sh:path skos:related ; sh:order 1 ] ."""
    resource = describe(dataset_of(FEW + MANY + shape), EX + "owl", ENGLISH)
    assert list(shown(resource)) == [None]
    assert shown(resource)[None][:2] == ["related concept", "preferred label"]


def test_a_page_does_not_begin_with_a_heading_over_a_single_row(dataset_of: DatasetOf) -> None:
    grouped = """ex:shape a sh:NodeShape ; sh:targetClass ex:Animal ; sh:property
        [ sh:path skos:prefLabel ; sh:group ex:name ] , [ sh:path skos:broader ; sh:group {} ] .
        ex:name a sh:PropertyGroup ; rdfs:label "Name"@en ; sh:order 1 .
        ex:above a sh:PropertyGroup ; rdfs:label "Above"@en ; sh:order 2 ."""
    one = describe(dataset_of(FEW + grouped.format("ex:none")), EX + "owl", ENGLISH)
    assert list(shown(one)) == [None]
    assert shown(one)[None] == [
        "preferred label",
        "notation",
        "height",
        "broader concept",
    ]
    two = describe(dataset_of(FEW + grouped.format("ex:above")), EX + "owl", ENGLISH)
    assert [(g.name, len(g.rows)) for g in two.groups] == [
        (None, 1),
        (("Above", "en"), 1),
        (None, 2),
    ]
    both = describe(dataset_of(FEW + grouped.format("ex:name")), EX + "owl", ENGLISH)
    assert list(shown(both)) == ["Name", None]


def test_properties_of_the_project_can_join_a_known_group(dataset_of: DatasetOf) -> None:
    joined = "ex:height sh:group groups:relations ; sh:order 15 ."
    resource = describe(dataset_of(FEW + MANY + joined), EX + "owl", ENGLISH)
    assert shown(resource)["Relations"] == ["broader concept", "height", "related concept"]


def test_properties_of_the_same_name_are_told_apart(dataset_of: DatasetOf) -> None:
    data = """ex:owl skos:prefLabel "Bird" ; dc:title "Owl" ; dcterms:title "Owl" ;
        dcterms:date "2020" ; ex:height 3 ."""
    names = shown(describe(dataset_of(data), EX + "owl", ENGLISH))[None]
    assert names == ["title (dct:title)", "title (dc:title)", "height", "date"]


def test_parts_of_a_blank_node_and_what_leads_to_a_thing_have_the_usual_order(
    dataset_of: DatasetOf,
) -> None:
    data = """ex:owl ex:seen [ dcat:endDate "2020-12-31" ; dcat:startDate "2020-01-01" ] .
        ex:mouse skos:broader ex:owl ; skos:related ex:owl ; ex:eatenBy ex:owl .
        ex:bird skos:narrower ex:owl ; dcterms:subject ex:owl ."""
    owl = describe(dataset_of(data), EX + "owl", ENGLISH)
    (seen,) = owl.groups[0].rows[0].values
    assert isinstance(seen.value, Blank)
    assert [property_.name[0] for property_, _ in seen.value.parts] == ["start date", "end date"]
    assert [incoming.property.name[0] for incoming in owl.incoming] == [
        *("subject", "ex:eatenBy", "broader concept", "narrower concept", "related concept")
    ]


def test_members_of_a_container_are_named_and_in_their_order(dataset_of: DatasetOf) -> None:
    members = "; ".join(f'rdf:_{n} "{n}"' for n in (10, 2, 1))
    data = f"ex:a a rdf:Seq ; {members} . ex:b ex:has [ a rdf:Bag ; {members} ] ."
    dataset = dataset_of(data)
    names = ["member 1", "member 2", "member 10"]
    (group,) = describe(dataset, EX + "a", ENGLISH).groups
    assert [row.property.name[0] for row in group.rows] == names
    ((bag,),) = (row.values for row in describe(dataset, EX + "b", ENGLISH).groups[0].rows)
    assert isinstance(bag.value, Blank)
    assert [property_.name[0] for property_, _ in bag.value.parts] == names
