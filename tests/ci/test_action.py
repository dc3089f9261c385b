"""The action, run step by step; only its installation is left out, for that needs a network."""

import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
STEPS = runpy.run_path(str(Path(__file__).parent / "steps.py"))

Run = Callable[..., tuple[int, str, dict[str, str]]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs the action in a folder with this environment's software as the installed one."""
    programs = tmp_path / "runner" / "schlaglicht" / "bin"
    programs.mkdir(parents=True)
    program = programs / "schlaglicht"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m schlaglicht "$@"\n')
    program.chmod(0o755)

    def run_in(folder: Path, **inputs: str) -> tuple[int, str, dict[str, str]]:
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        outcome: tuple[int, str, dict[str, str]] = STEPS["run_steps"](
            folder, tmp_path / "runner", given, leave_out=["Install Schlaglicht"]
        )
        return outcome

    return run_in


@pytest.fixture
def broken(concert: Path) -> Path:
    path = concert / "data.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("schema:startDate", "schema:startdate", 1), encoding="utf-8")
    return concert


NOTING = r"""#!/bin/sh
[ "$2" != venv ] || { mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; }
echo "$@"
"""
"""A Python that only says how it is called, and makes an environment with another one."""


def test_what_is_installed_is_locked(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(NOTING, encoding="utf-8")
    python.chmod(0o755)
    status, log, _ = STEPS["run_steps"](
        tmp_path, tmp_path, {"python": str(python)}, leave_out=["Validate"]
    )
    assert status == 0
    _, locked, own = (line.split() for line in log.splitlines())
    assert {"--require-hashes", str(ROOT / "requirements" / "run.txt")} <= set(locked)
    assert "--no-deps" in own


def test_valid_project_passes(concert: Path, run: Run) -> None:
    status, log, outputs = run(concert)
    assert (status, outputs) == (0, {"exit-code": "0", "sarif": "schlaglicht.sarif"})
    assert "all is well\n" in log


def test_findings_fail_with_text_annotations_summary_and_sarif(
    broken: Path, run: Run, tmp_path: Path
) -> None:
    status, log, outputs = run(broken, sarif="reports.sarif")
    assert (status, outputs["exit-code"]) == (1, "1")
    assert "violation[unknown-term]" in log
    assert "\n::error file=data.ttl,line=" in log
    summary = (tmp_path / "runner" / "summary").read_text(encoding="utf-8")
    assert summary.startswith("## Schlaglicht: ")
    sarif = json.loads((broken / outputs["sarif"]).read_text(encoding="utf-8"))
    assert sarif["runs"][0]["results"]


def test_inputs_become_options(broken: Path, run: Run) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@a.example"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "one"]):
        subprocess.run(["git", *arguments], cwd=broken, check=True)
    status, log, _ = run(broken, since="HEAD", language="de", paths="data.ttl\nshapes\n")
    assert (status, "nichts Neues\n" in log) == (0, True)
    assert run(broken, fail_on="error")[0] == 2
    settings = '[validate]\nselect = ["syntax"]\n'
    (broken / "schlaglicht.toml").write_text(settings, encoding="utf-8")
    status, log, _ = run(broken, since="HEAD")
    assert (status, "violation[check-weakened]" in log) == (1, True)
    assert run(broken, since="HEAD", ignore="check-weakened")[0] == 0


def test_input_cannot_run_a_command(concert: Path, run: Run) -> None:
    status, _, _ = run(concert, paths="$(touch hacked); `touch hacked`")
    assert status == 2
    assert not (concert / "hacked").exists()


def test_run_without_a_report_names_none(concert: Path, run: Run) -> None:
    status, _, outputs = run(concert, paths="nowhere")
    assert (status, outputs) == (2, {"exit-code": "2"})


def test_outputs_of_the_action_are_those_of_its_steps() -> None:
    action: Any = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (step,) = [step for step in action["runs"]["steps"] if step.get("id") == "validate"]
    for name, output in action["outputs"].items():
        assert output["value"] == f"${{{{ steps.validate.outputs.{name} }}}}"
        assert f'echo "{name}=' in step["run"]
