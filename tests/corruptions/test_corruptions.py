"""Random damage to the files of a project: a result with a place, or a message that names the file.

Damage may also be harmless: within a comment, in a text that no rule asks about, or in a setting
that is as valid as before. It is counted apart, and the damaged file must then be a valid one.
"""

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from byte_damage import DAMAGES

from schlaglicht.graph import load_file
from schlaglicht.project import open_project
from schlaglicht.questions import read_questions

Command = Callable[..., CompletedProcess[str]]

COUNT = 102
FILES = (
    "data.ttl",
    "ontology/concert.ttl",
    "shapes/concert.ttl",
    "queries/when.rq",
    "queries/when.tsv",
    "schlaglicht.toml",
)
_HEAD = re.compile(r"^(?P<path>[^:\n]+?)(:\d+:\d+)?: (violation|warning|info)\[", re.MULTILINE)


def check_harmless(path: Path) -> None:
    """Fails unless a damaged file can still be read in full."""
    if path.suffix == ".ttl":
        load_file(path)
    else:
        read_questions(open_project([path.parents[0 if path.suffix == ".toml" else 1]]))


def test_damage_is_said_with_its_place(concert: Path, cli: Command) -> None:
    """Prints how often each exit code came: `pytest -s` shows it."""
    statuses: Counter[tuple[str, int]] = Counter()
    for seed in range(COUNT):
        name = FILES[seed % len(FILES)]
        damage = DAMAGES[seed // len(FILES) % len(DAMAGES)]
        path = concert / name
        content = path.read_bytes()
        path.write_bytes(damage(content, random.Random(seed)))
        outcome = cli(concert, "validate", ".", "--sources", "sources")
        told = (seed, name, damage.__name__, outcome.stdout, outcome.stderr)
        assert outcome.returncode in {0, 1, 2}, told
        assert "Traceback" not in outcome.stderr, told
        if outcome.returncode == 0:
            check_harmless(path)
        elif outcome.returncode == 1:
            places = [match["path"] for match in _HEAD.finditer(outcome.stdout)]
            assert places, told
            assert all((concert / place).exists() and place != "." for place in places), told
        else:
            assert path.name in outcome.stderr, told
        statuses[name, outcome.returncode] += 1
        path.write_bytes(content)
    print()
    for (name, status), count in sorted(statuses.items()):
        print(f"{count:4} × exit {status}: {name}")
    harmless = sum(count for (_, status), count in statuses.items() if status == 0)
    assert harmless < COUNT / 10


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_the_same_seed_does_the_same_damage(
    damage: Callable[[bytes, random.Random], bytes],
) -> None:
    content = b"some bytes to be damaged"
    assert damage(content, random.Random(7)) == damage(content, random.Random(7)) != content
