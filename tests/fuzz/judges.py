"""Three judges over one case: ours, plain pySHACL, and the second judge."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import pyshacl
from rdflib import RDF, Graph
from rdflib.term import Node

from schlaglicht.rdf.graph_store import graph_of
from schlaglicht.rdf.reading.parse import quads_of
from schlaglicht.rdf.terms import triples_of
from schlaglicht.validation.second_judge.engine import data_text, read_rows, rows, shapes_text
from schlaglicht.validation.second_judge.verdict import Verdict, verdict
from schlaglicht.validation.shacl.pyshacl_patches.fixes import DEEPEST
from schlaglicht.validation.shacl.run import judge
from schlaglicht.vocab import SH

Verdicts = frozenset[Verdict]
Judge = Callable[[Graph, Graph], Verdicts]


def graph_in(turtle: str) -> Graph:
    """The graph of a text, every literal as it is written."""
    return graph_of(triples_of(quads_of(turtle.encode(), Path("case.ttl"), "urn:x:")))


def ours(data: Graph, shapes: Graph) -> Verdicts:
    """The verdicts of `schlaglicht validate`."""
    return _verdicts(judge(data, shapes, processes=1))


def plain(data: Graph, shapes: Graph) -> Verdicts:
    """The verdicts of pySHACL without any patch."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, report, _ = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", max_validation_depth=DEEPEST
        )
    if not isinstance(report, Graph):
        raise report
    return _verdicts(report)


def second(data: Graph, shapes: Graph) -> Verdicts:
    """The verdicts of the second judge, in this process."""
    found = rows(data_text(data), shapes_text(shapes))
    if isinstance(found, str):
        raise ValueError(found)
    return read_rows(found)


def _verdicts(report: Graph) -> Verdicts:
    def one(result: Node, predicate: Node) -> Node | None:
        return report.value(result, predicate)

    found = set()
    for whole in report.subjects(RDF.type, SH.ValidationReport):
        for result in report.objects(whole, SH.result):
            focus, shape = one(result, SH.focusNode), one(result, SH.sourceShape)
            assert focus is not None
            assert shape is not None
            path, value = one(result, SH.resultPath), one(result, SH.value)
            component = one(result, SH.sourceConstraintComponent)
            found.add(verdict(focus, path, value, component, shape))
    return frozenset(found)
