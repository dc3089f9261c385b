"""`schlaglicht rule`."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from schlaglicht.validation.rules import RULES

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_rule_without_code_lists_all(tmp_path: Path, cli: Command) -> None:
    outcome = cli(tmp_path, "rule", "--lang", "de")
    lines = outcome.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(RULES)
    assert lines[0].split(maxsplit=2)[1:] == ["Verstoß", RULES["syntax"].titles["de"]]
