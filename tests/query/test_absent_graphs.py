from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from patience import PATIENT

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.query import absent_graphs, answer, read_query
from schlaglicht.query.empty_answers.explanation import explanation

DATA = """
@prefix ex: <https://e.org/> .
ex:a a ex:Person .
ex:harbour { ex:c a ex:Ship . }
"""


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePool]:
    folder: Path = tmp_path_factory.mktemp("ships")
    (folder / "data.trig").write_text(DATA, encoding="utf-8")
    (folder / "schlaglicht.toml").write_text('base = "https://e.org/"', encoding="utf-8")
    snapshot = take_snapshot(open_project([folder]), folder)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as started:
        yield started


def notes(text: str, pool: EnginePool) -> list[str]:
    query = read_query(f"PREFIX ex: <https://e.org/> {text}", base="https://e.org/sparql")
    return list(map(str, absent_graphs(query, pool.snapshot, pool)))


@pytest.mark.parametrize(
    ("text", "graph"),
    [
        ("SELECT * FROM <http://x/> { ?s a ex:Person }", "<http://x/>"),
        ("SELECT * FROM NAMED <http://x/> { GRAPH ?g { ?s a ex:Ship } }", "<http://x/>"),
        ("ASK { GRAPH <http://nope/graph> { ?s ?p ?o } }", "<http://nope/graph>"),
        ("ASK { graph ex:sea { ?s ?p ?o } }", "ex:sea"),
        ("ASK { GRAPH <sea> { ?s ?p ?o } }", "<sea>"),
        ("DESCRIBE ?s FROM ex:sea { ?s ?p ?o }", "ex:sea"),
    ],
)
def test_graph_that_the_dataset_does_not_have_is_named(
    text: str, graph: str, pool: EnginePool
) -> None:
    assert notes(text, pool) == [f"The dataset has no graph {graph}."]


@pytest.mark.parametrize("graph", ["ex:harbor", "<http://e.org/harbour>", "<harbor>"])
def test_absent_graph_gets_the_nearest_one(graph: str, pool: EnginePool) -> None:
    assert notes(f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}", pool) == [
        f"The dataset has no graph {graph}; did you mean ex:harbour?"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ASK { GRAPH ex:harbour { ?s a ex:Person } }",
        "ASK FROM <https://e.org/harbour> { ?s a ex:Person }",
        "ASK { GRAPH <harbour> { ?s a ex:Person } }",
        "ASK { GRAPH <https://e.org/.well-known/void> { ?s a ex:Person } }",
        "ASK { GRAPH ?g { ?s a ex:Person } }",
        "ASK { ?graph ex:from 'GRAPH', <http://x/> }",
    ],
)
def test_graphs_that_there_are_have_no_note(text: str, pool: EnginePool) -> None:
    assert notes(text, pool) == []


def test_a_relative_name_below_a_declared_base_is_not_judged(pool: EnginePool) -> None:
    query = read_query("BASE <https://e.org/> ASK { GRAPH <harbour> { ?s a <Nothing> } }")
    assert absent_graphs(query, pool.snapshot, pool) == ()


def test_absent_graph_has_its_place_in_the_query(pool: EnginePool) -> None:
    query = read_query("ASK {\n  GRAPH <http://x/> { ?s ?p ?o } }")
    (graph,) = absent_graphs(query, pool.snapshot, pool)
    (place,) = graph.parts
    assert (place.written, place.line, place.column, place.length) == ("<http://x/>", 2, 9, 11)


def test_graphs_of_the_request_take_the_place_of_those_in_the_query(pool: EnginePool) -> None:
    query = read_query(
        "SELECT * FROM <http://x/> { ?s a <http://e.org/Ship> }",
        default_graphs=("https://e.org/harbour", "https://e.org/sea"),
    )
    (graph,) = absent_graphs(query, pool.snapshot, pool)
    assert (graph.written, graph.parts) == ("<https://e.org/sea>", ())


def test_notes_are_few(pool: EnginePool) -> None:
    graphs = " ".join(f"FROM <http://x/{n}>" for n in range(50))
    assert len(notes(f"ASK {graphs} {{ ?s ?p ?o }}", pool)) == 5


def test_absent_graph_is_reason_enough(pool: EnginePool) -> None:
    query = read_query("ASK FROM <http://x/> { ?s a <https://e.org/Person> }")
    assert answer(pool, query, query.formats[0]).is_empty
    assert explanation(query, pool.snapshot, pool).reasons == (
        "The dataset has no graph <http://x/>.",
    )


def test_graphs_of_a_remote_service_are_not_judged(
    pool: EnginePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "is_live", True)
    assert notes("ASK { GRAPH <http://nope/graph> { ?s ?p ?o } }", pool) == []
