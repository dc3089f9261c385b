import errno
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Cli = Callable[..., subprocess.CompletedProcess[str]]


def test_workflow_runs_a_command_that_works(tmp_path: Path, cli: Cli) -> None:
    cli(tmp_path, "init")
    path = tmp_path / ".github" / "workflows" / "schlaglicht.yml"
    workflow: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    command = workflow["jobs"]["validate"]["steps"][-1]["run"]
    arguments = command.replace('"', "").replace("$GITHUB_STEP_SUMMARY", "summary.md").split()
    assert arguments[0] == "schlaglicht"
    assert cli(tmp_path, *arguments[1:]).returncode == 0
    assert (tmp_path / "summary.md").exists()


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
