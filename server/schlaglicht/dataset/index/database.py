"""The SQLite file of an index: its rows, and the numbers of terms in it."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from rdflib import BNode, URIRef
from rdflib.term import Node

from schlaglicht.rdf.terms import ntriples_term, term_of

_MOST_REMEMBERED = 4096
"""Terms whose numbers are cached."""

_CACHED = 256
"""KiB of the file that each connection keeps in memory; there may be one for each thread."""

_T = TypeVar("_T")


class Database:
    """An index written by `build_index`; thread-safe, never changes."""

    def __init__(self, path: Path) -> None:
        self._uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._free: list[sqlite3.Connection] = []
        """The connections that no thread uses now; the last one's memory is warm."""
        weakref.finalize(self, _close, self._free)
        # A page requests the same properties and classes again and again.
        self._number_of = lru_cache(_MOST_REMEMBERED)(
            lambda text: self._used(lambda connection: number_of(connection, text))
        )

    def number(self, term: Node) -> int | None:
        """The number of a term; None if it does not occur."""
        return self._number_of(ntriples_term(term))

    @cached_property
    def has_parts(self) -> bool:
        """True if the dataset has parts of evidence."""
        return bool(self.rows("SELECT 1 FROM evidence WHERE is_part LIMIT 1"))

    def but_parts(self, column: str) -> str:
        """A condition, for this package alone, that leaves the parts of evidence out."""
        parts = "SELECT number FROM evidence WHERE is_part"
        return f" AND {column} NOT IN ({parts})" if self.has_parts else ""

    @cached_property
    def vocabulary(self) -> list[str]:
        """The most frequent words of names and descriptions, folded."""
        return self.column("SELECT word FROM vocabulary")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The result of an SQLite query, for this package alone."""
        return self._used(lambda connection: connection.execute(query, values).fetchall())

    def column(self, query: str, *values: object) -> list[str]:
        """The texts in the only column of the result of such a query."""
        return [text for (text,) in self.rows(query, *values)]

    def iris(self, query: str, *values: object) -> list[URIRef]:
        """The same of a column of IRIs."""
        return list(map(iri, self.column(query, *values)))

    def things(self, query: str, *values: object) -> list[URIRef | BNode]:
        """The same of a column of things."""
        return list(map(thing, self.column(query, *values)))

    def rows_within(
        self, steps: int, query: str, *values: object
    ) -> tuple[list[tuple[Any, ...]] | None, int]:
        """The result and its steps, rounded to 1,000; None if it needs more than `steps`."""
        taken = 0

        def has_taken_too_many() -> bool:
            nonlocal taken
            taken += 1000
            return taken > steps

        def run(connection: sqlite3.Connection) -> list[tuple[Any, ...]] | None:
            connection.set_progress_handler(has_taken_too_many, 1000)
            try:
                return connection.execute(query, values).fetchall()
            except sqlite3.OperationalError:
                if taken <= steps:
                    raise
                return None
            finally:
                connection.set_progress_handler(None, 0)

        return self._used(run), taken

    def _used(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """The result of work with a connection that no other thread uses meanwhile."""
        try:
            connection = self._free.pop()
        except IndexError:
            connection = self._opened()
        try:
            return work(connection)
        finally:
            self._free.append(connection)

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._uri, uri=True, isolation_level=None, check_same_thread=False
        )
        try:  # no file for the hits of a search; the system keeps what is read, once for all
            connection.executescript(f"PRAGMA temp_store=MEMORY; PRAGMA cache_size=-{_CACHED}")
        except BaseException:
            connection.close()
            raise
        return connection


def _close(connections: Iterable[sqlite3.Connection]) -> None:
    for connection in connections:
        connection.close()


def thing(text: str) -> URIRef | BNode:
    """The thing written as `text`, for this package alone."""
    return cast("URIRef | BNode", term_of(text))


@lru_cache(_MOST_REMEMBERED)
def iri(text: str) -> URIRef:
    """The IRI written as `text`, for this package alone."""
    return cast(URIRef, term_of(text))


def number_of(connection: sqlite3.Connection, term: str) -> int | None:
    """The number of a term in N-Triples; None if it does not occur."""
    row = connection.execute("SELECT number FROM terms WHERE text = ?", (term,)).fetchone()
    return int(row[0]) if row else None
