"""The queries of the W3C test suite for SPARQL 1.1, when W3C_TESTS names its folder.

The judge is rdflib: its grammar and its algebra have nothing in common with the lexer here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from pyparsing import ParseResults
from rdflib import RDF, Graph, Namespace, URIRef, Variable
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from schlaglicht.errors import QueryRefused
from schlaglicht.query import QueryForm, read_query
from schlaglicht.query.lexer import Token, TokenKind, resolve_escapes, tokens

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")

FOLDER = os.environ.get("W3C_TESTS")

needs_suite = pytest.mark.skipif(
    not FOLDER, reason="W3C_TESTS does not name the folder that holds rdf-tests/"
)

UNREADABLE = {
    "service03.rq": "SERVICE within SERVICE, on which rdflib goes round in circles",
    "service06.rq": "SERVICE within SERVICE, on which rdflib goes round in circles",
}
"""Queries that the judge cannot read, by file name: RecursionError."""

VOLATILE = {"Builtin_NOW", "Builtin_RAND", "Builtin_UUID", "Builtin_STRUUID"}


class Judged(NamedTuple):
    """What rdflib says of a query."""

    form: str
    nodes: frozenset[str]
    """The names of the nodes in its algebra and of those in its syntax tree."""
    variables: frozenset[str]
    prefixes: dict[str, str]
    from_graphs: tuple[tuple[bool, str], ...]
    """The graphs after FROM and FROM NAMED, as written, and whether they are NAMED."""
    tree: str
    """The syntax tree, in text."""


def queries() -> Iterator[Path]:
    """The query of each evaluation test and each positive syntax test."""
    for manifest in sorted(Path(FOLDER or "").glob("rdf-tests/sparql/sparql11/*/manifest.ttl")):
        with manifest.open("rb") as content:
            graph = Graph().parse(content, format="turtle", publicID=manifest.as_uri())
        for kind in (MF.QueryEvaluationTest, MF.PositiveSyntaxTest11, MF.CSVResultFormatTest):
            for test in graph.subjects(RDF.type, kind):
                action = graph.value(test, MF.action)
                query = graph.value(action, QT.query, default=action)
                yield Path(unquote(urlsplit(str(query)).path))


@lru_cache(maxsize=1)
def texts() -> dict[str, str]:
    """The queries that rdflib reads as well, by folder and name."""
    return {
        f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8")
        for path in sorted(set(queries()))
        if path.name not in UNREADABLE
    }


@cache
def judge(text: str) -> Judged:
    prologue, body = parsed = parseQuery(text)
    nodes = list(nodes_in(body))
    prefixes = {
        str(d["prefix"]) if "prefix" in d else "": str(d.iri)
        for d in prologue
        if d.name == "PrefixDecl"
    }
    dataset = [n for n in nodes if isinstance(n, CompValue) and n.name == "DatasetClause"]
    names = {node.name for node in nodes if isinstance(node, CompValue)}
    algebra = translateQuery(parsed).algebra if "ServiceGraphPattern" not in names else body
    return Judged(
        body.name.removesuffix("Query").upper(),
        frozenset(names | {n.name for n in nodes_in(algebra) if isinstance(n, CompValue)}),
        frozenset(str(node) for node in nodes if isinstance(node, Variable)),
        prefixes,
        tuple(
            ("named" in clause, written(clause["named" if "named" in clause else "default"]))
            for clause in dataset
        ),
        repr(body),
    )


def nodes_in(tree: Any) -> Iterator[Any]:
    yield tree
    if isinstance(tree, CompValue):
        parts = list(tree.values())
    elif isinstance(tree, list | tuple | ParseResults):
        parts = list(tree)
    else:
        return
    for part in parts:
        yield from nodes_in(part)


def written(graph: Any) -> str:
    return f"<{graph}>" if isinstance(graph, URIRef) else f"{graph.prefix}:{graph.localname}"


def from_graphs(found: list[Token]) -> Iterator[tuple[bool, str]]:
    """The graphs after FROM, by the lexer alone."""
    for number, token in enumerate(found):
        if token.kind is TokenKind.WORD and token.text.upper() == "FROM":
            named = found[number + 1].text.upper() == "NAMED"
            yield named, found[number + 1 + named].text


@needs_suite
def test_the_judge_reads_all_but_the_queries_named() -> None:
    assert len(texts()) > 350
    for path in set(queries()):
        if path.name in UNREADABLE:
            with pytest.raises(RecursionError):
                parseQuery(path.read_text(encoding="utf-8"))


@needs_suite
def test_exactly_the_queries_with_service_in_their_algebra_are_refused() -> None:
    refused = set()
    for name, text in texts().items():
        try:
            read_query(text)
        except QueryRefused as refusal:
            refused.add((name, refusal.feature))
    with_service = {n for n, text in texts().items() if "ServiceGraphPattern" in judge(text).nodes}
    assert len(with_service) > 5
    assert refused == {(name, "SERVICE") for name in with_service}


@needs_suite
@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_service_that_only_the_lexer_reads_is_refused(name: str) -> None:
    path = next(path for path in queries() if path.name == name)
    with pytest.raises(QueryRefused):
        read_query(path.read_text(encoding="utf-8"))


@needs_suite
def test_form_prefixes_and_volatility_are_those_of_the_algebra() -> None:
    forms = set()
    for name, text in texts().items():
        judged = judge(text)
        if "ServiceGraphPattern" in judged.nodes:
            continue
        query = read_query(text)
        assert query.form.value == judged.form, name
        assert dict(query.prefixes) == judged.prefixes, name
        assert query.volatile == bool(judged.nodes & VOLATILE), name
        assert not query.undeclared, name
        forms.add(query.form)
    assert forms == {QueryForm.SELECT, QueryForm.ASK, QueryForm.CONSTRUCT}


@needs_suite
def test_variables_and_graphs_of_from_are_those_of_the_algebra() -> None:
    with_from = 0
    for name, text in texts().items():
        judged, found = judge(text), list(tokens(resolve_escapes(text)))
        variables = {token.text[1:] for token in found if token.kind is TokenKind.VARIABLE}
        assert variables == judged.variables, name
        assert tuple(from_graphs(found)) == judged.from_graphs, name
        with_from += bool(judged.from_graphs)
    assert with_from > 0


@needs_suite
def test_what_the_engine_reads_has_the_syntax_tree_of_what_was_sent() -> None:
    for name, text in texts().items():
        if "ServiceGraphPattern" not in judge(text).nodes:
            assert judge(read_query(text).text).tree == judge(text).tree, name
