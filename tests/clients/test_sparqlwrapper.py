"""SPARQLWrapper, with the requests it makes by default and in its other ways."""

from __future__ import annotations

from typing import Any

import pytest
from pyoxigraph import Literal, RdfFormat, parse
from SPARQLWrapper import (
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TURTLE,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

WINNER = """
PREFIX def: <https://w3id.org/schlaglicht/def/>
PREFIX id: <https://w3id.org/schlaglicht/id/>
PREFIX schema: <https://schema.org/>
"""
PATTERN = """{
    ?conferral def:forAward id:cluster-manager-of-the-year-2020 ; def:conferredOn ?winner .
    ?winner schema:name ?name
}"""
SELECT = f"{WINNER} SELECT ?name {PATTERN}"
CONSTRUCT = f"{WINNER} CONSTRUCT {{ ?winner schema:name ?name }} {PATTERN}"


def asked(endpoint: str, query: str, result_format: str) -> Any:
    client = SPARQLWrapper(endpoint)
    client.setQuery(query)
    client.setReturnFormat(result_format)
    return client.queryAndConvert()


@pytest.mark.parametrize(
    ("method", "way"), [(GET, None), (POST, None), (POST, POSTDIRECTLY)], ids=str
)
def test_select_in_json(endpoint: str, method: str, way: str | None) -> None:
    client = SPARQLWrapper(endpoint)
    client.setQuery(SELECT)
    client.setReturnFormat(JSON)
    client.setMethod(method)
    if way:
        client.setRequestMethod(way)
    result: Any = client.queryAndConvert()
    assert [row["name"]["value"] for row in result["results"]["bindings"]] == ["Uwe Pfeil"]


def test_select_in_xml(endpoint: str) -> None:
    document = asked(endpoint, SELECT, XML)
    names = [literal.firstChild.data for literal in document.getElementsByTagName("literal")]
    assert names == ["Uwe Pfeil"]


def test_ask(endpoint: str) -> None:
    assert asked(endpoint, f"{WINNER} ASK {PATTERN}", JSON)["boolean"] is True


@pytest.mark.parametrize("result_format", [TURTLE, N3, XML, RDFXML, JSONLD])
def test_construct(endpoint: str, result_format: str) -> None:
    client = SPARQLWrapper(endpoint)
    client.setQuery(CONSTRUCT)
    client.setReturnFormat(result_format)
    result = client.query()
    media_type = result.info()["content-type"].partition(";")[0]
    content = result.response.read()
    # Not convert(): it makes a class of rdflib's that warns of its age.
    (quad,) = parse(content, RdfFormat.from_media_type(media_type))
    assert isinstance(quad.object, Literal)
    assert quad.object.value == "Uwe Pfeil"


def test_syntax_error_is_a_badly_formed_query_with_a_place(endpoint: str) -> None:
    with pytest.raises(QueryBadFormed, match="column"):
        asked(endpoint, "SELECT * { ?s ?p", JSON)


def test_dataset_of_the_client_is_that_of_the_query(endpoint: str) -> None:
    client = SPARQLWrapper(endpoint)
    client.addDefaultGraph("https://w3id.org/schlaglicht/shapes/")
    client.setQuery("ASK { ?s a <http://www.w3.org/ns/shacl#NodeShape> }")
    client.setReturnFormat(JSON)
    result: Any = client.queryAndConvert()
    assert result["boolean"] is True
