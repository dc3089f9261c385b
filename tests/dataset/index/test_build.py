from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from rdflib import RDF, RDFS, Graph, URIRef

from schlaglicht.dataset.index import Index, Listing, Selection
from schlaglicht.vocab import OA

EX = "https://example.org/"
THING, BODY, SELECTOR = (URIRef(EX + name) for name in ("thing", "piece#body", "passage#position"))
EVIDENCE = f"""\
@prefix ex: <{EX}> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <{RDF}> .
@prefix rdfs: <{RDFS}> .

ex:thing a ex:Thing ; rdfs:label "lantern" ; ex:part ex:passage .
ex:piece a oa:Annotation ; rdfs:label "lantern proved" ; oa:hasBody <{BODY}> ;
    oa:hasTarget ex:passage , ex:thing .
<{BODY}> a rdf:Statement , ex:Odd ; rdfs:label "lantern body" ; rdf:subject ex:thing ;
    rdf:predicate rdfs:label ; rdf:object "lantern" .
ex:passage a oa:SpecificResource ; oa:hasSelector <{SELECTOR}> .
<{SELECTOR}> a oa:TextPositionSelector ; oa:start 1 ; oa:end 2 .
ex:claim a rdf:Statement , ex:Odd ; rdfs:label "lantern claim" ; rdf:subject ex:thing .
"""


@pytest.fixture(scope="module")
def index(index_of: Callable[[str], Index]) -> Index:
    """A thing, evidence of it, and a reified statement that is not part of evidence."""
    return index_of(EVIDENCE)


def test_parts_are_bodies_and_selectors(index: Index) -> None:
    parts = [each for each in index.fragments(f"{EX}piece", limit=9) if index.is_part(each)]
    assert parts == [BODY]
    assert index.is_part(SELECTOR)


def test_other_reified_statement_is_a_thing(index: Index) -> None:
    assert not index.is_part(URIRef(EX + "claim"))
    assert index.instances(RDF.Statement, limit=9) == [URIRef(EX + "claim")]
    assert index.count_instances(RDF.Statement) == 1


def test_lists_leave_parts_out(index: Index) -> None:
    odd = Selection(URIRef(EX + "Odd"))
    assert Listing(index).things(odd, "de", limit=9) == [URIRef(EX + "claim")]
    assert Listing(index).count(odd) == 1
    assert set(index.subjects(limit=99, beginning=EX)).isdisjoint({BODY, SELECTOR})


def test_what_leads_to_a_thing_leaves_parts_out(index: Index) -> None:
    assert index.things_with(THING, RDF.subject, limit=9) == [URIRef(EX + "claim")]
    assert index.count_sources(THING, RDF.subject, most=9) == 1
    assert BODY in index.sources(THING, RDF.subject)


def test_search_finds_things_and_no_evidence(index: Index) -> None:
    found = {str(each.iri).removeprefix(EX) for each in index.search("lantern").hits}
    assert found == {"thing", "claim"}
    assert len(Listing(index).labelled(beginning=EX, limit=9)) == 2


def test_classes_of_parts_are_known(index: Index) -> None:
    expected = [RDF.Statement, OA.TextPositionSelector, URIRef(EX + "Odd")]
    assert sorted(index.classes_of_parts()) == sorted(expected)


def test_without_annotations_every_statement_is_a_thing(index_of: Callable[[str], Index]) -> None:
    """Each subset of the three terms that make a body, but all of them, makes none."""
    lines = (
        f"<{EX}piece> <{OA.hasBody}> <{BODY}> .",
        f"<{BODY}> a <{RDF.Statement}> .",
        f"<{BODY}> <{RDF.subject}> <{THING}> .",
    )
    for chosen in product((False, True), repeat=3):
        kept = [line for line, is_in in zip(lines, chosen, strict=True) if is_in]
        index = index_of("\n".join(kept))
        assert index.is_part(BODY) == (chosen[0] and chosen[1]), kept
        described = set(Graph().parse(data="\n".join(kept), format="turtle").subjects())
        assert set(index.subjects(limit=9)) == {s for s in described if not index.is_part(s)}
