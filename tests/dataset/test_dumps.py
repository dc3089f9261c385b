"""Dumps: exact, the same bytes in every run, and the same graph in every format."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from patience import PATIENCE
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from schlaglicht.dataset.dumps import CHECKSUMS, DumpStore, read_dumps, write_dumps
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.project import open_project, shipped_folder
from schlaglicht.rdf.load import load
from schlaglicht.rdf.private_forms import RestoredText
from schlaglicht.rdf.writing.turtle import write_trig

LONG = "x" * 1_000_000

NASTY = rf"""
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a ex:b "Straße"@de-AT , "Straße"@DE-ch , "007"^^xsd:integer , 1.0e6 , 5.50 , true ,
    "1"^^xsd:boolean , "2020-01-01T00:00:00+00:00"^^xsd:dateTime , "-0"^^xsd:negativeInteger ,
    "tab\t line\n quote\" back\\slash" , "שלום \u202Eabc" , "😀👩‍🚀" , "e\u0301 é" , "" , " " ,
    "]]>&amp;<script>" , "@de" , "x\"@En"@EN-us , "{LONG}" .
<http://example.org/ä/日本?q=1&r=2#ü> ex:b <http://example.org/a%20b> .
ex:c ex:list ( 1 ( "x" ) [ ex:d "in" ] ) ; ex:d [ ex:e [ ex:f "deep" ] ] .
"""
CONTROL = "@prefix ex: <http://example.org/> .\n" + r'ex:a ex:b "\u0001 \r\n \u0008 \u007F" .'


def snapshot_of(text: str, folder: Path, name: str = "nasty.ttl") -> Snapshot:
    (folder / name).write_text(text, encoding="utf-8")
    return take_snapshot(open_project([folder / name]), folder)


def literals(graph: Graph) -> set[tuple[str, str | None, str | None]]:
    return {
        (str(o), o.language, str(o.datatype) if o.datatype else None)
        for o in graph.objects()
        if isinstance(o, Literal)
    }


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("shipped")
    return take_snapshot(open_project([shipped_folder()]), folder)


@pytest.fixture(scope="module", params=[100_000, 0])
def dumps(
    request: pytest.FixtureRequest, shipped: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The dumps of the shipped graph: arranged, and as of one that is too large for that."""
    folder = tmp_path_factory.mktemp("written") / "dumps"
    write_dumps(shipped, folder, most_arranged=request.param)
    return folder


@pytest.mark.parametrize("most_arranged", [10_000, 0])
def test_every_literal_is_in_the_dump_as_its_file_writes_it(
    tmp_path: Path, most_arranged: int
) -> None:
    snapshot = snapshot_of(NASTY, tmp_path)
    write_dumps(snapshot, tmp_path / "dumps", most_arranged=most_arranged)
    source = load([tmp_path / "nasty.ttl"]).graph
    for extension in (".ttl", ".nt", ".trig", ".nq"):
        dumped = load([tmp_path / "dumps" / f"dataset{extension}"]).graph
        assert isomorphic(dumped, source), extension
        assert literals(dumped) == literals(source), extension


@pytest.mark.parametrize("most_arranged", [10_000, 0])
def test_of_two_prefixes_of_a_namespace_that_of_the_settings_is_written(
    most_arranged: int, tmp_path: Path
) -> None:
    (tmp_path / "data.ttl").write_text("@prefix a: <x:a/> . a:s a:p a:o .", encoding="utf-8")
    (tmp_path / "schlaglicht.toml").write_text('[prefixes]\nz = "x:a/"\n', encoding="utf-8")
    snapshot = take_snapshot(open_project([tmp_path]), tmp_path)
    write_dumps(snapshot, tmp_path / "dumps", most_arranged=most_arranged)
    written = (tmp_path / "dumps" / "dataset.ttl").read_text("utf-8")
    assert " ".join(written.split()) == "@prefix z: <x:a/> . z:s z:p z:o ."


def test_formats_of_triples_hold_the_default_graph(shipped: Snapshot, dumps: Path) -> None:
    expected = canonical(dumps / "dataset.nt", RdfFormat.N_TRIPLES)
    formats = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".jsonld": RdfFormat.JSON_LD}
    for extension, rdf_format in formats.items():
        assert canonical(dumps / f"dataset{extension}", rdf_format) == expected, extension
    assert len(expected) == shipped.triples


def test_trig_holds_every_graph(shipped: Snapshot, dumps: Path) -> None:
    found = canonical(dumps / "dataset.trig", RdfFormat.TRIG)
    assert found == canonical(dumps / "dataset.nq", RdfFormat.N_QUADS)
    assert found == canonical(shipped.path, RdfFormat.N_QUADS)


TAGS = r"""
@prefix ex: <http://example.org/x-aaa> .
ex:a ex:b "one"@de-AT , "two"@DE-at , "x-aaa00000" , "\"@De-ch" , "back\\"@EN ,
    "x-aab x-aac00001"@en , "ü"@en-Latn-GB , "xxxxxxxxxxxxxxxxxxxxx"@zh-Hant .
"""


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_tags_of_large_datasets_keep_their_capitals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = snapshot_of(TAGS, tmp_path)
    source = literals(load([tmp_path / "nasty.ttl"]).graph)
    assert len(source) == 8
    whole = RestoredText.write
    for block in range(40, 70):  # so that blocks end at each letter of a tag

        def in_blocks(file: RestoredText, content: bytes, size: int = block) -> int:
            return sum(whole(file, content[at : at + size]) for at in range(0, len(content), size))

        monkeypatch.setattr(RestoredText, "write", in_blocks)
        folder = tmp_path / str(block)
        write_dumps(snapshot, folder, most_arranged=0)
        for extension in (".ttl", ".trig", ".rdf", ".jsonld", ".nt", ".nq"):
            path = folder / f"dataset{extension}"
            # Of JSON-LD the project's own reader takes tags in lower case.
            dumped = Graph().parse(path) if extension == ".jsonld" else load([path]).graph
            assert literals(dumped) == source, extension
        assert not [path for path in folder.iterdir() if path.suffix in (".hidden", ".written")]


