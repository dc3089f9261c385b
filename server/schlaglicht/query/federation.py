"""SERVICE clauses, answered by the endpoints that a server may ask, before the query itself is.

A SERVICE clause is evaluated for itself, then joined with the rest. So its rows are asked for as a
whole, and stand in its place as VALUES: that is the same join, and the engine stays without
network. https://www.w3.org/TR/sparql11-federated-query/#defn_service
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from schlaglicht.engine import EngineQuery
from schlaglicht.engine.remote_backend import declared
from schlaglicht.errors import (
    AnswerNotWhole,
    EngineError,
    QueryCancelled,
    QueryError,
    QueryFailed,
    QueryTimeout,
)
from schlaglicht.formats import JSON
from schlaglicht.i18n import msg
from schlaglicht.query.lexer import TokenKind, tokens
from schlaglicht.query.parse import form_token, read_query
from schlaglicht.query.service_clauses import ServiceClause
from schlaglicht.query.sparql_query import SparqlQuery
from schlaglicht.rdf.iris import is_absolute_iri
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.remote import (
    Endpoint,
    RemoteClient,
    RemoteLimits,
    RemoteTerm,
    Solutions,
    endpoint_at,
)

MOST_ROWS = 10_000
"""Rows that one clause may bring into a query."""

MOST_CLAUSES = 5

_MOST_BYTES = 4 * 2**20
"""Size of what one endpoint answers to one clause."""

_NO_SOLUTION = "VALUES () { () }"
"""What stands for a clause with SILENT that could not be answered: one row without values."""


class Services:
    """The endpoints that queries may ask by SERVICE; thread-safe. They get no credentials."""

    def __init__(self, urls: Iterable[str] = (), *, seconds: float = 10.0) -> None:
        """`seconds` is the time for all clauses of a query; raises ProjectError for no URLs."""
        self._seconds = seconds
        limits = RemoteLimits(seconds=seconds, answer=_MOST_BYTES)
        self._clients = {
            url: RemoteClient(Endpoint(endpoint_at(url), limits=limits)) for url in urls
        }

    @property
    def urls(self) -> Collection[str]:
        """Their URLs, as a query names them."""
        return self._clients.keys()

    def joined(self, query: SparqlQuery, prefixes: Mapping[str, str]) -> SparqlQuery:
        """The query with rows in the place of its SERVICE clauses.

        `prefixes` need not be declared. Raises QueryFailed for clauses that bring too much, and the
        errors of `RemoteClient` unless the clause says SILENT.
        """
        if not query.services:
            return query
        if len(query.services) > MOST_CLAUSES:
            raise QueryFailed(msg("more than {most} SERVICE clauses", most=MOST_CLAUSES))
        latest = time.monotonic() + self._seconds
        text, parts, end = query.asked, list[str](), 0
        for clause in query.services:
            parts += [text[end : clause.start], self._values(query, clause, prefixes, latest)]
            parts.append("\n" * text.count("\n", clause.start, clause.end))  # lines stay
            end = clause.end
        joined = read_query(
            "".join((*parts, text[end:])),
            default_graphs=query.default_graphs,
            named_graphs=query.named_graphs,
            base=query.base,
        )
        return replace(joined, volatile=True)

    def _values(
        self,
        query: SparqlQuery,
        clause: ServiceClause,
        prefixes: Mapping[str, str],
        latest: float,
    ) -> str:
        asked = _query_of(query, clause, prefixes)
        left = latest - time.monotonic()
        try:
            if left <= 0:
                raise QueryTimeout(self._seconds)
            found = self._clients[clause.url].select(asked, most=MOST_ROWS + 1, seconds=left)
        except QueryCancelled:
            raise
        except (EngineError, QueryError):
            if clause.is_silent:
                return _NO_SOLUTION
            raise
        if len(found.rows) > MOST_ROWS:
            said = msg("SERVICE {url} has more than {most} rows; narrow it by its own pattern")
            raise QueryFailed(said.filled(url=f"<{clause.url}>", most=MOST_ROWS))
        return _values(found, clause.url, _variables(query.asked[clause.pattern : clause.end]))


def _query_of(query: SparqlQuery, clause: ServiceClause, prefixes: Mapping[str, str]) -> str:
    """The query that asks a service for the rows of its clause."""
    form = form_token(query.tokens)
    prologue = query.asked[: form.start] if form else ""
    pattern = query.asked[clause.pattern : clause.end]
    known = {**WELL_KNOWN, **prefixes}
    needed = {x.prefix: known[x.prefix] for x in query.undeclared if x.prefix in known}
    text = f"{prologue}SELECT * WHERE {pattern} LIMIT {MOST_ROWS + 1}"
    return declared(EngineQuery(text, JSON, prefixes=needed, base=query.base))


def _variables(pattern: str) -> set[str]:
    return {token.text[1:] for token in tokens(pattern) if token.kind is TokenKind.VARIABLE}


def _values(found: Solutions, url: str, known: Collection[str]) -> str:
    """The rows as a VALUES block, in which no text of the service is anything but a term."""
    for name in found.variables:
        if name not in known:
            raise AnswerNotWhole(msg("it has a column that was not asked for, {name}", name=name))
    names = " ".join(f"?{name}" for name in found.variables)
    rows = " ".join(
        f"({' '.join(_written(row.get(name), url) for name in found.variables)})"
        for row in found.rows
    )
    return f"VALUES ({names}) {{ {rows} }}"


def _written(term: RemoteTerm | None, url: str) -> str:
    if term is None:
        return "UNDEF"
    if term.kind == "bnode":
        said = msg(
            "SERVICE {url} answers with blank nodes, which have no meaning here; "
            "ask for what identifies them"
        )
        raise QueryFailed(said.filled(url=f"<{url}>"))
    if term.kind == "uri" and not is_absolute_iri(term.value):
        raise AnswerNotWhole(msg("{iri} is no absolute IRI", iri=f"<{term.value}>"))
    return term.ntriples
