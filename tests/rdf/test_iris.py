import pytest

from schlaglicht.rdf.iris import local_name, namespace_of, resolve_iri

BASE = "http://a/b/c/d;p?q"


# https://www.rfc-editor.org/rfc/rfc3986#section-5.4
@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("g:h", "g:h"),
        ("g", "http://a/b/c/g"),
        ("./g", "http://a/b/c/g"),
        ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"),
        ("//g", "http://g"),
        ("?y", "http://a/b/c/d;p?y"),
        ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"),
        ("g#s", "http://a/b/c/g#s"),
        (";x", "http://a/b/c/;x"),
        ("", "http://a/b/c/d;p?q"),
        (".", "http://a/b/c/"),
        ("..", "http://a/b/"),
        ("../g", "http://a/b/g"),
        ("../../../g", "http://a/g"),
        ("/./g", "http://a/g"),
        ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/../x", "http://a/b/c/g?y/../x"),
    ],
)
def test_reference_resolves_as_the_rfc_says(reference: str, expected: str) -> None:
    assert resolve_iri(BASE, reference) == expected


def test_absolute_iri_is_kept_as_written() -> None:
    assert resolve_iri(BASE, "http://x/a/../b#") == "http://x/a/../b#"


def test_fragment_of_the_base_does_not_count() -> None:
    assert resolve_iri("http://a/b#f", "#g") == "http://a/b#g"


def test_base_without_slashes() -> None:
    assert resolve_iri("urn:x:y", "g") == "urn:g"


@pytest.mark.parametrize(
    ("iri", "namespace", "local"),
    [
        ("http://a/b#c", "http://a/b#", "c"),
        ("http://a/b", "http://a/", "b"),
        ("urn:x", "", "urn:x"),
    ],
)
def test_iri_splits_at_its_last_hash_or_slash(iri: str, namespace: str, local: str) -> None:
    assert (namespace_of(iri), local_name(iri)) == (namespace, local)
