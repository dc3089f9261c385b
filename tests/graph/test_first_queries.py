"""First queries of people who know schema.org alone, where the graph has no answer as asked.

Each names what the reasons say, and what the first repair has in the place of a part.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from patience import PATIENCE, PATIENT
from served_graph import ROOT
from tables import each

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.query import read_query
from schlaglicht.query.empty_answers.explanation import LIMITS, explanation

NO_PLACE = "not all of them together: ?event a schema:Event (line 1) · schema:location ?l (line 1)"
IN_2020 = '"2020-01-01"^^xsd:date && ?d < "2021-01-01"^^xsd:date'


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePool]:
    snapshot = take_snapshot(open_project([ROOT]), tmp_path_factory.mktemp("shipped"))
    with EnginePool(snapshot, engines=1, limits=PATIENT) as started:
        yield started


@each(
    "pattern, reason, repaired, rows",
    [
        (
            "?event a schema:Event ; schema:location ?l . ?l schema:name ?place",
            NO_PLACE,
            "{ ?event a schema:Event . OPTIONAL { ?event schema:location ?l . ?l schema:name ",
            9,
        ),
        (
            "?event a schema:Event ; schema:location ?l . ?l schema:address ?city",
            NO_PLACE,
            "OPTIONAL { ?event schema:location ?l . ?l schema:address ?city }",
            9,
        ),
        (
            "?x a schema:NewsArticle ; schema:headline ?headline ; schema:datePublished ?date",
            "The articles give no date of publication",
            "?x a schema:Article ; schema:headline ?headline OPTIONAL { ?x schema:datePublished",
            2,
        ),
        (
            "?x a schema:NewsArticle ; schema:author ?p . ?p schema:name ?author",
            "The articles name contacts, not authors",
            "?x a schema:Article ; ",
            19,
        ),
        (
            "?x a schema:NewsArticle ; schema:about ?event . ?event a schema:Event",
            "did you mean schema:Article?",
            "?x a schema:Article ;",
            2,
        ),
        (
            "?person a schema:Person ; schema:worksFor ?o . ?o schema:name ?employer",
            "schema:worksFor is not in this graph",
            "schema:affiliation ?o",
            4,
        ),
        (
            "?event schema:eventStatus ?status",
            "schema:eventStatus is not in this graph",
            "?event a schema:Event . OPTIONAL { ?event schema:eventStatus ?status }",
            9,
        ),
        (
            "?event schema:sponsor ?s . ?s schema:name ?sponsor",
            "schema:sponsor is not in this graph",
            "?event schema:funder ?s",
            4,
        ),
        (
            '?e schema:startDate ?d FILTER(?d >= "2020-01-01" && ?d < "2021-01-01")',
            "this part leaves none: FILTER",
            IN_2020,
            2,
        ),
        (
            '?event schema:name ?name FILTER(?name = "Europäische Konferenz")',
            "this part leaves none: FILTER",
            'CONTAINS(LCASE(STR(?name)), "konferenz")',
            4,
        ),
    ],
)
def test_what_is_not_there_is_explained_with_a_repair(
    pattern: str, reason: str, repaired: str, rows: int, pool: EnginePool
) -> None:
    text = f"PREFIX schema: <https://schema.org/> SELECT * {{ {pattern} }}"
    limits = replace(LIMITS, seconds=PATIENCE)
    found = explanation(read_query(text), pool.snapshot, pool, limits=limits, wait=PATIENCE)
    assert reason in "\n".join(found.reasons)
    first = found.repairs[0]
    assert repaired in " ".join(first.query.split()), first.query
    assert first.rows == rows
