"""Where paths lead: the very value nodes that pySHACL finds."""

from __future__ import annotations

import random

import pytest
from pyshacl.graph_abstraction import DataGraph
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, Graph, Namespace

from schlaglicht.validation.shacl.inverse_paths import turn_inverses
from schlaglicht.validation.shacl.paths import arrivals, single_steps
from schlaglicht.validation.shacl.pyshacl_patches.apply import quickened_pyshacl
from schlaglicht.vocab import SH

EX = Namespace("http://example.org/")
HEAD = f"@prefix ex: <{EX}> .\n@prefix sh: <{SH}> .\n@prefix rdf: <{RDF}> .\n"
PREDICATES = ("ex:a", "ex:b", "ex:c")
NODES = range(8)


def written_path(chance: random.Random, depth: int) -> str:
    """A path in Turtle, nested at most `depth` deep."""
    kind = chance.choice(["iri", "list", "alternative", "inverse", "*", "+", "?"])
    if depth == 0 or kind == "iri":
        return chance.choice(PREDICATES)
    inner = [written_path(chance, depth - 1) for _ in range(2)]
    forms = {
        "list": "( {} {} )",
        "alternative": "[ sh:alternativePath ( {} {} ) ]",
        "inverse": "[ sh:inversePath {} ]",
        "*": "[ sh:zeroOrMorePath {} ]",
        "+": "[ sh:oneOrMorePath {} ]",
        "?": "[ sh:zeroOrOnePath {} ]",
    }
    return forms[kind].format(*inner)


def written_data(chance: random.Random) -> str:
    nodes = [f"ex:n{number}" for number in NODES]
    rows = [f"{chance.choice(nodes)} {chance.choice(PREDICATES)} {chance.choice(nodes)} ."
            for _ in range(16)]  # fmt: skip
    return HEAD + "\n".join(rows)


@pytest.mark.parametrize("seed", range(150))
def test_values_are_those_of_pyshacl(seed: int) -> None:
    chance = random.Random(seed)
    data = Graph().parse(data=written_data(chance), format="turtle")
    text = f"{HEAD}ex:S a sh:PropertyShape ; sh:path {written_path(chance, 3)} ."
    shapes = Graph().parse(data=text, format="turtle")
    path = shapes.value(EX.S, SH.path)
    assert path is not None
    starts = [EX[f"n{number}"] for number in NODES]
    ours = {start: set(arrivals(path, shapes, data, [start])) for start in starts}
    turn_inverses(shapes)
    (shape,) = ShapesGraph(shapes).shapes
    assert ours == shape.value_nodes(DataGraph.from_rdflib(data), starts), text
    with quickened_pyshacl():
        assert ours == shape.value_nodes(DataGraph.from_rdflib(data), starts), text


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("ex:a", [("a", False)]),
        ("[ sh:inversePath ex:a ]", [("a", True)]),
        ("( ex:a [ sh:inversePath ex:b ] ex:a )", [("a", False), ("b", True), ("a", False)]),
        ("( ex:a [ sh:zeroOrMorePath ex:b ] )", []),
        ("( ex:a ( ex:a ex:b ) )", []),
        ("[ sh:inversePath [ sh:inversePath ex:a ] ]", []),
        ("[ sh:inversePath ex:a , ex:b ]", []),
        ("[ rdf:first ex:a ; rdf:rest ( ex:b ) ; ex:more 1 ]", []),
        ("[ rdf:first ex:a , ex:b ; rdf:rest ( ex:c ) ]", []),
        ("_:round . _:round rdf:first ex:a ; rdf:rest _:round", []),
        ("( ex:a )", []),
        ("()", []),
        ("1", []),
    ],
)
def test_single_steps_are_those_of_a_path_without_fork(
    path: str, steps: list[tuple[str, bool]]
) -> None:
    shapes = Graph().parse(data=f"{HEAD}ex:S sh:path {path} .", format="turtle")
    node = shapes.value(EX.S, SH.path)
    assert node is not None
    assert [(str(p).removeprefix(EX), back) for p, back in single_steps(node, shapes)] == steps


def test_each_value_comes_with_the_triple_it_stands_in() -> None:
    data = Graph().parse(data=f"{HEAD}ex:x ex:a ex:y . ex:y ex:b ex:z .", format="turtle")
    path = "[ sh:inversePath ( ex:a ex:b ) ]"
    shapes = Graph().parse(data=f"{HEAD}ex:S sh:path {path} .", format="turtle")
    node = shapes.value(EX.S, SH.path)
    assert node is not None
    assert arrivals(node, shapes, data, [EX.z]) == {EX.x: (EX.x, EX.a, EX.y)}
