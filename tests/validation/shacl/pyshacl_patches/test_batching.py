"""Nodes asked about in groups: for shapes within shapes, the report stays pySHACL's own."""

import warnings
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from rdflib import RDF, BNode, Graph, Literal
from rdflib.term import Node

from schlaglicht.validation.shacl.run import judge
from schlaglicht.vocab import SH

PREFIXES = """\
@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
PEOPLE = " ".join(
    f'ex:p{n} a ex:Person ; ex:name "P{n}" ; ex:age {n} ; ex:knows ex:p{n * 7 % 14} , ex:p1 .'
    for n in range(14)
)
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


def graph(text: str) -> Graph:
    return Graph(bind_namespaces="none").parse(data=PREFIXES + text, format="turtle")


def told(report: Graph) -> Any:
    """The report as a tree: what its results say, whatever their labels are.

    Not the messages: pySHACL alone gives results of components those of the results before too.
    """

    def tree(node: Node, depth: int = 0) -> Any:
        if not isinstance(node, BNode) or depth > 9:
            return node.n3() if not isinstance(node, BNode) else "_"
        said = report.predicate_objects(node)
        return sorted((str(p), str(tree(o, depth + 1))) for p, o in said if p != SH.resultMessage)

    (root,) = report.subjects(RDF.type, SH.ValidationReport)
    return tree(root)


@pytest.mark.parametrize("number", range(40))
def test_report_of_shapes_within_shapes_is_that_of_pyshacl_alone(
    number: int, pyshacl_alone: Callable[[Graph, Graph], Graph]
) -> None:
    text = f"ex:S a sh:NodeShape ; sh:targetClass ex:Person ; {RandomShape(number).shape()} . {OWN}"
    data = graph(PEOPLE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        alone = pyshacl_alone(data, graph(text))
        ours = judge(data, graph(text), processes=1)
    assert told(ours) == told(alone)


def test_the_random_shapes_find_something() -> None:
    """Otherwise the comparison would prove little."""
    found = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(40):
            text = (
                f"ex:S a sh:NodeShape ; sh:targetClass ex:Person ; {RandomShape(number).shape()} ."
            )
            report = judge(graph(PEOPLE), graph(text + OWN), processes=1)
            found += (None, SH.conforms, Literal(False)) in report
    assert found > 20
