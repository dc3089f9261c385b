"""Shapes that would go on for ever."""

import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from patience import wait_until
from rdflib import URIRef

from schlaglicht.errors import ShapeUnfinished
from schlaglicht.ground.processes import may_fork
from schlaglicht.project import open_project
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity
from schlaglicht.validation.shacl import check_shapes
from schlaglicht.validation.shacl.check_shapes import TimeLimit

_SHAPE = URIRef("https://example.org/S")
_PREFIXES = """@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
_OTHER = "ex:Other sh:targetClass ex:T ; sh:property [ sh:path ex:missing ; sh:minCount 1 ] ."
_PATTERN = 'ex:Endless sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:pattern "^(a+)+$" ] .'
_QUERY = """ex:Endless sh:targetClass ex:T ; sh:sparql [ sh:message "no" ; sh:select '''
    SELECT $this { $this ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?q
                   FILTER (STR(?c) = CONCAT(STR(?f), STR(?i), STR(?l), STR(?q))) }''' ] ."""

_SLOW = """ex:Slow sh:targetClass ex:T ; sh:sparql [ sh:message "no" ; sh:select '''
    SELECT $this { $this a ?t . ?a ex:p ?n . ?b ex:p ?m . ?c ex:p ?k .
    FILTER (?n + ?m < ?k * 0) }''' ;
    sh:prefixes [ sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/" ] ] ] ."""


@pytest.mark.parametrize("endless", [_PATTERN, _QUERY], ids=["pattern", "query"])
def test_shape_without_end_is_a_violation_and_the_others_are_judged(
    endless: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_until(may_fork)  # threads of tests before may be ending
    monkeypatch.setattr(check_shapes, "SHAPE", 0.2)
    values = ", ".join(f'"{"a" * (60 + number)}!"' for number in range(100))
    (tmp_path / "data.ttl").write_text(f"{_PREFIXES}ex:a a ex:T ; ex:p {values} .\n")
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "s.ttl").write_text(f"{_PREFIXES}{_OTHER}\n{endless}\n")
    results = validate(open_project([tmp_path])).results
    (unfinished,) = (result for result in results if result.code == "shacl-unfinished")
    assert unfinished.severity is Severity.VIOLATION
    assert unfinished.messages["en"].startswith("stopped after")
    assert unfinished.place is not None
    assert unfinished.place.line == 4
    assert "Endless" in unfinished.helps["en"]
    assert [result.code for result in results].count("shape") == 1


@pytest.mark.parametrize(
    "refuse", ["threading.Thread(target=ended.wait).start()", "os.fork = refuse"]
)
def test_where_no_process_can_be_forked_this_one_survives_a_long_query(
    refuse: str, run_bounded: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    """It has no limit then, and its verdict counts."""
    things = "".join(f"ex:t{number} a ex:T ; ex:p {number} .\n" for number in range(40))
    ended = run_bounded(f"""
import os, threading
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.validation.shacl import check_shapes

def refuse():
    raise BlockingIOError

ended = threading.Event()
{refuse}
check_shapes.SHAPE = check_shapes.PER_NODE = 0.001
data = new_graph().parse(data={_PREFIXES + things!r}, format="turtle")
shapes = new_graph().parse(data={f"{_PREFIXES}{_OTHER}{chr(10)}{_SLOW}"!r}, format="turtle")
judged = check_shapes.judge(data, shapes, processes=2)
ended.set()
print(*judged.failures, len(judged.findings))
""")
    assert (ended.stdout, ended.stderr) == ("40\n", "")


@pytest.mark.parametrize("processes", [1, 2])
def test_steps_of_a_shape_share_its_time(processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too long for all nodes, though not for any of them."""
    monkeypatch.setattr(check_shapes, "SHAPE", 0.2)
    monkeypatch.setattr(check_shapes, "PER_NODE", 0.0)
    monkeypatch.setattr(check_shapes, "_TOGETHER", 1)
    things = "".join(f"ex:t{number} a ex:T ; ex:p {number} .\n" for number in range(60))
    data = new_graph().parse(data=_PREFIXES + things, format="turtle")
    shapes = new_graph().parse(data=f"{_PREFIXES}{_OTHER}\n{_SLOW}\n", format="turtle")
    judged = check_shapes.judge(data, shapes, processes=processes)
    (failure,) = judged.failures
    assert failure.shape == URIRef("https://example.org/Slow")
    assert isinstance(failure.error, ShapeUnfinished)
    assert len(judged.findings) == 60


def test_time_of_all_steps_is_limited_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_shapes, "WHOLE", 0.0)
    with pytest.raises(ShapeUnfinished):
        TimeLimit(nodes=0, triples=0).allow(_SHAPE, nodes=1)


def test_code_that_swallows_one_interruption_is_interrupted_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(check_shapes, "SHAPE", 0.05)
    monkeypatch.setattr(check_shapes, "_AGAIN", 0.05)
    limit = TimeLimit(nodes=0, triples=0)
    limit.allow(_SHAPE, nodes=0)
    with pytest.raises(ShapeUnfinished), limit:
        _swallow_one()


def _swallow_one() -> None:
    with suppress(BaseException):
        _go_on()
    _go_on()


def _go_on() -> None:
    while True:
        pass


def test_other_threads_are_not_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_shapes, "SHAPE", 0.0)
    ended: list[bool] = []

    def work() -> None:
        limit = TimeLimit(nodes=0, triples=0)
        limit.allow(_SHAPE, nodes=0)
        with limit:
            ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended
