"""Shapes that lead to shapes, judged beside pySHACL: the verdicts are the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from judges import Verdicts, graph_in, ours
from once import once
from rdflib import Graph
from shape_examples import examples_in
from tables import each

from schlaglicht.rdf.graph_store import union_of
from schlaglicht.rdf.load import load
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.validation.second_judge import Judged, Verdict, explanation, plain_verdicts

ROOT = Path(__file__).parents[3]
EXAMPLES, EXAMPLE = ROOT / "tests/shapes", "https://example.org/"
PREFIXES = """\
@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
TARGET = "ex:Shape a sh:NodeShape ; sh:targetClass ex:Person ; "


def people(number: int) -> Graph:
    """Value nodes shared by many focus nodes."""
    text = " ".join(
        f'ex:p{n} a ex:Person ; ex:name "P{n}" ; ex:age {n} ; ex:knows ex:p{n * 7 % number} , '
        "ex:p1 ."
        for n in range(number)
    )
    return graph_in(PREFIXES + text)


SHAPES = {
    "property of a property": """sh:property [ sh:path ex:knows ;
        sh:property [ sh:path ex:age ; sh:maxExclusive 20 ] ]""",
    "node": """sh:property [ sh:path ex:knows ;
        sh:node [ sh:property [ sh:path ex:age ; sh:maxExclusive 36 ] ] ]""",
    "node of a node": """sh:node [ sh:property [ sh:path ex:knows ;
        sh:node [ sh:property [ sh:path ex:age ; sh:minExclusive 3 ] ] ] ]""",
    "or": "sh:or ( [ sh:property [ sh:path ex:age ; sh:maxExclusive 9 ] ] [ sh:hasValue ex:p30 ] )",
    "and": """sh:and ( [ sh:property [ sh:path ex:age ; sh:maxExclusive 30 ] ]
        [ sh:property [ sh:path ex:name ; sh:pattern "^P[1-3]" ] ] )""",
    "not in xone": """sh:xone ( [ sh:not [ sh:property [ sh:path ex:age ; sh:hasValue 3 ] ] ]
        [ sh:property [ sh:path ex:age ; sh:minInclusive 10 ] ] )""",
    "qualified": """sh:property [ sh:path ex:knows ; sh:qualifiedMinCount 2 ;
        sh:qualifiedValueShape [ sh:property [ sh:path ex:age ; sh:maxExclusive 20 ] ] ]""",
    "class": "sh:property [ sh:path ex:knows ; sh:class ex:Friend ]",
    "list": "sh:property [ sh:path ex:age ; sh:in ( 1 2 3 ) ]",
    "list of nodes without a name": """sh:or ( [ sh:not [ sh:nodeKind sh:IRI ] ]
        [ sh:property [ sh:path ( ex:knows ex:age ) ; sh:in ( 4 ex:x "y"@en ) ] ] )""",
    "recursion": "sh:property ex:Loop",
    "sparql": """sh:sparql [ sh:message "{?value} knows {$this}"@en ; sh:select '''
        SELECT $this ?value { $this <https://example.org/knows> ?value .
          ?value <https://example.org/knows> $this }''' ]""",
    "sparql on a property": """sh:property [ sh:path ex:age ; sh:sparql [ sh:select '''
        SELECT $this ?value { $this $PATH ?value . FILTER (?value > 30) }''' ] ]""",
    "component of one's own": "ex:most 30",
    "property of a property in or": """sh:or ( [ sh:property [ sh:path ex:knows ;
        sh:property [ sh:path ex:age ; sh:maxExclusive 9 ] ] ] [ sh:hasValue ex:p30 ] )""",
    "query beside a property of a property in or": """sh:or ( [ sh:property [ sh:path ex:knows ;
        sh:property [ sh:path ex:age ; sh:minExclusive 3 ; sh:sparql [ sh:select '''
          SELECT $this ?value { $this $PATH ?value . FILTER (?value > 30) }''' ] ] ] ]
        [ sh:hasValue ex:p30 ] )""",
    "node in or": """sh:or ( [ sh:node [ sh:property [ sh:path ex:age ; sh:maxExclusive 9 ] ] ]
        [ sh:hasValue ex:p30 ] )""",
    "disjoint qualified": """sh:property [ sh:path ex:knows ; sh:qualifiedMinCount 2 ;
        sh:qualifiedValueShapesDisjoint true ; sh:qualifiedValueShape ex:Young ] , [
        sh:path ex:knows ; sh:qualifiedMaxCount 1 ; sh:qualifiedValueShape
        [ sh:property [ sh:path ex:age ; sh:minExclusive 5 ] ] ]""",
}

COMMON = """
ex:Young sh:property [ sh:path ex:age ; sh:maxExclusive 20 ] .
ex:Loop sh:path ex:knows ; sh:node ex:Looping .
ex:Looping a sh:NodeShape ; sh:property ex:Loop , [ sh:path ex:age ; sh:minInclusive 1 ] .
ex:Most a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ;
  sh:nodeValidator [ a sh:SPARQLSelectValidator ; sh:select '''
    SELECT $this { $this <https://example.org/age> ?age . FILTER (?age > $most) }''' ] .
"""


