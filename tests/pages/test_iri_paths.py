from __future__ import annotations

import pytest

from schlaglicht.pages.iri_paths import IriPaths

BASE = "https://w3id.org/schlaglicht/"

PAIRS = [
    (f"{BASE}id/uwe-pfeil", "id/uwe-pfeil"),
    (f"{BASE}def/", "def/"),
    (BASE, "iri/https/w3id.org/schlaglicht/"),
    ("https://schema.org/Event", "iri/https/schema.org/Event"),
    ("http://www.w3.org/2002/07/owl#Class", "iri/http/www.w3.org/2002/07/owl#Class"),
    ("http://example.org/?a=b&c", "iri/http/example.org/?a=b&c"),
    ("urn:isbn:123", "iri/urn:isbn:123"),
    ("urn:a/b", "iri/urn:a/b"),
    ("https://example.org/ä b", "iri/https/example.org/ä b"),
]


@pytest.mark.parametrize(("iri", "path"), PAIRS)
def test_an_iri_and_the_path_of_its_page_belong_together(iri: str, path: str) -> None:
    iri_paths = IriPaths(BASE)
    assert iri_paths.path_of(iri) == path
    assert iri_paths.iri_of(path) == iri


def test_without_a_base_all_iris_are_others() -> None:
    iri_paths = IriPaths(None)
    assert iri_paths.path_of(f"{BASE}id/x") == "iri/https/w3id.org/schlaglicht/id/x"
    assert iri_paths.iri_of("id/x") is None


@pytest.mark.parametrize("path", ["iri/", "iri/nothing", "iri/1:2"])
def test_what_stands_for_no_iri_is_none(path: str) -> None:
    assert IriPaths(BASE).iri_of(path) is None
