"""Quotes and names beyond what can be looked up; all else is in `sessions/evidence-locate`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Completed = CompletedProcess[str]


def test_huge_quote_and_name_with_a_null_are_refused(
    feast: Path, cli: Callable[..., Completed]
) -> None:
    for given, said in (
        (("Kanal " * 20_000,), "more than 100,000 characters"),
        (("Kanal", "--document", "a\0b"), "not a plain file name"),
    ):
        done = cli(feast, "evidence", "locate", *given, "--sources", "../sources")
        assert (done.returncode, said in done.stderr) == (2, True)


def test_long_quote_is_looked_up_in_a_long_document(
    feast: Path, run_bounded: Callable[[str], CompletedProcess[str]]
) -> None:
    long = feast.parent / "sources" / "long.txt"
    long.write_text("ein Wort nach dem andern, " * 400_000, encoding="utf-8")
    done = run_bounded(
        "from schlaglicht.cli import run\n"
        f"print(run(['evidence', 'locate', 'anders ' * 9000, '--sources', {str(long.parent)!r}]))"
    )
    assert done.stdout.endswith("too many to look for what is like them; quote fewer\n1\n")
