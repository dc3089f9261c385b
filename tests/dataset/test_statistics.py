from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENT
from tables import each

from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.dataset.statistics import (
    MOST_TERMS,
    GraphStatistics,
    Statistics,
    dataset_statistics,
    vocabulary_namespace,
)
from schlaglicht.engine import EnginePool
from schlaglicht.formats import JSON
from schlaglicht.project import open_project, shipped_folder
from schlaglicht.query import answer, read_query

Ask = Callable[[str], list[list[Any]]]
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return take_snapshot(open_project([shipped_folder()]), tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="module")
def ask(shipped: Snapshot) -> Iterator[Ask]:
    """Asks the shipped graph and gives the values of each solution, numbers as numbers."""
    with EnginePool(shipped, engines=1, limits=PATIENT) as pool:

        def ask_pool(text: str) -> list[list[Any]]:
            body = json.loads(answer(pool, read_query(text), JSON).body)
            return [
                [_value(solution[name]) for name in body["head"]["vars"]]
                for solution in body["results"]["bindings"]
            ]

        yield ask_pool


def _value(term: dict[str, str]) -> Any:
    return int(term["value"]) if term.get("datatype", "").endswith("integer") else term["value"]


def statistics_of(*lines: str, base: str | None = None) -> Statistics:
    return dataset_statistics(sorted(f"{line} .\n".encode() for line in lines), base=base)


def test_class_is_what_a_type_names_and_nothing_that_names_types() -> None:
    statistics = statistics_of(
        f"<ex:a> {TYPE} <ex:C>",
        f"<ex:body> <ex:predicate> {TYPE} <ex:graph>",
        f'<ex:text> <ex:says> "b {TYPE} <ex:D"',
    )
    graphs = (statistics.default_graph, *statistics.named_graphs.values())
    assert [use.iri for graph in graphs for use in graph.classes] == ["ex:C"]


def test_triples_subjects_and_objects_are_those_that_sparql_counts(
    shipped: Snapshot, ask: Ask
) -> None:
    counts = shipped.statistics.default_graph
    query = (
        "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k) { ?s ?p ?o }"
    )
    assert [[counts.triples, counts.distinct_subjects, counts.distinct_objects]] == ask(query)
    assert shipped.triples == counts.triples


Counted = Callable[[GraphStatistics], list[list[Any]]]


@each(
    "counted, query",
    [
        (
            lambda graph: [[graph.entities]],
            "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o FILTER(isIRI(?s)) }",
        ),
        (
            lambda graph: [[use.iri, use.entities] for use in graph.classes],
            "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c FILTER(isIRI(?c)) } GROUP BY ?c",
        ),
        (
            lambda graph: [[use.iri, use.triples] for use in graph.properties],
            "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
        ),
        (
            lambda graph: [
                [use.iri, own.iri, own.triples] for use in graph.classes for own in use.properties
            ],
            "SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o } GROUP BY ?c ?p",
        ),
        (
            lambda graph: [
                [use.iri, *pair] for use in graph.properties for pair in use.classes.items()
            ],
            "SELECT ?p ?c (COUNT(*) AS ?n) { ?s ?p ?o . ?o a ?c FILTER(isIRI(?c)) } GROUP BY ?p ?c",
        ),
        (
            lambda graph: [
                [use.iri, *pair] for use in graph.properties for pair in use.datatypes.items()
            ],
            """SELECT ?p ?d (COUNT(*) AS ?n) { ?s ?p ?o FILTER(isLiteral(?o))
            BIND(DATATYPE(?o) AS ?d) } GROUP BY ?p ?d""",
        ),
        (
            lambda graph: [[*pair] for pair in graph.languages.items()],
            """SELECT ?l (COUNT(*) AS ?n) { ?s ?p ?o BIND(LANG(?o) AS ?l) FILTER(?l != "") }
            GROUP BY ?l""",
        ),
    ],
    ids=lambda case: case[1],
)
def test_statistics_are_what_sparql_counts(
    shipped: Snapshot, ask: Ask, counted: Counted, query: str
) -> None:
    assert counted(shipped.statistics.default_graph) == sorted(ask(query))


def test_named_graphs_are_counted_apart(shipped: Snapshot, ask: Ask) -> None:
    counted = [[iri, graph.triples] for iri, graph in shipped.statistics.named_graphs.items()]
    query = (
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } "
        'FILTER(!CONTAINS(STR(?g), "well-known")) } GROUP BY ?g'
    )
    assert counted == sorted(ask(query))
    assert (
        shipped.statistics.named_triples == ask(query.replace("?g (", "(").split(" GROUP")[0])[0][0]
    )


def test_an_object_that_looks_like_more_than_it_is_is_one_object() -> None:
    counts = statistics_of(
        '<ex:a> <ex:p> "say \\"hi\\" <ex:g> . "@en',
        '<ex:a> <ex:p> "<<( x )>> "^^<ex:d> <ex:g>',
        '<ex:a> <ex:p> <<( <ex:a> <ex:b> "x )>> y" )>> <ex:g>',
    )
    assert counts.default_graph.languages == {"en": 1}
    assert counts.named_graphs["ex:g"].distinct_objects == 2
    assert counts.named_graphs["ex:g"].properties[0].datatypes == {"ex:d": 1}


def test_graphs_named_by_blank_nodes_are_left_out() -> None:
    assert not statistics_of("<ex:a> <ex:p> <ex:b> _:g").named_graphs


def test_an_empty_dataset_has_an_empty_default_graph() -> None:
    assert statistics_of().default_graph.triples == 0


def test_example_is_the_first_instance_below_the_base() -> None:
    lines = [f"<https://{host}/x> {TYPE} <ex:C>" for host in ("a.org", "own.org")]
    counts = statistics_of(*lines, base="https://own.org/").default_graph
    assert [use.example for use in counts.classes] == ["https://own.org/x"]


def test_vocabulary_has_every_term_of_a_namespace_wherever_it_occurs() -> None:
    counts = statistics_of("<ex:a> <https://e.org/p> <https://e.org/value>")
    assert counts.vocabularies == {
        "https://e.org/": frozenset({"https://e.org/p", "https://e.org/value"})
    }


def test_a_namespace_of_things_is_no_vocabulary() -> None:
    things = [f"<https://e.org/{n}> <https://e.org/p> <ex:o>" for n in range(MOST_TERMS)]
    assert not statistics_of(*things).vocabularies


def test_record_is_what_the_data_says_of_the_dataset(shipped: Snapshot) -> None:
    main_resource = shipped.statistics.collection
    assert main_resource is not None
    assert "<http://purl.org/dc/terms/license>" in main_resource.record
    assert "wasDerivedFrom" not in main_resource.record


@pytest.mark.parametrize(
    ("iri", "namespace"),
    [("https://e.org/a#b/c", "https://e.org/a#"), ("https://e.org/a", "https://e.org/"),
     ("urn:x:y", "urn:x:"), ("", "")],
)  # fmt: skip
def test_namespace_ends_where_the_local_name_begins(iri: str, namespace: str) -> None:
    assert vocabulary_namespace(iri) == namespace


def test_snapshot_has_the_same_statistics_each_time(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text("[] a <ex:B>, <ex:A> ; <ex:p> [ a <ex:A> ] .")
    project = open_project([tmp_path])
    assert take_snapshot(project, tmp_path) == take_snapshot(project, tmp_path)
