from __future__ import annotations

import pytest

from schlaglicht.rdf.writing.turtle import read_notes


def test_comments_before_everything_are_the_header() -> None:
    notes = read_notes("# one  \r\n\r\n\r\n\r\n#\r\n  # two\r\n@prefix : <urn:x> .\r\n")
    assert notes.header == "# one\n\n#\n# two"
    assert notes.comment_lines == ()


def test_a_file_of_comments_is_all_header() -> None:
    assert read_notes("# one\n# two").header == "# one\n# two"


def test_comments_elsewhere_are_found_with_their_lines() -> None:
    notes = read_notes("# top\n<a:b> <c:d> 1 . # here\n\n# there\n<a:b> <c:d> 2 .\n# end")
    assert notes.comment_lines == (2, 4, 6)


@pytest.mark.parametrize(
    "text",
    [
        "<http://e.org/#a> <http://e.org/#b> <http://e.org/#c> .",
        "<a:b> <c:d> \"# no\", '# no' .",
        '<a:b> <c:d> """x " # no\n# no "" \\""" # no""" .',
        "<a:b> <c:d> '''it's # no''' .",
        '<a:b> <c:d> "\\"# no", "\\\\" .',
        "@prefix e: <http://e.org/> . e:a\\#b e:c e:d .",
        '<a:b> <c:d> "" , \'\' , "#" .',
    ],
)
def test_a_number_sign_in_a_term_is_no_comment(text: str) -> None:
    assert read_notes(text).comment_lines == ()


def test_a_comment_may_follow_a_name_at_once() -> None:
    assert read_notes("@prefix e: <http://e.org/> .\ne:a e:b e:c#comment\n.").comment_lines == (2,)


def test_relative_iris_are_found_with_their_lines() -> None:
    notes = read_notes("@prefix : <#> .\n<a> <http://b.org/> <> .\n<urn:x> <mailto:y> 1 .")
    assert notes.relative_lines == (1, 2)


@pytest.mark.parametrize("declaration", ["@base <http://e.org/> .", "base <http://e.org/>"])
def test_iris_may_be_relative_to_a_declared_base(declaration: str) -> None:
    notes = read_notes(f"<a> <b:c> 1 .\n{declaration}\n<a> <b> <c> .")
    assert notes.relative_lines == (1,)


def test_a_name_that_ends_like_the_keyword_is_not_the_keyword() -> None:
    notes = read_notes("@prefix e: <http://e.org/> .\ne:base <http://e.org/p> <relative> .")
    assert notes.relative_lines == (2,)
