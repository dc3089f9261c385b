"""The hooks, run by pre-commit itself."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
HOOKS: Any = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
PRE_COMMIT = (sys.executable, "-m", "pre_commit")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing of pre-commit's is kept, and git knows who commits."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "schlaglicht"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m schlaglicht "$@"\n')
    program.chmod(0o755)
    whose = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
    names = dict.fromkeys(whose, "a@a.example")
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8", "PATH": path}
    return {**os.environ, **names, **home}


def run(
    folder: Path, environment: dict[str, str], *command: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_manifest_is_valid(environment: dict[str, str]) -> None:
    command = ("validate-manifest", ".pre-commit-hooks.yaml")
    assert run(ROOT, environment, *PRE_COMMIT, *command).returncode == 0


def test_commits_that_break_a_project_are_refused(
    concert: Path, environment: dict[str, str]
) -> None:
    """The hooks are as they are, but with the software that is here.

    One to install would need a network.
    """

    def refused(*commit: str) -> str:
        outcome = run(concert, environment, "git", "commit", "-m", "two", *commit)
        assert outcome.returncode == 1
        return outcome.stderr + outcome.stdout

    hooks = [{**hook, "language": "system"} for hook in HOOKS if hook["id"].endswith("validate")]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (concert / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    run(concert, environment, "git", "init", "-q")
    run(concert, environment, "git", "add", ".")
    assert run(concert, environment, *PRE_COMMIT, "install").returncode == 0
    first = run(concert, environment, "git", "commit", "-m", "one")
    assert (first.returncode, "Passed" in first.stderr + first.stdout) == (0, True)
    data = (concert / "data.ttl").read_bytes()
    (concert / "data.ttl").write_text("broken", encoding="utf-8")
    assert "data.ttl:1:1: violation[syntax]" in refused("-a")
    (concert / "data.ttl").write_bytes(data)
    (answer,) = (concert / "queries").glob("*.tsv")
    run(concert, environment, "git", "rm", "-q", str(answer))
    assert "violation[question-expected-missing]" in refused()


@pytest.mark.parametrize("name", ["data.ttl", "data/MORE.TTL"])
def test_turtle_is_formatted_whatever_the_case_of_its_ending(name: str) -> None:
    (pattern,) = [hook["files"] for hook in HOOKS if hook["id"] == "schlaglicht-format"]
    assert re.search(pattern, name)
