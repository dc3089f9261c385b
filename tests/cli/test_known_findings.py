"""What was known before: findings of a baseline, or of a revision, let a validation pass."""

import json
import shutil
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]


def commit(folder: Path) -> None:
    """Makes a folder the first revision of a repository."""
    identity = ["-c", "user.name=a", "-c", "user.email=a@a.example"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "one"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)


def change_shape(folder: Path, demands: str) -> None:
    """Replaces the only demand by others."""
    path = folder / "shapes" / "s.ttl"
    text = path.read_text(encoding="utf-8")
    assert "maxCount 0" in text
    path.write_text(text.replace("maxCount 0", demands), encoding="utf-8")


def test_baseline_lets_only_new_findings_fail(invalid: Path, cli: Cli) -> None:
    written = cli(invalid, "validate", "--write-baseline", "b.json")
    assert (written.returncode, written.stderr) == (0, "b.json: one finding written\n")
    known = cli(invalid, "validate", "--baseline", "b.json")
    assert (known.returncode, known.stdout.split("\n")[:2]) == (
        0,
        ["nothing new", "1 result was there before"],
    )
    moved = "# moved\n\n" + (invalid / "data.ttl").read_text(encoding="utf-8").replace(
        "http://a/p>", "http://a/p> <http://a/o> ; <http://a/q>"
    )
    (invalid / "data.ttl").write_text(moved, encoding="utf-8")
    assert cli(invalid, "validate", "--baseline", "b.json").returncode == 0
    (invalid / "data.ttl").write_text("<http://a/s> <http://a/q> 1 .", encoding="utf-8")
    fixed = cli(invalid, "validate", "--baseline", "b.json")
    assert (fixed.returncode, "fixed: data.ttl: [shape] too much" in fixed.stdout) == (0, True)


def test_reports_are_written_beside_a_baseline(invalid: Path, cli: Cli) -> None:
    more = ("--format", "sarif=a.sarif", "--format", "json")
    outcome = cli(invalid, "validate", "--write-baseline", "b.json", *more)
    assert (outcome.returncode, outcome.stderr) == (0, "b.json: one finding written\n")
    assert outcome.stdout == cli(invalid, "validate", "--format", "json").stdout
    sarif = (invalid / "a.sarif").read_text(encoding="utf-8")
    assert sarif == cli(invalid, "validate", "--format", "sarif").stdout


def test_a_baseline_alone_prints_no_report(invalid: Path, cli: Cli) -> None:
    assert cli(invalid, "validate", "--write-baseline", "b.json").stdout == ""


def test_a_baseline_has_what_is_selected(invalid: Path, cli: Cli) -> None:
    outcome = cli(invalid, "validate", "--write-baseline", "b.json", "--ignore", "shape")
    assert outcome.stderr == "b.json: 0 findings written\n"


def test_broken_file_makes_no_baseline(valid: Path, cli: Cli) -> None:
    (valid / "data.ttl").write_text("oops", encoding="utf-8")
    assert cli(valid, "validate", "--write-baseline", "b.json").returncode == 2
    assert not (valid / "b.json").exists()


def test_since_a_revision_only_new_findings_fail(invalid: Path, cli: Cli) -> None:
    commit(invalid)
    assert cli(invalid, "validate", "--since", "HEAD").returncode == 0
    change_shape(invalid, "maxCount 0 ; sh:maxLength 0")
    outcome = cli(invalid, "validate", "--since", "HEAD")
    assert (outcome.returncode, "1 result was there before" in outcome.stdout) == (1, True)
    assert "1 violation in 1 file" in outcome.stdout


def test_since_a_revision_a_silenced_shape_is_said(invalid: Path, cli: Cli) -> None:
    commit(invalid)
    change_shape(invalid, "maxCount 9")
    outcome = cli(invalid, "validate", "--since", "HEAD")
    assert outcome.returncode == 1
    assert "[check-weakened]" in outcome.stdout
    assert "no longer checked: data.ttl: [shape] too much (" in outcome.stdout
    assert "asks for less than before)" in outcome.stdout
    accepted = cli(invalid, "validate", "--since", "HEAD", "--ignore", "check-weakened")
    assert (accepted.returncode, accepted.stdout.startswith("nothing new\n")) == (0, True)


