"""Ranking of texts by the words of a search: the candidates to read, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from rdflib import URIRef

from schlaglicht.dataset.index.build import folded
from schlaglicht.rdf.terms import term_of
from schlaglicht.suggest import shared_letters

_MOST_COMPARED = 60
"""Candidates that are compared letter by letter."""

_LEAST_LIKENESS = 0.65
"""Share of the words that must match, counting misspelt letters, from 0 to 1."""


@dataclass(frozen=True)
class Found:
    """A search result: a thing, and the matching text."""

    iri: URIRef
    text: str
    language: str
    is_label: bool


def matches(wanted: str) -> tuple[list[str | None], list[str]]:
    """Queries for texts with all words, and wider ones in case those find nothing good.

    A word with one wrong letter is correct in its first or in its second half.
    """
    words = [word for word in wanted.split() if len(word) > 2]
    if not words:
        return [None], []
    halves = (f'("{w[: max(3, len(w) // 2)]}" OR "{w[-max(3, len(w) // 2) :]}")' for w in words)
    trigrams = {word[start : start + 3] for word in words for start in range(len(word) - 2)}
    exact: list[str | None] = [f'^"{wanted}"', " AND ".join(f'"{word}"' for word in words)]
    alike = " OR ".join(f'"{trigram}"' for trigram in sorted(trigrams))
    return exact, [" AND ".join(halves), alike]


def best_of(wanted: str, rows: Sequence[tuple[Any, ...]], languages: Sequence[str]) -> list[Found]:
    """The candidates that are similar enough, the best first, each thing once."""
    trigrams = {wanted[start : start + 3] for start in range(len(wanted) - 2)}
    texts = [(folded(row[1]), row) for row in dict.fromkeys(rows)]
    texts.sort(key=lambda entry: (-sum(t in entry[0] for t in trigrams), len(entry[0])))
    close = [
        (like, Found(cast(URIRef, term_of(iri)), text, language, bool(is_label)))
        for folded_text, (iri, text, language, is_label) in texts[:_MOST_COMPARED]
        if (like := likeness(wanted, folded_text)) >= _LEAST_LIKENESS
    ]
    close.sort(key=lambda entry: _rank(entry[0], entry[1], languages))
    best: dict[URIRef, Found] = {}
    for _, found in close:
        best.setdefault(found.iri, found)
    return list(best.values())


def _rank(
    like: float, found: Found, languages: Sequence[str]
) -> tuple[float, bool, bool, int, str, str]:
    foreign = bool(found.language) and found.language.lower() not in languages
    return (-like, not found.is_label, foreign, len(found.text), found.text, found.iri)


def likeness(wanted: str, text: str) -> float:
    """Degree to which the words in `wanted` occur in `text`: from 0 to 1, both folded."""
    words = text.split()
    likenesses = [
        max((_word_likeness(w, word) for word in words), default=0.0) for w in wanted.split()
    ]
    return sum(likenesses) / len(likenesses) if likenesses else 0.0


def _word_likeness(wanted: str, word: str) -> float:
    if wanted == word:
        return 1.0
    if word.startswith(wanted):
        return 0.95
    if wanted in word:
        return 0.9
    return shared_letters(wanted, word) * 0.9 if len(wanted) > 2 else 0.0
