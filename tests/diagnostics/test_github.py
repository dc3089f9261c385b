from dataclasses import replace

from schlaglicht.diagnostics import View, render
from schlaglicht.validation.report import ValidationReport


def lines(report: ValidationReport, view: View) -> list[str]:
    return render(report, "github", view).splitlines()


def test_each_severity_has_its_command(report: ValidationReport, view: View) -> None:
    commands = [line.split(" ")[0] for line in lines(report, view)[:4]]
    assert commands == ["::error", "::warning", "::notice", "::notice"]


def test_annotation_has_file_place_title_and_text(report: ValidationReport, view: View) -> None:
    assert lines(report, view)[1] == (
        "::warning file=data set.ttl,line=2,endLine=2,col=10,endColumn=19,"
        "title=shape%3A Shape-p::too much%0Aat most 1%0Aless"
    )


def test_text_cannot_end_its_line_or_begin_a_command(report: ValidationReport, view: View) -> None:
    assert lines(report, view)[0].endswith("::100%25 <b>broken</b>, says :: it")
    assert sum(line.startswith("::") for line in lines(report, view)) == 4


def test_name_of_a_file_cannot_add_properties(report: ValidationReport, view: View) -> None:
    place = report.results[1].place
    assert place is not None
    odd = replace(place, path=place.path.with_name("a,line=9::b.ttl"))
    text = lines(replace(report, results=(replace(report.results[1], place=odd),)), view)[0]
    assert text.startswith("::warning file=a%2Cline=9%3A%3Ab.ttl,line=2,")


def test_place_over_several_lines_has_no_columns(report: ValidationReport, view: View) -> None:
    assert "line=1,endLine=2,title=" in lines(report, view)[0]


def test_no_more_is_written_than_a_step_shows(report: ValidationReport, view: View) -> None:
    error, warning = report.results[:2]
    written = lines(replace(report, results=(*[error] * 15, *[warning] * 3)), view)
    assert sum(line.startswith("::error") for line in written) == 10
    assert sum(line.startswith("::warning") for line in written) == 3
    assert written[13] == "::notice title=schlaglicht::5 more results are in the log of this step"
    line = "- data set.ttl:1:1: violation[syntax] 100% <b>broken</b>, says :: it"
    assert written[14:] == [*[line] * 5, "15 violations, 3 warnings, 0 infos"]


def test_finding_is_not_crowded_out_by_one_that_repeats(
    report: ValidationReport, view: View
) -> None:
    warning = report.results[1]
    other = replace(warning, component="Other", messages={"en": "the other"})
    written = lines(replace(report, results=(*[warning] * 15, other)), view)
    assert written[1].endswith("::the other%0Aat most 1%0Aless")
    assert written[-1] == "0 violations, 16 warnings, 0 infos"


def test_what_is_no_longer_checked_is_one_warning_that_comes_first(
    silenced: ValidationReport, view: View
) -> None:
    written = lines(replace(silenced, results=(silenced.results[1],) * 12), view)
    assert written[0] == (
        "::warning title=schlaglicht%3A no longer checked::1 × the shape Old-p is gone"
        "%0A1 × the shape Old-p does not demand MaxCount any more"
    )
    assert sum(line.startswith("::warning") for line in written) == 10
