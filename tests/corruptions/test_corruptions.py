"""Random damage to the files of a project: a result with a place, or a message that names the file.

Damage may also be harmless: within a comment, or in the namespace of a prefix in the settings,
which may be any. It is counted apart, and the damaged file must then mean what it meant before.
"""

import random
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from byte_damage import DAMAGES
from rdflib.compare import isomorphic

from schlaglicht.query.lexer import tokens
from schlaglicht.rdf.load import load_file

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


def check_harmless(path: Path, content: bytes) -> str:
    """Why damage to a file that was `content` changes nothing; fails when it does."""
    before = path.with_name(f"before{path.suffix}")
    before.write_bytes(content)
    try:
        return _CHECKS[path.suffix](path, before)
    finally:
        before.unlink()


def _same_graph(path: Path, before: Path) -> str:
    assert isomorphic(load_file(path).graph, load_file(before).graph)
    return "the same graph"


def _same_query(path: Path, before: Path) -> str:
    texts = [
        [(token.kind, token.text) for token in tokens(file.read_text(encoding="utf-8-sig"))]
        for file in (path, before)
    ]
    assert texts[0] == texts[1]
    return "a comment"


def _same_rows(path: Path, before: Path) -> str:
    rows = [sorted(file.read_text(encoding="utf-8").splitlines()) for file in (path, before)]
    assert rows[0] == rows[1]
    return "the same rows"


def _other_prefix(path: Path, before: Path) -> str:
    """Any namespace and any name of one is as good as another: nothing can tell what was meant."""
    settings = [
        tomllib.loads(file.read_text(encoding="utf-8")) | {"prefixes": {}}
        for file in (path, before)
    ]
    assert settings[0] == settings[1]
    return "the prefixes of the settings, or a comment"


_CHECKS: dict[str, Callable[[Path, Path], str]] = {
    ".ttl": _same_graph,
    ".rq": _same_query,
    ".tsv": _same_rows,
    ".toml": _other_prefix,
}


def test_damage_is_said_with_its_place(concert: Path, cli: Command) -> None:
    """Prints how often each exit code came: `pytest -s` shows it."""
    statuses: Counter[tuple[str, int]] = Counter()
    harmless: Counter[str] = Counter()
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
            harmless[f"{name}: {check_harmless(path, content)}"] += 1
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
    for reason, count in sorted(harmless.items()):
        print(f"{count:4} × harmless: {reason}")
    assert harmless.total() < COUNT / 10


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_the_same_seed_does_the_same_damage(
    damage: Callable[[bytes, random.Random], bytes],
) -> None:
    content = b"some bytes to be damaged"
    assert damage(content, random.Random(7)) == damage(content, random.Random(7)) != content
