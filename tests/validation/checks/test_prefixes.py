"""Prefixes in the files of a project."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationReport

HEADER_LINES = 6

ReportOn = Callable[..., ValidationReport]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ONE = "@prefix a: <https://one.example/> .\na:x a:p 1 .\n"
TWO = "@prefix a: <https://two.example/> .\na:x a:p 1 .\n"
JSON = (
    '{"@context": {"b": "https://b.example/",\n "a": "https://two.example/"},\n'
    '"@id": "a:x", "a:p": 1}'
)
XML = (
    f'<rdf:RDF xmlns:rdf="{RDF}"\n xmlns:a="https://two.example/">'
    '<rdf:Description rdf:about="x:s"><a:p>1</a:p></rdf:Description></rdf:RDF>'
)


def ambiguous(folder: Path, files: dict[str, str]) -> list[tuple[str, int, int]]:
    """The places of declarations that disagree with what the project understands."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    results = validate(open_project([folder])).results
    places = [r.place for r in results if r.code == "prefix-ambiguous"]
    return [(place.path.name, place.line, place.column) for place in places if place]


def test_second_prefix_of_a_namespace_is_told(report_on: ReportOn) -> None:
    report = report_on(data="@prefix e: <https://example.org/> .\ne:a ex:p 1 .")
    (result,) = report.results
    assert (result.code, result.severity) == ("prefix-duplicate", Severity.INFO)
    assert result.place
    assert (result.place.line - HEADER_LINES, result.place.column) == (1, 12)
    assert result.helps["en"] == "write ex: everywhere, and remove e:"


def test_default_namespace_of_xml_takes_no_prefix_s_place(tmp_path: Path) -> None:
    inner = f'<rdf:type xmlns="{RDF}" xmlns:rdf="{RDF}" rdf:resource="https://one.example/C"/>'
    document = f'<Description rdf:about="https://one.example/s">{inner}</Description>'
    text = f'<rdf:RDF xmlns="{RDF}" xmlns:rdf="{RDF}">{document}</rdf:RDF>'
    (tmp_path / "a.rdf").write_text(text, encoding="utf-8")
    assert not validate(open_project([tmp_path])).results


def test_second_prefix_is_told_once_a_file(tmp_path: Path) -> None:
    inner = f'<a:p xmlns:b="https://two.example/" xmlns:c="{RDF}"/>' * 3
    (tmp_path / "a.rdf").write_text(XML.replace("<a:p>1</a:p>", inner), encoding="utf-8")
    results = validate(open_project([tmp_path])).results
    found = [r.messages["en"] for r in results if r.code == "prefix-duplicate"]
    assert found == [
        "b: and a: stand for the same namespace",
        "c: and rdf: stand for the same namespace",
    ]


def test_file_that_disagrees_with_the_first_is_told(tmp_path: Path) -> None:
    assert ambiguous(tmp_path, {"a.ttl": ONE, "b.ttl": TWO}) == [("b.ttl", 1, 12)]


def test_file_that_disagrees_with_most_is_told(tmp_path: Path) -> None:
    files = {"a.ttl": ONE, "b.ttl": TWO, "c.ttl": TWO}
    assert ambiguous(tmp_path, files) == [("a.ttl", 1, 12)]


def test_every_file_that_disagrees_with_the_settings_is_told(tmp_path: Path) -> None:
    settings = '[prefixes]\na = "https://one.example/"\n'
    files = {"data/a.ttl": ONE, "data/b.ttl": TWO, "data/c.ttl": TWO, "schlaglicht.toml": settings}
    assert ambiguous(tmp_path, files) == [("b.ttl", 1, 12), ("c.ttl", 1, 12)]


def test_message_says_what_counts_and_what_to_do(report_on: ReportOn) -> None:
    settings = '[prefixes]\nex = "https://other.example/"\n'
    (result,) = report_on(data="ex:a ex:p 1 .", settings=settings).results
    assert result.severity is Severity.INFO
    assert result.messages["en"] == (
        "ex: stands for <https://example.org/> here, but for <https://other.example/> in the "
        "settings; queries and pages understand it as the settings do"
    )
    assert "[prefixes]" in result.helps["en"]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [("z.jsonld", JSON, (2, 2)), ("z.rdf", XML, (2, 11)), ("z.trig", TWO, (1, 12))],
)
def test_place_is_found_in_every_format(
    name: str, text: str, place: tuple[int, int], tmp_path: Path
) -> None:
    assert ambiguous(tmp_path, {"a.ttl": ONE, name: text}) == [(name, *place)]


@pytest.mark.parametrize("prefix", ["", "ns1", "j.0"])
def test_prefix_that_belongs_to_its_file_is_left_alone(prefix: str, tmp_path: Path) -> None:
    files = {
        "a.ttl": ONE.replace("a:", f"{prefix}:"),
        "b.ttl": TWO.replace("a:", f"{prefix}:"),
    }
    assert ambiguous(tmp_path, files) == []


def test_misspelt_namespace_is_one_finding_only(tmp_path: Path) -> None:
    shape = "@prefix sh: <{}> .\n<x:s> a sh:NodeShape ; sh:targetNode <x:t> ; sh:closed false .\n"
    files = {
        "data.ttl": "<x:t> <x:p> 1 .\n",
        "shapes/a.ttl": shape.format("http://www.w3.org/ns/shacl#"),
        "shapes/b.ttl": shape.format("https://www.w3.org/ns/shacl#"),
    }
    assert ambiguous(tmp_path, files) == []
    codes = [result.code for result in validate(open_project([tmp_path])).results]
    assert "shacl-namespace" in codes


def test_both_forms_of_schema_org_are_one_finding_only(tmp_path: Path) -> None:
    files = {
        "a.ttl": "@prefix schema: <https://schema.org/> .\n<x:a> schema:name 1 .\n",
        "b.ttl": "@prefix schema: <http://schema.org/> .\n<x:b> schema:name 1 .\n",
    }
    assert ambiguous(tmp_path, files) == []
