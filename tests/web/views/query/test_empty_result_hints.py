from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import unquote_plus

import pytest
from flask.testing import FlaskClient
from patience import PATIENCE
from tables import each

from schlaglicht.query.empty_answers import explanation

QUERY = "SELECT * { ?city schema:populatoin ?n }"

NOTE = "schema:populatoin is not in this graph; did you mean schema:population?"


@pytest.fixture(autouse=True)
def _time_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explanation, "HINTS", explanation.Turns())
    monkeypatch.setattr(explanation, "LIMITS", replace(explanation.LIMITS, seconds=PATIENCE))


FORMATS = ("json", "xml", "csv", "tsv")
MISSPELT = "?city schema:populatoin ?m"
BOTH = f"?city schema:population ?n OPTIONAL {{ {MISSPELT} }}"


@each(
    ("query", "names", "notes"),
    [
        (QUERY, FORMATS, [NOTE]),
        (f"SELECT * {{ {BOTH} }}", FORMATS, []),
        (f"SELECT (COUNT(*) AS ?n) {{ {MISSPELT} }}", FORMATS, [NOTE]),
        (f"SELECT (COUNT(?m) AS ?n) (COUNT(*) AS ?o) {{ {MISSPELT} }}", FORMATS, [NOTE]),
        (f"SELECT (COUNT(?m) AS ?n) (MAX(?m) AS ?most) {{ {MISSPELT} }}", FORMATS, [NOTE]),
        (f"SELECT (COUNT(?n) AS ?c) (COUNT(?m) AS ?d) {{ {BOTH} }}", FORMATS, []),
        (
            "ASK { ?city schema:größe ?n }",
            ["json"],
            ["schema:gr%C3%B6%C3%9Fe is not in this graph"],
        ),
        ("ASK { ?a schema:population -1 }", ["json"], []),
        (
            "SELECT * {\n  GRAPH <http://x/> { ?a ?b ?c } }",
            ["json"],
            ["The dataset has no graph <http://x/>."],
        ),
    ],
    ids=[
        *("an unknown term", "an optional one", "a count of nothing", "two counts of nothing"),
        *("its maximum", "a count of something", "an unknown term, in ASCII"),
        *("an ASK that is false, which asks no more", "an absent graph"),
    ],
)
def test_answer_says_in_a_header_why_it_is_empty(
    client: FlaskClient, query: str, names: Sequence[str], notes: list[str]
) -> None:
    for name in names:
        response = client.get("/sparql", query_string={"query": query, "format": name})
        assert response.headers.getlist("Schlaglicht-Note") == notes
        assert "Schlaglicht-Note" in response.headers["Access-Control-Expose-Headers"]


