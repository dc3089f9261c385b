import pytest

from schlaglicht.validation.checks.solutions import compare, read_solutions

XSD = "http://www.w3.org/2001/XMLSchema#"


def differ(expected: str, actual: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    difference = compare(read_solutions(expected), read_solutions(actual))
    return difference.missing, difference.new


def test_same_rows_do_not_differ() -> None:
    text = '?a\t?b\n<http://a/x>\t"y"@de\n\t12\n'
    assert differ(text, text) == ((), ())


def test_order_of_rows_is_told_apart() -> None:
    difference = compare(read_solutions("?a\n1\n2\n"), read_solutions("?a\n2\n1\n"))
    assert (difference.missing, difference.new, difference.same_order) == ((), (), False)


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
