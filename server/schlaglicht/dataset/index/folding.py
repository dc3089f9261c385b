"""Texts as a search compares them and as lists order them: without case, without diacritics.

Dvořák            dvorak
Müller-Straße     muller strasse, mueller strasse
Stadt 10          after Stadt 2
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from unicodedata import category, normalize

_DIACRITICS = re.compile("[\u0300-\u036f]+")
_NOT_ALNUM = re.compile(r"[\W_]+")
_DIGITS = re.compile("[0-9]+")

_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
"""Letters that Unicode does not decompose into a Latin letter and a mark."""

_WRITTEN_OUT = (
    ("a\u0308", "ae"),
    ("o\u0308", "oe"),
    ("u\u0308", "ue"),
    ("a\u030a", "aa"),
    ("ø", "oe"),
)
"""Letters that are also written as two where a keyboard lacks them."""


def spellings(text: str) -> tuple[str, ...]:
    """The forms under which a text is found: without diacritics, and with ö as oe if it differs."""
    if text.isascii():
        return (_spaced(text.casefold()),)
    # Twice: case folding composes some characters again.
    apart = normalize("NFKD", normalize("NFKD", text).casefold())
    out = apart
    for letter, two in _WRITTEN_OUT:
        out = out.replace(letter, two)
    return tuple(dict.fromkeys(map(_without_marks, (apart, out))))


@lru_cache(256)  # the order of a name, its letter and its codes need it one after the other
def folded(text: str) -> str:
    """A text for comparing: lower case, no diacritics, spaces for all but letters and digits."""
    return spellings(text)[0]


def _without_marks(text: str) -> str:
    return _spaced(_DIACRITICS.sub("", text).translate(_LETTERS))


def _spaced(text: str) -> str:
    if text.isascii():
        return _NOT_ALNUM.sub(" ", text).strip()
    # Vowel signs of Indic scripts are marks, and parts of words.
    kept = (c if c.isalnum() or category(c)[0] == "M" else " " for c in text)
    return " ".join("".join(kept).split())


def order_key(text: str) -> str:
    """The place of a text in a list: by its folded form, and numbers by their value.

    ö stands with o and ß with ss, as German (DIN 5007-1) and English dictionaries have them. Equal
    texts then differ by their own characters.
    """
    in_order = _DIGITS.sub(_number, folded(text))
    return f"{in_order}\0{text}"


def _number(found: re.Match[str]) -> str:
    digits = found[0].lstrip("0")
    return f"{chr(0x30 + min(len(digits), 9))}{len(digits):09}{digits}" if digits else "00"


def letter_of(text: str) -> str:
    """The letter under which a list has a text: A to Z, any other letter itself, # for the rest."""
    first = folded(text)[:1].upper()
    return first if first.isalpha() else "#"


Piece = tuple[str, bool]
"""A part of a text; True if it is one of the words that were searched."""


def pieces(text: str, words: Sequence[str]) -> list[Piece]:
    """`text` in parts, with those marked that match one of the folded `words`."""
    marked = bytearray(len(text))
    for form in (0,) if text.isascii() else (0, 1):
        whole, places = _with_places(text, form)
        for word in words:
            for start in _occurrences(whole, word):
                for at in places[start : start + len(word)]:
                    marked[at] = 1
    for at in range(1, len(text)):
        if marked[at - 1] and _DIACRITICS.match(text[at]):
            marked[at] = 1
    return list(_runs(text, marked))


def _occurrences(text: str, word: str) -> Iterator[int]:
    """The places of `word`; a short one only where a word begins with it."""
    at = text.find(word)
    while at >= 0:
        if len(word) > 2 or at == 0 or not text[at - 1].isalnum():
            yield at
        at = text.find(word, at + len(word))


def _with_places(text: str, form: int) -> tuple[str, list[int]]:
    """A folded form of `text`, and for each of its characters the one that it comes from."""
    if text.isascii():
        return text.casefold(), list(range(len(text)))
    forms = [_letter(character)[form] for character in text]
    return "".join(forms), [at for at, form_ in enumerate(forms) for _ in form_]


@lru_cache(4096)
def _letter(character: str) -> tuple[str, str]:
    if _DIACRITICS.fullmatch(character):
        return "", ""
    forms = spellings(character)
    return forms[0] or " ", forms[-1] or " "


def _runs(text: str, marked: bytearray) -> Iterator[Piece]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marked[at] != marked[start]:
            yield text[start:at], bool(marked[start])
            start = at
