from __future__ import annotations

import pytest

from schlaglicht.web.views.links import external_url, readable_iri


@pytest.mark.parametrize(
    ("iri", "shown"),
    [
        ("mailto:info@example.org", "info@example.org"),
        ("mailto:an%20office@example.org?subject=Hello", "an office@example.org"),
        ("MAILTO:info@example.org", "info@example.org"),
        ("tel:+49-30-12345", "+49-30-12345"),
        (
            "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
            "publications.europa.eu/…/frequency/ANNUAL",
        ),
        ("https://www.berlin.de/", "https://www.berlin.de/"),
        ("https://example.org/" + "a" * 60, "https://example.org/" + "a" * 60),
        ("urn:uuid:" + "0/" * 40, "urn:uuid:" + "0/" * 40),
        ("mailto:", "mailto:"),
    ],
)
def test_iri_is_shown_as_people_read_it(iri: str, shown: str) -> None:
    assert readable_iri(iri) == shown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc", "https:"]
)
def test_only_addresses_of_places_become_links(url: str) -> None:
    assert external_url(url) is None
    assert external_url("tel:+49-30-12345") == "tel:+49-30-12345"
