"""The first process of a server: it reads files again, or follows a publication."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from patience import wait_until

from schlaglicht.dataset.index import index_path
from schlaglicht.engine import disk_store
from schlaglicht.errors import ProjectError
from schlaglicht.ground.progress import SILENT
from schlaglicht.project import open_project
from schlaglicht.publication import publish_folder, roll_back
from schlaglicht.settings.pages import PageLead
from schlaglicht.web.project_version import ResultSummary
from schlaglicht.web.server import serve
from schlaglicht.web.server.reload import file_reloader, prepare
from schlaglicht.web.server.reload.file_reloader import FileReloader
from schlaglicht.web.server.reload.prepare import publication_of
from schlaglicht.web.server.reload.publication_reader import PublicationReader
from schlaglicht.web.server.reload.publisher import ForkServers, is_same_content
from schlaglicht.web.server.reload.served_versions import (
    Publication,
    Refusal,
    read_publication,
    remove_other_versions,
    write_publication,
)
from schlaglicht.web.server.reload.version_files import SOFTWARE, write_version

DATA = "<https://example.org/a> a <https://example.org/Office> .\n"
SETTINGS = '[prefixes]\nex = "https://example.org/"\n\n[sentences."ex:Office"]\nen = "{ex:%s}"\n'
SHAPE = "<https://example.org/s> a <http://www.w3.org/ns/shacl#NodeShape> .\n"
PAGES = '[pages."ex:Office"]\nprofile = "place"\n'


def published(folder: Path, holder: str) -> Publication:
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    (folder / "schlaglicht.toml").write_text(SETTINGS % holder, encoding="utf-8")
    version = folder / holder
    version.mkdir(exist_ok=True)
    return publication_of(open_project([folder]), version)


def test_who_still_writes_into_a_version_does_not_keep_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "version-0").mkdir()
    remove = shutil.rmtree

    def beside_a_writer(folder: Path, *, ignore_errors: bool) -> None:
        with pytest.raises(FileNotFoundError):
            (tmp_path / "version-0" / "late").write_text("")
        remove(folder, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", beside_a_writer)
    remove_other_versions(tmp_path)
    assert not list(tmp_path.iterdir())


def test_new_sentences_are_a_new_version_of_the_same_data(tmp_path: Path) -> None:
    before, after = published(tmp_path, "holder"), published(tmp_path, "member")
    assert before.snapshot.digest == after.snapshot.digest
    assert after.snapshot.sentences == {"ex:Office": {"en": "{ex:member}"}}
    assert not is_same_content(before, after)
    assert is_same_content(before, before)


def test_snapshot_that_is_damaged_is_not_the_same_content(tmp_path: Path) -> None:
    before, after = published(tmp_path, "holder"), published(tmp_path, "holder")
    before.snapshot.path.write_bytes(b"")
    assert not is_same_content(before, after)


def test_publication_that_is_not_as_it_was_written_is_not_read(tmp_path: Path) -> None:
    write_publication(published(tmp_path, "holder"), tmp_path)
    content = (tmp_path / "publication").read_bytes()
    (tmp_path / "publication").write_bytes(content[:-1])
    with pytest.raises(OSError, match="damaged"):
        read_publication(tmp_path)


@pytest.mark.parametrize(("most", "is_indexed"), [(1, True), (0, False)])
def test_only_small_datasets_are_indexed_before_they_are_served(
    most: int, is_indexed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "MOST_AT_ONCE", most)
    (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
    first = serve._first_publication(open_project([tmp_path]), tmp_path, SILENT, strict=True)
    assert index_path(first.snapshot).exists() == is_indexed


def test_the_index_and_the_dumps_of_a_large_dataset_follow(tmp_path: Path) -> None:
    publication = published(tmp_path, "holder")
    reloader = FileReloader([tmp_path], publication, tmp_path)
    reloader.start()
    path = publication.snapshot.path
    wait_until(index_path(publication.snapshot).exists)
    wait_until(path.with_suffix(".dumps").exists)
    reloader.stop()


@pytest.mark.parametrize("found", [ResultSummary(1), None])
def test_check_of_the_first_version_ends_whether_it_finds_something_or_cannot_be_made(
    found: ResultSummary | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "office.ttl").write_text(SHAPE, encoding="utf-8")
    first = published(tmp_path, "holder")
    assert first.is_checking
    monkeypatch.setattr(file_reloader, "check", lambda *_: found)
    FileReloader([tmp_path], first, tmp_path)._check()
    checked = read_publication(tmp_path)
    assert (checked.findings, checked.is_checking) == (found, False)


def test_an_index_without_room_is_an_os_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = published(tmp_path, "holder").snapshot

    def refuse(_snapshot: object) -> None:
        raise ProjectError("cannot write the index")

    monkeypatch.setattr(prepare, "build_index", refuse)
    monkeypatch.setattr(prepare, "run_in_process", lambda work, *values, **_: work(*values))
    with pytest.raises(OSError, match="cannot write the index"):
        prepare.write_index(snapshot)
    monkeypatch.setattr(prepare, "write_store", refuse)
    monkeypatch.setattr(prepare, "needs_store", lambda _: True)
    with pytest.raises(ProjectError, match="cannot write the index"):
        prepare.write_store_apart(snapshot)
    monkeypatch.setattr(prepare, "run_in_process", lambda *_, **__: None)
    with pytest.raises(OSError, match="ended unexpectedly"):
        prepare.write_index(snapshot)


def test_refusal_names_no_folder_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when its disk is full; `/health` shows the reason to everybody."""
    project, version = tmp_path / "project", tmp_path / "temporary" / "server" / "version-1"
    project.mkdir()
    (project / "data.ttl").write_text(DATA, encoding="utf-8")

    def refuse(_project: object, folder: Path, _findings: object) -> None:
        raise ProjectError(f"cannot write the index to {folder}: no room")

    monkeypatch.setattr(prepare, "publication_of", refuse)
    refusal = prepare._prepare([project], project, version)
    assert refusal == Refusal("cannot write the index to server/version-1: no room")


