"""Searching: all hits are counted, ranked, and only then cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rdflib import URIRef
from tables import each

from schlaglicht.dataset.index import Index, build_index
from schlaglicht.dataset.index.search import letter_of, order_key, pieces
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.project import open_project, shipped_folder
from schlaglicht.vocab import ID


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Herr Müller", ["muller"], ["Müller"]),
        ("Herr Müller", ["mueller"], ["Müller"]),
        ("Köln am Rhein", ["koln", "rhein"], ["Köln", "Rhein"]),
        ("Straße", ["strasse"], ["Straße"]),
        ("Straße", ["stras"], ["Straß"]),
        ("<b>Bonn</b>", ["bonn"], ["Bonn"]),
        ("The EU museum", ["eu"], ["EU"]),
        ("nothing", ["else"], []),
        ("", ["x"], []),
    ],
)
def test_words_are_marked_in_their_own_spelling(
    text: str, words: list[str], marked: list[str]
) -> None:
    found = pieces(text, words)
    assert "".join(piece for piece, _ in found) == text
    assert [piece for piece, is_hit in found if is_hit] == marked


def test_texts_are_in_the_order_of_dictionaries() -> None:
    ordered = [
        "Apfel", "Äpfel", "Bonn", "Ob", "Öl", "Oz", "Stadt 2", "Stadt 10", "Strasse",
        "Straße", "Řek", "Über", "z",
    ]  # fmt: skip
    expected = ["Apfel", "Äpfel", "Bonn", "Ob", "Öl", "Oz", "Řek", *ordered[6:10]]
    assert sorted(ordered, key=order_key) == [*expected, "Über", "z"]


@pytest.mark.parametrize(
    ("text", "letter"), [("Öl", "O"), ("ßx", "S"), ("7. Tag", "#"), ("", "#"), ("Ж", "Ж")]
)
def test_a_text_stands_under_its_letter(text: str, letter: str) -> None:
    assert letter_of(text) == letter


EX = "https://example.org/"
PREFIXES = """
PREFIX ex: <https://example.org/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
"""
NAMES = """
ex:dvorak a schema:Person ; schema:name "Antonín Dvořák" .
ex:zurich a schema:City ; schema:name "Zürich" ; schema:description "An der Limmat." .
ex:mueller a schema:Person ; schema:name "Jürgen Müller" .
ex:muller a schema:Person ; schema:name "Muller" .
ex:written a schema:Person ; schema:name "Mueller" .
ex:decomposed a schema:City ; schema:name "Köln" .
ex:street a schema:Place ; schema:name "Große Straße" .
ex:oersted a schema:Person ; schema:name "Ørsted" .
ex:compound a schema:Thing ; schema:name "Innovationscluster" .
ex:cluster a schema:Thing ; schema:name "Cluster" .
ex:clusters a schema:Thing ; schema:name "Clusters" .
ex:eu a schema:Thing ; schema:name "The EU cluster" .
ex:described a schema:Thing ; schema:name "A fair" ; schema:description "Of a cluster." .
ex:q a schema:Thing ; schema:name "Q" .
ex:coded a schema:Thing ; schema:name "Seven" ; dct:identifier "stadt-0007" .
ex:other a schema:Thing ; schema:name "Stadt 0007 again and again" .
ex:noted a skos:Concept ; skos:prefLabel "Nine" ; skos:notation "009" .
ex:said a schema:Thing ; schema:name "Said" ; schema:identifier "A/12" .
ex:hindi a schema:Thing ; schema:name "हिन्दी" .
ex:nameless-one a schema:Thing .
"""


@pytest.fixture(scope="module")
def names(index_of: Callable[[str], Index]) -> Index:
    return index_of(PREFIXES + NAMES)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("shipped")
    return Index(build_index(take_snapshot(open_project([shipped_folder()]), folder)))


@each("limit", [1, 2, 3, 20])
@each(
    "words", ["cluster", "clus", "c", "mu", "muller", "stadt-0007", "009", "zür", "of a", "", "^ $"]
)
def test_first_by_name_are_the_first_of_a_search(names: Index, words: str, limit: int) -> None:
    found = names.search(words, languages=["en"])
    named = [
        hit.iri for hit in found.hits if not hit.is_alike and hit.iri != URIRef(f"{EX}described")
    ]
    assert names.first_by_name(words, languages=["en"], limit=limit) == named[:limit]


def found(index: Index, words: str, *, by_links: bool = False) -> list[str]:
    """The local names of what is found without typos, in order."""
    hits = index.search(words, languages=("de",), limit=100, by_links=by_links).hits
    return [hit.iri.removeprefix(EX) for hit in hits if not hit.is_alike]


LINKED = """
ex:Engraver a schema:DefinedTerm ; schema:name "engraver" .
ex:stuttgart a schema:City ; schema:name "Stuttgart" .
ex:werner a schema:Person ; schema:name "Werner" ;
    schema:hasOccupation ex:Engraver ; schema:birthPlace ex:stuttgart .
