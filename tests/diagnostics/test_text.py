import re
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import BNode, URIRef

from schlaglicht.diagnostics import FORMATS, View, render
from schlaglicht.diagnostics.severities_and_notes import percentage
from schlaglicht.diagnostics.text import coverage_tables
from schlaglicht.validation.report import (
    Checked,
    CoverageReport,
    CoverageRow,
    Place,
    Precision,
    Severity,
    ValidationReport,
    ValidationResult,
)


def render_text(
    report: ValidationReport, *, folder: Path, language: str = "en", colour: bool = False
) -> str:
    return render(report, "text", View(folder, language, colour))


CHECKED = Checked(files=3, triples=1, shapes=2, questions=0)


@pytest.fixture
def result(tmp_path: Path) -> ValidationResult:
    (tmp_path / "data.ttl").write_text("# one\nex:s a ex:T .\n", encoding="utf-8")
    return ValidationResult(
        "shape",
        Severity.VIOLATION,
        {"de": "Es fehlt ein Name.", "en": "A name is missing."},
        Place(tmp_path / "data.ttl", 2, 1, 2, 5, Precision.SUBJECT),
        {"de": "ergänze ihn", "en": "add it"},
        focus_node=URIRef("http://a/s"),
        focus_name="ex:s",
        source_shape=URIRef("http://a/Shape-name"),
        shape_name="Shape-name",
        shape_place=Place(tmp_path / "shapes.ttl", 4, 1, 4, 9, Precision.SUBJECT),
    )


def test_result_shows_place_message_source_shape_and_help(
    result: ValidationResult, tmp_path: Path
) -> None:
    report = ValidationReport((result,), CHECKED)
    assert render_text(report, folder=tmp_path) == (
        """\
data.ttl:2:1: violation[shape] Shape-name: A name is missing.
  |
2 | ex:s a ex:T .
  | ^^^^
  = shape: shapes.ttl:4:1 <http://a/Shape-name>
  = help: add it

1 violation in 1 file
checked: 3 files, 1 triple, 2 shapes, 0 questions
"""
    )


def test_result_in_german(result: ValidationResult, tmp_path: Path) -> None:
    report = ValidationReport((result,), CHECKED)
    assert render_text(report, folder=tmp_path, language="de") == (
        """\
data.ttl:2:1: Verstoß[shape] Shape-name: Es fehlt ein Name.
  |
2 | ex:s a ex:T .
  | ^^^^
  = Shape: shapes.ttl:4:1 <http://a/Shape-name>
  = Hilfe: ergänze ihn

1 Verstoß in 1 Datei
geprüft: 3 Dateien, 1 Tripel, 2 Shapes, 0 Fragen
"""
    )


def test_colour_only_adds_escapes(result: ValidationResult, tmp_path: Path) -> None:
    report = ValidationReport((result,), CHECKED)
    painted = render_text(report, folder=tmp_path, colour=True)
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == render_text(report, folder=tmp_path)


def test_nothing_to_say_without_shapes_is_no_praise(tmp_path: Path) -> None:
    text = render_text(ValidationReport((), Checked(1, 3)), folder=tmp_path)
    assert text.startswith("all is well, as far as can be said without shapes\n")


def test_nothing_to_say_by_some_rules_names_them(tmp_path: Path) -> None:
    report = ValidationReport((), CHECKED, selected=("shape", "syntax"))
    text = render_text(report, folder=tmp_path)
    assert text.startswith("all is well by the selected rules: shape, syntax\n")
    text = render_text(replace(report, selected=("shape",) * 9), folder=tmp_path)
    assert text.startswith(f"all is well by the selected rules: {'shape, ' * 5}…\n")


def test_nothing_to_say_is_short(tmp_path: Path) -> None:
    checked = Checked(2, 30, 4, 1, statements=8, evidenced=8, passages=5, matching=5)
    assert render_text(ValidationReport((), checked), folder=tmp_path) == (
        """\
all is well
checked: 2 files, 30 triples, 4 shapes, 1 question
evidence: 8 of 8 statements (100 %)
passages: 5 of 5 match their document
"""
    )


