import random
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress

import pytest
from elementpath.regex import translate_pattern

from schlaglicht.validation.literals import patterns
from schlaglicht.validation.literals.patterns import compiled_pattern, is_of_xpath

Contains = Callable[[str], bool]


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "matches"),
    [
        ("^ab$", "", "ab", True),
        ("^ab$", "", "ab\n", False),
        ("b$", "m", "ab\nc", True),
        ("^b", "", "a\nb", False),
        ("^b", "m", "a\nb", True),
        ("a.b", "", "a\nb", False),
        ("a.b", "s", "a\nb", True),
        ("AB", "i", "ab", True),
        ("a.b", "q", "a.b", True),
        ("a.b", "q", "axb", False),
        ("A.B", "qi", "a.b", True),
        ("a**", "q", "a**", True),
        ("^a b$", "x", "ab", True),
        ("^a[ ]b$", "x", "a b", True),
        ("^a\\$$", "", "a$", True),
        ("^[$]$", "", "$", True),
        ("^[\\]$]$", "", "$", True),
        ("^a$|^b$", "", "b", True),
        (r"^a\sb$", "", "a\u00a0b", False),
        (r"^a\Sb$", "", "a\u00a0b", True),
        ("^a.b$", "", "a\rb", False),
        (r"^\w$", "", "_", False),
        (r"^\w$", "", "+", True),
        (r"^\p{Lu}\p{Ll}+$", "", "Ärger", True),
        (r"^\i\c*$", "", "a-b", True),
        (r"^\i\c*$", "", "1b", False),
        ("^[a-z-[aeiou]]$", "", "b", True),
        ("^[a-z-[aeiou]]$", "", "e", False),
        (r"^(a|b)\1$", "", "aa", True),
        (r"^(a|b)\1$", "", "ab", False),
        ("^(?!a)", "", "b", True),
    ],
)
def test_pattern_matches_as_in_sparql(pattern: str, flags: str, text: str, matches: bool) -> None:
    assert bool(compiled_pattern(pattern, flags).search(text)) is matches


def _category(*names: str) -> Contains:
    return lambda character: unicodedata.category(character).startswith(names)


def _not(contains: Contains) -> Contains:
    return lambda character: not contains(character)


WORD = _not(_category("P", "Z", "C"))
MEMBERS: dict[str, Contains] = {
    r"\s": " \t\n\r".__contains__,
    r"\S": _not(" \t\n\r".__contains__),
    r"\w": WORD,
    r"\W": _not(WORD),
    r"\d": _category("Nd"),
    r"\D": _not(_category("Nd")),
    r"\p{Lu}": _category("Lu"),
    r"\P{L}": _not(_category("L")),
    r"\p{IsGreek}": lambda character: 0x370 <= ord(character) < 0x400,
    "a-f": "abcdef".__contains__,
    "0-5": "012345".__contains__,
    **{written: written[-1].__eq__ for written in ("a", "_", "é", ".", "$", r"\-", r"\]", r"\^")},
    r"\n": "\n".__eq__,
}
CHARACTERS = [*map(chr, range(0x500)), "\u2028", "\u20ac", "\u4e00"]


def _class(random_: random.Random, *, nested: bool) -> tuple[str, Contains]:
    """A class of characters, and whether a character is in it by the standard's words."""
    members = random_.choices(list(MEMBERS), k=random_.randint(1, 4))
    negated, without = random_.random() < 0.4, None
    if nested and random_.random() < 0.3:
        without = _class(random_, nested=False)
    text = "".join(members) + (f"-{without[0]}" if without else "")

    def contains(character: str) -> bool:
        among = any(MEMBERS[member](character) for member in members)
        return among != negated and not (without and without[1](character))

    return f"[{'^' * negated}{text}]", contains


@pytest.mark.parametrize("seed", range(150))
def test_class_has_the_characters_that_xpath_gives_it(seed: int) -> None:
    written, contains = _class(random.Random(seed), nested=True)
    assert is_of_xpath(f"^{written}$")
    pattern = compiled_pattern(f"^{written}$")
    assert [c for c in CHARACTERS if pattern.search(c)] == list(filter(contains, CHARACTERS))


@pytest.mark.parametrize("pattern", ["a{1,99999999999}", "(" * 5000 + ")" * 5000, "("])
def test_pattern_that_cannot_be_compiled_is_an_error_of_patterns(pattern: str) -> None:
    with pytest.raises(re.error):
        compiled_pattern(pattern)


@pytest.mark.parametrize("pattern", ["\\", "a\\", r"\P{IsBasi[(cLatin}", r"\p{Lu}\p{No[pe}"])
def test_pattern_that_ends_or_names_a_class_badly_is_an_error_of_expressions(pattern: str) -> None:
    assert not is_of_xpath(pattern)
    with pytest.raises(re.error):
        compiled_pattern(pattern)


@pytest.mark.parametrize("pattern", [" ?:a", "( ?:a)", "\n*a"])
def test_white_space_goes_before_a_pattern_with_x_is_read(pattern: str) -> None:
    assert is_of_xpath(pattern, "x") == is_of_xpath(pattern.translate({32: "", 10: ""}))


def test_white_space_in_a_class_stays_with_x() -> None:
    assert compiled_pattern(r"^ a [ b\]] c$", "x").search("a c")


_PIECES = (
    *("{2}", "{1,3}", "{3,1}", "{,2}", "[a-z]", "[^0-9.]", "[z-a]", "[a-zA-Z0-9_]", "[a-]", "[^]"),
    *(r"\.", r"\d", r"\n", r"\-", "&&", "(?", *"aZ0 -_.^$|()*+?{}[]:/@#\\"),
)


def test_simple_patterns_are_allowed_by_xpath() -> None:
    """elementpath, which takes long to import, is not asked about them."""
    chosen = random.Random(1)
    made = ("".join(chosen.choices(_PIECES, k=chosen.randrange(1, 8))) for _ in range(20_000))
    simple = [text for text in made if patterns._SIMPLE.fullmatch(text) and _is_of_python(text)]
    assert len(simple) > 2_000
    for text in simple:
        translate_pattern(text, xsd_version="1.1")


def _is_of_python(text: str) -> bool:
    with suppress(re.error):
        return bool(compiled_pattern(text))
    return False
