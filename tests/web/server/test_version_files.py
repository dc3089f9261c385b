"""A version as a folder of files: written, and read again as it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from schlaglicht.dataset.dumps import DumpStore
from schlaglicht.dataset.index import index_path
from schlaglicht.errors import ProjectError
from schlaglicht.project import open_project, shipped_folder
from schlaglicht.publication import publish_folder
from schlaglicht.web.server.reload.prepare import prepare
from schlaglicht.web.server.reload.served_versions import Publication, Refusal
from schlaglicht.web.server.reload.version_files import read_version, write_version

DATA = """
@prefix ex: <https://example.org/> .
ex:a a ex:Thing ; ex:code "007"^^<http://www.w3.org/2001/XMLSchema#integer> ; ex:name "A"@de-AT .
[] ex:of ex:a .
"""
SETTINGS = """
title = { en = "Things" }
base = "https://example.org/"
[site]
accent = "#1f5f8b"
imprint = "imprint.md"
[pages."https://example.org/Thing"]
profile = "place"
"""


@pytest.fixture
def things(tmp_path: Path) -> Path:
    folder = tmp_path / "things"
    folder.mkdir()
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    (folder / "schlaglicht.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "imprint.md").write_text("Us", encoding="utf-8")
    (folder / "notes.txt").write_text("not of the project", encoding="utf-8")
    return folder


def written(project: Path, folder: Path) -> Path:
    folder.mkdir()
    assert write_version(open_project([project]), folder) is None
    return folder


@pytest.mark.parametrize("is_shipped", [False, True])
def test_version_is_read_as_a_server_would_make_it(
    things: Path, tmp_path: Path, *, is_shipped: bool
) -> None:
    folder = shipped_folder() if is_shipped else things
    version = read_version(written(folder, tmp_path / "version"))
    (tmp_path / "made").mkdir()
    made = prepare([folder], folder, tmp_path / "made")
    assert isinstance(made, Publication)
    for name in ("digest", "triples", "prefixes", "statistics", "description", "sentences",
                 "pages"):  # fmt: skip
        assert getattr(version.snapshot, name) == getattr(made.snapshot, name), name
    assert bool(version.snapshot.private_forms) == bool(made.snapshot.private_forms)
    assert version.findings == made.findings
    assert version.theme == made.theme
    assert [question.name for question in version.questions] == [q.name for q in made.questions]
    assert version.project.settings == made.project.settings


def test_version_has_what_engines_pages_and_downloads_read(things: Path, tmp_path: Path) -> None:
    snapshot = read_version(written(things, tmp_path / "version")).snapshot
    assert snapshot.engine_path != snapshot.path  # for the sake of "007"
    for path in (snapshot.path, snapshot.engine_path, index_path(snapshot)):
        assert path.is_file()
    assert DumpStore(snapshot).files(wait=0)
    assert not list((tmp_path / "version").rglob("notes.txt"))


def test_the_same_project_elsewhere_is_the_same_version(things: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(things, tmp_path / "elsewhere" / "things")
    one, other = written(things, tmp_path / "1"), written(copy, tmp_path / "2")
    published = [publish_folder(each, tmp_path / "p", "S 1") for each in (one, other)]
    assert published[0] == published[1]


def test_project_that_does_not_conform_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text("<x:a> <x:b>", encoding="utf-8")
    (tmp_path / "version").mkdir()
    refusal = write_version(open_project([tmp_path]), tmp_path / "version")
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("it does not conform: data.ttl:1:")


def test_single_file_is_no_project_to_publish(things: Path, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="only the folder of a project"):
        write_version(open_project([things / "data.ttl"]), tmp_path / "version")


@pytest.mark.parametrize(
    "changes", [{"digest": "../../etc/passwd"}, {"triples": "many"}, {"statistics": []}]
)
def test_snapshot_of_somebody_else_is_refused(
    things: Path, tmp_path: Path, changes: dict[str, object]
) -> None:
    folder = written(things, tmp_path / "version")
    content = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
    (folder / "snapshot.json").write_text(json.dumps(content | changes), encoding="utf-8")
    with pytest.raises(ProjectError, match=r"snapshot\.json"):
        read_version(folder)


def test_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="not one project"):
        read_version(tmp_path)
