"""Nodes that only say how statements are known: bookkeeping, not things that data is about.

    id:evidence-f025 oa:hasBody <…evidence-f025#3fa9> ;    # the annotation is evidence
        oa:hasTarget id:passage-305-326 .                  # so is the passage …
    <…evidence-f025#3fa9> a rdf:Statement .                # … and this is a part of the evidence
    id:passage-305-326 oa:hasSelector <…#position> .       # this too

Parts have no page and are in no list; evidence has pages, but nobody searches it by words. The
forms of nodes and their graphs do not matter, so that this holds for every project: with
annotations in its data, or generated from its files of evidence.
"""

from __future__ import annotations

import sqlite3

from rdflib import RDF

from schlaglicht.dataset.index.database import number_of
from schlaglicht.vocab import OA

TABLE = "CREATE TABLE evidence (number INTEGER PRIMARY KEY, is_part INTEGER NOT NULL);"

_SELECTORS = (OA.hasSelector, OA.hasStartSelector, OA.hasEndSelector, OA.refinedBy)


def write_evidence_nodes(connection: sqlite3.Connection) -> None:
    """Fills TABLE from the terms and quads of an index."""

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
