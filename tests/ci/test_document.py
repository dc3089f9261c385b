"""docs/ci.md says what there is."""

import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tables import each

from schlaglicht.cli import validate as validate_command
from schlaglicht.diagnostics import FORMATS

ROOT = Path(__file__).parent.parent.parent
DOCUMENT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
OPTIONS = [
    option
    for parameter in validate_command.command.params
    for option in parameter.opts
    if option.startswith("--")
]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_described(name: str) -> None:
    assert f"| `{name}` |" in DOCUMENT


@each("option", sorted(set(OPTIONS)))
def test_every_option_for_ci_is_described(option: str) -> None:
    assert re.search(rf"{option}\b", DOCUMENT)


@pytest.mark.parametrize("status", range(4))
def test_every_exit_code_is_described(status: int) -> None:
    assert f"| {status} |" in DOCUMENT


def test_examples_are_of_their_format() -> None:
    examples = re.findall(r"```(yaml|toml)\n(.*?)```", DOCUMENT, re.DOTALL)
    assert examples
    for language, text in examples:
        assert yaml.safe_load(text) if language == "yaml" else tomllib.loads(text)


OF_PRE_COMMIT = (
    "schlaglicht validate...",
    "schlaglicht format...",
    "- hook id:",
    "- exit code:",
    "…",
)
"""Beginnings of lines that are not part of a report."""

GONE = "ex:ConcertShape-performer-class"


def test_output_is_what_is_printed_today(
    tmp_path: Path, cli: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """Line by line, for the project of `init` with a date misspelt and a wrong performer."""
    cli(tmp_path, "init")
    data = tmp_path / "data.ttl"
    right = data.read_text(encoding="utf-8")
    repaired = right.replace("2027-05-03", "2027-05-3")
    broken = repaired.replace("performer ex:choir", "performer ex:spring-concert")
    data.write_text(broken, encoding="utf-8")
    printed = [
        cli(tmp_path, "validate", "--format", "text", "--format", "github=annotations"),
        cli(tmp_path, "validate", "--write-baseline", "baseline.json"),
        cli(tmp_path, "validate", "--baseline", "baseline.json"),
    ]
    data.write_text(repaired, encoding="utf-8")
    printed.append(cli(tmp_path, "validate", "--baseline", "baseline.json"))
    data.write_text(broken, encoding="utf-8")
    shapes = tmp_path / "shapes" / "concerts.ttl"
    kept = shapes.read_text(encoding="utf-8").split("\n\n")
    without = "\n\n".join(block for block in kept if not block.startswith(GONE))
    shapes.write_text(re.sub(rf"\s*,?\s*{GONE}(?= [,;.])", "", without), encoding="utf-8")
    printed.append(cli(tmp_path, "validate", "--baseline", "baseline.json"))
    annotations = (tmp_path / "annotations").read_text(encoding="utf-8")
    today = "".join([*(outcome.stdout for outcome in printed), annotations]).splitlines()
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
    shown = "".join(text for language, text in fences if not language).splitlines()
    reported = [line for line in shown if line and not line.startswith(OF_PRE_COMMIT)]
    assert len(reported) > 40
    assert [line for line in reported if line not in today] == []
