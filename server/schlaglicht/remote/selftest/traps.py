"""Checks for the traps of the field: answers that pass for what they are not."""

from __future__ import annotations

from schlaglicht.errors import (
    AnswerNotWhole,
    QueryFailed,
    QueryTimeout,
    ServiceFailed,
    ServiceUnreachable,
)
from schlaglicht.i18n import lines, msg, plural, verbatim
from schlaglicht.remote.keyset_paging import WORDS
from schlaglicht.remote.selftest.finding import (
    Check,
    Outcome,
    Verdict,
    fault,
    good,
    note,
    reason_of,
)
from schlaglicht.remote.selftest.service import Service

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
    body = service.get("ASK {}", "application/sparql-results+json").body
    if b'"boolean"' in body:
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


def _zero_path(service: Service) -> Outcome:
    if service.client.ask("ASK { <urn:no:s> <urn:no:p>* <urn:no:s> }"):
        return good(msg("it connects a term with itself"))
    return note(msg("it does not connect a term with itself that no triple has"))


def _open_path(service: Service) -> Outcome:
    if service.client.ask("ASK { ?s <urn:no:p>+ ?o }"):
        return fault(msg("a path of a property that does not exist leads somewhere"))
    return good(msg("a path between two unknown ends is answered"))


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
    Check("zero-path", msg("path of length zero"), _zero_path, on_error=Verdict.NOTE),
    Check("open-path", msg("open path"), _open_path, on_error=Verdict.NOTE),
    Check("empty-graph", msg("empty graph"), _empty_graph),
    Check("service", verbatim("SERVICE"), _foreign_service),
)
"""Traps of the field."""
