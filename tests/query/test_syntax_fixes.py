"""Mistakes in queries: each case has the place, the sentence, and the query as it can be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from generated_queries import Writer, damaged
from rdflib import XSD

from schlaglicht.engine import EnginePool
from schlaglicht.errors import QueryRefused, QuerySyntaxError
from schlaglicht.formats import JSON
from schlaglicht.query import answer, read_query
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import tokens
from schlaglicht.query.scopes import misused_variable
from schlaglicht.query.syntax_fixes import explained
from schlaglicht.query.syntax_fixes.fault import LONGEST

CASES = Path(__file__).with_name("syntax_fixes.cases")


class Case(NamedTuple):
    query: str
    said: str
    repaired: str


def cases() -> Iterator[Case]:
    for case in CASES.read_text(encoding="utf-8").split("====\n")[1:]:
        query, said, repaired = re.split(r"\n---- (.*)\n", case)
        yield Case(query, said, repaired.strip("\n"))


def error_of(query: str) -> QuerySyntaxError:
    try:
        misused = misused_variable(tree_of(read_query(query).asked))
    except QuerySyntaxError as error:
        return explained(error, query)
    assert misused, query
    return explained(misused.error_in(query), query)


def test_each_mistake_is_named_and_repaired() -> None:
    wrong, count = [], 0
    for case in cases():
        count += 1
        error = error_of(case.query)
        found = Case(case.query, f"{error.line}:{error.column} {error.reason}", error.repair)
        if found != case:
            wrong.append((case, found))
    assert wrong == []
    assert count > 230


def test_each_repair_can_be_read() -> None:
    repaired = [case.repaired for case in cases() if case.repaired]
    assert len(repaired) > 133
    for query in repaired:
        assert misused_variable(tree_of(read_query(query).asked)) is None, query


def test_each_mistake_is_named_in_german() -> None:
    reasons = [error_of(case.query).reasons for case in cases()]
    assert [reason["en"] for reason in reasons if reason["de"] == reason["en"]] == []


def test_repairs_of_damaged_queries_can_be_read() -> None:
    repaired = 0
    for seed in range(150):
        words = [token.text for token in tokens(Writer(seed).query())]
        query = " ".join(damaged(words, seed))
        try:
            read_query(query).tree  # noqa: B018 - it is read when it is asked for
        except QuerySyntaxError as error:
            repair = explained(error, query).repair
            repaired += bool(repair)
            assert not repair or misused_variable(tree_of(repair)) is None
    assert repaired > 20


def test_mistakes_of_long_queries_are_not_looked_for() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        read_query("SELECT ?a, ?b { ?a ?b ?c " + " " * LONGEST).tree  # noqa: B018
    assert not caught.value.repair


def test_query_that_the_engine_refuses_is_repaired(people_pool: EnginePool) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        answer(people_pool, read_query("SELECT ?a, ?b { ?a ?p ?b }"), JSON)
    assert (caught.value.token, caught.value.repair) == (",", "SELECT ?a ?b { ?a ?p ?b }")


def test_booleans_in_any_case_are_no_mistake(people_pool: EnginePool) -> None:
    query = read_query(
        "SELECT * { VALUES ?x { True FALSE } FILTER(?x = tRUE && 'TRUE' != 'true') }"
    )
    assert misused_variable(query.tree) is None
    assert json.loads(answer(people_pool, query, JSON).body)["results"]["bindings"] == [
        {"x": {"type": "literal", "value": "true", "datatype": str(XSD.boolean)}}
    ]


def test_name_in_a_bad_iri_is_not_taken_for_a_prefix(people_pool: EnginePool) -> None:
    with pytest.raises(QuerySyntaxError, match="was never filled in") as caught:
        answer(people_pool, read_query("SELECT ?o { <http://x.org/{id}> ?p ?o }"), JSON)
    assert not caught.value.repair


def test_label_service_of_wikidata_becomes_labels() -> None:
    query = """SELECT ?x ?xLabel { ?x wdt:P31 wd:Q5
      SERVICE wikibase:label { bd:serviceParam wikibase:language "[AUTO_LANGUAGE],en" } }"""
    with pytest.raises(QueryRefused, match="names come from rdfs:label here") as caught:
        read_query(query)
    assert (
        caught.value.repair
        == """SELECT ?x ?xLabel { ?x wdt:P31 wd:Q5
      OPTIONAL { ?x rdfs:label ?xLabel FILTER(LANG(?xLabel) = "en") } }"""
    )


def test_text_search_of_virtuoso_becomes_a_condition(people_pool: EnginePool) -> None:
    query = """SELECT ?x { ?x rdfs:label ?l . ?l bif:contains "'Anna'" . } LIMIT 5"""
    with pytest.raises(QuerySyntaxError, match="only means something in Virtuoso") as caught:
        answer(people_pool, read_query(query), JSON)
    assert caught.value.repair == (
        """SELECT ?x { ?x rdfs:label ?l . FILTER(CONTAINS(LCASE(STR(?l)), "anna")) . } LIMIT 5"""
    )


def test_text_search_of_virtuoso_for_nothing_is_refused_as_any_is(people_pool: EnginePool) -> None:
    query = 'SELECT ?x { ?x rdfs:label ?l . ?l bif:contains "" . }'
    with pytest.raises(QuerySyntaxError, match="only means something in Virtuoso"):
        answer(people_pool, read_query(query), JSON)


def test_any_damaged_text_gets_an_error_of_a_query() -> None:
    texts = [case.query for case in cases()]
    words = re.findall(r"\S+|\s", "".join(texts))
    for seed in range(1_500):
        chance = Random(seed)
        text = chance.choice(texts)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text) + 1)
            put = chance.choice(["", *words, *"'\"<>{}()[].,;?$:#&|=!@^\\%`“\n"])
            text = text[:at] + put + text[at + chance.randint(0, 4) :]
        try:
            read_query(text).tree  # noqa: B018
        except QuerySyntaxError as error:
            found = explained(error, text)
            assert not found.repair or misused_variable(tree_of(found.repair)) is None, text
            assert found.line is None or 1 <= found.line <= text.count("\n") + 1, text
        except QueryRefused:
            pass
