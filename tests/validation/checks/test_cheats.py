"""Ways to cheat with evidence: each is stopped by a rule, or waits for a person who reads it.

Two invented reports with what they say pass without a finding. The German one is sealed here; then
each cheat adds statements with an entry, and each change alters a value that was read.
"""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from schlaglicht.evidence.edit import fill_digests, read_states, write_changes
from schlaglicht.evidence.proposals import plan_reading
from schlaglicht.evidence.read import read_evidence
from schlaglicht.project import open_project
from schlaglicht.validation.evidence_report import validate_evidence

TEXTS = Path(__file__).parents[2] / "evidence" / "texts"


@pytest.mark.parametrize("language", ["de", "en"])
def test_honest_evidence_raises_no_alarm(language: str) -> None:
    folder = TEXTS / language
    report = validate_evidence(open_project([folder]), sources=folder / "sources")
    assert [(r.code, r.messages["en"]) for r in report.results] == []
    assert report.checked.statements is not None
    assert report.checked.statements > 40


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """The German report, every entry of which somebody has read."""
    folder = tmp_path / "report"
    shutil.copytree(TEXTS / "de", folder)
    settings = folder / "schlaglicht.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("evidence = true", "evidence = true\nreview = true"))
    project = open_project([folder])
    keys = [e.key for e in read_evidence(project.evidence[0], project.settings).entries]
    write_changes(project, plan_reading(project, keys, "an invented reader", date(2031, 5, 4)))
    return folder


def findings(folder: Path) -> list[tuple[str, str]]:
    report = validate_evidence(open_project([folder]), sources=folder / "sources")
    return [(result.code, result.messages["en"]) for result in report.results]


def test_sealed_report_passes(sealed: Path) -> None:
    assert findings(sealed) == []


CHEATS = yaml.safe_load((TEXTS / "cheats.yaml").read_text(encoding="utf-8"))


def add(folder: Path, data: str, entry: str) -> None:
    """Adds a cheat; words in `<…>` become their place, and passages get their digests."""
    path = folder / "evidence/hafenfest.yaml"
    text = (folder / "sources/hafenfest.txt").read_text(encoding="utf-8")

    def place(found: re.Match[str]) -> str:
        words = found[1].replace("¶", "\n")
        start = text.index(words)
        return f"{start}-{start + len(words)}"

    with (folder / "data.ttl").open("a", encoding="utf-8") as file:
        file.write(data + "\n")
    if not entry:
        return
    entry = re.sub(r"<([^<>]*)>", place, entry)
    lines = "".join(f"    {line}\n" for line in entry.splitlines())
    evidence = path.read_text(encoding="utf-8")
    head = "sources: {hearsay: {name: {en: hearsay}}}\nevidence:\n  X1:\n"
    path.write_text(evidence.replace("evidence:\n", head + lines, 1), encoding="utf-8")
    project = open_project([folder])
    if "passages" in entry:
        (state,) = read_states([path], project.settings, folder / "sources")
        write_changes(project, [fill_digests(state, project.settings)])


@pytest.mark.parametrize("name", CHEATS)
def test_cheat_is_stopped_or_waits_for_a_reader(name: str, sealed: Path) -> None:
    cheat = CHEATS[name]
    add(sealed, cheat["data"], cheat["entry"])
    rule = cheat.get("rule")
    if rule == "evidence-digest":
        path = sealed / "evidence/hafenfest.yaml"
        text = path.read_text(encoding="utf-8")
        (place,) = re.findall(r"X1:\n    passages: \[(.*)\]", text)
        path.write_text(re.sub(rf"(?<=  {place}: )\w+", "0" * 64, text), encoding="utf-8")
    found = findings(sealed)
    assert (rule or "evidence-unreviewed") in {code for code, _ in found}, found
    if rule is None:
        assert found == [("evidence-unreviewed", "X1: nobody has read it against its words")]


CHANGES = [
    ("ex:guests 1200", "ex:guests 12000"),
    ('"2031-05-03"', '"2031-05-04"'),
    ("ex:edition 7", "ex:edition 8"),
    ("ex:lamps 84", "ex:lamps 48"),
    ("ex:metres 11", "ex:metres 12"),
    ("ex:members 25", "ex:members 52"),
    ('"2035"', '"2053"'),
    ('"chair"@en', '"treasurer"@en'),
    ('"mayor"@en', '"former mayor"@en'),
    ('"Golden Buoy"@en', '"Golden Boy"@en'),
    ("Without the yard there would be no boat.", "With the yard there would be no boat."),
    ("free of charge until", "for money until"),
    ("schema:author id:jonas-petri", "schema:author id:mara-lind"),
    ("schema:manufacturer id:yard", "schema:manufacturer id:club"),
    ('"A second boat is planned"@en', '"A second boat has followed"@en'),
    ('"Some 1,200 guests came"@en', '"1,200 guests came"@en'),
    ("ex:nominatedFor id:buoy", "ex:received id:buoy"),
]


@pytest.mark.parametrize(("old", "new"), CHANGES, ids=[new for _, new in CHANGES])
def test_changed_value_opens_its_entry_again(old: str, new: str, sealed: Path) -> None:
    path = sealed / "data.ttl"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    said = [message for code, message in findings(sealed) if code == "evidence-unreviewed"]
    assert any("is open again: it is not what an invented reader read on" in m for m in said)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  H013:\n    passages: [901-938]", "  H013:\n    passages: [842-938]"),
        ("    anaphora: [842-861]\n", "    anaphora: [842-861, 524-533]\n"),
        ("  H012:\n", "  H012:\n    certainty: implied\n"),
        ("    paraphrase:\n      - id:boat ex:donors", "    verbatim:\n      - id:boat ex:donors"),
        ("sha256: e1b6", "sha256: e1b7"),
    ],
)
def test_changed_evidence_opens_its_entry_again(old: str, new: str, sealed: Path) -> None:
    path = sealed / "evidence/hafenfest.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any("is open again" in message for _, message in findings(sealed))
