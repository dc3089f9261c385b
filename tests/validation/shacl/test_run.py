"""Validation by several processes: faults and circles of shapes are told as by one."""

import os
import threading
from pathlib import Path

import pytest
from rdflib import Graph

from schlaglicht.ground.progress import Progress
from schlaglicht.i18n import Message
from schlaglicht.rdf.load import load_content
from schlaglicht.validation.shacl import check_shapes
from schlaglicht.validation.shacl.check_shapes import judge

PREFIXES = "@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
DATA = PREFIXES + " ".join(f"ex:a{n} a ex:T ; ex:next ex:a{(n + 1) % 6} ." for n in range(6))
MISSING = "ex:S sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
FAULTY = 'ex:S sh:targetClass ex:T ; sh:sparql [ sh:select "SELECT $this {" ] .'
ASKING = """
ex:Asking sh:targetClass ex:T ; sh:property [ sh:path ex:next ; sh:sparql [
    sh:message "no" ; sh:select "SELECT $this { $this <https://example.org/next> ?x }" ] ] .
"""


class Heard(Progress):
    """All that progress has been told."""

    def __init__(self) -> None:
        self.all: list[object] = []

    def stage(self, name: Message) -> None:
        self.all.append(str(name))

    def count(self, done: int, total: int) -> None:
        self.all.append((done, total))


def graph(text: str) -> Graph:
    return Graph(bind_namespaces="none").parse(data=PREFIXES + text, format="turtle")


@pytest.mark.parametrize("processes", [1, 2, 3, 8])
def test_every_focus_node_is_evaluated_once(processes: int) -> None:
    assert len(judge(graph(DATA), graph(MISSING), processes=processes).findings) == 6


def test_focus_nodes_are_evaluated_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_shapes, "_TOGETHER", 4)
    heard = Heard()
    judged = judge(graph(DATA), graph(MISSING + ASKING), progress=heard)
    assert (len(judged.findings), len(judged.failures)) == (12, 0)
    assert list(dict.fromkeys(heard.all)) == [
        "checking the shapes",
        *((done, 12) for done in (0, 4, 6)),
        "checking the SPARQL constraints",
        *((done, 12) for done in (10, 12)),
    ]


def test_shape_with_a_fault_is_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_shapes, "_TOGETHER", 1)
    assert len(judge(graph(DATA), graph(FAULTY)).failures) == 1


@pytest.mark.parametrize("processes", [1, 3])
def test_a_fault_in_a_shape_leaves_no_finding_of_it(processes: int) -> None:
    faulty = (
        'ex:S sh:targetNode ex:a1 ; sh:targetClass ex:T ; sh:nodeKind sh:Literal ; sh:pattern "(" .'
    )
    judged = judge(graph(DATA), graph(faulty + ASKING), processes=processes)
    assert [str(failure.shape) for failure in judged.failures] == ["https://example.org/S"]
    assert {str(finding.component) for finding in judged.findings} == {"SPARQL"}


@pytest.mark.parametrize("processes", [1, 3])
def test_circle_that_goes_round_in_the_data_is_told(processes: int) -> None:
    shapes = graph("ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P . "
                   "ex:P sh:path ex:next ; sh:node ex:S .")  # fmt: skip
    assert judge(graph(DATA), shapes, processes=processes).recursion


def test_circle_of_shapes_that_ends_in_the_data_is_followed_to_its_end() -> None:
    data = " ".join(f"ex:b{n} ex:next ex:b{n + 1} ." for n in range(10)) + " ex:b0 a ex:T ."
    shapes = graph(
        "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P , ex:Q . "
        "ex:P sh:path ex:next ; sh:node ex:S . ex:Q sh:path ex:next ; sh:minCount 1 ."
    )
    judged = judge(graph(data), shapes)
    assert not judged.recursion
    depth, found = 0, judged.findings
    while inner := [f for finding in found for reason in finding.reasons for f in reason.findings]:
        depth, found = depth + 1, inner
    assert depth == 10


def test_shapes_too_deep_within_each_other_have_no_verdict() -> None:
    chain = " ".join(f"ex:S{n} a sh:NodeShape ; sh:node ex:S{n + 1} ." for n in range(100))
    judged = judge(graph(DATA), graph(chain + " ex:S0 sh:targetClass ex:T ."))
    (failure,) = judged.failures
    assert "levels deep" in str(failure.error)


def test_beside_other_threads_one_process_does_all() -> None:
    """A fork would copy what other threads have locked."""
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    other.start()
    try:
        assert len(judge(graph(DATA), graph(MISSING), processes=2).findings) == 6
    finally:
        ended.set()
        other.join()


def test_where_no_process_can_be_started_one_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    assert len(judge(graph(DATA), graph(MISSING), processes=2).findings) == 6


def test_graphs_stay_as_they_are() -> None:
    data, shapes = graph(DATA), graph(MISSING)
    before = set(data), set(shapes)
    judge(data, shapes, processes=2)
    assert (set(data), set(shapes)) == before


def test_only_true_switches_unique_language_on() -> None:
    data = graph('ex:a ex:p "x"@de , "y"@de .')
    shapes = "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:uniqueLang {} ] ."
    one = '"1"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    text = PREFIXES + shapes.format(one)
    with_one = load_content(text.encode(), Path("s.ttl")).graph
    assert len(judge(data, graph(shapes.format("true"))).findings) == 1
    assert len(judge(data, with_one).findings) == 0