def test_counts_are_grouped_as_the_language_does_it(tmp_path: Path) -> None:
    report = ValidationReport((), Checked(2, 30_000, 4, 1, coverable=20_000, covered=10_000))
    assert "30,000 triples" in render_text(report, folder=tmp_path)
    german = render_text(report, folder=tmp_path, language="de")
    assert "30.000 Tripel" in german
    assert "10.000 von 20.000" in german


def test_broken_files_say_that_the_rest_waits(tmp_path: Path) -> None:
    place = Place(tmp_path / "a.ttl", 1, 1, 1, 2, Precision.EXACT)
    broken = ValidationResult("syntax", Severity.VIOLATION, {"en": "a dot is missing"}, place)
    report = ValidationReport((broken,), Checked(files=3), complete=False)
    assert render_text(report, folder=tmp_path).endswith(
        "checked: 3 files; everything else waits until every file can be read\n"
    )


def test_severities_are_counted_the_highest_first(tmp_path: Path) -> None:
    results = tuple(
        ValidationResult("shape", severity, {"en": "x"}, Place(tmp_path / name))
        for severity, name in (
            (Severity.INFO, "a"),
            (Severity.VIOLATION, "b"),
            (Severity.INFO, "b"),
        )
    )
    text = render_text(ValidationReport(results, CHECKED), folder=tmp_path)
    assert "\n1 violation, 2 infos in 2 files (2 kinds of finding)\n" in text


def test_place_that_is_only_a_file_has_no_line(tmp_path: Path) -> None:
    result = ValidationResult("shape", Severity.INFO, {"en": "x"}, Place(tmp_path / "a.rdf"))
    text = render_text(ValidationReport((result,), CHECKED), folder=tmp_path)
    assert text.startswith("a.rdf: info[shape] x\n")


def test_file_elsewhere_keeps_its_whole_path(tmp_path: Path) -> None:
    result = ValidationResult("shape", Severity.INFO, {"en": "x"}, Place(tmp_path / "a.rdf"))
    text = render_text(ValidationReport((result,), CHECKED), folder=tmp_path / "other")
    assert text.startswith(f"{tmp_path / 'a.rdf'}: ")


def test_blank_focus_node_is_named(result: ValidationResult, tmp_path: Path) -> None:
    assert result.place is not None
    blank = ValidationResult(
        "shape",
        Severity.VIOLATION,
        {"en": "x"},
        result.place,
        focus_node=BNode(),
        focus_name="ex:s → ex:p → [ … ]",
    )
    text = render_text(ValidationReport((blank,), CHECKED), folder=tmp_path)
    assert "  = node: ex:s → ex:p → [ … ]\n" in text


def test_help_of_several_lines_stays_together(tmp_path: Path) -> None:
    result = ValidationResult(
        "shape", Severity.INFO, {"en": "x"}, Place(tmp_path / "a"), {"en": "one\ntwo"}
    )
    text = render_text(ValidationReport((result,), CHECKED), folder=tmp_path)
    assert " = help: one\n =   two\n" in text


def test_message_stays_on_one_line_without_control_characters(tmp_path: Path) -> None:
    result = ValidationResult(
        "shape", Severity.INFO, {"en": "one\r\ntwo\x1b[31m\u202e3"}, Place(tmp_path / "a")
    )
    text = render_text(ValidationReport((result,), CHECKED), folder=tmp_path)
    assert text.startswith("a: info[shape] one two [31m 3\n")


@pytest.mark.parametrize(
    ("messages", "shown"),
    [
        ({"fr": "manque", "de": "fehlt"}, "fehlt"),
        ({"fr": "manque", "en": "missing"}, "missing"),
        ({"de-AT": "fehlt eh", "en": "missing"}, "fehlt eh"),
        ({"fr": "manque", "": "plain"}, "plain"),
        ({"fr": "manque"}, "manque"),
    ],
)
def test_message_is_the_best_for_the_reader(
    messages: dict[str, str], shown: str, tmp_path: Path
) -> None:
    result = ValidationResult("shape", Severity.INFO, messages, Place(tmp_path / "a"))
    text = render_text(ValidationReport((result,), CHECKED), folder=tmp_path, language="de")
    assert text.startswith(f"a: Hinweis[shape] {shown}\n")


