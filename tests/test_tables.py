from __future__ import annotations

import pytest

from schlaglicht.tables import Term, TermKind, read_table, table_text

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {"ex": "https://example.org/", "exid": "https://example.org/id/"}


def only_cell(tsv_term: str) -> Term | None:
    return read_table(f"?x\n{tsv_term}\n".encode()).rows[0][0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<https://example.org/ü>", Term(TermKind.IRI, "https://example.org/ü")),
        ('"plain"', Term(TermKind.LITERAL, "plain")),
        (r'"a\tb\n\"c\" \\ \u00e9"', Term(TermKind.LITERAL, 'a\tb\n"c" \\ é')),
        ('"Tagung"@de-at', Term(TermKind.LITERAL, "Tagung", language="de-at")),
        (f'"2020"^^<{XSD}gYear>', Term(TermKind.LITERAL, "2020", datatype=XSD + "gYear")),
        ("900", Term(TermKind.LITERAL, "900", datatype=XSD + "integer")),
        ("1.5", Term(TermKind.LITERAL, "1.5", datatype=XSD + "decimal")),
        ("1e3", Term(TermKind.LITERAL, "1e3", datatype=XSD + "double")),
        ("true", Term(TermKind.LITERAL, "true", datatype=XSD + "boolean")),
        ("_:b0", Term(TermKind.OTHER, "_:b0")),
        ("", None),
    ],
)
def test_term_is_read(written: str, expected: Term | None) -> None:
    assert only_cell(written) == expected


def test_variables_lose_their_question_mark() -> None:
    assert read_table(b"?a\t?b\n").variables == ("a", "b")


def test_unbound_variables_leave_their_cells_empty() -> None:
    assert read_table(b"?a\t?b\n\t1\n").rows[0][0] is None


def test_limit_bounds_the_rows_and_not_the_total() -> None:
    table = read_table(b"?a\n1\n2\n3\n", limit=2)
    assert (len(table.rows), table.total) == (2, 3)


def test_result_without_variables_has_rows() -> None:
    table = read_table(b"\n\n")
    assert (table.variables, table.rows, table.total) == ((), ((),), 1)


def test_table_text_aligns_words_left_and_numbers_right() -> None:
    tsv = '?name\t?n\n"東京"\t5\n<https://example.org/id/x>\t10000\n'
    assert table_text(read_table(tsv.encode()), PREFIXES) == (
        "name        n\n──────  ─────\n東京        5\nexid:x  10000\n\n2 rows\n"
    )


def test_table_text_of_one_row_counts_in_the_singular() -> None:
    assert table_text(read_table(b"?a\n1\n"), {}).endswith("\n1 row\n")


def test_table_text_without_variables_is_the_count() -> None:
    assert table_text(read_table(b"\n\n"), {}) == "1 row\n"


def test_table_text_keeps_control_characters_from_the_terminal() -> None:
    assert r"red\x1b[0m\n" in table_text(read_table(b'?a\n"red\x1b[0m\\n"\n'), {})
