"""How far a large file is read is said in every format, while it is read."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pyoxigraph
import pytest

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.formats import graph_format_of
from schlaglicht.ground import progress
from schlaglicht.ground.progress import Progress
from schlaglicht.project import open_project
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.locations import rdfxml

NUMBER = 3_000


class Heard(Progress):
    """Keeps what it hears, as shares."""

    def __init__(self) -> None:
        self.shares: list[float] = []

    def count(self, done: int, total: int) -> None:
        self.shares.append(done / total)


@pytest.fixture(params=["a.ttl", "a.nt", "a.trig", "a.nq", "a.rdf", "a.jsonld"])
def large_file(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.setattr(progress, "_BETWEEN_REPORTS", 2**14)
    monkeypatch.setattr(rdfxml, "_BETWEEN_REPORTS", 100)
    path = tmp_path / str(request.param)
    predicate = pyoxigraph.NamedNode("urn:x:p")
    quads = (
        pyoxigraph.Triple(pyoxigraph.NamedNode(f"urn:x:{n}"), predicate, pyoxigraph.Literal(f"{n}"))
        for n in range(NUMBER)
    )
    pyoxigraph.serialize(quads, str(path), format=graph_format_of(path).rdf)
    return path


def test_a_file_says_how_far_it_is_read(large_file: Path) -> None:
    heard = Heard()
    assert len(load_file(large_file, progress=heard).graph) == NUMBER
    assert_goes_on(heard)
    assert heard.shares[-1] > 0.9


def test_a_snapshot_says_how_far_a_file_is_read(large_file: Path, tmp_path: Path) -> None:
    heard = Heard()
    folder = tmp_path / "snapshot"
    folder.mkdir()
    assert take_snapshot(open_project([large_file]), folder, heard).triples == NUMBER
    assert_goes_on(heard)


def assert_goes_on(heard: Heard) -> None:
    assert len([share for share in heard.shares if 0 < share < 1]) >= 3
    assert all(earlier <= later for earlier, later in pairwise(heard.shares))
