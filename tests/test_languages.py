from __future__ import annotations

import pytest

from schlaglicht.languages import best_text, preferred_languages

GERMAN = ("Konferenz", "de")
AUSTRIAN = ("Tagung", "de-AT")
ENGLISH = ("conference", "en")
UNTAGGED = ("CONF", None)


def test_header_is_ordered_by_quality() -> None:
    assert preferred_languages("fr;q=0.3, de, en;q=0.8") == ("de", "en", "fr")


def test_equal_qualities_keep_the_order_of_the_header() -> None:
    assert preferred_languages("en, de") == ("en", "de")


def test_missing_header_prefers_nothing() -> None:
    assert preferred_languages(None) == ()


def test_refused_languages_wildcards_and_malformed_members_are_left_out() -> None:
    assert preferred_languages("fr;q=0, *, de_DE, en;q=x, nl") == ("nl",)


def test_tag_of_more_subtags_than_any_language_has_is_left_out() -> None:
    assert preferred_languages("de" + "-ab" * 16 + ", nl") == ("nl",)
    assert preferred_languages("de" + "-ab" * 15 + ", nl") == ("de" + "-ab" * 15, "nl")


def test_repeated_language_counts_once_at_its_best() -> None:
    assert preferred_languages("de;q=0.2, DE") == ("de",)


def test_exact_tag_goes_first() -> None:
    assert best_text([GERMAN, AUSTRIAN], ["de-AT"]) == AUSTRIAN


def test_region_falls_back_to_its_language() -> None:
    assert best_text([ENGLISH, GERMAN], ["de-CH"]) == GERMAN


def test_extension_letter_is_dropped_with_its_subtag() -> None:
    assert best_text([ENGLISH, GERMAN], ["de-x-private"]) == GERMAN


def test_language_is_met_by_one_of_its_regions() -> None:
    assert best_text([ENGLISH, AUSTRIAN], ["de"]) == AUSTRIAN


def test_prefix_ends_at_a_hyphen() -> None:
    assert best_text([("Delaware", "del"), UNTAGGED], ["de"]) == UNTAGGED


def test_first_language_wins_over_a_better_match_of_the_second() -> None:
    assert best_text([AUSTRIAN, ENGLISH], ["de", "en"]) == AUSTRIAN


def test_untagged_text_goes_before_an_unwanted_language() -> None:
    assert best_text([ENGLISH, UNTAGGED], ["fr"]) == UNTAGGED


@pytest.mark.parametrize("texts", [[ENGLISH, GERMAN], [GERMAN, ENGLISH]])
def test_unwanted_languages_are_chosen_by_the_alphabet(texts: list[tuple[str, str]]) -> None:
    assert best_text(texts, ["fr"]) == GERMAN


def test_tags_are_compared_without_case() -> None:
    assert best_text([ENGLISH, ("Konferenz", "DE")], ["de"]) == ("Konferenz", "DE")


def test_no_text_gives_none() -> None:
    assert best_text([], ["de"]) is None
