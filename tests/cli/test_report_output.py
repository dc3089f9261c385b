"""What is written never takes the place of what is read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]

VALID = '<http://a/s> <http://a/p> "x" .\n'


@pytest.fixture
def with_all(concert: Path) -> Path:
    """A project with a link to its data, and a baseline."""
    (concert / "link.json").symlink_to("data.ttl")
    os.link(concert / "data.ttl", concert / "twin.json")
    (concert / "b.json").write_text('{"version": 1, "findings": []}')
    return concert


READ = (
    *("data.ttl", "shapes/../data.ttl", "link.json", "twin.json", "shapes/concert.ttl"),
    *("ontology/concert.ttl", "queries/when.rq", "queries/when.tsv", "schlaglicht.toml"),
    *("pyproject.toml", "shapes/new.ttl", "data.nt"),
)


@pytest.mark.parametrize("file", READ)
@pytest.mark.parametrize("option", ["--format=json={}", "--write-baseline={}"])
def test_what_is_read_is_never_overwritten(
    option: str, file: str, with_all: Path, cli: Cli
) -> None:
    before = {path: path.read_bytes() for path in with_all.rglob("*") if path.is_file()}
    outcome = cli(with_all, "validate", option.format(file))
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert "\nUsage: schlaglicht validate " in outcome.stderr
    assert file in outcome.stderr
    assert before == {path: path.read_bytes() for path in with_all.rglob("*") if path.is_file()}


def test_baseline_is_not_overwritten_by_a_report(with_all: Path, cli: Cli) -> None:
    outcome = cli(with_all, "validate", "--baseline", "b.json", "--format", "json=b.json")
    assert (outcome.returncode, "b.json is read here" in outcome.stderr) == (2, True)
    twice = cli(with_all, "validate", "--write-baseline", "c.json", "--format", "json=c.json")
    assert (twice.returncode, (with_all / "c.json").exists()) == (2, False)


@pytest.mark.parametrize("paths", [(), (".",)])
@pytest.mark.parametrize("arguments", [(), ("--watch",)])
def test_report_never_becomes_data(
    paths: tuple[str, ...], arguments: tuple[str, ...], tmp_path: Path, cli: Cli
) -> None:
    (tmp_path / "a.ttl").write_text(VALID, encoding="utf-8")
    outcome = cli(tmp_path, "validate", *paths, *arguments, "--format", "turtle=report.ttl")
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert "would be read" in outcome.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "a.ttl"]


def test_report_beside_what_is_read_is_written(tmp_path: Path, cli: Cli) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.ttl").write_text(VALID, encoding="utf-8")
    for target in ("junit=junit.xml", "turtle=../report.ttl", "sarif=a.sarif", "text=/dev/null"):
        for _ in range(2):
            assert cli(folder, "validate", "--format", target).returncode == 0
    assert cli(folder, "validate", "a.ttl", "--format", "turtle=report.ttl").returncode == 0
