"""Three judges over one case: ours, pySHACL, and the `shacl` wheel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rdflib import Graph

from schlaglicht.rdf.graph_store import graph_of
from schlaglicht.rdf.reading.parse import quads_of
from schlaglicht.rdf.terms import triples_of
from schlaglicht.validation.second_judge import Verdict, verdict
from schlaglicht.validation.shacl.check_shapes import judge

Verdicts = frozenset[Verdict]
Judge = Callable[[Graph, Graph], Verdicts]


def graph_in(turtle: str) -> Graph:
    """The graph of a text, every literal as it is written."""
    return graph_of(triples_of(quads_of(turtle.encode(), Path("case.ttl"), "urn:x:")))


def ours(data: Graph, shapes: Graph) -> Verdicts:
    """The verdicts of `schlaglicht validate`; raises what keeps a shape from being evaluated."""
    judgement = judge(data, shapes, processes=1)
    for failure in judgement.failures:
        raise failure.error
    return frozenset(
        verdict(each.focus, each.path, each.value, each.component_node, each.shape)
        for each in judgement.findings
    )
