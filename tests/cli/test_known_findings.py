"""What was known before: findings of a baseline, or of a revision, let a validation pass."""

import subprocess
from collections.abc import Callable
from pathlib import Path

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
