"""The distance of a term from one that may have been meant: the cost of the other instead."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from functools import lru_cache
from urllib.parse import unquote

from schlaglicht.dataset.index.search import folded
from schlaglicht.dataset.statistics import vocabulary_namespace
from schlaglicht.suggest import likeness

SAME = 1.0
"""The same, but for its spelling as a term: another tag, another encoding, another scheme."""

_FOLDED, ELSEWHERE, _SLIP, _BEGINNING, PART, _SHARED = 1.2, 1.5, 2.0, 2.5, 3.0, 3.5

_LEAST_ALIKE = 0.75
_SHORTEST_SLIP = 3
_SHORTEST_STEM = 4
_LONGEST = 200

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LITTLE = frozenset(
    (
        *("a", "an", "and", "by", "der", "die", "das", "for", "from", "has", "have"),
        *("in", "is", "of", "on", "s", "the", "to", "with"),
    )
)
"""Words that names of terms have or not, and mean the same."""


def local_name(iri: str) -> str:
    """The local name of an IRI, decoded."""
    return unquote(iri[len(vocabulary_namespace(iri.rstrip("/#"))) :])


@lru_cache(maxsize=4096)
def words_in(text: str) -> tuple[str, ...]:
    """The words of a text or a local name, folded, without those that say little."""
    found = folded(_HUMP.sub(" ", text[:_LONGEST])).split()
    return tuple(word for word in found if word not in _LITTLE) or tuple(found)


def unlikeness(was: str, now: str) -> float | None:
    """The cost of one text for the other; None if they have too little in common."""
    if was == now or _is_same_number(was, now):
        return SAME
    first, second = words_in(was), words_in(now)
    if not first or not second:
        return None
    one, other = "".join(first), "".join(second)
    if one == other:
        return _FOLDED
    if min(len(one), len(other)) >= _SHORTEST_SLIP:
        alike = likeness(one, other)
        if alike >= _LEAST_ALIKE:
            return _SLIP + 1 - alike
    if second[: len(first)] == first:
        return _BEGINNING
    return _by_words(first, second)


def _is_same_number(was: str, now: str) -> bool:
    with suppress(ValueError):
        return float(was) == float(now)
    return False


def _by_words(first: Collection[str], second: Collection[str]) -> float | None:
    shared = sum(any(_is_same_word(word, each) for each in second) for word in first)
    fewer, more = sorted((len(set(first)), len(set(second))))
    if shared >= fewer:
        return PART + 0.1 * (more - fewer)
    return _SHARED + 0.1 * (more - shared) if 2 * shared >= fewer else None


def stem(word: str) -> str:
    """The beginning of a word, without what may be an ending."""
    return word[: max(_SHORTEST_STEM, len(word) - 2)]


def _is_same_word(one: str, other: str) -> bool:
    """True for words of one stem: one in the other, or a long beginning that both have."""
    shorter, longer = sorted((one, other), key=len)
    if one == other or len(shorter) < _SHORTEST_STEM:
        return one == other
    is_most = 2 * len(shorter) > len(longer)
    return is_most and (shorter in longer or longer.startswith(stem(shorter)))


def unlikeness_of_iris(was: str, now: str) -> float | None:
    """The cost of one IRI for the other."""
    if _bare(was) == _bare(now):
        return SAME
    cost = unlikeness(local_name(was), local_name(now))
    if cost is None or vocabulary_namespace(was) == vocabulary_namespace(now):
        return cost
    return max(cost + 0.2, ELSEWHERE)


def _bare(iri: str) -> str:
    return unquote(iri).partition("://")[2] or iri
