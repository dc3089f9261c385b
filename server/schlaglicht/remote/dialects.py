"""Dialects of SPARQL services: where each departs from the specification, as far as it matters.

The signs of an answer that is not whole are looked for in every dialect (`whole_answer`); a dialect
says what has to be asked otherwise.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

TimeLimit = Callable[[float], Mapping[str, str]]
"""The parameters of a request that set the service's own time limit, in seconds."""


def _none(_: float) -> Mapping[str, str]:
    return {}


def _in_seconds(seconds: float) -> Mapping[str, str]:
    return {"timeout": str(math.ceil(seconds))}


def _in_seconds_with_unit(seconds: float) -> Mapping[str, str]:
    return {"timeout": f"{math.ceil(seconds)}s"}


def _in_milliseconds(seconds: float) -> Mapping[str, str]:
    return {"timeout": str(math.ceil(seconds * 1000))}


@dataclass(frozen=True)
class Dialect:
    """A kind of service: how it is told its time limit and searches text."""

    name: str
    title: str
    time_limit: TimeLimit = _none
    text_search: str | None = None
    """A graph pattern with `{words}`, a string in quotes, that binds `?text` of `?s ?p ?text`."""
    recognised_by: str = r"(?!)"
    """A pattern that the header field Server of its answers, in lower case, contains."""


GENERIC = Dialect("generic", "SPARQL 1.1")
UNKNOWN = Dialect("unknown", "SPARQL 1.1")
"""The dialect of a service whose product is still to be recognised."""

DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        GENERIC,
        Dialect(
            "virtuoso",
            "Virtuoso",
            _in_milliseconds,
            "?s ?p ?text . ?text bif:contains {words}",
            "virtuoso",
        ),
        Dialect("oxigraph", "Oxigraph", recognised_by="oxigraph"),
        Dialect("comunica", "Comunica", recognised_by="comunica"),
        Dialect(
            "qlever",
            "QLever",
            _in_seconds_with_unit,
            "?text <http://qlever.cs.uni-freiburg.de/builtin-functions/contains-word> {words} . "
            "?s ?p ?text",
            "qlever",
        ),
        Dialect(
            "fuseki",
            "Apache Jena Fuseki",
            _in_seconds,
            "(?s ?score ?text) <http://jena.apache.org/text#query> {words}",
            "fuseki|jena",
        ),
        Dialect("graphdb", "GraphDB", _in_seconds, recognised_by="graphdb"),
        Dialect("neptune", "Amazon Neptune", recognised_by="neptune"),
        Dialect("schlaglicht", "Schlaglicht", recognised_by="schlaglicht"),
    )
}
"""All dialects by name."""


def recognised(server: str) -> Dialect:
    """The dialect that the header field Server of an answer names, else the generic one."""
    for dialect in DIALECTS.values():
        if re.search(dialect.recognised_by, server.lower()):
            return dialect
    return GENERIC
