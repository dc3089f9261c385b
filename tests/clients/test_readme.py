"""The curl recipes of the README print what stands below them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from patience import PATIENCE

README = Path(__file__).parents[2] / "README.md"
RECIPES = re.findall(
    r"^```sh\n(curl .*?)^```\n\n```\n(.*?)^```$",
    README.read_text("utf-8"),
    re.DOTALL | re.MULTILINE,
)


def test_there_are_recipes() -> None:
    assert RECIPES


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(("command", "output"), RECIPES, ids=range(len(RECIPES)))
def test_recipe_prints_what_is_shown(command: str, output: str, site: str) -> None:
    command = command.replace("localhost:8000", site)
    printed = subprocess.run(
        ["sh", "-c", command], capture_output=True, check=True, timeout=PATIENCE
    )
    assert printed.stdout.decode().replace("\r\n", "\n") == output
