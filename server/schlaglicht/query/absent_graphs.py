"""Hints for empty answers: graphs that the query names and the dataset does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import Backend
from schlaglicht.i18n import Message, msg
from schlaglicht.query.lexer import TokenKind
from schlaglicht.query.missing_terms import LONGEST_IRI, MOST_NOTES, shown_term
from schlaglicht.query.pattern_parts import PlacedPart, placed
from schlaglicht.query.sparql_query import SparqlQuery
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import nearest_iri

_MOST_COMPARED = 1_000
"""Graphs that an absent one is compared with; of a dataset with more, none is suggested."""


@dataclass(frozen=True)
class AbsentGraph:
    """A graph that the dataset does not have, as the query writes it, and the nearest one."""

    written: str
    nearest: str | None = None
    parts: tuple[PlacedPart, ...] = ()
    """Its place in the query; none where the request names the graph outside of it."""

    @property
    def sentence(self) -> Message:
        """The words that report it."""
        if not self.nearest:
            return msg("The dataset has no graph {graph}.", graph=self.written)
        return msg(
            "The dataset has no graph {graph}; did you mean {near}?",
            graph=self.written,
            near=self.nearest,
        )

    def __str__(self) -> str:
        return self.sentence["en"]


def absent_graphs(
    query: SparqlQuery, snapshot: Snapshot, backend: Backend
) -> tuple[AbsentGraph, ...]:
    """The graphs that `query` names and the dataset does not have; at most MOST_NOTES.

    None where the graphs of the dataset are not known, as those of a remote service.
    """
    if backend.is_live or not _names_graphs(query):
        return ()
    graphs = snapshot.statistics.named_graphs
    found: dict[str, AbsentGraph] = {}
    for iri, written, parts in _named(query, snapshot):
        is_known = iri in found or iri in graphs or iri == snapshot.description
        if is_known or len(found) == MOST_NOTES:
            continue
        near = nearest_iri(iri, graphs) if len(graphs) <= _MOST_COMPARED else None
        found[iri] = AbsentGraph(written, shown_term(near, query, snapshot), parts)
    return tuple(found.values())


def _names_graphs(query: SparqlQuery) -> bool:
    if query.default_graphs or query.named_graphs:
        return True
    text = query.asked.upper()
    return "GRAPH" in text or "FROM" in text


def _named(
    query: SparqlQuery, snapshot: Snapshot
) -> Iterator[tuple[str, str, tuple[PlacedPart, ...]]]:
    """The graphs that a request names: the IRI of each, how it is written and where."""
    given = (*query.default_graphs, *query.named_graphs)
    yield from ((iri, f"<{iri}>", ()) for iri in given if len(iri) <= LONGEST_IRI)
    meanings = (query.prefixes, snapshot.prefixes, WELL_KNOWN)
    before = ""
    for token in query.tokens:
        follows = before == "GRAPH" or (before in ("FROM", "NAMED") and not given)
        before = token.text.upper() if token.kind is TokenKind.WORD else ""
        if not follows or len(token.text) > LONGEST_IRI or "\\" in token.text:
            continue
        if token.kind is TokenKind.IRI:
            iri = token.text[1:-1]
            if not urlsplit(iri).scheme:
                if _declares_base(query):
                    continue
                iri = urljoin(query.base or "", iri)
        elif token.kind is TokenKind.NAME:
            prefix, _, local = token.text.partition(":")
            iri = next((given[prefix] for given in meanings if prefix in given), "") + local
        else:
            continue  # a variable
        yield iri, token.text, (placed(query, token.start, token.start + len(token.text)),)


def _declares_base(query: SparqlQuery) -> bool:
    return any(
        token.kind is TokenKind.WORD and token.text.upper() == "BASE" for token in query.tokens
    )
