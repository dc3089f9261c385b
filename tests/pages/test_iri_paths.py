from __future__ import annotations

from urllib.parse import quote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    ("https://example.org/ä%20b", "iri/https/example.org/ä%20b"),
]


@pytest.mark.parametrize(("iri", "path"), PAIRS)
def test_an_iri_and_the_path_of_its_page_belong_together(iri: str, path: str) -> None:
    iri_paths = IriPaths(BASE)
    assert iri_paths.path_of(iri) == path
    assert iri_paths.iri_of(path) == iri


def test_what_a_server_has_decoded_is_encoded_where_no_iri_can_have_it() -> None:
    assert IriPaths(BASE).iri_of('id/New York <"{}') == f"{BASE}id/New%20York%20%3C%22%7B%7D"
    assert IriPaths(BASE).iri_of("iri/http/a/b c") == "http://a/b%20c"


def test_without_a_base_all_iris_are_others() -> None:
    iri_paths = IriPaths(None)
    assert iri_paths.path_of(f"{BASE}id/x") == "iri/https/w3id.org/schlaglicht/id/x"
    assert iri_paths.iri_of("id/x") is None


@pytest.mark.parametrize("path", ["iri/", "iri/nothing", "iri/1:2"])
def test_what_stands_for_no_iri_is_none(path: str) -> None:
    assert IriPaths(BASE).iri_of(path) is None


NAMES = [
    ("http://ex.org/", "iri/http/ex.org/index"),
    ("http://ex.org/index", "iri/http/ex.org/index~"),
    ("http://ex.org/index~", "iri/http/ex.org/index~~"),
    (f"{BASE}index", "index~"),
    ("http://ex.org/x/./y/../z", "iri/http/ex.org/x/.~/y/..~/z"),
    ("http://ex.org/..", "iri/http/ex.org/..~"),
    ("http://ex.org/..~/a?/./#..", "iri/http/ex.org/..~~/a?/.~/#.."),
    ("http://../.", "iri/http/..~/.~"),
    ("http://ex.org/.../.a/..b/%2e%2e/", "iri/http/ex.org/.../.a/..b/%2e%2e/index"),
    (f"{BASE}../id", "..~/id"),
    ("http://ex.org/my-index", "iri/http/ex.org/my-index"),
    (f"{BASE}iri/http/ex.org/", "iri/https/w3id.org/schlaglicht/iri/http/ex.org/index"),
    (f"{BASE}/id", "iri/https/w3id.org/schlaglicht//id"),
]


@pytest.mark.parametrize(("iri", "name"), NAMES)
def test_the_documents_of_an_iri_have_a_name_of_their_own(iri: str, name: str) -> None:
    assert IriPaths(BASE).name_of(iri) == name
    assert IriPaths(BASE).iri_named(name) == iri


PARTS = st.sampled_from(
    ["index", "~", "/", ".", "..", "a", "iri", "http", ":", "#", "?", "ä", "%2e", "%20"]
)
IRIS = st.builds(
    lambda start, parts: start + "".join(parts),
    st.sampled_from(["http://ex.org/", "http://ex.org", "urn:", BASE, f"{BASE}iri/", "x:"]),
    st.lists(PARTS, max_size=6),
)


@given(st.sets(IRIS, max_size=20), st.sampled_from([BASE, None, "http://ex.org/#"]))
def test_iris_paths_and_names_are_one_to_one(iris: set[str], base: str | None) -> None:
    iri_paths = IriPaths(base)
    assert {iri_paths.iri_of(iri_paths.path_of(iri)) for iri in iris} == iris
    assert {iri_paths.iri_named(iri_paths.name_of(iri)) for iri in iris} == iris
    assert len({iri_paths.path_of(iri) for iri in iris}) == len(iris)
    assert len({iri_paths.name_of(iri) for iri in iris}) == len(iris)
    for iri in iris:
        assert iri_paths.iri_of(iri_paths.path_of(iri)) == iri
        assert iri_paths.iri_named(iri_paths.name_of(iri)) == iri
        for path in (iri_paths.path_of(iri), iri_paths.name_of(iri)):
            url = f"https://host/{quote(path)}"
            assert urljoin("https://host/a/b", url) == url
            assert {".", ".."}.isdisjoint(path.split("/"))
