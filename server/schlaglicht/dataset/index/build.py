"""Writes the index of a snapshot: terms, quads, names, and what searches and lists read.

Names stand in `words` as `^ ada dvorak $`, so that one phrase of trigrams finds a whole name, the
beginning of one (`^ ada`), a whole word (` ada `) or the beginning of a word (` ad`).

Some nodes only say how statements are known: bookkeeping, not things that data is about.

    id:evidence-f025 oa:hasBody <…evidence-f025#3fa9> ;    # the annotation is evidence
        oa:hasTarget id:passage-305-326 .                  # so is the passage …
    <…evidence-f025#3fa9> a rdf:Statement .                # … and this is a part of the evidence
    id:passage-305-326 oa:hasSelector <…#position> .       # this too

Parts have no page and are in no list; evidence has pages, but nobody searches it by words. The
forms of nodes and their graphs do not matter, so that this holds for every project: with
annotations in its data, or generated from its files of evidence.
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path

from rdflib import RDF

from schlaglicht.dataset.index.database import number_of
from schlaglicht.dataset.index.label_properties import end_of, write_texts
from schlaglicht.dataset.index.search import folded, letter_of, order_key, spellings
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import replaced
from schlaglicht.i18n import LANGUAGES, best_text
from schlaglicht.rdf.ntriples_text import DIRECTION, literal_text
from schlaglicht.vocab import OA

_TABLES = """
CREATE TABLE terms (number INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE quads (
    subject INTEGER, predicate INTEGER, object INTEGER, graph INTEGER,
    PRIMARY KEY (subject, predicate, object, graph)
) WITHOUT ROWID;
CREATE TABLE uses (predicate INTEGER PRIMARY KEY, triples INTEGER);
CREATE TABLE texts (
    subject INTEGER, rank INTEGER, language TEXT, text TEXT, is_label INTEGER, is_found INTEGER
);
CREATE TABLE evidence (number INTEGER PRIMARY KEY, is_part INTEGER NOT NULL);
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

_PRAGMAS = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000;"
"""Nothing to recover; 64 MB instead of 2 for what is sorted and indexed."""

_WORDS_IN_MEMORY = """
INSERT INTO words (words, rank) VALUES ('hashsize', 33554432);
INSERT INTO words (words, rank) VALUES ('automerge', 0);
"""
"""Words are written in pieces of 32 MB, not of one, and put together once, at the end."""

_INDEXES = """
CREATE UNIQUE INDEX terms_text ON terms (text);
CREATE INDEX quads_object ON quads (object, predicate, subject, graph);
CREATE INDEX texts_subject ON texts (subject, is_label, rank);
INSERT INTO uses SELECT predicate, count(*)
    FROM (SELECT DISTINCT subject, predicate, object FROM quads) GROUP BY predicate;
ANALYZE;
"""

_Quad = tuple[int, int, int, int]


def index_path(snapshot: Snapshot) -> Path:
    """The path of the index of `snapshot`, existing or not."""
    return snapshot.path.with_suffix(".sqlite")


def build_index(snapshot: Snapshot) -> Path:
    """Writes the index of `snapshot` next to it, in one atomic step, and returns its path.

    Of RDF 1.2, statements with a triple term are left out, and so are base directions; where there
    was neither, nor a language tag in two spellings, of which engines know one, `user_version` is
    1. Raises ProjectError if there is not enough space.
    """
    path = index_path(snapshot)
    try:
        with (
            replaced(path) as draft,
            closing(sqlite3.connect(draft, isolation_level=None)) as connection,
        ):
            _fill(connection, snapshot)
    except (OSError, sqlite3.OperationalError) as error:
        raise ProjectError(
            f"cannot write the index to {path.parent}: {error}; "
            "make room, or name another folder with TMPDIR"
        ) from error
    return path


def check_index(snapshot: Snapshot) -> None:
    """Raises ProjectError unless the index of `snapshot` is one as `build_index` writes it, whole.

    Another program may have written it: then a view could take the place of a table, and never end.
    """
    path = index_path(snapshot)
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as found,
            closing(sqlite3.connect(":memory:")) as own,
        ):
            own.executescript(_TABLES + _INDEXES)
            is_own = _schema(found) == _schema(own)
            is_own = is_own and found.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except (sqlite3.Error, OverflowError, UnicodeDecodeError):
        is_own = False
    if not is_own:
        raise ProjectError(f"{path.name}: is not an index of this software, or is damaged")


