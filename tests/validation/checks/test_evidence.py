"""Every statement has evidence, all evidence is for statements. Lines count from the text given."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from schlaglicht.project import Project
from schlaglicht.validation.checks.evidence import check_evidence
from schlaglicht.validation.evidence_report import validate_evidence
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationResult

SETTINGS = 'evidence = true\n[prefixes]\nex = "https://example.org/"\n'


def body(statement: str) -> str:
    subject, predicate, object_ = statement.split(" ", 2)
    return (
        f"[ a rdf:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ; "
        f"rdf:object {object_} ]"
    )


def evidence(*statements: str) -> str:
    bodies = " , ".join(body(statement) for statement in statements)
    return f'ex:e1 a oa:Annotation ; dcterms:identifier "E1" ; oa:hasBody {bodies} .'


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


DATA = 'ex:fair ex:place ex:mill ; ex:note "x"@de .'
HEAD = "prefixes: {ex: 'https://example.org/'}\nretrieved: 2031-05-01\nevidence:\n"

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
    (result,) = results(f"  E1: {{sources: ['http://e.net/'], paraphrase: ['{statements}']}}\n")
    assert (result.code, result.severity) == ("evidence-ambiguous", Severity.WARNING)
    assert "E1 names twice: ex:fair" in result.messages["en"]
    assert "it stands under paraphrase already" in result.helps["en"]


def test_statement_with_two_wordings_is_a_warning_at_the_second(results: Results) -> None:
    both = (
        "    translation: [ex:fair ex:note]\n    paraphrase: [ex:fair ex:note , ex:fair ex:place]\n"
    )
    sources = "    sources: ['http://e.net/']\n"
    (result,) = results(f"  E1:\n{sources}{both}")
    assert "remove it here or under paraphrase" in result.helps["en"]
    assert result.place is not None
    assert result.place.line == 6


def test_two_entries_may_support_one_statement(results: Results) -> None:
    assert (
        results(
            "  E1: {sources: ['http://e.net/'], paraphrase: ['ex:fair ex:place ; ex:note']}\n"
            "  E2: {sources: ['http://e.net/'], paraphrase: [ex:fair ex:place]}\n"
        )
        == []
    )


def test_digest_that_no_entry_cites_is_an_info_at_its_key(results: Results) -> None:
    entry = "  E1: {sources: ['http://e.net/'], paraphrase: ['ex:fair ex:place ; ex:note']}\n"
    digests = f"digests:\n  0-14: {'0' * 64}\n"
    (result,) = results(f"{entry}{digests}document: {{file: a.txt}}\n")
    assert (result.code, result.severity) == ("evidence-digest", Severity.INFO)
    assert "no entry cites the passage 0-14" in result.messages["en"]
    assert "evidence digest --sources DIR` removes" in result.helps["en"]
    assert result.place is not None
    assert (result.place.line, result.place.column) == (6, 3)
