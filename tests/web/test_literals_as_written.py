"""Literals leave the endpoint as the files write them, in every format."""

import csv
import io
import json
import re
from collections.abc import Callable
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from nasty import LANG_STRING, NASTY, STRING, TAGS, Written

from schlaglicht.formats import GRAPH_FORMATS, format_named

EVERY = "SELECT ?s ?o { ?s <urn:p> ?o }"
RESULTS = "{http://www.w3.org/2005/sparql-results#}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

LITERALS = {f"urn:s{number}": literal for number, literal in enumerate(NASTY)}
LOWERCASED = {s: item._replace(language=item.language.lower()) for s, item in LITERALS.items()}
CAPITALS = {tag for tag in TAGS if tag != tag.lower()}


@pytest.fixture(scope="module")
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    lines = (f"<{subject}> <urn:p> {literal} .\n" for subject, literal in LITERALS.items())
    return client_of("".join(lines))


def ask(client: FlaskClient, query: str, format_name: str) -> str:
    answer = client.get(f"/sparql?{urlencode({'query': query, 'format': format_name})}")
    assert answer.status_code == 200, answer.text
    return answer.text


def of_json(term: dict[str, str]) -> Written:
    language = term.get("xml:lang", "")
    return Written(
        term["value"], term.get("datatype", LANG_STRING if language else STRING), language
    )


def of_oxigraph(term: object) -> Written:
    """The literal as a parser reads it, which lowercases tags."""
    assert isinstance(term, pyoxigraph.Literal)
    return Written(term.value, term.datatype.value, term.language or "")


def tags_in(text: str) -> set[str]:
    """The tags with capitals that stand in a text in any case."""
    tags = "|".join(CAPITALS)
    return set(re.findall(rf"(?<=[\"@])(?:{tags})(?=[\"\s])", text, re.IGNORECASE))


def rows(client: FlaskClient, query: str) -> list[dict[str, dict[str, str]]]:
    bindings = json.loads(ask(client, query, "json"))["results"]["bindings"]
    assert isinstance(bindings, list)
    return bindings


def test_there_are_two_hundred() -> None:
    assert len(NASTY) >= 200


def test_json_has_every_literal_as_written(client: FlaskClient) -> None:
    found = {row["s"]["value"]: of_json(row["o"]) for row in rows(client, EVERY)}
    assert found == LITERALS


def test_xml_has_every_literal_as_written(client: FlaskClient) -> None:
    found = {}
    for result in ET.fromstring(ask(client, EVERY, "xml")).iter(f"{RESULTS}result"):
        literal = result.find(f".//{RESULTS}literal")
        assert literal is not None
        language = literal.get(LANG, "")
        datatype = literal.get("datatype", LANG_STRING if language else STRING)
        found[result.findtext(f".//{RESULTS}uri")] = Written(literal.text or "", datatype, language)
    assert found == LITERALS


def test_csv_has_every_lexical_form_as_written(client: FlaskClient) -> None:
    found = dict(list(csv.reader(io.StringIO(ask(client, EVERY, "csv"), newline="")))[1:])
    assert found == {subject: literal.lexical for subject, literal in LITERALS.items()}


def test_tsv_has_every_literal_as_written(client: FlaskClient) -> None:
    text = ask(client, EVERY, "tsv")
    solutions = pyoxigraph.parse_query_results(text, pyoxigraph.QueryResultsFormat.TSV)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    assert {s["s"].value: of_oxigraph(s["o"]) for s in solutions} == LOWERCASED
    assert tags_in(text) == CAPITALS


@pytest.mark.parametrize("name", ["turtle", "ntriples", "jsonld", "rdfxml", "trig", "nquads"])
def test_graphs_have_every_literal_as_written(client: FlaskClient, name: str) -> None:
    text = ask(client, "CONSTRUCT { ?s <urn:p#p> ?o } WHERE { ?s <urn:p> ?o }", name)
    quads = pyoxigraph.parse(text, format_named(name, GRAPH_FORMATS).rdf)
    assert {quad.subject.value: of_oxigraph(quad.object) for quad in quads} == LOWERCASED
    assert tags_in(text) == CAPITALS


def test_functions_tell_of_every_literal_as_written(client: FlaskClient) -> None:
    query = """SELECT ?s (STR(?o) AS ?lexical) (DATATYPE(?o) AS ?type) (LANG(?o) AS ?tag)
        { ?s <urn:p> ?o }"""
    found = {
        row["s"]["value"]: Written(*(row[name]["value"] for name in ("lexical", "type", "tag")))
        for row in rows(client, query)
    }
    assert found == LITERALS


def test_every_literal_is_found_by_its_written_form_alone(client: FlaskClient) -> None:
    values = " ".join(map(str, NASTY))
    query = f"SELECT ?s ?v {{ VALUES ?v {{ {values} }} ?s <urn:p> ?v }}"
    found = [(row["s"]["value"], of_json(row["v"])) for row in rows(client, query)]
    assert sorted(found) == sorted(LITERALS.items())


def test_a_literal_is_the_same_term_as_itself_alone(client: FlaskClient) -> None:
    query = """SELECT ?s { ?s <urn:p> ?o . ?t <urn:p> ?u FILTER(SAMETERM(?o, ?u)) }"""
    assert len(rows(client, query)) == len(LITERALS)
