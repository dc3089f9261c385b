from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE, PATIENT
from tables import each

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.query import EmptyPart, empty_part, read_query
from schlaglicht.query.empty_answers.empty_patterns import Questions, empty_parts

DATA = """
@prefix ex: <https://e.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a a ex:Person ; ex:name "A" ; ex:born 1900 ; ex:number 007 .
ex:b a ex:Place ; ex:name "B" ; ex:size 7 ; ex:at ex:b ; ex:near ex:z ; ex:with [ ex:open 1 ] .
ex:w ex:label "Water"@en , "Wasser"@de , "Fire" ; ex:age 7 ; ex:code "42" ; ex:open "true" ;
    ex:year "1900"^^xsd:gYear .
ex:shapes { ex:S sh:targetClass ex:Person ; sh:property [ sh:path ex:died ; sh:maxCount 0 ;
    sh:message "All are alive."@en , "Leben."@de ] , [ sh:path ex:size ; sh:maxCount 0 ;
    sh:message "Nobody is measured."@en ] . }
ex:graph { ex:c a ex:Ship ; ex:sails ex:sea ; ex:label "Ship"@en . }
"""


@pytest.fixture
def asked(pool: EnginePool, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the queries that engines get."""
    texts: list[str] = []
    stream = pool.stream

    def count(query: Any) -> Any:
        texts.append(query.text)
        return stream(query)

    monkeypatch.setattr(pool, "stream", count)
    return texts


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePool]:
    folder: Path = tmp_path_factory.mktemp("persons")
    (folder / "data.trig").write_text(DATA, encoding="utf-8")
    snapshot = take_snapshot(open_project([folder]), folder)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as started:
        yield started


@pytest.fixture(autouse=True)
def _time_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schlaglicht.query.empty_answers.empty_patterns._SECONDS", PATIENCE)


def found(text: str, pool: EnginePool) -> EmptyPart | None:
    return empty_part(read_query(f"PREFIX ex: <https://e.org/> {text}"), pool.snapshot, pool)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("SELECT * { ?x ex:name ?n . ?x ex:died ?d }", ["?x ex:died ?d"]),
        ('ASK { ?x ex:name ?m ; ex:name "C" }', ['ex:name "C"']),
        ("ASK { ?x a ex:Person ; ex:size ?s }", ["?x a ex:Person", "ex:size ?s"]),
        ("CONSTRUCT { ?x ex:y ?s } { ?x ex:born 1900 , 1901 }", ["1901"]),
        (
            "SELECT (COUNT(*) AS ?n) { ?y ex:name ?m . ?x ex:born ?b ; ex:name ?n ; ex:size ?s }",
            ["?x ex:born ?b", "ex:size ?s"],
        ),
        ("ASK { ?x ex:number 007 ; ex:number 7 }", ["ex:number 7"]),
        (
            "ASK { { ?x a ex:Person } UNION { ?x ex:born ?b } ?x ex:size ?s }",
            ["{ ?x a ex:Person } UNION { ?x ex:born ?b }", "?x ex:size ?s"],
        ),
    ],
)
def test_smallest_part_without_a_match(text: str, parts: list[str], pool: EnginePool) -> None:
    part = found(text, pool)
    assert part is not None
    assert ([each.written for each in part.parts], part.alone) == (parts, True)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("SELECT * { FILTER(?s > 100) ?x ex:size ?s }", "FILTER(?s > 100)"),
        ("SELECT * { ?x ex:size ?s MINUS { ?x a ex:Place } }", "MINUS { ?x a ex:Place }"),
        ("ASK { ?x a ex:Place VALUES ?x { ex:a } }", "VALUES ?x { ex:a }"),
    ],
)
def test_part_that_leaves_nothing_of_what_is_before(
    text: str, written: str, pool: EnginePool
) -> None:
    part = found(text, pool)
    assert part is not None
    assert ([each.written for each in part.parts], part.alone) == ([written], False)


@each(
    "pattern, said",
    [
        ("?x ex:at ?y . ?y ex:born ?b", "; ex:at leads to ex:Place: ?x ex:at ?y"),
        ("?y ex:born ?b . ?x ex:at ?y ; ex:size ?s", "; ex:at leads to ex:Place: ?y"),
        ("?x ex:near ?y . ?y ex:name ?b", "; nothing here describes what ex:near leads to: ?x"),
        ("?x ex:size ?y . ?y ex:name ?b", "; nothing here describes what ex:size leads to: ?x"),
        ("?x ex:with ?y . ?y ex:born ?b", "together: ?x ex:with ?y"),
    ],
)
def test_step_to_other_things_is_named(pattern: str, said: str, pool: EnginePool) -> None:
    assert said in str(found(f"SELECT * {{ {pattern} }}", pool))


def test_part_has_its_place_in_the_query(pool: EnginePool) -> None:
    text = "PREFIX ex: <https://e.org/>\nASK {\n  ?x ex:name ?n ;\n    ex:died ?d }"
    part = empty_part(read_query(text), pool.snapshot, pool)
    assert part is not None
    (only,) = part.parts
    assert (only.line, only.column, only.length) == (4, 5, len("ex:died ?d"))
    assert str(part).endswith(", so nothing matches: ex:died ?d (line 4)")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?x a ex:Person } LIMIT 0",
        "DESCRIBE ?x { ?x a ex:Nothing }",
        "ASK {}",
    ],
)
def test_pattern_with_matches_has_no_empty_part(text: str, pool: EnginePool) -> None:
    assert found(text, pool) is None


def test_condition_that_no_group_meets_is_named(pool: EnginePool) -> None:
    part = found("SELECT ?x { ?x a ex:Person } GROUP BY ?x HAVING (COUNT(*) > 9)", pool)
    assert part is not None
    assert [each.written for each in part.parts] == ["HAVING (COUNT(*) > 9)"]
    assert not part.alone


def test_few_questions_are_asked(pool: EnginePool, asked: list[str]) -> None:
    known = " ".join(f"?x{n} a ex:Person ; ex:name ?n ." for n in range(20))
    part = found(f"ASK {{ {known} ?x0 ex:size ?s ; ex:name ?n }}", pool)
    assert len(asked) == 20
    assert part is not None
    assert not part.alone
    many = " ".join(f"?x{n} a ex:Person ." for n in range(61))
    assert found(f"ASK {{ {many} ?x0 ex:size ?s }}", pool) is None


def test_without_time_nothing_is_found(pool: EnginePool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schlaglicht.query.empty_answers.empty_patterns._SECONDS", 0)
    assert found("ASK { ?x ex:died ?d }", pool) is None


@pytest.mark.parametrize(
    ("text", "is_in_graphs"),
    [
        ("SELECT * { ?x a ex:Ship }", True),
        ("SELECT * { ?x a ex:Person . ?y ex:sails ?z }", True),
        ("SELECT * { ?x a ex:Moon }", False),
        ("SELECT * { ?x a ex:Person ; ex:size ?s }", False),
    ],
)
def test_part_with_matches_in_named_graphs_alone_says_so(
    text: str, is_in_graphs: bool, pool: EnginePool
) -> None:
    part = found(text, pool)
    assert part is not None
    assert part.is_in_graphs is is_in_graphs
    assert ("GRAPH" in str(part)) is is_in_graphs


@each(
    ("text", "literal", "others", "written"),
    [
        ('SELECT ?c { ?c ex:label "Water" }', '"Water"', ['"Water"@en'], '?c ex:label "Water"'),
        ('ASK { ?c ex:label "Fire"@de }', '"Fire"@de', ['"Fire"'], '?c ex:label "Fire"@de'),
        ("ASK { ?c ex:age ?a ; ex:label 'Wasser' }", "'Wasser'", ['"Wasser"@de'], None),
        ('ASK { ?c ex:label ?l , "Water" }', '"Water"', ['"Water"@en'], '"Water"'),
        ('ASK { ?c ex:label "Water"^^ex:Text }', '"Water"^^ex:Text', ['"Water"@en'], None),
        ('ASK { ?c ex:age "7" }', '"7"', ["7"], None),
        ("ASK { ?c ex:code 42 }", "42", ['"42"'], None),
        ("ASK { ?c ex:open true }", "true", ['"true"'], None),
        ("ASK { ?c ex:year 1900 }", "1900", ['"1900"^^xsd:gYear'], None),
        ('ASK { ?c ex:label ?l FILTER(?l = "Water") }', '"Water"', ['"Water"@en'], None),
        ('ASK { ?c ex:label ?l FILTER("Water" = ?l) }', '"Water"', ['"Water"@en'], None),
        ('ASK { ?c ex:label ?l FILTER(?l IN ("X", "Water")) }', '"Water"', ['"Water"@en'], None),
        ('ASK { ?c ex:label ?l FILTER(?l IN ("Water", "X")) }', '"Water"', ['"Water"@en'], None),
        ('ASK { ?c ex:age ?l FILTER(?l = "7") }', '"7"', ["7"], None),
        ('ASK { ?c ex:label ?l VALUES ?l { "X" "Water" } }', '"Water"', ['"Water"@en'], None),
        ('ASK { VALUES ?l { "Water" } ?c ex:label ?l }', '"Water"', ['"Water"@en'], None),
        ('ASK { VALUES (?l) { ("Water") } ?c ex:label ?l }', '"Water"', ['"Water"@en'], None),
        ('ASK { BIND("Water" AS ?l) ?c ex:label ?l }', '"Water"', ['"Water"@en'], None),
        ('ASK { GRAPH ?g { ?c ex:label "Ship" } }', '"Ship"', ['"Ship"@en'], None),
        ('ASK FROM ex:graph { ?c ex:label "Ship" }', '"Ship"', ['"Ship"@en'], None),
        (
            'ASK { { ?c ex:label "Water" } UNION { ?c ex:name "Water" } }',
            '"Water"', ['"Water"@en'], None,
        ),
        ('ASK { [ ex:age 7 ; ex:label "Water" ] }', '"Water"', ['"Water"@en'], None),
    ],
)  # fmt: skip
def test_literal_with_another_tag_or_datatype_is_named(
    text: str,
    literal: str,
    others: list[str],
    written: str | None,
    pool: EnginePool,
) -> None:
    part = found(text, pool)
    assert part is not None
    assert (part.literal, list(part.others)) == (literal, others)
    assert len(part.parts) == 1
    assert written is None or part.parts[0].written == written


def test_literals_that_there_are_are_named_in_the_note(pool: EnginePool) -> None:
    assert str(found('SELECT ?c {\n?c ex:label "Water" }', pool)) == (
        'In this place the graph has "Water"@en, not "Water": ?c ex:label "Water" (line 2)'
    )


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?c ex:label "Earth" }',
        'ASK { ?c ex:name "Water" }',
        'ASK { ?c ex:label ?l FILTER(CONTAINS(?l, "Earth")) }',
        'ASK { ?c ex:label ?l FILTER(LANG(?l) = "EN") }',
        'ASK { ?c ex:label ?l FILTER(?l = "Earth" && !(?l = "Water")) }',
        "ASK { ?c ex:age ?l FILTER(?l > 8) }",
        'ASK { ?c ex:size ?s MINUS { ?c ex:name "B" } }',
        'ASK { ?c ex:label ?l VALUES (?l ?a) { ("Water" 1) } }',
        "ASK { ?c ex:age -7 }",
    ],
)
def test_no_literal_is_named_without_a_match(text: str, pool: EnginePool) -> None:
    part = found(text, pool)
    assert part is not None
    assert part.others == ()


def test_further_parts_are_those_that_shapes_forbid_or_no_data_has(pool: EnginePool) -> None:
    text = "ASK { ?x a ex:Person ; ex:size ?s ; ex:died ?d ; ex:name ?n ; ex:unheard ?u }"
    query = read_query(f"PREFIX ex: <https://e.org/> {text}")
    said = [str(x) for x in empty_parts(query, pool.snapshot, Questions(pool, seconds=PATIENCE))]
    assert said[1:] == [
        "ex:Person: Nobody is measured. So nothing matches: ex:size ?s (line 1)",
        (
            "ex:Person: All are alive. The data does not use ex:died, so nothing matches: "
            "ex:died ?d (line 1)"
        ),
    ]


def test_one_question_more_is_asked_about_literals(pool: EnginePool, asked: list[str]) -> None:
    found('ASK { ?c ex:label "Earth" }', pool)
    assert sum("SELECT" in text for text in asked) == 1


@each(
    ("triple", "english", "german"),
    [
        (
            "?x ex:name/ex:died ?d",
            "ex:Person: All are alive. The data does not use ex:died, so nothing matches:",
            "ex:Person: Leben. Die Daten verwenden ex:died nicht, darum gibt es keinen Treffer:",
        ),
        (
            "?x ex:sea ?y",
            "The data does not use ex:sea, so nothing matches:",
            "Die Daten verwenden ex:sea nicht, darum gibt es keinen Treffer:",
        ),
        (
            "?x a ex:sea",
            "The data does not use ex:sea, so nothing matches:",
            "Die Daten verwenden ex:sea nicht, darum gibt es keinen Treffer:",
        ),
        (
            "ex:a ex:size ?y",
            "Nothing matches this part of the query:",
            "Zu diesem Teil der Abfrage gibt es keinen Treffer:",
        ),
    ],
    ids=["forbidden by a shape", "no property", "no class", "used elsewhere"],
)
def test_terms_that_no_data_uses_are_the_reason(
    triple: str, english: str, german: str, pool: EnginePool
) -> None:
    part = found(f"SELECT * {{ {triple} }}", pool)
    assert part is not None
    assert (part.sentence["en"], part.sentence["de"]) == (english, german)
