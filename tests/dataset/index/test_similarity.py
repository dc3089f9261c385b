"""Things like another one, by what they share."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from schlaglicht.dataset.index import Index, Shared, build_index, similar_things
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.project import open_project

EX = "https://example.org/"
DATA = """
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


def ex(name: str) -> URIRef:
    return URIRef(EX + name)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("similar")
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    return Index(build_index(take_snapshot(open_project([folder]), folder)))


def test_what_shares_most_comes_first_with_what_it_shares(index: Index) -> None:
    found = similar_things(index, ex("talk"), most=9)
    assert [each.thing for each in found] == [ex("near"), ex("day"), ex("same")]
    shared = {each.thing: set(each.shared) for each in found}
    bonn, ada = Shared(ex("at"), ex("bonn")), Shared(ex("by"), ex("ada"))
    assert shared[ex("same")] == {bonn, ada}
    assert shared[ex("near")] == {bonn, Shared(ex("of"), ex("fair"))}
    day = Literal("2020-11-17", datatype=URIRef("http://www.w3.org/2001/XMLSchema#date"))
    assert shared[ex("day")] == {Shared(ex("on"), day)}


def test_the_rarest_comes_first(index: Index) -> None:
    near = next(e for e in similar_things(index, ex("talk"), most=9) if e.thing == ex("near"))
    assert near.shared[0] == Shared(ex("of"), ex("fair"))  # shared by two, Bonn by more


def test_names_numbers_and_what_most_of_the_class_share_do_not_count(index: Index) -> None:
    found = [each.thing for each in similar_things(index, ex("talk"), most=99)]
    assert ex("far") not in found
    assert ex("e1") not in found


def test_things_of_other_classes_and_blank_nodes_are_left_out(index: Index) -> None:
    found = similar_things(index, ex("talk"), most=99)
    assert len(found) == 3


def test_what_leads_to_both_is_shared(index: Index, tmp_path: Path) -> None:
    data = (
        "@prefix ex: <https://example.org/> . ex:a a ex:P . ex:b a ex:P . ex:x ex:by ex:a , ex:b ."
    )
    (tmp_path / "data.ttl").write_text(data)
    other = Index(build_index(take_snapshot(open_project([tmp_path]), tmp_path)))
    (found,) = similar_things(other, ex("a"), most=5)
    assert (found.thing, found.shared) == (ex("b"), (Shared(ex("by"), ex("x"), is_inverse=True),))
    assert len(similar_things(index, ex("talk"), most=2)) == 2


@pytest.mark.parametrize("name", ["ada", "nowhere"])
def test_without_a_class_nothing_is_similar(index: Index, name: str) -> None:
    assert similar_things(index, ex(name), most=5) == []


def test_work_is_bounded(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schlaglicht.dataset.index.similarity._STEPS", 0)
    assert similar_things(index, ex("talk"), most=5) == []
