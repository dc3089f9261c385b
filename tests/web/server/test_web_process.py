from __future__ import annotations

from flask import Flask

from schlaglicht.vocabularies import known_term, known_terms
from schlaglicht.web.published_site import published_by
from schlaglicht.web.server.web_process import read_vocabularies


def test_vocabularies_in_use_are_read_before_the_first_page(app: Flask) -> None:
    known_terms._terms_of.cache_clear()
    read_vocabularies(published_by(app))
    read = known_terms._terms_of.cache_info().currsize
    assert read > 0
    assert known_term("https://schema.org/City")
    assert known_terms._terms_of.cache_info().currsize == read
