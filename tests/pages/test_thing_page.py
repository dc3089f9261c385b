from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from schlaglicht.dataset.index import Index
from schlaglicht.pages import (
    Blank,
    Dataset,
    Evidence,
    Group,
    Incoming,
    LiteralValue,
    Members,
    Quotation,
    Reference,
    Resource,
    Row,
    Sentence,
    Stated,
    Support,
    Supported,
    Value,
    describe,
    document_graph,
    nearest,
    structured_data,
    terms_of_document,
)
from schlaglicht.pages.iri_paths import IriPaths
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_model import fitted_groups, fitted_incoming, fitted_quotations

EX = "https://example.org/"
WORDS = "Ada wrote the first program."
DATA = f"""
@prefix ex: <{EX}> .
@prefix def: <https://w3id.org/schlaglicht/def/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

ex:Programmer rdfs:subClassOf ex:Person ; rdfs:label "Programmer"@en .
ex:Person rdfs:label "Person"@en .
ex:ada a ex:Programmer , ex:Person ; schema:name "Ada"@en , "Ada (de)"@de ;
    ex:born 1815 ; ex:wrote ex:program ; ex:zeal "high" ;
    ex:languages ( "English" "French" ) ; ex:address [ ex:city "London" ] .
ex:office a ex:Office ; ex:holder ex:ada ; ex:rank "Countess"@en , "Gräfin"@de .
ex:vacancy a ex:Office ; ex:rank "Count"@en ; ex:after ex:ada .
ex:race ex:ranking ( ex:f1 ex:f2 ex:f3 ex:f4 ex:f5 ex:f6 ex:f7 ex:f8 ) ;
    ex:heat [ ex:ranking ( ex:f8 ( ex:f7 ) ) ] .
ex:f8 ex:name "F8" .
ex:old owl:deprecated true ; rdfs:label "old" .
ex:shape a sh:NodeShape ; sh:targetClass ex:Person ; sh:property
    [ sh:path ex:wrote ; sh:name "works"@en ; sh:order 1 ; sh:group ex:deeds ] ,
    [ sh:path ex:wrote ; sh:minCount 1 ] ,
    [ sh:path ex:zeal ; sh:order 2 ; sh:group ex:deeds ] ,
    [ sh:path ex:born ; sh:order 7 ] .
ex:deeds a sh:PropertyGroup ; rdfs:label "Deeds"@en ; sh:order 1 .
<{EX}onto#A> a rdfs:Class ; rdfs:label "A" .
<{EX}onto#B> a rdfs:Class ; rdfs:label "B" .

ex:evidence a oa:Annotation ; dcterms:identifier "E1" ; def:certainty def:stated ;
    oa:hasBody [ a rdf:Statement ; rdf:subject ex:ada ; rdf:predicate ex:wrote ;
        rdf:object ex:program ] ;
    oa:hasTarget ex:passage .
ex:passage a oa:SpecificResource ; dcterms:isPartOf ex:block ; oa:hasSource ex:document ;
    schema:sha256 "{sha256(WORDS.encode()).hexdigest()}" ;
    oa:hasSelector [ a oa:TextPositionSelector ; oa:start 2 ; oa:end {2 + len(WORDS)} ] .
ex:block rdfs:label "Paragraph 1" ; dcterms:isPartOf ex:article .
ex:article schema:inLanguage "en" .
ex:document dcterms:identifier "story.txt" .
""" + "\n".join(f"ex:fan{number} ex:admires ex:ada ." for number in range(30))


