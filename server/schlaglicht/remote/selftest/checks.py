"""The checks of an endpoint: what it can do, how it keeps to the protocol, traps, load.

Traps are answers that pass for what they are not. Checks under load cost more than a moment; what
they begin may outlast them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from schlaglicht.errors import (
    AnswerNotWhole,
    QueryFailed,
    QueryTimeout,
    SchlaglichtError,
    ServiceFailed,
    ServiceUnreachable,
)
from schlaglicht.formats import CSV, GRAPH_FORMATS, JSON, NTRIPLES, RDFXML, TSV, TURTLE, XML, Format
from schlaglicht.i18n import Texts, lines, msg, plural, verbatim
from schlaglicht.remote.client import RemoteClient
from schlaglicht.remote.http_requests import Response
from schlaglicht.remote.keyset_paging import WORDS
from schlaglicht.remote.selftest.service import (
    Check,
    HandMade,
    Outcome,
    Service,
    Verdict,
    fact,
    fault,
    good,
    note,
    reason_of,
)

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
    known = msg("{server}; asked as {dialect}")
    return fact(known.filled(server=service.server or "–", dialect=service.endpoint.dialect.title))


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
    understood = _is_answer(service, 'SELECT ?x { BIND(LANGDIR("a"@en--ltr) AS ?x) }', "ltr")
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


def _union(service: Service) -> Outcome:
    part = f"{{ SELECT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {_SAMPLE} }}"
    if not service.client.ask("ASK { GRAPH ?g { ?s ?p ?o } }"):
        return fact(msg("there are no named graphs"))
    if service.client.ask(f"ASK {{ {part} FILTER NOT EXISTS {{ ?s ?p ?o }} }}"):
        return fact(msg("the default graph is apart from the named graphs"))
    return fact(msg("the default graph is the union of all graphs"))


CAPABILITIES = (
    Check("server", msg("software"), _kind),
    Check("size", msg("size"), _size, on_error=Verdict.NOTE),
    Check("sparql-1.1", verbatim("SPARQL 1.1"), _features),
    Check("sparql-1.2", verbatim("SPARQL 1.2"), _sparql12, on_error=Verdict.FACT),
    Check("update", msg("updates"), _update, on_error=Verdict.NOTE),
    Check("union-default-graph", msg("default graph"), _union, on_error=Verdict.NOTE),
)
"""What the endpoint can do."""


_ASK = "ASK {}"
_SELECT = "SELECT ?x { VALUES ?x { 42 } }"
_CONSTRUCT = "CONSTRUCT { <urn:a:s> <urn:a:p> 42 } {}"
_QUERY = "application/sparql-query"
_JSON = (("Accept", JSON.media_type),)


def _accepted(made: HandMade) -> Callable[[Service], Outcome]:
    """A check that a request is answered."""

    def check(service: Service) -> Outcome:
        response = service.send(made)
        if response.status == 200 and _type(response) == JSON.media_type:
            return good(_status(response))
        return fault(_status(response))

    return check


def _refused(made: HandMade) -> Callable[[Service], Outcome]:
    """A check that a request is refused as the client's fault."""

    def check(service: Service) -> Outcome:
        response = service.send(made)
        if 400 <= response.status < 500:
            return good(_status(response))
        if response.status >= 500:
            return note(
                msg("{status}: as if it were the service's fault", status=_status(response))
            )
        return fault(msg("{status}: accepted", status=_status(response)))

    return check


def _types(query: str, formats: tuple[Format, ...], needed: Format) -> Callable[[Service], Outcome]:
    """A check of the types that are available; without `needed` no client of ours can ask."""

    def check(service: Service) -> Outcome:
        had = [
            known
            for known in formats
            if _type(service.get(query, known.media_type)) == known.media_type
        ]
        names = ", ".join(known.name for known in had)
        lacking = ", ".join(known.name for known in formats if known not in had)
        if needed not in had:
            return fault(msg("{needed} is missing", needed=needed.media_type))
        if lacking:
            return fact(msg("{names}; not {lacking}", names=names, lacking=lacking))
        return good(msg("{names}", names=names))

    return check


