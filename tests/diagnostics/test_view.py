from pathlib import Path

import pytest

from schlaglicht.diagnostics.view import Excerpt, Excerpts
from schlaglicht.validation.report import Place, Precision


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.ttl"


def excerpt(path: Path, text: str, place: tuple[int, int, int, int]) -> Excerpt:
    path.write_bytes(text.encode())
    found = Excerpts(path.parent).excerpt(Place(path, *place, Precision.EXACT))
    assert found is not None
    return found


def test_carets_stand_under_the_token(path: Path) -> None:
    found = excerpt(path, "one\nex:s ex:p ex:o .\n", (2, 6, 2, 10))
    assert found == Excerpt("2", "ex:s ex:p ex:o .", "     ", "^^^^")


def test_token_of_several_lines_is_underlined_to_the_end_of_its_first(path: Path) -> None:
    found = excerpt(path, "ex:s ex:p [ ex:q 1 ;  \n  ex:r 2 ] .", (1, 11, 2, 11))
    assert found.carets == "^" * len("[ ex:q 1 ;")


def test_tabs_before_the_token_are_kept_below_it(path: Path) -> None:
    assert excerpt(path, "\t\tex:p ex:o .", (1, 8, 1, 12)).indent == "\t\t     "


def test_wide_and_combining_characters_keep_the_caret_in_place(path: Path) -> None:
    found = excerpt(path, '"😀語e\u0301" x', (1, 8, 1, 9))
    assert (found.indent, found.carets) == (" " * 8, "^")


def test_signs_that_are_one_on_the_screen_keep_the_caret_in_place(path: Path) -> None:
    family = "👨\u200d👩\u200d👧"
    found = excerpt(path, f'"नमस्ते{family}" x', (1, 15, 1, 16))
    assert (found.indent, found.carets) == (" " * 9, "^")


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_kind(path: Path, ending: str) -> None:
    assert excerpt(path, f"one{ending}two{ending}", (2, 1, 2, 4)).line == "two"


def test_byte_order_mark_is_not_counted(path: Path) -> None:
    found = excerpt(path, "\ufeffex:s ex:p 1 .", (1, 1, 1, 5))
    assert (found.line, found.indent) == ("ex:s ex:p 1 .", "")


def test_very_long_line_is_cut_around_the_token(path: Path) -> None:
    line = "a" * 1000 + " token " + "b" * 1000
    found = excerpt(path, line, (1, 1002, 1, 1007))
    assert len(found.line) < 200
    start = len(found.indent)
    assert found.line[start : start + len(found.carets)] == "token"
    assert found.line.startswith("… ")
    assert found.line.endswith(" …")


def test_control_characters_never_reach_the_terminal(path: Path) -> None:
    assert "\x1b" not in excerpt(path, '"\x1b[31mred" .', (1, 1, 1, 4)).line


def test_place_of_a_file_has_no_excerpt(path: Path) -> None:
    path.write_text("one")
    assert Excerpts(path.parent).excerpt(Place(path)) is None


def test_file_that_has_gone_has_no_excerpt(path: Path) -> None:
    assert Excerpts(path.parent).excerpt(Place(path, 1, 1, 1, 2, Precision.EXACT)) is None


def test_line_beyond_the_end_has_no_excerpt(path: Path) -> None:
    path.write_text("one")
    assert Excerpts(path.parent).excerpt(Place(path, 9, 1, 9, 2, Precision.EXACT)) is None
