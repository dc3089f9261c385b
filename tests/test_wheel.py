"""The wheel carries the shipped graph: every command works from it in an empty folder."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


def build(source: Path, target: Path, **environment: str) -> Path:
    """The wheel of a source tree, in the folder `target`."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    variables = {**os.environ, **environment}
    subprocess.run(command, cwd=source, env=variables, check=True, capture_output=True)
    (wheel,) = target.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to import from that holds what the wheel holds and nothing else."""
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(build(ROOT, tmp_path_factory.mktemp("wheel"))) as archive:
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
    catalogues = list((ROOT / "server/schlaglicht/locale").rglob("*.mo"))
    assert catalogues
    for compiled in catalogues:
        carried = installed / compiled.relative_to(ROOT / "server")
        assert carried.read_bytes() == compiled.read_bytes()


def test_wheel_carries_the_scripts_of_pages(installed: Path) -> None:
    static = ROOT / "server/schlaglicht/web/static"
    built = {path.relative_to(static) for path in static.rglob("*.*")}
    carried = installed / "schlaglicht/web/static"
    assert {path.relative_to(carried) for path in carried.rglob("*.*")} == built
    assert Path("query-page.js") in built


def test_sdist_carries_what_is_built(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    package = "server/schlaglicht"
    assert f"{package}/web/static/query-page.js" in names
    assert f"{package}/locale/de/LC_MESSAGES/schlaglicht.mo" in names
    assert not any("node_modules" in name for name in names)


def test_build_bundles_the_scripts_that_are_not_there(tmp_path: Path) -> None:
    own = ROOT / ".venv-node" / "bin"
    path = os.pathsep.join([str(own), os.environ["PATH"]]) if own.is_dir() else os.environ["PATH"]
    source = copied(tmp_path)
    remove_scripts(source)
    wheels = build(ROOT, tmp_path / "1"), build(source, tmp_path / "2", PATH=path)
    assert wheels[0].read_bytes() == wheels[1].read_bytes()


def test_build_without_node_says_what_is_missing(tmp_path: Path) -> None:
    source = copied(tmp_path)
    remove_scripts(source)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    nowhere = {**os.environ, "PATH": str(tmp_path)}
    # In a session of its own, so that no terminal is told.
    outcome = subprocess.run(
        command, cwd=source, env=nowhere, capture_output=True, text=True, start_new_session=True
    )
    assert outcome.returncode == 0
    assert "without the query editor, graphs and maps" in outcome.stdout + outcome.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert "schlaglicht/web/static/query-page.js" not in archive.namelist()


def remove_scripts(source: Path) -> None:
    static = source / "server/schlaglicht/web/static"
    shutil.rmtree(static / "chunks")
    for script in static.glob("*-page.js"):
        script.unlink()


def copied(folder: Path) -> Path:
    """The files that a container is built from, in a folder below `folder`."""
    lines = (ROOT / "deploy" / "Containerfile.dockerignore").read_text(encoding="utf-8")
    other = folder / "elsewhere"
    not_shipped = shutil.ignore_patterns("node_modules", "__pycache__")
    for name in re.findall(r"^!(.*)$", lines, re.MULTILINE):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, other / name, ignore=not_shipped)
        else:
            shutil.copy(ROOT / name, other)
    shutil.copy(ROOT / ".gitignore", other)
    return other


def test_wheel_is_the_same_byte_by_byte_wherever_and_whenever_it_is_built(tmp_path: Path) -> None:
    other = copied(tmp_path)
    for path in other.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o640)
        os.utime(path, (1_500_000_000, 1_500_000_000))
    wheels = (build(ROOT, tmp_path / "1"), build(other, tmp_path / "2"))
    assert wheels[0].read_bytes() == wheels[1].read_bytes()


def test_sbom_goes_to_the_metadata_of_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bom = tmp_path / "sbom.cdx.json"
    bom.write_text('{"bomFormat": "CycloneDX"}')
    monkeypatch.setenv("SBOM", str(bom))
    with zipfile.ZipFile(build(ROOT, tmp_path)) as archive:
        (path,) = (name for name in archive.namelist() if "/sboms/" in name)
        assert path.endswith(".dist-info/sboms/sbom.cdx.json")
        assert archive.read(path) == bom.read_bytes()