def test_new_profiles_of_pages_are_a_new_version_too(tmp_path: Path) -> None:
    before = published(tmp_path, "holder")
    with (tmp_path / "schlaglicht.toml").open("a", encoding="utf-8") as settings:
        settings.write(PAGES)
    after = publication_of(open_project([tmp_path]), tmp_path / "holder")
    assert after.snapshot.pages == {"ex:Office": PageLead("place")}
    assert not is_same_content(before, after)


def test_only_a_large_dataset_gets_a_store_from_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = published(tmp_path, "holder").snapshot
    written: list[object] = []
    monkeypatch.setattr(prepare, "run_in_process", lambda work, *values, **_: work(*values))
    monkeypatch.setattr(prepare, "write_store", written.append)
    prepare.write_store_apart(snapshot)
    assert written == []
    monkeypatch.setattr(disk_store, "MOST_IN_MEMORY", 0)
    prepare.write_store_apart(snapshot)
    assert written == [snapshot]


def test_version_that_cannot_take_over_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    project, versions = tmp_path / "project", tmp_path / "versions"
    project.mkdir()
    versions.mkdir()
    (project / "data.ttl").write_text(DATA, encoding="utf-8")
    before = publication_of(open_project([project]), tmp_path)
    reloader = FileReloader([project], before, versions)
    monkeypatch.setattr(ForkServers, "taking_over", refuse)
    (project / "data.ttl").write_text(DATA.replace("/a>", "/b>"), encoding="utf-8")
    with pytest.raises(OSError):  # noqa: PT011
        reloader._reload()
    assert not list(versions.iterdir())
    assert reloader.publication is before


def as_it_is(_: Path) -> None: ...


def publish(tmp_path: Path, value: int, change: Callable[[Path], None] = as_it_is) -> Path:
    """Publishes a version with this value, its index changed; returns the publication."""
    project, files = tmp_path / f"project-{value}", tmp_path / f"files-{value}"
    project.mkdir()
    files.mkdir()
    (project / "data.ttl").write_text(f"<http://a/s> <http://a/p> {value} .", encoding="utf-8")
    assert write_version(open_project([project]), files) is None
    (index,) = files.rglob("*.sqlite")
    change(index)
    publish_folder(files, tmp_path / "publication", SOFTWARE, f"v{value}")
    return tmp_path / "publication"


def test_a_new_version_is_taken_over_unless_the_reader_has_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    reader = PublicationReader(str(publish(tmp_path, 1)), folder)
    first = reader.publication
    publish(tmp_path, 2)
    reader.look()
    second = reader.publication
    assert second.snapshot.digest != first.snapshot.digest
    publish(tmp_path, 3)
    reader.stop()
    reader.look()
    assert reader.publication == second


