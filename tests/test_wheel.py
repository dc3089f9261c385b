"""The wheel carries the shipped graph: every command works from it in an empty folder."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to import from that holds what the wheel holds and nothing else."""
    built = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    target = tmp_path_factory.mktemp("installed")
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


@pytest.fixture
def schlaglicht(installed: Path, tmp_path: Path) -> Run:
    """Runs the installed software in an empty folder."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "schlaglicht", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(installed), "LANG": "C.UTF-8"}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return run


def test_validate_finds_the_shipped_graph_right(schlaglicht: Run, installed: Path) -> None:
    outcome = schlaglicht("validate", str(installed / "schlaglicht" / "shipped"))
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert "30 questions" in outcome.stdout


def test_query_asks_the_shipped_graph(schlaglicht: Run) -> None:
    outcome = schlaglicht("query", "SELECT ?n { id:uwe-pfeil schema:name ?n }", "--format", "csv")
    assert (outcome.returncode, outcome.stdout.split()) == (0, ["n", "Uwe", "Pfeil"])


def test_export_writes_the_shipped_graph(schlaglicht: Run) -> None:
    outcome = schlaglicht("export", "--format", "ntriples")
    assert outcome.returncode == 0
    assert "<https://w3id.org/schlaglicht/id/uwe-pfeil>" in outcome.stdout


def test_rule_prints_the_page_of_a_rule(schlaglicht: Run) -> None:
    outcome = schlaglicht("rule", "syntax")
    assert outcome.returncode == 0
    assert outcome.stdout == (ROOT / "docs/rules/en/syntax.md").read_text(encoding="utf-8")


def test_software_comes_from_the_wheel(installed: Path) -> None:
    code = "import schlaglicht.project as p; print(p.shipped_folder())"
    outcome = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(outcome.stdout.strip()) == installed / "schlaglicht" / "shipped"


def test_init_writes_a_project_that_is_valid(schlaglicht: Run) -> None:
    assert schlaglicht("init", "concerts").returncode == 0
    outcome = schlaglicht("validate", "--format", "sarif", "concerts")
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_messages_in_german_come_from_the_wheel(schlaglicht: Run, tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text("<https://example.org/a> <https://example.org/b> ;")
    outcome = schlaglicht("validate", "--lang", "de", "data.ttl")
    assert outcome.returncode == 1
    assert "Verstoß" in outcome.stdout


def test_wheel_carries_each_catalogue_compiled(installed: Path) -> None:
    sources = (ROOT / "server/schlaglicht/locale").rglob("*.po")
    compiled = {path.relative_to(ROOT / "server").with_suffix(".mo") for path in sources}
    carried = {path.relative_to(installed) for path in installed.rglob("locale/**/*.*")}
    assert compiled == carried


def test_catalogue_has_the_same_bytes_in_every_build(installed: Path) -> None:
    for compiled in (ROOT / "server/schlaglicht/locale").rglob("*.mo"):
        carried = installed / compiled.relative_to(ROOT / "server")
        assert carried.read_bytes() == compiled.read_bytes()


def test_wheel_carries_the_scripts_of_pages(installed: Path) -> None:
    static = ROOT / "server/schlaglicht/web/static"
    built = {path.relative_to(static) for path in static.rglob("*.*")}
    carried = installed / "schlaglicht/web/static"
    assert {path.relative_to(carried) for path in carried.rglob("*.*")} == built
    assert Path("query-page.js") in built
