"""What can stand at a place of a query, `|`, together with what is written: the shipped graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from patience import PATIENCE, PATIENT
from rdflib import URIRef
from tables import each

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EngineCounts, EnginePool
from schlaglicht.formats import JSON
from schlaglicht.project import open_project
from schlaglicht.query import answer, completion, read_query
from schlaglicht.query.completion import LIMITS, fitting
from schlaglicht.rdf.turtle_terms import TurtleTerms
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

ROOT = Path(__file__).parents[2]
IRI = "https://w3id.org/schlaglicht/"


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePool]:
    folder: Path = tmp_path_factory.mktemp("engines")
    snapshot = take_snapshot(open_project([ROOT]), folder)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as started:
        yield started


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = replace(completion.LIMITS, seconds=PATIENCE, wait=PATIENCE)
    monkeypatch.setattr(completion, "LIMITS", slow)


def fits(query: str, pool: EnginePool, words: str = "") -> set[str]:
    before, _, after = query.partition("|")
    written = TurtleTerms({**WELL_KNOWN, **pool.snapshot.prefixes})
    found = fitting(before, after, pool.snapshot, pool, words=words)
    return {written.iri(x) if isinstance(x, URIRef) else written.literal(x) for x in found}


CASES = [
    # the query, words, some of the terms that fit, and some that do not
    ("?e a schema:Event ; |", "", "schema:organizer def:motto", "schema:jobTitle"),
    ("?e a schema:Event .\n ?e |\n ?e schema:startDate ?d", "", "schema:endDate", "def:motto"),
    ("?p a schema:Person ; schema:affiliation |", "", "id:ifm-bonn", "id:bmwi"),
    ("?p a | . ?e schema:organizer ?p", "", "schema:GovernmentOrganization", "schema:Person"),
    ("?e a schema:Event ; schema:startDate |", "", '"2020-11-10"^^xsd:date', "schema:name"),
    ("| schema:affiliation ?o", "", "id:friederike-welter", "id:bmwi"),
    ("?s schema:name |", "uwe pfeil", '"Uwe Pfeil"', "schema:name"),
    ("?e schema:organizer/| ?n", "", "schema:name schema:url", "schema:startDate"),
    ("?e |/schema:name ?n", "", "schema:organizer", "schema:startDate"),
    ("?e a schema:Event OPTIONAL { ?e | ?x }", "", "def:motto", "schema:jobTitle"),
    ("?e a schema:Event { ?e def:motto ?m } UNION { ?e | ?x }", "", "schema:name", "def:x"),
    ("?e a schema:Event FILTER(?e = |)", "", "id:schumpeter-lecture", "id:bmwi"),
    ("?e a schema:Event VALUES ?e { |", "", "id:schumpeter-lecture", "id:bmwi"),
    ("{ SELECT ?e { ?e a schema:Event ; | } }", "", "def:motto", "schema:jobTitle"),
    ("GRAPH ?g { ?a a oa:Annotation ; |", "", "oa:hasBody", "schema:name"),
    ("GRAPH | { ?a a oa:Annotation }", "", f"<{IRI}evidence/>", f"<{IRI}shapes/>"),
]


@each("pattern, words, those, others", CASES)
def test_what_fits_is_what_the_rest_of_the_query_matches(
    pattern: str, words: str, those: str, others: str, pool: EnginePool
) -> None:
    found = fits(f"SELECT * {{ {pattern} }}", pool, words)
    assert {those} <= found if '"' in those else {*those.split()} <= found
    assert not {*others.split()} & found


def test_a_query_with_a_term_that_fits_has_an_answer(pool: EnginePool) -> None:
    for pattern, words, *_ in CASES:
        before, _, after = f"SELECT * {{ {pattern} }}".partition("|")
        text = completion._readable(before, after)
        assert text
        for term in fits(f"{before}|{after}", pool, words):
            query = read_query(text.replace(completion._NAME, term))
            assert not answer(pool, query, JSON).is_empty, query.text


@each("pattern", ["?e a schema:Event ; |", "?e | [ a schema:Event", "?e a schema:Event . ?e |"])
def test_brackets_and_objects_need_not_be_there_yet(pattern: str, pool: EnginePool) -> None:
    found = fits(f"SELECT * {{ {pattern}", pool)
    assert found
    assert found == fits(f"SELECT * {{ {pattern.replace('|', '| ?o .')} }}", pool) or "[" in pattern


def test_graphs_after_from(pool: EnginePool) -> None:
    graphs = set(pool.snapshot.statistics.named_graphs)
    for query in ("SELECT * FROM | { ?s ?p ?o }", "SELECT * FROM NAMED |", "ASK FROM |"):
        assert fits(query, pool) == {f"<{iri}>" for iri in graphs}


NOTHING = [
    "", "|", "SELECT * { ?s | ?o }", "SELECT * { ?s ?p |", "SELECT * WHERE ?e | }", "DESCRIBE |",
    "CONSTRUCT { ?s | ?o } WHERE { ?s a schema:Event }", "SELECT * { ?s unknown:p ?o ; | }",
    "SELECT * { SERVICE <http://a.example/> { ?s a ?o ; | } }", "DELETE { ?s | ?o }",
    "SELECT * { ?s a schema:Event ; (schema:name|!|) ?o }", "SELECT * { ?s a ?o } ORDER BY |",
    'SELECT * { ?s schema:name "|', "SELECT * { ?s a ?c FILTER(?c > |) }", "SELECT * { )) |",
    f"SELECT * {{ ?s a ?c {' ' * LIMITS.characters} ; |", "ASK { ?s a <urn:schlaglicht:hole> ; |",
    "SELECT * # | \n { ?s a ?c }",
]  # fmt: skip


@each("query", NOTHING)
def test_nothing_is_offered_where_nobody_knows(query: str, pool: EnginePool) -> None:
    assert fits(query, pool) == set()


def test_any_part_of_any_query_can_be_completed(pool: EnginePool) -> None:
    query = (ROOT / "queries/q13-workshop-outcome.rq").read_text(encoding="utf-8")
    for place in range(0, len(query), 7):
        for after in ("", query[place:]):
            fits(f"{query[:place]}|{after}", pool)


@each("counts", [EngineCounts(0, 1, 0), EngineCounts(1, 0, 1)])
def test_no_engine_is_asked_while_others_are_busy_or_start(
    counts: EngineCounts, pool: EnginePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EnginePool, "counts", counts)
    assert fits("SELECT * { ?e a schema:Event ; |", pool) == set()
