"""SHACL property paths: read, and followed to the very values that a query finds."""

from __future__ import annotations

import random

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store
from rdflib import RDF, Graph, Namespace
from tables import each

from schlaglicht.rdf.paths import (
    Alternative,
    Inverse,
    Malformed,
    OneOrMore,
    Path,
    Predicate,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
    arrivals,
    is_well_formed,
    path_text,
    predicates_of,
    read_path,
)
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


def values_by_query(data: str, start: str, path: Path) -> set[str]:
    store = Store()
    store.load(data.encode(), format=RdfFormat.TURTLE)
    written = path_text(path, lambda iri: iri.n3())
    found = store.query(f"SELECT ?value {{ <{start}> {written} ?value }}")
    assert isinstance(found, QuerySolutions)
    return {str(solution["value"]).strip("<>") for solution in found}


@each("seed", range(150))
def test_values_are_those_of_a_query(seed: int) -> None:
    chance = random.Random(seed)
    text = written_data(chance)
    data = Graph().parse(data=text, format="turtle")
    path = read(written_path(chance, 3))
    for start in data.all_nodes():  # of others, a store does not know that they lead to themselves
        ours = {str(node) for node in arrivals(path, data, [start])}
        assert ours == values_by_query(text, str(start), path)


def test_statements_about_a_path_do_not_change_its_values() -> None:
    path = read("[ rdf:first ex:a ; rdf:rest ( [ sh:inversePath ex:b ; ex:more 2 ] ) ; ex:more 1 ]")
    data = Graph().parse(data=f"{HEAD}ex:x ex:a ex:y . ex:z ex:b ex:y .", format="turtle")
    assert set(arrivals(path, data, [EX.x])) == {EX.z}


def test_each_value_comes_with_the_triple_it_stands_in() -> None:
    data = Graph().parse(data=f"{HEAD}ex:x ex:a ex:y . ex:y ex:b ex:z .", format="turtle")
    path = "[ sh:inversePath ( ex:a ex:b ) ]"
    shapes = Graph().parse(data=f"{HEAD}ex:S sh:path {path} .", format="turtle")
    node = shapes.value(EX.S, SH.path)
    assert node is not None
    assert arrivals(read_path(shapes, node), data, [EX.z]) == {EX.x: (EX.x, EX.a, EX.y)}


A, B = Predicate(EX.a), Predicate(EX.b)


def read(path: str) -> Path:
    shapes = Graph().parse(data=f"{HEAD}ex:S sh:path {path} .", format="turtle")
    node = shapes.value(EX.S, SH.path)
    assert node is not None
    return read_path(shapes, node)


def text_of(path: Path) -> str:
    return path_text(path, lambda iri: "ex:" + str(iri).removeprefix(EX))


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("ex:a", A, "ex:a"),
        ("( ex:a ex:b )", Sequence((A, B)), "ex:a/ex:b"),
        ("[ sh:alternativePath ( ex:a ex:b ) ]", Alternative((A, B)), "ex:a|ex:b"),
        ("[ sh:inversePath ex:a ]", Inverse(A), "^ex:a"),
        ("[ sh:zeroOrMorePath ex:a ]", ZeroOrMore(A), "ex:a*"),
        ("[ sh:oneOrMorePath ex:a ]", OneOrMore(A), "ex:a+"),
        ("[ sh:zeroOrOnePath ex:a ]", ZeroOrOne(A), "ex:a?"),
        ("[ sh:inversePath ( ex:a ex:b ) ]", Inverse(Sequence((A, B))), "^(ex:a/ex:b)"),
        ("[ sh:inversePath [ sh:inversePath ex:a ] ]", Inverse(Inverse(A)), "^(^ex:a)"),
        ("[ sh:zeroOrMorePath [ sh:oneOrMorePath ex:a ] ]", ZeroOrMore(OneOrMore(A)), "(ex:a+)*"),
        ("[ sh:oneOrMorePath [ sh:inversePath ex:a ] ]", OneOrMore(Inverse(A)), "^ex:a+"),
    ],
)
def test_path_is_read_to_a_value_and_written_as_in_sparql(
    path: str, value: Path, text: str
) -> None:
    assert read(path) == value
    assert text_of(value) == text


MALFORMED = [
    ("()", "()", []),
    ("1", "[ … ]", []),
    ("[]", "[ … ]", []),
    ("( ex:a )", "[ … ]", ["a"]),
    ("[ sh:alternativePath ex:a ]", "[ … ]", []),
    ("[ sh:inversePath ex:a , ex:b ]", "[ … ]", ["a", "b"]),
    ("[ sh:inversePath ex:a ; sh:zeroOrMorePath ex:b ]", "[ … ]", ["a", "b"]),
    ("( ex:a 1 )", "ex:a/[ … ]", ["a"]),
    ("_:round . _:round sh:inversePath _:round", "^[ … ]", []),
    ("_:round . _:round sh:alternativePath ( ex:a _:round )", "ex:a|[ … ]", ["a"]),
    ("_:round . _:round rdf:first ex:a ; rdf:rest _:round", "[ … ]", []),
]


@pytest.mark.parametrize(("path", "text", "named"), MALFORMED, ids=[path for path, *_ in MALFORMED])
def test_malformed_path_names_what_it_can_and_leads_nowhere(
    path: str, text: str, named: list[str]
) -> None:
    found = read(path)
    assert not is_well_formed(found)
    assert text_of(found) == text
    assert sorted(step.iri.removeprefix(EX) for step in predicates_of(found)) == named
    if isinstance(found, Malformed):
        assert arrivals(found, Graph(), [EX.x]) == {}


def test_path_nested_too_deep_is_malformed() -> None:
    assert is_well_formed(read("[ sh:inversePath " * 40 + "ex:a" + " ]" * 40))
    assert not is_well_formed(read("[ sh:inversePath " * 60 + "ex:a" + " ]" * 60))


def test_path_that_names_a_part_twice_at_each_level_is_not_read_for_ever() -> None:
    levels = " . ".join(f"_:p{n} sh:alternativePath ( _:p{n + 1} _:p{n + 1} )" for n in range(40))
    found = read(f"_:p0 . {levels}")
    assert not is_well_formed(found)
    assert sum(1 for _ in predicates_of(found)) == 0
