"""Repairs of queries that find nothing: each has been run, and says what it changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE, PATIENT
from tables import each

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.formats import JSON
from schlaglicht.project import open_project
from schlaglicht.query import answer, read_query
from schlaglicht.query.empty_answers import other_terms
from schlaglicht.query.empty_answers.explanation import HINTS, LIMITS, Explanation, explanation
from schlaglicht.query.pattern_parts import joined, read_pattern
from schlaglicht.suggest import nearest

DATA = """
@prefix ex: <https://e.org/vocabulary#> .
@prefix d: <https://e.org/things/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:Agent a owl:Class . ex:Employee a owl:Class ; rdfs:subClassOf ex:Agent .
d:ada%40e.org a ex:Employee ; schema:name "Ada Lovelace" ; ex:memberOf d:engines ;
    ex:born "1815-12-10"^^xsd:date ; ex:telephone "+44 1" ; ex:pay 900 .
d:charles%40e.org a ex:Employee ; schema:name "Charles Babbage" ; ex:memberOf d:engines ;
    ex:born "1791-12-26"^^xsd:date ; ex:pay 1200 ; ex:leads d:engines .
d:engines a ex:Department ; schema:name "Engines"@en , "Maschinen"@de ; ex:code "007" ;
    ex:locatedIn d:London ; ex:floor 3 ; ex:advisedBy d:ada%40e.org .
d:hw-12-345 a ex:Machine ; rdfs:label "Difference Engine" ; ex:weight 4000.5 ; ex:madeBy d:engines .
d:hw-13-346 a ex:Machine ; rdfs:label "Analytical Engine" ; ex:weight 9000.0 ; ex:madeBy d:engines .
d:engines a schema:Organization .
d:report a schema:Article ; schema:headline "Engines work" ; schema:funder d:engines ;
    schema:funding d:grant .
