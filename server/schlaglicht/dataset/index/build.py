"""Writes the index of a snapshot: terms by number, quads by subject and by object, labels."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from schlaglicht.dataset.index.database import number_of
from schlaglicht.dataset.index.evidence_nodes import TABLE, write_evidence_nodes
from schlaglicht.dataset.index.search_tables import TABLES, write_search_tables
from schlaglicht.dataset.index.texts import write_texts
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import replaced
from schlaglicht.rdf.ntriples_text import DIRECTION

_TABLES = (
    """
CREATE TABLE terms (number INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE quads (
    subject INTEGER, predicate INTEGER, object INTEGER, graph INTEGER,
    PRIMARY KEY (subject, predicate, object, graph)
) WITHOUT ROWID;
CREATE TABLE uses (predicate INTEGER PRIMARY KEY, triples INTEGER);
CREATE TABLE texts (
    subject INTEGER, rank INTEGER, language TEXT, text TEXT, is_label INTEGER, is_found INTEGER
);
"""
    + TABLE
    + TABLES
)

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

    Of RDF 1.2, statements with a triple term are left out, and so are base directions. Raises
    ProjectError if there is not enough space.
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


def _fill(connection: sqlite3.Connection, snapshot: Snapshot) -> None:
    connection.executescript(_PRAGMAS + _TABLES + _WORDS_IN_MEMORY)
    terms, quads = _numbered(snapshot.path)
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO terms VALUES (?, ?)", enumerate(terms))
    del terms
    connection.executemany("INSERT OR IGNORE INTO quads VALUES (?, ?, ?, ?)", quads)
    connection.execute("COMMIT")
    connection.executescript(_INDEXES)
    connection.execute("BEGIN")
    write_evidence_nodes(connection)
    description = number_of(connection, f"<{snapshot.description}>")
    write_texts(connection, description)
    write_search_tables(connection, description)
    connection.execute("COMMIT")
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")


def _numbered(nquads: Path) -> tuple[list[str], Iterable[_Quad]]:
    """All terms in order, numbered from 0, and the quads in numbers; number 0 is not a term."""
    first: dict[str, int] = {"": 0}
    columns = subjects, predicates, objects, graphs = tuple(array("I") for _ in range(4))
    known = ""
    for subject, predicate, object_, graph in _quads(nquads):
        if subject != known:  # most lines have that of the line before
            known, number = subject, first.setdefault(subject, len(first))
        subjects.append(number)
        predicates.append(first.setdefault(predicate, len(first)))
        objects.append(first.setdefault(object_, len(first)))
        graphs.append(first.setdefault(graph, len(first)))
    in_order = sorted(first, key=_sort_key)
    final = array("I", bytes(array("I").itemsize * len(first)))
    for number, term in enumerate(in_order):
        final[first[term]] = number
    return in_order, zip(*(map(final.__getitem__, column) for column in columns), strict=True)


def _sort_key(term: str) -> str:
    return term[:-1] if term.startswith("<") else term


def _quads(nquads: Path) -> Iterator[tuple[str, str, str, str]]:
    """Subject, predicate, object and graph of each line without a triple term.

    Literals stand without a base direction.
    """
    with nquads.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            start = rest.rindex('"') if rest.startswith('"') else 0
            end = rest.index(" ", start)
            if not rest.startswith("<<"):
                yield subject, predicate, DIRECTION.sub("", rest[:end]), rest[end + 1 : -3]
