"""Queries of shapes have SPARQL's operators."""

import pytest
from rdflib import Graph

from schlaglicht.validation.shacl.run import judge
from schlaglicht.vocab import SH

P = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
TRUE = [
    '"P10Y"^^xsd:duration > "P9Y"^^xsd:duration',
    '"P1Y"^^xsd:yearMonthDuration = "P12M"^^xsd:yearMonthDuration',
    '"P1Y"^^xsd:duration != "P13M"^^xsd:duration',
    '"2020-01-01+14:00"^^xsd:date < "2020-01-01Z"^^xsd:date',
    '"12020-01-01"^^xsd:date >= "2020-01-01"^^xsd:date',
    '"2020-01-01T00:30:00+01:00"^^xsd:dateTime = "2019-12-31T23:30:00Z"^^xsd:dateTime',
    '"10:00:00.0000001"^^xsd:time < "10:00:00.0000002"^^xsd:time',
    '"24:00:00"^^xsd:time <= "00:00:01"^^xsd:time',
    'COALESCE("P1M"^^xsd:duration < "P30D"^^xsd:duration, "none") = "none"',
    'COALESCE(1 < "2", "none") = "none"',
    'COALESCE("1"^^xsd:hexBinary < 2, "none") = "none"',
    'COALESCE("<p/>"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML> < 1, "none") = "none"',
    'COALESCE("x"^^xsd:integer < 2, "none") = "none"',
    'COALESCE("300"^^xsd:byte >= 2, "none") = "none"',
    'COALESCE("a" < "b"@en, "none") = "none"',
    '!("NaN"^^xsd:double < 1)',
    '"+1"^^xsd:int <= 1.0',
    "1 < 2.5",
    '"a" < "b"',
    'REGEX("aB", "^ab$", "i")',
    "!REGEX('a\\n', '^a$')",
    'REGEX("b", "^[a-z-[aeiou]]$")',
    'COALESCE(REGEX("a", "["), "none") = "none"',
    'REPLACE("ab", "(a)(b)", "$2$1") = "ba"',
    'REPLACE("a", "a", "\\\\$") = "$"',
    'COALESCE(REPLACE("a", "a", "$"), "none") = "none"',
    'REPLACE("abc"@en, "b", "x") = "axc"@en',
]


@pytest.mark.parametrize("condition", TRUE)
def test_condition_holds_in_a_constraint(condition: str) -> None:
    query = (
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
        f"SELECT $this WHERE {{ $this ?p ?o FILTER({condition}) }}"
    )
    constraint = f'sh:sparql [ sh:select """{query_text(query)}""" ]'
    shapes = Graph().parse(data=f"{P}<urn:s> sh:targetNode <urn:a> ; {constraint} .")
    data = Graph().parse(data="<urn:a> <urn:p> <urn:o> .", format="turtle")
    assert len(list(judge(data, shapes).objects(None, SH.result))) == 1


def query_text(query: str) -> str:
    """A query as it stands in a string of Turtle."""
    return query.replace("\\", "\\\\").replace('"', '\\"')
