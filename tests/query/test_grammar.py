"""The tree of a query, judged by the W3C's tests of syntax and by the engine's own parser."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph
import pytest
from generated_queries import Writer, damaged
from rdflib import RDF, Graph, Namespace, URIRef

from schlaglicht.engine import EnginePool
from schlaglicht.errors import QuerySyntaxError
from schlaglicht.formats import JSON
from schlaglicht.query import answer, read_query
from schlaglicht.query.grammar import Rule, Symbol, beginnings, rules, tree_of
from schlaglicht.query.lexer import MAX_NESTING, resolve_escapes, tokens
from schlaglicht.query.scopes import misused_variable
from schlaglicht.query.syntax_tree import Kind, Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
POSITIVE = (MF.QueryEvaluationTest, MF.PositiveSyntaxTest11, MF.CSVResultFormatTest)
NEGATIVE = (MF.NegativeSyntaxTest11,)

FOLDER = os.environ.get("W3C_TESTS")
needs_suite = pytest.mark.skipif(
    not FOLDER, reason="W3C_TESTS does not name the folder that holds rdf-tests/"
)

DEVIATIONS = {
    r"neither grouped": "the engine does not look for ungrouped variables in arguments",
    r"- \?\w+ ,": "the engine's parser does not read -?x as the first of several arguments",
}
"""Disagreements with the engine, by what the text or the error has: the grammar is right."""


def w3c_queries(*kinds: URIRef) -> Iterator[tuple[str, str]]:
    for manifest in sorted(Path(FOLDER or "").glob("rdf-tests/sparql/sparql11/*/manifest.ttl")):
        graph = Graph().parse(manifest, format="turtle", publicID=manifest.as_uri())
        for kind in kinds:
            for test in graph.subjects(RDF.type, kind):
                action = graph.value(test, MF.action)
                query = graph.value(action, QT.query, default=action)
                path = Path(str(query).removeprefix("file://"))
                text = path.read_text(encoding="utf-8")
                yield f"{manifest.parent.name}/{path.name}", resolve_escapes(text)


def fault_of(text: str) -> str | None:
    try:
        misused = misused_variable(tree_of(text))
    except QuerySyntaxError as error:
        return str(error)
    return str(misused.reason) if misused else None


def engine_refuses(text: str) -> bool:
    try:
        pyoxigraph.Store().query(text, base_iri="http://b.example/", prefixes={"a": "http://a/"})
    except SyntaxError:
        return True
    except ValueError:  # a function that it does not have
        pass
    return False


def parts_of(symbol: Symbol) -> Iterator[Rule]:
    waiting, seen = [symbol], set[int]()
    while waiting:
        each = waiting.pop()
        if isinstance(each, Rule) and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += (part for way in each.alternatives for part in way)


def may_follow(found: Sequence[Rule]) -> dict[int, set[str]]:
    """The tokens that may follow each rule, by its identity."""
    follow = defaultdict[int, set[str]](set)
    before = -1
    while before != (before := sum(map(len, follow.values()))):
        for rule in found:
            for way in rule.alternatives:
                for number, part in enumerate(way):
                    starts = set(beginnings(way[number + 1 :]))
                    follow[id(part)] |= starts - {""} | (
                        follow[id(rule)] if "" in starts else set()
                    )
    return follow


def test_one_token_decides_on_the_way_on() -> None:
    found = list(parts_of(rules()["query"]))
    follow = may_follow(found)
    assert {rule.name for rule in found if rule.name} >= {*rules()}
    doubtful = set()
    for rule in found:
        starts = Counter(start for way in rule.alternatives for start in beginnings(way))
        if "" in starts:
            starts.update(follow[id(rule)])
        doubtful |= {start for start, ways in starts.items() if start and ways > 1}
    assert doubtful == {"+"}  # it belongs to the path before it, not to the number after it


@needs_suite
def test_every_valid_query_of_the_w3c_has_a_tree() -> None:
    faults = {name: fault_of(text) for name, text in w3c_queries(*POSITIVE)}
    assert len(faults) > 350
    assert {name: fault for name, fault in faults.items() if fault} == {}


@needs_suite
def test_every_invalid_query_of_the_w3c_has_a_fault() -> None:
    texts = dict(w3c_queries(*NEGATIVE))
    updates = {name for name in texts if name.startswith(("delete-insert/", "syntax-update"))}
    assert len(texts) - len(updates) >= 40
    assert {name for name, text in texts.items() if fault_of(text) is None} == set()


@needs_suite
def test_leaves_of_a_tree_are_the_tokens_of_its_text() -> None:
    for name, text in w3c_queries(*POSITIVE):
        assert list(tree_of(text).tokens()) == list(tokens(text)), name


def test_lists_have_any_length() -> None:
    many = ",".join(map(str, range(1_100)))
    for expression in (f"?x IN ({many})", f"CONCAT({many})", f"<urn:f>({many})"):
        assert fault_of(f"ASK {{ ?s ?p ?x FILTER({expression}) }}") is None


def test_places_of_nodes_hold_their_children() -> None:
    texts = [text for seed in range(200) if not fault_of(text := Writer(seed).query())]
    assert len(texts) > 150
    for text in texts:
        tree = tree_of(text)
        assert list(tree.tokens()) == list(tokens(text))
        for node in tree.walk():
            if isinstance(node, Node):
                places = [(child.start, child.end) for child in node.children]
                assert places == sorted(places)
                assert (node.start, node.end) == (places[0][0], places[-1][1])


def test_tree_and_engine_agree_on_generated_and_damaged_queries() -> None:
    seen, disagreements = Counter[bool](), []
    for seed in range(700):
        text = Writer(seed).query()
        texts = [token.text for token in tokens(text)]
        for asked in (text, " ".join(damaged(texts, seed)), " ".join(damaged(texts, -seed))):
            fault, refused = fault_of(asked), engine_refuses(asked)
            seen[refused] += 1
            if bool(fault) is not refused and not any(
                re.search(known, f"{asked} {fault}") for known in DEVIATIONS
            ):
                disagreements.append((asked, fault))
    assert disagreements == []
    assert min(seen.values()) > 500


@pytest.mark.parametrize(
    ("start", "opened", "inner", "closed"),
    [
        ("ASK ", "{", "", "}"),
        ("ASK ", "{ OPTIONAL ", "{}", "}"),
        ("ASK ", "{ ?s ?p ?o FILTER EXISTS ", "{}", "}"),
        ("ASK ", "{ SELECT * ", "{}", "}"),
        ("ASK {FILTER(", "(", "1", ")"),
        ("ASK {FILTER(", "1 || 1 && 1 = 1 + 1 * STR(", "1", ")"),
        ("ASK {FILTER(", "!(", "true", ")"),
        ("ASK { ?s ", "(", "<x:p>", ") ?o"),
        ("ASK { ?s ?p ", "[ ?p ", "1", "]"),
        ("ASK { ?s ?p ", "(", "1", ")"),
        ("ASK { ?s ?p ", "<<(?s ?p ", "1", ")>>"),
    ],
)
def test_trees_are_as_deep_as_brackets_may_be(
    start: str, opened: str, inner: str, closed: str
) -> None:
    levels = (MAX_NESTING - 4) // sum(opened.count(mark) for mark in ("(", "{", "[", "<<", "!"))
    body = start + opened * levels + inner + closed.partition(" ")[0] * levels
    text = body + closed.partition(" ")[2]
    text += ")" * (text.count("(") - text.count(")")) + "}" * (text.count("{") - text.count("}"))
    assert list(tree_of(text).tokens()) == list(tokens(text))


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("SELECT * {\n  ?s ?p ?o .\n  FILTR(?o)\n}", (3, 3), "write FILTER, not FILTR"),
        ("SELECT ?s 1 ?p { ?s ?p ?o }", (1, 11), 'a variable, "(", FROM, WHERE or "{"'),
        ("SELECT (1+ AS ?x) {}", (1, 12), "AS ?x) {} (expected an expression)"),
        ("SELECT * { ?s ?p ?o . FILTER(REGX(?s)) }", (1, 30), "write REGEX, not REGX"),
        ("SELECT * { ?s ?p ?o FILTER(STR()) }", (1, 32), "(expected an expression)"),
        ("SELECT * {} LIMIT -1", (1, 19), "-1 (expected a whole number)"),
        ('SELECT ("ää" AS ?x { }', (1, 8), '"(" is never closed'),
        ("SELECT * { ?s ?p ?o FILTER }", (1, 28), "a condition in brackets or a function"),
        ("SELECT * {\n  ?s ?p ?o FILTER(?o > )\n}", (2, 24), ") (expected an expression)"),
        ("SELECT ?x { ?x ?p ?n } GROUP BY ?x HAVING COUNT(?n) % 1", (1, 53), "'%'"),
        ("ASK {\n  ?s ?p OPTIONAL\n}", (2, 9), "OPTIONAL (expected a term)"),
        ("SELECT * { ?s ?p ?o } ORDER BY", (1, 31), "the query ends too early"),
        ("SELECT ?x WHRE { ?s ?p ?o}", (1, 11), "write WHERE, not WHRE"),
        ("PREFIX ex:a <http://e/> ASK {}", (1, 8), "(expected a prefix with its colon)"),
    ],
)
def test_errors_say_where_and_what_was_expected(
    people_pool: EnginePool, text: str, place: tuple[int, int], reason: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        answer(people_pool, read_query(text), JSON)
    assert (caught.value.line, caught.value.column) == place
    assert reason in caught.value.reason
    assert caught.value.reasons["de"] != caught.value.reason


def test_expected_marks_are_data_for_programs() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        tree_of("SELECT * { ?s ?p }")
    assert (caught.value.token, caught.value.expected) == ("}", ("a term",))


def test_expectations_are_said_in_each_language() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        tree_of("ASK { FILTER(BOUND(1)) }")
    assert caught.value.reasons == {
        "de": "das ist nicht als SPARQL lesbar: 1)) } (erwartet: eine Variable)",
        "en": "this cannot be read as SPARQL: 1)) } (expected a variable)",
    }


def test_plus_before_a_digit_belongs_to_the_number() -> None:
    tree = tree_of("ASK { ?s <x:p> +1 . ?s <x:p>+ ?o }")
    assert [node.kind for node in tree.all(Kind.LITERAL, Kind.REPEATED)] == [
        Kind.LITERAL,
        Kind.REPEATED,
    ]
