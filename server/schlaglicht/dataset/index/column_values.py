"""The values of a property in a list of the things of a class: equal or not, short or long."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import RDF, URIRef

from schlaglicht.dataset.index.lookup import Index

_SAMPLE = 100
"""Values of a property that are looked at."""

_STEPS = 400_000
"""Limit, in steps of SQLite's virtual machine, for finding a second value: about 13 ms."""

_CHOSEN = (
    "FROM quads t JOIN quads v ON v.subject = t.subject"
    " WHERE t.object = ? AND t.predicate = ? AND v.predicate = ?"
)


@dataclass(frozen=True)
class ColumnValues:
    """The values that the things of a class have of one property."""

    are_equal: bool
    """True if there is one value, or no second one is found within the limit."""
    length: int
    """The mean length of texts among the first values; 0 if there are others."""


def column_values(index: Index, class_: URIRef, property_: URIRef) -> ColumnValues:
    """The values of a property, as far as a list needs to know them; its time is limited."""
    numbers = [index.number(term) for term in (class_, RDF.type, property_)]
    rows, _ = index.rows_within(
        _STEPS,
        f"SELECT object, text FROM (SELECT v.object AS object {_CHOSEN} LIMIT {_SAMPLE})"
        " JOIN terms ON number = object",
        *numbers,
    )
    if not rows:
        return ColumnValues(are_equal=False, length=0)
    texts = [len(text) for _, text in rows if text.startswith('"')]
    length = sum(texts) // len(rows) if len(texts) == len(rows) else 0
    are_equal = len({number for number, _ in rows}) == 1
    if are_equal and len(rows) == _SAMPLE:
        query = f"SELECT 1 {_CHOSEN} AND v.object <> ? LIMIT 1"
        others, _ = index.rows_within(_STEPS, query, *numbers, rows[0][0])
        are_equal = not others
    return ColumnValues(are_equal, length)
