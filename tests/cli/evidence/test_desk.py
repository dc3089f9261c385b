"""Proposals: somebody proposes, a person reads and accepts, all at once, or rejects."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]
Files = Callable[[], dict[str, bytes]]

GUESTS = ("--quote", "Rund 300 Gäste kamen", "--anaphora-quote", "ersten Lichterfest")
STATED = "id:feast schema:maximumAttendeeCapacity 300"
FALSE = "id:feast schema:maximumAttendeeCapacity 3000"


@pytest.fixture
def desk(feast: Path, cli: Run) -> Run:
    """A command on evidence in the project, whose evidence has its digests; arguments follow."""
    cli(feast, "evidence", "digest", "--sources", "../sources")
    return lambda command, *given: cli(
        feast, "evidence", command, "--sources", "../sources", *given
    )


def proposals(feast: Path) -> str:
    return (feast / "proposals/report.yaml").read_text(encoding="utf-8")


def test_proposal_changes_neither_data_nor_evidence(desk: Run, feast: Path, files: Files) -> None:
    before = files()
    done = desk("propose", "--by", "a program", *GUESTS, STATED)
    assert done.stderr == ""
    assert done.stdout == "F004 is proposed: proposals/report.yaml written\n"
    after = files()
    assert after.pop("proposals/report.yaml")
    assert after == before
    assert f"    paraphrase:\n      - {STATED}\n" in proposals(feast)
    assert 'proposal: {by: "a program", at: ' in proposals(feast)
    assert "state: checked}" in proposals(feast)
    assert "Gäste" not in proposals(feast)


def test_proposals_on_a_new_document_are_numbered_in_a_row(desk: Run, feast: Path) -> None:
    (feast.parent / "sources/walk.txt").write_text("Der Gang ist frei. Er dauert lang.", "utf-8")
    said = ('id:feast schema:alternateName "Gang"@de', 'id:feast schema:description "lang"@de')
    for quote, statement in zip(("Der Gang ist frei", "Er dauert lang"), said, strict=True):
        desk("propose", "--by", "a program", "--document", "walk.txt", "--quote", quote, statement)
    written = (feast / "proposals/walk.yaml").read_text(encoding="utf-8")
    assert re.findall(r"^  (W\w+):", written, re.MULTILINE) == ["W001", "W002"]


def test_accepted_proposal_is_data_and_sealed_evidence(desk: Run, feast: Path, cli: Run) -> None:
    desk("propose", "--by", "a program", *GUESTS, STATED)
    done = desk("accept", "--as", "Mara Lind", "F004")
    assert done.stderr == ""
    assert "read by Mara Lind: data.ttl, evidence/report.yaml, proposals/" in done.stdout
    assert "schema:maximumAttendeeCapacity 300" in (feast / "data.ttl").read_text()
    evidence = (feast / "evidence/report.yaml").read_text(encoding="utf-8")
    assert '    review: {by: "Mara Lind", at: ' in evidence
    assert "F004" not in proposals(feast)
    assert cli(feast, "validate", "--sources", "../sources").returncode == 0
    path = feast / "data.ttl"
    path.write_text(path.read_text().replace("Capacity 300", "Capacity 301"))
    assert "F004 is open again" in cli(feast, "validate", "--sources", "../sources").stdout


def test_faulty_proposal_says_why_and_is_not_accepted(desk: Run, feast: Path, files: Files) -> None:
    done = desk("propose", "--by", "a program", *GUESTS, FALSE)
    assert done.returncode == 1
    why = "F004: 3000 has 3000, which no passage has (evidence-number)"
    assert f"   found with it: {why}\n" in done.stdout
    assert f'en: "{why}"}}]' in proposals(feast)
    before = files()
    done = desk("accept", "--as", "Mara Lind", "F004")
    assert done.returncode == 2
    assert f"nothing was written, because then the project would not pass: {why}" in done.stderr
    assert files() == before


def test_proposal_on_another_version_of_the_document_is_stale(desk: Run, feast: Path) -> None:
    desk("propose", "--by", "a program", *GUESTS, STATED)
    assert desk("review").stdout.startswith("F004 checked 20")
    document = feast.parent / "sources" / "report.txt"
    document.write_text(document.read_text(encoding="utf-8") + "More.\n", encoding="utf-8")
    assert desk("review").stdout.startswith("F004 checked stale 20")
    assert desk("accept", "--as", "Mara Lind", "F004").returncode == 2


def test_project_may_take_proposals_alone(desk: Run, feast: Path, files: Files) -> None:
    path = feast / "schlaglicht.toml"
    path.write_text(f"proposals = true\n{path.read_text()}")
    before = files()
    done = desk("add", *GUESTS, STATED)
    assert (done.returncode, "takes proposals alone" in done.stderr) == (2, True)
    assert desk("add", "--dry-run", *GUESTS, STATED).returncode == 0
    assert files() == before
    assert desk("propose", "--by", "a program", *GUESTS, STATED).returncode == 0


def test_rejected_statement_is_not_proposed_again(desk: Run, feast: Path, cli: Run) -> None:
    desk("propose", "--by", "a program", *GUESTS, FALSE)
    again = desk("propose", "--by", "another program", *GUESTS, FALSE)
    assert "F004 proposes this already; it waits for somebody to read it" in again.stderr
    reject = ("--as", "Mara Lind", "--reason", "it was 300", "F004")
    assert cli(feast, "evidence", "reject", *reject).returncode == 0
    again = desk("propose", "--by", "a program", *GUESTS, FALSE)
    assert "F004 proposes this already; it was rejected: Mara Lind, " in again.stderr
    assert ": it was 300" in again.stderr
    assert "F004 is rejected: " in desk("accept", "--as", "Mara Lind", "F004").stderr


def test_withdrawn_statement_may_be_proposed_again(desk: Run, feast: Path, cli: Run) -> None:
    desk("propose", "--by", "a program", *GUESTS, FALSE)
    cli(feast, "evidence", "reject", "--withdraw", "--as", "x", "--reason", "a slip", "F004")
    done = desk("propose", "--by", "a program", *GUESTS, STATED)
    assert done.stdout.startswith("F005 is proposed")


def test_proposal_on_another_document_than_before_is_refused(desk: Run, feast: Path) -> None:
    desk("propose", "--by", "a program", *GUESTS, STATED)
    path = feast.parent / "sources/report.txt"
    path.write_text(path.read_text(encoding="utf-8") + "Nachtrag.\n", encoding="utf-8")
    done = desk("accept", "--as", "Mara Lind", "F004")
    assert done.returncode == 2
    assert "is not the document that evidence/report.yaml records" in done.stderr


def test_review_shows_who_proposes_what_on_which_words(desk: Run) -> None:
    desk("propose", "--by", "a program", *GUESTS, STATED)
    listed = desk("review").stdout
    assert listed.startswith("F004 checked ")
    assert listed.endswith(" a program\n")
    shown = desk("review", "F004").stdout
    assert ": Rund 300 Gäste kamen\n" in shown
    assert f"  paraphrase {STATED}\n" in shown
    assert "proposed by a program on " in shown
    assert "no proposal F009" in desk("review", "F009").stderr


def test_proposal_on_a_new_document_brings_its_file(desk: Run, feast: Path) -> None:
    (feast.parent / "sources/letter.txt").write_text("Die Mühle dreht sich.\n", encoding="utf-8")
    given = ("--document", "letter.txt", "--language", "de", "--quote", "Die Mühle")
    said = 'id:mill a schema:Place ; schema:name "Die Mühle"@de'
    assert desk("propose", "--by", "x", *given, said).returncode == 0
    assert desk("accept", "--as", "Mara Lind", "L001").stderr == ""
    assert "file: letter.txt" in (feast / "evidence/letter.yaml").read_text(encoding="utf-8")


def test_entry_of_the_evidence_is_accepted_as_well(desk: Run, feast: Path) -> None:
    done = desk("accept", "--as", "Mara Lind", "F001", "F003")
    assert done.stdout == "read by Mara Lind: evidence/report.yaml written\n"
    assert (feast / "evidence/report.yaml").read_text(encoding="utf-8").count("review: {by") == 2
    done = desk("accept", "--as", "Jo Peters", "F001")
    assert done.stdout == "all of this has been read as it is\n"
    assert (
        "no entry F01 in the evidence; did you mean F001?"
        in desk("accept", "--as", "x", "F01").stderr
    )


def test_proposals_on_files_of_one_name_have_files_of_their_own(desk: Run, feast: Path) -> None:
    (feast / "evidence/report.yaml").rename(feast / "evidence/report.yml")
    (feast.parent / "sources/letter.txt").write_text("Die Mühle dreht sich.\n", encoding="utf-8")
    mill = ("--quote", "Die Mühle", 'id:mill a schema:Place ; schema:name "Die Mühle"@de')
    given = ("--document", "letter.txt", "--language", "de")
    assert desk("propose", "--by", "x", *given, *mill).returncode == 0
    (feast / "proposals/letter.yaml").rename(feast / "proposals/report.yaml")
    assert desk("propose", "--by", "x", *GUESTS, STATED).returncode == 0
    assert "file: report.txt" in (feast / "proposals/report-2.yaml").read_text(encoding="utf-8")
    assert desk("accept", "--as", "Mara Lind", "F004").stderr == ""


def test_nobody_proposes_or_decides_without_a_name(
    desk: Run, feast: Path, cli: Run, files: Files
) -> None:
    desk("propose", "--by", "a program", *GUESTS, STATED)
    before = files()
    for done in (
        desk("propose", "--by", " ", *GUESTS, STATED),
        desk("accept", "--as", "", "F004"),
        cli(feast, "evidence", "reject", "--as", "", "--reason", "wrong", "F004"),
    ):
        assert done.returncode == 2
        assert "the name is empty" in done.stderr
    assert files() == before
