from __future__ import annotations

import tracemalloc

import pytest

from schlaglicht.query.text_table import (
    TableLimits,
    Term,
    TermKind,
    read_table,
    table_text,
)

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


@pytest.mark.parametrize("name", ["nonNegativeInteger", "positiveInteger", "long", "unsignedByte"])
def test_integers_of_a_narrower_type_are_numbers(name: str) -> None:
    term = only_cell(f'"12"^^<{XSD}{name}>')
    assert term is not None
    assert term.is_number


def test_variables_lose_their_question_mark() -> None:
    assert read_table(b"?a\t?b\n").variables == ("a", "b")


def test_unbound_variables_leave_their_cells_empty() -> None:
    assert read_table(b"?a\t?b\n\t1\n").rows[0][0] is None


def test_limit_bounds_the_rows_and_not_the_total() -> None:
    table = read_table(b"?a\n1\n2\n3\n", TableLimits(rows=2))
    assert (len(table.rows), table.total) == (2, 3)


def test_result_without_variables_has_rows() -> None:
    table = read_table(b"\n\n")
    assert (table.variables, table.rows, table.total) == ((), ((),), 1)


def test_columns_beyond_the_extent_are_left_out_and_counted() -> None:
    table = read_table(b"?a\t?b\t?c\n1\t2\t3\n", TableLimits(columns=2))
    assert (table.variables, table.columns) == (("a", "b"), 3)
    assert [term.text for term in table.rows[0] if term] == ["1", "2"]


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        ('"äöüß"@de', TermKind.LITERAL, "äöü"),
        (r'"\"\U0001F600\n\t"', TermKind.LITERAL, '"😀\n'),
        ('"a"@de-Latn-DE', TermKind.LITERAL, "a"),
        ("<urn:x:y>", TermKind.IRI, "urn"),
        ("1234", TermKind.LITERAL, "123"),
        ("_:b12", TermKind.OTHER, "_:b"),
        ("<<( <a:a> <a:b> 1 )>>", TermKind.OTHER, "<<("),
    ],
)
def test_term_longer_than_the_extent_is_cut_and_says_so(
    cell: str, kind: TermKind, text: str
) -> None:
    found = read_table(f"?x\n{cell}\n".encode(), TableLimits(cell=3)).rows[0][0]
    assert found
    assert (found.kind, found.text, found.is_whole) == (kind, text, False)


@pytest.mark.parametrize("cell", ['"äöü"', r'"\"\U0001F600\n"', "<a:b>", "123", "_:b"])
def test_term_as_long_as_the_extent_is_whole(cell: str) -> None:
    found = read_table(f"?x\n{cell}\n".encode(), TableLimits(cell=3)).rows[0][0]
    assert found
    assert found.is_whole


def test_rows_end_where_their_text_fills_the_extent() -> None:
    table = read_table(b"?a\n" + b'"' + b"x" * 60 + b'"\n' * 1, TableLimits(text=100))
    assert len(table.rows) == 1
    rows = b"?a\n" + (b'"' + b"x" * 60 + b'"\n') * 9
    assert (len(read_table(rows, TableLimits(text=100)).rows), read_table(rows).total) == (2, 9)


def test_empty_cells_fill_the_extent_too() -> None:
    table = read_table(b"?a\t?b\n" + b"\t\n" * 9, TableLimits(text=100))
    assert (len(table.rows), table.total) == (2, 9)


ROWS = "\n".join(
    (
        "?a\t?b\t?c",
        r'<https://example.org/ä>_"x\"\\"@de_"1"^^<https://example.org/unit>'.replace("_", "\t"),
        r'"\U0001F600\u00e4"__123'.replace("_", "\t"),
        "",
    )
).encode()


def test_document_that_ends_anywhere_shows_no_part_as_a_whole() -> None:
    first, second = read_table(ROWS).rows
    start = ROWS.index(b"\n") + 1
    for end in range(start, len(ROWS)):
        table = read_table(ROWS[:end], is_whole=False)
        if b"\n" in ROWS[start:end]:
            assert table.rows == (first,)
            continue
        (row,) = table.rows
        assert not all(term is None or term.is_whole for term in row)
        for term, other in zip(row, first, strict=True):
            assert term
            assert other
            assert term == other or (not term.is_whole and other.text.startswith(term.text))
    assert second[0] == Term(TermKind.LITERAL, "😀ä")


def test_document_that_ends_in_its_first_row_shows_what_is_there() -> None:
    (row,) = read_table(b'?a\t?b\t?c\n<a:b>\t"lo', is_whole=False).rows
    assert row == (
        Term(TermKind.IRI, "a:b"),
        Term(TermKind.LITERAL, "lo", is_whole=False),
        Term(TermKind.OTHER, "", is_whole=False),
    )


@pytest.mark.parametrize(
    "content", [b"x", b"x" * 9 + b'\\"', b"\\\\"], ids=["plain", "quotes", "\\"]
)
def test_long_literal_takes_little_more_memory_than_it_has_bytes(content: bytes) -> None:
    document = b'?x\n"' + content * (10_000_000 // len(content)) + b'"@en\n'
    for whole, tsv in ((True, document), (False, document[:-5])):
        tracemalloc.start()
        table = read_table(tsv, TableLimits(cell=1000), is_whole=whole)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert table.rows[0][0]
        assert len(table.rows[0][0].text) == 1000
        assert peak < 2 * len(document)


def test_long_literal_is_read_whole_without_extent() -> None:
    tracemalloc.start()
    table = read_table(b'?x\n"' + b"x" * 10_000_000 + b'"@en\n')
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert table.rows[0] == (Term(TermKind.LITERAL, "x" * 10_000_000, "en"),)
    assert peak < 50_000_000


def test_table_text_aligns_words_left_and_numbers_right() -> None:
    tsv = '?name\t?n\n"東京"\t5\n<https://example.org/id/x>\t10000\n'
    assert table_text(read_table(tsv.encode()), PREFIXES) == (
        "name        n\n──────  ─────\n東京        5\nexid:x  10000\n\n2 rows\n"
    )


def test_table_text_of_one_row_counts_in_the_singular() -> None:
    assert table_text(read_table(b"?a\n1\n"), {}).endswith("\n1 row\n")


@pytest.mark.parametrize(("language", "count"), [("en", "1,200 rows"), ("de", "1.200 Zeilen")])
def test_table_text_groups_the_count_for_the_reader(language: str, count: str) -> None:
    table = read_table(b"?a\n" + b"1\n" * 1_200)
    assert table_text(table, {}, language).endswith(f"\n{count}\n")


def test_table_text_without_variables_is_the_count() -> None:
    assert table_text(read_table(b"\n\n"), {}) == "1 row\n"


def test_table_text_keeps_control_characters_from_the_terminal() -> None:
    assert r"red\x1b[0m\n" in table_text(read_table(b'?a\n"red\x1b[0m\\n"\n'), {})
