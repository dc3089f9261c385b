import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.cli.validate import Run, _about_one_state, _report_on
from schlaglicht.diagnostics import FORMATS
from schlaglicht.project import Project
from schlaglicht.validation.ignores import Selection
from schlaglicht.validation.report import ValidationReport

Cli = Callable[..., subprocess.CompletedProcess[str]]


def shapes_in(folder: Path) -> str:
    return (folder / "shapes" / "s.ttl").read_text(encoding="utf-8")


def test_help_keeps_its_examples_on_lines_of_their_own(valid: Path, cli: Cli) -> None:
    assert "\n    schlaglicht validate\n" in cli(valid, "validate", "--help").stdout


@pytest.fixture
def misnamed(invalid: Path) -> Path:
    """A folder whose data does not meet its shapes, in files whose names are not UTF-8."""
    (invalid / "data").mkdir()
    for old, new in (("data.ttl", b"data/\xe9.ttl"), ("shapes/s.ttl", b"shapes/\xe9.ttl")):
        (invalid / old).rename(os.fsdecode(os.fsencode(invalid) + b"/" + new))
    return invalid


only_where_names_are_bytes = pytest.mark.skipif(
    sys.platform in ("darwin", "win32"), reason="names of files are always text here"
)


@only_where_names_are_bytes
def test_name_of_a_file_that_is_no_text_can_be_in_every_report(misnamed: Path) -> None:
    for name, content in written(misnamed, "1").items():
        assert "too much" in content.decode(), name


@only_where_names_are_bytes
def test_name_of_a_file_that_is_no_text_can_be_in_a_baseline(misnamed: Path, cli: Cli) -> None:
    # The file, which takes the place of a focus node, is in the fingerprint too.
    Path(os.fsdecode(os.fsencode(misnamed) + b"/\xe9.n3")).write_text("")
    assert cli(misnamed, "validate", "--write-baseline", "b.json").returncode == 0
    outcome = cli(misnamed, "validate", "--baseline", "b.json")
    assert outcome.stdout.startswith("nothing new\n2 results were there before\n")


def test_every_format_is_the_same_bytes_whatever_the_hash_seed(invalid: Path) -> None:
    blank = "[ a <http://a/T> ; <http://a/q> 1 ]"
    (invalid / "data.ttl").write_text(f"<http://a/s> <http://a/p> {blank} , {blank} , 'x'@de .")
    inverse = "[ sh:inversePath <http://a/q> ]"
    path = f"sh:path [ sh:alternativePath ( <http://a/p> {inverse} ) ]"
    shapes = shapes_in(invalid).replace("sh:path <http://a/p>", path)
    shapes = shapes.replace("maxCount 0", "nodeKind sh:IRI")
    (invalid / "shapes" / "s.ttl").write_text(shapes, encoding="utf-8")
    first, second = (written(invalid, seed) for seed in ("1", "2"))
    assert set(first) == set(FORMATS)
    for name, content in first.items():
        assert content == second[name], name
        assert b"too much" in content


def written(folder: Path, seed: str) -> dict[str, bytes]:
    """Every format, as a process with a hash seed of its own writes it."""
    formats = [f"--format={name}={seed}-{name}" for name in FORMATS]
    subprocess.run(
        [sys.executable, "-m", "schlaglicht", "validate", *formats],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": seed, "LANG": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    return {name: (folder / f"{seed}-{name}").read_bytes() for name in FORMATS}


def test_settings_that_change_meanwhile_are_read_again(tmp_path: Path) -> None:
    """So is the list of the files: a report is about what there is at its end."""
    (tmp_path / "data.ttl").write_text("<urn:a> <urn:b> 1 .", encoding="utf-8")
    run = Run((tmp_path,), None, Selection(), None, None, remember=False, verbose=False)
    seen = list[str | None]()

    def changing(project: Project) -> ValidationReport:
        seen.append(project.settings.base)
        report = _report_on(run, project)
        if len(seen) == 1:
            text = 'base = "https://example.org/"'
            (tmp_path / "schlaglicht.toml").write_text(text, encoding="utf-8")
            (tmp_path / "data").mkdir()
            (tmp_path / "data" / "late.ttl").write_text("<urn:a", encoding="utf-8")
        return report

    assert "syntax" in {each.code for each in _about_one_state(run, changing).results}
    assert seen == [None, "https://example.org/"]
