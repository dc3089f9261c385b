"""Queries of shapes have SPARQL's operators."""

import pytest
from judges import graph_in
from pyoxigraph import QuerySolutions, RdfFormat, Store
from rdflib import XSD, Graph

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
    "1 IN (2, 1.0)",
    '!("2020-01-01T00:30:00+01:00"^^xsd:dateTime NOT IN ("2019-12-31T23:30:00Z"^^xsd:dateTime))',
    "!(1 IN ())",
    "1 NOT IN ()",
    "1 IN (?none, 1)",
    'COALESCE(1 IN (?none, 2), "none") = "none"',
    'COALESCE(1 NOT IN (?none, 2), "none") = "none"',
    "?none || true",
    "true || ?none",
    "!(?none && false)",
    "!(false && ?none)",
    'COALESCE(?none || false, "none") = "none"',
    'COALESCE(?none && true, "none") = "none"',
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


VALUES = {
    "string": ("", "a", "b"),
    "token": ("a", "b"),
    "NCName": ("B", "a"),
    "language": ("aa", "en"),
    "integer": ("0", "1", "16777217", "-2"),
    "byte": ("1", "-2"),
    "decimal": ("0.1", "1.0"),
    "float": ("0.1", "1", "16777217", "NaN", "INF"),
    "double": ("0.1", "1e0", "16777217", "NaN", "-INF"),
    "boolean": ("true", "1", "0", "x"),
    "date": ("2020-01-01", "2020-01-01Z", "2019-12-31-14:00"),
    "dateTime": ("2020-01-01T00:00:00", "2020-01-01T00:00:00Z"),
    "dayTimeDuration": ("P1D", "PT24H"),
    "gYear": ("2020", "2021", "2020Z"),
    "gYearMonth": ("2020-01", "2020-02"),
    "anyURI": ("urn:a", "urn:b"),
}


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_any_two_literals_compare_as_in_another_engine(operator: str) -> None:
    literals = [f'"{text}"^^xsd:{name}' for name, texts in VALUES.items() for text in texts]
    turtle = f"@prefix xsd: <{XSD}> .\n" + "".join(
        f"<urn:n{number}> <urn:value> {literal} .\n" for number, literal in enumerate(literals)
    )
    pairs = "$this <urn:value> ?a . ?value <urn:value> ?b FILTER"
    query = f"SELECT $this ?value {{ {pairs}(?a {operator} ?b) }}"
    shape = f'<urn:s> sh:targetSubjectsOf <urn:value> ; sh:sparql [ sh:select "{query}" ] .'
    report = judge(graph_in(turtle), graph_in(P + shape), processes=1)
    found = {
        (str(report.value(result, SH.focusNode)), str(report.value(result, SH.value)))
        for result in report.subjects(SH.focusNode, None)
    }
    store = Store()
    store.load(turtle.encode(), RdfFormat.TURTLE)
    true = answers(store, query)
    false = answers(store, f"SELECT $this ?value {{ {pairs}(!(?a {operator} ?b)) }}")
    assert len(true) > 30
    assert true <= found, sorted(true - found)
    assert found.isdisjoint(false), sorted(found & false)


def answers(store: Store, query: str) -> set[tuple[str, str]]:
    """The rows of two IRIs; the other engine takes any term for not less than itself, even NaN."""
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    return {(row[0].value, row[1].value) for row in rows if row[0] != row[1]}
