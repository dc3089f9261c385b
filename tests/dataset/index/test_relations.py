from __future__ import annotations

from collections.abc import Callable

import pytest
from rdflib import RDF, BNode, Literal, Namespace, URIRef

from schlaglicht.dataset.index import Hierarchy, Index, Shared, similar_things
from schlaglicht.dataset.index.relations import list_head, members, places_in_lists

EX = Namespace("https://example.org/")


@pytest.fixture
def hierarchy(index_of: Callable[[str], Index]) -> Hierarchy:
    """Steps that are stated upwards, downwards, in both directions, and from a text."""
    index = index_of(
        "<https://example.org/a> <https://example.org/up> <https://example.org/top> .\n"
        "<https://example.org/top> <https://example.org/down> <https://example.org/a> .\n"
        "<https://example.org/top> <https://example.org/down> <https://example.org/b> .\n"
        "<https://example.org/c> <https://example.org/up> <https://example.org/top> .\n"
        '<https://example.org/c> <https://example.org/up> "a text" .\n'
        "<https://example.org/a> <https://example.org/in> <https://example.org/whole> .\n"
        "<https://example.org/top> <https://example.org/in> <https://example.org/whole> .\n"
    )
    return Hierarchy(index, up=(EX.up,), down=(EX.down, EX.unused))


def test_a_step_in_either_direction_counts_once(hierarchy: Hierarchy) -> None:
    assert hierarchy.below(EX.top, limit=9) == [EX.a, EX.b, EX.c]
    assert hierarchy.all_below([EX.top, EX.a]) == {EX.top: [EX.a, EX.b, EX.c]}
    assert hierarchy.counts_below([EX.top, EX.a, EX.missing]) == {EX.top: 3, EX.a: 0}


def test_a_text_is_above_nothing(hierarchy: Hierarchy) -> None:
    assert hierarchy.above(EX.c, limit=9) == [EX.top]


def test_tops_of_a_whole_are_below_nothing(hierarchy: Hierarchy) -> None:
    assert hierarchy.tops([EX.whole], EX["in"], limit=9) == [EX.top]


LISTED = "https://example.org/"
DATA = f"""
@prefix ex: <{LISTED}> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
ex:long ex:order ( {" ".join(f"ex:m{n}" for n in range(2000))} ) .
ex:twice ex:order ( ex:a ex:a ) ; ex:nested ( ( ex:b ) ) .
ex:named a rdf:List ; rdf:first ex:c ; rdf:rest () .
_:circle rdf:first ex:d ; rdf:rest _:circle .
"""


@pytest.fixture(scope="module")
def index(index_of: Callable[[str], Index]) -> Index:
    return index_of(DATA)


def ex(name: str) -> URIRef:
    return URIRef(LISTED + name)


@pytest.mark.parametrize(
    ("member", "property_", "source"),
    [
        ("m0", ex("order"), ex("long")),
        ("m1999", ex("order"), ex("long")),
        ("a", ex("order"), ex("twice")),
        ("b", ex("nested"), ex("twice")),
        ("c", RDF.first, ex("named")),
    ],
)
def test_member_has_its_place_in_what_has_the_list(
    index: Index, member: str, property_: URIRef, source: URIRef
) -> None:
    assert places_in_lists(index, ex(member), limit=10) == [(property_, source)]


def test_members_are_in_their_order(index: Index) -> None:
    (head,) = index.objects(ex("long"), ex("order"))
    assert members(index, head, limit=3) == [ex("m0"), ex("m1"), ex("m2")]
    assert len(members(index, head, limit=5000)) == 2000


def test_circle_has_no_head_and_ends(index: Index) -> None:
    (cell,) = index.sources(ex("d"), RDF.first)
    assert isinstance(cell, BNode)
    assert list_head(index, cell) == cell
    assert members(index, cell, limit=3) == [ex("d")] * 3


ALIKE = "https://example.org/"
ALIKE_DATA = """
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:talk a ex:Event ; rdfs:label "Talk" ; ex:at ex:bonn ; ex:by ex:ada ; ex:size 5 ; ex:in ex:all ;
    ex:on "2020-11-17"^^xsd:date .
ex:same a ex:Event ; ex:at ex:bonn ; ex:by ex:ada .
ex:near a ex:Event ; ex:at ex:bonn .
ex:far a ex:Event ; rdfs:label "Talk" ; ex:size 5 .
ex:day a ex:Event ; ex:on "2020-11-17"^^xsd:date .
ex:house a ex:Building ; ex:at ex:bonn ; ex:by ex:ada .
ex:fair ex:part ex:talk , ex:near . ex:talk ex:of ex:fair . ex:near ex:of ex:fair .
[] a ex:Event ; ex:at ex:bonn ; ex:by ex:ada .
""" + "".join(f"ex:e{n} a ex:Event ; ex:in ex:all .\n" for n in range(30))


@pytest.fixture(scope="module")
def alike_index(index_of: Callable[[str], Index]) -> Index:
    return index_of(ALIKE_DATA)


def test_what_shares_most_comes_first_with_what_it_shares(alike_index: Index) -> None:
    found = similar_things(alike_index, ex("talk"), most=9)
    assert [each.thing for each in found] == [ex("near"), ex("day"), ex("same")]
    shared = {each.thing: set(each.shared) for each in found}
    bonn, ada = Shared(ex("at"), ex("bonn")), Shared(ex("by"), ex("ada"))
    assert shared[ex("same")] == {bonn, ada}
    assert shared[ex("near")] == {bonn, Shared(ex("of"), ex("fair"))}
    day = Literal("2020-11-17", datatype=URIRef("http://www.w3.org/2001/XMLSchema#date"))
    assert shared[ex("day")] == {Shared(ex("on"), day)}


def test_the_rarest_comes_first(alike_index: Index) -> None:
    near = next(e for e in similar_things(alike_index, ex("talk"), most=9) if e.thing == ex("near"))
    assert near.shared[0] == Shared(ex("of"), ex("fair"))  # shared by two, Bonn by more


def test_names_numbers_and_what_most_of_the_class_share_do_not_count(
    alike_index: Index,
) -> None:
    found = [each.thing for each in similar_things(alike_index, ex("talk"), most=99)]
    assert ex("far") not in found
    assert ex("e1") not in found


def test_things_of_other_classes_and_blank_nodes_are_left_out(alike_index: Index) -> None:
    found = similar_things(alike_index, ex("talk"), most=99)
    assert len(found) == 3


def test_what_leads_to_both_is_shared(alike_index: Index, index_of: Callable[[str], Index]) -> None:
    other = index_of(
        "@prefix ex: <https://example.org/> . ex:a a ex:P . ex:b a ex:P . ex:x ex:by ex:a , ex:b ."
    )
    (found,) = similar_things(other, ex("a"), most=5)
    assert (found.thing, found.shared) == (ex("b"), (Shared(ex("by"), ex("x"), is_inverse=True),))
    assert len(similar_things(alike_index, ex("talk"), most=2)) == 2


@pytest.mark.parametrize("name", ["ada", "nowhere"])
def test_without_a_class_nothing_is_similar(alike_index: Index, name: str) -> None:
    assert similar_things(alike_index, ex(name), most=5) == []


def test_work_is_bounded(alike_index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schlaglicht.dataset.index.relations._STEPS", 0)
    assert similar_things(alike_index, ex("talk"), most=5) == []
