"""What the judge gives up over is left out only where the lint says it already."""

from collections.abc import Callable

import pytest

from schlaglicht.validation.report import ValidationReport

ReportOn = Callable[..., ValidationReport]

HARMLESS = """
ex:A a sh:NodeShape ; sh:targetClass ex:T ;
    sh:property [ sh:path ex:p ; sh:languageIn "de" ; sh:message "m"@en ] .
"""
"""pySHACL takes it, and the lint does not."""

UNREADABLE = """
ex:B a sh:NodeShape ; sh:targetClass ex:T ; sh:sparql [ sh:message "m"@en ] .
"""
"""pySHACL gives up over it, and the lint has nothing to say."""


def codes(report: ValidationReport) -> list[str]:
    return sorted(r.code for r in report.results if r.code != "shape")


@pytest.mark.parametrize("shapes", [HARMLESS + UNREADABLE, UNREADABLE + HARMLESS])
def test_unreadable_shape_is_said_beside_the_fault_of_another(
    shapes: str, report_on: ReportOn
) -> None:
    report = report_on(data="ex:a a ex:T ; ex:p 1 .", shapes=shapes)
    assert codes(report) == ["shacl-unreadable", "shape-value"]
    (fault,) = (r for r in report.results if r.code == "shape-value")
    assert "not checked" not in fault.helps.get("en", "")


def test_unreadable_shape_is_not_said_again_beside_its_own_fault(report_on: ReportOn) -> None:
    own = HARMLESS.replace('sh:languageIn "de"', 'sh:minCount "1"')
    report = report_on(data="ex:a a ex:T ; ex:p 1 .", shapes=HARMLESS + own.replace("ex:A", "ex:C"))
    assert codes(report) == ["shape-value", "shape-value"]
    helps = [r.helps.get("en", "") for r in report.results if r.code == "shape-value"]
    assert ["what C asks for was not checked" in text for text in helps] == [False, True]


def test_fault_outside_of_any_shape_may_be_what_the_judge_gave_up_over(report_on: ReportOn) -> None:
    shapes = """
ex:B a sh:NodeShape ; sh:targetClass ex:T ; ex:least 1 .
ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:least ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { $this ?p ?o MINUS { } " ] .
"""
    report = report_on(data="ex:a a ex:T ; ex:p 1 .", shapes=shapes)
    assert "shacl-unreadable" not in codes(report)
    assert "shape-sparql" in codes(report)