def _description(service: Service) -> Outcome:
    response = service.send(HandMade("GET", headers=(("Accept", TURTLE.media_type),)))
    kinds = {known.media_type for known in GRAPH_FORMATS}
    if (
        response.status == 200
        and _type(response) in kinds
        and b"service-description#" in response.body
    ):
        return good(msg("at the endpoint's own URL"))
    return note(msg("none: {status}", status=_status(response)))


def _other_graph(service: Service) -> Outcome:
    fields = [("query", "ASK { ?s ?p ?o }"), ("default-graph-uri", "urn:no:graph")]
    response = service.send(HandMade("POST", fields, headers=_JSON))
    body = response.body.replace(b" ", b"")
    if response.status >= 400:
        return note(msg("{status}: a graph that does not exist", status=_status(response)))
    if b'"boolean":true' in body or b'"value":"1"' in body:
        return fault(msg("it is ignored: the answer is that of another graph"))
    return good(msg("it is heeded"))


def _type(response: Response) -> str:
    is_right = 200 <= response.status < 300
    return response.headers.get("content-type", "").partition(";")[0].strip() if is_right else ""


def _status(response: Response) -> Texts:
    return msg("status {code}", code=str(response.status))


def _direct(content: str, kind: str) -> HandMade:
    return HandMade("POST", body=content.encode(), headers=(*_JSON, ("Content-Type", kind)))


PROTOCOL = (
    Check(
        "query-get",
        msg("query by GET"),
        _accepted(HandMade("GET", [("query", _ASK)], headers=_JSON)),
    ),
    Check(
        "query-post-form",
        msg("query as a form"),
        _accepted(HandMade("POST", [("query", _ASK)], headers=_JSON)),
    ),
    Check("query-post-direct", msg("query as the content"), _accepted(_direct(_ASK, _QUERY))),
    Check(
        "bad-syntax", msg("a syntax error"), _refused(HandMade("GET", [("query", "ASK nonsense")]))
    ),
    Check("bad-two-queries", msg("two queries"), _refused(HandMade("GET", [("query", _ASK)] * 2))),
    Check(
        "bad-type",
        msg("a query of the wrong type"),
        _refused(_direct(_ASK, "text/plain")),
    ),
    Check(
        "bad-encoding",
        msg("a query that is not UTF-8"),
        _refused(
            HandMade(
                "POST", body=b'ASK { BIND("\xff" AS ?x) }', headers=(("Content-Type", _QUERY),)
            )
        ),
    ),
    Check(
        "bad-update-get",
        msg("an update by GET"),
        _refused(HandMade("GET", [("update", "INSERT DATA {}")])),
        on_error=Verdict.NOTE,
    ),
    Check("default-graph-uri", msg("default-graph-uri"), _other_graph),
    Check("select-types", msg("types of SELECT"), _types(_SELECT, (JSON, XML, CSV, TSV), JSON)),
    Check(
        "construct-types",
        msg("types of CONSTRUCT"),
        _types(_CONSTRUCT, (NTRIPLES, TURTLE, RDFXML), NTRIPLES),
    ),
    Check("service-description", msg("description of itself"), _description),
)
"""How the endpoint keeps to the protocol."""


_XSD = "http://www.w3.org/2001/XMLSchema#"
_LITERALS = (
    f'"007"^^<{_XSD}integer>',
    f'"5.50"^^<{_XSD}decimal>',
    f'"1"^^<{_XSD}boolean>',
    f'"2020-01-01T00:00:00+00:00"^^<{_XSD}dateTime>',
    '"Servus"@de-AT',
    f'"a"^^<{_XSD}token>',
    '"a\\nb\\t\\"c\\" \\\\ \U0001d11e"',
)


def _ask_as_json(service: Service) -> Outcome:
    if b'"boolean"' in service.get("ASK {}", "application/sparql-results+json").body:
        return good(msg("true and false"))
    return note(msg("as a table of one row: clients find no boolean"))


