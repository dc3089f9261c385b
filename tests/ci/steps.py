"""Runs the steps of action.yml as GitHub's runner does: each a bash script with its environment.

.venv/bin/python tests/ci/steps.py FOLDER [input=value]...
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


def run_steps(
    folder: Path, temporary: Path, given: Mapping[str, str], *, leave_out: Sequence[str] = ()
) -> tuple[int, str, dict[str, str]]:
    """Exit code, log and outputs of the action in `folder`; stops at the first failing step."""
    action: Any = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: value["default"] for name, value in action["inputs"].items()}
    assert set(given) <= set(inputs), "no such input"
    values = {f"inputs.{name}": value for name, value in {**inputs, **given}.items()}
    values["github.action_path"] = str(ROOT)
    log, status = "", 0
    for step in action["runs"]["steps"]:
        if step["name"] not in leave_out and status == 0:
            status, text = _run(step, folder, temporary, values)
            log += text
    written = (temporary / "output").read_text(encoding="utf-8").splitlines()
    return status, log, dict(line.split("=", 1) for line in written)


def _run(
    step: Mapping[str, Any], folder: Path, temporary: Path, values: Mapping[str, str]
) -> tuple[int, str]:
    (temporary / "output").touch()
    (temporary / "summary").touch()
    environment = {
        **os.environ,
        "RUNNER_TEMP": str(temporary),
        "GITHUB_OUTPUT": str(temporary / "output"),
        "GITHUB_STEP_SUMMARY": str(temporary / "summary"),
        **{
            name: _EXPRESSION.sub(lambda found: values[found[1]], text)
            for name, text in step["env"].items()
        },
    }
    assert not _EXPRESSION.search(step["run"]), "an input in a script is a way to inject commands"
    script = temporary / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    # https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax: shell: bash
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def main() -> int:
    folder, *pairs = sys.argv[1:]
    given = dict(pair.split("=", 1) for pair in pairs)
    with tempfile.TemporaryDirectory() as temporary:
        status, log, outputs = run_steps(Path(folder), Path(temporary), given)
        summary = (Path(temporary) / "summary").read_text(encoding="utf-8")
    print(log, end="")
    print(f"exit code: {status}\noutputs: {outputs}\nsummary:\n{summary}", end="")
    return status


if __name__ == "__main__":
    sys.exit(main())