d:ships { d:beagle a ex:Ship ; ex:sails d:sea . }
"""

PROLOGUE = """\
PREFIX ex: <https://e.org/vocabulary#>
PREFIX d: <https://e.org/things/>
PREFIX schema: <https://schema.org/>
"""


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePool]:
    folder: Path = tmp_path_factory.mktemp("engines")
    (folder / "data.trig").write_text(DATA, encoding="utf-8")
    snapshot = take_snapshot(open_project([folder]), folder)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as started:
        yield started


def explained(text: str, pool: EnginePool, **limits: Any) -> Explanation:
    patient = replace(LIMITS, **{"seconds": PATIENCE, **limits})
    found = explanation(read_query(text), pool.snapshot, pool, limits=patient, wait=PATIENCE)
    assert found.is_final
    return found


def rows(text: str, pool: EnginePool) -> int:
    asked = answer(pool, read_query(text), JSON)
    return asked.body.count(b'"type"')


CASES = [
    # conditions of which one leaves nothing
    (
        "?x ex:pay ?p ; schema:name ?n FILTER(?p > 800 && STRLEN(?n) > 99)",
        "?x ex:pay ?p ; schema:name ?n FILTER(?p > 800)",
    ),
    # terms that the graph has under another name
    ("?x a ex:Employe", "?x a ex:Employee"),
    ("?x a ex:Agent", "?x a/rdfs:subClassOf* ex:Agent"),
    ("?x ex:phone ?n", "?x ex:telephone ?n"),
    ("?x ex:memberof ?d", "?x ex:memberOf ?d"),
    ("?x rdfs:label ?n ; ex:pay ?p", "?x schema:name ?n ; ex:pay ?p"),
    ("?x <http://schema.org/name> ?n", "?x schema:name ?n"),
    ("?x <https://other.org/memberOf> ?d", "?x ex:memberOf ?d"),
    ("?m a ex:Machine ; ex:department ?department", "?m a ex:Machine ; ex:madeBy ?department"),
    ("?x ex:worksFor d:engines ; ex:pay ?p", "?x ex:memberOf d:engines ; ex:pay ?p"),
    # things
    ("<https://e.org/things/ada@e.org> ex:pay ?p", "things/ada%40e.org> ex:pay ?p"),
    ("<http://e.org/things/engines> ex:code ?c", "d:engines ex:code ?c"),
    ("d:hw-12 ex:weight ?w", "d:hw-12-345 ex:weight ?w"),
    ("d:Difference_Engine ex:weight ?w", "d:hw-12-345 ex:weight ?w"),
    # literals
    ('?x schema:name "Engines"', '?x schema:name "Engines"@en'),
    ('?x schema:name "Engines"@fr', '?x schema:name "Engines"@en'),
    ('?x schema:name "ada lovelace"', '?x schema:name "Ada Lovelace"'),
    ('?x schema:name "Babbage"', '?x schema:name "Charles Babbage"'),
    ('?x schema:name "Engines department"@en', '?x schema:name "Engines"@en'),
    ("?x ex:code 7", '?x ex:code "007"'),
    ('?x ex:pay "900"', "?x ex:pay 900"),
    ('?x ex:locatedIn "London"', "?x ex:locatedIn d:London"),
    ('?x ex:name "Ada Lovelace"@en', '?x schema:name "Ada Lovelace"'),
    # structure
    ("d:engines ex:memberOf ?x", "d:engines ^ex:memberOf ?x"),
    ("?d ex:leader ?x ; ex:code ?c", "?d ^ex:leads ?x"),
    ("?x ex:memberOf ?c . d:engines ex:locatedIn ?c", "?x ex:memberOf/ex:locatedIn ?c"),
    ("?s ex:sails ?sea", "GRAPH ?graph { ?s ex:sails ?sea }"),
    ("?d ex:code ?c ; ex:makes ?m . ?m a ex:Machine", "^ex:madeBy ?m"),
    # paths: a step before, one after for a filter, and to what is called like an end
    ("?m a ex:Machine ; ex:locatedIn ?place", "ex:madeBy/ex:locatedIn ?place"),
    ("?x a ex:Employee ; ex:memberOf ?n FILTER(?n > 2)", "ex:memberOf/ex:floor ?n"),
    ("d:Babbage ex:locatedIn ?place", "things/charles%40e.org> ex:leads/ex:locatedIn ?place"),
    ("?m a ex:Machine ; ex:by d:AdaLovelace", "ex:madeBy/ex:advisedBy <https://e.org/things/ada"),
    # names: of what has none, and of a kind that is no class
    ("d:engines ex:locatedIn ?c . ?c schema:name ?n", "ex:locatedIn ?c . BIND(?c AS ?n)"),
    ("?x a ex:DifferenceEngine", '?name FILTER(CONTAINS(LCASE(STR(?name)), "difference engine"))'),
    # what schema.org has above, beside and around it
    ("?a a schema:NewsArticle ; schema:headline ?h", "?a a schema:Article ; schema:headline ?h"),
    ("?a schema:headline ?h ; schema:sponsor ?s . ?s ex:code ?c", "schema:funder ?s"),
    ("?a schema:fundedItem ?x", "?a ^schema:funding ?x"),
    ("?a a schema:Article ; schema:datePublished ?d", "OPTIONAL { ?a schema:datePublished ?d }"),
    ("?a schema:genre ?genre", "{ ?a a schema:Article . OPTIONAL { ?a schema:genre ?genre } }"),
    (
        "?a schema:headline ?h ; schema:genre ?g . ?g schema:name ?n FILTER(?n > 'a')",
        "?h . OPTIONAL { ?a schema:genre ?g . ?g schema:name ?n . FILTER(?n > 'a') } }",
    ),
    # filters
    ('?x ex:born ?b FILTER(?b > "1800" && ?b < "1900")', '"^^xsd:date && ?b < "1900-01-01"^^xsd:'),
    ('?x schema:name ?n FILTER(?n = "Lovelace Machine")', 'CONTAINS(LCASE(STR(?n)), "lovelace")'),
    ('?x schema:name ?n FILTER(?n = "Engines")', 'FILTER(?n = "Engines"@en)'),
    ('?x schema:name ?n FILTER(CONTAINS(?n, "ada"))', 'CONTAINS(LCASE(STR(?n)), "ada")'),
    ('?x schema:name ?n FILTER(REGEX(?n, "^ada"))', 'REGEX(LCASE(STR(?n)), "ada")'),
    ('?x schema:name ?n FILTER(LANG(?n) = "fr")', 'LANG(?n) = "de"'),
    ('?x ex:born ?b FILTER(?b > "1800")', '?b > "1800-01-01"^^xsd:date'),
    ("?x ex:born ?b FILTER(?b = 1815)", "YEAR(?b) = 1815"),
    ("?x ex:weight ?w FILTER(?w > 10000)", "?w >= 9000.0"),
]


@each("pattern, repaired", CASES)
def test_first_repair(pattern: str, repaired: str, pool: EnginePool) -> None:
    text = f"{PROLOGUE}SELECT * {{ {pattern} }}"
    found = explained(text, pool).repairs
    assert found, "no repair"
    assert repaired in " ".join(found[0].query.split()), found[0].query
    assert (found[0].rows or 0) > 0
    assert rows(found[0].query, pool) > 0


@each(
    "condition",
    [
        '?b >= xsd:date("2020-01-01")',
        "?b > 3000 + 4",
        "?b > 3000 && true",
        "IF(?b > 3000, true, false)",
        'CONTAINS(STR(?b), "zeppelin") && ?b != "b"',
        'CONTAINS(STR(?b), LCASE("ZEPPELIN"))',
        'REGEX(STR(<urn:none>), "zeppelin") && BOUND(?b)',
        'EXISTS { ?b ex:code "q" } && CONTAINS(STR(?b), "zeppelin")',
    ],
)
def test_filter_of_any_form_has_a_repair(condition: str, pool: EnginePool) -> None:
    text = f"{PROLOGUE}SELECT * {{ ?x ex:born ?b FILTER({condition}) }}"
    assert explained(text, pool).repairs, "no repair"


@each(
    "text, repaired",
    [
        ("SELECT ?nme { ?x schema:name ?name }", "SELECT ?name { ?x schema:name ?name }"),
        ("SELECT ?nameWHERE { ?x schema:name ?name }", "SELECT ?name { ?x schema:name ?name }"),
        ("SELECT (SUM(?c) AS ?n) { ?x ex:code ?c }", "SUM(xsd:decimal(?c))"),
        ("SELECT ?x { ?x ex:code ?c } GROUP BY ?x HAVING(SUM(?c) > 1)", "SUM(xsd:decimal(?c)) > 1"),
        ("SELECT (COUNT(*) AS ?n) { ?x a ex:Agent }", "a/rdfs:subClassOf* ex:Agent"),
        ("ASK { ?x a ex:Employe }", "ASK { ?x a ex:Employee }"),
        ("CONSTRUCT { ?x a ex:New } { ?x a ex:Employe }", "{ ?x a ex:Employee }"),
        ("SELECT ?x { ?x a ex:Employee } GROUP BY ?x HAVING (COUNT(*) > 3)", "GROUP BY ?x"),
        ("SELECT ?x { { SELECT ?x { ?x a ex:Machine } } ?x rdfs:lable ?n }", "rdfs:label"),
        ("SELECT ?x { { SELECT ?x { ?x a ex:Machin } } ?x rdfs:label ?n }", "a ex:Machine }"),
        ("SELECT ?x { GRAPH d:ship { ?x a ex:Ship } }", "GRAPH d:ships {"),
        ("SELECT ?x { GRAPH <urn:none> { ?x a ex:Ship } }", "GRAPH ?graph {"),
    ],
)
def test_first_repair_of_a_form(text: str, repaired: str, pool: EnginePool) -> None:
    found = explained(PROLOGUE + text, pool).repairs
    assert found, "no repair"
    assert repaired in found[0].query, found[0].query


@each(
    "text, repaired",
    [
        ("SELECT * { ?x :pay ?p }", "PREFIX : <https://e.org/vocabulary#>\nSELECT"),
        ("SELECT * { ?x shema:name ?n }", "PREFIX shema: <https://schema.org/>\nSELECT"),
    ],
)
def test_query_with_an_undeclared_prefix_is_repaired(
    text: str, repaired: str, pool: EnginePool
) -> None:
    assert explained(text, pool).repairs[0].query.startswith(repaired)


def test_refused_query_that_finds_nothing_either_way_is_at_least_readable(
    pool: EnginePool,
) -> None:
    (found,) = explained("SELECT * { ?x :unheard :Thing }", pool).repairs
    assert found.rows == 0
    assert rows(found.query, pool) == 0


def test_two_faults_are_repaired_together(pool: EnginePool) -> None:
    text = f'{PROLOGUE}SELECT ?p {{ ?x a ex:Agent ; schema:name "Babbage" ; ex:pay ?p }}'
    found = explained(text, pool).repairs[0]
    assert "a/rdfs:subClassOf* ex:Agent" in found.query
    assert '"Charles Babbage"' in found.query


def test_repair_says_what_it_changed_and_how_many_rows_there_are(pool: EnginePool) -> None:
    text = f"{PROLOGUE}SELECT ?x\n{{ ?x a ex:Employe }}"
    found = explained(text, pool).repairs[0]
    assert found.diff == ("- { ?x a ex:Employe }", "+ { ?x a ex:Employee }")
    assert found.members == {"query": found.query, "diff": list(found.diff), "rows": 2}
    cut = explained(text, pool, bytes=40).repairs[0]
    assert cut.members["more_rows_than"] < 2


def test_query_in_which_nothing_is_like_anything_has_no_repair(pool: EnginePool) -> None:
    assert explained("ASK { <urn:xyzzy> <urn:qux> <urn:plugh> }", pool).repairs == ()


@each(
    "pattern",
    [
        '?x schema:name "Ada Lovelace" ; ex:leads ?y . ?y ex:weight ?w',
        "{ ?x schema:name 'Ada Lovelace' ; ex:leads ?y } UNION { ?y ex:madeBy d:x } ?y ex:pay ?w",
        '?s ?p ?o FILTER(CONTAINS(STR(?p), "publisher"))',
    ],
)
def test_no_repair_asks_of_everything_what_was_asked_of_one(pattern: str, pool: EnginePool) -> None:
    for found in explained(f"{PROLOGUE}SELECT * {{ {pattern} }}", pool).repairs:
        assert {"Ada", "publisher"} & {*re.findall(r"\w+", found.query)}, found.query


@each(
    "pattern",
    [
        "d:engines ex:sails ?place OPTIONAL { ?place schema:name ?name }",
        "?x ex:pay ?p ; ex:leads ?y . ?y ex:born ?z",
        "?m ex:madeBy d:beagle . ?e ex:leads ?x . ?m ex:weight ?e",
    ],
)
def test_no_repair_gives_all_with_all(pattern: str, pool: EnginePool) -> None:
    for found in explained(f"{PROLOGUE}SELECT * {{ {pattern} }}", pool).repairs:
        parts = read_pattern(read_query(found.query))
        assert parts
        needed = [x for x in parts.parts if "OPTIONAL" not in x.words]
        assert needed, found.query
        assert len(joined(needed)) == len(needed), found.query


def test_without_time_nothing_is_asked(pool: EnginePool) -> None:
    text = f"{PROLOGUE}SELECT ?x {{ ?x a ex:Employe }}"
    assert explained(text, pool, seconds=0).repairs == ()
    assert explained(text, pool, characters=10).repairs == ()


def test_one_query_at_a_time_is_explained_by_asking(pool: EnginePool) -> None:
    query = read_query(f"{PROLOGUE}SELECT ?x {{ ?x a ex:Employe ; ex:pay 1 }}")
    with HINTS.turn(pool, wait=PATIENCE) as is_ours:
        assert is_ours
        found = explanation(query, pool.snapshot, pool, wait=0)
    assert not found.is_final
    assert found.repairs == ()
    assert found.reasons == ("ex:Employe is not in this graph; did you mean ex:Employee?",)


def test_engines_rest_as_long_as_they_were_asked(pool: EnginePool) -> None:
    with HINTS.turn(pool, wait=PATIENCE) as is_ours:
        assert is_ours
    with HINTS.turn(pool, wait=-1) as is_ours:
        assert not is_ours


def test_repair_of_a_text_that_cannot_be_read_is_run_and_repaired_further(pool: EnginePool) -> None:
    asked = f"{PROLOGUE}SELECT ?x, ?p {{ ?x a ex:Employe ; ex:pay ?p }}"
    readable = read_query(asked.replace("?x,", "?x"))
    limits = replace(LIMITS, seconds=PATIENCE)
    found = explanation(
        readable, pool.snapshot, pool, asked=asked, limits=limits, wait=PATIENCE
    ).repairs[0]
    assert "SELECT ?x ?p { ?x a ex:Employee ; ex:pay ?p }" in found.query
    assert found.diff[0].startswith("- SELECT ?x, ?p")
    assert found.rows == 2


def test_few_of_many_variables_are_compared(
    pool: EnginePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def count(name: str, *others: Any) -> str | None:
        compared.append(name)
        return nearest(name, *others)

    monkeypatch.setattr(other_terms, "nearest", count)
    names = " ".join(f"?variable{n}" for n in range(500))
    explained(f"{PROLOGUE}SELECT * {{ ?x ex:none ?y VALUES ({names}) {{ }} }}", pool, changes=1)
    assert 0 < len(compared) <= 20
