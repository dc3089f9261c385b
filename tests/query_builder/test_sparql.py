"""Queries that are built find what a naive evaluation of the same choices finds."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

import pytest
from patience import PATIENT
from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Node

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.formats import CSV, TSV
from schlaglicht.project import open_project
from schlaglicht.query import answer, read_query
from schlaglicht.query_builder import (
    Absent,
    Anything,
    BuiltQuery,
    Condition,
    Contains,
    Dates,
    Equals,
    Exists,
    Numbers,
    Reach,
    Step,
    count_query,
    select_query,
)
from schlaglicht.query_builder.choices import Test
from schlaglicht.rdf.terms import ntriples_term

EX = "https://example.org/"
PREFIXES = {"schema": "https://schema.org/", "ex": EX}
CLASSES = [URIRef(f"{EX}{name}") for name in ("Event", "Person", "Größe")]
PROPERTIES = [URIRef(f"{EX}{name}") for name in ("name", "at", "date", "size", "knows", "a-b.c")]
THINGS = [URIRef(f"{EX}t{n}") for n in range(14)]

HOSTILE = [
    '"',
    '\\"',
    "'''",
    "} #",
    '") } DELETE WHERE { ?s ?p ?o } #',
    "a\nb\rc\td",
    "\\u0022",
    "\\",
    "{name}",
    "?thing",
    "%s\u2028\u202e",
    "😀 Straße İ",
    "<script>",
]
TEXTS = ["Bonn", "bonn am Rhein", "Köln", "STRASSE", *HOSTILE]
LITERALS = [
    *(Literal(text) for text in TEXTS),
    *(Literal(text, lang=tag) for text in ("Haus", "house") for tag in ("de", "de-at", "en")),
    *(Literal(n) for n in (1, 5, -3)),
    *(Literal(n, datatype=XSD.decimal) for n in ("2.5", "10.0")),
    Literal("007", datatype=XSD.integer, normalize=False),
    *(Literal(d, datatype=XSD.date) for d in ("2020-01-31", "2020-11-17", "1999-12-31")),
    Literal("2020", datatype=XSD.gYear),
    Literal("2020-11-17T10:00:00", datatype=XSD.dateTime),
]


def label_of(iri: URIRef) -> str:
    return str(iri).removeprefix(EX)


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Things with some of every kind of value, the same in each run."""
    chance = random.Random(7)
    made = Graph()
    for thing in THINGS:
        for class_ in chance.sample(CLASSES, chance.choice((1, 1, 2))):
            made.add((thing, RDF.type, class_))
        for property_ in PROPERTIES:
            for _ in range(chance.choice((0, 1, 1, 3))):
                made.add((thing, property_, chance.choice([*THINGS, *LITERALS, *LITERALS])))
    return made


@pytest.fixture(scope="module")
def pool(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePool]:
    folder = tmp_path_factory.mktemp("built")
    graph.serialize(folder / "data.nt", format="nt", encoding="utf-8")
    with EnginePool(take_snapshot(open_project([folder]), folder), engines=1, limits=PATIENT) as p:
        yield p


def some_test(chance: random.Random) -> Test:
    dates = ["", "2020", "2020-11", "2020-11-17", "1999-12-31"]
    numbers = ["", "1", "2.5", "-3", "007"]
    terms: list[URIRef | Literal] = [*THINGS, *LITERALS]
    tests: list[Test] = [
        Anything(),
        Exists(),
        Absent(),
        Equals(chance.choice(terms)),
        Contains(chance.choice([*TEXTS, "o", "N", "s"])),
        Numbers(chance.choice(numbers), chance.choice(numbers)),
        Dates(chance.choice(dates), chance.choice(dates)),
    ]
    return chance.choice(tests)


def some_query(seed: int) -> BuiltQuery:
    chance = random.Random(seed)
    conditions = tuple(
        Condition(
            tuple(
                Step(chance.choice(PROPERTIES), chance.random() < 0.3)
                for _ in range(chance.choice((1, 1, 2)))
            ),
            some_test(chance),
            chance.choice(["", "", "", "de", "en"]),
            chance.random() < 0.5,
        )
        for _ in range(chance.randrange(4))
    )
    order = chance.choice([None, *range(len(conditions))])
    return BuiltQuery(chance.choice(CLASSES), conditions, order, chance.random() < 0.5)


def values(graph: Graph, thing: Node, condition: Condition) -> set[Node]:
    reached = {thing}
    for step in condition.steps:
        follow = graph.subjects if step.is_inverse else graph.objects
        ends = {
            end
            for node in reached
            for end in (
                follow(step.property, node) if step.is_inverse else follow(node, step.property)
            )
        }
        reached = ends
    if condition.language and not isinstance(condition.test, Equals):
        reached = {n for n in reached if isinstance(n, Literal) and speaks(n, condition.language)}
    return reached


def speaks(literal: Literal, language: str) -> bool:
    return f"{(literal.language or '').lower()}-".startswith(f"{language}-")


def meets(value: Node, test: Test) -> bool:
    match test:
        case Equals(term):
            return value == term
        case Contains(text):
            return lower(text) in lower(str(value))
        case Numbers(least, most):
            if not isinstance(value, Literal) or value.datatype not in (XSD.integer, XSD.decimal):
                return False
            number = float(value)
            return (not least or number >= float(least)) and (not most or number <= float(most))
        case Dates(least, most):
            text = str(value)
            after, before = not least or text >= least, not most or text[: len(most)] <= most
            return isinstance(value, Literal) and after and before
    return True


def lower(text: str) -> str:
    return "".join(c.lower() for c in text)


