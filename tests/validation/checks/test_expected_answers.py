import pytest

from schlaglicht.validation.checks.expected_answers import is_ordered


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o } ORDER BY ?s",
        "select * { ?s ?p ?o }\norder  by desc(?s)\nlimit 3",
        "SELECT * { { SELECT * { ?s ?p ?o } } } ORDER BY ?s",
        "SELECT * { ?s ?p ?o } ORDER BY ?s VALUES ?s { 1 }",
        'SELECT * { ?s ?p "}{" } ORDER BY ?s',
        "SELECT * { ?s ?p ?o . # a } in a comment\n } ORDER BY ?s",
        'SELECT * { ?s ?p ?o FILTER(?o<">"||?o="{") } ORDER BY ?s',
        r"SELECT * { ?s ?p ?o } \u004FRDER BY ?s",
    ],
)
def test_query_that_orders_its_rows(query: str) -> None:
    assert is_ordered(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { { SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 3 } }",
        "# ORDER BY nothing\nSELECT * { ?s ?p ?o }",
        'SELECT * { ?s ?p ?o } GROUP BY ("ORDER BY" AS ?x)',
        "SELECT * { ?s ?p ?o } GROUP BY ?order ?by",
        "SELECT * { ?s ?p ?o } HAVING a:order by:a",
        "SELECT * { ?s <http://a/#x> ?o . FILTER(?o < 3) }",
    ],
)
def test_query_that_does_not(query: str) -> None:
    assert not is_ordered(query)