def canonical(path: Path, rdf_format: RdfFormat) -> Dataset:
    dataset = Dataset(parse(path.read_bytes(), rdf_format))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def test_graphs_of_one_dataset_may_share_a_blank_node() -> None:
    shared, own = BNode(), BNode()
    p = URIRef("http://example.org/p")
    first, second = Graph(), Graph()
    first.add((shared, p, Literal("1"))).add((own, p, shared)).add((p, p, own))
    second.add((p, p, shared)).add((shared, p, Literal("2")))
    text = write_trig({None: first, p: second}, {})
    dataset = Dataset(parse(text.encode(), RdfFormat.TRIG))
    labels = {q.subject for q in dataset if str(q.object) in ('"1"', '"2"')}
    assert len(dataset) == 5
    assert len(labels) == 1


def test_what_xml_cannot_carry_is_not_offered_in_xml(tmp_path: Path) -> None:
    snapshot = snapshot_of(CONTROL, tmp_path)
    for most_arranged, name in ((10, "arranged"), (0, "streamed")):
        files = write_dumps(snapshot, tmp_path / name, most_arranged=most_arranged)
        names = {file.name for file in files}
        assert "dataset.ttl" in names
        assert "dataset.rdf" not in names
        assert not (tmp_path / name / "dataset.rdf").exists()


def test_checksums_and_lengths_are_those_of_the_files(tmp_path: Path) -> None:
    files = write_dumps(snapshot_of(NASTY, tmp_path), tmp_path / "dumps")
    lines = (tmp_path / "dumps" / CHECKSUMS).read_text().splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    assert read_dumps(tmp_path / "dumps") == files
    assert len(files) == len(sums) == 12
    for file in files:
        content = (tmp_path / "dumps" / file.name).read_bytes()
        assert sha256(content).hexdigest() == file.digest == sums[file.name]
        assert len(content) == file.size


def test_gzip_holds_the_same(tmp_path: Path) -> None:
    files = write_dumps(snapshot_of(NASTY, tmp_path), tmp_path / "dumps")
    for file in files:
        if file.is_compressed:
            content = gzip.decompress((tmp_path / "dumps" / file.name).read_bytes())
            assert content == (tmp_path / "dumps" / file.name).with_suffix("").read_bytes()


def test_there_are_no_dumps_before_they_are_complete(tmp_path: Path) -> None:
    (tmp_path / "dumps.tmp").mkdir()
    assert read_dumps(tmp_path / "dumps") is None


SCRIPT = """
import sys
from pathlib import Path
from schlaglicht.dataset.dumps import write_dumps
from schlaglicht.project import open_project
from schlaglicht.dataset.snapshot import take_snapshot
source, target = map(Path, sys.argv[1:])
write_dumps(take_snapshot(open_project([source]), target), target / "dumps")
"""


def test_what_an_attempt_without_room_left_goes_with_the_next(tmp_path: Path) -> None:
    store = DumpStore(snapshot_of("<urn:a> <urn:b> 1 .", tmp_path))
    left = store.folder.with_name(f".{store.folder.name}.0123abcd")
    left.mkdir()
    assert store.files(wait=PATIENCE)
    assert not left.exists()


def test_every_run_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "nasty.ttl").write_text(NASTY, encoding="utf-8")
    written = []
    for seed in ("0", "1"):
        target = tmp_path / seed
        target.mkdir()
        command = [sys.executable, "-c", SCRIPT, str(tmp_path / "nasty.ttl"), str(target)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        written.append((target / "dumps" / CHECKSUMS).read_text())
    assert written[0] == written[1]


@pytest.mark.parametrize(
    "statement",
    ['ex:a ex:says "\u05e9\u05dc\u05d5\u05dd"@he--rtl .', "ex:a ex:says <<( ex:b ex:c ex:d )>> ."],
)
def test_terms_of_rdf_12_are_in_the_formats_that_have_them(tmp_path: Path, statement: str) -> None:
    text = f"@prefix ex: <http://example.org/> . ex:a ex:b 1 . {statement}"
    (tmp_path / "data.ttl").write_text(text, encoding="utf-8")
    snapshot = take_snapshot(open_project([tmp_path / "data.ttl"]), tmp_path)
    names = {file.name for file in write_dumps(snapshot, tmp_path / "dumps")}
    assert ("dataset.jsonld" in names) is ("--rtl" in statement)
    whole = set(parse(path=snapshot.path, format=RdfFormat.N_QUADS))
    for name in ("dataset.ttl", "dataset.nt", "dataset.trig", "dataset.nq"):
        written = (tmp_path / "dumps" / name).read_bytes()
        found = parse(written, format=RdfFormat.from_extension(Path(name).suffix[1:]))
        assert set(found) == whole, name
