"""Variables are named after labels."""

import pytest
from rdflib import URIRef

from schlaglicht.query_builder import file_name, question_file
from schlaglicht.query_builder.sparql import variable_names
from schlaglicht.questions import read_header

A = URIRef("https://example.org/vocab#hasPart")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("start date", "startDate"),
        ("Größe in m²", "groesseInM2"),
        ("URL", "url"),
        ("7. Konferenz", "v7Konferenz"),
        ("場所", "hasPart"),
        ("", "hasPart"),
        ("?x } #", "x"),
        ("a" * 90, "a" * 40),
    ],
)
def test_a_variable_is_named_after_the_label(label: str, name: str) -> None:
    assert variable_names([(A,)], lambda _: label) == [name]


def test_without_latin_letters_it_is_a_value() -> None:
    assert variable_names([(URIRef("https://example.org/場所"),)], lambda _: "場所") == ["value"]


def test_names_are_distinct() -> None:
    assert variable_names([(A,), (A,), (A, A)], lambda _: "part") == ["part", "part2", "partPart"]


QUERY = "SELECT ?a\nWHERE {\n  ?a a ?b .\n}\n"


def test_titles_are_read_as_they_were_given() -> None:
    text = question_file(QUERY, {"de": "Größte Städte?", "en": "Largest cities?"})
    header = read_header(text)
    assert header.titles == {"de": "Größte Städte?", "en": "Largest cities?"}
    assert header.descriptions == {}
    assert text.endswith(f"\n\n{QUERY}")


@pytest.mark.parametrize(
    "title", ["a\n} DROP", "a\r} DROP", "a\x0b\x0c\x85b", "a\u2028b\u2029c", "\ud800a", " a \x00 "]
)
def test_a_title_cannot_leave_its_line(title: str) -> None:
    text = question_file(QUERY, {"en": title})
    assert text.count("\n") == 2 + QUERY.count("\n")
    assert len(text.splitlines()) == 2 + len(QUERY.splitlines())
    text.encode()


def test_without_a_title_there_is_no_header() -> None:
    assert question_file(QUERY, {"en": " \n"}) == QUERY


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Größte Städte?", "groesste-staedte.rq"),
        ("../../etc/passwd\n", "etc-passwd.rq"),
        ("日本", "question.rq"),
        ("x" * 300, f"{'x' * 60}.rq"),
    ],
)
def test_a_file_name_is_short_and_plain(title: str, name: str) -> None:
    assert file_name(title) == name