def _literals(service: Service) -> Outcome:
    query = f"SELECT ?x {{ VALUES ?x {{ {' '.join(_LITERALS)} }} }}"
    found = {term.ntriples for term in service.client.select(query).column("x")}
    changed = [literal for literal in _LITERALS if literal not in found]
    if changed:
        names = ", ".join(literal.replace(f"<{_XSD}", "xsd:").rstrip(">") for literal in changed)
        return note(msg("written in another way: {literals}", literals=names))
    return good(msg("as they are written"))


def _order(service: Service) -> Outcome:
    texts = " ".join(f'"{word}"' for word in reversed(WORDS))
    query = f"SELECT ?x {{ VALUES ?x {{ {texts} }} }} ORDER BY STR(?x)"
    found = tuple(term.value for term in service.client.select(query).column("x"))
    if sorted(found) != sorted(WORDS):
        return fault(msg("texts are not the same after they are sorted"))
    later = f'SELECT ?x {{ VALUES ?x {{ {texts} }} FILTER(STR(?x) > "{found[3]}") }}'
    behind = {term.value for term in service.client.select(later).column("x")}
    if behind != set(found[4:]):
        return fault(msg("ORDER BY and > follow two orders: pages by key lose rows"))
    if found != WORDS:
        return note(msg("texts are in an order of its own: {words}", words=" ".join(found)))
    return good(msg("texts are ordered by code point"))


def _asked(query: str, yes: Outcome, no: Outcome) -> Callable[[Service], Outcome]:
    """A check by an ASK, with its two outcomes."""
    return lambda service: yes if service.client.ask(query) else no


def _empty_graph(service: Service) -> Outcome:
    found = service.client.graph("CONSTRUCT { ?s ?p ?o } { ?s <urn:no:p> ?o . ?s ?p ?o }")
    if found.lines:
        number = plural("one triple", "{number} triples", len(found.lines))
        return fault(msg("{number} where there are none", number=number))
    return good(msg("valid N-Triples"))


def _foreign_service(service: Service) -> Outcome:
    query = "SELECT ?s { SERVICE <http://service.invalid/sparql> { ?s ?p ?o } }"
    try:
        service.client.select(query)
    except AnswerNotWhole as error:
        return fault(lines(msg("the error of SERVICE stands inside a success"), reason_of(error)))
    except (QueryFailed, ServiceFailed, ServiceUnreachable):
        return good(msg("an error is an error"))
    except QueryTimeout:
        return note(msg("no answer before the deadline"))
    return fault(msg("an error of SERVICE is answered as no rows"))


TRAPS = (
    Check("ask-as-json", verbatim("ASK"), _ask_as_json),
    Check("literals", msg("literals"), _literals),
    Check("order", msg("order"), _order),
    Check(
        "zero-path",
        msg("path of length zero"),
        _asked(
            "ASK { <urn:no:s> <urn:no:p>* <urn:no:s> }",
            good(msg("it connects a term with itself")),
            note(msg("it does not connect a term with itself that no triple has")),
        ),
        on_error=Verdict.NOTE,
    ),
    Check(
        "open-path",
        msg("open path"),
        _asked(
            "ASK { ?s <urn:no:p>+ ?o }",
            fault(msg("a path of a property that does not exist leads somewhere")),
            good(msg("a path between two unknown ends is answered")),
        ),
        on_error=Verdict.NOTE,
    ),
    Check("empty-graph", msg("empty graph"), _empty_graph),
    Check("service", verbatim("SERVICE"), _foreign_service),
)
"""Traps of the field."""


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
    told = endpoint.dialect.time_limit(seconds).get("timeout", "")
    return RemoteClient(replace(endpoint, dialect=replace(endpoint.dialect, timeout=told)))


LOAD = (
    Check("cap", msg("rows at once"), _cap),
    Check("deep-offset", msg("deep OFFSET"), _deep_offset, on_error=Verdict.NOTE),
    Check("long-join", msg("a join that takes long"), _joined_in_time),
    Check("long-count", msg("a count that takes long"), _counted_in_time),
    Check("long-table", msg("a table that takes long"), _listed_in_time),
)
"""Checks under load, those that may bring a service down at the end."""
