"""What parsers say is said in German and in English that helps."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph
import pytest
from broken_texts import broken
from pyoxigraph import RdfFormat

from schlaglicht.engine.syntax_message import syntax_error
from schlaglicht.errors import QueryError, QuerySyntaxError
from schlaglicht.i18n import LANGUAGES
from schlaglicht.query import read_query
from schlaglicht.rdf.syntax_errors import ANSWERS, ENGINE, Row, in_german, in_words
from schlaglicht.rdf.syntax_errors.documents import JSONLD, RDFXML

TABLES = {"rdfxml": RDFXML, "jsonld": JSONLD, "engine": ENGINE, "answers": ANSWERS}

XML_TEXT = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="https://example.org/">
  <ex:T rdf:about="https://example.org/a" ex:x="y" xml:lang="de">
    <ex:p rdf:resource="https://example.org/b"/>
    <ex:l rdf:parseType="Collection"><rdf:Description rdf:about="#x"/></ex:l>
    <ex:n rdf:datatype="https://example.org/int">1 &amp; 2</ex:n>
    <ex:i rdf:ID="foo">text</ex:i><ex:m rdf:nodeID="bb"/>
    <ex:xml rdf:parseType="Literal"><b>x</b></ex:xml>
  </ex:T>
</rdf:RDF>
"""
JSON_TEXT = """{"@context": {"ex": "https://example.org/",
  "knows": {"@id": "ex:knows", "@type": "@id"},
  "list": {"@id": "ex:list", "@container": "@list"}, "@base": "https://b/", "@version": 1.1},
 "@id": "ex:a", "@type": ["ex:T"], "ex:name": [{"@value": "x", "@language": "en"}, 1.5, true, null],
 "knows": ["ex:b", {"@id": "ex:c", "@reverse": {"knows": "ex:z"}}], "list": [1, {"@value": "a"}]}
"""
QUERY_TEXT = """PREFIX ex: <https://example.org/>
SELECT ?s (COUNT(?o) AS ?n) WHERE {
  ?s a ex:T ; ex:p ?o . FILTER(?o > 1.5 && REGEX(STR(?o), "^x\\\\d"))
  OPTIONAL { ?s ex:q [ ex:r "a"@de , 'b' ] } BIND(1 AS ?k) VALUES ?v { 1 ex:x }
} GROUP BY ?s ORDER BY DESC(?n) LIMIT 10
"""
TEXTS = {
    "rdfxml": (RdfFormat.RDF_XML, XML_TEXT, RDFXML),
    "jsonld": (RdfFormat.JSON_LD, JSON_TEXT, JSONLD),
}


def parser_messages_of(syntax: RdfFormat, text: str, number: int) -> Iterator[str]:
    for copy in broken(text, number):
        try:
            list(pyoxigraph.parse(copy, syntax, base_iri="file:///x"))
        except SyntaxError as error:
            yield re.sub(r"Parser error (?:at|between) .*?: ", "", str(error.msg), count=1)


@pytest.mark.parametrize("name", TEXTS)
def test_everything_that_a_parser_reports_is_said_in_german(name: str) -> None:
    syntax, text, rows = TEXTS[name]
    messages = set(parser_messages_of(syntax, text, 1500))
    assert len(messages) > 20
    assert {text for text in messages if in_words(text, rows)["de"] == text} == set()


def test_everything_that_is_wrong_with_a_query_is_said_in_german() -> None:
    reasons, store = {}, pyoxigraph.Store()
    for text in broken(QUERY_TEXT, 1500):
        try:
            store.query(read_query(text).text)
        except QuerySyntaxError as error:
            reasons[error.reason] = error.reasons["de"]
        except QueryError as error:
            reasons[str(error)] = error.messages["de"]
        except SyntaxError as error:
            fault = syntax_error(str(error), text)
            reasons[fault.reason] = fault.reasons["de"]
    assert len(reasons) > 100
    assert {english for english, german in reasons.items() if english == german} == set()


def test_parser_message_without_a_row_stays_as_it_is() -> None:
    assert in_words("Something new {}", RDFXML) == dict.fromkeys(("de", "en"), "Something new {}")


def test_english_of_queries_stays_that_of_the_reader() -> None:
    parser_message = "Already used blank node id"
    assert in_german(parser_message, ENGINE) == {
        "de": "der Name eines leeren Knotens steht in zwei Mustern, die nicht verbunden sind",
        "en": parser_message,
    }


@pytest.mark.parametrize("table", TABLES)
def test_every_text_names_only_groups_of_its_pattern(table: str) -> None:
    for pattern, message in TABLES[table]:
        groups = dict.fromkeys(re.compile(pattern).groupindex, "")
        for language in LANGUAGES:
            message.filled(**groups)[language]


def rows() -> Iterator[Row]:
    for table in TABLES.values():
        yield from table


def test_every_row_says_something_else_in_german() -> None:
    said = [message.filled(**dict.fromkeys(re.compile(p).groupindex, "")) for p, message in rows()]
    same = [message for message in said if message["de"] == message["en"]]
    assert [message for message in same if "reason" not in message.text] == []