@pytest.mark.parametrize(
    ("part", "whole", "language", "written"),
    [
        (0, 0, "en", "100 %"),
        (8, 8, "en", "100 %"),
        (9999, 10000, "en", "99.9 %"),
        (1, 3, "de", "33,3 %"),
        (0, 3, "en", "0.0 %"),
    ],
)
def test_share_is_rounded_down(part: int, whole: int, language: str, written: str) -> None:
    assert percentage(part, whole, language) == written


@pytest.fixture
def many(result: ValidationResult) -> ValidationReport:
    """Twelve results of one shape and one of another rule."""
    other = ValidationResult("syntax", Severity.VIOLATION, {"en": "broken"}, result.place)
    return ValidationReport((*[result] * 12, other), CHECKED)


def test_finding_that_repeats_is_one_entry_with_its_first_places(
    many: ValidationReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.diagnostics.view.MOST_PLACES", 2)
    text = render(many, "text", View(tmp_path, show_all=False))
    assert text == (
        """\
data.ttl:2:1: violation[shape] Shape-name: A name is missing.
  |
2 | ex:s a ex:T .
  | ^^^^
  = shape: shapes.ttl:4:1 <http://a/Shape-name>
  = help: add it
  = in 11 more places:
  =   data.ttl:2:1: ex:s
  =   data.ttl:2:1: ex:s
  =   and 9 more

data.ttl:2:1: violation[syntax] broken
  |
2 | ex:s a ex:T .
  | ^^^^

9 more are not shown; --show-all shows all

13 violations in 1 file (2 kinds of finding)
checked: 3 files, 1 triple, 2 shapes, 0 questions
"""
    )


def test_place_says_what_differs_there(result: ValidationResult, tmp_path: Path) -> None:
    first = replace(result, constraint={"en": "0 is wrong"}, reasons={"en": "no\n  really"})
    second = replace(first, helps={"en": "add\n2"}, focus_name=None)
    third = replace(
        first, messages={"en": "Lacks a name."}, focus_name="ex:t", reasons={"en": "1\n  2"}
    )
    text = render_text(ValidationReport((first, second, third), CHECKED), folder=tmp_path)
    assert (
        """
  = in 2 more places:
  =   data.ttl:2:1
  =     help: add
  =       2
  =   data.ttl:2:1: Lacks a name.
  =     node: ex:t
  =     because:
  =       1
  =         2
"""
    ) in text


def test_findings_of_two_severities_are_apart(many: ValidationReport, tmp_path: Path) -> None:
    milder = replace(many.results[0], severity=Severity.WARNING)
    text = render_text(replace(many, results=(milder, *many.results[1:])), folder=tmp_path)
    assert text.count("A name is missing.") == 2
    assert "12 violations, 1 warning in 1 file (3 kinds of finding)" in text


def test_many_findings_have_a_summary_by_rule_and_shape(
    many: ValidationReport, result: ValidationResult, tmp_path: Path
) -> None:
    shapes = [replace(result, source_shape=URIRef(f"http://a/{n}")) for n in range(11)]
    text = render_text(replace(many, results=(*shapes, *many.results)), folder=tmp_path)
    assert "\n23 violation[shape] Shape-name\n 1 violation[syntax]\n\n24 violations" in text


def test_few_results_need_no_summary(result: ValidationResult, tmp_path: Path) -> None:
    text = render_text(ValidationReport((result,), CHECKED), folder=tmp_path)
    assert "1 violation[shape]" not in text


def test_constraint_is_said_in_plain_words(report: ValidationReport, view: View) -> None:
    assert "\n  = constraint: at most 1\n  = help: less\n" in render(report, "text", view)
    german = render(report, "text", replace(view, language="de"))
    assert "\n  = Bedingung: höchstens 1\n  = Hilfe: weniger\n" in german


def test_reasons_stand_below_with_their_indentation(view: View) -> None:
    reasons = {"de": "a\n  b", "en": "one\n  within\x1bone"}
    result = ValidationResult("shape", Severity.INFO, {"en": "no"}, reasons=reasons)
    block = " = because:\n =   one\n =     within one\n"
    assert f"no\n{block}" in render(ValidationReport((result,)), "text", view)
    german = replace(view, language="de")
    assert " = denn:\n =   a\n =     b\n" in render(ValidationReport((result,)), "text", german)


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"turtle"}))
def test_reasons_are_said_in_every_format_for_people(name: str, view: View) -> None:
    reasons = {"en": "first reason\nsecond reason"}
    result = ValidationResult("shape", Severity.WARNING, {"en": "no"}, reasons=reasons)
    text = render(ValidationReport((result,)), name, view)
    assert "first reason" in text
    assert "second reason" in text


