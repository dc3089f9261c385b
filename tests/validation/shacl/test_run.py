"""Validation by several processes: faults and warnings surface as in one."""

import os
import threading
import warnings
from pathlib import Path

import pytest
from pyshacl.errors import ShapeRecursionWarning
from rdflib import RDF, Graph

from schlaglicht.ground.progress import Progress
from schlaglicht.i18n import Message
from schlaglicht.rdf.load import load_content
from schlaglicht.validation.shacl import run
from schlaglicht.validation.shacl.run import judge
from schlaglicht.vocab import SH

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


def results(report: Graph) -> int:
    return sum(1 for _ in report.subjects(RDF.type, SH.ValidationResult))


@pytest.mark.parametrize("processes", [1, 2, 3, 8])
def test_every_focus_node_is_evaluated_once(processes: int) -> None:
    assert results(judge(graph(DATA), graph(MISSING), processes=processes)) == 6


def test_focus_nodes_are_evaluated_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_TOGETHER", 4)
    heard = Heard()
    found, failures = run.judge_each(graph(DATA), graph(MISSING + ASKING), progress=heard)
    assert (len(found), len(failures)) == (12, 0)
    assert heard.all == ["checking the shapes", (0, 12), (4, 12),
                         "checking the SPARQL constraints", (6, 12), (10, 12)]  # fmt: skip


def test_shape_with_a_fault_is_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_TOGETHER", 1)
    _, failures = run.judge_each(graph(DATA), graph(FAULTY))
    assert len(failures) == 1


@pytest.mark.parametrize("processes", [1, 3])
def test_a_fault_in_a_shape_is_raised_as_in_one_process(processes: int) -> None:
    with pytest.raises(Exception, match=r"Expected|expected"):
        judge(graph(DATA), graph(FAULTY), processes=processes)


@pytest.mark.parametrize("processes", [1, 3])
def test_recursion_is_warned_of_as_in_one_process(processes: int) -> None:
    shapes = graph("ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P . "
                   "ex:P sh:path ex:next ; sh:node ex:S .")  # fmt: skip
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        judge(graph(DATA), shapes, processes=processes)
    assert ShapeRecursionWarning in {warning.category for warning in caught}


def test_beside_other_threads_one_process_does_all() -> None:
    """A fork would copy what other threads have locked."""
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    other.start()
    try:
        assert results(judge(graph(DATA), graph(MISSING), processes=2)) == 6
    finally:
        ended.set()
        other.join()


def test_where_no_process_can_be_started_one_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    assert results(judge(graph(DATA), graph(MISSING), processes=2)) == 6


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
    assert results(judge(data, graph(shapes.format("true")))) == 1
    assert results(judge(data, with_one)) == 0
