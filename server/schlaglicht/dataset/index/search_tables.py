"""Writes what searches and ordered lists read: the words of each thing, its codes, its places.

Names stand in `words` as `^ ada dvorak $`, so that one phrase of trigrams finds a whole name, the
beginning of one (`^ ada`), a whole word (` ada `) or the beginning of a word (` ad`).
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from rdflib import RDF

from schlaglicht.dataset.index.database import number_of
from schlaglicht.dataset.index.folding import folded, letter_of, order_key, spellings
from schlaglicht.i18n import LANGUAGES
from schlaglicht.languages import best_text
from schlaglicht.rdf.ntriples_text import literal_text, unescaped

TABLES = """
CREATE VIRTUAL TABLE words USING fts5 (
    names, descriptions, content='', columnsize=0, tokenize='trigram case_sensitive 1'
);
CREATE TABLE codes (code TEXT, subject INTEGER, PRIMARY KEY (code, subject)) WITHOUT ROWID;
CREATE TABLE vocabulary (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE places (
    language INTEGER, subject INTEGER, place INTEGER, size INTEGER, letter TEXT,
    PRIMARY KEY (language, subject)
) WITHOUT ROWID;
CREATE TABLE members (
    class INTEGER, language INTEGER, place INTEGER, subject INTEGER,
    PRIMARY KEY (class, language, place)
) WITHOUT ROWID;
CREATE TABLE initials (
    class INTEGER, language INTEGER, first INTEGER, letter TEXT,
    PRIMARY KEY (class, language, first)
) WITHOUT ROWID;
CREATE TEMP TABLE keys (language INTEGER, key TEXT, subject INTEGER, size INTEGER, letter TEXT);
"""

IDENTIFIERS = (
    "http://purl.org/dc/terms/identifier",
    "http://purl.org/dc/elements/1.1/identifier",
    "http://www.w3.org/2004/02/skos/core#notation",
    "https://schema.org/identifier",
    "http://schema.org/identifier",
)
"""The properties whose values a search finds exactly."""

MOST_WORDS = 50_000
"""Words that a misspelt one is compared with: the most frequent."""

_SHORTEST_WORD = 4
_MOST_COUNTED = 500_000
_LONGEST_TEXT = 5_000
"""Characters of a name, and of a description, that are searched."""

_BATCH = 5_000

_PLACES = """
INSERT INTO places SELECT language, subject,
    row_number() OVER (PARTITION BY language ORDER BY key, subject), size, letter FROM temp.keys
    ORDER BY language, subject
"""

_MEMBERS = """
INSERT INTO members SELECT class, language,
    row_number() OVER (PARTITION BY class, language ORDER BY place) - 1, subject
    FROM (SELECT DISTINCT object AS class, subject FROM quads WHERE predicate = ?
        AND subject NOT IN (SELECT number FROM evidence WHERE is_part)) JOIN places USING (subject)
"""

_INITIALS = """
INSERT INTO initials SELECT class, m.language, min(m.place), letter FROM members m
    JOIN places p ON p.language = m.language AND p.subject = m.subject
    GROUP BY class, m.language, letter
"""

_READERS = tuple((one, *(other for other in LANGUAGES if other != one)) for one in LANGUAGES)
"""The languages of a reader of each, the best first."""

_Text = tuple[int, int, int, str, str, int]
"""Subject, is_label, rank, language, text, is_found."""


def write_search_tables(connection: sqlite3.Connection, description: int | None) -> None:
    """Fills TABLES from the terms, quads and texts of an index.

    What stands in the graph `description` alone is ordered, but not searched; nor is evidence.
    """
    counted: Counter[str] = Counter()
    for batch in _batches(_things(connection, description)):
        _write(connection, batch, counted)
    commonest = ((word,) for word, _ in counted.most_common(MOST_WORDS))
    connection.executemany("INSERT OR IGNORE INTO vocabulary VALUES (?)", commonest)
    for property_ in IDENTIFIERS:
        if (number := number_of(connection, f"<{property_}>")) is not None:
            _write_codes(connection, number, description)
    connection.execute(_PLACES)
    connection.execute("DROP TABLE temp.keys")
    connection.execute(_MEMBERS, (number_of(connection, f"<{RDF.type}>"),))
    connection.execute(_INITIALS)


_Thing = tuple[int, str, bool, list[_Text]]


def _things(connection: sqlite3.Connection, description: int | None) -> Iterator[_Thing]:
    """Each subject: its number, its term, True if it is searched, and its texts."""
    texts = connection.execute(
        "SELECT subject, is_label, rank, language, text, is_found FROM texts"
        " ORDER BY subject, is_label DESC, rank"
    )
    groups = groupby(texts, key=itemgetter(0))
    subject, group = next(groups, (None, iter(())))
    for number, term, is_searched in connection.execute(
        "SELECT number, text, is_own AND number NOT IN (SELECT number FROM evidence) FROM"
        " (SELECT subject, max(graph IS NOT ?) AS is_own FROM quads GROUP BY subject)"
        " JOIN terms ON number = subject ORDER BY subject",
        (description,),
    ):
        own: list[_Text] = []
        if subject == number:
            own = list(group)
            subject, group = next(groups, (None, iter(())))
        yield number, term, bool(is_searched) and term.startswith("<"), own


def _write(connection: sqlite3.Connection, things: list[_Thing], counted: Counter[str]) -> None:
    searched = [thing for thing in things if thing[2]]
    words = [(number, *_columns(texts)) for number, _, _, texts in searched if texts]
    for _, names, descriptions in words:
        counted.update(_vocabulary(names))
        counted.update(_vocabulary(descriptions))
    if len(counted) > _MOST_COUNTED:
        for word in [word for word, count in counted.items() if count == 1]:
            del counted[word]
    connection.executemany("INSERT INTO words (rowid, names, descriptions) VALUES (?, ?, ?)", words)
    ends = ((folded(end_of(term)), number) for number, term, _, _ in searched)
    connection.executemany("INSERT OR IGNORE INTO codes VALUES (?, ?)", ends)
    keys = (row for thing in things for row in _keys(thing))
    connection.executemany("INSERT INTO temp.keys VALUES (?, ?, ?, ?, ?)", keys)


def _columns(texts: list[_Text]) -> tuple[str, str]:
    """The names and the descriptions of a thing as `words` has them."""
    names, descriptions = dict[str, None](), dict[str, None]()
    for _, is_label, _, _, text, is_found in texts:
        cut = text[:_LONGEST_TEXT]
        if is_found and is_label:
            names |= dict.fromkeys(f"^ {form} $" for form in spellings(cut))
        elif is_found:
            descriptions |= dict.fromkeys(f" {form} " for form in spellings(cut))
    return "".join(names), "".join(descriptions)


def _vocabulary(words: str) -> list[str]:
    """The different words of a text in their order, so that the same text gives the same index."""
    return list(dict.fromkeys(w for w in words.split() if len(w) >= _SHORTEST_WORD and w.isalpha()))


def _keys(thing: _Thing) -> Iterator[tuple[int, str, int, int, str]]:
    """For each language the name of a thing as orders compare it, its words and its letter.

    Without a name and an IRI a thing comes after all others.
    """
    number, term, _, texts = thing
    labels = [(text, tag) for _, is_label, rank, tag, text, _ in texts
              if is_label and rank == texts[0][2]]  # fmt: skip
    otherwise = end_of(term) if term.startswith("<") else ""
    placed = {} if otherwise else {"": ("\U0010ffff", 0, "#")}
    for place, languages in enumerate(_READERS):
        best = best_text(labels, languages)
        name = best[0] if best else otherwise
        if name not in placed:
            placed[name] = order_key(name), len(name.split()), letter_of(name)
        key, size, letter = placed[name]
        yield place, key, number, size, letter


def _write_codes(connection: sqlite3.Connection, property_: int, description: int | None) -> None:
    rows = connection.execute(
        "SELECT DISTINCT subject, o.text FROM quads JOIN terms o ON o.number = object"
        " JOIN terms s ON s.number = subject WHERE predicate = ? AND o.text LIKE '\"%'"
        " AND s.text LIKE '<%' AND graph IS NOT ? AND subject NOT IN (SELECT number FROM evidence)",
        (property_, description),
    )
    codes = ((folded(literal_text(text)[0]), subject) for subject, text in rows)
    connection.executemany("INSERT OR IGNORE INTO codes VALUES (?, ?)", codes)


def end_of(term: str) -> str:
    """The last part of an IRI in N-Triples, after `/`, `#` or `:`."""
    return re.split("[/#:]", unescaped(term[1:-1]).rstrip("/#:"))[-1]


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(things)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
