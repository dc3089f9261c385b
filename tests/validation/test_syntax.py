"""Files that are not what their format demands: said in both languages, with a repair if sure."""

from collections.abc import Callable

from schlaglicht.validation.report import Precision, ValidationReport

HEADER_LINES = 6

ReportOn = Callable[..., ValidationReport]


def test_fault_is_said_in_both_languages_at_the_whole_token(report_on: ReportOn) -> None:
    (result,) = report_on(data="ex:a a ex:T ;\n    ex:p Anton .").results
    assert result.messages == {
        "de": "Anton kann kein Wert sein",
        "en": "Anton cannot be a value",
    }
    place = result.place
    assert place is not None
    where = (place.line, place.column, place.end_line, place.end_column)
    assert where == (HEADER_LINES + 2, 10, HEADER_LINES + 2, 15)
    assert place.precision is Precision.EXACT


def test_sure_repair_is_the_help(report_on: ReportOn) -> None:
    (result,) = report_on(data="ex:a a ex:T\n    ex:p 1 .").results
    assert result.helps == {
        "de": "setze davor ein Semikolon: dasselbe Subjekt geht weiter",
        "en": "put a semicolon before it: the same subject continues",
    }
