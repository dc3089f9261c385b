"""No triple below a shape of the shipped shapes goes or changes without a finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.project import open_project
from schlaglicht.validation.baseline.checks_made import ShapeDemands
from schlaglicht.validation.baseline.weakened_checks import weaker_shapes
from schlaglicht.validation.inputs import Inputs, read_inputs
from schlaglicht.validation.shacl.located_shapes import LocatedShapes
from schlaglicht.vocab import SH

ROOT = Path(__file__).parents[3]
FOR_PEOPLE = {SH.name, SH.description, SH.message, SH.order, SH.group, RDFS.label, RDFS.comment}
Triple = tuple[Node, Node, Node]


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    """The shipped shapes, without data."""
    return read_inputs(replace(open_project([ROOT]), data=(), evidence=()))[0]


def is_weaker(before: ShapeDemands, inputs: Inputs) -> bool:
    now = ShapeDemands(LocatedShapes(inputs))
    return any(weaker_shapes(before.demands, now.demands, now.either_way))


def below(graph: Graph, shapes: LocatedShapes) -> Iterator[Triple]:
    """The triples of shapes and of the nameless nodes and declarations below them."""
    waiting, seen = list(shapes.all), set(shapes.all)
    while waiting:
        for triple in graph.triples((waiting.pop(), None, None)):
            yield triple
            is_inner = isinstance(triple[2], BNode) or triple[1] == SH.prefixes
            if is_inner and triple[2] not in seen:
                seen.add(triple[2])
                waiting.append(triple[2])


def decides(graph: Graph, triple: Triple) -> bool:
    """False for a triple on the list of those that no verdict depends on."""
    node, predicate, value = triple
    if predicate in FOR_PEOPLE or not str(predicate).startswith((str(SH), str(RDF))):
        return False  # texts, and what other languages say
    if predicate == RDF.type:
        return False  # a shape is one by its target, or as a part of another
    declaration = value if predicate == SH.declare else node
    prefixes = set(graph.objects(declaration, SH.prefix))
    queries = list(graph.objects(None, SH.select))
    return not prefixes or any(
        f"{prefix}:" in str(query) for prefix in prefixes for query in queries
    )


def sample(graph: Graph, triples: Iterator[Triple]) -> list[Triple]:
    """The first triple of each property of named and of nameless nodes."""
    found: dict[object, Triple] = {}
    for triple in sorted(triples, key=lambda triple: [term.n3() for term in triple]):
        if decides(graph, triple):
            found.setdefault((type(triple[0]), triple[1]), triple)
    return list(found.values())


def milder(triple: Triple) -> Node:
    """Another value of a property: of a number and a severity one that lets more pass."""
    _, predicate, value = triple
    if predicate == SH.severity:
        return SH.Info
    if not isinstance(value, Literal):
        return URIRef("https://example.org/other")
    if isinstance(value.value, bool):
        return Literal(not value.value)
    if isinstance(value.value, int):
        return Literal(value.value + (-1 if "min" in str(predicate).lower() else 1))
    return Literal(f"{value}x", lang=value.language)


def test_any_triple_below_a_shape_counts(inputs: Inputs) -> None:
    graph, shapes = inputs.shapes_graph.graph, LocatedShapes(inputs)
    before = ShapeDemands(shapes)
    assert before.demands  # read before the graph changes
    assert not before.parts
    chosen = sample(graph, below(graph, shapes))
    assert len(chosen) > 40
    unnoticed = []
    for triple in chosen:
        graph.remove(triple)
        if triple[1] != SH.severity and not is_weaker(before, inputs):  # without: a violation
            unnoticed.append(("gone", triple))
        changed = (*triple[:2], milder(triple))
        graph.add(changed)
        if not is_weaker(before, inputs):
            unnoticed.append(("changed", triple))
        graph.remove(changed)
        graph.add(triple)
    assert unnoticed == []
