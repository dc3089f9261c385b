import errno
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate

Cli = Callable[..., subprocess.CompletedProcess[str]]


def test_project_is_written_and_valid(tmp_path: Path, cli: Cli) -> None:
    outcome = cli(tmp_path, "init", "new/concerts")
    assert outcome.returncode == 0
    folder = tmp_path / "new" / "concerts"
    written = {path for path in folder.rglob("*") if path.is_file()}
    assert {tmp_path / line for line in outcome.stdout.splitlines()} == written
    report = validate(open_project([folder]))
    assert (report.results, report.checked.questions) == ((), 1)
    assert min(report.checked.shapes, report.checked.triples) > 0


@pytest.mark.parametrize("folder", [[], ["my concerts"]])
def test_init_ends_with_three_commands_that_work(
    folder: list[str], tmp_path: Path, cli: Cli
) -> None:
    head, *commands = cli(tmp_path, "init", *folder).stderr.splitlines()
    assert head == "Next:"
    validate, query, serve = (shlex.split(command) for command in commands)
    assert cli(tmp_path, *validate[1:]).returncode == 0
    assert cli(tmp_path, *query[1:]).returncode == 0
    assert serve == ["schlaglicht", "serve", *folder]


def test_every_shape_finds_what_it_is_for(tmp_path: Path, cli: Cli) -> None:
    cli(tmp_path, "init")
    data = """
        @prefix ex: <https://example.org/> .
        ex:a a ex:Concert ; ex:date 5 ; ex:performer ex:b .
        ex:c a ex:Ensemble .
        ex:d a ex:Concert ; ex:title "D" .
    """
    (tmp_path / "data.ttl").write_text(data, encoding="utf-8")
    report = validate(open_project([tmp_path]))
    assert {result.shape_name for result in report.results if result.code == "shape"} == {
        "ConcertShape-title-required",
        "ConcertShape-date-single",
        "ConcertShape-date-type",
        "ConcertShape-performer-class",
        "EnsembleShape-title-required",
    }


def test_its_turtle_is_canonical(tmp_path: Path, cli: Cli) -> None:
    cli(tmp_path, "init")
    assert cli(tmp_path, "format", "--check").returncode == 0


def test_workflow_runs_a_command_that_works(tmp_path: Path, cli: Cli) -> None:
    cli(tmp_path, "init")
    path = tmp_path / ".github" / "workflows" / "schlaglicht.yml"
    workflow: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    command = workflow["jobs"]["validate"]["steps"][-1]["run"]
    arguments = command.replace('"', "").replace("$GITHUB_STEP_SUMMARY", "summary.md").split()
    assert arguments[0] == "schlaglicht"
    assert cli(tmp_path, *arguments[1:]).returncode == 0
    assert (tmp_path / "summary.md").exists()


@pytest.mark.parametrize("name", ["data.ttl", "shapes/concerts.ttl", "schlaglicht.toml"])
def test_nothing_is_overwritten(name: str, tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    outcome = cli(tmp_path, "init")
    assert outcome.returncode == 2
    assert f"already there: {name}" in outcome.stderr
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]
    assert path.read_text(encoding="utf-8") == "mine"


def test_rdf_of_ones_own_is_not_put_out_of_its_place(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "people.ttl").write_text("<x:a> <x:b> 1 .", encoding="utf-8")
    outcome = cli(tmp_path, "init")
    assert outcome.returncode == 2
    assert "has RDF already: people.ttl" in outcome.stderr
    assert "schlaglicht serve ." in outcome.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["people.ttl"]


def test_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    outcome = cli(tmp_path, "init", "taken")
    assert (outcome.returncode, outcome.stderr) == (2, "schlaglicht: taken: File exists\n")


@pytest.mark.parametrize("name", ["queries", ".github", ".github/workflows"])
def test_file_in_the_place_of_a_folder_of_the_project_is_named(
    name: str, tmp_path: Path, cli: Cli
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    outcome = cli(tmp_path, "init")
    assert outcome.returncode == 2
    assert f"already there: {name}; nothing was written" in outcome.stderr
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]


def test_link_that_leads_nowhere_is_not_written_through(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "schlaglicht.toml").symlink_to("gone.toml")
    outcome = cli(tmp_path, "init")
    assert (outcome.returncode, "already there: schlaglicht.toml" in outcome.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["schlaglicht.toml"]


def test_half_a_project_does_not_stay(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "schlaglicht.toml":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return original(path, *arguments, **options)

    (tmp_path / "shapes").mkdir()
    monkeypatch.setattr(Path, "open", refuse)
    outcome = cli(tmp_path, "init", ".")
    assert outcome.returncode == 2
    assert outcome.stderr == "schlaglicht: schlaglicht.toml: No space left on device\n"
    assert list(tmp_path.rglob("*")) == [tmp_path / "shapes"]
    assert cli(tmp_path, "init", "new/concerts").returncode == 2
    assert list(tmp_path.rglob("*")) == [tmp_path / "shapes"]


def test_project_is_served(tmp_path: Path, cli: Cli, start_server: Callable[..., Any]) -> None:
    cli(tmp_path, "init", "concerts")
    server = start_server(str(tmp_path / "concerts"))
    status, body = server.ask("SELECT ?t { ex:choir ex:title ?t FILTER(LANG(?t) = 'en') }")
    assert (status, "Choir of the old mill" in body) == (200, True)
    assert server.request("GET", "/")[0] == 200
