"""Passages against their documents. The document is fifteen characters, sixteen bytes long."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.project import Project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport, ValidationResult

TEXT = "Chor 😀 singt.\r\n"

WriteProject = Callable[..., Project]


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def selector(start: object, end: object) -> str:
    return f"oa:hasSelector [ a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} ]"


def records(
    *,
    name: str = "text.txt",
    whole: str = digest(TEXT),
    start: object = 5,
    end: object = 12,
    passage: str = f'schema:sha256 "{digest(TEXT[5:12])}"',
    block: str = selector(0, 14),
) -> str:
    return f"""ex:doc a schema:DigitalDocument , schema:TextObject ; dcterms:identifier "{name}" ;
  schema:sha256 "{whole}" .
ex:block a def:TextBlock ; {block} .
ex:passage a oa:SpecificResource ; oa:hasSource ex:doc ; dcterms:isPartOf ex:block ;
  {selector(start, end)} ;
  {passage} .
ex:e1 a oa:Annotation ; dcterms:identifier "F025" ; oa:hasTarget ex:passage .
"""


def only(report: ValidationReport) -> ValidationResult:
    """The one result; that the endpoint writes a number differently is not the matter here."""
    (result,) = [result for result in report.results if result.code[:8] != "literal-"]
    return result


def test_document_must_be_utf8(write_project: WriteProject, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "text.txt").write_bytes(b"Chor \xff")
    result = only(validate(write_project(data=records()), sources=sources))
    assert result.code == "evidence-document"
    assert "byte 5" in result.messages["en"]


def test_document_needs_the_name_of_a_file(write_project: WriteProject, tmp_path: Path) -> None:
    data = "ex:doc a schema:DigitalDocument ."
    result = only(validate(write_project(data=data), sources=tmp_path))
    assert result.code == "evidence-document"


def test_passage_needs_a_document(write_project: WriteProject, tmp_path: Path) -> None:
    data = f"ex:passage a oa:SpecificResource ; oa:hasSource ex:gone ; {selector(0, 1)} ."
    result = only(validate(write_project(data=data), sources=tmp_path))
    assert result.code == "evidence-document"


def test_folder_of_sources_must_exist(write_project: WriteProject, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no such folder"):
        validate(write_project(data=records()), sources=tmp_path / "gone")


def test_folder_of_sources_may_have_a_name_that_cannot_be(write_project: WriteProject) -> None:
    with pytest.raises(ProjectError, match="too long"):
        validate(write_project(data=records()), sources=Path("x" * 300))


def make_link(path: Path) -> None:
    outside = path.parent.parent / "elsewhere.txt"
    outside.write_bytes(TEXT.encode())
    path.symlink_to(outside)


def make_large(path: Path) -> None:
    with path.open("wb") as file:
        file.write(TEXT.encode())
        file.truncate(32 * 2**20 + 1)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (make_link, "text.txt leads out of the folder"),
        (os.mkfifo, "text.txt is missing"),
        (make_large, "text.txt has more than 32 MiB"),
        (lambda path: path.write_bytes(TEXT.encode() + b"\0"), "text.txt is not a text file"),
    ],
)
def test_document_whose_words_cannot_be_compared_is_found(
    write_project: WriteProject, tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    (tmp_path / "sources").mkdir()
    make(tmp_path / "sources" / "text.txt")
    report = validate(write_project(data=records()), sources=tmp_path / "sources")
    found = [r for r in report.results if r.code == "evidence-document"]
    assert [str(r.messages["en"]).startswith(said) for r in found] == [True]
    assert report.checked.matching == 0
