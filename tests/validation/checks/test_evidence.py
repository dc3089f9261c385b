"""Every statement has evidence, all evidence is for statements. Lines count from the text given."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from schlaglicht.project import Project, open_project
from schlaglicht.validation.checks.evidence import check_evidence
from schlaglicht.validation.evidence_report import validate_evidence
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationReport, ValidationResult

HEADER_LINES = 6
SOURCES = "    sources: ['https://example.org/list']\n"
PREFIXES = """\
@prefix ex: <https://example.org/> . @prefix oa: <http://www.w3.org/ns/oa#> .
"""
PREFIXES_OF_CLASSES = """\
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix schema: <https://schema.org/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
"""
SETTINGS = 'evidence = true\n[prefixes]\nex = "https://example.org/"\n'

ReportOn = Callable[..., ValidationReport]


def body(statement: str) -> str:
    subject, predicate, object_ = statement.split(" ", 2)
    return (
        f"[ a rdf:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ; "
        f"rdf:object {object_} ]"
    )


def evidence(*statements: str) -> str:
    bodies = " , ".join(body(statement) for statement in statements)
    return f'ex:e1 a oa:Annotation ; dcterms:identifier "E1" ; oa:hasBody {bodies} .'


def only(report: ValidationReport) -> ValidationResult:
    """The one result; that the endpoint writes a number differently is not the matter here."""
    (result,) = [result for result in report.results if result.code[:8] != "literal-"]
    return result


def test_statement_with_evidence_is_fine(report_on: ReportOn) -> None:
    data = "ex:a ex:p 900 .\n" + evidence("ex:a ex:p 900")
    report = report_on(data=data, settings=SETTINGS)
    assert report.conforms
    assert (report.checked.evidenced, report.checked.statements) == (1, 1)


def test_statement_without_evidence_is_found_at_its_object(report_on: ReportOn) -> None:
    data = 'ex:a ex:p 900 ;\n  ex:q "x"@de .\n' + evidence("ex:a ex:p 900")
    report = report_on(data=data, settings=SETTINGS)
    result = only(report)
    assert result.code == "evidence-missing"
    assert result.place is not None
    assert (result.place.line - HEADER_LINES, result.place.column) == (2, 8)
    assert (report.checked.evidenced, report.checked.statements) == (1, 2)


def test_help_is_the_body_to_add(report_on: ReportOn) -> None:
    result = only(report_on(data='ex:a ex:p "x"@de .', settings=SETTINGS))
    assert body('ex:a ex:p "x"@de') in result.helps["en"]


def test_blank_node_asks_for_an_iri(report_on: ReportOn) -> None:
    report = report_on(data="ex:a ex:p [ ex:q 1 ] .", settings=SETTINGS)
    assert {result.helps["en"] for result in report.results} == {
        "give the blank node an IRI, so that evidence can name it"
    }


def test_labelled_blank_node_can_have_evidence(report_on: ReportOn) -> None:
    data = "_:b ex:q 1 . " + evidence("_:b ex:q 1")
    assert report_on(data=data, settings=SETTINGS).conforms


@pytest.mark.parametrize(
    ("stated", "supported"),
    [
        ("900", '"900"'),
        ("900", "0900"),
        ('"x"@de', '"x"@en'),
        ('"x"@de', '"x"'),
        ("ex:b", '"https://example.org/b"'),
    ],
)
def test_object_must_be_the_very_term(stated: str, supported: str, report_on: ReportOn) -> None:
    data = f"ex:a ex:p {stated} .\n" + evidence(f"ex:a ex:p {supported}")
    assert only(report_on(data=data, settings=SETTINGS)).code == "evidence-missing"


@pytest.mark.parametrize(
    ("stated", "supported"), [('"x"@de-AT', '"x"@de-at'), ('"x"', '"x"^^xsd:string')]
)
def test_case_of_a_tag_and_string_type_make_no_difference(
    stated: str, supported: str, report_on: ReportOn
) -> None:
    data = f"ex:a ex:p {stated} .\n" + evidence(f"ex:a ex:p {supported}")
    report = report_on(data=data, settings=SETTINGS)
    assert {result.code for result in report.results} <= {"literal-rewritten"}


def test_evidence_that_says_otherwise_is_named_beside_the_statement(report_on: ReportOn) -> None:
    data = "ex:a ex:p 900 .\n" + evidence("ex:a ex:p 901")
    result = only(report_on(data=data, settings=SETTINGS))
    assert result.helps["en"] == (
        "E1 (line 8) supports instead: ex:a ex:p 901; one of the two is wrong"
    )


def test_evidence_goes_with_one_statement_its_object_before_its_subject(
    report_on: ReportOn,
) -> None:
    data = "ex:a ex:p 900 , 901 .\n" + evidence("ex:a ex:p 902", "ex:b ex:p 901", "ex:c ex:q 1")
    results = report_on(data=data, settings=SETTINGS).results
    told = [
        (result.code[9:], re.findall(r"instead: (.*);", result.helps["en"])) for result in results
    ]
    assert told == [
        ("missing", ["ex:a ex:p 902"]),
        ("missing", ["ex:b ex:p 901"]),
        ("orphan", []),
    ]


def test_much_evidence_for_other_statements_takes_time_by_its_amount(
    write_project: Callable[..., Project],
) -> None:
    """Comparisons of terms are what it takes."""
    bodies = [f"ex:b{n} ex:q {n + 5000}" for n in range(60)]
    data = " ".join(f"ex:a{n} ex:p {n} ." for n in range(60)) + evidence(*bodies)
    inputs, _ = read_inputs(write_project(data=data, settings=SETTINGS))
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code.co_name == "__eq__"

    sys.setprofile(count)
    try:
        check_evidence(inputs)
    finally:
        sys.setprofile(None)
    assert calls < 60 * 60


def test_evidence_for_nothing_is_found_at_its_object(report_on: ReportOn) -> None:
    data = evidence("ex:a ex:p 901")
    result = only(report_on(data=data, settings=SETTINGS))
    assert result.code == "evidence-orphan"
    assert result.place is not None
    assert result.place.line == HEADER_LINES + 1
    assert result.place.column == data.index("901") + 1
    assert "E1" in result.messages["en"]


def test_evidence_for_nothing_says_what_the_data_says_instead(report_on: ReportOn) -> None:
    data = "ex:a ex:p 900 .\n" + evidence("ex:a ex:p 900", "ex:a ex:p 901")
    result = only(report_on(data=data, settings=SETTINGS))
    assert result.helps["en"] == "the data says: ex:a ex:p 900"


def test_body_that_is_no_whole_statement_is_found(report_on: ReportOn) -> None:
    data = "ex:e1 a oa:Annotation ; oa:hasBody [ a rdf:Statement ; rdf:subject ex:a ] ."
    result = only(report_on(data=data, settings=SETTINGS))
    assert result.code == "evidence-orphan"
    assert "rdf:predicate" in result.messages["de"]


@pytest.mark.parametrize(
    "class_",
    [
        "oa:Annotation",
        "rdf:Statement",
        "oa:SpecificResource",
        "oa:TextPositionSelector",
        "def:TextBlock",
        "schema:DigitalDocument",
        "<http://www.w3.org/ns/prov#Entity>",
        "<http://www.w3.org/ns/prov#Activity>",
        "<http://www.w3.org/ns/dcat#Dataset>",
    ],
)
def test_record_of_evidence_needs_no_evidence(class_: str, report_on: ReportOn) -> None:
    report = report_on(data=f"ex:r a {class_} ; ex:p 1 .", settings=SETTINGS)
    assert report.conforms
    assert report.checked.statements == 0


def test_ontology_and_shapes_need_no_evidence(report_on: ReportOn) -> None:
    report = report_on(
        data="",
        ontology="ex:T a owl:Class .",
        shapes="ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:nodeKind sh:IRI .",
        settings=SETTINGS,
    )
    assert report.conforms


def test_evidence_is_not_asked_for_without_the_setting(report_on: ReportOn) -> None:
    report = report_on(data="ex:a ex:p 900 .")
    assert report.conforms
    assert report.checked.statements is None


Entries = Callable[..., list[ValidationResult]]


@pytest.fixture
def entries(write_project: Callable[..., Project]) -> Entries:
    """The results on evidence for some TriG and the records of one entry about it."""

    def results(data: str, *statements: str) -> list[ValidationResult]:
        project = write_project(data="", settings=SETTINGS)
        (project.root / "data.ttl").unlink()
        (project.root / "data.trig").write_text(PREFIXES + data, encoding="utf-8")
        items = "".join(f"      - {statement}\n" for statement in statements)
        (project.root / "evidence.yaml").write_text(
            f"evidence:\n  F1:\n{SOURCES}    record:\n{items}"
        )
        report = validate(open_project([project.root]))
        return [r for r in report.results if r.code.startswith(("evidence", "syntax"))]

    return results


@pytest.mark.parametrize(
    ("data", "statements"),
    [
        ("ex:a ex:p 7 .", ["ex:a ex:p"]),
        ("ex:a ex:p 7 , 8 .", ["ex:a ex:p 7 , 8"]),
        ('ex:a ex:p "x"@de , "y"@en .', ["ex:a ex:p @de , @en"]),
        ('ex:a ex:p "x"@de-AT .', ['ex:a ex:p "x"@de-at']),
        ("ex:a ex:p 007 .", ["ex:a ex:p 007"]),
        ("ex:g { ex:a ex:p 7 }", ["ex:a ex:p"]),
        ("ex:a ex:p 7 . ex:g { ex:a ex:p 7 }", ["ex:a ex:p"]),
    ],
)
def test_entry_supports_its_statements(entries: Entries, data: str, statements: list[str]) -> None:
    assert entries(data, *statements) == []


@pytest.mark.parametrize("class_", ["schema:DigitalDocument", "prov:Entity", "rdf:Statement"])
def test_class_exempts_no_fact_where_evidence_is_apart(entries: Entries, class_: str) -> None:
    data = PREFIXES_OF_CLASSES + f"ex:a ex:p 7 . ex:b a {class_} ; ex:p 8 ."
    found = entries(data, "ex:a ex:p")
    assert [result.code for result in found] == ["evidence-missing"] * 2


def test_records_of_annotations_in_the_data_need_none_next_to_entries(entries: Entries) -> None:
    data = PREFIXES_OF_CLASSES + (
        "ex:a ex:p 7 . ex:b ex:p 8 . ex:e a oa:Annotation ; prov:wasDerivedFrom ex:s ; oa:hasBody ["
        " a rdf:Statement ; rdf:subject ex:b ; rdf:predicate ex:p ; rdf:object 8 ] ."
        " ex:s a prov:Entity ; schema:name 'S' ."
    )
    assert entries(data, "ex:a ex:p") == []


@pytest.mark.parametrize(
    ("data", "statement", "codes"),
    [
        ("ex:a ex:p 7 , 8 .", "ex:a ex:p", {"evidence-ambiguous", "evidence-missing"}),
        ("ex:a ex:p 7 , 8 .", "ex:a ex:p 7", {"evidence-missing"}),
        ('ex:a ex:p 7 , "7" .', "ex:a ex:p 7", {"evidence-missing"}),
        ("ex:a ex:p 7 , 007 .", "ex:a ex:p 7", {"evidence-missing"}),
        ("ex:a ex:p 007 .", "ex:a ex:p 7", {"evidence-missing"}),
        ('ex:a ex:p "7" .', "ex:a ex:p 7", {"evidence-missing"}),
        ('ex:a ex:p "x"@de .', 'ex:a ex:p "x"', {"evidence-missing"}),
        (
            'ex:a ex:p "x"@de , "y"@de .',
            "ex:a ex:p @de",
            {"evidence-ambiguous", "evidence-missing"},
        ),
        ('ex:a ex:p "x"@de , "y" .', "ex:a ex:p @de", {"evidence-missing"}),
        ("ex:g { ex:a ex:p 7 } ex:h { ex:a ex:p 8 }", "ex:a ex:p", {"evidence-ambiguous"}),
        ("ex:a ex:p [] .", "ex:a ex:q", {"evidence-orphan", "evidence-missing"}),
        (
            "ex:a ex:p 7 .",
            "ex:evidence-f1 a oa:Annotation",
            {"evidence-orphan", "evidence-missing"},
        ),
        ("ex:a ex:p ex:b .", "ex:a ex:p ; ex:q", {"evidence-orphan"}),
    ],
)
def test_entry_supports_nothing_else(
    entries: Entries, data: str, statement: str, codes: set[str]
) -> None:
    found = {result.code for result in entries(data, statement)}
    assert found >= codes
    assert "syntax" not in found


def test_ambiguous_statement_is_found_at_its_place(entries: Entries) -> None:
    result = next(r for r in entries("ex:a ex:p 7 , 8 .", "ex:a ex:p") if "ambig" in r.code)
    assert result.place is not None
    assert result.place.path.name == "evidence.yaml"
    assert (result.place.line, result.place.column) == (5, 9)
    assert result.helps["en"] == "name those meant: 7 , 8"


def test_help_is_the_line_to_add(entries: Entries) -> None:
    missing = entries("ex:a ex:p 7 ; ex:q ex:b .", "ex:a ex:p")
    assert [result.helps["en"] for result in missing] == [
        "add to the entry that supports it: - ex:a ex:q ex:b"
    ]


def test_entries_of_two_files_with_one_key_are_found(write_project: Callable[..., Project]) -> None:
    project = write_project(data="ex:a ex:p 7 .", settings=SETTINGS)
    (project.root / "evidence").mkdir()
    for name in ("a", "b"):
        text = f"evidence:\n  F1:\n{SOURCES}    record: ex:a ex:p\n"
        (project.root / "evidence" / f"{name}.yaml").write_text(text)
    (result,) = validate(open_project([project.root])).results
    assert result.code == "syntax"
    assert result.place is not None
    assert (result.place.path.name, result.place.line) == ("b.yaml", 2)


@pytest.mark.parametrize(
    ("statement", "codes"),
    [("ex:a ex:p 9", ["orphan"]), ("ex:a ex:q", ["orphan"]), ("ex:a ex:p", ["ambiguous"])],
)
def test_entries_are_checked_where_evidence_is_not_asked_for(
    write_project: Callable[..., Project], statement: str, codes: list[str]
) -> None:
    project = write_project(data="ex:a ex:p 7 , 8 .", settings=SETTINGS.partition("\n")[2])
    text = f"evidence:\n  F1:\n{SOURCES}    record: {statement}\n"
    (project.root / "evidence.yaml").write_text(text)
    report = validate(open_project([project.root]))
    assert [result.code for result in report.results] == [f"evidence-{code}" for code in codes]


WriteProject = Callable[..., Project]


def report_on_entry(write_project: WriteProject, data: str, statement: str) -> ValidationReport:
    project = write_project(data=data, settings=SETTINGS)
    text = f"evidence:\n  E1:\n    record:\n      - ex:a {statement}\n"
    (project.root / "evidence.yaml").write_text(text, encoding="utf-8")
    return validate(open_project([project.root]))


def test_record_without_a_passage_is_no_evidence_of_a_fact(write_project: WriteProject) -> None:
    result = only(report_on_entry(write_project, "ex:a ex:p 900 .", "ex:p"))
    assert result.code == "evidence-missing"
    assert result.messages["en"] == "E1 names no passage for: ex:a ex:p 900"


@pytest.mark.parametrize(
    ("data", "statement"),
    [
        ("ex:a a ex:Fair .", "a ex:Fair"),
        ("ex:a a <http://www.w3.org/ns/dcat#Dataset> ; ex:p 900 .", "a dcat:Dataset ; ex:p"),
    ],
    ids=["class", "the dataset itself"],
)
def test_record_without_a_passage_says_classes_and_what_the_graph_says_of_itself(
    data: str, statement: str, write_project: WriteProject
) -> None:
    report = report_on_entry(write_project, data, statement)
    assert (report.checked.evidenced, report.checked.statements) == (len(data.split(";")),) * 2
    assert [r for r in report.results if r.code.startswith("evidence")] == []


def test_annotation_in_the_data_is_the_ground_of_a_record_without_one(
    write_project: WriteProject,
) -> None:
    data = "ex:a ex:p 900 .\n" + evidence("ex:a ex:p 900")
    report = report_on_entry(write_project, data, "ex:p")
    assert [r for r in report.results if r.code == "evidence-missing"] == []


DATA = 'ex:fair ex:place ex:mill ; ex:note "x"@de .'
HEAD = "prefixes: {ex: 'https://example.org/'}\nevidence:\n"

Results = Callable[[str], list[ValidationResult]]


@pytest.fixture(params=[validate, validate_evidence])
def results(
    request: pytest.FixtureRequest, tmp_path: Path, write_project: Callable[..., Project]
) -> Results:
    """The results about a file of evidence on `DATA`, in both kinds of validation."""

    def found(evidence: str) -> list[ValidationResult]:
        (tmp_path / "evidence.yaml").write_text(HEAD + evidence)
        project = write_project(data=DATA, settings="evidence = true\n")
        return [r for r in request.param(project).results if r.code.startswith("evidence-")]

    return found


@pytest.mark.parametrize(
    "statements",
    [
        "ex:fair ex:place ex:mill ; ex:place ; ex:note",
        "ex:fair ex:note @de ; ex:place ; ex:note",
    ],
)
def test_statement_named_twice_is_a_warning(statements: str, results: Results) -> None:
    (result,) = results(f"  E1: {{sources: ['http://e.net/'], record: ['{statements}']}}\n")
    assert (result.code, result.severity) == ("evidence-ambiguous", Severity.WARNING)
    assert "E1 names twice: ex:fair" in result.messages["en"]
    assert "it stands under record already" in result.helps["en"]


def test_statement_with_two_wordings_is_a_warning_at_the_second(results: Results) -> None:
    both = "    record: [ex:fair ex:place]\n    paraphrase: [ex:fair ex:note , ex:fair ex:place]\n"
    sources = "    sources: ['http://e.net/']\n"
    (result,) = results(f"  E1:\n{sources}{both}")
    assert "remove it here or under paraphrase" in result.helps["en"]
    assert result.place is not None
    assert result.place.line == 5


def test_two_entries_may_support_one_statement(results: Results) -> None:
    assert (
        results(
            "  E1: {sources: ['http://e.net/'], record: ['ex:fair ex:place ; ex:note']}\n"
            "  E2: {sources: ['http://e.net/'], record: [ex:fair ex:place]}\n"
        )
        == []
    )


def test_digest_that_no_entry_cites_is_an_info_at_its_key(results: Results) -> None:
    entry = "  E1: {sources: ['http://e.net/'], record: ['ex:fair ex:place ; ex:note']}\n"
    digests = f"digests:\n  0-14: {'0' * 64}\n"
    (result,) = results(f"{entry}{digests}document: {{file: a.txt}}\n")
    assert (result.code, result.severity) == ("evidence-digest", Severity.INFO)
    assert "no entry cites the passage 0-14" in result.messages["en"]
    assert "evidence digest --sources DIR` removes" in result.helps["en"]
    assert result.place is not None
    assert (result.place.line, result.place.column) == (5, 3)
