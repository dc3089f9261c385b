"""Texts compared with the words that they rest on: letter for letter, or by what they say.

What typesetting adds is nothing; numbers, dates and names are read in German and English.

A statement is compared with the words that it rests on: a number, a month or a name in one has to
be in the other, however it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

from rdflib import Literal
from rdflib.term import Node

from schlaglicht.evidence.model import RECORD_PROPERTIES, Wording

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_FULL_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")

TYPESETTING = {
    **dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF), ""),
    **{code: normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},
}
"""What stands in a text only for its lines and letterforms, and the letters in its place.

Soft hyphens and spaces without a width are nothing, ligatures their letters.
"""


def default_wording(
    predicate: Node, object_: Node, quotes: Iterable[str], language: str | None
) -> Wording:
    """The wording of a statement on passages with the words `quotes`, in a text in `language`."""
    if predicate in RECORD_PROPERTIES:
        return Wording.RECORD
    if not isinstance(object_, Literal) or object_.datatype is not None:
        return Wording.PARAPHRASE
    if any(has_words(str(object_), quote) for quote in quotes):
        return Wording.VERBATIM
    own, tag = (language or "").lower(), (object_.language or "").lower()
    return Wording.TRANSLATION if own and tag and tag != own else Wording.PARAPHRASE


def has_words(words: str, quote: str) -> bool:
    """True if `quote` contains `words`, as whole words and numbers, whatever their white space.

    "de" is not in "deutsch", 12 not in 12.000 or 3,12. Whether a letter and its accent are one
    character or two does not matter, nor do ligatures.
    """
    wanted, text = composed(squeezed(words)), composed(squeezed(quote))
    if not wanted:
        return False
    start = r"(?<!\w)" if wanted[0].isalnum() else ""
    end = r"(?!\w)" if wanted[-1].isalnum() else ""
    found = re.finditer(start + re.escape(wanted) + end, text)
    inside: set[int] = set()  # places between digits; the parts of a date are numbers of their own
    if wanted[0].isdigit() or wanted[-1].isdigit():
        for number in (n for n in _FIGURE.finditer(text) if not _FULL_DATE.fullmatch(n[0])):
            inside.update(range(number.start() + 1, number.end()))
    return any(inside.isdisjoint(each.span()) for each in found)


def composed(text: str) -> str:
    """A text with one character for each letter with its accents (NFC)."""
    return normalize("NFC", text)


def is_own_text(term: Node | None, language: str | None) -> bool:
    """True for a text in the language of the document, or without one."""
    own = (language or "").lower()
    return (
        isinstance(term, Literal)
        and term.datatype is None
        and (term.language or own).lower() == own
    )


def cuts_word(text: str, start: int, end: int) -> bool:
    """True if a passage of `text` begins or ends inside a word or a number."""
    inside = (at for at in (start, end) if 0 < at < len(text))
    return any(text[at - 1].isalnum() and text[at].isalnum() for at in inside)


def squeezed(text: str) -> str:
    """A text with a single space for each run of white space, and none of `TYPESETTING`."""
    return " ".join(text.translate(TYPESETTING).split())


_UNITS = {
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
    "fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen",
}
_TENS = {
    "de": "zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
}
_OTHER = {
    "de": {"eins": 1, "erst": 1, "zwo": 2, "beid": 2, "dritt": 3, "siebt": 7, "acht": 8,
           "dutzend": 12},
    "en": {"first": 1, "both": 2, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9,
           "twelfth": 12, "dozen": 12},
}  # fmt: skip
_SMALL: Mapping[str, Mapping[str, int]] = {
    tag: {
        **{word: value for value, word in enumerate(_UNITS[tag].split())},
        **{word: 10 * value for value, word in enumerate(_TENS[tag].split(), 2)},
        **_OTHER[tag],
    }
    for tag in _UNITS
}
_SCALES = {
    "hundert": 100, "tausend": 1000, "hundred": 100, "thousand": 1000,
    "million": 10**6, "millionen": 10**6, "mio": 10**6, "milliarde": 10**9, "milliarden": 10**9,
    "mrd": 10**9, "billion": 10**9,
}  # fmt: skip
_ARTICLES = ("ein", "one")
"""The beginnings of words for 1 that hardly ever count anything."""

_MANIFOLD = ("tägig", "jährig", "stündig", "monatig", "wöchig", "köpfig", "teilig", "fach", "mal")
_CASES = ("e", "en", "em", "er", "es", "s")
_ENDINGS = {
    "de": (
        *_CASES,
        *(f"{ordinal}{case}" for ordinal in ("t", "st") for case in _CASES[:-1]),
        *(f"{word}{case}" for word in _MANIFOLD for case in ("", *_CASES)),
    ),
    "en": ("th", "fold"),
}
"""The endings of number words: of cases, of ordinals, of *fünftägig* and *fivefold*."""

_MOST_COUNTED = Decimal(10**30)
"""The largest number that words are read as: nobody counts further."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*")
_MARK = {"de": ",", "en": "."}
"""The decimal mark; the other one groups thousands."""

