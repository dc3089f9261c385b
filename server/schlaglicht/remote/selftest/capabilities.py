"""Checks of what an endpoint can do; most need no data."""

from __future__ import annotations

import statistics
import time

from schlaglicht.errors import SchlaglichtError
from schlaglicht.i18n import msg, plural, verbatim
from schlaglicht.remote.selftest.finding import (
    Check,
    Outcome,
    Verdict,
    fact,
    fault,
    good,
    note,
)
from schlaglicht.remote.selftest.service import HandMade, Service

_FEATURES = {
    "BIND": "SELECT ?x { BIND(6 * 7 AS ?x) }",
    "VALUES": "SELECT ?x { VALUES ?x { 42 } }",
    "subquery": "SELECT ?x { { SELECT (SUM(?y) AS ?x) { VALUES ?y { 40 2 } } } }",
    "GROUP BY, HAVING": (
        "SELECT (MAX(?y) AS ?x) { VALUES (?k ?y) { (1 7) (2 42) (2 1) } } "
        "GROUP BY ?k HAVING (COUNT(*) > 1)"
    ),
    "EXISTS": "SELECT ?x { VALUES ?x { 42 } FILTER NOT EXISTS { <urn:no:s> <urn:no:p> ?y } }",
    "MINUS": "SELECT ?x { { VALUES ?x { 1 42 } } MINUS { VALUES ?x { 1 } } }",
    "OPTIONAL": "SELECT ?x { VALUES ?x { 42 } OPTIONAL { <urn:no:s> <urn:no:p> ?y } }",
    "UNION": "SELECT (COUNT(*) + 40 AS ?x) { { BIND(1 AS ?y) } UNION { BIND(2 AS ?y) } }",
    "COALESCE, IF": 'SELECT ?x { BIND(IF(COALESCE(?y, "a") = "a", 42, 0) AS ?x) }',
    "REPLACE": 'SELECT ?x { BIND(REPLACE("4_2", "_", "") AS ?x) }',
    "SHA256": 'SELECT ?x { BIND(STRLEN(SHA256("a")) - 22 AS ?x) }',
}
"""Queries of SPARQL 1.1 by feature; the answer to each is 42."""

_SAMPLE = 1_000


def _kind(service: Service) -> Outcome:
    title = service.endpoint.dialect.title
    server = service.server or "–"
    return fact(msg("{server}; asked as {dialect}", server=server, dialect=title))


def _size(service: Service) -> Outcome:
    triples = service.number("SELECT (COUNT(*) AS ?x) { ?s ?p ?o }")
    graphs = service.number("SELECT (COUNT(DISTINCT ?g) AS ?x) { GRAPH ?g { ?s ?p ?o } }")
    return fact(
        msg(
            "{triples} in the default graph, {graphs}",
            triples=plural("one triple", "{number} triples", triples),
            graphs=plural("one named graph", "{number} named graphs", graphs),
        )
    )


def _features(service: Service) -> Outcome:
    lacking = [name for name, query in _FEATURES.items() if not _is_answer(service, query, "42")]
    if lacking:
        return fault(msg("wrong or refused: {names}", names=", ".join(lacking)))
    return good(msg("{number} features of SPARQL 1.1 answered right", number=len(_FEATURES)))


def _sparql12(service: Service) -> Outcome:
    query = 'SELECT ?x { BIND(LANGDIR("a"@en--ltr) AS ?x) }'
    understood = _is_answer(service, query, "ltr")
    return fact(msg("understood") if understood else msg("not understood"))


def _is_answer(service: Service, query: str, expected: str) -> bool:
    try:
        return service.value(query) == expected
    except SchlaglichtError:
        return False


def _update(service: Service) -> Outcome:
    response = service.send(HandMade("POST", [("update", "INSERT DATA {}")]))
    if response.status >= 300:
        return good(msg("refused at this URL, with status {code}", code=str(response.status)))
    credentials = service.endpoint.credentials
    if credentials.user or credentials.token:
        return fact(msg("accepted, with these credentials"))
    return note(msg("accepted without any credentials: anyone can change the data"))


def _text_search(service: Service) -> Outcome:
    pattern = service.endpoint.dialect.text_search
    if pattern is None:
        return fact(msg("none is known for {dialect}", dialect=service.endpoint.dialect.title))
    words = pattern.format(words='"schema"')
    found = service.number(f"SELECT (COUNT(*) AS ?x) {{ {words} }}")
    return fact(msg("by an index of its own: {number} texts with a word", number=found))


def _union(service: Service) -> Outcome:
    part = f"{{ SELECT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {_SAMPLE} }}"
    if not service.client.ask("ASK { GRAPH ?g { ?s ?p ?o } }"):
        return fact(msg("there are no named graphs"))
    if service.client.ask(f"ASK {{ {part} FILTER NOT EXISTS {{ ?s ?p ?o }} }}"):
        return fact(msg("the default graph is apart from the named graphs"))
    return fact(msg("the default graph is the union of all graphs"))


def _blank_nodes(service: Service) -> Outcome:
    query = "SELECT ?b { ?b ?p ?o FILTER(isBlank(?b)) } ORDER BY ?p ?o LIMIT 20"
    first, second = (service.client.select(query).column("b") for _ in range(2))
    if not first:
        return fact(msg("there are none"))
    if sorted(first) == sorted(second):
        return fact(msg("they have the same labels in two answers"))
    return fact(msg("they have other labels in each answer"))


def _speed(service: Service) -> Outcome:
    times = [_seconds(service, "ASK {}") for _ in range(5)]
    scan = _seconds(service, "ASK { ?s ?p ?o FILTER(?o = <urn:no:o>) }")
    said = msg("{ask} ms for ASK {braces}, {scan} ms to compare every object with an IRI")
    return fact(
        said.filled(
            ask=_milliseconds(statistics.median(times)), scan=_milliseconds(scan), braces="{}"
        )
    )


def _seconds(service: Service, query: str) -> float:
    started = time.monotonic()
    service.client.ask(query)
    return time.monotonic() - started


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


CAPABILITIES = (
    Check("server", msg("software"), _kind),
    Check("size", msg("size"), _size, on_error=Verdict.NOTE),
    Check("speed", msg("speed"), _speed, on_error=Verdict.NOTE),
    Check("sparql-1.1", verbatim("SPARQL 1.1"), _features),
    Check("sparql-1.2", verbatim("SPARQL 1.2"), _sparql12, on_error=Verdict.FACT),
    Check("update", msg("updates"), _update, on_error=Verdict.NOTE),
    Check("text-search", msg("text search"), _text_search, on_error=Verdict.FACT),
    Check("union-default-graph", msg("default graph"), _union, on_error=Verdict.NOTE),
    Check("blank-nodes", msg("blank nodes"), _blank_nodes, on_error=Verdict.NOTE),
)
"""What the endpoint can do."""
