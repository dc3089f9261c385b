"""Completion in shells."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("rule evidence-mi", ["evidence-missing"]),
        ("validate --format sa", ["sarif"]),
        ("query --format t", ["table", "turtle", "trig", "tsv"]),
        ("export --format tu", ["turtle"]),
        ("val", ["validate"]),
    ],
)
def test_shell_gets_what_the_words_may_become(words: str, completed: list[str]) -> None:
    written = subprocess.run(
        [sys.executable, "-c", "from schlaglicht.__main__ import main; main()"],
        env={
            **os.environ,
            "_SCHLAGLICHT_COMPLETE": "bash_complete",
            "COMP_WORDS": f"schlaglicht {words}",
            "COMP_CWORD": str(len(words.split())),
        },
        capture_output=True,
        text=True,
    )
    found = [line.rpartition(",")[2] for line in written.stdout.splitlines()]
    assert found == completed, written.stderr
