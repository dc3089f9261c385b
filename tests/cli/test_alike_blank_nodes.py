"""A graph whose blank nodes can hardly be told apart ends each command with a place and advice."""

from pathlib import Path

import pytest

from schlaglicht.cli import run

NAMES = [f"_:n{number}" for number in range(20)]
CLIQUE = "".join(f"{a} <x:p> {b} .\n" for a in NAMES for b in NAMES if a != b)


@pytest.fixture(autouse=True)
def clique(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder: a project of twenty blank nodes, each linked to all others."""
    (tmp_path / "data.nt").write_text(CLIQUE, encoding="ascii")
    (tmp_path / "other.ttl").write_text("<x:a> <x:p> <x:b> .\n", encoding="ascii")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "--format", "ntriples"],
        ["export", "--format", "turtle"],
        ["export", "--format", "rdfxml"],
        ["export", "--format", "jsonld"],
        ["export", "--site", "site", "--base", "https://example.org/"],
        ["diff", "data.nt", "other.ttl", "--format", "patch"],
        ["query", "ASK { }", "data.nt"],
        ["serve", "--port", "0"],
    ],
    ids=" ".join,
)
def test_command_exits_2_with_a_place_and_advice(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    message = capsys.readouterr().err
    assert "data.nt:1:1: " in message
    assert "give the nodes IRIs" in message
    assert "Traceback" not in message


def test_format_exits_2_with_a_place_and_advice(capsys: pytest.CaptureFixture[str]) -> None:
    Path("clique.ttl").write_text(CLIQUE, encoding="ascii")
    assert run(["format", "clique.ttl"]) == 2
    message = capsys.readouterr().err
    assert "clique.ttl:1:1: " in message
    assert "give the nodes IRIs" in message


def test_validate_exits_1_with_a_result_in_the_language_of_the_reader(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["validate", ".", "--lang", "de"]) == 1
    said = capsys.readouterr().out
    assert "data.nt:1:1: " in said
    assert "[blank-nodes-alike]" in said
    assert "gib den Knoten IRIs" in said


def test_diff_needs_no_labels(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "data.nt", "data.nt", "--no-findings"]) == 0
    assert "data.nt" not in capsys.readouterr().out
