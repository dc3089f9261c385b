import gzip
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from schlaglicht.project import open_project
from schlaglicht.validation.checks.unread_files import Verdict, unread_files, verdict_on
from schlaglicht.validation.pipeline import validate

TRIPLE = "<https://example.org/a> <https://example.org/b> 1 .\n"

Found = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """Writes files, and says which results about files the validation has."""

    def check(*names: str, only: str = "", text: str = TRIPLE) -> list[tuple[str, str]]:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        report = validate(open_project([tmp_path / only]))
        return [
            (result.code, result.place.path.relative_to(tmp_path).as_posix())
            for result in report.results
            if result.place and result.code in ("file-unread", "nothing-checked")
        ]

    return check


@pytest.mark.parametrize(
    "name",
    [
        "shapes.ttl",
        "more.nt",
        "more.n3",
        "data.ttl.gz",
        "data/a.turtle",
        "data/b/a.ttl.zip",
        "ontology/a.N3",
        "shapes/a.shaclc",
        "shapes/a.shacl",
        "rules.shacl",
        "data/a.ttl.txt",
        "data/a.rj",
        "data/a.yamlld",
        "data/a.ndjsonld",
        "events/e.ttl",
        "events/2019/may/e.ttl",
        "events/e.ttl.gz",
        "Zeug/x.nq",
        "schema/s.ttl",
        "validation/s.ttl",
        "shacl-shapes/s.ttl",
        "src/s.ttl",
        "more.ttl.txt",
        "shacl/a.ttl",
        "Shapes/a.ttl",
        "shpaes/a.ttl",
        "ontologies/deep/a.ttl",
        "rdf/a.ttl",
        "queries/a.sparql",
        "queries/deep/a.rq",
        "queries/a.tsv",
        "queries/a.ttl",
        "sparql/a.rq",
        "Schlaglicht.toml",
        "schlaglicht.yaml",
        "schlaglight.toml",
        ".schlaglicht.toml",
        "Schlaglicht.toml.txt",
        "evidence/a.ttl",
        "evidences/a.yaml",
        "Evidence/a.yml",
        "evidences.yaml",
        "data/b",
        "data/b.txt",
        "data/b.md",
        "data/b.html",
        "data/b.jsonl",
        "data/b.ttl ",
        "data/b.ttl.bak",
        "data/b.ttl.orig",
        "data/.b.ttl.swp",
        "shapes/s.txt",
        "evidence/a.md",
        ".shapes/s.ttl",
        ".data/d.ttl",
    ],
)
def test_file_that_nothing_reads_is_told(name: str, found: Found) -> None:
    assert found("data.ttl", name) == [("file-unread", name)]


@pytest.mark.parametrize(
    "name",
    [
        ".hidden/a.ttl",
        "docs/a.ttl",
        "examples/a.n3",
        "tests/a.ttl",
        "notes.txt",
        "package.json",
        "data/.#a.n3",
        "query/a.ttl",
        "sharps.md",
        "schlaglicht.json",
        "schlaglicht.sarif",
        "schlaglicht.service",
        ".github.yaml",
        "data/README.md",
        "data/.gitkeep",
        "shapes/.DS_Store",
        "ontology/LICENSE",
        "data/.git/config",
        "node_modules/a/a.ttl",
        "build/a.ttl",
        "public/data/a.ttl",
    ],
)
def test_what_is_no_part_is_left_alone(name: str, found: Found) -> None:
    assert found("data.ttl", name) == []


SHAPES = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<https://example.org/S> a sh:NodeShape ."


@pytest.mark.parametrize("folder", ["rules", "schema", "validation", "src", "docs", "tests"])
def test_shapes_that_nothing_reads_are_told_wherever_they_lie(
    folder: str, found: Found, tmp_path: Path
) -> None:
    name = f"{folder}/deep/s.ttl"
    (tmp_path / folder / "deep").mkdir(parents=True)
    (tmp_path / folder / "deep" / "s.py").touch()
    (tmp_path / folder / "deep" / "t.py").touch()
    (tmp_path / name).write_text(SHAPES)
    assert found("data.ttl") == [("file-unread", name)]
    (result,) = validate(open_project([tmp_path])).results
    assert result.helps["en"] == "call the folder shapes/, or put the files there"