_MONTHS = {
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "en": "january february march april may june july august september october november december",
}
_MONTH: Mapping[str, int] = {
    name: number for names in _MONTHS.values() for number, name in enumerate(names.split(), 1)
} | {"jänner": 1, "feber": 2}
_WEAK_MONTHS = frozenset({"may", "march", "mai"})
"""Names of months that are other words as well, so that a text need not mean the month."""


def primary(language: str | None) -> str:
    """The primary subtag of a language tag in lower case; empty without one."""
    return (language or "").lower().partition("-")[0]


@dataclass(frozen=True)
class Figures:
    """The numbers and months that some words have."""

    numbers: frozenset[Decimal]
    months: frozenset[int] = frozenset()

    def lacks(self, wanted: Figures) -> list[str]:
        """Those of `wanted` that these do not have; a month may be its number."""
        numbers = sorted(wanted.numbers - self.numbers)
        months = (m for m in sorted(wanted.months - self.months) if Decimal(m) not in self.numbers)
        return [f"{number:f}" for number in numbers] + [f"{month:02}" for month in months]


@dataclass
class _Read:
    """The readings of one number, or a month; weak where it may be another word."""

    numbers: set[Decimal]
    month: int = 0
    is_weak: bool = False


def figures_in(texts: Iterable[str], language: str | None) -> Figures:
    """All that the words of texts in a language may count, in figures or in words."""
    found = [each for text in texts for each in _read(text, language)]
    return Figures(
        frozenset(number for each in found for number in each.numbers),
        frozenset(each.month for each in found if each.month),
    )


def figures_said(text: str, language: str | None) -> Figures:
    """The numbers and months that a text in a language certainly has."""
    found = [each for each in _read(text, language) if not each.is_weak]
    return Figures(
        frozenset(max(each.numbers) for each in found if each.numbers),
        frozenset(each.month for each in found if each.month),
    )


def _read(text: str, language: str | None) -> list[_Read]:
    tag = primary(language)
    tags = (tag,) if tag in _SMALL else () if tag else tuple(_SMALL)
    found: list[_Read] = []
    end, room = -1, Decimal(0)  # where the last number ends, and what may be added to it
    for token in _TOKEN.finditer(composed(squeezed(text))):
        word = token[0].casefold()
        goes_on = (
            found
            and found[-1].numbers
            and re.fullmatch(" (?:and )?|-", token.string[end : token.start()] or "x")
        )
        if word[0].isdigit():
            found += _figures(word, tag)
            end, room = token.end(), Decimal(0)
        elif scale := _SCALES.get(word):
            if not goes_on:
                found.append(_Read({Decimal(1)}, is_weak=True))
            found[-1].numbers.add(min(max(found[-1].numbers) * scale, _MOST_COUNTED))
            end, room = token.end(), Decimal(scale)
        elif (number := next(filter(None, (_number(word, t) for t in tags)), None)) is not None:
            if goes_on and number < room:
                found[-1].numbers.add(max(found[-1].numbers) + number)
            else:
                found.append(
                    _Read({Decimal(number)}, is_weak=number == 1 and word.startswith(_ARTICLES))
                )
            end, room = token.end(), Decimal(10 if number >= 20 and number % 10 == 0 else 0)
        elif month := _MONTH.get(word):
            found.append(_Read(set(), month, word in _WEAK_MONTHS))
    return found


