"""Writing versions into a publication: whole or not at all, by name, forwards and back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.publication import (
    names_in,
    open_source,
    publish_folder,
    pull,
    read_current,
    roll_back,
)


def folder_with(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def files_in(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def test_version_is_read_as_it_was_published(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "made", a="1", sub__b="2", sub__deep__c="")
    published = publish_folder(folder, tmp_path / "p", "S 1", "first")
    source = open_source(str(tmp_path / "p"))
    assert read_current(source) == published
    pull(source, published.version, tmp_path / "read", software="S 1")
    assert files_in(tmp_path / "read") == files_in(folder)


def test_the_same_files_are_the_same_version(tmp_path: Path) -> None:
    one = publish_folder(folder_with(tmp_path / "1", a="1", b="2"), tmp_path / "p", "S 1")
    other = publish_folder(folder_with(tmp_path / "2", b="2", a="1"), tmp_path / "q", "S 1")
    assert one == other
    assert one.name == one.version[:12]


@pytest.mark.parametrize("files", [{"a": "2"}, {"b": "1"}, {"a": "1", "c": ""}])
def test_other_files_are_another_version(tmp_path: Path, files: dict[str, str]) -> None:
    one = publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1")
    other = publish_folder(folder_with(tmp_path / "2", **files), tmp_path / "p", "S 1")
    assert one.version != other.version
    assert [each.version for each in names_in(tmp_path / "p")] == [other.version, one.version]


def test_content_of_several_versions_is_kept_once(tmp_path: Path) -> None:
    publish_folder(folder_with(tmp_path / "1", a="same", b="one"), tmp_path / "p", "S 1")
    publish_folder(folder_with(tmp_path / "2", a="same", b="two"), tmp_path / "p", "S 1")
    assert len(list((tmp_path / "p" / "objects").iterdir())) == 3


def test_roll_back_makes_an_earlier_version_current(tmp_path: Path) -> None:
    first = publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1", "first")
    second = publish_folder(folder_with(tmp_path / "2", a="2"), tmp_path / "p", "S 1", "second")
    source = open_source(str(tmp_path / "p"))
    assert roll_back(tmp_path / "p", "first") == first == read_current(source)
    assert roll_back(tmp_path / "p", "second") == second == read_current(source)


def test_name_of_another_version_is_refused(tmp_path: Path) -> None:
    first = publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1", "spring")
    with pytest.raises(ProjectError, match="spring is the name of another version"):
        publish_folder(folder_with(tmp_path / "2", a="2"), tmp_path / "p", "S 1", "spring")
    assert read_current(open_source(str(tmp_path / "p"))) == first
    again = publish_folder(tmp_path / "1", tmp_path / "p", "S 1", "spring")
    assert again == first


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "a b", "-", "x" * 65, "ä"])
def test_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProjectError, match="is not a name for a version"):
        publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1", name)
    with pytest.raises(ProjectError, match="is not a name for a version"):
        roll_back(tmp_path / "p", name)


def test_unknown_name_is_refused_with_those_there_are(tmp_path: Path) -> None:
    publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1", "first")
    with pytest.raises(ProjectError, match="no version is called second; known: first"):
        roll_back(tmp_path / "p", "second")


@pytest.mark.parametrize("damage", [b"", b"on", b"two", b"longer"])
def test_damaged_content_is_repaired_by_publishing_again(tmp_path: Path, damage: bytes) -> None:
    folder = folder_with(tmp_path / "made", a="one", b="else")
    published = publish_folder(folder, tmp_path / "p", "S 1")
    spoil(tmp_path / "p", b"one", damage)
    assert publish_folder(folder, tmp_path / "p", "S 1") == published
    pull(open_source(str(tmp_path / "p")), published.version, tmp_path / "read", software="S 1")
    assert files_in(tmp_path / "read") == files_in(folder)


@pytest.mark.parametrize("damage", [None, b"on", b"two"])
def test_version_that_is_not_whole_is_not_made_current(
    tmp_path: Path, damage: bytes | None
) -> None:
    publish_folder(folder_with(tmp_path / "1", a="one"), tmp_path / "p", "S 1", "first")
    second = publish_folder(folder_with(tmp_path / "2", a="else"), tmp_path / "p", "S 1", "second")
    spoil(tmp_path / "p", b"one", damage)
    with pytest.raises(ProjectError, match="files of first are missing or damaged"):
        roll_back(tmp_path / "p", "first")
    assert read_current(open_source(str(tmp_path / "p"))) == second


def spoil(publication: Path, content: bytes, damage: bytes | None) -> None:
    """Puts other content into the file of some content, or removes it."""
    (path,) = (each for each in (publication / "objects").iterdir() if each.read_bytes() == content)
    path.unlink() if damage is None else path.write_bytes(damage)


def test_readers_see_nothing_of_a_publication_that_breaks_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1", "first")
    folder = folder_with(tmp_path / "2", a="2", b="3", c="4")
    calls = 0

    def fails_at_second(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(28, os.strerror(28))
        target.write_bytes(source.read_bytes())

    monkeypatch.setattr("shutil.copyfile", fails_at_second)
    with pytest.raises(ProjectError, match="cannot be written: No space left"):
        publish_folder(folder, tmp_path / "p", "S 1", "second")
    assert [each.name for each in names_in(tmp_path / "p")] == ["first"]
    assert read_current(open_source(str(tmp_path / "p"))) == first
    assert not list((tmp_path / "p").rglob(".*"))