@pytest.fixture(scope="module")
def dataset(index_of: Callable[[str], Index], tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A few things, a shape, a sentence, evidence, and the document that it points into."""
    folder = tmp_path_factory.mktemp("sources")
    (folder / "story.txt").write_text(f"# {WORDS} And more.", encoding="utf-8")
    return Dataset(
        index_of(DATA),
        IriPaths(EX),
        {"ex": EX},
        sources_folder=folder,
        patterns={
            "ex:Office": {
                "en": "{ex:holder} is {ex:rank}[ of {ex:place|ex:country}].",
                "de": "{ex:holder} ist {ex:rank}.",
            }
        },
    )


@pytest.fixture(scope="module")
def ada(dataset: Dataset) -> Resource:
    return describe(dataset, EX + "ada", ("en", "de"))


def row_of(resource: Resource, iri: str) -> Row:
    rows = (row for group in resource.groups for row in group.rows)
    return next(row for row in rows if row.property.iri == iri)


def test_name_is_in_the_readers_language(dataset: Dataset, ada: Resource) -> None:
    assert ada.name == ("Ada", "en")
    assert describe(dataset, EX + "ada", ("de", "en")).name == ("Ada (de)", "de")


def test_types_leave_out_what_follows_from_others(ada: Resource) -> None:
    assert [type_.name[0] for type_ in ada.types] == ["Programmer"]


def test_shapes_of_superclasses_name_order_and_group_properties(ada: Resource) -> None:
    first, rest = ada.groups
    assert first.name == ("Deeds", "en")
    assert [row.property.name[0] for row in first.rows] == ["works", "ex:zeal"]
    assert rest.name is None
    assert rest.rows[0].property.iri == EX + "born"


def test_texts_in_the_readers_language_come_first(dataset: Dataset) -> None:
    values = row_of(describe(dataset, EX + "office", ("de", "en")), EX + "rank").values
    assert [each.value for each in values] == [
        LiteralValue("Gräfin", "de"),
        LiteralValue("Countess", "en"),
    ]


def test_list_is_told_as_its_members(ada: Resource) -> None:
    (stated,) = row_of(ada, EX + "languages").values
    assert stated.value == Members((LiteralValue("English"), LiteralValue("French")))


def test_blank_node_is_told_as_its_statements(ada: Resource) -> None:
    (stated,) = row_of(ada, EX + "address").values
    assert isinstance(stated.value, Blank)
    ((property_, values),) = stated.value.parts
    assert (property_.iri, values) == (EX + "city", (LiteralValue("London"),))


def test_node_between_things_is_told_as_a_sentence(dataset: Dataset, ada: Resource) -> None:
    def text(resource: Resource) -> str:
        (source,) = next(
            each.sources for each in resource.incoming if each.property.iri == EX + "holder"
        )
        assert isinstance(source, Sentence)
        assert source.about is not None
        assert source.about.iri == EX + "office"
        parts = source.parts
        return "".join(
            part
            if isinstance(part, str)
            else part.name[0]
            if isinstance(part, Reference)
            else part.text
            for part in parts
        )

    assert text(ada) == "Ada is Countess."
    assert text(describe(dataset, EX + "ada", ("de",))) == "Ada (de) ist Gräfin."


def test_sentence_that_lacks_a_value_leaves_the_name(ada: Resource) -> None:
    (source,) = next(each.sources for each in ada.incoming if each.property.iri == EX + "after")
    assert isinstance(source, Reference)


def test_what_leads_to_a_thing_is_counted_beyond_what_is_shown(ada: Resource) -> None:
    admired = next(each for each in ada.incoming if each.property.iri == EX + "admires")
    assert (len(admired.sources), admired.total, admired.is_exact) == (25, 30, True)


@pytest.mark.parametrize("member", ["f1", "f7", "f8"])
def test_member_of_a_list_says_what_has_the_list(dataset: Dataset, member: str) -> None:
    (ranked,) = describe(dataset, EX + member, ("en",)).incoming
    assert (ranked.property.iri, ranked.total) == (EX + "ranking", 1)
    (source,) = ranked.sources
    assert isinstance(source, Reference)
    assert source.iri == EX + "race"


def test_evidence_stands_beside_its_statement_with_the_words(ada: Resource) -> None:
    (stated,) = row_of(ada, EX + "wrote").values
    (support,) = stated.evidence
    piece = support.evidence
    (passage,) = piece.passages
    assert (piece.identifier, passage.start, passage.text) == ("E1", 2, WORDS)
    assert passage.block is not None
    assert (passage.block.name[0], passage.language) == ("Paragraph 1", "en")
    (quotation,) = ada.evidence
    assert quotation.passages == (passage,)
    (told,) = quotation.statements
    assert (told.property.name[0], told.value, told.support) == ("works", stated.value, support)


def test_words_whose_digest_differs_are_not_shown(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(f"# {WORDS.upper()} And more.")
    other = Dataset(dataset.index, dataset.iri_paths, sources_folder=tmp_path)
    (quotation,) = describe(other, EX + "ada", ("en",)).evidence
    assert quotation.passages[0].text is None


def test_deprecated_term_is_marked(dataset: Dataset) -> None:
    assert describe(dataset, EX + "old", ("en",)).is_deprecated


def test_document_of_fragments_describes_all_of_them(dataset: Dataset) -> None:
    assert terms_of_document(dataset, EX + "onto") == [EX + "onto#A", EX + "onto#B"]
    assert len(document_graph(dataset, EX + "onto")) == 4


def test_document_has_the_names_of_what_it_links_to_and_no_more(dataset: Dataset) -> None:
    graph = document_graph(dataset, EX + "ada")
    about_class = [t for t in graph if str(t[0]) == EX + "Programmer"]
    assert [str(t[2]) for t in about_class] == ["Programmer"]


@pytest.mark.parametrize("wrong", ["ade", "Ada", "offise"])
def test_nearest_finds_iris_that_are_written_alike(dataset: Dataset, wrong: str) -> None:
    right = {"ade": "ada", "Ada": "ada", "offise": "office"}[wrong]
    assert nearest(dataset, EX + wrong, ("en",))[0].iri == EX + right


def statements_of(count: int) -> tuple[Stated, ...]:
    return tuple(Stated(LiteralValue("x" * 1000)) for _ in range(count))


def test_what_has_no_room_on_a_page_is_counted() -> None:
    rows = tuple(Row(Reference(f"p{n}", ("p", None), False), statements_of(4)) for n in range(5))
    (group,), left_out = fitted_groups([Group(None, rows)], 6_000)
    assert [len(row.values) for row in group.rows] == [4, 2]
    assert [row.more for row in group.rows] == [0, 2]
    assert left_out == 3


def test_what_leads_to_a_thing_has_room_too() -> None:
    source = Reference("s" * 400, ("s", None), False)
    rows = [Incoming(source, (source,) * 5, 5, True) for _ in range(4)]
    kept, left_out = fitted_incoming(rows, 5_000)
    assert ([len(row.sources) for row in kept], left_out) == ([5, 1], 2)


def test_statements_that_have_no_room_are_counted() -> None:
    piece = Support(Evidence(Reference("e", ("E", None), True), "E", None))
    thing = Reference("s", ("s", None), True)
    told = [Supported(thing, thing, LiteralValue(str(n)), piece) for n in range(50)]
    quotations = [Quotation((), tuple(told[:30])), Quotation((), tuple(told[30:]))]
    kept, left_out = fitted_quotations(quotations, 3_000)
    shown = [each for quotation in kept for each in quotation.statements]
    assert shown == told[: len(shown)]
    assert 0 < len(shown) < 30
    assert left_out == 50 - len(shown)


def test_things_of_the_same_name_are_told_apart(dataset: Dataset) -> None:
    names = Names(dataset, ["en"])
    twin, other = (Reference(f"{EX}{name}", ("Twin", "en"), True) for name in ("a", "b"))
    alone = Reference(f"{EX}c", ("Alone", "en"), True)
    values: list[Value] = [twin, alone, other, LiteralValue("Twin")]
    told = names.distinct(values)
    named = [each.name[0] for each in told if isinstance(each, Reference)]
    assert named == ["Twin (a)", "Alone", "Twin (b)"]
    same_end = Reference(f"{EX}other/a", ("Twin", "en"), True)
    told = names.distinct([twin, same_end])
    assert [each.name[0] for each in told if isinstance(each, Reference)] == [
        f"Twin ({names.short(each.iri)})" for each in (twin, same_end)
    ]


PREFIXES = f"""
@prefix ex: <{EX}> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""

Rows = Callable[[str], dict[str, list[str]]]


def texts_of(value: Value) -> list[str]:
    """The text of a literal, or those of a blank node as one."""
    match value:
        case LiteralValue(text):
            return [text]
        case Blank(_, parts):
            return [" ".join(text for _, values in parts for v in values for text in texts_of(v))]
    return []


@pytest.fixture
def rows(index_of: Callable[[str], Index]) -> Rows:
    """Makes the rows of the English page about `ex:owl` as the ends of IRIs, and its texts."""

    def shown(turtle: str) -> dict[str, list[str]]:
        dataset = Dataset(index_of(PREFIXES + turtle), IriPaths(EX), {"ex": EX})
        page = describe(dataset, EX + "owl", ("en", "de"))
        found = (row for group in page.groups for row in group.rows)
        return {
            row.property.iri.replace("#", "/").rpartition("/")[2]: [
                text for stated in row.values for text in texts_of(stated.value)
            ]
            for row in found
        }

    return shown


def test_name_description_and_class_of_the_head_have_no_rows(rows: Rows) -> None:
    data = """ex:owl a ex:Bird ; rdfs:label "Owl"@en ; foaf:name "Owl" ; ex:says "Owl" ;
        rdfs:comment "A bird." ."""
    assert rows(data) == {"says": ["Owl"]}


def test_other_names_and_descriptions_keep_their_rows(rows: Rows) -> None:
    data = """ex:owl skos:prefLabel "Owl"@en , "Eule"@de ; foaf:name "Ulla" ;
        skos:definition "A bird."@en ; rdfs:comment "Flies."@en ."""
    assert rows(data) == {"prefLabel": ["Eule"], "name": ["Ulla"], "comment": ["Flies."]}


def test_description_that_the_head_cuts_keeps_its_row(rows: Rows) -> None:
    assert rows(f'ex:owl rdfs:comment "{"A bird. " * 100}" .') == {"comment": ["A bird. " * 100]}


def test_superclass_that_the_head_leaves_out_keeps_the_row(rows: Rows) -> None:
    data = "ex:owl a ex:Bird , ex:Animal . ex:Bird rdfs:subClassOf ex:Animal ."
    assert list(rows(data)) == ["type"]


def test_text_equal_in_several_languages_stands_once(rows: Rows) -> None:
    data = 'ex:owl ex:genus "Strix"@de , "Strix"@en , "Strix"@la , "Kauz"@de .'
    assert rows(data) == {"genus": ["Strix", "Kauz"]}


def test_blank_nodes_of_the_same_content_stand_once(rows: Rows) -> None:
    data = """ex:owl ex:nest [ ex:in "tree" ] , [ ex:in "tree" ] , [ ex:in "barn" ] , [] , [] ."""
    assert sorted(rows(data)["nest"]) == ["", "barn", "tree"]


def test_markup_for_search_engines_has_no_office_of_a_time_without_it(
    index_of: Callable[[str], Index],
) -> None:
    index = index_of(
        """@prefix schema: <https://schema.org/> . @prefix org: <http://www.w3.org/ns/org#> .
        <urn:x:ada> a schema:Person ; schema:name "Ada" ; schema:jobTitle "Minister" .
        <urn:x:office> org:member <urn:x:ada> ; schema:roleName "Minister" .
        <urn:x:bob> a schema:Person ; schema:name "Bob" ; schema:jobTitle "Baker" ."""
    )
    dataset = Dataset(index, IriPaths("urn:x:"))
    ada, bob = (structured_data(dataset, f"urn:x:{name}", ["en"]) for name in ("ada", "bob"))
    assert ada
    assert "Minister" not in ada
    assert bob
    assert "Baker" in bob
