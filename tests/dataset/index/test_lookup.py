"""The index of the shipped graph, and of small graphs with nasty terms."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from schlaglicht.dataset.index import Index, build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.project import open_project, shipped_folder
from schlaglicht.rdf.load import load
from schlaglicht.vocab import ID, SCHEMA

NASTY = r"""
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a ex:b "007"^^xsd:integer , 1.0e6 ,
    "x"@de-AT , "\"@En"@EN-us , "a\nb\t\"c\" \\ \u0001 😀" , "<script>"@en ,
    "plain" ;
    ex:part [ ex:b "inner" ; ex:part [ ex:b 5.50 ] ] .
<http://example.org/\u00e4> ex:b ex:a .
"""


def open_index(path: Path, folder: Path) -> Index:
    return Index(build_index(take_snapshot(open_project([path]), folder)))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return open_index(shipped_folder(), tmp_path_factory.mktemp("shipped"))


@pytest.fixture
def nasty(tmp_path: Path) -> Index:
    (tmp_path / "nasty.ttl").write_text(NASTY, encoding="utf-8")
    return open_index(tmp_path / "nasty.ttl", tmp_path)


def test_a_description_has_every_literal_as_its_file_writes_it(
    nasty: Index, tmp_path: Path
) -> None:
    expected = load([tmp_path / "nasty.ttl"]).graph
    described = nasty.description(URIRef("http://example.org/a"))
    described += nasty.description(URIRef("http://example.org/ä"))
    assert isomorphic(described, expected)
    assert {str(o) for o in described.objects(None, URIRef("http://example.org/b"))} >= {
        "007",
        "1.0e6",
        "5.50",
        'a\nb\t"c" \\ \x01 😀',
    }


def test_a_description_takes_nested_blank_nodes_along(nasty: Index) -> None:
    graph = nasty.description(URIRef("http://example.org/a"))
    assert sum(isinstance(node, BNode) for node in set(graph.subjects())) == 2


def test_what_leads_to_a_thing_is_found(nasty: Index) -> None:
    thing = URIRef("http://example.org/a")
    (predicate,) = nasty.predicates_about(thing)
    assert nasty.sources(thing, predicate) == [URIRef("http://example.org/ä")]


def test_instances_are_counted_and_listed_in_order(shipped: Index) -> None:
    events = shipped.instances(SCHEMA.Event, limit=1000)
    assert len(events) == shipped.count_instances(SCHEMA.Event)
    assert events == sorted(events)
    assert shipped.instances(SCHEMA.Event, limit=2, offset=1) == events[1:3]


def test_an_unknown_thing_has_nothing(shipped: Index) -> None:
    unknown = ID["nobody"]
    assert not shipped.is_described(unknown)
    assert shipped.statements_of(unknown) == []
    assert shipped.label(unknown) is None


def test_a_label_is_in_the_language_of_the_reader(shipped: Index) -> None:
    action = ID["accession-go-cluster-eca"]
    assert shipped.label(action, ["de"]) == ("Beitritt von go-cluster zur ECA", "de")
    assert shipped.label(action, ["en"]) == ("Accession of go-cluster to the ECA", "en")


@pytest.mark.parametrize("words", ["executable", "eu kmu", "q1", "q"])
def test_a_search_leaves_out_what_the_endpoint_says_of_itself(shipped: Index, words: str) -> None:
    hits = shipped.search(words, limit=10_000).hits
    assert not [hit.iri for hit in hits if "/.well-known/" in hit.iri]
    (described, *_) = shipped.subjects(
        beginning=str(ID).replace("id/", ".well-known/void#question-"), limit=1
    )
    assert shipped.text(described)


def test_subjects_are_those_that_begin_as_given(shipped: Index) -> None:
    things = shipped.subjects(beginning=str(ID), limit=10_000)
    assert things == sorted(things)
    assert ID["uwe-pfeil"] in things
    assert all(thing.startswith(str(ID)) for thing in things)


def test_the_same_snapshot_gives_the_same_bytes(tmp_path: Path) -> None:
    snapshot = take_snapshot(open_project([shipped_folder()]), tmp_path)
    first = build_index(snapshot).read_bytes()
    assert build_index(snapshot).read_bytes() == first


def test_every_statement_of_the_default_graph_is_in_the_index(shipped: Index) -> None:
    project = open_project([shipped_folder()])
    expected = load([*project.data, *project.ontology]).graph
    found = Graph()
    for subject in set(expected.subjects()):
        if isinstance(subject, URIRef):
            found += shipped.description(subject)
    assert len(found) >= len(expected)
    ground = {t for t in expected if not any(isinstance(term, BNode) for term in t)}
    assert ground <= set(found)


def test_literals_of_labels_are_never_things(shipped: Index) -> None:
    assert shipped.sources(Literal("Uwe Pfeil"), SCHEMA.name)
    assert shipped.sources(Literal("Uwe Pfeil"), RDF.type) == []


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_content_has_the_same_index(tmp_path: Path, seed: str) -> None:
    made = []
    for name in ("0", seed):
        (tmp_path / name).mkdir()
        script = (
            "import sys; from pathlib import Path; from schlaglicht.dataset.index import *;"
            "from schlaglicht.dataset.snapshot import take_snapshot;"
            "from schlaglicht.project import *;"
            "build_index(take_snapshot(open_project([shipped_folder()]), Path(sys.argv[1])))"
        )
        command = [sys.executable, "-c", script, str(tmp_path / name)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": name})
        (index,) = (tmp_path / name).glob("*.sqlite")
        made.append(index.read_bytes())
    assert made[0] == made[1]


def test_threads_use_the_connections_of_an_index_one_at_a_time(
    index_of: Callable[[str], Index],
) -> None:
    index = index_of("<x:a> <x:p> <x:b> .")
    index.rows("SELECT 1")
    assert index.rows("PRAGMA cache_size") == [(-256,)]  # of each in KiB
    assert len(index._free) == 1
    with ThreadPoolExecutor(8) as threads:
        found = [threads.submit(index.ntriples_of, "x:a") for _ in range(400)]
    assert {each.result() for each in found} == {"<x:a> <x:p> <x:b> .\n"}
    assert len({*map(id, index._free)}) == len(index._free) <= 9
