from __future__ import annotations

import json
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


def test_canonical_data_comes_out_as_it_is(
    project: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["export"]) == 0
    assert capsysbinary.readouterr().out == (project / "data.ttl").read_bytes()


@pytest.mark.parametrize("name", [known.name for known in GRAPH_FORMATS])
def test_every_format_is_written_the_same_to_a_file_and_to_standard_output(
    project: Path, name: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["export", "--format", name, "--output", "dump"]) == 0
    assert run(["export", "--format", name]) == 0
    written = capsysbinary.readouterr().out
    assert b"http://e.org/" in written
    assert (project / "dump").read_bytes() == written


@pytest.mark.parametrize("option", ["-o-", "--output=-"])
def test_a_dash_is_standard_output_and_a_path_to_one_is_a_file(
    project: Path, option: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["export", option, "--format", "ntriples"]) == 0
    written = capsysbinary.readouterr().out
    assert b"http://e.org/" in written
    assert not (project / "-").exists()
    assert run(["export", "-o", "./-", "--format", "ntriples"]) == 0
    assert (project / "-").read_bytes() == written
    assert not capsysbinary.readouterr().out


def test_the_ending_of_the_output_names_the_format(project: Path) -> None:
    assert run(["export", "-o", "dump.jsonld"]) == 0
    document = json.loads((project / "dump.jsonld").read_text())
    assert document["@context"] == {"e": "http://e.org/"}


@pytest.mark.usefixtures("project")
def test_parts_are_put_together(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["export", "--include", "ontology", "--include", "data"]) == 0
    written = capsysbinary.readouterr().out.decode()
    assert "e:a\n    a e:C" in written
    assert 'e:C\n    e:label "007"' in written


def test_the_prefixes_of_the_project_come_first(
    project: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (project / "schlaglicht.toml").write_text('prefixes = { my = "http://e.org/" }\n')
    assert run(["export"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"@prefix my: <http://e.org/> .\n\nmy:a\n")


@pytest.mark.usefixtures("project")
def test_a_part_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--include", "shapes"]) == 2
    assert "no shapes here; there is: data, ontology" in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_a_file_is_a_project_of_its_own(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["export", "--format", "ntriples", "ontology/terms.ttl"]) == 0
    assert capsysbinary.readouterr().out == (
        b'<http://e.org/C> <http://e.org/label> "007"'
        b"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
    )


def test_what_a_format_cannot_carry_leaves_the_old_file(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "data.ttl").write_text(r'<a:b> <c:d> "\u0001" .')
    (project / "dump.rdf").write_text("old")
    assert run(["export", "-o", "dump.rdf"]) == 2
    message = capsys.readouterr().err
    assert "choose another format" in message
    assert r'<a:b> <c:d> "\u0001"' in message
    assert (project / "dump.rdf").read_text() == "old"


def test_a_file_that_is_not_valid_is_unreadable_input(
    project: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (project / "data.ttl").write_text("<a:b> <c:d>\n  oops .\n")
    assert run(["export", "--strict"]) == 2
    captured = capsysbinary.readouterr()
    assert captured.out == b""
    assert b"data.ttl:2:" in captured.err
    assert run(["export"]) == 1
    assert b"left out: one statement of data.ttl" in capsysbinary.readouterr().err


@pytest.mark.usefixtures("project")
def test_an_unknown_format_is_wrong_usage() -> None:
    assert run(["export", "--format", "n3"]) == 2


def test_as_a_process_it_writes_utf8_whatever_the_locale(project: Path) -> None:
    (project / "data.ttl").write_text('<a:b> <c:d> "ä" .', encoding="utf-8")
    command = [sys.executable, "-m", "schlaglicht", "export"]
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    assert done.stdout.decode() == '<a:b>\n    <c:d> "ä" .\n'


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


def test_unknown_ending_is_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", str(tmp_path / "not-there.ttl"), "-o", str(tmp_path / "o.xyz")]) == 2
    assert "o.xyz: no format has the ending .xyz; name one" in capsys.readouterr().err


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


@pytest.mark.usefixtures("project")
def test_formats_with_evidence_say_when_there_is_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["export", "--format", "trig12"]) == 0
    captured = capsys.readouterr()
    assert captured.out == DATA
    assert captured.err == "note: no statement has evidence in a file, so none is annotated\n"
    assert run(["export", "--format", "turtle12", "--include", "ontology"]) == 2
    assert "turtle12 has the evidence of the data" in capsys.readouterr().err
    Path("evidence.yaml").write_text("evidence: {F1: {}}")
    assert run(["export", "--format", "turtle12", "--no-strict"]) == 1
    assert "left out: all of evidence.yaml" in capsys.readouterr().err
    assert run(["export", "--format", "turtle12", "--strict"]) == 2
    assert run(["export", "--format", "turtle", "--strict"]) == 0


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


@pytest.mark.usefixtures("project")
def test_graphs_of_several_files_are_put_together(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    Path("one.nq").write_text("<a:s> <a:p> _:b <a:g> .\n<a:s> <a:p> <a:o> <a:h> .\n")
    Path("two.trig").write_text("<a:g> { <a:s> <a:p> _:b , <a:o> . }\n<a:s> <a:p> <a:o> .")
    assert run(["export", "--format", "nquads", "one.nq", "two.trig"]) == 0
    assert capsysbinary.readouterr().out.decode().splitlines() == [
        "<a:s> <a:p> <a:o> .",
        "<a:s> <a:p> <a:o> <a:g> .",
        "<a:s> <a:p> <a:o> <a:h> .",
        "<a:s> <a:p> _:c14n0 <a:g> .",
        "<a:s> <a:p> _:c14n1 <a:g> .",
    ]


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml"])
@pytest.mark.usefixtures("project")
def test_a_format_without_graphs_says_that_they_are_merged(
    name: str, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en")
    Path("two.trig").write_text(TWO_GRAPHS)
    assert run(["export", "--format", name, "two.trig"]) == 0
    captured = capsysbinary.readouterr()
    assert b"http://e.org/" in captured.out
    assert captured.err.decode() == (
        f"note: {name} has no named graphs: 2 are merged into one graph; "
        "trig, nquads, jsonld keep them\n"
    )
    monkeypatch.setenv("LC_ALL", "de")
    Path("one.nq").write_text("<a:s> <a:p> <a:o> <a:g> .\n")
    assert run(["export", "--format", name, "one.nq"]) == 0
    assert capsysbinary.readouterr().err.decode() == (
        f"Hinweis: {name} kennt keine benannten Graphen: Die Aussagen des einen stehen ohne seinen "
        "Namen da; trig, nquads, jsonld behalten ihn\n"
    )
