from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from patience import PATIENCE

from schlaglicht.query import repairs

QUERY = "SELECT * { ?city schema:populatoin ?n }"

NOTE = "schema:populatoin is not in this graph; did you mean schema:population?"


@pytest.fixture(autouse=True)
def _time_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repairs, "HINTS", repairs.Turns())
    monkeypatch.setattr(repairs, "LIMITS", replace(repairs.LIMITS, seconds=PATIENCE))


@pytest.mark.parametrize("media_type", ["application/sparql-results+json", "text/csv"])
def test_empty_answer_names_the_unknown_term_in_a_header(
    client: FlaskClient, media_type: str
) -> None:
    response = client.get("/sparql", query_string={"query": QUERY}, headers={"Accept": media_type})
    assert response.headers.getlist("Schlaglicht-Note") == [NOTE]
    assert "Schlaglicht-Note" in response.headers["Access-Control-Expose-Headers"]


def test_body_of_an_empty_answer_is_what_clients_expect(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": QUERY})
    assert json.loads(response.data)["results"] == {"bindings": []}


def test_answer_with_solutions_has_no_note(client: FlaskClient) -> None:
    query = "SELECT * { ?city schema:population ?n OPTIONAL { ?city schema:populatoin ?m } }"
    assert "Schlaglicht-Note" not in client.get("/sparql", query_string={"query": query}).headers


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("counts", ["(COUNT(*) AS ?n)", "(COUNT(?m) AS ?n) (COUNT(*) AS ?o)"])
def test_count_of_nothing_names_the_unknown_term(
    client: FlaskClient, name: str, counts: str
) -> None:
    query = f"SELECT {counts} {{ ?city schema:populatoin ?m }}"
    response = client.get("/sparql", query_string={"query": query, "format": name})
    assert response.headers.getlist("Schlaglicht-Note") == [NOTE]


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_count_of_nothing_with_its_maximum_names_the_unknown_term(
    client: FlaskClient, name: str
) -> None:
    query = "SELECT (COUNT(?m) AS ?n) (MAX(?m) AS ?most) { ?city schema:populatoin ?m }"
    response = client.get("/sparql", query_string={"query": query, "format": name})
    assert response.headers.getlist("Schlaglicht-Note") == [NOTE]


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_count_of_something_has_no_note(client: FlaskClient, name: str) -> None:
    both = "?city schema:population ?n OPTIONAL { ?city schema:populatoin ?m }"
    query = f"SELECT (COUNT(?n) AS ?c) (COUNT(?m) AS ?d) {{ {both} }}"
    response = client.get("/sparql", query_string={"query": query, "format": name})
    assert "Schlaglicht-Note" not in response.headers


def test_page_with_a_count_of_nothing_names_the_unknown_term(client: FlaskClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?city schema:populatoin ?m }"
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"})
    assert "schema:population" in page.text


def test_notes_are_ascii(client: FlaskClient) -> None:
    query = "ASK { ?city schema:größe ?n }"
    response = client.get("/sparql", query_string={"query": query})
    assert response.headers["Schlaglicht-Note"] == "schema:gr%C3%B6%C3%9Fe is not in this graph"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Did you mean"), ("de", "Gemeint sein könnte")]
)
def test_page_of_an_empty_answer_names_the_unknown_term(
    client: FlaskClient, language: str, words: str
) -> None:
    values = {"query": QUERY, "lang": language}
    page = client.get("/sparql", query_string=values, headers={"Accept": "text/html"}).text
    assert f"{words} schema:population" in page


TOGETHER = "SELECT * {\n  ?a schema:population ?n .\n  FILTER(?n < 0) }"


def test_empty_page_shows_the_part_without_a_match(client: FlaskClient) -> None:
    asked = {"query": TOGETHER, "lang": "de"}
    page = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"}).text
    assert "Bis hierher gibt es Treffer, doch dieser Teil lässt keinen übrig:" in page
    assert 'data-line="3" data-column="3" data-length="14"' in page
    assert '<code dir="ltr">FILTER(?n &lt; 0)</code> <small>Zeile 3</small>' in page


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
    monkeypatch.setattr("schlaglicht.query.repairs.HINTS", _Busy())
    response = client.get("/sparql", query_string=asked)
    assert "Schlaglicht-Note" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_ask_that_is_false_asks_no_more(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "ASK { ?a schema:population -1 }"})
    assert "Schlaglicht-Note" not in response.headers


def test_empty_answer_links_its_repairs(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": QUERY})
    url, relation, _ = response.headers["Link"].split("; ")
    assert relation == 'rel="help"'
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


@pytest.mark.parametrize(("language", "words"), [("en", "Ask this"), ("de", "So fragen")])
def test_page_has_the_repair_a_click_away(client: FlaskClient, language: str, words: str) -> None:
    asked = {"query": QUERY, "lang": language}
    page = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"}).text
    assert f">{words}</a>" in page
    assert "<ins>+ SELECT * { ?city schema:population ?n }</ins>" in page
    assert "query=SELECT+*+%7B+?city+schema:population+?n+%7D" in page


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


def test_part_of_an_empty_page_cannot_write_html(client: FlaskClient) -> None:
    asked = {"query": 'ASK { ?a ?b "<script>x</script>" }'}
    page = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"}).text
    assert "<script>x" not in page
    assert "Nothing matches this part of the query:" in page


ABSENT = "SELECT * {\n  GRAPH <http://x/> { ?a ?b ?c } }"


def test_absent_graph_is_named_in_the_header_of_every_answer(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": ABSENT})
    assert response.headers.getlist("Schlaglicht-Note") == ["The dataset has no graph <http://x/>."]


def test_empty_page_names_the_absent_graph(client: FlaskClient) -> None:
    asked = {"query": ABSENT, "lang": "de"}
    page = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"}).text
    assert "Der Datensatz hat keinen Graphen &lt;http://x/&gt;." in page
    assert 'data-line="2" data-column="9" data-length="11"' in page


def test_empty_page_names_the_literal_that_there_is(client: FlaskClient) -> None:
    asked = {"query": 'SELECT * { ?a schema:name "Berlin"@fr }', "lang": "de"}
    page = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"}).text
    assert "An dieser Stelle hat der Graph" in page
    assert "nicht &#34;Berlin&#34;@fr:" in page


def test_header_of_plain_answers_asks_no_engine_about_literals(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("schlaglicht.query.empty_patterns.empty_part", fail)
    asked = {"query": 'ASK { ?a schema:name "Berlin"@fr }'}
    assert "Schlaglicht-Note" not in client.get("/sparql", query_string=asked).headers
