from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Run = Callable[..., CompletedProcess[str]]


def findings(done: CompletedProcess[str]) -> list[tuple[str, str]]:
    report = json.loads(done.stdout)
    return [(r["code"], r["fingerprint"]) for r in report["results"]]


def test_findings_are_those_of_validate(feast: Path, cli: Run) -> None:
    more = "\nid:feast schema:name 'Fest'@de .\n".replace("'", '"')
    with (feast / "data.ttl").open("a") as file:
        file.write(more)
    given = ("--sources", "../sources", "--format", "json")
    alone = cli(feast, "evidence", "check", *given)
    whole = cli(feast, "validate", *given)
    expected = [f for f in findings(whole) if f[0].startswith("evidence-")]
    assert {code for code, _ in expected} == {"evidence-digest", "evidence-missing"}
    assert findings(alone) == expected
    assert alone.returncode == whole.returncode == 1


def test_without_sources_passages_are_not_looked_up(feast: Path, cli: Run) -> None:
    done = cli(feast.parent, "evidence", "check", "project")
    assert done.returncode == 0
    assert done.stdout.startswith("all is well with the evidence\n")
    assert "evidence: 3 of 3 statements (100 %)" in done.stdout
    assert "passages" not in done.stdout


def test_settings_decide_what_fails(feast: Path, cli: Run) -> None:
    with (feast / "schlaglicht.toml").open("a") as file:
        file.write(
            '\n[[validate.ignore]]\ncode = "evidence-digest"\nreason = "filled in at release"\n'
        )
    assert cli(feast, "evidence", "check", "--sources", "../sources").returncode == 0


def test_file_of_evidence_that_cannot_be_read_is_a_finding(feast: Path, cli: Run) -> None:
    (feast / "evidence" / "report.yaml").write_text("a: &x 1\n")
    done = cli(feast, "evidence", "check")
    assert done.returncode == 1
    assert "evidence/report.yaml:1:4: violation[syntax]" in done.stdout


def test_report_does_not_overwrite_evidence(feast: Path, cli: Run) -> None:
    done = cli(feast, "evidence", "check", "--format", "json=evidence/report.yaml")
    assert done.returncode == 2
    assert "would be overwritten" in done.stderr


def test_folder_without_a_project_is_refused(tmp_path: Path, cli: Run) -> None:
    assert cli(tmp_path, "evidence", "check").returncode == 2


def test_group_without_a_command_shows_them(tmp_path: Path, cli: Run) -> None:
    done = cli(tmp_path, "evidence")
    assert done.returncode == 2
    assert "locate" in done.stdout


def test_document_that_is_not_utf8_is_a_finding(feast: Path, cli: Run) -> None:
    (feast.parent / "sources" / "report.txt").write_bytes("Gäste".encode("latin-1"))
    for command in (("evidence", "check"), ("validate",)):
        done = cli(feast, *command, "--sources", "../sources")
        assert done.returncode == 1
        assert "violation[evidence-document]" in done.stdout