def _figures(token: str, tag: str) -> Iterator[_Read]:
    """Digits with marks: as one number, or as the parts of a date or time."""
    marks = re.findall(r"[.,]", token)
    grouped = _GROUPED.fullmatch(token)
    readings = set()
    if not marks or (grouped and grouped[1] != _MARK.get(tag)):
        readings.add(Decimal(re.sub(r"[.,]", "", token)))
    if marks and token.count(marks[-1]) == 1 and _MARK.get(tag, marks[-1]) == marks[-1]:
        whole, _, part = token.rpartition(marks[-1])
        readings.add(Decimal(re.sub(r"[.,]", "", whole) + f".{part}"))
    if readings:
        yield _Read(readings)
    else:
        yield from (_Read({Decimal(part)}) for part in re.split(r"[.,]", token))


_LONGEST_NUMBER = 100
"""Letters of a word that may be a number."""


def _number(word: str, tag: str) -> int | None:
    """The number that a word is, inflected or as an ordinal; None, or 0, for any other word."""
    if len(word) > _LONGEST_NUMBER:
        return None
    stems = (word[: -len(ending)] for ending in _ENDINGS[tag] if word.endswith(ending))
    read = _SMALL["en"].get if tag == "en" else _german
    return next(filter(None, map(read, (word, *stems, f"{word[:-4]}y"))), None)


def _german(word: str) -> int | None:
    """The number of a German word, however it is put together: zweitausendzwanzig."""
    for name, scale in (("tausend", 1000), ("hundert", 100)):
        before, found, after = word.partition(name)
        if found:
            left = _german(before) if before else 1
            right = _german(after.removeprefix("und")) if after else 0
            return None if left is None or right is None else left * scale + right
    unit, found, ten = word.partition("und")
    if found and unit in _SMALL["de"] and _SMALL["de"].get(ten, 0) >= 20:
        return _SMALL["de"][unit] + _SMALL["de"][ten]
    return _SMALL["de"].get(word)


_WORD = re.compile(r"[^\W_]+")
_LONGEST_ENDING = 2
"""Letters by which a word may differ at its end: endings of German cases."""
_SHORTEST_STEM = 4
_SHORTEST_PART = 5
"""Letters of a word that counts as part of a compound."""


def is_named(name: str, text: str) -> bool:
    """True if `text` has every word of `name`, in any order, with any ending or in a compound."""
    name, text = composed(squeezed(name)), composed(squeezed(text))
    words = [word.casefold() for word in _WORD.findall(text)]
    parts = _WORD.findall(name.casefold())
    if not parts:  # a name of signs alone
        return bool(name.strip()) and name in text
    return all(any(_matches(part, word) for word in words) for part in parts)


def _matches(part: str, word: str) -> bool:
    """True for the same word but for its ending: Deutschland, deutsche; or in a compound.

    Numbers have no ending.
    """
    if part.isdigit() and word.isdigit():
        return part == word
    if part == word or (len(part) >= _SHORTEST_PART and part in word):
        return True
    from rapidfuzz.distance import Prefix  # takes longer to import than most checks do

    shorter = min(len(part), len(word))
    return Prefix.similarity(part, word) >= max(_SHORTEST_STEM, shorter - _LONGEST_ENDING)
