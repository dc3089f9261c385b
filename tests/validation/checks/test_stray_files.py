from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import open_project
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
        "more.ttl.txt",
        "shacl/a.ttl",
        "Shapes/a.ttl",
        "shpaes/a.ttl",
        "ontologies/deep/a.ttl",
        "rdf/a.ttl",
        "queries/a.sparql",
        "queries/deep/a.rq",
        "queries/a.tsv",
        "sparql/a.rq",
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
        "data/a.csv",
        "data/a.txt",
        "data/.#a.n3",
        "queries/a.ttl",
        "query/a.ttl",
        "sharps.md",
    ],
)
def test_what_is_no_part_is_left_alone(name: str, found: Found) -> None:
    assert found("data.ttl", name) == []


def test_a_folder_is_told_once_with_the_number_of_its_files(found: Found, tmp_path: Path) -> None:
    found("data.ttl", "shacl/b.ttl", "shacl/a.ttl")
    (result,) = validate(open_project([tmp_path])).results
    assert result.messages["en"] == "the folder shacl/ is not read (files: 2)"
    assert result.helps["en"].startswith("call the folder shapes/")


def test_json_is_told_where_it_is_json_ld(found: Found) -> None:
    assert found("data.ttl") == []
    assert found("data/plain.json", text='{"name": "x"}') == []
    assert found("data/a.json", text='{"@id": "https://example.org/a"}') == [
        ("file-unread", "data/a.json")
    ]


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
