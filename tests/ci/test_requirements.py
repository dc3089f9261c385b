"""Locked versions: all with hashes, and no dependency without one."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REQUIRED = PROJECT["project"]["dependencies"]
GROUPS = PROJECT["dependency-groups"]
EXPECTED = {
    "audit": GROUPS["audit"],
    "dev": [*REQUIRED, *GROUPS["dev"]],
    "fuzz": GROUPS["fuzz"],
    "floors": [*REQUIRED, *GROUPS["dev"]],
    "node": GROUPS["node"],
    "run": REQUIRED,
}


def locked_versions(lock: Path) -> dict[str, str]:
    """Each package of a lock with its version."""
    pins = re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(pins)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_locked_version_has_a_hash(lock: Path) -> None:
    text = re.sub(r"\\\n", " ", lock.read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if not re.match(r"\s*(#|$)", line)]
    assert lines
    assert [line for line in lines if "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_dependency_is_locked(lock: Path) -> None:
    names = {re.split(r"[^\w-]", requirement)[0].lower() for requirement in EXPECTED[lock.stem]}
    assert names <= locked_versions(lock).keys(), "run `make lock`"


def test_users_get_the_versions_that_are_tested() -> None:
    tested = locked_versions(ROOT / "requirements" / "dev.txt")
    assert locked_versions(ROOT / "requirements" / "run.txt").items() <= tested.items()
