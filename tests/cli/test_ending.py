"""How a process of the command line ends."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("status", "said"), [("1", "later"), ("AtOnce(1)", "")], ids=["as Python does", "at once"]
)
def test_what_is_left_for_the_end_is_done_unless_there_is_nothing(status: str, said: str) -> None:
    code = (
        "import atexit; from schlaglicht.cli.ending import AtOnce, end; "
        f"atexit.register(print, 'later'); end({status})"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout.strip()) == (1, said)
