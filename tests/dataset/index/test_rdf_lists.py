"""Lists by their members: what has them, however long they are."""

from __future__ import annotations

import pytest
from rdflib import RDF, BNode, URIRef

from schlaglicht.dataset.index import Index, build_index
from schlaglicht.dataset.index.rdf_lists import list_head, members, places_in_lists
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.project import open_project

EX = "https://example.org/"
DATA = f"""
@prefix ex: <{EX}> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
ex:long ex:order ( {" ".join(f"ex:m{n}" for n in range(2000))} ) .
ex:twice ex:order ( ex:a ex:a ) ; ex:nested ( ( ex:b ) ) .
ex:named a rdf:List ; rdf:first ex:c ; rdf:rest () .
_:circle rdf:first ex:d ; rdf:rest _:circle .
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("lists")
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    return Index(build_index(take_snapshot(open_project([folder / "data.ttl"]), folder)))


def ex(name: str) -> URIRef:
    return URIRef(EX + name)


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
