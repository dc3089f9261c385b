"""docs/ci.md says what there is."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

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


@pytest.mark.parametrize("option", set(OPTIONS) - {"--lang", "--color", "--sources"})
def test_every_option_for_ci_is_described(option: str) -> None:
    assert re.search(rf"{option}\b", DOCUMENT)


@pytest.mark.parametrize("status", range(4))
def test_every_exit_code_is_described(status: int) -> None:
    assert f"| {status} |" in DOCUMENT


def test_examples_are_of_their_format() -> None:
    for language, text in re.findall(r"```(yaml|toml)\n(.*?)```", DOCUMENT, re.DOTALL):
        assert yaml.safe_load(text) if language == "yaml" else tomllib.loads(text)
