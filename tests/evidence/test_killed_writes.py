"""Proposals and decisions are written whole or not at all, wherever their process is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from schlaglicht.evidence.add import Request
from schlaglicht.evidence.model import State
from schlaglicht.ground.atomic_file import finish_writing
from schlaglicht.project import open_project
from schlaglicht.rdf.writing.in_place import Change
from schlaglicht.validation import review_workflow, thing_editing

FEASTS = Path(__file__).parents[1] / "projects" / "feasts"

Work = Callable[[Path], object]


@pytest.fixture
def feasts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one open proposal, and one without evidence, whose statements stand twice.

    What is found with changes is judged elsewhere.
    """
    monkeypatch.setattr(review_workflow, "findings_of", lambda *_: [])
    monkeypatch.setattr(thing_editing, "new_findings", lambda *_: [])
    shutil.copytree(FEASTS, tmp_path / "feasts")
    data = tmp_path / "feasts" / "open" / "data"
    data.mkdir(parents=True)
    for name in ("a.ttl", "b.nt"):
        (data / name).write_text('<https://example.org/a> <https://example.org/p> "x" .\n')
    suggest(tmp_path / "feasts", "id:feast schema:maximumAttendeeCapacity 300")
    return tmp_path / "feasts"


def suggest(folder: Path, statement: str) -> None:
    request = Request(
        (statement,),
        folder / "sources",
        document="report.txt",
        quotes=("Rund 300 Gäste kamen",),
        anaphora_quotes=("Lichterfest am Kanal",),
    )
    review_workflow.propose(open_project([folder / "project"]), request, "a program")


def accept(folder: Path) -> None:
    project = open_project([folder / "project"])
    review_workflow.accept(project, ["F003"], "Mara Lind", folder / "sources")


def reject(folder: Path) -> None:
    project = open_project([folder / "project"])
    review_workflow.refuse(project, "F003", "Mara Lind", State.REJECTED, "no")


def propose(folder: Path) -> None:
    suggest(folder, 'id:feast schema:description "Gäste kamen"@de')


def edit(folder: Path) -> None:
    iri = URIRef("https://example.org/a")
    old, new = ((iri, URIRef("https://example.org/p"), Literal(each)) for each in "xy")
    thing_editing.edit(open_project([folder / "open"]), iri, [Change(old, new)])


def finish(folder: Path) -> None:
    for name in ("project", "open"):
        finish_writing(folder / name)


def contents(folder: Path) -> dict[str, bytes]:
    """The files that anybody reads: none that is hidden."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name[0] != ".")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def is_killed(work: Work, folder: Path, point: int) -> bool:
    """Runs `work` in a fork that is killed before its operation number `point` on files there."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    numbers, inside = count(), os.fsencode(folder)

    def watch(event: str, given: tuple[object, ...]) -> None:
        if event in ("open", "os.rename", "os.remove", "os.mkdir", "fcntl.flock"):
            path = given[0] if isinstance(given[0], str | bytes | os.PathLike) else ""
            is_there = event == "fcntl.flock" or os.fsencode(path).startswith(inside)
            if is_there and next(numbers) == point:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    try:
        work(folder)
    finally:
        os._exit(0)


def killed_everywhere(work: Work, before: Path, at: Path) -> Iterator[Path]:
    """A copy of `before` for each point at which a fork that does `work` on it can be killed."""
    for point in count():
        shutil.rmtree(at, ignore_errors=True)
        shutil.copytree(before, at)
        if not is_killed(work, at, point):
            return
        yield at


@pytest.mark.parametrize("work", [accept, reject, propose, edit])
def test_killed_write_is_undone_or_ended(work: Work, feasts: Path, tmp_path: Path) -> None:
    before = contents(feasts)
    shutil.copytree(feasts, tmp_path / "done")
    work(tmp_path / "done")
    after = contents(tmp_path / "done")
    assert after != before
    found = []
    for folder in killed_everywhere(work, feasts, tmp_path / "killed"):
        left = contents(folder)
        assert all(text in (before.get(name), after.get(name)) for name, text in left.items())
        finish(folder)
        ended = contents(folder)
        assert ended in (before, after)
        found.append(ended == after)
        if ended == before:
            work(folder)
            assert contents(folder) == after
            assert not list(folder.rglob(".*-pending"))
    assert found == sorted(found), "once decided, it stays decided"
    assert {*found} == {False, True}


def test_ending_can_be_killed_as_well(feasts: Path, tmp_path: Path) -> None:
    shutil.copytree(feasts, tmp_path / "done")
    accept(tmp_path / "done")
    after, seen = contents(tmp_path / "done"), 0
    for folder in killed_everywhere(accept, feasts, tmp_path / "killed"):
        if not (folder / "project" / ".schlaglicht-write").exists():
            continue
        for again in killed_everywhere(
            lambda at: finish_writing(at / "project"), folder, tmp_path / "again"
        ):
            finish_writing(again / "project")
            assert contents(again) == after
            seen += 1
    assert seen > 5


def test_journal_reaches_nothing_outside_of_its_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "project", tmp_path / "outside"
    inside.mkdir()
    outside.write_text("theirs")
    (tmp_path / ".outside.00c0ffee-pending").write_text("ours")
    (inside / ".inside.00c0ffee-pending").write_text("ours")
    pairs = [["../.outside.00c0ffee-pending", "../outside"], [".inside.00c0ffee-pending", "inside"]]
    (inside / ".schlaglicht-write").write_text(json.dumps(pairs))
    finish_writing(inside)
    assert outside.read_text() == "theirs"
    assert (inside / "inside").read_text() == "ours"


def test_journal_of_a_stranger_installs_no_hook(tmp_path: Path) -> None:
    (tmp_path / ".git" / "hooks").mkdir(parents=True)
    (tmp_path / "theirs").write_text("#!/bin/sh")
    (tmp_path / ".schlaglicht-write").write_text('[["theirs", ".git/hooks/pre-commit"]]')
    assert finish_writing(tmp_path)
    assert not list((tmp_path / ".git" / "hooks").iterdir())


@pytest.mark.parametrize("text", ["no list", "5", "null", "[[1, 2]]", '[["a"]]', "[" * 100_000])
def test_journal_that_is_none_ends_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / ".schlaglicht-write").write_text(text)
    assert finish_writing(tmp_path)
