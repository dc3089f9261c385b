from pathlib import Path

import pytest

from schlaglicht.errors import AlikeBlankNodes
from schlaglicht.questions import Question
from schlaglicht.validation.checks.expected_answers import (
    compare_boolean,
    compare_graph,
    is_ordered,
)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o } ORDER BY ?s",
        "select * { ?s ?p ?o }\norder  by desc(?s)\nlimit 3",
        "SELECT * { { SELECT * { ?s ?p ?o } } } ORDER BY ?s",
        "SELECT * { ?s ?p ?o } ORDER BY ?s VALUES ?s { 1 }",
        'SELECT * { ?s ?p "}{" } ORDER BY ?s',
        "SELECT * { ?s ?p ?o . # a } in a comment\n } ORDER BY ?s",
        'SELECT * { ?s ?p ?o FILTER(?o<">"||?o="{") } ORDER BY ?s',
        r"SELECT * { ?s ?p ?o } \u004FRDER BY ?s",
    ],
)
def test_query_that_orders_its_rows(query: str) -> None:
    assert is_ordered(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { { SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 3 } }",
        "# ORDER BY nothing\nSELECT * { ?s ?p ?o }",
        'SELECT * { ?s ?p ?o } GROUP BY ("ORDER BY" AS ?x)',
        "SELECT * { ?s ?p ?o } GROUP BY ?order ?by",
        "SELECT * { ?s ?p ?o } HAVING a:order by:a",
        "SELECT * { ?s <http://a/#x> ?o . FILTER(?o < 3) }",
    ],
)
def test_query_that_does_not(query: str) -> None:
    assert not is_ordered(query)


HUB = "_:h <x:p> {parts} . _:h <x:v> 1 . _:i <x:p> {parts} . _:i <x:v> 1 .".format(
    parts=", ".join(["[]"] * 10)
)


def question_with(tmp_path: Path, expected: str) -> tuple[Path, Question]:
    path = tmp_path / "q.ttl"
    path.write_text(expected, encoding="utf-8")
    return path, Question("q", tmp_path / "q.rq", "CONSTRUCT {} {}")


def test_graphs_that_differ_in_one_blank_node_differ_in_its_statement(tmp_path: Path) -> None:
    path, question = question_with(tmp_path, "<x:a> <x:p> [ <x:v> 1 ; <x:w> 1 ], [ <x:v> 2 ] .")
    body = b"<x:a> <x:p> _:a, _:b . _:a <x:v> 1 ; <x:w> 3 . _:b <x:v> 2 ."
    found = compare_graph(path, body, question)
    assert (len(found.missing), len(found.new)) == (1, 1)


def test_graphs_with_other_labels_are_the_same(tmp_path: Path) -> None:
    path, question = question_with(tmp_path, "_:a <x:p> _:b . _:b <x:p> _:a .")
    assert compare_graph(path, b"_:y <x:p> _:x . _:x <x:p> _:y .", question).same


def test_graphs_whose_blank_nodes_can_hardly_be_told_apart_are_not_compared(
    tmp_path: Path,
) -> None:
    path, question = question_with(tmp_path, HUB)
    with pytest.raises(AlikeBlankNodes) as caught:
        compare_graph(path, HUB.encode(), question)
    assert (caught.value.path, caught.value.line) == (path, 1)


def test_boolean_nested_too_deep_is_none(tmp_path: Path) -> None:
    (expected := tmp_path / "q.json").write_text("[" * 100_000 + "]" * 100_000)
    with pytest.raises(ValueError, match="no "):
        compare_boolean(expected, b'{"boolean": true}', None)  # type: ignore[arg-type]