def _schema(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """The parts of a database; how its search and its statistics are kept is SQLite's own."""
    rows = connection.execute("SELECT type, name, sql FROM main.sqlite_master ORDER BY name")
    return [
        (kind, name, "" if name.startswith("words_") else sql)
        for kind, name, sql in rows
        if not name.startswith("sqlite_")
    ]


def _fill(connection: sqlite3.Connection, snapshot: Snapshot) -> None:
    connection.executescript(_PRAGMAS + _TABLES + _WORDS_IN_MEMORY)
    terms, quads, is_whole = _numbered(snapshot.path)
    is_as_in_engines = is_whole and not _has_tag_in_two_spellings(terms)
    connection.execute(f"PRAGMA user_version = {int(is_as_in_engines)}")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO terms VALUES (?, ?)", enumerate(terms))
    del terms
    connection.executemany("INSERT OR IGNORE INTO quads VALUES (?, ?, ?, ?)", quads)
    connection.execute("COMMIT")
    connection.executescript(_INDEXES)
    connection.execute("BEGIN")
    _write_evidence_nodes(connection)
    description = number_of(connection, f"<{snapshot.description}>")
    write_texts(connection, description)
    _write_search_tables(connection, description)
    connection.execute("COMMIT")
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")


def _numbered(nquads: Path) -> tuple[list[str], Iterable[_Quad], bool]:
    """All terms in order, numbered from 0, the quads in numbers, and whether that is everything.

    Number 0 is not a term. Quads with a triple term are left out, and base directions.
    """
    first: dict[str, int] = {"": 0}
    columns = subjects, predicates, objects, graphs = tuple(array("I") for _ in range(4))
    known, is_whole = "", True
    for subject, predicate, written, graph in _quads(nquads):
        object_ = "" if written.startswith("<<") else DIRECTION.sub("", written)
        is_whole = is_whole and object_ == written
        if not object_:
            continue
        if subject != known:  # most lines have that of the line before
            known, number = subject, first.setdefault(subject, len(first))
        subjects.append(number)
        predicates.append(first.setdefault(predicate, len(first)))
        objects.append(first.setdefault(object_, len(first)))
        graphs.append(first.setdefault(graph, len(first)))
    in_order = sorted(first, key=lambda term: term[:-1] if term.startswith("<") else term)
    final = array("I", bytes(array("I").itemsize * len(first)))
    for number, term in enumerate(in_order):
        final[first[term]] = number
    numbered = zip(*(map(final.__getitem__, column) for column in columns), strict=True)
    return in_order, numbered, is_whole


def _has_tag_in_two_spellings(terms: Iterable[str]) -> bool:
    spellings: dict[str, str] = {}
    for term in terms:
        tag = term[term.rindex('"') + 1 :] if term.startswith('"') else ""
        if tag.startswith("@") and spellings.setdefault(tag.lower(), tag) != tag:
            return True
    return False


def _quads(nquads: Path) -> Iterator[tuple[str, str, str, str]]:
    """Subject, predicate, object and graph of each line; of a triple term the beginning."""
    with nquads.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            start = rest.rindex('"') if rest.startswith('"') else 0
            end = rest.index(" ", start)
            yield subject, predicate, rest[:end], rest[end + 1 : -3]


_SELECTORS = (OA.hasSelector, OA.hasStartSelector, OA.hasEndSelector, OA.refinedBy)


def _write_evidence_nodes(connection: sqlite3.Connection) -> None:
    """Fills the table of evidence from the terms and quads."""

    def number(term: str) -> int | None:
        return number_of(connection, f"<{term}>")

    insert = "INSERT OR IGNORE INTO evidence SELECT DISTINCT"
    typed = (
        "JOIN quads t ON t.subject = q.object AND t.predicate = ? AND t.object = ?"
        " WHERE q.predicate = ?"
    )
    for selector in filter(None, map(number, _SELECTORS)):
        connection.execute(f"{insert} object, 1 FROM quads WHERE predicate = ?", (selector,))
    statement, has_body = number(RDF.Statement), number(OA.hasBody)
    if statement is None or has_body is None:
        return
    bodies = number(RDF.type), statement, has_body
    connection.execute(f"{insert} q.object, 1 FROM quads q {typed}", bodies)
    connection.execute(f"{insert} q.subject, 0 FROM quads q {typed}", bodies)
    connection.execute(
        f"{insert} q.object, 0 FROM quads q JOIN evidence ON number = q.subject {typed}",
        (number(RDF.type), number(OA.SpecificResource), number(OA.hasTarget)),
    )


IDENTIFIERS = (
    "http://purl.org/dc/terms/identifier",
    "http://purl.org/dc/elements/1.1/identifier",
    "http://www.w3.org/2004/02/skos/core#notation",
    "https://schema.org/identifier",
    "http://schema.org/identifier",
)
"""The properties whose values a search finds exactly."""

MOST_WORDS = 50_000
"""Words that a misspelt one is compared with: those of names first, the most frequent."""

_SHORTEST_WORD = 4
_LETTERS = re.compile(r"\D+").fullmatch
"""Marks are among them: vowel signs of Indic scripts, what is left of Arabic letters."""

_MOST_COUNTED = 500_000
_LONGEST_TEXT = 5_000
"""Characters of a name, and of a description, that are searched."""

_BATCH = 5_000

_LAST = "\U0010ffff"
"""What stands after all texts."""

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


def _write_search_tables(connection: sqlite3.Connection, description: int | None) -> None:
    """Fills the tables of searches and lists from the terms, quads and texts.

    What stands in the graph `description` alone is ordered, but not searched; nor is evidence.
    """
    counted = Counter[str](), Counter[str]()
    things = _things(connection, description)
    while batch := list(islice(things, _BATCH)):
        _write(connection, batch, counted)
    commonest = chain.from_iterable(each.most_common(MOST_WORDS) for each in counted)
    vocabulary = islice(dict(commonest), MOST_WORDS)
    connection.executemany("INSERT INTO vocabulary VALUES (?)", ((word,) for word in vocabulary))
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


def _write(
    connection: sqlite3.Connection,
    things: list[_Thing],
    counted: tuple[Counter[str], Counter[str]],
) -> None:
    searched = [thing for thing in things if thing[2]]
    words = [(number, *_columns(texts)) for number, _, _, texts in searched if texts]
    for _, *columns in words:
        for each, texts in zip(counted, columns, strict=True):
            each.update(_vocabulary(texts))
    for each in counted:
        if len(each) > _MOST_COUNTED:
            for word in [word for word, count in each.items() if count == 1]:
                del each[word]
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
    return [w for w in dict.fromkeys(words.split()) if len(w) >= _SHORTEST_WORD and _LETTERS(w)]


def _keys(thing: _Thing) -> Iterator[tuple[int, str, int, int, str]]:
    """For each language the name of a thing as orders compare it, its words and its letter.

    Things without a name come after all others, those without an IRI last.
    """
    number, term, _, texts = thing
    best_rank = texts[0][2] if texts else 0
    labels = [
        (text, tag) for _, is_label, rank, tag, text, _ in texts if is_label and rank == best_rank
    ]
    otherwise = end_of(term) if term.startswith("<") else ""
    placed = {} if otherwise else {"": (_LAST * 2, 0, "#")}
    for place, languages in enumerate(_READERS):
        best = best_text(labels, languages)
        name = best[0] if best else otherwise
        if name not in placed:
            key = order_key(name) if best else f"{_LAST}{order_key(name)}"
            placed[name] = key, len(name.split()), letter_of(name) if best else "#"
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
