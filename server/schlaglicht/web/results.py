"""The answer to a query as a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response

from schlaglicht.formats import JSON, TSV, TURTLE, Format
from schlaglicht.query import SparqlQuery, answer, is_empty, unknown_terms
from schlaglicht.questions import read_header
from schlaglicht.resources import Reference
from schlaglicht.tables import Table, Term, TermKind, is_numeric, read_table
from schlaglicht.web.pages import data_link, grouped, page, reader_language, text_for_reader
from schlaglicht.web.places import href_of
from schlaglicht.web.protocol import Operation
from schlaglicht.web.site import Site
from schlaglicht.web.texts import TEXTS

MOST_ROWS = 1000
"""Rows of a SELECT result that a page shows."""

MOST_CHARACTERS = 200_000
"""Characters of a graph that a page shows."""


@dataclass(frozen=True)
class Cell:
    """What a cell of a result table shows."""

    text: str
    href: str | None = None
    iri: str | None = None
    language: str = ""
    numeric: bool = False


def result_page(site: Site, operation: Operation, query: SparqlQuery) -> Response:
    """A page with the answer: a table, yes or no, or a graph in Turtle."""
    titles, descriptions = read_header(operation.query)
    return page(
        "result.html",
        heading=text_for_reader(titles, TEXTS[reader_language()]["result"]),
        description=text_for_reader(descriptions, ""),
        query=operation.query,
        downloads=_downloads(operation, query.formats),
        **result_values(site, query),
    )


def result_values(site: Site, query: SparqlQuery) -> dict[str, Any]:
    """What `result_part.html` shows of the answer to a query."""
    values: dict[str, Any]
    if JSON not in query.formats:
        values = _graph(site, query)
    elif TSV in query.formats:
        values = _solutions(site, query)
    else:
        values = _boolean(site, query)
    unknown = unknown_terms(query, site.snapshot) if values["empty"] else ()
    return {**values, "unknown": unknown}


def _solutions(site: Site, query: SparqlQuery) -> dict[str, Any]:
    body = _answered(site, query, TSV)
    table = read_table(body, limit=MOST_ROWS)
    return {
        "kind": "solutions",
        "empty": is_empty(body, TSV),
        "variables": table.variables,
        "numeric": _numeric_columns(table),
        "rows": [[_cell(term, site) for term in row] for row in table.rows],
        "total": table.total,
        "shown": grouped(len(table.rows)),
        "total_text": grouped(table.total),
    }


def _boolean(site: Site, query: SparqlQuery) -> dict[str, Any]:
    boolean = json.loads(_answered(site, query, JSON))["boolean"]
    return {"kind": "boolean", "boolean": boolean, "empty": not boolean}


def _graph(site: Site, query: SparqlQuery) -> dict[str, Any]:
    body = _answered(site, query, TURTLE)
    turtle = body.decode()
    return {
        "kind": "graph",
        "empty": is_empty(body, TURTLE),
        "turtle": turtle[:MOST_CHARACTERS],
        "complete": len(turtle) <= MOST_CHARACTERS,
    }


def _answered(site: Site, query: SparqlQuery, shape: Format) -> bytes:
    return answer(site.pool, query, shape, prefixes=site.snapshot.prefixes).body


def _numeric_columns(table: Table) -> list[bool]:
    return [is_numeric(row[i] for row in table.rows) for i in range(len(table.variables))]


def _cell(term: Term | None, site: Site) -> Cell | None:
    if term is None:
        return None
    if term.kind is TermKind.IRI:
        return Cell(_short(term.text, site), _href(term.text, site), iri=term.text)
    return Cell(term.text, language=term.language, numeric=term.is_number)


def _short(iri: str, site: Site) -> str:
    if name := site.prefixes.shorten(iri):
        return str(name)
    within_base = site.base and iri.startswith(site.base) and len(iri) > len(site.base)
    return iri[len(site.base or "") :] if within_base else iri


def _href(iri: str, site: Site) -> str | None:
    """Where to read on: what the dataset describes is described here, others at their place."""
    return href_of(Reference(iri, (iri, None), site.dataset.has_page(iri)))


def downloads_of(
    formats: Sequence[Format], url_of: Callable[[Format], str]
) -> list[tuple[str, str]]:
    """Each format by its name for people, and where the answer is in it."""
    return [(_LABELS[offered.name], url_of(offered)) for offered in formats]


def _downloads(operation: Operation, formats: Sequence[Format]) -> list[tuple[str, str]]:
    graphs = {
        "default-graph-uri": list(operation.default_graphs),
        "named-graph-uri": list(operation.named_graphs),
    }
    return downloads_of(
        formats,
        lambda offered: data_link(
            "sparql.sparql", query=operation.query, format=offered.name, **graphs
        ),
    )


_LABELS = {
    "csv": "CSV",
    "json": "JSON",
    "jsonld": "JSON-LD",
    "nquads": "N-Quads",
    "ntriples": "N-Triples",
    "rdfxml": "RDF/XML",
    "trig": "TriG",
    "tsv": "TSV",
    "turtle": "Turtle",
    "xml": "XML",
}
