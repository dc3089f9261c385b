from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.ground.files import (
    LINKED_FOLDERS,
    changes,
    files_below,
    is_folder,
    link_bounds,
    mark_of,
)


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
    return sorted(path.relative_to(folder).as_posix() for path in below(folder))


def below(folder: Path) -> Iterator[Path]:
    return files_below(folder, bounds=link_bounds(folder.parent))


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
    found = files_below(folder, bounds=link_bounds(folder), skip=lambda path: path.name == "b")
    assert list(found) == [folder / "a"]


def test_a_folder_that_is_a_lost_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to("nowhere")
    with pytest.raises(ProjectError, match="data: a link that leads nowhere"):
        list(below(tmp_path / "data"))


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
        list(below(folder))


def test_path_that_cannot_be_is_no_folder(tmp_path: Path) -> None:
    assert is_folder(tmp_path)
    assert not is_folder(tmp_path / "gone")
    with pytest.raises(ProjectError, match="File name too long"):
        is_folder(tmp_path / ("x" * 300))


def test_link_out_of_the_project_is_not_followed(write: Callable[..., Path]) -> None:
    folder = write("project/data/a", "secret/b")
    (folder / "project/data/out").symlink_to("../../secret")
    bounds = link_bounds(folder / "project")
    with pytest.raises(ProjectError, match=r"out: a link to .*secret, which is outside of"):
        list(files_below(folder / "project/data", bounds=bounds))
    (folder / "project/all").symlink_to("/")
    with pytest.raises(ProjectError, match=r"all: a link to /, "):
        list(files_below(folder / "project/all", bounds=bounds))


BOUNDED = {
    "its own file": ("a.ttl", True),
    "of the repository": ("../shared/s.ttl", True),
    "through another link": ("inner/s.ttl", True),
    "out": ("../../outside.ttl", False),
    "out, by another link": ("outer/outside.ttl", False),
    "out, in a folder whose name begins alike": ("../../repository-2/a.ttl", False),
    "git's own": ("../.git/config", False),
    "of a module of git's": ("../.git/modules/m/config", False),
    "content that git-annex keeps": ("../.git/annex/objects/x/y", True),
}


@pytest.mark.parametrize(("target", "is_allowed"), BOUNDED.values(), ids=BOUNDED.keys())
def test_links_may_lead_within_the_repository(
    target: str, is_allowed: bool, write: Callable[..., Path]
) -> None:
    folder = write("repository/project/a.ttl", "repository/shared/s.ttl", "repository/.git/config")
    project = folder / "repository" / "project"
    (project / "inner").symlink_to("../shared")
    (project / "outer").symlink_to("../..")
    link = project / "link.ttl"
    link.symlink_to(target)
    bounds = link_bounds(project)
    assert bounds.allow(link) is is_allowed
    if is_allowed:
        bounds.require([link])
    else:
        with pytest.raises(ProjectError, match="copy the target, or name its folder"):
            bounds.require([link])


def test_folders_that_the_user_names_are_allowed(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("project/a.ttl", "store/b.ttl", "other/c.ttl")
    for name in ("store/b", "other/c"):
        (folder / "project" / f"{Path(name).name}.ttl").symlink_to(f"../{name}.ttl")
    monkeypatch.setenv(LINKED_FOLDERS, f"{folder / 'store'}{os.pathsep}/nowhere")
    bounds = link_bounds(folder / "project")
    assert [bounds.allow(folder / "project" / name) for name in ("b.ttl", "c.ttl")] == [True, False]


def test_state_of_files_shows_changes_of_size_time_file_and_presence(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert mark_of([path]) == frozenset()
    path.write_text("1")
    first = mark_of([path])
    path.write_text("22")
    second = mark_of([path])
    os.utime(path, (1, 1))
    third = mark_of([path])
    copy = tmp_path / "b"
    copy.write_text("33")
    os.utime(copy, (1, 1))
    copy.replace(path)
    assert len({frozenset(), first, second, third, mark_of([path])}) == 5


def changes_seen(states: str) -> list[int]:
    """The numbers of the looks at which a change is seen, where each look returns one letter."""
    looks = list(states)
    left = iter(looks)
    taken: list[str] = []

    def look() -> str:
        taken.append(next(left))
        return taken[-1]

    seen = changes(look, lambda _: len(taken) == len(looks), seconds=0)
    return [len(taken) for _ in seen]


def test_first_look_and_every_change_count_once_it_has_settled() -> None:
    assert changes_seen("aabcccaaa") == [1, 5, 8]


def test_unchanged_files_and_changes_taken_back_keep_it_waiting() -> None:
    assert changes_seen("aaaabaaa") == [1]


def test_pause_is_longer_where_a_look_takes_long() -> None:
    pauses: list[float] = []

    def wait(seconds: float) -> bool:
        pauses.append(seconds)
        return len(pauses) == 2

    list(changes(lambda: sum(range(100_000)), wait, seconds=0))
    assert pauses[0] == 0
    assert pauses[1] > 0
