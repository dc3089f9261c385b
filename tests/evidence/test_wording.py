"""Words are compared with passages as readers see them."""

from schlaglicht.evidence.documents import has_words

WORDS_IN_QUOTES = [
    ("Bonn", "in Bonn", True),
    ("an  old\nmill", "in an old mill.", True),
    ("Mill", "the mill", False),
    ("Nobelpreis", "ein Nobelpreisträger", True),
    ("preis", "ein Nobelpreis", False),
    ("Zusammen", "Zu\u00adsammen", True),
    ("Nordwind", "Nord\u200bwind", True),
    ("office", "our o\ufb03ce", True),
    ("flat", "a \ufb02at", True),
    ("of", "our o\ufb03ce", False),
    ("\ufb01nal", "the final", True),
    ("de", "deutsch", False),
    ("de", "auf de", True),
    ("7", "17 Leute", False),
    ("7", "70 Leute", False),
    ("7", "7 Leute", True),
    ("7", "am 7.", True),
    ("2020", "20201", False),
    ("12", "12.000 Leute", False),
    ("12", "3,12 Euro", False),
    ("10 %", "2.10 %", False),
    ("12", "12, 13 oder 14", True),
    ("2031", "am 17.5.2031", True),
    ("M\u00fcller", "Herr Mu\u0308ller", True),
    ("Mu", "Mu\u0308 kam", False),
    ("", "text", False),
    (" ", "text", False),
    ("+++", "a +++ b", True),
    ("(x)", "f(x)", True),
    (".*", "text", False),
]


def test_words_are_found_from_the_start_of_a_word() -> None:
    assert [case for case in WORDS_IN_QUOTES if has_words(*case[:2]) is not case[2]] == []
