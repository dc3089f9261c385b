"""Relative IRIs resolve against a file's place in the project, in every format and command."""

import json
from pathlib import Path

import pytest
from rdflib import Graph

from schlaglicht.cli import run

TITLE = "https://example.org/title"
FORMATS = {
    "ttl": '<> <{title}> "{city}" .',
    "trig": '<> <{title}> "{city}" .',
    "jsonld": '{{"@id": "", "{title}": "{city}"}}',
    "rdf": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:e="https://example.org/"><rdf:Description rdf:about="">'
        "<e:title>{city}</e:title></rdf:Description></rdf:RDF>"
    ),
}
SHAPE = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
[] a sh:NodeShape ; sh:targetSubjectsOf <{title}> ;
    sh:property [ sh:path <{title}> ; sh:maxCount 1 ; sh:pattern "^[A-Z]" ] .
"""


@pytest.fixture(params=sorted(FORMATS))
def cities(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The current folder: a project with a file of the same name in two folders of its data.

    Each file says what its own title is. Returns the ending of both.
    """
    ending = str(request.param)
    for city in ("Köln", "bonn"):
        folder = tmp_path / "data" / city
        folder.mkdir(parents=True)
        text = FORMATS[ending].format(title=TITLE, city=city)
        (folder / f"meta.{ending}").write_text(text, encoding="utf-8")
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "s.ttl").write_text(SHAPE.format(title=TITLE), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return ending


def nodes(ending: str) -> set[str]:
    return {f"file:///data/K%C3%B6ln/meta.{ending}", f"file:///data/bonn/meta.{ending}"}


def test_validate_tells_equal_names_in_two_folders_apart(
    cities: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["validate", ".", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["results"]
    (result,) = [each for each in found if each["code"] == "shape"]
    assert result["focusNode"]["value"] == f"file:///data/bonn/meta.{cities}"
    assert result["place"]["file"] == f"data/bonn/meta.{cities}"


def test_export_writes_both_without_folders_of_the_machine(
    cities: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["export", ".", "--format", "ntriples"])
    graph = Graph().parse(data=capsys.readouterr().out, format="nt")
    assert set(map(str, graph.subjects())) == nodes(cities)


def test_a_query_finds_the_nodes_of_the_export(
    cities: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["query", f"SELECT ?s {{ ?s <{TITLE}> ?title }}", ".", "--format", "json"])
    solutions = json.loads(capsys.readouterr().out)["results"]["bindings"]
    assert {solution["s"]["value"] for solution in solutions} == nodes(cities)


def test_diff_finds_a_node_where_its_file_is(
    cities: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old"
    for path in tmp_path.glob("*/bonn/*"):
        (old / path.relative_to(tmp_path)).parent.mkdir(parents=True)
        path.rename(old / path.relative_to(tmp_path))
        text = (old / path.relative_to(tmp_path)).read_text(encoding="utf-8")
        path.write_text(text.replace("bonn", "Bonn"), encoding="utf-8")
    run(["diff", "old", ".", "--format", "patch"])
    patch = capsys.readouterr().out
    removed = [line for line in patch.splitlines() if line.startswith("D ")]
    assert removed == [f'D <file:///data/bonn/meta.{cities}> <{TITLE}> "bonn" .']


def test_files_named_on_their_own_are_told_apart(
    cities: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [f"data/{city}/meta.{cities}" for city in ("bonn", "Köln")]
    run(["export", *files, "--format", "ntriples"])
    graph = Graph().parse(data=capsys.readouterr().out, format="nt")
    assert len(set(graph.subjects())) == 2
    run(["export", files[0], "--format", "ntriples"])
    assert capsys.readouterr().out.startswith(f"<file:///meta.{cities}> ")
