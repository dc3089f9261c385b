"""Passages against their documents. The document is fifteen characters, sixteen bytes long."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.project import Project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationReport, ValidationResult

TEXT = "Chor 😀 singt.\r\n"
SETTINGS = "evidence = true\n"

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


@pytest.fixture
def report_on_records(
    write_project: WriteProject, tmp_path: Path
) -> Callable[..., ValidationReport]:
    def report(**changes: object) -> ValidationReport:
        sources = tmp_path / "sources"
        sources.mkdir()
        (sources / "text.txt").write_bytes(TEXT.encode())
        return validate(write_project(data=records(**changes)), sources=sources)  # type: ignore[arg-type]

    return report


ReportOnRecords = Callable[..., ValidationReport]


def only(report: ValidationReport) -> ValidationResult:
    """The one result; that the endpoint writes a number differently is not the matter here."""
    (result,) = [result for result in report.results if result.code[:8] != "literal-"]
    return result


def place(result: ValidationResult) -> tuple[int, int]:
    assert result.place is not None
    return (result.place.line - 6, result.place.column)


def test_passage_that_reads_as_its_digest_says_is_fine(report_on_records: ReportOnRecords) -> None:
    report = report_on_records()
    assert report.conforms
    assert (report.checked.matching, report.checked.passages) == (1, 1)


def test_digest_of_an_older_graph_is_read(report_on_records: ReportOnRecords) -> None:
    report = report_on_records(passage=f'def:sha256 "{digest(TEXT[5:12])}"')
    assert report.conforms
    assert report.checked.matching == 1


def test_wrong_digest_of_an_older_graph_is_found(report_on_records: ReportOnRecords) -> None:
    result = only(report_on_records(passage=f'def:sha256 "{digest("x")}"'))
    assert (result.code, place(result)) == ("evidence-digest", (6, 14))


def test_wrong_digest_names_evidence_place_and_the_actual_one(
    report_on_records: ReportOnRecords,
) -> None:
    report = report_on_records(passage=f'schema:sha256 "{digest("x")}"')
    result = only(report)
    assert result.code == "evidence-digest"
    assert place(result) == (6, 17)
    assert "F025" in result.messages["en"]
    assert "[5, 12)" in result.messages["en"]
    assert digest(TEXT[5:12]) in result.helps["en"]
    assert (report.checked.matching, report.checked.passages) == (0, 1)


def test_no_message_shows_the_text(report_on_records: ReportOnRecords) -> None:
    result = only(report_on_records(passage=f'schema:sha256 "{digest("x")}"'))
    said = " ".join([*result.messages.values(), *result.helps.values()])
    assert "singt" not in said


def test_missing_digest_is_found(report_on_records: ReportOnRecords) -> None:
    result = only(report_on_records(passage='ex:note "none"'))
    assert result.code == "evidence-digest"
    assert digest(TEXT[5:12]) in result.helps["de"]


def test_places_count_code_points_and_line_ends_as_they_are(
    report_on_records: ReportOnRecords,
) -> None:
    passage = f'schema:sha256 "{digest(TEXT[12:15])}"'
    assert TEXT[12:15] == ".\r\n"
    assert report_on_records(start=12, end=15, passage=passage, block=selector(0, 15)).conforms


def test_end_beyond_the_document_is_found(report_on_records: ReportOnRecords) -> None:
    report = report_on_records(end=99, block='ex:note "anywhere"')
    result = only(report)
    assert result.code == "evidence-place"
    assert place(result) == (5, 68)
    assert "15" in result.messages["en"]
    assert report.checked.matching == 0


@pytest.mark.parametrize(("start", "end"), [(7, 7), (8, 7), (-1, 7)])
def test_start_must_be_before_the_end(
    start: int, end: int, report_on_records: ReportOnRecords
) -> None:
    result = only(report_on_records(start=start, end=end, block='ex:note "anywhere"'))
    assert result.code == "evidence-place"
    assert place(result) == (5, 57)


@pytest.mark.parametrize("block", [selector(6, 14), selector(0, 11)])
def test_passage_must_lie_in_its_text_block(block: str, report_on_records: ReportOnRecords) -> None:
    result = only(report_on_records(block=block))
    assert result.code == "evidence-place"
    assert "ex:block" in result.messages["en"]


def test_text_block_must_lie_in_its_document(report_on_records: ReportOnRecords) -> None:
    result = only(report_on_records(block=selector(0, 99)))
    assert result.code == "evidence-place"
    assert place(result)[0] == 3


def test_text_block_with_a_digest_must_match(report_on_records: ReportOnRecords) -> None:
    block = f'{selector(0, 14)} ; schema:sha256 "{digest("x")}"'
    result = only(report_on_records(block=block))
    assert result.code == "evidence-digest"
    assert place(result)[0] == 3


@pytest.mark.parametrize("start", ['"five"', "5.0", '"x"^^xsd:integer'])
def test_places_must_be_integers(start: str, report_on_records: ReportOnRecords) -> None:
    result = only(report_on_records(start=start))
    assert result.code == "evidence-place"


def test_other_document_is_found_with_its_digest(report_on_records: ReportOnRecords) -> None:
    report = report_on_records(whole=digest("another"))
    result = only(report)
    assert result.code == "evidence-document"
    assert place(result) == (2, 17)
    assert digest(TEXT) in result.messages["en"]
    assert report.checked.matching == 1


@pytest.mark.parametrize("name", ["gone.txt", "x" * 300])
def test_missing_document_is_found(name: str, report_on_records: ReportOnRecords) -> None:
    report = report_on_records(name=name)
    result = only(report)
    assert result.code == "evidence-document"
    assert place(result) == (1, 74)
    assert report.checked.matching == 0


@pytest.mark.parametrize(
    "name", ["../secret.txt", "/etc/hostname", "..", "", "a\\\\b.txt", "a\\u0000b"]
)
def test_document_is_never_looked_for_elsewhere(
    name: str, report_on_records: ReportOnRecords
) -> None:
    result = only(report_on_records(name=name))
    assert result.code == "evidence-document"
    assert "plain file name" in result.messages["en"]


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


def test_passages_are_not_looked_up_without_sources(write_project: WriteProject) -> None:
    report = validate(write_project(data=records(end=99), settings=SETTINGS))
    assert report.conforms
    assert report.checked.passages is None


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


def test_text_block_without_passages_must_lie_in_its_document(
    report_on_records: ReportOnRecords,
) -> None:
    block = f"{selector(0, 14)} . ex:far a def:TextBlock ; oa:hasSource ex:doc ; {selector(16, 99)}"
    found = only(report_on_records(block=block))
    assert found.code == "evidence-place"


@pytest.mark.parametrize(("start", "end"), [(1, 6), (0, 3)])
def test_passage_that_cuts_a_word_is_a_warning_and_matches(
    start: int, end: int, report_on_records: ReportOnRecords
) -> None:
    passage = f'schema:sha256 "{digest(TEXT[start:end])}"'
    report = report_on_records(start=start, end=end, passage=passage)
    (result,) = (r for r in report.results if r.code == "evidence-place")
    assert result.severity is Severity.WARNING
    assert f"[{start}, {end}) begins or ends inside a word" in result.messages["en"]
    assert report.checked.matching == 1


def test_missing_digest_in_a_file_of_evidence_is_filled_in_by_a_command(
    write_project: WriteProject, tmp_path: Path
) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "text.txt").write_bytes(TEXT.encode())
    (tmp_path / "evidence.yaml").write_text(
        "document: {file: text.txt}\nevidence:\n  E1:\n    passages: [0-4]\n"
        "    verbatim: ['<http://e.net/choir> schema:name']\n"
    )
    project = write_project(data="<http://e.net/choir> schema:name 'Chor' .")
    (result,) = validate(project, sources=tmp_path / "sources").results
    assert result.code == "evidence-digest"
    assert "schlaglicht evidence digest --sources DIR" in result.helps["en"]
