"""Time that grows with the length of a query, not with its square."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

PROGRAM = """
from schlaglicht.errors import QueryError
from schlaglicht.query import read_query
try:
    read_query({text})
except QueryError:
    pass
"""

HOSTILE = {
    "escaped quotes outside of strings": r""" "ASK {} \\u0041\n" + "\\'''\n" * 800_000 """,
    "escaped quotes in a string without end": r""" "ASK {} \\u0041'" + "a\\'" * 1_300_000 """,
    "the same beyond ASCII": r""" "# ä\n" + "\\'''\n" * 800_000 """,
    "a string without end beyond ASCII": r""" "# ä\n'" + "a\\'" * 1_300_000 """,
    "names in a namespace that is half of the query": (
        """ "PREFIX a: <" + "a" * 2**21 + ":b> ASK {" + "a:SERVICE " * 200_000 + "}" """
    ),
    "prefixes that are not declared": (
        """ "SELECT * {" + " ".join(f"p{n:x}:" for n in range(500_000)) + "}" """
    ),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_reading_a_query_takes_time_in_proportion_to_its_length(
    text: str, run_bounded: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    run = run_bounded(PROGRAM.format(text=text.strip()))
    assert (run.returncode, run.stderr) == (0, "")
