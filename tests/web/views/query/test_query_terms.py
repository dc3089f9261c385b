"""The terms that complete a query in the editor."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

SCHEMA = "https://schema.org/"


def terms(client: FlaskClient, language: str = "de") -> dict[str, Any]:
    response = client.get(f"/sparql/terms.{language}.json")
    assert response.mimetype == "application/json"
    found: dict[str, Any] = json.loads(response.text)
    return found


def test_terms_are_those_of_the_graph_with_their_use(client: FlaskClient) -> None:
    found = terms(client)
    assert found["prefixes"]["schema"] == SCHEMA
    city = next(use for use in found["classes"] if use["iri"] == f"{SCHEMA}City")
    assert city["count"] == 2
    own = [found["properties"][place]["iri"] for place in city["properties"]]
    assert {f"{SCHEMA}name", f"{SCHEMA}population"} <= set(own)
    assert own[-1] == f"{SCHEMA}url"  # used once, the others twice


def test_prefixes_of_the_project_come_first(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of("@prefix dcterms: <http://purl.org/dc/terms/> . [] dcterms:title 'A' .")
    prefixes = list(terms(client)["prefixes"])
    assert prefixes.index("dcterms") < prefixes.index("dct")


def test_counts_are_those_of_sparql(client: FlaskClient) -> None:
    for found in terms(client)["properties"]:
        query = f"SELECT (COUNT(*) AS ?n) {{ ?s <{found['iri']}> ?o }}"
        answer = json.loads(client.get("/sparql", query_string={"query": query}).text)
        assert int(answer["results"]["bindings"][0]["n"]["value"]) == found["count"]


def test_a_language_that_there_is_not_is_not_found(client: FlaskClient) -> None:
    assert client.get("/sparql/terms.fr.json").status_code == 404


@pytest.mark.parametrize("accept", ["text/html", "text/html,*/*;q=0.1"])
def test_first_query_finds_things_with_names_and_classes(client: FlaskClient, accept: str) -> None:
    form = client.get("/sparql", headers={"Accept": accept}).text
    query = form.split("<textarea")[1].split(">\n", 1)[1].split("</textarea>")[0]
    assert "schema:name ?name" in query
    answer = json.loads(client.get("/sparql", query_string={"query": query}).text)
    rows = answer["results"]["bindings"]
    assert {row["class"]["value"] for row in rows} == {f"{SCHEMA}City"}


def test_first_query_of_a_graph_without_names(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of("@prefix x: <https://x.example/> . x:a a x:C .")
    form = client.get("/sparql", headers={"Accept": "text/html"}).text
    assert "?thing a ?class" in form
    assert "?name" not in form


@pytest.mark.parametrize("words", ["ber", "  BER  ", "Berlin"])
def test_things_are_found_by_their_names(client: FlaskClient, words: str) -> None:
    found = client.get("/sparql/things.en.json", query_string={"q": words}).get_json()["things"]
    assert found[0]["name"] == "Berlin"
    assert found[0]["classes"] == [f"{SCHEMA}City"]


def test_a_thing_is_found_by_its_iri_alone(client: FlaskClient) -> None:
    by_name = client.get("/sparql/things.en.json?q=Berlin").get_json()["things"]
    by_iri = client.get("/sparql/things.en.json", query_string={"q": by_name[0]["iri"]})
    assert by_iri.get_json()["things"] == by_name[:1]


@pytest.mark.parametrize("words", ["", " ", "no such name", "\0", "x" * 10_000])
def test_words_without_a_name_find_nothing(client: FlaskClient, words: str) -> None:
    found = client.get("/sparql/things.de.json", query_string={"q": words})
    assert found.get_json() == {"things": []}


def test_terms_that_can_stand_in_a_place_of_a_query(client: FlaskClient) -> None:
    def at(before: str, after: str = "", **words: str) -> Any:
        asked = {"before": before, "after": after, **words}
        return client.get("/sparql/things.en.json", query_string=asked)

    found = at("SELECT * { ?c a schema:City ; ", "}").get_json()
    assert f"{SCHEMA}population" in [thing["iri"] for thing in found["things"]]
    names = at("SELECT * { ?c a schema:City ; schema:name ", "}").get_json()
    assert '"Berlin"@de' in names["literals"]
    assert not names["things"]
    unknown = at("SELECT * { ?c a schema:Nothing ; schema:url ", "}", q="berlin")
    assert unknown.headers["Cache-Control"] == "no-store"
    assert unknown.get_json()["things"][0]["name"] == "Berlin"  # by its name alone


def test_query_is_changed_by_a_value(client: FlaskClient) -> None:
    def changed(**asked: str) -> str:
        query = "SELECT ?city ?name { ?city schema:name ?name }"
        reply = client.get("/sparql/rewritten", query_string={"query": query, **asked})
        return str((reply.json or {}).get("query", reply.status))

    city = {"variable": "city", "iri": "https://example.org/a> b"}
    text = {"variable": "name", "change": "filter", "text": 'a"b', "language": "de"}
    assert 'FILTER(STR(?name) = "a\\"b" && LANG(?name) = "de")' in changed(**text)
    assert "FILTER(?name = 5.0)" in changed(variable="name", change="filter", number="5.0")
    assert "<https://example.org/a\\u003E\\u0020b>" in changed(**city, change="filter")
    assert "SELECT ?city ?property ?value ?name" in changed(**city, change="follow")
    assert "?city schema:name ?cityName\n" in changed(**city, change="names")
    assert changed(variable="city", change="drop").startswith("400")


@pytest.mark.parametrize("language", ["en", "de"])
def test_names_are_added_in_the_language_of_the_reader_one_to_a_thing(
    language: str, client_of: Callable[..., FlaskClient]
) -> None:
    named = {  # the name that is wanted first
        "en": ['"A"@en "A"@de "A"@en-GB', '"B"@en "C"@en "A"@de', '"A" "A"@fr', '"A"@fr "A"@it'],
        "de": ['"A"@de "B" "A"@en', '"A"@de-AT "0"@fr', '"C" "B"@fr "A"@it', '"D"@en'],
    }[language]
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    things = [f"<urn:{n}> a <urn:C>; {label} " + ", ".join(x.split()) for n, x in enumerate(named)]
    client = client_of(" . ".join((*things, "<urn:4> a <urn:C> .")))
    asked = {"query": "SELECT ?s { ?s a <urn:C> }", "variable": "s", "change": "names"}
    changed = client.get("/sparql/rewritten", query_string={**asked, "lang": language}).json
    answer = client.get("/sparql", query_string={**(changed or {}), "format": "tsv"}).text
    rows = sorted(answer.splitlines()[1:])
    wanted = [f"<urn:{n}>\t{x.split()[0]}" for n, x in enumerate(named)]
    assert [row.lower() for row in rows] == [row.lower() for row in (*wanted, "<urn:4>\t")]
