"""The files and commands of each walk, in order: each command prints what is shown below it.

A fence with a file name after its language is a file; `sh` is run and exits 0, `sh fails` exits 1,
`sh serves` goes on while what follows is run. `…` in what is shown stands for any text. Servers are
started for the English pages alone: what they are asked and answer is the same on the German ones.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise, zip_longest
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LOCALES = {
    "tutorial.md": "C.UTF-8",
    "tutorial.de.md": "de_DE.UTF-8",
    "adding-a-document.md": "C.UTF-8",
    "adding-a-document.de.md": "de_DE.UTF-8",
    "tables.md": "C.UTF-8",
    "tables.de.md": "de_DE.UTF-8",
}
RECIPES = {
    "thesaurus": "clouds",
    "catalogue": "catalogue",
    "events": "conferences",
    "ontology": "tides",
}
"""The example that each recipe ends with."""
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.mark.parametrize("name", LOCALES)
def test_tutorial_prints_what_is_shown(name: str, tmp_path: Path) -> None:
    follow(steps_of(name), tmp_path, LOCALES[name])


@pytest.mark.parametrize(("ending", "locale"), [(".md", "C.UTF-8"), (".de.md", "de_DE.UTF-8")])
@pytest.mark.parametrize("name", RECIPES)
def test_recipe_leads_from_the_own_files_to_the_example(
    name: str, ending: str, locale: str, tmp_path: Path
) -> None:
    example = files_in(ROOT / "examples" / RECIPES[name])
    fences = fences_of(f"recipes/{name}{ending}")
    written = {info.partition(" ")[2] for info, _ in fences}
    for file, content in example.items():
        if file not in written and not file.endswith(".tsv"):
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text(content, encoding="utf-8")
    follow(fences, tmp_path, locale)
    assert files_in(tmp_path) == example


def test_every_recipe_and_example_is_followed() -> None:
    pages = {page.name.partition(".")[0] for page in (DOCS / "recipes").iterdir()}
    assert pages == set(RECIPES)
    assert {path.name for path in (ROOT / "examples").iterdir()} == set(RECIPES.values())


def files_in(folder: Path) -> dict[str, str]:
    """The text of each file of a project by its name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def follow(fences: list[tuple[str, str]], folder: Path, locale: str) -> None:
    """Writes the files and runs the commands of a page; each has to print what is shown."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("LC_")},
        "LANG": locale,
        "SCHLAGLICHT_WORKERS": "1",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    assert sum(info.startswith("sh") for info, _ in fences) > 6
    if locale != "C.UTF-8":
        fences = [fence for fence in fences if not of_server(fence)]
    with served_when_asked(fences, folder, environment) as steps:
        for command, fails, shown in steps:
            done = subprocess.run(
                ["bash", "-c", f"set -e\n{command}"],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == int(fails), f"{command}\n{done.stdout}{done.stderr}"
            if shown is not None:
                pattern = ".*".join(map(re.escape, shown.split("…")))
                assert re.fullmatch(pattern, done.stdout), f"{command}\n{done.stdout}"


@pytest.mark.parametrize(
    "name", ["tutorial", "tables", "adding-a-document", *(f"recipes/{name}" for name in RECIPES)]
)
def test_both_languages_have_the_same_files_and_commands(name: str) -> None:
    english, german = (
        [
            fence
            for before, fence in pairwise([("", ""), *fences_of(page)])
            if fence[0] or of_server(before)
        ]
        for page in (f"{name}.md", f"{name}.de.md")
    )
    assert english == german


def of_server(fence: tuple[str, str]) -> bool:
    """True for what starts a server or asks it."""
    return fence[0] == "sh serves" or "localhost:8000" in fence[1]


def steps_of(name: str) -> list[tuple[str, str]]:
    """The fences after the chapter on the installation."""
    return fences_of(name, after="\n## 2. ")


def fences_of(name: str, after: str = "") -> list[tuple[str, str]]:
    """Each fence of a page: what stands behind the marks, its text."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return FENCE.findall(text[text.index(after) :])


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
