from __future__ import annotations

from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.static_site.export import replaced_folder, write_mark


def export(target: Path, name: str) -> None:
    with replaced_folder(target) as folder:
        write_mark(folder, {})
        (folder / name).write_text("content")


def test_an_export_replaces_an_earlier_one_as_a_whole(tmp_path: Path) -> None:
    export(tmp_path / "site", "before")
    export(tmp_path / "site", "after")
    assert {path.name for path in (tmp_path / "site").iterdir()} == {
        "after",
        ".schlaglicht-site.json",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_export_that_fails_leaves_the_earlier_one(tmp_path: Path) -> None:
    export(tmp_path / "site", "before")
    with (
        pytest.raises(ProjectError, match="cannot be written"),
        replaced_folder(tmp_path / "site") as folder,
    ):
        (folder / "missing" / "file").write_text("no folder for it")
    assert (tmp_path / "site" / "before").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_empty_folder_and_missing_folders_above_are_fine(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    export(tmp_path / "empty", "page")
    export(tmp_path / "a" / "b" / "site", "page")
    assert (tmp_path / "empty" / "page").exists()
    assert (tmp_path / "a" / "b" / "site" / "page").exists()


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    with pytest.raises(ProjectError, match="neither empty nor an earlier export"):
        export(tmp_path, "page")
    assert (tmp_path / "mine").read_text() == "precious"


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("precious")
    with pytest.raises(ProjectError, match="is a file"):
        export(tmp_path / "file", "page")
