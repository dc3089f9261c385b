"""`schlaglicht publish`, and servers that read what it publishes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schlaglicht.cli import run

PATHS = (
    "/index.en.html",
    "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D&format=json",
    "/dumps/dataset.nt",
    "/classes/index.de.html",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "stones"
    folder.mkdir()
    write(folder, "one")
    return folder


def write(folder: Path, name: str) -> None:
    data = f'<https://e.org/a> a <https://e.org/A> ; <https://schema.org/name> "{name}" .'
    (folder / "data.ttl").write_text(data, encoding="utf-8")


def publish(folder: Path, publication: Path, *arguments: str) -> None:
    assert run(["publish", str(folder), "-o", str(publication), *arguments]) == 0


def answers(server: Any) -> list[tuple[int, str | None, str]]:
    """Status, ETag and bytes of some URLs."""
    found = []
    for path in PATHS:
        status, headers, body = server.request("GET", path, Host="kb.example")
        found.append((status, headers["ETag"], body))
    return found


def test_readers_give_the_same_bytes_and_follow_forwards_and_back(
    project: Path, tmp_path: Path, start_server: Callable[..., Any]
) -> None:
    publication = tmp_path / "p"
    publish(project, publication, "--name", "one")
    arguments = ("--publication", str(publication), "--engines", "1")
    readers = [start_server(*arguments) for _ in range(2)]
    first = answers(readers[0])
    assert answers(readers[1]) == first
    assert {status for status, _, _ in first} == {200}
    write(project, "two")
    publish(project, publication, "--name", "two")
    for reader in readers:
        reader.wait_for(lambda state: state["publication"]["name"] == "two")
    second = answers(readers[0])
    assert answers(readers[1]) == second
    assert second != first
    assert run(["publish", "-o", str(publication), "--roll-back", "one"]) == 0
    for reader in readers:
        reader.wait_for(lambda state: state["publication"]["name"] == "one")
        assert answers(reader) == first


def test_reader_that_cannot_follow_says_that_it_is_behind(
    project: Path, tmp_path: Path, start_server: Callable[..., Any]
) -> None:
    publication = tmp_path / "p"
    publish(project, publication, "--name", "one")
    reader = start_server("--publication", str(publication), "--engines", "1")
    before = answers(reader)
    write(project, "two")
    publish(project, tmp_path / "q", "--name", "two")
    shutil.copytree(tmp_path / "q" / "versions", publication / "versions", dirs_exist_ok=True)
    shutil.copy(tmp_path / "q" / "current.json", publication)  # and not the contents
    state = reader.wait_for(lambda state: state["publication"]["behind"])
    assert state["publication"]["name"] == "one"
    assert state["publication"]["newest"] != state["publication"]["version"]
    assert not state["reload"]["succeeded"]
    assert str(tmp_path) not in str(state)
    assert answers(reader) == before
    _, headers, _ = reader.request("GET", "/index.en.html")
    assert headers["Schlaglicht-Behind"] == state["publication"]["newest"]
    shutil.copytree(tmp_path / "q" / "objects", publication / "objects", dirs_exist_ok=True)
    state = reader.wait_for(lambda state: not state["publication"]["behind"])
    assert (state["publication"]["name"], state["reload"]["succeeded"]) == ("two", True)
    _, headers, _ = reader.request("GET", "/index.en.html")
    assert "Schlaglicht-Behind" not in headers


def test_server_of_a_project_says_nothing_of_publications(
    project: Path, start_server: Callable[..., Any]
) -> None:
    server = start_server(str(project), "--engines", "1")
    assert "publication" not in server.health()


def test_versions_are_listed_the_current_one_marked(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(project, tmp_path / "p", "--name", "one")
    write(project, "two")
    publish(project, tmp_path / "p", "--name", "two")
    assert run(["publish", "-o", str(tmp_path / "p"), "--roll-back", "one"]) == 0
    capsys.readouterr()
    assert run(["publish", "-o", str(tmp_path / "p"), "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:-1] for line in lines] == [["two"], ["*", "one"]]


def test_project_that_does_not_conform_is_not_published(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "data.ttl").write_text("<x:a> <x:b>", encoding="utf-8")
    assert run(["publish", str(project), "-o", str(tmp_path / "p")]) == 1
    assert "not published: it does not conform: data.ttl:1:" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("publish", "-o", "p", "--list", "--roll-back", "x"),
        ("publish", "x", "-o", "p", "--list"),
        ("publish", "x"),
        ("serve", "--publication", "p", "x"),
        ("serve", "--publication", "nowhere"),
        ("publish", "-o", "nowhere", "--list"),
    ],
)
def test_wrong_use_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(list(arguments)) == 2
