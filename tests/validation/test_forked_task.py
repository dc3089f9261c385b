"""Work done beside: by another process where there can be one, with the value it has here."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from patience import PATIENCE, wait_until
from rdflib import XSD, BNode, Literal, URIRef

from schlaglicht.diagnostics import FORMATS, View, render
from schlaglicht.project import Project, open_project
from schlaglicht.validation import forked_task as module
from schlaglicht.validation.forked_task import beside
from schlaglicht.validation.pipeline import validate

PREFIXES = """@prefix ex: <http://a/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix schema: <https://schema.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FILES = {
    "data.ttl": PREFIXES
    + 'ex:a a ex:T ; ex:p "x"^^xsd:integer, "007"^^xsd:int ; schema:nmae "a" ; '
    + "ex:gone [ ex:q 1 ] .",
    "ontology/a.ttl": PREFIXES + "ex:T a owl:Class . ex:p a owl:DatatypeProperty .",
    "shapes/a.ttl": PREFIXES
    + "ex:S sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:maxCount 1 ; sh:datatyp 1 ] .",
    "queries/a.rq": "# title@de: Was?\n# title@en: What?\nSELECT ?o { ?s <http://a/p> ?o }",
    "queries/a.tsv": "?o\n7\n",
    "queries/b.rq": "# title@de: Was?\n# title@en: What?\nSELECT ?o { ?s <http://a/p> ",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One that every check has something to say of."""
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return open_project([tmp_path])


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were two, whatever the machine has."""
    monkeypatch.setattr(module, "processors", lambda: 2)


def test_work_is_done_by_another_process() -> None:
    with beside(os.getpid) as value:
        assert value() != os.getpid()


def test_nice_work_is_done_by_a_process_that_lets_others_go_first() -> None:
    before = os.nice(0)
    with beside(lambda: os.nice(0), niceness=3) as value:
        assert value() == min(before + 3, 19)
    assert os.nice(0) == before


def test_beside_other_threads_this_process_does_it() -> None:
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    other.start()
    try:
        with beside(os.getpid) as value:
            assert value() == os.getpid()
    finally:
        ended.set()
        other.join()


def test_with_one_processor_this_process_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "processors", lambda: 1)
    with beside(os.getpid) as value:
        assert value() == os.getpid()


def test_terms_come_back_as_they_are() -> None:
    terms = [
        URIRef("http://a/b"),
        BNode("x"),
        Literal("007", datatype=XSD.integer, normalize=False),
        Literal("abc", datatype=XSD.date, normalize=False),
        Literal("ä", lang="de-AT"),
    ]
    with beside(lambda: terms) as value:
        found = value()
    assert found is not terms
    assert [term.n3() for term in found] == [term.n3() for term in terms]


def test_a_fault_is_raised_where_the_value_is_asked_for() -> None:
    with beside(lambda: 1 // 0) as value, pytest.raises(ZeroDivisionError):
        value()


def test_work_of_a_process_that_is_killed_is_done_here() -> None:
    here = os.getpid()

    def work() -> bytes:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"done"

    with beside(work) as value:
        assert value() == b"done"


def test_half_a_value_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    here, size = os.getpid(), module._SIZE
    announced = SimpleNamespace(
        size=size.size, pack=lambda length: size.pack(length + (os.getpid() != here))
    )
    monkeypatch.setattr(module, "_SIZE", announced)
    with beside(os.getpid) as value:
        assert value() == here


def test_work_is_done_here_when_there_is_no_memory_for_a_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(os, "fork", refuse)
    with beside(os.getpid) as value:
        assert value() == os.getpid()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP])
def test_other_process_cleans_up_once_however_often_it_is_interrupted(
    end: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", PATIENCE)
    begun, folder = tmp_path / "begun", tmp_path / "folder"

    def work() -> None:
        with tempfile.TemporaryDirectory(dir=tmp_path):
            begun.write_text(str(os.getpid()))
            begun.rename(folder)
            time.sleep(PATIENCE)

    with beside(work):
        wait_until(folder.exists)
        other = int(folder.read_text())
        for sent in (signal.SIGINT, signal.SIGINT, end):
            os.kill(other, sent)
    assert list(tmp_path.iterdir()) == [folder]


def test_work_that_nobody_asks_for_is_given_up_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", PATIENCE)
    begun, done = tmp_path / "begun", tmp_path / "done"

    def work() -> None:
        with tempfile.TemporaryDirectory(dir=tmp_path):
            begun.touch()
            time.sleep(PATIENCE)
            done.touch()

    with beside(work):
        wait_until(begun.exists)
    assert list(tmp_path.iterdir()) == [begun]


def test_work_that_will_not_be_given_up_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.2)
    written, begun, done = (tmp_path / name for name in ("written", "begun", "done"))

    def work() -> None:
        try:
            written.write_text(str(os.getpid()))
            written.rename(begun)
            time.sleep(PATIENCE)
        except:  # noqa: E722 - as there is in other people's code
            time.sleep(PATIENCE)
            done.touch()

    with beside(work):
        wait_until(begun.exists)
    assert not is_there(int(begun.read_text()))
    assert list(tmp_path.iterdir()) == [begun]


@pytest.fixture
def _children_forgotten() -> Iterator[None]:
    """SIGCHLD is ignored, as a program that starts this one may have it."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGCHLD, before)


@pytest.mark.usefixtures("_children_forgotten")
def test_process_of_which_nothing_is_kept_is_ended(tmp_path: Path) -> None:
    with beside(os.getpid) as value:
        other = value()
        wait_until(lambda: not is_there(other))
    assert other != os.getpid()
    begun = tmp_path / "begun"

    def work() -> None:
        begun.touch()
        time.sleep(PATIENCE)
        (tmp_path / "done").touch()

    with beside(work):
        wait_until(begun.exists)
    assert list(tmp_path.iterdir()) == [begun]


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_report_is_that_of_one_process(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = validate(project)
    monkeypatch.setattr(module, "processors", lambda: 1)
    one = validate(project)
    codes = {result.code for result in one.results}
    assert {"question-changed", "question-failed", "shape", "unknown-term"} <= codes
    for name in FORMATS:
        view = View(language="de", colour=False, max_per_rule=0, coverage=True)
        assert render(several, name, view) == render(one, name, view)


def test_what_every_check_finds_can_be_sent(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be sent is done again, and would only take longer."""
    kept = module._received
    here = []

    def received(receiver: object, work: object) -> object:
        return kept(receiver, lambda: here.append(work))  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_received", received)
    validate(project)
    assert here == []


READ = "from schlaglicht.validation.inputs import read_inputs; inputs, _ = read_inputs(project); "


@pytest.mark.parametrize(
    ("work", "goes_without"),
    [
        ("validation._questions(project)", ("rdflib", "pyshacl", "flask")),
        (f"{READ}inputs.share()", ("pyshacl", "pyparsing", "multiprocessing")),
        (f"{READ}validation._findings(inputs, None)", ("pyshacl", "pyparsing")),
    ],
    ids=["questions", "reading", "most checks"],
)
def test_each_process_goes_without_what_it_does_not_need(
    work: str, goes_without: tuple[str, ...]
) -> None:
    """On the shipped graph; else a validation would be right, and slow to start."""
    script = (
        "import sys; from schlaglicht.validation import pipeline as validation; "
        "from schlaglicht.project import open_project, shipped_folder; "
        f"project = open_project([shipped_folder()]); {work}; print(*sys.modules)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not set(goes_without) & set(done.stdout.split())