@pytest.mark.parametrize("folder", ["src", "docs", "tests"])
def test_shapes_among_other_files_are_left_alone_where_some_are_read(
    folder: str, found: Found
) -> None:
    found("shapes/s.ttl", f"{folder}/s.ttl", f"{folder}/a/s.py", f"{folder}/t.py", text=SHAPES)
    assert ("file-unread", f"{folder}/s.ttl") not in found("data.ttl")


def test_a_project_below_is_left_alone(found: Found, tmp_path: Path) -> None:
    (tmp_path / "kg").mkdir()
    (tmp_path / "kg" / "schlaglicht.toml").touch()
    assert found("data.ttl", "kg/data.ttl") == []


def test_vocabulary_in_a_program_is_left_alone(found: Found) -> None:
    assert found("data.ttl", "app/a.py", "app/b.py", "app/terms.ttl") == []
    assert found("app/c.ttl") == [("file-unread", "app/c.ttl")]


def test_folder_of_which_other_files_are_read_is_told_by_the_ending(found: Found) -> None:
    assert found("events/a.ttl", "events/b.n3") == [("file-unread", "events/b.n3")]


@pytest.mark.parametrize("name", ["data/b.ttl", "data/b.jsonld", "ontology/b.nt", "data/b.trig"])
@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "@prefix a: <http://a/> .\n"])
def test_a_file_without_triples_is_told(name: str, text: str, found: Found) -> None:
    text = "[]" if name.endswith("jsonld") else text
    text = "# nothing" if name.endswith("nt") else text
    assert found("data/a.ttl") == []
    assert found(name, text=text) == [("file-unread", name)]


def test_data_that_is_still_to_come_is_left_alone_and_a_file_of_no_bytes_is_not(
    found: Found,
) -> None:
    found("ontology/o.ttl")
    assert found("data.ttl", text="@prefix a: <http://a/> .\n") == []
    assert found("data.ttl", text="") == [("file-unread", "data.ttl")]


def test_a_folder_is_told_once_with_the_number_of_its_files(found: Found, tmp_path: Path) -> None:
    found("data.ttl", "shacl/b.ttl", "shacl/a.ttl")
    (result,) = validate(open_project([tmp_path])).results
    assert result.messages["en"] == "the folder shacl/ is not read (files: 2)"
    assert result.helps["en"].startswith("call the folder shapes/")


def test_json_is_told_where_it_is_json_ld(found: Found) -> None:
    assert found("data.ttl") == []
    assert found("plain.json", text='{"name": "x"}') == []
    assert found("data/a.json", text='{"@id": "https://example.org/a"}') == [
        ("file-unread", "data/a.json")
    ]


def severities(folder: Path) -> dict[str, str]:
    """The severity of each finding, by the name of its file."""
    report = validate(open_project([folder]))
    return {
        result.place.path.relative_to(folder).as_posix(): result.severity.label
        for result in report.results
        if result.place
    }


def test_answer_to_ask_is_told_where_its_question_is_gone(found: Found, tmp_path: Path) -> None:
    assert found("data.ttl") == []
    found("queries/frame.json", text='{"@type": "x"}')
    found("queries/a.json", text='{ "head": {},\n "boolean" : true }')
    assert severities(tmp_path) == {"queries/a.json": "violation", "queries/frame.json": "info"}