def emptied(index: Path) -> None:
    index.write_bytes(b"")


def removed(index: Path) -> None:
    index.unlink()


def damaged(index: Path) -> None:
    content = bytearray(index.read_bytes())
    content[4096:] = b"x" * (len(content) - 4096)
    index.write_bytes(content)


def with_an_endless_view(index: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, i FROM n"
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("DROP TABLE terms")
        connection.execute(f"CREATE VIEW terms (number, text) AS {endless}")


@pytest.mark.parametrize("change", [emptied, removed, damaged, with_an_endless_view])
def test_index_of_another_kind_is_refused(tmp_path: Path, change: Callable[[Path], None]) -> None:
    (tmp_path / "server").mkdir()
    with pytest.raises(ProjectError, match="is not an index of this software, or is damaged"):
        PublicationReader(str(publish(tmp_path, 1, change)), tmp_path / "server")
    reader = PublicationReader(str(publish(tmp_path, 2)), tmp_path / "server")
    publish(tmp_path, 3, change)
    reader.look()
    assert reader.publication.reload is not None
    assert "the version before stays: " in reader.publication.reload.detail


def test_a_new_version_is_not_kept_waiting_by_one_that_was_refused(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    reader = PublicationReader(str(publish(tmp_path, 1)), tmp_path / "server")
    publish(tmp_path, 2, emptied)
    for _ in range(10):
        reader.look()
    fetched = sorted((tmp_path / "server").glob("version-*"))
    assert len(fetched) == 1
    publish(tmp_path, 3)
    reader.look()
    assert reader.publication.origin is not None
    assert (reader.publication.origin.name, reader.publication.origin.is_behind) == ("v3", False)


def test_version_that_was_served_before_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "server").mkdir()
    place = publish(tmp_path, 1)
    reader = PublicationReader(str(place), tmp_path / "server")
    publish(tmp_path, 2)
    reader.look()
    assert "gone back" not in caplog.text
    roll_back(place, "v1")
    reader.look()
    assert reader.publication.reload is not None
    assert reader.publication.reload.detail.endswith("the publication has gone back")
    (record,) = (each for each in caplog.records if "gone back" in each.getMessage())
    assert record.levelno == logging.WARNING


class _Swaps:
    """Replaces a file before each of some openings of it, counted from the beginning."""

    path: Path

    def __init__(self) -> None:
        self.opened = 0
        self.contents: dict[int, str] = {}
        self.is_on = False
        sys.addaudithook(self._see)

    def _see(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.is_on and event == "open" and arguments[0] in (self.path, str(self.path)):
            self.is_on = False
            if (content := self.contents.get(self.opened)) is not None:
                self.write(content)
            self.opened += 1
            self.is_on = True

    def write(self, content: str) -> None:
        """Replaces the file in one step."""
        draft = self.path.with_name("draft")
        draft.write_text(content, encoding="utf-8")
        draft.replace(self.path)


@pytest.fixture(scope="module")
def swaps() -> _Swaps:
    """Those of the tests of this file: what sees each opening cannot be taken away again."""
    return _Swaps()


@pytest.mark.usefixtures("one_process")
def test_what_is_served_is_what_was_judged_whenever_a_file_changes(
    tmp_path: Path, swaps: _Swaps
) -> None:
    """A file is broken at each opening, and whole again at each later one, or never.

    Where it is broken for long enough to be judged so, that is a refusal.
    """
    project, folder = tmp_path / "project", tmp_path / "version"
    project.mkdir()
    swaps.path = project / "data.ttl"

    def outcome(contents: dict[int, str]) -> Publication | Refusal:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        swaps.write(DATA)
        swaps.opened, swaps.contents, swaps.is_on = 0, contents, True
        try:
            return prepare._prepare([project], project, folder)
        finally:
            swaps.is_on = False

    assert isinstance(outcome({}), Publication)
    openings, outcomes = swaps.opened, Counter[type]()
    broken = "<urn:a> <urn:b> ."
    for first in range(openings):
        assert isinstance(outcome({first: broken}), Refusal)
        for second in range(first + 1, openings):
            found = outcome({first: broken, second: DATA})
            outcomes[type(found)] += 1
            if isinstance(found, Publication):
                assert (found.snapshot.triples, found.snapshot.left_out) == (1, ()), (first, second)
    assert outcomes[Publication] > openings
    always = outcome(dict.fromkeys(range(0, 999, 2), DATA) | dict.fromkeys(range(1, 999, 2), ""))
    assert isinstance(always, Refusal)
    assert "change again and again" in always.reason


KINDS = {
    "data.ttl": DATA,
    "ontology/terms.ttl": "@prefix ex: <https://example.org/> .\nex:Office a <urn:Class> .\n",
    "shapes/shapes.ttl": "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    "<urn:s> a sh:NodeShape ; sh:targetClass <https://example.org/Office> ; sh:nodeKind sh:IRI .\n",
    "queries/q.rq": "# A question?\nASK { ?office a <https://example.org/Office> }\n",
    "queries/q.json": '{"head": {}, "boolean": true}',
    "evidence/e.yaml": "evidence:\n  E1:\n    record:\n"
    "      - <https://example.org/a> a <https://example.org/Office>\n",
    "schlaglicht.toml": '[site]\nimprint = "imprint.md"\n[title]\nen = "A"\n',
    "imprint.md": "A",
}
"""A file of each kind that a version is made of."""

OTHERS = {
    "queries/q.json": '{"head": {}, "boolean": false}',
    "queries/q.rq": "# Another question?\nASK { ?office a <https://example.org/Office> }\n",
    "evidence/e.yaml": "evidence: [\n",
    "schlaglicht.toml": '[site]\nimprint = "imprint.md"\n[title]\nen = "B"\n',
    "imprint.md": "B",
}
"""Another content, where a line more is none."""


@pytest.mark.parametrize("name", KINDS)
def test_version_is_of_one_state_of_every_kind_of_file(
    name: str, tmp_path: Path, swaps: _Swaps
) -> None:
    """A file is another one from some opening on, or until the next: all is of one of the two."""
    project, folder = tmp_path / "project", tmp_path / "server" / "versions" / "version"
    for each, content in KINDS.items():
        (project / each).parent.mkdir(parents=True, exist_ok=True)
        (project / each).write_text(content, encoding="utf-8")
    other = OTHERS.get(name, KINDS[name] + "<urn:a> <urn:b> 1 .\n")
    swaps.path = project / name

    def outcome(first: str, contents: dict[int, str]) -> object:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        swaps.write(first)
        swaps.opened, swaps.contents, swaps.is_on = 0, contents, True
        try:
            made = prepare._prepare([project], project, folder)
        finally:
            swaps.is_on = False
        if isinstance(made, Refusal):
            return made.reason
        said = made.snapshot.digest, made.snapshot.prefixes, made.questions, made.findings
        return (*said, made.theme, made.project.settings)

    before = outcome(KINDS[name], {})
    openings = swaps.opened
    after = outcome(other, {})
    assert before != after
    for at in range(openings):
        assert outcome(KINDS[name], {at: other}) == after, at
        assert outcome(KINDS[name], {at: other, at + 1: KINDS[name]}) == before, at


def test_change_while_the_first_version_was_read_is_seen(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    publication = published(tmp_path / "graph", "holder")
    (tmp_path / "graph" / "data.ttl").write_text(DATA.replace("/a>", "/b>"), encoding="utf-8")
    reloader = FileReloader([tmp_path / "graph"], publication, tmp_path, watch=True)
    reloader.start()
    wait_until(lambda: reloader.publication.reload is not None)
    reloader.stop()


def test_copy_to_publish_is_of_one_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, copied, copyfile = tmp_path / "graph", list[str](), shutil.copyfile
    project.mkdir()
    (project / "data.ttl").write_text(DATA, encoding="utf-8")

    def copy(source: Path, target: Path) -> None:
        copyfile(source, target)
        copied.append(source.name)
        if copied == ["data.ttl"]:
            (project / "schlaglicht.toml").write_text('[title]\nen = "B"\n', encoding="utf-8")

    monkeypatch.setattr(shutil, "copyfile", copy)
    (tmp_path / "version").mkdir()
    assert write_version(open_project([project]), tmp_path / "version") is None
    assert copied[:4] == ["data.ttl", "schlaglicht.toml"] * 2