def test_renamed_project_is_not_taken_for_a_new_one(invalid: Path, cli: Cli) -> None:
    """Both have nothing to compare with; one had checks, which may have been stronger."""
    (invalid / "kg").mkdir()
    for name in ("data.ttl", "shapes"):
        (invalid / name).rename(invalid / "kg" / name)
    commit(invalid)
    shutil.copytree(invalid / "kg", invalid / "new")
    new = cli(invalid, "validate", "new", "--since", "HEAD")
    assert "there was no project here at HEAD: everything is new" in new.stdout
    assert "1 violation in 1 file" in new.stdout
    (invalid / "kg").rename(invalid / "graph")
    change_shape(invalid / "graph", "maxCount 9")
    renamed = cli(invalid, "validate", "graph", "--since", "HEAD")
    assert renamed.returncode == 1
    assert "graph: violation[check-weakened] there was no project here at HEAD, " in renamed.stdout
    assert "and kg/data.ttl is gone since: no check is compared" in renamed.stdout


@pytest.mark.parametrize("lacking", ["checks", "shapes", "fail-on", "files"])
def test_baseline_that_does_not_say_what_was_checked_is_a_finding(
    invalid: Path, cli: Cli, lacking: str
) -> None:
    cli(invalid, "validate", "--write-baseline", "b.json")
    baseline = json.loads((invalid / "b.json").read_bytes())
    del (baseline if lacking == "checks" else baseline["checks"])[lacking]
    (invalid / "b.json").write_text(json.dumps(baseline), encoding="utf-8")
    outcome = cli(invalid, "validate", "--baseline", "b.json")
    assert outcome.returncode == 1
    assert "b.json: violation[check-weakened] the baseline does not say what was" in outcome.stdout


def test_pull_request_cannot_let_itself_pass(invalid: Path, cli: Cli) -> None:
    """New data with a fault, and settings that look away: each is a finding."""
    commit(invalid)
    cli(invalid, "validate", "--write-baseline", "../baseline.json")
    settings = '[validate]\nselect = ["syntax"]\nfail-on = "violation"\n'
    (invalid / "schlaglicht.toml").write_text(settings, encoding="utf-8")
    for options in (("--since", "HEAD"), ("--baseline", "../baseline.json")):
        outcome = cli(invalid, "validate", *options)
        assert outcome.returncode == 1
        assert "schlaglicht.toml:2:1: violation[check-weakened] select" in outcome.stdout
        assert "schlaglicht.toml:3:1: violation[check-weakened] fail-on" in outcome.stdout


def test_a_renamed_file_has_no_new_findings_since_a_revision(tmp_path: Path, cli: Cli) -> None:
    text = '<http://e.org/a> <http://schema.org/name> "A" ; <https://schema.org/url> <urn:x:b> .\n'
    (tmp_path / "old.ttl").write_text(text, encoding="utf-8")
    commit(tmp_path)
    (tmp_path / "old.ttl").rename(tmp_path / "new.ttl")
    for command in (("validate", "--since", "HEAD"), ("diff", "HEAD", ".")):
        outcome = cli(tmp_path, *command)
        assert (outcome.returncode, "http-schema-org" in outcome.stdout) == (0, False)


