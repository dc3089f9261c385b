from pathlib import Path
from random import Random

import pytest

from schlaglicht.errors import AlikeBlankNodes
from schlaglicht.questions import Question
from schlaglicht.validation.checks.expected_answers import (
    compare,
    compare_boolean,
    compare_graph,
    is_ordered,
    read_solutions,
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
        "SELECT * { ?s ?p ?o } HAVING a:order(by:a)",
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


XSD = "http://www.w3.org/2001/XMLSchema#"


def differ(expected: str, actual: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    difference = compare(read_solutions(expected), read_solutions(actual))
    return difference.missing, difference.new


def test_same_rows_do_not_differ() -> None:
    text = '?a\t?b\n<http://a/x>\t"y"@de\n\t12\n'
    assert differ(text, text) == ((), ())


def test_order_of_rows_is_told_apart() -> None:
    difference = compare(read_solutions("?a\n1\n2\n"), read_solutions("?a\n2\n1\n"))
    assert (difference.missing, difference.new, difference.what) == ((), (), "order")


def test_order_of_columns_makes_no_difference() -> None:
    assert differ("?a\t?b\n1\t2\n", "?b\t?a\n2\t1\n") == ((), ())


def test_missing_and_new_rows_are_as_written() -> None:
    assert differ("?a\n1\n2\n", "?a\n2\n3\n") == (("1",), ("3",))


def test_duplicates_count() -> None:
    assert differ("?a\n1\n1\n", "?a\n1\n") == (("1",), ())
    assert differ("?a\n1\n", "?a\n1\n1\n") == ((), ("1",))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1", f'"1"^^<{XSD}integer>'),
        ("1.50", f'"1.50"^^<{XSD}decimal>'),
        ("1e0", f'"1e0"^^<{XSD}double>'),
        ("true", f'"true"^^<{XSD}boolean>'),
        ('"x"', f'"x"^^<{XSD}string>'),
        ('"ä"', r'"\u00e4"'),
        ('"x"@de-AT', '"x"@de-at'),
        ("_:a", "_:b"),
    ],
)
def test_two_ways_of_writing_one_term(first: str, second: str) -> None:
    assert differ(f"?a\n{first}\n", f"?a\n{second}\n") == ((), ())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1", "01"),
        ("1", "1.0"),
        ("1", '"1"'),
        ('"x"', '"x"@de'),
        ('"x"', "<x>"),
        ('""', ""),
        ("<http://a/x>", '"http://a/x"'),
    ],
)
def test_two_terms_are_two(first: str, second: str) -> None:
    assert differ(f"?a\n{first}\n", f"?a\n{second}\n") == ((first,), (second,))


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ('_:b\t"x"\n_:b\t"y"', '_:x\t"x"\n_:y\t"y"'),
        ("_:b\t_:b", "_:x\t_:y"),
        ("_:a\t1\n_:a\t1", "_:x\t1\n_:y\t1"),
        ("_:a\t1\n_:a\t1\n_:b\t1", "_:a\t1\n_:b\t1\n_:c\t1"),
        ("_:a\t1\n_:a\t1\n_:b\t1\n_:b\t1", "_:a\t1\n_:a\t1\n_:a\t1\n_:b\t1"),
        ("_:a\t_:b\n_:b\t_:a", "_:a\t_:b\n_:a\t_:b"),
        ("_:a\t_:b\n_:b\t_:a\n_:c\t_:d", "_:a\t_:b\n_:b\t_:c\n_:c\t_:a"),
    ],
)
def test_one_blank_node_is_not_two(expected: str, actual: str) -> None:
    for one, other in ((expected, actual), (actual, expected)):
        missing, new = differ(f"?a\t?b\n{one}\n", f"?a\t?b\n{other}\n")
        assert missing
        assert new
        assert differ(f"?a\t?b\n{one}\n", f"?a\t?b\n{one}\n") == ((), ())


