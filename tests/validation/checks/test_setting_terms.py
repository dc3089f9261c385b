from collections.abc import Callable

import pytest

from schlaglicht.validation.report import ValidationReport, ValidationResult

SETTINGS = """\
[prefixes]
ex = "https://example.org/"

[sentences."ex:Office"]
en = "{ex:holder} is {ex:title}"
"""
DATA = "ex:office a ex:Office ; ex:holder ex:ada ; ex:title 'Countess' ."

ReportOn = Callable[..., ValidationReport]


def about_sentences(report: ValidationReport) -> list[ValidationResult]:
    return [each for each in report.results if "[sentences]" in each.messages["en"]]


def test_names_that_the_data_uses_are_known(report_on: ReportOn) -> None:
    assert about_sentences(report_on(data=DATA, settings=SETTINGS)) == []


def test_names_that_the_ontology_declares_are_known(report_on: ReportOn) -> None:
    settings = SETTINGS.replace("ex:title", "ex:rank")
    ontology = "ex:rank a owl:DatatypeProperty ."
    assert about_sentences(report_on(data=DATA, ontology=ontology, settings=settings)) == []


@pytest.mark.parametrize(("right", "wrong"), [("ex:title", "ex:tittle"), ("ex:Office", "ex:Ofice")])
def test_unknown_name_is_found_at_its_line(report_on: ReportOn, right: str, wrong: str) -> None:
    report = report_on(data=DATA, settings=SETTINGS.replace(right, wrong))
    (result,) = about_sentences(report)
    assert result.code == "unknown-term"
    assert wrong in result.messages["en"]
    assert right in result.helps["en"]
    assert result.place is not None
    assert (result.place.path.name, result.place.line) == ("schlaglicht.toml", 5)


def test_unknown_property_in_the_lead_of_pages_is_found_at_its_line(report_on: ReportOn) -> None:
    settings = f'{SETTINGS}\n[pages."ex:Office"]\nlead = ["ex:holder", "ex:tittle"]\n'
    found = report_on(data=DATA, settings=settings).results
    (result,) = (each for each in found if "[pages]" in each.messages["en"])
    assert result.code == "unknown-term"
    assert "ex:title" in result.helps["en"]
    assert result.place is not None
    assert result.place.line == 8
