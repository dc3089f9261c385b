"""Variables are named after labels."""

import pytest
from rdflib import URIRef

from schlaglicht.query_builder.names import variable_names

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
