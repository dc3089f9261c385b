"""The files and commands of each walk, in order: each command prints what is shown below it.

A fence with a file name after its language is a file; `sh` is run and exits 0, `sh fails` exits 1,
`sh serves` goes on while what follows is run. `…` in what is shown stands for any text.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
LOCALES = {
    "tutorial.md": "C.UTF-8",
    "tutorial.de.md": "de_DE.UTF-8",
    "adding-a-document.md": "C.UTF-8",
    "adding-a-document.de.md": "de_DE.UTF-8",
}
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.mark.parametrize("name", LOCALES)
def test_tutorial_prints_what_is_shown(name: str, tmp_path: Path) -> None:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("LC_")},
        "LANG": LOCALES[name],
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    fences = steps_of(name)
    assert sum(info.startswith("sh") for info, _ in fences) > 8
    with served_when_asked(fences, tmp_path, environment) as steps:
        for command, fails, shown in steps:
            done = subprocess.run(
                ["bash", "-c", f"set -e\n{command}"],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == int(fails), f"{command}\n{done.stdout}{done.stderr}"
            if shown is not None:
                pattern = ".*".join(map(re.escape, shown.split("…")))
                assert re.fullmatch(pattern, done.stdout), f"{command}\n{done.stdout}"


@pytest.mark.parametrize("name", ["tutorial", "adding-a-document"])
def test_both_languages_have_the_same_files_and_commands(name: str) -> None:
    pages = (f"{name}.md", f"{name}.de.md")
    english, german = ([fence for fence in steps_of(page) if fence[0]] for page in pages)
    assert english == german


def steps_of(name: str) -> list[tuple[str, str]]:
    """Each fence after the chapter on the installation: what stands behind the marks, its text."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return FENCE.findall(text.partition("\n## 2. ")[2])


Steps = Iterator[tuple[str, bool, str | None]]


@contextmanager
def served_when_asked(
    fences: list[tuple[str, str]], folder: Path, environment: Mapping[str, str]
) -> Iterator[Steps]:
    """The commands, each with whether it fails and with its output; files are written between."""
    servers: list[tuple[subprocess.Popen[str], str]] = []

    def steps() -> Steps:
        for (info, text), following in zip_longest(fences, fences[1:], fillvalue=("end", "")):
            language, _, name = info.partition(" ")
            if info == "sh serves":
                servers.append(start_server(text, folder, environment))
            elif language == "sh":
                shown = following[1] if following[0] == "" else None
                address = servers[-1][1] if servers else "localhost:8000"
                yield text.replace("localhost:8000", address), name == "fails", shown
            elif name:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8")

    try:
        yield steps()
    finally:
        for process, _ in servers:
            process.terminate()
            process.communicate(timeout=30)


def start_server(
    command: str, folder: Path, environment: Mapping[str, str]
) -> tuple[subprocess.Popen[str], str]:
    """A server on a free port, and its host and port once it is ready."""
    process = subprocess.Popen(
        [*command.split(), "--port", "0"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if address := re.search(r"http://(127\.0\.0\.1:\d+)/", line):
            return process, address[1]
    raise AssertionError("the server does not start")
