from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph
from tables import each

from schlaglicht.errors import AlikeBlankNodes, ProjectError
from schlaglicht.rdf.blank_nodes import canonicalization
from schlaglicht.rdf.blank_nodes.canonicalization import (
    Quad,
    canonical_nquads,
    canonical_ntriples,
    label_blank_nodes,
)
from schlaglicht.rdf.load import load_file

P = "<http://example.org/p>"


def statements_of(content: bytes) -> pyoxigraph.Dataset:
    return pyoxigraph.Dataset(pyoxigraph.parse(content, pyoxigraph.RdfFormat.TURTLE))


def test_labels_are_those_of_the_specification(nasty: Path) -> None:
    judge = statements_of(nasty.read_bytes())
    judge.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    written = "".join(canonical_ntriples(load_file(nasty).graph))
    assert set(statements_of(written.encode())) == set(judge)


def test_control_characters_are_escaped(read: Callable[[str], Graph]) -> None:
    graph = read(r'ex:s ex:p "\u0000\t\n\u007F\u00E9" .')
    assert canonical_ntriples(graph) == [
        '<http://example.org/s> <http://example.org/p> "\\u0000\\t\\n\\u007F\u00e9" .\n'
    ]


def test_a_puzzle_is_given_up(read: Callable[[str], Graph]) -> None:
    names = "abcdefghij"
    edges = (f"_:{a} ex:p _:{b} ." for a in names for b in names if a != b)
    with pytest.raises(ProjectError, match="cannot be told apart"):
        canonical_ntriples(read(" ".join(edges)))


def link(subject: object, object_: object) -> Quad:
    return f"_:n{subject}", P, f"_:n{object_}", ""


def clique(size: int) -> list[Quad]:
    return [link(a, b) for a in range(size) for b in range(size) if a != b]


def ring(size: int, name: str = "") -> list[Quad]:
    return [link(f"{name}{n}", f"{name}{(n + 1) % size}") for n in range(size)]


def alike_lists(count: int, size: int) -> list[Quad]:
    rest = [link(f"{n}-{i}", f"{n}-{i + 1}") for n in range(count) for i in range(size)]
    return [*rest, *((f"_:n{n}-{i}", P, '"0"', "") for n in range(count) for i in range(size))]


@pytest.fixture
def digests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What has been hashed: nearly all of the work."""
    hashed: list[str] = []
    kept = canonicalization._digest

    def noted(text: str) -> str:
        hashed.append(text)
        return kept(text)

    monkeypatch.setattr(canonicalization, "_digest", noted)
    return hashed


DATASETS = {
    "graph names": "_:a <x:p> _:b _:g . _:b <x:p> _:a _:g . _:a <x:p> _:b _:h . _:h <x:q> _:h .",
    "one triple in two graphs": "_:a <x:p> _:b <x:g> . _:a <x:p> _:b <x:h> . _:c <x:p> _:d <x:g> .",
    "triple terms": "_:r <x:r> <<( _:a <x:p> _:b )>> . _:s <x:r> <<( _:b <x:p> _:a )>> . "
    '_:t <x:r> <<( _:a <x:p> "_:a" )>> . _:a <x:p> "a" . _:b <x:p> "a" .',
    "two rings": "_:a <x:p> _:b . _:b <x:p> _:a . _:c <x:p> _:d . _:d <x:p> _:c .",
}


def text_of(term: object) -> str:
    if isinstance(term, pyoxigraph.Triple):
        return f"<<( {term.subject} {term.predicate} {text_of(term.object)} )>>"
    return "" if isinstance(term, pyoxigraph.DefaultGraph) else str(term)


def quads_in(text: str) -> list[Quad]:
    quads = pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_QUADS, lenient=True)
    return [
        (text_of(q.subject), text_of(q.predicate), text_of(q.object), text_of(q.graph_name))
        for q in quads
    ]


def judged(text: str) -> set[str]:
    quads = pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_QUADS, lenient=True)
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    content = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    return set(content.decode().splitlines(keepends=True))


@pytest.mark.parametrize("name", DATASETS)
def test_labels_of_datasets_are_those_of_the_store(name: str) -> None:
    text = DATASETS[name].replace(" . ", " .\n") + "\n"
    assert set(canonical_nquads(quads_in(text))) == judged(text)


@each("seed", range(40))
def test_labels_of_any_small_graph_are_those_of_the_store(seed: int) -> None:
    chance = random.Random(seed)
    nodes = [f"_:n{n}" for n in range(chance.randint(1, 6))] + ["<x:a>"]
    objects = [*nodes, '"v"']
    lines = (
        f"{chance.choice(nodes)} <x:{chance.choice('pq')}> {chance.choice(objects)} .\n"
        for _ in range(chance.randint(1, 9))
    )
    text = "".join(lines)
    assert set(canonical_nquads(quads_in(text))) == judged(text)


@pytest.mark.parametrize("size", [10, 20, 60])
def test_a_clique_is_given_up_before_any_order_is_tried(size: int, digests: list[str]) -> None:
    with pytest.raises(AlikeBlankNodes):
        label_blank_nodes(clique(size))
    assert len(digests) <= size + size * size


def test_alike_parts_of_alike_nodes_are_given_up_before_any_order_is_tried(
    digests: list[str],
) -> None:
    with pytest.raises(AlikeBlankNodes):
        label_blank_nodes(link(hub, f"{hub}-{part}") for hub in range(2) for part in range(5_000))
    assert len(digests) <= 3 * 2 * 5_000


def test_a_long_ring_is_given_up_after_one_round(digests: list[str]) -> None:
    with pytest.raises(AlikeBlankNodes):
        label_blank_nodes(ring(5_000))
    assert len(digests) <= 6 * 5_000


def test_a_cube_of_many_dimensions_is_given_up() -> None:
    edges = [link(n, n ^ (1 << bit)) for n in range(2**8) for bit in range(8)]
    with pytest.raises(AlikeBlankNodes):
        label_blank_nodes(edges)


def test_many_alike_nodes_apart_from_each_other_are_labelled() -> None:
    quads = [quad for n in range(2_000) for quad in ring(3, f"{n}-")]
    assert len(set(label_blank_nodes(quads).values())) == 6_000


def test_many_alike_lists_are_labelled() -> None:
    assert len(label_blank_nodes(alike_lists(300, 10))) == 300 * 11


def test_a_list_of_equal_values_is_labelled_however_deep_it_is() -> None:
    assert len(label_blank_nodes(alike_lists(1, 300))) == 301


def test_the_same_graph_is_given_up_whatever_its_nodes_are_called(digests: list[str]) -> None:
    counts = set()
    for name in ("a", "b"):
        digests.clear()
        with pytest.raises(AlikeBlankNodes):
            label_blank_nodes(ring(2_000, name))
        counts.add(len(digests))
    assert len(counts) == 1
