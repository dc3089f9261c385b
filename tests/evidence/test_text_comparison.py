"""What words say that can be compared: numbers, months, names, hedges."""

import time

import pytest

from schlaglicht.evidence.hedges_and_denials import reservations
from schlaglicht.evidence.text_comparison import figures_in, figures_said, is_named


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("Nordwind", "des Nordwinds", True),
        ("Deutschland", "die deutsche Seite", True),
        ("Cluster", "die Clusterkonferenz", True),
        ("Chor Nordwind", "Nordwind, ein Chor", True),
        ("Chor Nordwind", "der Chor", False),
        ("Bonn", "Bonbon", False),
        ("EU", "Euro", False),
        ("2020", "2021", False),
        ("12345", "12346", False),
        ("20201", "2020", False),
        ("2020", "2020er", True),
        ("M\u00fcller", "Mu\u0308llers", True),
        ("++", "a ++ b", True),
        ("++", "a b", False),
        ("", "a", False),
        ("", "", False),
        ("Kanalfest", "das Ka\u00adnalfest", True),
    ],
)
def test_name_is_found_in_any_form(name: str, text: str, named: bool) -> None:
    assert is_named(name, text) is named


COUNTED: list[tuple[str | None, str, list[float]]] = [
    ("de", "sechshundertvierzig Gäste", [640]),
    ("de", "6.400 Gäste", [6400]),
    ("de", "3,5 Mio. Euro", [3.5, 3500000]),
    ("de", "zwei Millionen", [2, 2000000]),
    ("de", "der siebte, achte und einundzwanzigste", [7, 8, 21]),
    ("de", "die sechsten, dritten und ersten", [1, 3, 6]),
    ("de", "am 24.11.2020 um 10.30 Uhr", [10, 11, 24, 30, 2020]),
    ("de", "zweitausendzwanzig", [2020]),
    ("de", "dreißig, dreitägig, fünffach, beiden", [2, 3, 5, 30]),
    ("de", "3D-Druck", [3]),
    ("en", "6,400 guests", [6400]),
    ("en", "2.5 million", [2.5, 2500000]),
    ("en", "two hundred and fifty", [2, 200, 250]),
    ("en", "twenty-five, the thirty-first", [20, 25, 30, 31]),
    ("en", "the sixth, ninth, twelfth and twentieth", [6, 9, 12, 20]),
    (None, "6.500", [6.5, 6500]),
    ("fr", "six, 7", [7]),
]


def test_numbers_are_read_in_figures_and_words() -> None:
    read = {text: sorted(figures_in([text], tag).numbers) for tag, text, _ in COUNTED}
    wrong = [(text, read[text]) for _, text, wanted in COUNTED if read[text] != sorted(wanted)]
    assert not wrong


def test_words_like_numbers_are_none() -> None:
    texts = "der Hund eines Bundes Einer Zeit wert Achtung Sechseck vielfach Kunst Stunde einmal"
    assert not figures_said(texts, "de").numbers
    assert not figures_said("one of those who may march", "en").numbers
    assert not figures_said("one of those who may march", "en").months


def test_each_number_word_is_read_whole() -> None:
    """Numbers written as German writes them are read back, to 9,999, with endings."""
    units = ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
    teens = [
        "zehn",
        "elf",
        "zwölf",
        "dreizehn",
        "vierzehn",
        "fünfzehn",
        "sechzehn",
        "siebzehn",
        "achtzehn",
        "neunzehn",
    ]
    tens = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]

    def below_hundred(number: int) -> str:
        if number < 10:
            return units[number - 1] if number else ""
        if number < 20:
            return teens[number - 10]
        unit = f"{units[number % 10 - 1]}und" if number % 10 else ""
        return unit + tens[number // 10 - 2]

    def written(number: int) -> str:
        thousands, hundreds = number // 1000, number // 100 % 10
        return (
            (f"{units[thousands - 1]}tausend" if thousands else "")
            + (f"{units[hundreds - 1]}hundert" if hundreds else "")
            + below_hundred(number % 100)
        )

    for number in range(2, 10_000, 7):
        assert number in figures_in([written(number)], "de").numbers, written(number)


def test_month_is_a_name_or_a_number() -> None:
    wanted = figures_said("on 3 November 2031", "en")
    assert figures_in(["am 3. November 2031"], "de").lacks(wanted) == []
    assert figures_in(["am 3.11.2031"], "de").lacks(wanted) == []
    assert figures_in(["am 3.12.2031"], "de").lacks(wanted) == ["11"]


def test_words_that_deny_or_hedge_are_found() -> None:
    assert reservations(["Sie sollen, und das ohne Not."], "de-AT") == {
        "denial": ["ohne"], "hedge": ["sollen"],
    }  # fmt: skip
    assert reservations(["It isn’t planned."], "en") == {"denial": ["isn’t"], "hedge": ["planned"]}
    assert reservations(["sollen"], "fr") == {}


@pytest.mark.parametrize("words", ["million ", "million twenty ", "twenty one ", "hundred one "])
def test_rows_of_number_words_are_read_in_linear_time(words: str) -> None:
    started = time.process_time()
    assert figures_in([words * 20_000], "en").numbers
    assert time.process_time() - started < 5


def test_word_of_many_numbers_counts_nothing() -> None:
    assert not figures_in(["tausend" * 2_000], "de").numbers
