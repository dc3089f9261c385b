"""SERVICE clauses, answered by the endpoints that a server may ask, before the query itself is.

A SERVICE clause is evaluated for itself, then joined with the rest. So its rows are asked for as a
whole, and stand in its place as VALUES: that is the same join, and the engine stays without
network. https://www.w3.org/TR/sparql11-federated-query/#defn_service
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from schlaglicht.engine import EngineQuery
from schlaglicht.engine.backend import Observer
from schlaglicht.engine.limits import Limits
from schlaglicht.engine.remote_backend import declared
from schlaglicht.errors import (
    AnswerNotWhole,
    EngineBusy,
    EngineError,
    QueryCancelled,
    QueryError,
    QueryFailed,
    QueryTimeout,
)
from schlaglicht.formats import JSON
from schlaglicht.i18n import msg
from schlaglicht.query.execute import portable
from schlaglicht.query.lexer import MOST_TOKENS, Edit, edited
from schlaglicht.query.parse import SparqlQuery, read_query
from schlaglicht.query.service_guard import ServiceClause
from schlaglicht.query.syntax_tree import form_token
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
from schlaglicht.remote.http_requests import RemoteQuery

MOST_ROWS = 9_999
"""Rows that the clauses of a query may bring into it; many services cut at 10,000."""

MOST_CLAUSES = 5

_AT_ONCE = 4
"""Queries whose clauses are answered at once: each holds a thread, and its rows as text."""

_MOST_BYTES = 4 * 2**20
"""Size of what one endpoint answers to one clause."""

_MOST_TOKENS = 10 * MOST_TOKENS
"""Tokens of a query with the rows in it, of a hundred columns at most."""

_NO_SOLUTION = "VALUES () { () }"
"""The replacement for a clause with SILENT that could not be answered: one row without values."""


class Services:
    """The endpoints that queries may ask by SERVICE; thread-safe. They get no credentials."""

    def __init__(
        self,
        urls: Iterable[str] = (),
        *,
        seconds: float = Limits.seconds,
        observer: Observer | None = None,
    ) -> None:
        """`seconds` is the time for all clauses of a query; raises ProjectError for no URLs.

        `observer` hears of queries that wait for clauses, and may cancel them.
        """
        self._seconds = seconds
        self._observer = observer or Observer()
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        limits = RemoteLimits(seconds=seconds, answer=_MOST_BYTES)
        self._clients = {
            url: RemoteClient(Endpoint(endpoint_at(url), limits=limits)) for url in urls
        }

    @property
    def urls(self) -> Collection[str]:
        """Their URLs, as a query names them."""
        return self._clients.keys()

    def joined(self, query: SparqlQuery, prefixes: Mapping[str, str]) -> SparqlQuery:
        """The query with rows in place of its SERVICE clauses.

        `prefixes` need not be declared. Raises QueryFailed for clauses that bring too much, and the
        errors of `RemoteClient` unless the clause says SILENT; QueryCancelled in any case.
        """
        if not query.services:
            return query
        if len(query.services) > MOST_CLAUSES:
            raise QueryFailed(msg("more than {most} SERVICE clauses", most=MOST_CLAUSES))
        if not self._places.acquire(blocking=False):
            raise EngineBusy(msg("too many queries wait for other endpoints"))
        running = RemoteQuery()
        self._observer.begun(running)
        try:
            text = self._with_values(query, prefixes, running)
        finally:
            self._observer.ended(running)
            self._places.release()
        joined = read_query(
            text,
            default_graphs=query.default_graphs,
            named_graphs=query.named_graphs,
            base=query.base,
            most_tokens=_MOST_TOKENS,
        )
        return replace(joined, volatile=True)

    def _with_values(
        self, query: SparqlQuery, prefixes: Mapping[str, str], running: RemoteQuery
    ) -> str:
        latest, rows = time.monotonic() + self._seconds, 0
        text, edits = query.asked, list[Edit]()
        for clause in query.services:
            found = self._rows(clause, _query_of(query, clause, prefixes), latest, running)
            rows += len(found.rows) if found else 0
            if rows > MOST_ROWS:
                said = msg("SERVICE brings more than {most} rows; narrow its pattern")
                raise QueryFailed(said.filled(most=MOST_ROWS))
            values = _values(found, clause.url) if found else _NO_SOLUTION
            lines = "\n" * text.count("\n", clause.start, clause.end)
            edits.append(Edit(clause.start, clause.end, values + lines))
        return edited(text, edits)

    def _rows(
        self, clause: ServiceClause, query: str, latest: float, running: RemoteQuery
    ) -> Solutions | None:
        """The rows of a clause; None if it has none for a fault about which it is silent."""
        left = latest - time.monotonic()
        try:
            if left <= 0:
                raise QueryTimeout(self._seconds)
            found = self._clients[clause.url].select(
                query, most=MOST_ROWS + 1, seconds=left, running=running
            )
            return _in_order(found, clause.variables)
        except (QueryCancelled, EngineBusy):
            raise
        except (EngineError, QueryError):
            if clause.is_silent:
                return None
            raise


def _query_of(query: SparqlQuery, clause: ServiceClause, prefixes: Mapping[str, str]) -> str:
    """The query that asks a service for the rows of a clause."""
    prologue = query.asked[: form_token(query.tree).start]
    pattern = query.asked[clause.pattern : clause.end]
    known = {**WELL_KNOWN, **prefixes}
    needed = {x.prefix: known[x.prefix] for x in query.undeclared if x.prefix in known}
    text = portable(f"{prologue}SELECT * WHERE {pattern} LIMIT {MOST_ROWS + 1}")
    return declared(EngineQuery(text, JSON, prefixes=needed, base=query.base))


def _in_order(found: Solutions, known: Sequence[str]) -> Solutions:
    """The rows with their columns in the order of the pattern.

    Raises AnswerNotWhole for an invalid term: no text of a service becomes anything else.
    """
    for name in found.variables:
        if name not in known:
            raise AnswerNotWhole(msg("it has a column that was not asked for, {name}", name=name))
    for term in (term for row in found.rows for term in row.values()):
        iri = term.value if term.kind == "uri" else term.datatype
        if iri and not is_absolute_iri(iri):
            raise AnswerNotWhole(msg("{iri} is not an absolute IRI", iri=f"<{iri}>"))
    return Solutions(tuple(name for name in known if name in found.variables), found.rows)


def _values(found: Solutions, url: str) -> str:
    """The rows as a VALUES block."""
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
    return term.ntriples