CIRCLE = [(i, (i + 1) % 6) for i in range(6)]
TRIANGLES = [(i, i // 3 * 3 + (i + 1) % 3) for i in range(6)]


def both_ways(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return pairs + [(there, here) for here, there in pairs]


def table(pairs: list[tuple[int, int]], chance: Random) -> str:
    """The pairs as rows in random order, their numbers as blank nodes with random labels."""
    labels = list({number for pair in pairs for number in pair})
    chance.shuffle(labels)
    label = dict(zip(sorted(labels), labels, strict=True))
    rows = [f"_:n{label[here]}\t_:n{label[there]}\n" for here, there in pairs]
    chance.shuffle(rows)
    return "?a\t?b\n" + "".join(rows)


@pytest.mark.parametrize(
    "pairs",
    [
        both_ways(CIRCLE),
        both_ways(TRIANGLES),
        [(i, i + 1) for i in range(20)],
        [(i, j) for i in range(6) for j in range(6) if i != j],
        [(0, i) for i in range(1, 30)] * 2,
        [(i, i) for i in range(100)],
    ],
)
def test_labels_and_order_make_no_difference(pairs: list[tuple[int, int]]) -> None:
    chance = Random(1)
    for _ in range(5):
        assert differ(table(pairs, chance), table(pairs, chance)) == ((), ())


def test_two_triangles_are_not_a_circle_of_six() -> None:
    chance = Random(1)
    circle, triangles = (table(both_ways(pairs), chance) for pairs in (CIRCLE, TRIANGLES))
    missing, new = differ(circle, triangles)
    assert len(missing) == len(new) == 12


def test_only_rows_with_such_nodes_are_named() -> None:
    same = '_:s\t"s"\n_:s\t"t"\n<x:a>\t1\n'
    missing, new = differ(
        f'?a\t?b\n{same}_:b\t"x"\n_:b\t"y"\n', f'?a\t?b\n_:x\t"x"\n{same}_:y\t"y"\n'
    )
    assert missing == ('_:b\t"x"', '_:b\t"y"')
    assert new == ('_:x\t"x"', '_:y\t"y"')


def test_order_is_compared_with_labels_renamed() -> None:
    expected = read_solutions('?a\t?b\n_:a\t"x"\n_:b\t"y"\n_:a\t"z"\n')
    renamed = read_solutions('?a\t?b\n_:c\t"x"\n_:a\t"y"\n_:c\t"z"\n')
    swapped = read_solutions('?a\t?b\n_:c\t"z"\n_:a\t"y"\n_:c\t"x"\n')
    assert compare(expected, renamed).same
    difference = compare(expected, swapped)
    assert (difference.missing, difference.new, difference.what) == ((), (), "order")


def test_nodes_too_much_alike_are_given_up_with_a_reason() -> None:
    chance = Random(1)
    rows = [pair for i in range(1, 2_000) for pair in ((0, i), (i, i))]
    with pytest.raises(ValueError, match="too much alike"):
        differ(table(rows, chance), table(rows, chance))


def test_unbound_only_column_is_a_row() -> None:
    assert len(read_solutions("?a\n\n\n").rows) == 2


def test_no_rows() -> None:
    assert read_solutions("?a\t?b\n").rows == ()
    assert read_solutions("?a\t?b").variables == ("a", "b")


def test_line_ends_of_windows_are_read() -> None:
    assert differ("?a\t?b\r\n1\t2\r\n", "?a\t?b\n1\t2\n") == ((), ())


@pytest.mark.parametrize("text", ["?a\t?b\n1\n", "?a\n1\t2\n"])
def test_row_of_another_width_is_an_error_with_its_line(text: str) -> None:
    with pytest.raises(ValueError, match="line 2 has"):
        read_solutions(text)


@pytest.mark.parametrize("cell", ["plain", "<open", '"open', "1 , 2", "1 . <x:a> <x:b> 2"])
def test_cell_that_is_no_term_is_an_error_with_its_line(cell: str) -> None:
    with pytest.raises(ValueError, match="line 3: not a term"):
        read_solutions(f"?a\n1\n{cell}\n")


def test_long_cell_is_quoted_by_its_beginning() -> None:
    with pytest.raises(ValueError, match="line 2: not a term") as error:
        read_solutions("?a\n" + "x" * 1_000_000 + "\n")
    assert len(str(error.value)) < 400
