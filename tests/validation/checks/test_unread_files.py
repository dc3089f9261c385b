import gzip
import os
import zipfile
from pathlib import Path
from random import Random

import pytest

from schlaglicht.project import open_project
from schlaglicht.validation.checks.unread_files import Verdict, unread_files, verdict_on
from schlaglicht.validation.pipeline import validate

TRIPLE = "<https://example.org/a> <https://example.org/b> 1 .\n"


def severities(folder: Path) -> dict[str, str]:
    """The severity of each finding, by the name of its file."""
    report = validate(open_project([folder]))
    return {
        result.place.path.relative_to(folder).as_posix(): result.severity.label
        for result in report.results
        if result.place
    }


def test_folder_that_is_a_link_out_of_the_project_is_not_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data.ttl").write_text(TRIPLE, encoding="utf-8")
    for name in ("shacl", "rdf", "anything"):
        (tmp_path / name).symlink_to("/")
    entered = []
    look = os.scandir

    def note(path: str) -> object:
        entered.append(os.path.realpath(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", note)
    assert list(unread_files(open_project([tmp_path]))) == []
    assert "/" not in entered


RDF = {
    "prefix": b"# a comment\n\n@prefix ex: <https://example.org/> .",
    "sparql": b"PREFIX ex: <https://example.org/>",
    "statement": b"<a> a <b> .",
    "line": b'_:b <https://example.org/p> "x" .',
    "mark": b"\xef\xbb\xbf@base <https://example.org/> .",
    "utf16": "@prefix ex: <https://example.org/> .".encode("utf-16"),
    "xml": b"<?xml version='1.0'?><R xmlns='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
    "json": b' { "@context": {} }',
    "dump": b"$HDT\x01",
    "gzip": gzip.compress(b"@prefix ex: <https://example.org/> ."),
}
OTHER = {
    "empty": b"",
    "words": b"The prefix of a name: see below",
    "table": b"name;place\nAda;London\n",
    "picture": b"\x89PNG\r\n\x1a\n",
    "json": b'{"name": "Ada"}',
    "html": b"<!DOCTYPE html><html></html>",
    "torn": b"\x1f\x8b",
    "damaged": gzip.compress(b"@prefix ex: <https://example.org/> .")[:10] + b"\xff" * 20,
    "archive": b"PK\x03\x04",
}


def test_rdf_by_its_beginning_is_a_warning_and_anything_else_an_info(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text(TRIPLE)
    for name, content in RDF.items():
        (tmp_path / "data" / f"rdf.{name}").write_bytes(content)
    for name, content in OTHER.items():
        (tmp_path / "data" / f"other.{name}").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "data" / "rdf.zip", "w") as archive:
        archive.writestr("b.ttl", TRIPLE)
    os.mkfifo(tmp_path / "data" / "other.pipe")
    severity = {"rdf": "warning", "other": "info"}
    assert severities(tmp_path) == {
        f"data/{path.name}": severity[path.stem]
        for path in (tmp_path / "data").iterdir()
        if path.stem in severity and path.name != "rdf.json"
    } | {"data/rdf.json": "violation"}  # its ending may be that of JSON-LD, too


@pytest.mark.parametrize(
    ("content", "is_lost"),
    [
        ('{"@context": {"ex": "http://e/"}}', False),
        ('{"@context": {"ex": "http://e/"}, "@graph": []}', True),
        ("[]", True),
        ("{}", True),
    ],
)
def test_a_context_alone_is_for_other_files(tmp_path: Path, content: str, is_lost: bool) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text(TRIPLE)
    (tmp_path / "data" / "context.jsonld").write_text(content)
    assert ("data/context.jsonld" in severities(tmp_path)) == is_lost


NAMES = [
    *("a", "b.ttl", "B.TTL", "c.nt", "d.txt", "e.json", ".f", "README", "g.ttl~", "h i.rdf"),
    *("q.rq", "q.tsv", "r.tsv", "s.sparql", "t.yaml", ".gitkeep", "u.trig ", "v.csv", "_"),
]
FOLDERS = ["", "deep", ".hidden", ".git", "deep/er", "data", "queries"]


@pytest.mark.parametrize("seed", range(int(os.environ.get("SCHLAGLICHT_SEEDS", "12"))))
def test_each_file_below_a_part_is_read_or_told_or_of_the_system(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    (tmp_path / "data.ttl").write_text(TRIPLE)
    for _ in range(random.randrange(1, 30)):
        part = random.choice(["data", "ontology", "shapes", "queries", "evidence"])
        name = random.choice(NAMES)
        if random.random() < 0.3:
            name = "".join(random.choice("ab.~# tT-") for _ in range(5)).strip("/") + "x"
        path = tmp_path / part / random.choice(FOLDERS) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(random.choice([*RDF.values(), *OTHER.values(), TRIPLE.encode()]))
    project = open_project([tmp_path])
    read = {*project.graph_files, *project.evidence, *project.queries}
    real = {os.path.realpath(path) for path in read}
    below = {
        path: verdict_on(path, part, real)
        for part in ("data", "ontology", "shapes", "queries", "evidence")
        for path in (tmp_path / part).rglob("*")
        if path.is_file() and ".git" not in path.parts
    }
    for path, verdict in below.items():
        if verdict is Verdict.OF_SYSTEM:
            assert path.name in (".gitkeep", "README") or path.name.startswith((".#", "._"))
        elif verdict is Verdict.READ:
            assert path in read or path.with_suffix(".rq") in read
    silent = [path for path in below if below[path] in (Verdict.OF_SYSTEM, Verdict.READ)]
    told = [one for one in unread_files(project) if one.path in below and one.reason != "project"]
    assert sum(one.count for one in told) == len(below) - len(silent)
    assert {one.path for one in told}.isdisjoint(silent)


def test_a_link_beside_its_target_is_read_once_and_a_hard_link_is_a_file_of_its_own(
    tmp_path: Path,
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "b.ttl").write_text("<x:a> <x:p> [ <x:q> 1 ] .")
    (tmp_path / "data" / "a.ttl").symlink_to("b.ttl")
    (tmp_path / "data" / "c.ttl").symlink_to("../elsewhere.ttl")
    (tmp_path / "data" / "d.ttl").symlink_to("../elsewhere.ttl")
    (tmp_path / "elsewhere.ttl").write_text(TRIPLE)
    os.link(tmp_path / "data" / "b.ttl", tmp_path / "data" / "e.ttl")
    project = open_project([tmp_path])
    assert [path.name for path in project.data] == ["b.ttl", "c.ttl", "e.ttl"]
    assert list(unread_files(project)) == []
    named = open_project([tmp_path / "data" / name for name in ("a.ttl", "b.ttl", "e.ttl")])
    assert [path.name for path in named.data] == ["b.ttl", "e.ttl"]


def test_files_of_other_endings_in_a_folder_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(TRIPLE)
    for folder, endings in (("some", ("ttl", "n3", "N3", "ttl.gz")), ("none", ("n3", "trix"))):
        (tmp_path / folder).mkdir()
        for number, ending in enumerate(endings):
            (tmp_path / folder / f"{number}.{ending}").write_text(TRIPLE)
    found = sorted(unread_files(open_project([tmp_path])), key=lambda each: each.folder)
    assert [(each.folder, each.reason, each.count) for each in found] == [
        ("none", "endings", 2),
        ("some", "endings", 3),
    ]
