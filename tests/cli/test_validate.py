import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.cli import run
from schlaglicht.cli.validate import Work, _about_one_state, _report
from schlaglicht.diagnostics import FORMATS
from schlaglicht.project import Project
from schlaglicht.validation.report import ValidationReport
from schlaglicht.validation.rule_filter import Selection

Cli = Callable[..., subprocess.CompletedProcess[str]]


def shapes_in(folder: Path) -> str:
    return (folder / "shapes" / "s.ttl").read_text(encoding="utf-8")


def test_valid_project_exits_0(valid: Path, cli: Cli) -> None:
    outcome = cli(valid, "validate")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout == (
        "all is well, as far as can be said without shapes\n"
        "checked: 1 file, 1 triple, 0 shapes, 0 questions\n"
    )


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
    assert "ontology/o.ttl:2:8: violation[syntax]" in outcome.stdout
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


def test_question_that_leads_nowhere_is_named(valid: Path, cli: Cli) -> None:
    (valid / "queries").mkdir(exist_ok=True)
    (valid / "queries" / "gone.rq").symlink_to("nowhere")
    outcome = cli(valid, "validate")
    assert outcome.returncode == 2
    assert "queries/gone.rq: No such file or directory" in outcome.stderr


@pytest.mark.parametrize("arguments", [(), ("--since", "HEAD"), ("--write-baseline", "b.json")])
def test_folder_without_a_project_is_not_green(
    arguments: tuple[str, ...], tmp_path: Path, cli: Cli
) -> None:
    outcome = cli(tmp_path, "validate", *arguments)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert "no project in this folder" in outcome.stderr


def test_part_of_a_project_is_validated_from_within(invalid: Path, cli: Cli) -> None:
    assert "1 file" in cli(invalid / "shapes", "validate").stdout


def test_colours_can_be_asked_for_by_the_environment(
    invalid: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b[" not in cli(invalid, "validate").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in cli(invalid, "validate").stdout
    assert "\x1b[" not in cli(invalid, "validate", "--no-color").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in cli(invalid, "validate").stdout


@pytest.mark.parametrize(
    ("formats", "reason"),
    [
        (("json=",), "names no file"),
        (("json=a.out", "sarif=a.out"), "a.out cannot take two formats"),
    ],
)
def test_outputs_that_cannot_be_are_refused(
    formats: tuple[str, ...], reason: str, valid: Path, cli: Cli
) -> None:
    outcome = cli(valid, "validate", *(f"--format={text}" for text in formats))
    assert outcome.returncode == 2
    assert reason in outcome.stderr
    assert not (valid / "a.out").exists()


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


@pytest.mark.parametrize(("severity", "exits"), [("Info", 0), ("Warning", 1), ("Violation", 1)])
def test_warnings_fail_and_infos_do_not(severity: str, exits: int, invalid: Path, cli: Cli) -> None:
    with_severity(invalid, severity)
    outcome = cli(invalid, "validate")
    assert outcome.returncode == exits
    assert f"1 {severity.lower()} in 1 file" in outcome.stdout


@pytest.mark.parametrize(
    ("severity", "threshold", "exits"),
    [
        ("Info", "info", 1),
        ("Warning", "violation", 0),
        ("Violation", "violation", 1),
    ],
)
def test_threshold_can_be_given(
    severity: str, threshold: str, exits: int, invalid: Path, cli: Cli
) -> None:
    with_severity(invalid, severity)
    assert cli(invalid, "validate", "--fail-on", threshold).returncode == exits


def with_severity(folder: Path, severity: str) -> None:
    path = folder / "shapes" / "s.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("maxCount 0", f"maxCount 0 ; sh:severity sh:{severity}"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--select", "shap"),
        ("--ignore", "shape,shap"),
        ("--ignore", "syntax"),
        ("--format", "xml"),
        ("--format", "json", "--format", "sarif"),
        ("--format", "json=gone/x.json"),
        ("--fail-on", "error"),
        ("--baseline", "gone.json"),
        ("--baseline", "data.ttl"),
        ("--write-baseline", "gone/b.json"),
        ("--baseline", "a", "--since", "HEAD"),
        ("--since", "gone"),
        ("--watch", "--write-baseline", "b.json"),
    ],
    ids=" ".join,
)
def test_usage_that_makes_no_sense_exits_2(
    valid: Path, cli: Cli, arguments: tuple[str, ...]
) -> None:
    outcome = cli(valid, "validate", *arguments)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr != ""


def test_unknown_rule_gets_the_nearest(valid: Path, cli: Cli) -> None:
    assert "did you mean shape?" in cli(valid, "validate", "--select", "shap").stderr


def test_wrong_setting_exits_2(valid: Path, cli: Cli) -> None:
    (valid / "schlaglicht.toml").write_text('[validate]\nselect = ["shap"]')
    assert cli(valid, "validate").returncode == 2


def test_ignored_rule_is_not_said(invalid: Path, cli: Cli) -> None:
    outcome = cli(invalid, "validate", "--ignore", "unknown-term,shape")
    assert (outcome.returncode, outcome.stdout.startswith("all is well")) == (0, True)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_goes_to_standard_output(name: str, invalid: Path, cli: Cli) -> None:
    outcome = cli(invalid, "validate", "--format", name)
    assert outcome.returncode == 1
    assert "too much" in outcome.stdout
    assert "shape" in outcome.stdout


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


