import pytest

from schlaglicht.prefixes import Prefixes

PREFIXES = Prefixes({"ex": "https://example.org/", "exid": "https://example.org/id/"})


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://example.org/x", "ex:x"),
        ("https://example.org/größe-1", "ex:größe-1"),
        ("https://example.org/2020", "ex:2020"),
        ("https://example.org/a.b", "ex:a.b"),
    ],
)
def test_iri_in_a_namespace_has_a_prefixed_name(iri: str, name: str) -> None:
    assert str(PREFIXES.shorten(iri)) == name


def test_the_longest_namespace_counts() -> None:
    assert str(PREFIXES.shorten("https://example.org/id/x-1")) == "exid:x-1"


@pytest.mark.parametrize(
    "iri",
    [
        "https://example.com/x",
        "https://example.org/a/b",
        "https://example.org/",
        "https://example.org/a.",
        "https://example.org/-a",
        "https://example.org/a%20b",
    ],
)
def test_iri_that_would_need_an_escape_has_no_prefixed_name(iri: str) -> None:
    assert PREFIXES.shorten(iri) is None


def test_of_two_mappings_the_first_counts() -> None:
    prefixes = Prefixes({"ex": "https://example.org/"}, {"ex": "https://example.com/"})
    assert prefixes.shorten("https://example.com/x") is None
    assert str(prefixes.shorten("https://example.org/x")) == "ex:x"


def test_prefix_that_the_grammar_forbids_is_not_used() -> None:
    assert Prefixes({"a b": "https://example.org/"}).shorten("https://example.org/x") is None
