from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import replaced, write_file, write_files


def test_a_new_file_is_written(tmp_path: Path) -> None:
    write_file(tmp_path / "new.ttl", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["new.ttl"]
    assert (tmp_path / "new.ttl").read_bytes() == b"content"


def test_an_old_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "old.ttl"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_file(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)


def test_a_file_has_its_mode_before_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret.ttl"
    path.write_bytes(b"old")
    path.chmod(0o640)
    modes: list[tuple[int, int]] = []
    set_mode = os.fchmod

    def note(handle: int, mode: int) -> None:
        status = os.fstat(handle)
        modes.append((status.st_size, stat.S_IMODE(status.st_mode)))
        set_mode(handle, mode)

    monkeypatch.setattr(os, "fchmod", note)
    write_file(path, b"new")
    assert modes == [(0, 0o600)]


def test_a_new_file_has_the_mode_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "other.ttl").write_bytes(b"")
    write_file(tmp_path / "new.ttl", b"content")
    assert len({path.stat().st_mode for path in tmp_path.iterdir()}) == 1


def test_a_reader_of_the_old_file_keeps_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "old.ttl"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        write_file(path, b"new content")
        assert reader.read() == b"old"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.ttl").write_bytes(b"old")
    link = tmp_path / "link.ttl"
    link.symlink_to("real.ttl")
    write_file(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real.ttl").read_bytes() == b"new"


def test_a_device_stays_a_device() -> None:
    write_file(Path(os.devnull), b"content")
    assert not Path(os.devnull).is_file()


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"new\.ttl: cannot be written"):
        write_file(tmp_path / "missing" / "new.ttl", b"content")


def write_folder(target: Path, name: str) -> None:
    with replaced(target) as draft:
        draft.mkdir()
        (draft / name).write_bytes(b"content")


def test_a_folder_takes_the_place_of_another_as_a_whole(tmp_path: Path) -> None:
    write_folder(tmp_path / "folder", "old")
    write_folder(tmp_path / "folder", "new")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == [
        "folder",
        "folder/new",
    ]


@pytest.mark.parametrize("is_folder", [False, True], ids=["file", "folder"])
def test_what_is_interrupted_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, is_folder: bool
) -> None:
    target = tmp_path / "target"
    write_folder(target, "old")

    def interrupted(draft: Path) -> None:
        if is_folder:
            draft.mkdir()
        (draft / "half" if is_folder else draft).write_bytes(b"")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), replaced(target) as draft:
        interrupted(draft)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["old", "target"]


def test_two_that_write_the_same_file_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "target"
    with replaced(target) as first, replaced(target) as second:
        first.write_bytes(b"first")
        second.write_bytes(b"second")
    assert target.read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_several_files_are_written_with_the_folders_they_need(tmp_path: Path) -> None:
    old = tmp_path / "old.txt"
    old.write_bytes(b"old")
    old.chmod(0o640)
    write_files(tmp_path, {old: b"new", tmp_path / "a" / "b" / "c.txt": b"c"})
    assert (old.read_bytes(), old.stat().st_mode & 0o777) == (b"new", 0o640)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "c.txt", "old.txt"]


def test_of_several_files_none_is_written_if_one_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes(b"old")
    too_long = tmp_path / "new" / ("x" * 250)
    with pytest.raises(ProjectError, match="nothing was changed") as refused:
        write_files(tmp_path, {tmp_path / "old.txt": b"new", too_long: b""})
    assert "nichts wurde geändert" in refused.value.messages["de"]
    assert [path.name for path in tmp_path.rglob("*")] == ["old.txt"]
    assert (tmp_path / "old.txt").read_bytes() == b"old"


def test_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.write_bytes(b"theirs")
    (inside / "a").symlink_to(outside)
    with pytest.raises(ProjectError, match="a link leads out of"):
        write_files(inside, {inside / "b": b"ours", inside / "a": b"ours"})
    assert outside.read_bytes() == b"theirs"
    assert [path.name for path in inside.iterdir()] == ["a"]


def test_file_that_someone_else_changed_is_not_written(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "new" / "b"
    a.write_bytes(b"theirs")
    for expected in ({a: b"old"}, {a: None}, {a: b"theirs", b: b"gone"}):
        with pytest.raises(ProjectError, match="changed by someone else") as refused:
            write_files(tmp_path, {a: b"ours", b: b"ours"}, expected)
        assert "von jemand anderem geändert" in refused.value.messages["de"]
        assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a", b"theirs")]