def test_several_formats_go_into_files_beside_the_text(invalid: Path, cli: Cli) -> None:
    formats = ("--format", "sarif=a.sarif", "--format", "markdown=b.md")
    outcome = cli(invalid, "validate", *formats)
    assert outcome.stdout == cli(invalid, "validate").stdout
    assert (invalid / "b.md").read_text(encoding="utf-8").startswith("## Schlaglicht")
    sarif = (invalid / "a.sarif").read_text(encoding="utf-8")
    assert sarif == cli(invalid, "validate", "--format", "sarif").stdout


def test_files_get_no_colours(invalid: Path, cli: Cli) -> None:
    outcome = cli(invalid, "validate", "--color", "--format", "text=report.txt")
    assert "\x1b" in outcome.stdout
    assert "\x1b" not in (invalid / "report.txt").read_text(encoding="utf-8")


def test_programs_get_every_result_and_people_the_first_places_or_all(
    invalid: Path, cli: Cli
) -> None:
    values = " , ".join(f'"{number}"' for number in range(15))
    (invalid / "data.ttl").write_text(f"<http://a/s> <http://a/p> {values} .")
    shapes = shapes_in(invalid).replace("maxCount 0", "maxLength 0")
    (invalid / "shapes" / "s.ttl").write_text(shapes, encoding="utf-8")
    text = cli(invalid, "validate").stdout
    assert text.count("too much") == 1
    assert "= in 14 more places:\n" in text
    assert "=   and 9 more\n\n9 more are not shown; --show-all shows all\n" in text
    assert text.count("data.ttl:1:") == 6
    assert cli(invalid, "validate", "--show-all").stdout.count("data.ttl:1:") == 15
    assert cli(invalid, "validate", "--format", "json").stdout.count('"message": "too much"') == 15


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


def test_coverage_is_printed_when_asked_for(invalid: Path, cli: Cli) -> None:
    tables = cli(invalid, "validate", "--coverage").stdout.partition("coverage: 1 of 1 triple")[2]
    assert "class       triples  covered      %  not covered" in tables
    assert "<http://a/p>        1        1  100 %" in tables
    assert "covered" not in cli(invalid, "validate").stdout.partition("coverage: ")[2]


def test_coverage_without_shapes_is_said(valid: Path, cli: Cli) -> None:
    assert cli(valid, "validate", "--coverage").stdout.endswith(
        "\nno coverage: there are no shapes or no data\n"
    )


@pytest.mark.parametrize("locale", ["C", "POSIX", "de_DE.ISO-8859-1"])
def test_a_path_is_shown_as_it_is_in_every_locale(valid: Path, locale: str) -> None:
    (valid / "für.ttl").write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "schlaglicht", "validate", "--no-cache", str(valid)]
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("LC_")}
    found = subprocess.run(
        command, capture_output=True, check=False, env={**environment, "LC_ALL": locale}
    )
    assert re.search(r"für\.ttl: \w+\[file-unread\]", found.stdout.decode())
    assert found.returncode == 1


def test_all_faults_are_reported_and_the_rest_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "q.rq").write_text("# title@en: Any?\n# title@de: Gibt es?\nASK {}\n")
    (tmp_path / "shapes" / "s.ttl").write_text(
        "PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
        "<x:S> a sh:NodeShape ; sh:targetClass <x:T> ; sh:property <x:S-p> .\n"
        "<x:S-p> sh:path <x:p> ; sh:minCount 1 .\n"
    )
    (tmp_path / "data.ttl").write_text("<x:a> a <x:T> .\n<x:b c> a <x:T> .\n<x:d> a <x:T> , .\n")
    assert run(["validate", str(tmp_path), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert not report["complete"]
    found = [(r["code"], r["place"]["line"]) for r in report["results"]]
    assert found == [("shape", 1), ("syntax", 2), ("syntax", 3)]
    run(["validate", str(tmp_path)])
    assert "not checked until every file can be read: answers" in capsys.readouterr().out


def test_settings_that_change_meanwhile_are_read_again(tmp_path: Path) -> None:
    """So is the list of the files: a report is about what there is at its end."""
    (tmp_path / "data.ttl").write_text("<urn:a> <urn:b> 1 .", encoding="utf-8")
    work = Work((tmp_path,), None, Selection(), None, None, remember=False, verbose=False)
    seen = list[str | None]()

    def changing(project: Project) -> ValidationReport:
        seen.append(project.settings.base)
        report = _report(work, project)
        if len(seen) == 1:
            text = 'base = "https://example.org/"'
            (tmp_path / "schlaglicht.toml").write_text(text, encoding="utf-8")
            (tmp_path / "data").mkdir()
            (tmp_path / "data" / "late.ttl").write_text("<urn:a", encoding="utf-8")
        return report

    assert "syntax" in {each.code for each in _about_one_state(work, changing).results}
    assert seen == [None, "https://example.org/"]
