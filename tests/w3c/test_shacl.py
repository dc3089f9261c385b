"""The W3C's SHACL tests by the way of `schlaglicht validate`, when W3C_TESTS names their folder."""

from __future__ import annotations

import pyshacl
import pytest
import shacl_cases
from known_failures import SHACL_FAILURES
from rdflib import Graph
from rdflib.compare import isomorphic
from screened_reports import screened_and_not
from shacl_cases import ShaclCase

from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.validation.shacl.check_shapes import quiet_pyshacl
from schlaglicht.validation.shacl.run import judge

CASES = [*shacl_cases.shacl_suite("core"), *shacl_cases.shacl_suite("sparql")]

needs_suite = pytest.mark.skipif(
    not shacl_cases.shacl_available(), reason="W3C_TESTS does not name a folder with data-shapes/"
)
each_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])

REPAIRED = {"core/property/uniqueLang-002"}
"""Where pySHACL by itself is wrong."""


@needs_suite
def test_the_suites_are_whole() -> None:
    assert len(CASES) == 121


@each_case
def test_results_are_those_of_the_suite(case: ShaclCase, request: pytest.FixtureRequest) -> None:
    if case.name in SHACL_FAILURES:
        request.applymarker(pytest.mark.xfail(reason=SHACL_FAILURES[case.name], strict=True))
    assert case.found() == case.wanted()


@each_case
def test_report_is_that_of_pyshacl_alone(case: ShaclCase) -> None:
    if case.wanted() == shacl_cases.FAILURE or case.name in {*SHACL_FAILURES, *REPAIRED}:
        pytest.skip("pySHACL alone makes no report, or a wrong one")
    data, shapes = case.inputs.data_graph.graph, case.inputs.shapes_graph.graph
    with quiet_rdflib(), quiet_pyshacl():
        own_data = copy_of(data, Graph(bind_namespaces="none"))
        # Messages show blank nodes of shapes in the order in which the memory has them.
        own_shapes = copy_of(shapes, new_graph())
        _, plain, _ = pyshacl.validate(own_data, shacl_graph=own_shapes, inference="none")
        ours = [judge(data, shapes, processes=processes) for processes in (1, 2)]
    assert isinstance(plain, Graph)
    assert [isomorphic(plain, report) for report in ours] == [True, True]


@each_case
def test_screen_changes_no_report(case: ShaclCase) -> None:
    data, shapes = case.inputs.data_graph.graph, case.inputs.shapes_graph.graph
    with quiet_rdflib(), quiet_pyshacl():
        screened, unscreened, _ = screened_and_not(data, shapes)
    assert screened == unscreened


def copy_of(graph: Graph, copy: Graph) -> Graph:
    for triple in graph:
        copy.add(triple)
    for prefix, namespace in graph.namespaces():
        copy.bind(prefix, namespace)
    return copy
