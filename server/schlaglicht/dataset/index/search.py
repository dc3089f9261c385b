"""Texts compared without case and diacritics, and a search by words over them.

    Dvořák            dvorak
    Müller-Straße     muller strasse, mueller strasse
    Stadt 10          after Stadt 2

A search reads names, descriptions and identifiers. Its hits are ranked in steps, the best first;
the page of a result is read after all hits are known:

    an identifier that is the words; a name that is the words; one that begins with them;
    names with the words; with words that begin so; with the words within words;
    names and descriptions together; if that is little, identifiers and other texts with the words;
    things that have some of the words, and lead to things with the others in their names;
    and last, if it still is little, words that are spelt alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast
from unicodedata import category, normalize

from rdflib import RDF, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.database import Database
from schlaglicht.dataset.index.label_properties import TEXT_PROPERTIES
from schlaglicht.i18n import LANGUAGES
from schlaglicht.rdf.terms import term_of
from schlaglicht.suggest import nearest_few

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
    plain = (_DIACRITICS.sub("", form).translate(_LETTERS) for form in (apart, out))
    return tuple(dict.fromkeys(map(_spaced, plain)))


@lru_cache(256)  # the order of a name, its letter and its codes need it one after the other
def folded(text: str) -> str:
    """A text for comparing: lower case, no diacritics, spaces for all but letters and digits."""
    return spellings(text)[0]


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


MOST_WORDS = 10
"""Words of a search; further ones are not read."""

_LONGEST_SEARCH = 200
"""Characters of a search, and again of what they fold to."""

_MOST_HITS = 100_000
"""Hits of each step; more are not counted."""

_FEW = 5
"""With fewer hits than this, words that are spelt alike are searched too."""

_ALIKE = 0.65
_MOST_ALIKE = 8
_SHORTEST_ALIKE = 4

_MOST_CLASSES = 12

_HITS = "CREATE TEMP TABLE IF NOT EXISTS hits (number INTEGER PRIMARY KEY, step INTEGER)"

Alternatives = tuple[str, ...]
"""The forms of one word of a search, any of which is a hit."""


@dataclass(frozen=True)
class Hit:
    """A thing that was found; `is_alike` if only by words that are spelt alike."""

    iri: URIRef
    is_alike: bool


@dataclass(frozen=True)
class Result:
    """One page of what a search finds, and the numbers of all of it."""

    total: int = 0
    alike: int = 0
    """Number of hits by words that are spelt alike, which are not in the total."""
    is_counted: bool = True
    """False if there are more hits than are counted."""
    hits: tuple[Hit, ...] = ()
    classes: tuple[tuple[Node, int], ...] = ()
    """The classes of the hits, the most frequent first, and their number of hits; of those that are
    alike only if there are no others."""
    words: tuple[str, ...] = ()
    """The texts of the hits, folded."""


def search(
    database: Database,
    text: str,
    *,
    languages: Sequence[str] = (),
    class_: Node | None = None,
    limit: int = 20,
    offset: int = 0,
    by_links: bool = False,
) -> Result:
    """The hits for the words in `text`, all of them or those of a class, the best first.

    With `by_links` also things that have only some of the words, and lead to the others.

    Equally good ones stand in the order of their names, those of fewer words first. The description
    of the dataset is not part of its content, and not found.
    """
    words = words_of(text)
    if not words:
        return Result()
    database.rows(_HITS)
    database.rows("DELETE FROM hits")
    _fill(database, text, words)
    if _count(database, None, alike=False) < _FEW:
        _add_other_texts(database, text)
        if by_links:
            _add_by_links(database, words)
    if _count(database, class_, alike=False) < _FEW:
        similar = [_spelt_alike(database, word) for word in words]
        _add(database, _ALIKE_STEP, _within("names", similar))
        _add(database, _ALIKE_STEP + 1, _within("", similar))
        words = [tuple(dict.fromkeys(a + b)) for a, b in zip(words, similar, strict=True)]
    return Result(
        _count(database, class_, alike=False),
        _count(database, class_, alike=True),
        _count(database, None, alike=False) < _MOST_HITS,
        tuple(_hits(database, class_, languages, limit, offset)),
        tuple(_classes(database)),
        tuple(form for word in words for form in word),
    )


def first_by_name(
    database: Database, text: str, *, languages: Sequence[str] = (), limit: int
) -> list[URIRef]:
    """The first hits of a search that fit by identifier or name, in the order of `search`.

    Nothing is counted, and no later step is searched once there are enough: for completions.
    """
    words = words_of(text)
    code = folded(text[:_LONGEST_SEARCH])[:_LONGEST_SEARCH]
    steps = [("SELECT subject AS number FROM codes WHERE code = ?", code)] if words else []
    names = "SELECT rowid AS number FROM words WHERE words MATCH ?"
    steps += [(names, match) for match in (_in_names(text, words) if words else ())]
    found: dict[int, None] = {}
    for query, value in steps:
        if len(found) < limit:
            rows = database.rows(
                f"SELECT number FROM ({query} LIMIT {_MOST_HITS}) CROSS JOIN places"
                " ON subject = number AND language = ? ORDER BY size, place LIMIT ?",
                value,
                language_number(*languages[:1]),
                limit + len(found),  # those of earlier steps fit later ones too
            )
            found |= dict.fromkeys(number for (number,) in rows)
    term = "SELECT text FROM terms WHERE number = ?"
    texts = (database.rows(term, number)[0][0] for number in list(found)[:limit])
    return [cast(URIRef, term_of(text)) for text in texts]


def words_of(text: str) -> list[Alternatives]:
    """The words of a search, each in all of its spellings."""
    forms = [form[:_LONGEST_SEARCH].split() for form in spellings(text[:_LONGEST_SEARCH])]
    same = [form for form in forms if len(form) == len(forms[0])]
    words = [tuple(dict.fromkeys(word)) for word in zip(*same, strict=True)]
    return list(dict.fromkeys(words))[:MOST_WORDS]


_TEXT_STEP, _LEADING_STEP, _ALIKE_STEP = 9, 10, 11
"""The steps of other texts with the words, of things that lead to some, and of words that are spelt
alike."""

_MOST_LED_TO, _MOST_LEADING = 1_000, 20_000
"""Things with a word in their names that others may lead to, and those others, of each word."""

_IS_THING = (
    "t.text LIKE '<%' AND instr(t.text, '/.well-known/') = 0"
    " AND t.number NOT IN (SELECT number FROM evidence)"
)
"""True of the terms `t` that people look for."""

_UNSPECIAL = re.compile(r"[%_\\]")
_SHORTEST_IN_TEXTS = 3
_MOST_TERMS_READ = 3_000_000


def _fill(database: Database, text: str, words: list[Alternatives]) -> None:
    """Writes all hits, at most _MOST_HITS of each step, each with its best step."""
    code = folded(text[:_LONGEST_SEARCH])[:_LONGEST_SEARCH]
    database.rows("INSERT OR IGNORE INTO hits SELECT subject, 0 FROM codes WHERE code = ?", code)
    widest = _within("", words)
    if not database.rows("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", widest):
        return
    for step, match in enumerate((*_in_names(text, words), widest), 1):
        _add(database, step, match)


def _in_names(text: str, words: list[Alternatives]) -> tuple[str, ...]:
    """The queries for names that fit a search, the best step first."""
    names = [form[:_LONGEST_SEARCH].strip() for form in spellings(text[:_LONGEST_SEARCH])]
    return (
        "names : (" + " OR ".join(f'"^ {name} $"' for name in names) + ")",
        "names : (" + " OR ".join(f'"^ {name}"' for name in names) + ")",
        _all("names", words, '" {} "'),
        _all("names", words, '" {}"'),
        _within("names", words),
    )


def _add(database: Database, step: int, match: str) -> None:
    found = "SELECT rowid, ? FROM words WHERE words MATCH ? LIMIT ?"
    database.rows(f"INSERT OR IGNORE INTO hits {found}", step, match, _MOST_HITS)


def _add_other_texts(database: Database, text: str) -> None:
    """Adds things with all words in an identifier, or in a text that neither names nor describes.

    All terms are read for it, so that a graph of very many is left out. Capitals do not count in
    ASCII, nor anywhere as the words are written.
    """
    written = text[:_LONGEST_SEARCH].split()[:MOST_WORDS]
    if min(map(len, written), default=0) < _SHORTEST_IN_TEXTS:
        return
    # Not in the statement below, which would ask for each term.
    if (database.rows("SELECT max(number) FROM terms")[0][0] or 0) >= _MOST_TERMS_READ:
        return
    _add_identifiers(database, words_of(text))
    forms = [
        dict.fromkeys((word, *(form for form in spellings(word) if " " not in form)))
        for word in written
    ]
    has_words = " AND ".join(
        "(" + " OR ".join("text LIKE ? ESCAPE '\\'" for _ in word) + ")" for word in forms
    )
    said = [number for iri in TEXT_PROPERTIES if (number := database.number(URIRef(iri)))]
    # Before a quotation mark, so that no datatype is read.
    escaped = (_UNSPECIAL.sub(r"\\\g<0>", form) for word in forms for form in word)
    patterns = [f'%{form}%"%' for form in escaped]
    database.rows(
        "INSERT OR IGNORE INTO hits SELECT DISTINCT subject, ? FROM quads JOIN terms AS t"
        " ON t.number = subject WHERE object IN (SELECT number FROM terms WHERE text LIKE '\"%'"
        f" AND {has_words} LIMIT ?)"
        f" AND predicate NOT IN ({', '.join('?' * len(said))})"
        f" AND {_IS_THING} LIMIT ?",
        _TEXT_STEP,
        *patterns,
        _MOST_HITS,
        *said,
        _MOST_HITS,
    )


def _add_identifiers(database: Database, words: Sequence[Alternatives]) -> None:
    begin = ("(" + " OR ".join("instr(' ' || code, ?)" for _ in word) + ")" for word in words)
    database.rows(
        "INSERT OR IGNORE INTO hits SELECT subject, ? FROM codes"
        f" WHERE {' AND '.join(begin)} LIMIT ?",
        _TEXT_STEP,
        *(f" {form}" for word in words for form in word),
        _MOST_HITS,
    )


def _add_by_links(database: Database, words: Sequence[Alternatives]) -> None:
    """Adds things that have each word in their texts, or in the name of a thing they lead to."""
    if len(words) == 1:
        return
    found = (
        "SELECT * FROM (SELECT rowid AS number FROM words WHERE words MATCH ? LIMIT ?)"
        " UNION SELECT * FROM (SELECT q.subject FROM (SELECT rowid FROM words WHERE words MATCH ?"
        " LIMIT ?) CROSS JOIN quads AS q INDEXED BY quads_object ON q.object = rowid LIMIT ?)"
    )
    each = " INTERSECT ".join(f"SELECT * FROM ({found})" for _ in words)
    limits = _MOST_LEADING, _MOST_LED_TO, _MOST_LEADING
    asked = (
        (_within("", [word]), limits[0], _all("names", [word], '" {}"'), *limits[1:])
        for word in words
    )
    database.rows(
        "INSERT OR IGNORE INTO hits SELECT t.number, ? FROM"
        f" ({each}) AS found CROSS JOIN terms AS t ON t.number = found.number"
        f" WHERE {_IS_THING}",
        _LEADING_STEP,
        *(value for values in asked for value in values),
    )


def _within(column: str, words: Sequence[Alternatives]) -> str:
    return _all(column, words, '"{}"')


def _all(column: str, words: Sequence[Alternatives], form: str) -> str:
    """A query for texts with all words, each as `form` has it."""
    each = ("(" + " OR ".join(_phrase(one, form) for one in word) + ")" for word in words)
    together = " AND ".join(each)
    return f"{column} : ({together})" if column else together


def _phrase(word: str, form: str) -> str:
    """A word as `form` has it; trigrams cannot find two letters in a word, nor how one begins."""
    if len(word) == 1:
        return f'" {word} " OR "^ {word}"'
    if len(word) == 2 and form == '"{}"':
        form = '" {}"'
    return form.format(word)


def _spelt_alike(database: Database, word: Alternatives) -> Alternatives:
    """The word itself, and the words of names and descriptions that it may be a typo of."""
    near: list[str] = []
    for form in word:
        if len(form) >= _SHORTEST_ALIKE:
            near += nearest_few(form, database.vocabulary, _ALIKE, most=_MOST_ALIKE)
    return tuple(dict.fromkeys((*word, *near)))


def _of_class(database: Database, class_: Node | None) -> tuple[str, list[int | None]]:
    if class_ is None:
        return "", []
    condition = (
        " AND EXISTS (SELECT 1 FROM quads WHERE subject = hits.number AND predicate = ?"
        " AND object = ?)"
    )
    return condition, [database.number(RDF.type), database.number(class_)]


def _count(database: Database, class_: Node | None, *, alike: bool) -> int:
    of_class, numbers = _of_class(database, class_)
    steps = f"step {'>=' if alike else '<'} {_ALIKE_STEP}"
    rows = database.rows(f"SELECT count(*) FROM hits WHERE {steps}{of_class}", *numbers)
    return int(rows[0][0])


def _hits(
    database: Database, class_: Node | None, languages: Sequence[str], limit: int, offset: int
) -> Iterator[Hit]:
    of_class, numbers = _of_class(database, class_)
    rows = database.rows(
        "SELECT text, step FROM (SELECT hits.number, step, size, place FROM hits"
        f" CROSS JOIN places ON subject = hits.number AND language = ?{of_class}"
        " ORDER BY step, size, place LIMIT ? OFFSET ?) AS page"
        " JOIN terms ON terms.number = page.number ORDER BY step, size, place",
        language_number(*languages[:1]),
        *numbers,
        limit,
        offset,
    )
    for iri, step in rows:
        yield Hit(cast(URIRef, term_of(iri)), step >= _ALIKE_STEP)


def _classes(database: Database) -> list[tuple[Node, int]]:
    rows = database.rows(
        "SELECT text, things FROM (SELECT object, count(DISTINCT hits.number) AS things FROM hits"
        " CROSS JOIN quads ON subject = hits.number AND predicate = ?"
        f" WHERE (step >= {_ALIKE_STEP}) = NOT EXISTS"
        f" (SELECT 1 FROM hits WHERE step < {_ALIKE_STEP}) GROUP BY object"
        " ORDER BY things DESC, object LIMIT ?) JOIN terms ON number = object"
        " WHERE text LIKE '<%' ORDER BY things DESC, number",
        database.number(RDF.type),
        _MOST_CLASSES,
    )
    return [(term_of(text), things) for text, things in rows]


def language_number(language: str = "") -> int:
    """The number by which the tables of an index know a language of pages."""
    return LANGUAGES.index(language) if language in LANGUAGES else 0
