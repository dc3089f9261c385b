from __future__ import annotations

import pytest

from schlaglicht.static_site.file_names import stem_of, why_unnameable


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
