"""The files of deploy/ fit the command that they start; no container or systemd is needed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE

from schlaglicht.cli import run
from schlaglicht.web.server.server_settings import server_settings

ROOT = Path(__file__).parents[2]
CONTAINERFILE = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "schlaglicht.service").read_text(encoding="utf-8")


def instruction(name: str) -> str:
    """The last instruction of that name in the Containerfile, on one line."""
    joined = CONTAINERFILE.replace("\\\n", " ")
    found: list[str] = re.findall(rf"^{name} +(.*)$", joined, re.MULTILINE)
    return found[-1]


def health_check(port: int) -> int:
    command = json.loads(instruction("HEALTHCHECK").partition("CMD ")[2])
    assert command[0] == "python"
    code = command[2].replace(f":{image_port()}/", f":{port}/")
    return subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode


def image_port() -> str:
    found = re.search(r"SCHLAGLICHT_PORT=(\d+)", CONTAINERFILE)
    assert found
    return found[1]


def test_health_check_tells_a_server_that_answers(
    concert: Path, start_server: Callable[..., Any]
) -> None:
    server = start_server(str(concert), "--engines", "1")
    assert health_check(server.port) == 0
    server.process.terminate()
    server.process.wait(timeout=PATIENCE)
    assert health_check(server.port) == 1


def test_health_check_asks_the_port_of_the_image() -> None:
    assert f"http://127.0.0.1:{image_port()}/health" in instruction("HEALTHCHECK")
    assert instruction("EXPOSE") == image_port()


@pytest.mark.parametrize("text", [CONTAINERFILE, UNIT], ids=["container", "unit"])
def test_variables_are_settings_of_the_server(text: str) -> None:
    named = set(re.findall(r"\bSCHLAGLICHT_[A-Z_]+", text))
    assert named
    assert named <= {setting.environment for setting in server_settings()}


def test_image_has_a_user_without_rights() -> None:
    user, _, group = instruction("USER").partition(":")
    assert min(int(user), int(group)) > 1000


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd's tools are not here")
def test_unit_is_little_exposed() -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=15"]
    unit = ROOT / "deploy" / "schlaglicht.service"
    judged = subprocess.run([*command, str(unit)], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout


def test_image_and_unit_start_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    commands = [
        [*json.loads(instruction("ENTRYPOINT")), *json.loads(instruction("CMD"))],
        re.findall(r"^ExecStart=(.*)$", UNIT, re.MULTILINE)[0].split(),
    ]
    for program, *arguments in commands:
        assert program.rpartition("/")[2] == "schlaglicht"
        assert arguments[0] == "serve"
        assert run([*arguments, "--help"]) == 0
    assert capsys.readouterr().out.count("Usage: ") == len(commands)


def test_image_is_built_from_all_that_the_wheel_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        "pyproject.toml",
        "requirements/run.txt",
        project["project"]["readme"],
        *project["project"]["license-files"],
        *wheel["packages"],
        *wheel["force-include"],
        project["tool"]["hatch"]["build"]["hooks"]["custom"]["path"],
    }
    lines = (ROOT / "deploy" / "Containerfile.dockerignore").read_text(encoding="utf-8")
    kept = re.findall(r"^!(.*)$", lines, re.MULTILINE)
    lacking = {path for path in needed if not any(f"{path}/".startswith(f"{k}/") for k in kept)}
    assert lacking == set()
    assert all((ROOT / path).exists() for path in kept)
