"""Texts as searches compare them and lists order them."""

from __future__ import annotations

import pytest

from schlaglicht.dataset.index.folding import letter_of, order_key, pieces


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Herr Müller", ["muller"], ["Müller"]),
        ("Herr Müller", ["mueller"], ["Müller"]),
        ("Köln am Rhein", ["koln", "rhein"], ["Köln", "Rhein"]),
        ("Straße", ["strasse"], ["Straße"]),
        ("Straße", ["stras"], ["Straß"]),
        ("<b>Bonn</b>", ["bonn"], ["Bonn"]),
        ("The EU museum", ["eu"], ["EU"]),
        ("nothing", ["else"], []),
        ("", ["x"], []),
    ],
)
def test_words_are_marked_in_their_own_spelling(
    text: str, words: list[str], marked: list[str]
) -> None:
    found = pieces(text, words)
    assert "".join(piece for piece, _ in found) == text
    assert [piece for piece, is_hit in found if is_hit] == marked


def test_texts_are_in_the_order_of_dictionaries() -> None:
    ordered = [
        "Apfel", "Äpfel", "Bonn", "Ob", "Öl", "Oz", "Stadt 2", "Stadt 10", "Strasse",
        "Straße", "Řek", "Über", "z",
    ]  # fmt: skip
    expected = ["Apfel", "Äpfel", "Bonn", "Ob", "Öl", "Oz", "Řek", *ordered[6:10]]
    assert sorted(ordered, key=order_key) == [*expected, "Über", "z"]


@pytest.mark.parametrize(
    ("text", "letter"), [("Öl", "O"), ("ßx", "S"), ("7. Tag", "#"), ("", "#"), ("Ж", "Ж")]
)
def test_a_text_stands_under_its_letter(text: str, letter: str) -> None:
    assert letter_of(text) == letter
