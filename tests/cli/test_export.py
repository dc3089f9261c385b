from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE, wait_until
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    RdfFormat,
    parse,
    serialize,
)

from schlaglicht.cli import run
from schlaglicht.formats import GRAPH_FORMATS

DATA = "@prefix e: <http://e.org/> .\n\ne:a\n    a e:C ;\n    e:b 1 .\n"
FEASTS = Path(__file__).parents[1] / "projects" / "feasts"
TERMS = "@prefix t: <http://e.org/> .\n\nt:C\n    t:label 007 .\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a project with data and an ontology, without shapes."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "data.ttl").write_text(DATA)
    (tmp_path / "ontology" / "terms.ttl").write_text(TERMS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_site_that_is_interrupted_leaves_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    folder = project / "private"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    command = [sys.executable, "-m", "schlaglicht", "export", "--site", "public/site"]
    with subprocess.Popen([*command, "--base", "http://e.org/"], stderr=subprocess.PIPE) as process:
        wait_until(lambda: any((project / "public").glob(".site.*/*")))
        process.send_signal(number)
        assert process.wait(PATIENCE) == 128 + number
        assert process.stderr is not None
        assert not process.stderr.read().strip()
    assert list((project / "public").iterdir()) == []
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["turtle", "trig"])
@pytest.mark.usefixtures("project")
def test_evidence_stands_behind_each_statement_and_changes_none(
    name: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def written(*options: str) -> bytes:
        assert run(["export", *options, str(FEASTS / "project")]) == 0
        return capsysbinary.readouterr().out

    content = written("--format", f"{name}12", "--include", "data")
    assert content == written("--format", f"{name}12")
    statement = b'schema:name "Kanalfreunde"@de ~ <https://example.org/id/evidence-f001#'
    assert content.count(statement) == 1
    quads = set(parse(content, RdfFormat.TURTLE if name == "turtle" else RdfFormat.TRIG))
    annotations = {q.subject for q in quads if q.predicate.value.endswith("#reifies")}
    rest = {q for q in quads if q.graph_name != DefaultGraph()}
    assert quads - rest - {q for q in quads if q.subject in annotations} == set(
        parse(written(), RdfFormat.TURTLE)
    )
    assert {q.subject for q in rest if q.subject in annotations} == set()
    ends = [q.object.value for q in rest if q.predicate.value.endswith("#end")]
    assert sorted(ends) == (["20", "64"] if name == "trig" else [])


TWO_GRAPHS = """\
@prefix e: <http://e.org/> .
e:a e:p 07 .
e:g { e:a e:p e:b ; e:q _:x . }
_:h { e:a e:p e:b . _:x e:label "X"@de . }
"""


@pytest.mark.parametrize("source", ["trig", "nquads", "jsonld"])
@pytest.mark.parametrize("target", ["trig", "nquads", "jsonld"])
@pytest.mark.usefixtures("project")
def test_named_graphs_come_out_as_they_are(
    source: str, target: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    formats = {known.name: known for known in GRAPH_FORMATS}
    given = dataset(TWO_GRAPHS.encode(), "trig")
    name = f"in{formats[source].extension}"
    Path(name).write_bytes(serialize(given, format=formats[source].rdf) or b"")
    assert run(["export", "--format", target, name]) == 0
    captured = capsysbinary.readouterr()
    assert dataset(captured.out, target) == given
    assert not captured.err


def dataset(content: bytes, name: str) -> Dataset:
    (rdf,) = (known.rdf for known in GRAPH_FORMATS if known.name == name)
    found = Dataset(parse(content, rdf))
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found
