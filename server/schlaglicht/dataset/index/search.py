"""A search by words over the labels and descriptions in an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schlaglicht.dataset.index.build import folded
from schlaglicht.dataset.index.database import Database
from schlaglicht.dataset.index.ranking import Found, best_of, likeness, matches

_MOST_CANDIDATES = 600
"""Texts that each step of a search reads."""

_LONGEST_SEARCH = 200
_GOOD_LIKENESS = 0.9


def search(database: Database, words: str, languages: Sequence[str]) -> list[Found]:
    """The results for `words`, the best first; widens the search only if none is good."""
    wanted = folded(words[:_LONGEST_SEARCH])
    exact, wider = matches(wanted)
    rows = [row for match in exact for row in _candidates(database, wanted, match)]
    found = best_of(wanted, rows, languages)
    for match in wider:
        if found and likeness(wanted, folded(found[0].text)) >= _GOOD_LIKENESS:
            break
        rows += _candidates(database, wanted, match)
        found = best_of(wanted, rows, languages)
    return found


def _candidates(database: Database, wanted: str, match: str | None) -> list[tuple[Any, ...]]:
    columns = "SELECT terms.text, texts.text, language, is_label FROM "
    joined = " JOIN terms ON terms.number = texts.subject WHERE terms.text LIKE '<%' AND "
    if match is None:
        where = "texts.text LIKE ? AND is_label AND is_found LIMIT ?"
        return database.rows(columns + "texts" + joined + where, f"{wanted}%", _MOST_CANDIDATES)
    # Not ordered by rank: that would read all texts with a word, however common.
    return database.rows(
        columns
        + "words JOIN texts ON texts.rowid = words.rowid"
        + joined
        + "words MATCH ? LIMIT ?",
        match,
        _MOST_CANDIDATES,
    )
