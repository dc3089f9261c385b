from dataclasses import replace

from schlaglicht.diagnostics import View, render
from schlaglicht.validation.report import ValidationReport


def test_table_has_a_row_for_each_result(report: ValidationReport, view: View) -> None:
    text = render(report, "markdown", view)
    assert text.startswith("## Schlaglicht: 1 violation, 1 warning, 2 infos\n")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + 4
    assert "<code>data set.ttl:2:10</code>" in rows[3]
    assert rows[3].endswith("| too much<br>at most 1<br>less |")


def test_reasons_and_helps_stand_line_by_line(report: ValidationReport, view: View) -> None:
    result = replace(
        report.results[1],
        constraint={},
        reasons={"en": "0 of 2\n  a: <no>\n    b"},
        helps={"en": "first\nsecond"},
    )
    text = render(replace(report, results=(result,)), "markdown", view)
    told = r"| too much<br>0 of 2<br>&emsp;a: \<no\><br>&emsp;&emsp;b<br>first<br>second |"
    assert told in text


def test_lines_of_a_text_stay_lines(report: ValidationReport, view: View) -> None:
    result = replace(report.results[1], helps={"en": "missing: a\nnew: b"})
    text = render(replace(report, results=(result,)), "markdown", view)
    assert "at most 1<br>missing: a<br>new: b |" in text


def test_every_row_has_the_columns_of_the_head(report: ValidationReport, view: View) -> None:
    odd = replace(report.results[1], messages={"en": "a | b"}, shape_name="S|T")
    text = render(replace(report, results=(odd,)), "markdown", view)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {row.replace("\\|", "").count("|") for row in rows} == {5}


def test_texts_are_not_read_as_html_or_markup(report: ValidationReport, view: View) -> None:
    text = render(report, "markdown", view)
    assert "<b>" not in text
    assert r"100% \<b\>broken\</b\>, says :: it" in text


def test_result_is_shown_with_its_line(report: ValidationReport, view: View) -> None:
    text = render(report, "markdown", view)
    shown = '```\n2 |     ex:p "a|b `c`" .\n  |          ^^^^^^^^^\n```'
    assert shown in text


def test_fence_is_longer_than_any_in_the_line(report: ValidationReport, view: View) -> None:
    (view.folder / "data set.ttl").write_text('x\n   "````" .\n', encoding="utf-8")
    assert "\n`````\n2 |" in render(report, "markdown", view)


def test_what_is_fixed_is_listed(report: ValidationReport, view: View) -> None:
    text = render(report, "markdown", view)
    assert "### fixed\n\n- ✅ <code>data.ttl</code> <code>shape</code> was \\<wrong\\>\n" in text


def test_what_is_no_longer_checked_is_listed_apart(silenced: ValidationReport, view: View) -> None:
    text = render(silenced, "markdown", view)
    assert (
        "### no longer checked\n\n- ⚠️ <code>data.ttl</code> <code>shape</code> "
        "was \\*too\\* much (the shape Old-p is gone)\n"
    ) in text


def test_long_report_stays_below_the_limit_of_a_summary(
    report: ValidationReport, view: View
) -> None:
    many = replace(report, results=report.results * 5000)
    text = render(many, "markdown", view)
    assert len(text.encode()) < 2**20
    assert "\n19,496 more are not shown; there is no room for them here\n" in text


def test_many_findings_stay_below_the_limit_of_a_summary(
    report: ValidationReport, view: View
) -> None:
    findings = [
        replace(result, shape_name=f"S{n}") for n in range(500) for result in report.results
    ]
    text = render(replace(report, results=tuple(findings)), "markdown", view)
    assert len(text.encode()) < 2**20
    assert "more are not shown; there is no room for them here" in text


def test_table_is_in_the_reader_s_language(report: ValidationReport, view: View) -> None:
    text = render(report, "markdown", replace(view, language="de"))
    assert "| Schweregrad | Stelle | Regel | Meldung |" in text
