from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
import suites
from endpoint import Endpoint
from patience import ending, patient_environment

from schlaglicht.formats import graph_format_of


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """One server for all tests; each names its dataset in the protocol's parameters."""
    file = tmp_path_factory.mktemp("w3c") / "data.nq"
    with file.open("wb") as output:
        for name, path in suites.graphs().items():
            pyoxigraph.serialize(_quads(name, path), output, pyoxigraph.RdfFormat.N_QUADS)
    command = [sys.executable, "-m", "schlaglicht", "serve", "--port", "0", str(file)]
    started = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=patient_environment()
    )
    with ending(started) as process:
        assert process.stdout
        ready = process.stdout.readline().strip()
        yield Endpoint(int(ready.rstrip("/").rpartition(":")[2]))


def _quads(name: str, path: Path) -> Iterator[pyoxigraph.Quad]:
    graph = pyoxigraph.NamedNode(name)
    parsed = pyoxigraph.parse(
        path=path, format=graph_format_of(path).rdf, base_iri=name, rename_blank_nodes=True
    )
    for quad in parsed:
        yield pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph)