OWN = """
ex:Most a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ;
  sh:nodeValidator [ a sh:SPARQLSelectValidator ; sh:select '''
    SELECT $this { $this <https://example.org/age> ?age . FILTER (?age > $most) }''' ] ;
  sh:propertyValidator [ a sh:SPARQLSelectValidator ; sh:select '''
    SELECT $this ?value { $this $PATH ?value . FILTER (?value > $most) }''' ] .
"""
PATHS = (
    *("ex:knows", "ex:age", "ex:name", "[ sh:inversePath ex:knows ]"),
    *("( ex:knows ex:knows )", "( ex:knows ex:age )"),
)
DEEPEST = 4


class RandomShape:
    """Writes a shape of shapes; the same one for the same number."""

    def __init__(self, number: int) -> None:
        self._random = Random(number)

    def shape(self, depth: int = 0) -> str:
        """What stands in a node shape, or within square brackets."""
        kinds = ("property", "property", "node", "or", "and", "not", "xone", "sparql", "own")
        if depth >= DEEPEST:
            return self._value()
        parts = [self._part(self._random.choice(kinds), depth) for _ in range(self._few(2))]
        return " ; ".join(dict.fromkeys(parts))

    def _part(self, kind: str, depth: int) -> str:
        match kind:
            case "property":
                return f"sh:property [ {self._property(depth + 1)} ]"
            case "or" | "and" | "xone":
                members = (f"[ {self.shape(depth + 1)} ]" for _ in range(self._few(3)))
                return f"sh:{kind} ( {' '.join(members)} )"
            case "node" | "not":
                return f"sh:{kind} [ {self.shape(depth + 1)} ]"
            case "sparql":
                filter_ = f"FILTER (?value > {self._random.randrange(40)})"
                return (
                    "sh:sparql [ sh:select 'SELECT $this ?value "
                    f"{{ $this <https://example.org/age> ?value . {filter_} }}' ]"
                )
            case _:
                return f"ex:most {self._random.randrange(40)}"

    def _property(self, depth: int) -> str:
        part = self._random.choice((self.shape, self.shape, self._qualified, self._count))
        return f"sh:path {self._random.choice(PATHS)} ; {part(depth)}"

    def _qualified(self, depth: int) -> str:
        bound = f"sh:qualified{self._random.choice(('Min', 'Max'))}Count {self._few(2)}"
        disjoint = self._random.choice(("true", "false"))
        inner = f"sh:qualifiedValueShape [ {self.shape(depth + 1)} ]"
        return f"{inner} ; {bound} ; sh:qualifiedValueShapesDisjoint {disjoint}"

    def _count(self, _: int) -> str:
        return f"sh:maxCount {self._few(3)}"

    def _value(self) -> str:
        return self._random.choice(
            (
                f"sh:maxExclusive {self._random.randrange(14)}",
                f"sh:in ( ex:p1 ex:p{self._random.randrange(14)} 5 6 )",
                *('sh:pattern "^P[1-3]"', "sh:nodeKind sh:IRI", "sh:class ex:Person"),
                *("sh:datatype xsd:integer", "sh:hasValue ex:p1", "sh:closed true"),
            )
        )

    def _few(self, most: int) -> int:
        return self._random.randint(1, most)


@pytest.fixture(autouse=True)
def _once() -> Iterator[None]:
    with quiet_rdflib(), once():
        yield


def judged(data: Graph, shapes: Graph) -> tuple[Verdicts, list[Verdict]]:
    """Our verdicts, and what the judges see differently and nothing explains."""
    both, own = Judged(data, shapes), ours(data, shapes)
    other = plain_verdicts(data, shapes)
    return own, [one for one in sorted(own ^ other) if not explanation(one, both)]


@each("name", SHAPES)
def test_verdicts_are_those_of_pyshacl(name: str) -> None:
    shapes = graph_in(f"{PREFIXES}{TARGET}{SHAPES[name]} . {COMMON}")
    own, different = judged(people(40), shapes)
    assert own
    assert different == []


def test_verdicts_of_random_shapes_are_those_of_pyshacl() -> None:
    data, wrong, found = people(14), {}, 0
    for number in range(40):
        shapes = graph_in(f"{PREFIXES}{TARGET}{RandomShape(number).shape()} . {OWN}")
        own, different = judged(data, shapes)
        found += bool(own)
        if different:
            wrong[number] = different
    assert wrong == {}
    assert found > 12


def test_verdicts_on_every_example_of_our_shapes_are_those_of_pyshacl() -> None:
    """Each example has a namespace of its own, so that all of them are one graph."""
    examples = [e for path in sorted(EXAMPLES.glob("*.trig")) for e in examples_in(path)]
    assert len(examples) > 400
    data = union_of(
        [
            load(tuple(sorted((ROOT / "ontology").glob("*.ttl")))).graph,
            *(graph_in(e.turtle.replace(EXAMPLE, f"{EXAMPLE}{e.name}/")) for e in examples),
        ]
    )
    own, different = judged(data, load(tuple(sorted((ROOT / "shapes").glob("*.ttl")))).graph)
    assert len(own) > 200
    assert different == []
