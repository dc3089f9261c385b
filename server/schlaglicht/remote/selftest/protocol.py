"""Checks of the W3C's protocol: how queries come and go, and how what is wrong is refused.

https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from collections.abc import Callable

from schlaglicht.formats import (
    CSV,
    GRAPH_FORMATS,
    JSON,
    NTRIPLES,
    RDFXML,
    TSV,
    TURTLE,
    XML,
    Format,
)
from schlaglicht.i18n import Texts, msg
from schlaglicht.remote.exchange import Response
from schlaglicht.remote.selftest.finding import Check, Outcome, Verdict, fact, fault, good, note
from schlaglicht.remote.selftest.service import HandMade, Service

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


def _other_origins(service: Service) -> Outcome:
    headers = (*_JSON, ("Origin", "https://example.org"))
    response = service.send(HandMade("GET", [("query", _ASK)], headers=headers))
    allowed = response.headers.get("access-control-allow-origin")
    return fact(msg("scripts of other sites may ask") if allowed else msg("scripts may not ask"))


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
    Check("other-origins", msg("other origins"), _other_origins),
)
"""How the endpoint keeps to the protocol."""