def matches(graph: Graph, built: BuiltQuery) -> set[Node]:
    found: set[Node] = set(graph.subjects(RDF.type, built.class_))
    for condition in built.conditions:
        if isinstance(condition.test, Anything):
            continue
        kept = {
            t for t in found if any(meets(v, condition.test) for v in values(graph, t, condition))
        }
        found = found - kept if isinstance(condition.test, Absent) else kept
    return found


def rows(pool: EnginePool, query: str) -> list[list[str]]:
    body = answer(pool, read_query(query), TSV).body.decode()
    return [line.split("\t") for line in body.split("\n")[1:] if line]


def count(pool: EnginePool, query: str) -> int:
    body = answer(pool, read_query(query), CSV).body.decode()
    return int(body.split()[1])


@pytest.mark.parametrize("block", range(4))
def test_built_queries_find_what_a_naive_evaluation_finds(
    graph: Graph, pool: EnginePool, block: int
) -> None:
    for seed in range(block * 60, block * 60 + 60):
        built = some_query(seed)
        expected = matches(graph, built)
        query = select_query(built, PREFIXES, label_of)
        assert {row[0] for row in rows(pool, query)} == {f"<{t}>" for t in expected}, query
        assert count(pool, count_query(built, label_of, most=100)) == len(expected), query


REACHES = {
    CLASSES[0]: Reach.NAMED,
    CLASSES[1]: Reach.BOTH,
    PROPERTIES[0]: Reach.BOTH,
    PROPERTIES[1]: Reach.NAMED,
    PROPERTIES[4]: Reach.NAMED,
}
"""The graphs in which `scattered` has classes and properties; of others the default graph."""


def reach_of(term: URIRef) -> Reach:
    return REACHES.get(term, Reach.DEFAULT)


@pytest.fixture(scope="module")
def scattered(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePool]:
    """An engine over the same triples, some of them in one of three named graphs."""
    chance = random.Random(3)
    folder = tmp_path_factory.mktemp("scattered")
    lines = []
    for s, p, o in sorted(graph):
        reach = reach_of(URIRef(str(o if p == RDF.type else p)))
        is_named = reach is Reach.NAMED or (reach is Reach.BOTH and chance.random() < 0.5)
        name = f" <{EX}g{chance.randrange(3)}>" if is_named else ""
        lines.append(f"{s.n3()} {p.n3()} {ntriples_term(o)}{name} .\n")
    (folder / "data.nq").write_text("".join(lines), encoding="utf-8")
    snapshot = take_snapshot(open_project([folder / "data.nq"]), folder)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as made:
        yield made


def test_built_queries_find_the_same_in_any_graphs(graph: Graph, scattered: EnginePool) -> None:
    for seed in range(120):
        built = some_query(seed)
        expected = matches(graph, built)
        query = select_query(built, PREFIXES, label_of, reach_of)
        assert {row[0] for row in rows(scattered, query)} == {f"<{t}>" for t in expected}, query
        counting = count_query(built, label_of, reach_of, most=100)
        assert count(scattered, counting) == len(expected), query


def test_the_generated_queries_are_not_all_alike(graph: Graph) -> None:
    found = [len(matches(graph, some_query(seed))) for seed in range(240)]
    assert len([n for n in found if n > 1]) > 60
    assert len([n for n in found if n == 0]) > 20


def test_counting_ends_one_beyond_the_most(pool: EnginePool) -> None:
    built = BuiltQuery(CLASSES[0])
    assert count(pool, count_query(built, label_of, most=2)) == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_a_text(pool: EnginePool, text: str) -> None:
    name = Condition((Step(PROPERTIES[0]),), Contains(text))
    query = select_query(BuiltQuery(CLASSES[0], (name,)), PREFIXES, label_of)
    read = read_query(query)
    assert sum(token.text.upper() == "DELETE" for token in read.tree.tokens()) == 0
    assert read.text.count("FILTER(CONTAINS") == 1
    rows(pool, query)


def test_a_query_is_written_for_readers() -> None:
    built = BuiltQuery(
        URIRef("https://schema.org/Event"),
        (
            Condition((Step(URIRef("https://schema.org/location")),), Equals(URIRef(f"{EX}bonn"))),
            Condition((Step(URIRef("https://schema.org/startDate")),), Dates("2020", "")),
            Condition(
                (
                    Step(URIRef("https://schema.org/subEvent"), is_inverse=True),
                    Step(URIRef("https://schema.org/name")),
                ),
                language="de",
            ),
            Condition((Step(URIRef("https://schema.org/endDate")),), Absent()),
        ),
        order=1,
        is_descending=True,
        limit=20,
    )
    labels: Mapping[str, str] = {"Event": "event", "startDate": "start date", "name": "name"}
    written = select_query(
        built, PREFIXES, lambda iri: labels.get(iri.rpartition("/")[2], iri.rpartition("/")[2])
    )
    assert written == (
        "PREFIX schema: <https://schema.org/>\n"
        "PREFIX ex: <https://example.org/>\n"
        "\n"
        "SELECT DISTINCT ?event ?startDate ?subEventName\n"
        "WHERE {\n"
        "  ?event a schema:Event .\n"
        "  ?event schema:location ex:bonn .\n"
        "  ?event schema:startDate ?startDate .\n"
        '  FILTER(isLiteral(?startDate) && STR(?startDate) >= "2020")\n'
        "  FILTER NOT EXISTS { ?event schema:endDate ?endDate . }\n"
        "  OPTIONAL {\n"
        "    ?event ^schema:subEvent/schema:name ?subEventName .\n"
        '    FILTER(LANGMATCHES(LANG(?subEventName), "de"))\n'
        "  }\n"
        "}\n"
        "ORDER BY DESC(?startDate) ?event\n"
        "LIMIT 20\n"
    )


def test_another_parser_reads_the_queries() -> None:
    for seed in range(25):
        prepareQuery(select_query(some_query(seed), PREFIXES, label_of))