def test_what_is_left_out_and_what_is_fixed_is_said(report: ValidationReport, view: View) -> None:
    text = render(report, "text", view)
    assert "\n1 result ignored\n2 results were there before\n" in text
    assert "\nfixed: data.ttl: [shape] was <wrong>\n" in text


def test_what_is_no_longer_checked_is_said_with_its_cause(
    silenced: ValidationReport, view: View
) -> None:
    said = "no longer checked: data.ttl: [shape] was *too* much"
    text = render(silenced, "text", view)
    assert f"\n{said} (the shape Old-p is gone)\n" in text
    assert f"\n{said} (the shape Old-p does not demand MaxCount any more)\n" in text
    german = render(silenced, "text", replace(view, language="de"))
    assert "nicht mehr geprüft: data.ttl: [shape] was *too* much (die Shape Old-p gibt es" in german


def test_of_what_is_no_longer_checked_so_many_of_a_shape_are_shown(
    silenced: ValidationReport, view: View
) -> None:
    many = replace(silenced, unchecked=(silenced.unchecked[0],) * 8)
    text = render(many, "text", replace(view, show_all=False))
    assert text.count("no longer checked") == 5
    assert "\n3 more are not shown; --show-all shows all\n" in text


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_what_is_no_longer_checked_is_not_called_well(
    name: str, silenced: ValidationReport, view: View
) -> None:
    quiet = replace(silenced, results=(), known=0)
    assert "nothing new" in render(quiet, name, view).splitlines()[0]


def test_nothing_new_is_not_called_well(tmp_path: Path) -> None:
    text = render_text(ValidationReport((), CHECKED, known=2), folder=tmp_path)
    assert text.startswith("nothing new\n")


REPORT = CoverageReport(
    1100,
    1099,
    (
        CoverageRow("", 1, 0, (("ex:größe", 1),)),
        CoverageRow("ex:Mühle", 1099, 1099),
    ),
    (
        CoverageRow("ex:größe", 2, 1, (("", 1), ("ex:Mühle", 2))),
        CoverageRow("rdf:type", 1098, 1098),
    ),
)

ENGLISH = """\
class       triples  covered       %  not covered
(no class)        1        0   0.0 %  ex:größe (1)
ex:Mühle      1,099    1,099   100 %
all           1,100    1,099  99.9 %

property  triples  covered       %  not covered
ex:größe        2        1  50.0 %  (no class) (1), ex:Mühle (2)
rdf:type    1,098    1,098   100 %
all         1,100    1,099  99.9 %
"""


def test_tables_line_up_and_say_what_is_missing() -> None:
    assert coverage_tables(REPORT) == ENGLISH


def test_wide_names_line_up() -> None:
    rows = (CoverageRow("ex:東京", 3, 3), CoverageRow("ex:town", 1, 1))
    lines = coverage_tables(CoverageReport(4, 4, rows, ())).splitlines()
    assert [line[: line.index("  ")] for line in lines[1:3]] == ["ex:東京", "ex:town"]
    assert lines[1].index("3") == lines[2].index("1") - 2


def test_tables_in_german() -> None:
    lines = coverage_tables(REPORT, language="de").splitlines()
    assert lines[0].split() == ["Klasse", "Tripel", "abgedeckt", "%", "nicht", "abgedeckt"]
    assert lines[1].startswith("(ohne Klasse)")
    assert lines[3].split() == ["alle", "1.100", "1.099", "99,9", "%"]
