"""The values at the end of some steps from the things of a class, within a limit of work."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import RDF, URIRef

from schlaglicht.dataset.index.facets import FACET_STEPS, Choice
from schlaglicht.dataset.index.lookup import Index
from schlaglicht.rdf.terms import term_of


def path_values(
    index: Index,
    class_: URIRef,
    steps: Sequence[tuple[URIRef, bool]],
    *,
    most: int,
    longest: int,
    words: str = "",
) -> list[Choice] | None:
    """IRIs and literals with the number of things that lead to them, the most frequent first.

    A step is a property, and True if it is followed from object to subject. `words`, in lower case,
    occur in a literal, or in an IRI or a name of a thing. Values of more than `longest` characters
    in N-Triples are left out. None if it takes more than FACET_STEPS.
    """
    joins, end = _joins(steps)
    numbers = [index.number(property_) for property_, _ in steps]
    named = "EXISTS (SELECT 1 FROM texts x WHERE x.subject = e.number AND x.is_label AND {})"
    has_words = f"({_has('e.text')} OR {named.format(_has('x.text'))})" if words else "1"
    rows, _ = index.rows_within(
        FACET_STEPS,
        f"SELECT e.text, count(DISTINCT t.subject) AS found FROM quads t {joins}"
        f" JOIN terms e ON e.number = {end} WHERE t.object = ? AND t.predicate = ?"
        f" AND length(e.text) <= ? AND e.text NOT LIKE '\\_:%' ESCAPE '\\'"
        f" AND {has_words}{index.but_parts('t.subject')}"
        " GROUP BY e.number ORDER BY found DESC, e.number LIMIT ?",
        *numbers,
        index.number(class_),
        index.number(RDF.type),
        longest,
        *([words, words] if words else []),
        most,
    )
    return None if rows is None else [Choice(term_of(text), found) for text, found in rows]


def _joins(steps: Sequence[tuple[URIRef, bool]]) -> tuple[str, str]:
    """The joins that follow the steps, and the column of their end."""
    joins, end = [], "t.subject"
    for number, (_, is_inverse) in enumerate(steps):
        start, other = ("object", "subject") if is_inverse else ("subject", "object")
        joins.append(f"JOIN quads v{number} ON v{number}.{start} = {end}")
        joins.append(f"AND v{number}.predicate = ?")
        end = f"v{number}.{other}"
    return " ".join(joins), end


def _has(column: str) -> str:
    return f"instr(lower({column}), ?) > 0"
