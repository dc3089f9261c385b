import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]

VALID = '<http://a/s> <http://a/p> "x" .\n'
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<http://a/S> a sh:NodeShape ; sh:targetNode <http://a/s> ;
    sh:property [ sh:path <http://a/p> ; sh:maxCount 0 ;
        sh:message "zu viel"@de , "too much"@en ] .
"""


@pytest.fixture
def valid(tmp_path: Path) -> Path:
    """A folder with one file of valid data."""
    (tmp_path / "data.ttl").write_text(VALID, encoding="utf-8")
    return tmp_path


@pytest.fixture
def invalid(valid: Path) -> Path:
    """A folder whose data does not meet its shapes."""
    (valid / "shapes").mkdir()
    (valid / "shapes" / "s.ttl").write_text(SHAPES, encoding="utf-8")
    return valid


def test_valid_project_exits_0(valid: Path, cli: Cli) -> None:
    outcome = cli(valid, "validate")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout == ("all is well\nchecked: 1 file, 1 triple, 0 shapes, 0 questions\n")


def test_findings_exit_1(invalid: Path, cli: Cli) -> None:
    outcome = cli(invalid, "validate")
    assert outcome.returncode == 1
    assert outcome.stdout.startswith("data.ttl:1:1: violation[shape] ")
    assert "too much" in outcome.stdout


def test_every_broken_file_is_a_finding(valid: Path, cli: Cli) -> None:
    (valid / "ontology").mkdir()
    (valid / "data.ttl").write_text("<http://a/s> oops .", encoding="utf-8")
    (valid / "ontology" / "o.ttl").write_text("\n@prefix", encoding="utf-8")
    outcome = cli(valid, "validate")
    assert outcome.returncode == 1
    assert "data.ttl:1:14: violation[syntax]" in outcome.stdout
    assert "ontology/o.ttl:2:1: violation[syntax]" in outcome.stdout
    assert "2 violations in 2 files" in outcome.stdout


@pytest.mark.parametrize(
    "arguments",
    [("gone.ttl",), ("schlaglicht.txt",), ("--sources", "gone"), ("--lang", "fr"), ("--wrong",)],
)
def test_what_cannot_be_read_exits_2(valid: Path, cli: Cli, arguments: tuple[str, ...]) -> None:
    (valid / "schlaglicht.txt").write_text("x", encoding="utf-8")
    outcome = cli(valid, "validate", *arguments)
    assert outcome.returncode == 2
    assert outcome.stdout == ""
    assert outcome.stderr != ""


def test_single_file_is_validated(valid: Path, cli: Cli) -> None:
    assert cli(valid, "validate", "data.ttl").returncode == 0


def test_files_of_other_formats_are_validated(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "a.jsonld").write_text('{"@id": "http://a/s", "http://a/p": "x"}')
    (tmp_path / "b.nq").write_text('<http://a/s> <http://a/q> "y" <http://a/g> .\n')
    (tmp_path / "c.trig").write_text('<http://a/g> { <http://a/s> <http://a/r> "z" }')
    outcome = cli(tmp_path, "validate", "a.jsonld", "b.nq", "c.trig")
    assert (outcome.returncode, "3 files, 3 triples" in outcome.stdout) == (0, True)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"LANG": "de_DE.UTF-8"}, "zu viel"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "too much"),
        ({"LANG": "fr_FR.UTF-8"}, "too much"),
        ({}, "too much"),
    ],
)
def test_language_is_that_of_the_environment(
    variables: dict[str, str],
    message: str,
    invalid: Path,
    cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert message in cli(invalid, "validate").stdout


def test_language_can_be_asked_for(invalid: Path, cli: Cli) -> None:
    assert "zu viel" in cli(invalid, "validate", "--lang", "de").stdout


def test_no_colour_where_there_is_no_terminal(invalid: Path, cli: Cli) -> None:
    assert "\x1b" not in cli(invalid, "validate").stdout


def test_colour_can_be_asked_for(invalid: Path, cli: Cli) -> None:
    assert "\x1b[" in cli(invalid, "validate", "--color").stdout


def test_two_runs_print_the_same_bytes(invalid: Path, cli: Cli) -> None:
    (invalid / "data.ttl").write_text(
        "<http://a/s> <http://a/p> [ <http://a/q> 1 ] , [ <http://a/q> 2 ] .", encoding="utf-8"
    )
    assert cli(invalid, "validate").stdout == cli(invalid, "validate").stdout


def test_help_keeps_its_examples_on_lines_of_their_own(valid: Path, cli: Cli) -> None:
    assert "\n    schlaglicht validate\n" in cli(valid, "validate", "--help").stdout


def test_coverage_is_printed_when_asked_for(invalid: Path, cli: Cli) -> None:
    tables = cli(invalid, "validate", "--coverage").stdout.partition("coverage: 1 of 1 triple")[2]
    assert "class       triples  looked at      %  not looked at" in tables
    assert "<http://a/p>        1          1  100 %" in tables
    assert "looked at" not in cli(invalid, "validate").stdout.partition("coverage: ")[2]


def test_coverage_without_shapes_is_said(valid: Path, cli: Cli) -> None:
    assert cli(valid, "validate", "--coverage").stdout.endswith(
        "\nno coverage: there are no shapes or no data\n"
    )
