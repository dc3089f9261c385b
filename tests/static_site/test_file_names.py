from __future__ import annotations

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.static_site import Root, read_root
from schlaglicht.static_site.file_names import stem_of, why_unnameable

ROOT = Root("https", "example.org", "/kb")


@pytest.mark.parametrize("url", ["https://example.org/kb", "https://example.org/kb/"])
def test_a_slash_at_the_end_of_the_url_makes_no_difference(url: str) -> None:
    assert read_root(url) == ROOT


def test_a_site_may_lie_at_the_top_of_a_host_with_a_port() -> None:
    root = read_root("http://127.0.0.1:8000")
    assert (root.folder, root.url) == ("", "http://127.0.0.1:8000/")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Example.org:443/", "example.org"),
        ("http://[::1]:80/", "[::1]"),
        ("http://[::1]:8000/", "[::1]:8000"),
        ("https://example.org:80/", "example.org:80"),
    ],
)
def test_a_host_is_written_as_links_within_the_site_have_it(url: str, host: str) -> None:
    assert read_root(url).host == host


@pytest.mark.parametrize(
    "url",
    ["http://...", "http://a..b/", "http://[:/", "http://[1:2]/", "http://a:/", "http://a:99999/",
     "http://a:0/", f"http://{'a' * 64}.org/", "http://a/%zz/", "http://a/%"],
)  # fmt: skip
def test_hosts_and_paths_that_no_url_has_are_refused(url: str) -> None:
    with pytest.raises(ProjectError, match="not a URL"):
        read_root(url)


@pytest.mark.parametrize(
    "url",
    ["example.org", "ftp://example.org/", "https://example.org/?a", "https://example.org/a#b",
     "https://example.org/../a", "https://example.org/a//b", "https:///a", "https://a b/"],
)  # fmt: skip
def test_what_is_no_place_for_a_site_is_refused(url: str) -> None:
    with pytest.raises(ProjectError, match=r"https://|not allowed"):
        read_root(url)


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("/kb/id/a%20b.de.html#top", "id/a b.de.html"),
        ("https://example.org/kb/dumps/", "dumps/index.html"),
        ("/kb/sparql?query=ASK%7B%7D", "sparql"),
        ("/kb/", "index.html"),
        ("b.html", "id/b.html"),
        ("#note", "id/a.html"),
        ("/elsewhere", None),
        ("/kbb/", None),
        ("https://example.com/kb/", None),
        ("mailto:a@example.org", None),
    ],
)
def test_a_link_names_a_document_of_the_site_or_none(link: str, name: str | None) -> None:
    assert ROOT.path_in_site(link, "id/a.html") == name


@pytest.mark.parametrize(
    "name", ["id/a.de.html", "id/a.html", "id/a.ttl", "id/a.linkset.json", "id/a.en.ics"]
)
def test_documents_about_one_thing_share_a_stem(name: str) -> None:
    assert stem_of(name) == "id/a"


@pytest.mark.parametrize("name", ["a/../b", "a//b", "a/./b", "a\0b", "id/" + "ä" * 128])
def test_names_that_no_file_can_have_are_told(name: str) -> None:
    assert why_unnameable(name)


@pytest.mark.parametrize(
    "name", ["id/a#b?c.html", "iri/https/schema.org/Event.ttl", ".well-known/void"]
)
def test_other_names_are_fine(name: str) -> None:
    assert why_unnameable(name) is None
