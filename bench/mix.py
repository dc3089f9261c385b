"""The queries of the endpoint benchmark: small ones by the thousand, heavy ones one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass

SOLUTIONS = "application/sparql-results+json"
GRAPH = "application/n-triples"
TURTLE = "text/turtle"

_PREFIX = "PREFIX s: <https://schema.org/> "
_EVENT = "<https://example.org/bench/event/__A__>"
_PERSON = "<https://example.org/bench/person/__B__>"


@dataclass(frozen=True)
class Query:
    """A text with places for numbers, so that each request can differ from all others.

    In small queries `__A__` stands for the number of an existing event, `__B__` for a number that
    increases by one (bench/load.lua); in heavy ones `__1000__` for 1000 plus a number.
    """

    name: str
    text: str
    accept: str = SOLUTIONS

    def numbered(self, number: int) -> str:
        """The text with each placeholder filled: by `number`, or a first number plus `number`."""
        text = self.text.replace("__A__", str(number)).replace("__B__", str(number))
        return re.sub(r"__(\d+)__", lambda found: str(int(found[1]) + number), text)


SMALL = (
    Query("ASK", f"ASK {{ {_EVENT} <https://schema.org/attendee> {_PERSON} }}"),
    Query("DESCRIBE", f"DESCRIBE {_EVENT} #__B__", GRAPH),
    Query("DESCRIBE, Turtle", f"DESCRIBE {_EVENT} #__B__", TURTLE),
    Query("lookup", f"SELECT ?p ?o {{ {_EVENT} ?p ?o }} #__B__"),
    Query(
        "small join",
        f"{_PREFIX}SELECT ?who ?city {{ {_EVENT} s:organizer ?o . ?o s:name ?who ; "
        's:location/s:name ?city FILTER(lang(?who) = "en" && lang(?city) = "en") } #__B__',
    ),
)
"""Queries answered in microseconds, which measure the path to the engine and back."""

HEAVY = (
    Query(
        "type and language, 1000 rows",
        f"{_PREFIX}SELECT ?e ?n {{ ?e a s:BusinessEvent ; s:name ?n "
        'FILTER(lang(?n) = "de") } LIMIT __1000__',
    ),
    Query(
        "3-hop join",
        f"{_PREFIX}SELECT ?e ?country {{ ?e a s:EducationEvent ; s:organizer ?o . "
        "?o s:location ?c . ?c s:containedInPlace ?country } LIMIT __1000__",
    ),
    Query(
        "group by year and country",
        f"{_PREFIX}SELECT ?y ?country (COUNT(?e) AS ?count) {{ ?e s:startDate ?d ; "
        "s:location/s:containedInPlace ?country BIND(YEAR(?d) AS ?y) "
        "FILTER(?e != <https://example.org/bench/event/__0__>) } GROUP BY ?y ?country",
    ),
    Query(
        "count distinct",
        f"{_PREFIX}SELECT (COUNT(DISTINCT ?p) AS ?count) {{ ?e s:attendee ?p "
        "FILTER(?p != <https://example.org/bench/person/__0__>) }",
    ),
    Query(
        "property path",
        f"{_PREFIX}SELECT ?o {{ ?o s:parentOrganization+ "
        "<https://example.org/bench/organization/1> } LIMIT __5000__",
    ),
    Query(
        "ORDER BY LIMIT",
        f"{_PREFIX}SELECT ?e ?d {{ ?e s:startDate ?d }} ORDER BY DESC(?d) ?e LIMIT __10__",
    ),
    Query(
        "text (CONTAINS)",
        f"{_PREFIX}SELECT (COUNT(*) AS ?count) {{ ?e s:description ?t "
        'FILTER(CONTAINS(LCASE(?t), "award") && ?e != <https://example.org/bench/event/__0__>) }',
    ),
    Query(
        "UNION and MINUS",
        f"{_PREFIX}SELECT ?x {{ {{ ?x a s:Grant }} UNION {{ ?x a s:City }} "
        "MINUS { ?x s:funder <https://example.org/bench/organization/__0__> } } LIMIT __2000__",
    ),
    Query(
        "join filtered by year",
        f"{_PREFIX}SELECT (COUNT(*) AS ?count) {{ ?e s:startDate ?d ; s:attendee ?p . "
        "?p s:worksFor ?o FILTER(YEAR(?d) = 2010 && "
        "?o != <https://example.org/bench/organization/__0__>) }",
    ),
    Query(
        "SELECT of 100k rows",
        "SELECT * { ?s ?p ?o } LIMIT __100000__",
    ),
    Query(
        "CONSTRUCT of 100k triples",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT __100000__",
        GRAPH,
    ),
)
"""Queries answered in milliseconds, which measure the engine and the transfer of results."""