CONCERT = """@prefix ex: <http://a/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:maxInclusive 9 ] .
"""
IGNORED = "@prefix ex: <http://a/> .\nex:a a ex:T ; ex:p {a} .\nex:b a ex:T ; ex:p {b} .\n"
COMMENT = "10 ; # schlaglicht: ignore shape a large one\n   ex:q 1"


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("how", ["--since", "--baseline"])
@pytest.mark.parametrize(
    ("a", "b", "code"),
    [("1", COMMENT, 1), (COMMENT.replace("10", "11"), "1", 0), (COMMENT, COMMENT, 1)],
    ids=["moved", "other value", "copied"],
)
def test_comment_excuses_no_other_node(
    tmp_path: Path, cli: Cli, how: str, a: str, b: str, code: int
) -> None:
    write(tmp_path, shapes__s_ttl=CONCERT, data_ttl=IGNORED.format(a=COMMENT, b=1))
    commit(tmp_path)
    assert cli(tmp_path, "validate", "--write-baseline", "../b.json").returncode == 0
    write(tmp_path, data_ttl=IGNORED.format(a=a, b=b))
    outcome = cli(tmp_path, "validate", how, "HEAD" if how == "--since" else "../b.json")
    assert outcome.returncode == code, outcome.stdout
    assert ("this ignore of shape was not there before" in outcome.stdout) == bool(code)


SETTINGS = '[prefixes]\nex = "http://a/"\n[sentences."ex:T"]\nen = "{ex:p}"\n'
QUERY = "# title@en: x\n# title@de: x\nSELECT ?s WHERE { ?s a ex:T }\n"
ANSWER = "?s\n<http://a/a>\n<http://a/b>\n"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (SETTINGS.replace("http://a/", "http://b/"), "violation[question-changed]"),
        (SETTINGS.replace("ex =", "own =").replace("ex:", "own:"), "violation[question-failed]"),
        (SETTINGS.replace("{ex:p}", "{ex:none}"), "violation[unknown-term]"),
        (SETTINGS + "[validate]\ncoverage = 99\n", ""),
        ("evidence = true\n" + SETTINGS, ""),
        (SETTINGS.replace("[sent", 'more = "http://more/"\n[sent'), ""),
    ],
    ids=["rebound", "renamed", "sentence", "threshold", "evidence", "added"],
)
def test_faults_that_settings_bring_are_new(
    tmp_path: Path, cli: Cli, settings: str, expected: str
) -> None:
    """What settings demand of the data is no fault of a change; what they say about it is."""
    write(
        tmp_path,
        schlaglicht_toml=SETTINGS,
        data_ttl="<http://a/a> a <http://a/T> ; <http://a/p> 1 ; <http://a/r> 1 .\n"
        "<http://a/b> a <http://a/T> .\n",
        shapes__s_ttl=CONCERT.replace("ex:", "s:"),
        ontology__o_ttl="@prefix owl: <http://www.w3.org/2002/07/owl#> . <http://a/T> a owl:Class."
        "<http://a/p> a owl:DatatypeProperty . <http://a/r> a owl:DatatypeProperty .\n",
        queries__q_rq=QUERY,
        queries__q_tsv=ANSWER,
    )
    commit(tmp_path)
    assert cli(tmp_path, "validate").returncode == 0
    write(tmp_path, schlaglicht_toml=settings)
    outcome = cli(tmp_path, "validate", "--since", "HEAD")
    assert (outcome.returncode, expected in outcome.stdout) == (int(bool(expected)), True)


DOCUMENT = "Nordwind plays at the mill.\n"
EVIDENCE = f"""document:
  file: a.txt
  iri: http://a/document
  language: en
  works:
    http://a/work:
      paragraph: 0-27
evidence:
  F1:
    passages: [0-27]
    verbatim:
      - <http://a/nordwind> <https://schema.org/name>
digests:
  0-27: {sha256(DOCUMENT[:27].encode()).hexdigest()}
"""


def test_documents_in_the_repository_are_those_of_the_revision(tmp_path: Path, cli: Cli) -> None:
    data = '<http://a/nordwind> <https://schema.org/name> "Nordwind" .\n'
    write(tmp_path, data_ttl=data, evidence_yaml=EVIDENCE, sources__a_txt=DOCUMENT)
    commit(tmp_path)
    given = ("validate", "--sources", "sources", "--since", "HEAD")
    assert cli(tmp_path, *given).returncode == 0, cli(tmp_path, *given).stdout
    write(tmp_path, sources__a_txt=DOCUMENT.replace("Nordwind", "Südwind "))
    outcome = cli(tmp_path, *given)
    assert (outcome.returncode, "[evidence-digest]" in outcome.stdout) == (1, True)