def test_body_of_an_empty_answer_is_what_clients_expect(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": QUERY})
    assert json.loads(response.data)["results"] == {"bindings": []}


TOGETHER = "SELECT * {\n  ?a schema:population ?n .\n  FILTER(?n < 0) }"


@each(
    ("query", "language", "parts"),
    [
        (f"SELECT (COUNT(*) AS ?n) {{ {MISSPELT} }}", "en", ["Did you mean schema:population"]),
        (QUERY, "en", ["Did you mean schema:population"]),
        (QUERY, "de", ["Gemeint sein könnte schema:population"]),
        (
            TOGETHER,
            "de",
            [
                "Bis hierher gibt es Treffer, doch dieser Teil lässt keinen übrig:",
                'data-line="3" data-column="3" data-length="14"',
                '<code dir="ltr">FILTER(?n &lt; 0)</code> <small>Zeile 3</small>',
            ],
        ),
        (
            'ASK { ?a ?b "<script>x</script>" }',
            "en",
            ["Nothing matches this part of the query:"],
        ),
        (
            "SELECT * {\n  GRAPH <http://x/> { ?a ?b ?c } }",
            "de",
            [
                "Der Datensatz hat keinen Graphen &lt;http://x/&gt;.",
                'data-line="2" data-column="9" data-length="11"',
            ],
        ),
        (
            'SELECT * { ?a schema:name "Berlin"@fr }',
            "de",
            ["An dieser Stelle hat der Graph", "nicht &#34;Berlin&#34;@fr:"],
        ),
        (
            QUERY,
            "en",
            [
                ">Ask this</a>",
                "<ins>+ SELECT * { ?city schema:population ?n }</ins>",
                "query=SELECT+*+%7B+?city+schema:population+?n+%7D",
            ],
        ),
        (QUERY, "de", [">So fragen</a>"]),
    ],
)
def test_page_says_why_an_answer_is_empty(
    client: FlaskClient, query: str, language: str, parts: list[str]
) -> None:
    asked = {"query": query, "lang": language}
    page = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"}).text
    assert [part for part in parts if part not in page] == []
    assert "<script>x" not in page


def test_programs_that_ask_for_it_get_the_part_in_a_header(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": TOGETHER, "explain": "empty"})
    assert response.headers.getlist("Schlaglicht-Note") == [
        "Up to here there are matches, but this part leaves none: FILTER(?n < 0) (line 3)"
    ]


def test_select_that_finds_nothing_is_explained_while_engines_are_idle(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": TOGETHER})
    assert response.headers["Schlaglicht-Note"].startswith("Up to here there are matches")


def test_busy_engines_are_not_asked_and_the_answer_is_not_kept(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"query": f"{TOGETHER} # busy"}
    monkeypatch.setattr("schlaglicht.query.empty_answers.explanation.HINTS", _Busy())
    response = client.get("/sparql", query_string=asked)
    assert "Schlaglicht-Note" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_empty_answer_links_its_repairs(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": QUERY})
    url, relation, _ = response.headers["Link"].split("; ")
    assert relation == 'rel="help"'
    posted = client.post("/sparql", data={"query": QUERY})
    barely_encoded = client.get(f"/sparql?query={QUERY.replace(' ', '+')}")
    for other in (posted, barely_encoded):
        assert unquote_plus(other.headers["Link"]) == unquote_plus(response.headers["Link"])
    found = client.get(url.strip("<>")).json
    assert found is not None
    assert found["results"] == {"bindings": []}
    assert found["explanation"]["reasons"] == [NOTE]
    repair = found["explanation"]["repairs"][0]
    assert repair["query"] == QUERY.replace("populatoin", "population")
    assert repair["diff"] == [f"- {QUERY}", f"+ {repair['query']}"]
    again = json.loads(client.get("/sparql", query_string={"query": repair["query"]}).data)
    assert len(again["results"]["bindings"]) == repair["rows"]


def test_link_to_repairs_is_short(client: FlaskClient) -> None:
    long = f"{QUERY} # {'x' * 2000}"
    assert "Link" not in client.get("/sparql", query_string={"query": long}).headers


def test_refused_query_is_repaired_on_its_page_and_for_programs(client: FlaskClient) -> None:
    asked = {"query": "SELECT * { ?city shema:population ?n }"}
    page = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"}).text
    assert "<ins>+ PREFIX shema: " in page
    problem = client.get("/sparql", query_string=asked, headers={"Accept": "application/json"})
    assert problem.json is not None
    assert problem.json["repairs"][0]["rows"] > 0


class _Busy:
    """Turns that are never ours."""

    @contextmanager
    def turn(self, *_: object, **__: object) -> Iterator[bool]:
        yield False


def test_unknown_term_is_explanation_enough(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": QUERY, "explain": "empty"})
    assert response.headers.getlist("Schlaglicht-Note") == [NOTE]


def test_header_of_plain_answers_asks_no_engine_about_literals(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("schlaglicht.query.empty_answers.empty_patterns.empty_part", fail)
    asked = {"query": 'ASK { ?a schema:name "Berlin"@fr }'}
    assert "Schlaglicht-Note" not in client.get("/sparql", query_string=asked).headers
