from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schlaglicht.cli import run

MESSY = "# top\n@prefix e: <http://e.org/> .\n\ne:a e:b e:d, e:c .\n"
CANONICAL = "# top\n\n@prefix e: <http://e.org/> .\n\ne:a\n    e:b e:c ,\n        e:d .\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a project with a messy file of each kind, and a stray one."""
    for name in ("data.ttl", "ontology/terms.ttl", "shapes/terms.ttl", "tests/stray.ttl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(MESSY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_messy_file_is_rewritten(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["format", "data.ttl"]) == 0
    assert (project / "data.ttl").read_text() == CANONICAL
    assert capsys.readouterr().out == "data.ttl: rewritten\n"


def test_a_second_run_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["format", "data.ttl"])
    before = (project / "data.ttl").stat().st_mtime_ns
    capsys.readouterr()
    assert run(["format", "data.ttl"]) == 0
    assert capsys.readouterr().out == ""
    assert (project / "data.ttl").stat().st_mtime_ns == before


def test_without_paths_the_project_in_the_current_folder_is_formatted(project: Path) -> None:
    assert run(["format"]) == 0
    texts = {path.name: path.read_text() for path in project.rglob("*.ttl")}
    assert texts == {"data.ttl": CANONICAL, "terms.ttl": CANONICAL, "stray.ttl": MESSY}


def test_without_paths_and_project_nothing_is_formatted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["format"]) == 2
    assert "no RDF here" in capsys.readouterr().err


def test_check_names_the_first_line_that_would_change_and_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["format", "--check", "data.ttl"]) == 1
    assert capsys.readouterr().out == "data.ttl:2: would be rewritten\n"
    assert (project / "data.ttl").read_text() == MESSY


def test_check_of_canonical_files_is_fine(project: Path) -> None:
    (project / "data.ttl").write_text(CANONICAL)
    assert run(["format", "--check", "data.ttl"]) == 0


def test_when_one_file_cannot_be_formatted_none_is_written(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lossy = project / "ontology" / "terms.ttl"
    lossy.write_text(MESSY + "# lost\n")
    assert run(["format", "data.ttl", "ontology"]) == 2
    assert "ontology/terms.ttl:5: this comment would be lost" in capsys.readouterr().err
    assert (project / "data.ttl").read_text() == MESSY


def test_a_file_that_is_not_valid_is_unreadable_input(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "data.ttl").write_text("<a:b> <c:d>\n  oops .\n")
    assert run(["format", "--check"]) == 2
    assert "data.ttl:2:" in capsys.readouterr().err


def test_as_a_process_it_exits_with_the_same_codes(project: Path) -> None:
    command = [sys.executable, "-m", "schlaglicht", "format", "--check", "data.ttl"]
    assert subprocess.run(command, cwd=project, check=False, capture_output=True).returncode == 1


def test_diff_shows_what_would_change_and_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["format", "--diff", "data.ttl"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["--- data.ttl", "+++ data.ttl"]
    assert "-e:a e:b e:d, e:c ." in lines
    assert "+    e:b e:c ," in lines
    assert (project / "data.ttl").read_text() == MESSY


def _filtered(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "schlaglicht", "format", "-", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True)


def test_standard_input_is_filtered() -> None:
    filtered = _filtered(MESSY)
    assert (filtered.returncode, filtered.stdout, filtered.stderr) == (0, CANONICAL, "")


def test_error_in_standard_input_has_its_place() -> None:
    filtered = _filtered("<a:a> <a:b> .")
    assert (filtered.returncode, filtered.stdout) == (2, "")
    assert filtered.stderr.startswith("schlaglicht: <stdin>:1:")


def test_standard_input_goes_alone() -> None:
    assert _filtered(MESSY, "--check").returncode == 2


def test_linked_file_of_somebody_else_is_not_formatted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.ttl").write_text(MESSY, encoding="utf-8")
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "a.ttl").symlink_to("../own.ttl")
    assert run(["format", str(tmp_path / "project")]) == 2
    assert "a.ttl: a link to " in capsys.readouterr().err
    assert (tmp_path / "own.ttl").read_text(encoding="utf-8") == MESSY