ex:busch a schema:Person ; schema:name "Busch" ; schema:birthPlace ex:stuttgart ;
    schema:description "An engraver of coins." .
ex:other a schema:Person ; schema:name "Other" ; schema:hasOccupation ex:Engraver .
ex:both a schema:Person ; schema:name "Engraver at Stuttgart" .
"""


def test_things_are_found_by_the_names_of_what_they_lead_to(
    index_of: Callable[[str], Index],
) -> None:
    index = index_of(PREFIXES + LINKED)
    assert found(index, "engraver stuttgart") == ["both"]
    assert found(index, "engraver stuttgart", by_links=True) == ["both", "busch", "werner"]
    assert found(index, "werner stuttgart engraver", by_links=True) == ["werner"]
    assert found(index, "stuttgart", by_links=True) == ["stuttgart", "both"]
    assert found(index, "engraver berlin", by_links=True) == []


@pytest.mark.parametrize(
    ("words", "names_"),
    [
        ("dvorak", {"dvorak"}),
        ("DVOŘÁK", {"dvorak"}),
        ("dvořak", {"dvorak"}),
        ("zurich", {"zurich"}),
        ("zuerich", {"zurich"}),
        ("muller", {"mueller", "muller"}),
        ("mueller", {"mueller", "written"}),
        ("müller", {"mueller", "muller", "written"}),
        ("jurgen mueller", {"mueller"}),
        ("koln", {"decomposed"}),
        ("koeln", {"decomposed"}),
        ("strasse", {"street"}),
        ("STRASSE große", {"street"}),
        ("orsted", {"oersted"}),
        ("oersted", {"oersted"}),
        ("हिन्", {"hindi"}),
    ],
)
def test_diacritics_are_found_either_way(names: Index, words: str, names_: set[str]) -> None:
    assert set(found(names, words)) == names_


def test_results_are_ranked_from_the_whole_name_to_the_description(names: Index) -> None:
    ranked = ["cluster", "clusters", "eu", "compound", "described"]
    assert found(names, "cluster") == ranked


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("stadt-0007", "coded"),
        ("Stadt 0007", "coded"),
        ("009", "noted"),
        ("a/12", "said"),
        ("nameless-one", "nameless-one"),
        ("eu", "eu"),
    ],
)
def test_an_identifier_is_found_first(names: Index, words: str, first: str) -> None:
    assert found(names, words)[0] == first


@pytest.mark.parametrize(
    ("words", "names_"),
    [("q", {"q"}), ("eu", {"eu"}), ("cl", {"cluster", "clusters", "eu", "described"})],
)
def test_short_words_find_what_begins_so(names: Index, words: str, names_: set[str]) -> None:
    assert set(found(names, words)) == names_


def test_words_of_name_and_description_are_found_together(names: Index) -> None:
    assert found(names, "zurich limmat") == ["zurich"]


def test_typos_come_last_and_are_not_counted_as_found(names: Index) -> None:
    result = names.search("clusterz", limit=100)
    assert result.total == 0
    assert result.alike == len(result.hits)
    assert {hit.iri.removeprefix(EX) for hit in result.hits} >= {"cluster", "clusters"}
    assert all(hit.is_alike for hit in result.hits)
    few = names.search("clusters", limit=100)
    assert [hit.is_alike for hit in few.hits] == sorted(hit.is_alike for hit in few.hits)
    assert few.total == 1
    assert few.alike > 0


@pytest.mark.parametrize(
    ("name", "typo"),
    [("हिन्दी", "हिन्द"), ("المأمون", "المأون"), ("იმპერია", "იმპრია"), ("ஹால்லி", "ஹல்லி")],
)
def test_typos_are_found_in_every_script(
    index_of: Callable[[str], Index], name: str, typo: str
) -> None:
    index = index_of(PREFIXES + f'ex:this schema:name "{name}" . ex:other schema:name "Other" .')
    assert [hit.iri for hit in index.search(typo).hits] == [URIRef(f"{EX}this")]


@pytest.mark.parametrize("words", ["Uwe Pfeil", "uwe pfeil", "Pfeil Uwe", "Uwe Pfiel", "pfeil"])
def test_a_search_finds_a_person_even_mistyped(shipped: Index, words: str) -> None:
    assert shipped.search(words).hits[0].iri == ID["uwe-pfeil"]


@pytest.mark.parametrize("words", ["", " ", '"', "zzzzqqq", "NEAR(xyzzy)", "'; DROP TABLE terms"])
def test_a_search_for_nothing_finds_nothing(shipped: Index, words: str) -> None:
    assert shipped.search(words).total == 0


@pytest.mark.parametrize(
    ("words", "iri"), [("BMWi", ID.bmwi), ("ECA", ID["european-clusters-alliance"])]
)
def test_a_search_finds_things_by_their_other_names(
    shipped: Index, words: str, iri: URIRef
) -> None:
    assert shipped.search(words, languages=("de",)).hits[0].iri == iri


@pytest.mark.parametrize(
    "words",
    ["x" * 100_000, "ab " * 50_000, "\ufdfa" * 10_000, "a\u0308" * 10_000, '" OR "' * 1000,
     "^ $ * ( ) { } : + - NOT AND OR NEAR", "\0\x01", "\ud800"],
)  # fmt: skip
def test_hostile_searches_are_bounded_and_fail_nowhere(names: Index, words: str) -> None:
    assert len(names.search(words, limit=5).words) < 200


def test_of_a_very_long_name_the_beginning_is_searched(index_of: Callable[[str], Index]) -> None:
    index = index_of(PREFIXES + f'ex:long schema:name "Brandt {"a" * 20_000} Zebra" .')
    assert found(index, "brandt") == ["long"]
    assert found(index, "zebra") == []


@pytest.fixture(scope="module")
def many(index_of: Callable[[str], Index]) -> Index:
    lines = [
        f'ex:t{n} a ex:{"Odd" if n % 2 else "Even"} ; schema:name "Brandt {n}"@de .'
        for n in range(1312)
    ]
    lines.append('ex:exact a ex:Even ; schema:name "Brandt" .')
    return index_of(PREFIXES + "\n".join(lines))


def test_totals_are_true_and_pages_follow_one_another(many: Index) -> None:
    assert many.search("brandt", limit=25).total == 1313
    pages = [many.search("brandt", limit=100, offset=at).hits for at in range(0, 1400, 100)]
    iris = [hit.iri for page in pages for hit in page]
    assert len(iris) == len(set(iris)) == 1313
    assert [iri.removeprefix(EX) for iri in iris[:4]] == ["exact", "t0", "t1", "t2"]


def test_a_class_narrows_what_is_found_and_the_counts_say_by_how_much(many: Index) -> None:
    result = many.search("brandt", class_=URIRef(EX + "Odd"), limit=25)
    assert result.total == 656
    assert dict(result.classes) == {URIRef(EX + "Odd"): 656, URIRef(EX + "Even"): 657}
    assert all(int(hit.iri.removeprefix(EX + "t")) % 2 for hit in result.hits)


def test_classes_are_those_of_hits_that_are_alike_only_without_others(
    index_of: Callable[[str], Index],
) -> None:
    index = index_of(
        PREFIXES
        + 'ex:massalia a ex:Mint ; schema:name "Massalia" .'
        + 'ex:messalla a schema:Person ; schema:name "Messalla" .'
    )
    assert dict(index.search("massalia").classes) == {URIRef(EX + "Mint"): 1}
    assert dict(index.search("massalla").classes).keys() == {
        URIRef(EX + "Mint"),
        URIRef("https://schema.org/Person"),
    }
