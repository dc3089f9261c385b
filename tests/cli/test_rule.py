"""`schlaglicht rule`."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.validation.rules import RULES

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_rule_prints_its_page(tmp_path: Path, cli: Command) -> None:
    outcome = cli(tmp_path, "rule", "unknown-term")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith("# `unknown-term`: A term is not declared in the ontology\n")
    assert "## Repaired" in outcome.stdout


def test_rule_speaks_the_language_asked_for(tmp_path: Path, cli: Command) -> None:
    outcome = cli(tmp_path, "rule", "unknown-term", "--lang", "de")
    assert "## Berichtigt" in outcome.stdout


def test_rule_speaks_the_language_of_the_environment(
    tmp_path: Path, cli: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "de_AT.UTF-8")
    assert "## Berichtigt" in cli(tmp_path, "rule", "syntax").stdout


def test_rule_without_code_lists_all(tmp_path: Path, cli: Command) -> None:
    outcome = cli(tmp_path, "rule", "--lang", "de")
    lines = outcome.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(RULES)
    assert lines[0].split(maxsplit=2)[1:] == ["Verstoß", RULES["syntax"].titles["de"]]


NEAR = {
    "misspelt": ("unknown-trem", "did you mean unknown-term"),
    "upper case": ("SYNTAX", "did you mean syntax?"),
    "part": ("digest", "did you mean evidence-digest"),
    "like none": ("zzz", "`schlaglicht rule` lists them all"),
}


@pytest.mark.parametrize(("code", "help_"), NEAR.values(), ids=NEAR.keys())
def test_unknown_code_is_refused_with_the_nearest(
    code: str, help_: str, tmp_path: Path, cli: Command
) -> None:
    outcome = cli(tmp_path, "rule", code)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert help_ in outcome.stderr
