"""What commands print: the files of sessions.

`WRITE_CASES=1 pytest tests/cli/test_sessions.py` writes what is printed into the files, for a
person to read as a difference.
"""

import os
import sys
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest
from sessions import Outcome, written

SESSIONS = sorted(Path(__file__).parent.rglob("*.session"))


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_commands_print_what_the_sessions_say(
    path: Path, tmp_path: Path, cli: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    expected = path.read_text(encoding="utf-8")
    found = written(expected, tmp_path, cli)
    if os.environ.get("WRITE_CASES"):
        path.write_text(found, encoding="utf-8")
    elif found != expected:
        lines = (expected.splitlines(), found.splitlines())
        difference = unified_diff(*lines, "expected", "printed", n=4, lineterm="")
        pytest.fail("\n".join(difference), pytrace=False)
