import pytest

from schlaglicht.validation.repairs import nearest_iri

KNOWN = [
    "https://example.org/motto",
    "https://example.org/startDate",
    "https://schema.org/name",
    "https://schema.org/organizer",
]


@pytest.mark.parametrize(
    ("iri", "nearest"),
    [
        ("https://schema.org/organiser", "https://schema.org/organizer"),
        ("https://example.org/moto", "https://example.org/motto"),
        ("https://example.org/startdate", "https://example.org/startDate"),
        ("http://schema.org/name", "https://schema.org/name"),
        ("https://example.org/organizer", "https://schema.org/organizer"),
        ("https://example.org/a", None),
        ("https://schema.org/performer", None),
        ("https://schema.org/nameOfTheAuthor", None),
    ],
)
def test_nearest_iri_is_what_was_probably_meant(iri: str, nearest: str | None) -> None:
    assert nearest_iri(iri, KNOWN) == nearest