def test_file_of_evidence_without_any_is_told(found: Found) -> None:
    assert found("data.ttl") == []
    assert found("evidence/a.yaml", text="# to come\n") == [("file-unread", "evidence/a.yaml")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data/a.jsonl", '{"@id": "https://example.org/a"}\n{"@id": "https://example.org/b"}\n'),
        ("data/a.ndjson", '{"name": "x", "@type" : "https://example.org/T"}\n'),
        ("data/a.yaml", '"@id": https://example.org/a\nname: x\n'),
        ("data/a.html", '<script type="application/ld+json">{}</script>'),
    ],
)
def test_json_ld_in_another_file_is_told(name: str, text: str, found: Found) -> None:
    assert found("data.ttl") == []
    assert found(name, text=text) == [("file-unread", name)]


def test_json_ld_beside_the_data_is_told_where_it_is_called_like_a_part(found: Found) -> None:
    text = '{"@context": {}, "@id": "https://example.org/a"}'
    assert found("data.ttl") == []
    assert found("codemeta.json", "data.txt", text=text) == []
    assert found("data.json", text=text) == [("file-unread", "data.json")]
    assert found("data.json", text="{}") == []


def test_without_data_files_all_rdf_is_read(found: Found) -> None:
    assert found("a.ttl", "shacl/s.ttl", "rdf/b.ttl") == []


@pytest.mark.parametrize("name", ["kg/schlaglicht.toml", "kg/queries/q.rq"])
def test_project_below_is_told_where_its_rdf_is_read(
    name: str, found: Found, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text("SELECT * { ?s ?p ?o }\n" if path.suffix == ".rq" else 'base = "x:/"\n')
    assert found("kg/data.ttl") == [("file-unread", name)]
    assert found(only="kg") == []


JUNIT = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="kg">\n</testsuites>\n'
RDF_XML = """<?xml version="1.0"?>
<!-- <rest/> -->
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>
"""


def test_xml_beside_the_data_is_told_where_it_is_rdf(found: Found) -> None:
    assert found("data.ttl") == []
    assert found("pom.xml", text='<project xmlns="http://maven.apache.org/POM/4.0.0"/>') == []
    assert found("junit.xml", text=JUNIT) == []
    assert found("more.xml", text=RDF_XML) == [("file-unread", "more.xml")]


def test_other_files_do_not_matter_where_one_is_validated(found: Found) -> None:
    assert found("data.ttl", "shapes.ttl", only="data.ttl") == []


def test_a_folder_for_data_without_any_is_told(found: Found, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert found("ontology/o.ttl") == [("nothing-checked", "data")]


def test_linked_folder_of_another_name_is_read(found: Found, tmp_path: Path) -> None:
    (tmp_path / "shapes").symlink_to("shacl")
    assert found("data.ttl", "shacl/s.ttl") == []


@pytest.mark.parametrize(
    ("link", "target"),
    [("data/b.ttl", "store/b.ttl"), ("data/store", "store"), ("shapes/s", "store/deep")],
)
def test_file_that_is_read_by_a_link_is_no_unread_one(
    link: str, target: str, found: Found, tmp_path: Path
) -> None:
    assert found("data/a.ttl", "shapes/a.ttl") == []
    file = "store/deep/b.ttl" if target.endswith("deep") else "store/b.ttl"
    assert found(file) == [("file-unread", file)]
    (tmp_path / link).symlink_to(tmp_path / target)
    assert found() == []


def test_link_that_leads_nowhere_is_told(found: Found, tmp_path: Path) -> None:
    assert found("data/a.ttl", "shapes/s.ttl") == []
    (tmp_path / "data/more").symlink_to("../gone")
    (tmp_path / "shapes/.lock").symlink_to("someone@example.org.1234")
    assert found() == [("file-unread", "data/more")]


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


def test_files_of_one_ending_are_told_once(found: Found, tmp_path: Path) -> None:
    names = [f"data/{number}.png" for number in range(3)]
    assert found("data.ttl", *names, text="") != []
    (result,) = (r for r in validate(open_project([tmp_path])).results if ".png" in str(r.place))
    assert result.messages["en"] == "nothing in data/ reads *.png (files: 3)"


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
