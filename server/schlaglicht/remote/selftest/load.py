"""Checks that cost an endpoint more than a moment; what they begin may outlast them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from schlaglicht.errors import (
    AnswerNotWhole,
    QueryFailed,
    QueryTimeout,
    ServiceFailed,
    ServiceUnreachable,
)
from schlaglicht.i18n import lines, msg
from schlaglicht.remote.client import RemoteClient
from schlaglicht.remote.selftest.finding import (
    Check,
    Outcome,
    Verdict,
    fact,
    fault,
    good,
    note,
    reason_of,
)
from schlaglicht.remote.selftest.service import Service

_CAP_SIZES = ((100, 105), (1000, 101))
"""Factors of the numbers of rows asked for: more than ten thousand, and than a hundred thousand."""

_HEAVY = (100, 100, 100, 100)
"""Factors of rows that take seconds, but no more than a minute where nothing stops them."""


_LIMIT = 2.0
"""Seconds that the service is told as its limit."""

_DEEP = 10_100


def _values(count: int, variable: str) -> str:
    return f"VALUES ?{variable} {{ {' '.join(map(str, range(count)))} }}"


def _rows_of(factors: tuple[int, ...]) -> str:
    """The pattern of as many rows as the product of `factors`, without any data."""
    return " ".join(_values(count, f"v{place}") for place, count in enumerate(factors))


def _cap(service: Service) -> Outcome:
    for factors in _CAP_SIZES:
        wanted = factors[0] * factors[1]
        try:
            query = f"SELECT ?v0 {{ {_rows_of(factors)} }}"
            sent = len(service.client.select(query).rows)
        except AnswerNotWhole as error:
            return note(
                lines(msg("fewer than {number} rows at once", number=wanted), reason_of(error))
            )
        except QueryFailed:
            said = msg("fewer than {number} rows at once, by an error that says so")
            return good(said.filled(number=wanted))
        if sent != wanted:
            said = msg("cuts without a word: {sent} of {total} rows, status 200")
            return fault(said.filled(sent=sent, total=wanted))
    return good(msg("{number} rows at once, all of them", number=wanted))


def _deep_offset(service: Service) -> Outcome:
    size = service.number("SELECT (COUNT(*) AS ?x) { ?s ?p ?o }")
    if size < _DEEP:
        return fact(msg("not tried: fewer than {number} triples", number=_DEEP))
    query = f"SELECT ?s {{ ?s ?p ?o }} ORDER BY ?s OFFSET {_DEEP - 1} LIMIT 1"
    if len(service.client.select(query).rows) == 1:
        return good(msg("answered"))
    return fault(msg("no row, where there is one"))


def _counted_in_time(service: Service) -> Outcome:
    total = math.prod(_HEAVY)

    def count(client: RemoteClient) -> Outcome:
        found = client.select(f"SELECT (COUNT(*) AS ?x) {{ {_rows_of(_HEAVY)} }}").only()
        if found == str(total):
            return good(msg("counted {number} rows in time", number=total))
        said = msg("a wrong count with status 200: {found}, not {total}")
        return fault(said.filled(found=found or "–", total=total))

    return _in_time(service, count)


def _joined_in_time(service: Service) -> Outcome:
    def join(client: RemoteClient) -> Outcome:
        found = client.select("SELECT (COUNT(*) AS ?x) { ?s ?p ?o . ?a ?p ?c }")
        number = found.number()
        if number is None:
            return fault(msg("no count with status 200: {found}", found=found.only() or "–"))
        return good(msg("counted {number} rows in time", number=number))

    return _in_time(service, join)


def _listed_in_time(service: Service) -> Outcome:
    total = " + ".join(f"?v{place}" for place in range(len(_HEAVY)))
    query = f"SELECT ?v0 {{ {_rows_of(_HEAVY)} FILTER({total} = -1) }}"

    def rows(client: RemoteClient) -> Outcome:
        if client.select(query).rows:
            return fault(msg("rows where there are none"))
        return good(msg("answered in time"))

    return _in_time(service, rows)


def _in_time(service: Service, ask: Callable[[RemoteClient], Outcome]) -> Outcome:
    """The outcome of a query whose limit at the service is soon over."""
    try:
        return ask(_with_limit(service, _LIMIT))
    except AnswerNotWhole as error:
        return fault(lines(msg("the part until then passes for an answer"), reason_of(error)))
    except (QueryFailed, ServiceFailed, ServiceUnreachable) as error:
        return good(lines(msg("an error says so"), reason_of(error)))
    except QueryTimeout as error:
        return note(msg("no end within {seconds} s", seconds=f"{error.seconds:g}"))


def _with_limit(service: Service, seconds: float) -> RemoteClient:
    """A client that tells the service a limit, and waits as long as the test allows."""
    endpoint = service.endpoint
    told = endpoint.dialect.time_limit(seconds)
    dialect = replace(endpoint.dialect, time_limit=lambda _: told)
    return RemoteClient(replace(endpoint, dialect=dialect))


LOAD = (
    Check("cap", msg("rows at once"), _cap),
    Check("deep-offset", msg("deep OFFSET"), _deep_offset, on_error=Verdict.NOTE),
    Check("long-join", msg("a join that takes long"), _joined_in_time),
    Check("long-count", msg("a count that takes long"), _counted_in_time),
    Check("long-table", msg("a table that takes long"), _listed_in_time),
)
"""Checks under load, those that may bring a service down at the end."""
