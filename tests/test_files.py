import os
from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.files import files_below, is_folder


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes empty files into one folder."""

    def write_files(*names: str) -> Path:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("", encoding="utf-8")
        return tmp_path

    return write_files


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in files_below(folder))


def test_files_of_all_depths_are_found(write: Callable[..., Path]) -> None:
    assert names(write("a", "b/c", "b/d/e", ".f/g")) == [".f/g", "a", "b/c", "b/d/e"]


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert names(tmp_path / "none") == []


def test_links_to_folders_are_followed(write: Callable[..., Path]) -> None:
    folder = write("elsewhere/a", "data/b")
    (folder / "data/linked").symlink_to("../elsewhere")
    assert names(folder / "data") == ["b", "linked/a"]


def test_a_folder_is_entered_once_by_its_own_name(write: Callable[..., Path]) -> None:
    folder = write("z/a")
    (folder / "b").symlink_to("z")
    (folder / "z/circle").symlink_to("..")
    assert names(folder) == ["z/a"]


def test_a_link_that_leads_nowhere_counts_as_a_file(write: Callable[..., Path]) -> None:
    folder = write("a")
    (folder / "lost").symlink_to("nowhere")
    (folder / "self").symlink_to("self")
    assert names(folder) == ["a", "lost", "self"]


def test_what_is_skipped_is_not_entered(write: Callable[..., Path]) -> None:
    folder = write("a", "b/c")
    assert list(files_below(folder, skip=lambda path: path.name == "b")) == [folder / "a"]


def test_a_folder_that_is_a_lost_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to("nowhere")
    with pytest.raises(ProjectError, match="data: a link that leads nowhere"):
        list(files_below(tmp_path / "data"))


def test_a_folder_that_cannot_be_looked_into_is_an_error(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("data/secret/a")
    look = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "secret":
            raise PermissionError(13, "Permission denied")
        return look(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(ProjectError, match="secret: Permission denied"):
        list(files_below(folder))


def test_path_that_cannot_be_is_no_folder(tmp_path: Path) -> None:
    assert is_folder(tmp_path)
    assert not is_folder(tmp_path / "gone")
    with pytest.raises(ProjectError, match="File name too long"):
        is_folder(tmp_path / ("x" * 300))
