import pytest

from schlaglicht.rdf.prefixes import Prefixes, is_namespace, is_prefix

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


def test_of_two_prefixes_of_a_namespace_the_first_is_written_and_both_are_read() -> None:
    prefixes = Prefixes({"z": "https://example.org/"}, {"a": "https://example.org/"})
    assert str(prefixes.shorten("https://example.org/x")) == "z:x"
    assert prefixes.expand("a:x") == prefixes.expand("z:x") == "https://example.org/x"


def test_prefix_that_the_grammar_forbids_is_not_used() -> None:
    assert Prefixes({"a b": "https://example.org/"}).shorten("https://example.org/x") is None


@pytest.mark.parametrize("text", ["", "ex", "ex-1", "a.b", "größe", "日本"])
def test_prefix_is_what_the_grammar_says(text: str) -> None:
    assert is_prefix(text)


@pytest.mark.parametrize("text", ["1", "-", "a.", "a:", "a b", "a\n", "_a", "a>", "a\\u0041"])
def test_anything_else_is_no_prefix(text: str) -> None:
    assert not is_prefix(text)


@pytest.mark.parametrize(
    "text", ["https://example.org/", "urn:x:", "x:", "https://größe.example/#"]
)
def test_namespace_is_an_absolute_iri(text: str) -> None:
    assert is_namespace(text)


@pytest.mark.parametrize(
    "text", ["", "ns#", "//a/", ":", "1:", *(f"x:{c}" for c in '<>"{}|^`\\ \n\0')]
)
def test_anything_else_is_no_namespace(text: str) -> None:
    assert not is_namespace(text)
