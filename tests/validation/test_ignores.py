from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.project import open_project
from schlaglicht.validation import ignores
from schlaglicht.validation.baseline import known_findings, only_new
from schlaglicht.validation.ignores import Selection, select_results
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationReport

pytestmark = pytest.mark.usefixtures("one_process")

DATA = """\
@prefix ex: <https://example.org/> .
ex:a a ex:T ;
    ex:p 1 ;
    ex:p 2 .
ex:b a ex:T .
"""
SHAPES = """\
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:S-required , ex:S-small .
ex:S-required a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 .
ex:S-small a sh:PropertyShape ; sh:path ex:p ; sh:maxInclusive 1 ; sh:severity sh:Info .
"""
"""An info at 4:10, a violation at 5:1."""

BROKEN = SHAPES + "ex:S sh:property [ sh:minCount 3 ] .\n"
MISNAMED = SHAPES.replace("shacl#", "shacl/")

Validate = Callable[..., ValidationReport]


@pytest.fixture
def check(tmp_path: Path) -> Validate:
    """Validates DATA and SHAPES, with settings, and with a text of the data replaced."""

    def run(
        settings: str = "", selection: Selection | None = None, *, text: str = "", by: str = ""
    ) -> ValidationReport:
        assert text in DATA
        data = DATA.replace(text, by) if text else DATA
        (tmp_path / "shapes").mkdir(exist_ok=True)
        (tmp_path / "data.ttl").write_text(data, encoding="utf-8")
        (tmp_path / "shapes" / "s.ttl").write_text(SHAPES, encoding="utf-8")
        (tmp_path / "schlaglicht.toml").write_text(settings, encoding="utf-8")
        return validate(open_project([tmp_path]), selection=selection)

    return run


def found(report: ValidationReport) -> list[tuple[str, int]]:
    return [(r.code, r.place.line if r.place else 0) for r in report.results]


def entry(**values: str) -> str:
    lines = "\n".join(f'{name} = "{value}"' for name, value in values.items())
    return f'[[validate.ignore]]\nreason = "so be it"\n{lines}\n'


def test_without_selection_all_is_said(check: Validate) -> None:
    report = check()
    assert found(report) == [("shape", 4), ("shape", 5)]
    assert (report.ignored, report.passes, report.fail_on) == (0, False, Severity.WARNING)


def test_rules_can_be_ignored_and_selected(check: Validate) -> None:
    assert found(check(selection=Selection(ignore=("shape",)))) == []
    assert found(check(selection=Selection(select=("unknown-term",)))) == []
    assert found(check(selection=Selection(select=("shape",)))) == [("shape", 4), ("shape", 5)]
    of_settings = check('[validate]\nselect = ["unknown-term"]')
    assert (found(of_settings), of_settings.selected) == ([], ("unknown-term",))


@pytest.mark.parametrize(
    ("shapes", "code"),
    [
        ("", "empty-shapes"),
        (MISNAMED, "shacl-namespace"),
        (SHAPES.replace("ex:T", "ex:U"), "nothing-checked"),
    ],
)
def test_whoever_selects_the_shapes_hears_that_there_are_none(
    shapes: str, code: str, check: Validate, tmp_path: Path
) -> None:
    check()
    (tmp_path / "shapes" / "s.ttl").write_text(shapes, encoding="utf-8")
    selection = Selection(select=("shape",))
    report = validate(open_project([tmp_path]), selection=selection)
    assert [result.code for result in report.results] == [code]


UNCHECKED = {
    "shacl-ignored": ("shapes/more.ttl", SHAPES + "ex:S sh:rootClass ex:T .\n"),
    "shape-recursion": ("shapes/more.ttl", SHAPES + "ex:S sh:node ex:S .\n"),
    "file-unread": ("shapes/more.ttl.gz", ""),
}


@pytest.mark.parametrize(("code", "file"), UNCHECKED.items(), ids=UNCHECKED.keys())
def test_check_that_is_not_made_fails_whatever_is_selected_and_severe(
    code: str, file: tuple[str, str], check: Validate, tmp_path: Path
) -> None:
    check()
    (tmp_path / file[0]).write_text(file[1], encoding="utf-8")

    def again(*select: str, ignore: str = "") -> ValidationReport:
        selection = Selection(select, (ignore,) if ignore else (), Severity.VIOLATION)
        report = validate(open_project([tmp_path]), selection=selection)
        return replace(report, results=tuple(r for r in report.results if r.code != "shape"))

    for report in (again(), again("shape")):
        assert {result.code for result in report.results} == {code}
        assert not report.passes
    assert again("shape", ignore=code).passes
    (tmp_path / "schlaglicht.toml").write_text(entry(code=code), encoding="utf-8")
    assert again("shape").passes


def test_report_says_what_was_not_checked(check: Validate, tmp_path: Path) -> None:
    all_of_it = check().passed_over
    assert {"question-changed", "evidence-missing", "evidence-digest"} <= set(all_of_it)
    assert not {"shape", "syntax", "unknown-term"} & set(all_of_it)
    chosen = check(selection=Selection(select=("shape",), ignore=("empty-shapes",))).passed_over
    assert {"unknown-term", "empty-shapes"} <= set(chosen)
    assert not {"shape", "syntax", "nothing-checked"} & set(chosen)
    data = validate(open_project([tmp_path / "data.ttl"])).passed_over
    assert {"shape", "shape-value", "nothing-checked"} <= set(data)


def test_brackets_in_a_pattern_are_brackets(check: Validate, tmp_path: Path) -> None:
    check(entry(code="shape", path="data/a[1].ttl"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data.ttl").rename(tmp_path / "data" / "a[1].ttl")
    report = validate(open_project([tmp_path]))
    assert (report.results, report.ignored) == ((), 2)


@pytest.mark.parametrize("settings", ["", '[validate]\nselect = ["shape"]'])
def test_rules_that_are_all_left_out_are_an_error(settings: str, check: Validate) -> None:
    selection = Selection(select=() if settings else ("shape",), ignore=("shape",))
    with pytest.raises(ProjectError, match="nothing is checked"):
        check(settings, selection)


def test_command_line_goes_before_the_settings(check: Validate) -> None:
    settings = '[validate]\nselect = ["unknown-term"]\nfail-on = "violation"'
    report = check(settings, Selection(select=("shape",), fail_on=Severity.INFO))
    assert (len(report.results), report.fail_on) == (2, Severity.INFO)


@pytest.mark.parametrize(
    "selection", [Selection(ignore=("shape-value",)), Selection(select=("shape",))]
)
def test_cause_for_which_nothing_was_checked_is_said_always(
    tmp_path: Path, selection: Selection
) -> None:
    (tmp_path / "shapes.ttl").write_text(BROKEN + DATA.partition("\n")[2], encoding="utf-8")
    project = open_project([tmp_path])
    report = validate(project, selection=selection)
    assert found(report) == [("shape-value", 6)]
    assert only_new(report, known_findings(report, project)).results == report.results


def test_cause_for_which_nothing_was_checked_cannot_be_ignored_where_it_stands(
    tmp_path: Path,
) -> None:
    comment = "# schlaglicht: ignore shape-value so be it\n"
    shapes = BROKEN.replace("ex:S sh:property [", comment + "ex:S sh:property [")
    (tmp_path / "shapes.ttl").write_text(shapes + DATA.partition("\n")[2], encoding="utf-8")
    settings = entry(code="shape-value")
    (tmp_path / "schlaglicht.toml").write_text(settings, encoding="utf-8")
    report = validate(open_project([tmp_path]))
    assert ("shape-value", 7) in found(report)


def test_shapes_folder_in_another_namespace_is_empty_though_that_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "s.ttl").write_text(MISNAMED, encoding="utf-8")
    (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")

    def codes(*ignored: str) -> set[str]:
        report = validate(open_project([tmp_path]), selection=Selection(ignore=ignored))
        return {code for code, _ in found(report)}

    assert codes("shacl-namespace") == {"shacl-namespace"}
    assert codes("shacl-namespace", "empty-shapes") == set()


def test_threshold_of_the_settings_counts(check: Validate) -> None:
    assert check('[validate]\nfail-on = "info"').fail_on is Severity.INFO


def test_broken_file_is_said_whatever_is_selected(check: Validate) -> None:
    selection = Selection(select=("shape",))
    assert found(check(selection=selection, text="ex:p 2", by="ex:p ,"))[0] == ("syntax", 4)


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        ({"select": ("shap",)}, "--select: no rule has the code 'shap'; did you mean shape?"),
        ({"ignore": ("zzz",)}, "--ignore: no rule has the code 'zzz'; known: syntax, "),
        ({"ignore": ("syntax",)}, "--ignore: syntax cannot be ignored"),
    ],
)
def test_unknown_code_is_an_error(selection: dict[str, tuple[str, ...]], message: str) -> None:
    with pytest.raises(ProjectError) as error:
        Selection(**selection)  # type: ignore[arg-type]
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    "settings", [entry(code="shap"), '[validate]\nselect = ["shap"]', entry(code="syntax")]
)
def test_wrong_code_in_the_settings_is_an_error(settings: str, check: Validate) -> None:
    with pytest.raises(ProjectError, match=r"schlaglicht\.toml"):
        check(settings)


@pytest.mark.parametrize("remember", [True, False])
def test_wrong_settings_are_told_before_anything_is_validated(
    remember: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
    (tmp_path / "schlaglicht.toml").write_text('[validate]\nselect = ["shap"]')
    monkeypatch.setattr(
        "schlaglicht.validation.pipeline._report", lambda *_: pytest.fail("too late")
    )
    with pytest.raises(ProjectError, match=r"did you mean shape\?"):
        validate(open_project([tmp_path]), remember=remember)


@pytest.mark.parametrize("pattern", ["None", "N*", "*"])
def test_pattern_does_not_fit_what_is_not_there(
    pattern: str, check: Validate, tmp_path: Path
) -> None:
    (tmp_path / "data.n3").write_text("")
    report = check(entry(code="file-unread", focus=pattern))
    assert "file-unread" in [result.code for result in report.results]
    report = check(entry(code="file-unread", shape=pattern))
    assert "file-unread" in [result.code for result in report.results]


def test_pattern_fits_the_text_of_a_literal(check: Validate, tmp_path: Path) -> None:
    check(entry(code="shape", focus="bad *"))
    shapes = SHAPES.partition("ex:S ")[0] + 'ex:S sh:targetNode "bad text" ; sh:nodeKind sh:IRI .'
    (tmp_path / "shapes" / "s.ttl").write_text(shapes, encoding="utf-8")
    report = validate(open_project([tmp_path]))
    assert ("shape" in dict(found(report)), report.ignored) == (False, 1)


def test_entry_needs_a_reason_that_says_something(check: Validate) -> None:
    with pytest.raises(ProjectError, match="a reason is empty"):
        check('[[validate.ignore]]\ncode = "shape"\nreason = " "\n')


def test_entry_of_a_rule_that_is_not_selected_is_not_called_unused(check: Validate) -> None:
    settings = entry(code="shape", focus="ex:c")
    assert found(check(settings, Selection(select=("ignore-unused",)))) == []


def test_entry_is_not_called_unused_when_a_part_is_validated(
    check: Validate, tmp_path: Path
) -> None:
    check(entry(code="shape", focus="ex:b"))
    report = validate(open_project([tmp_path / "shapes"]))
    assert found(report) == []


def test_entry_counts_up_to_its_day_and_is_a_finding_after(check: Validate, tmp_path: Path) -> None:
    check(entry(code="shape") + "until = 2027-03-31\n")
    project = open_project([tmp_path])
    raw = validate(open_project([tmp_path / "data.ttl", tmp_path / "shapes" / "s.ttl"]))
    on_the_day = select_results(raw, project, Selection(), today=date(2027, 3, 31))
    assert found(on_the_day) == []
    after = select_results(raw, project, Selection(), today=date(2027, 4, 1))
    assert found(after) == [("shape", 4), ("shape", 5), ("ignore-expired", 1)]
    assert "until 2027-03-31: so be it" in after.results[2].messages["en"]


@pytest.mark.parametrize("beyond", [-11, -5, -1, 0])
def test_comment_counts_where_a_large_file_is_read_in_two_parts(
    beyond: int, check: Validate, tmp_path: Path
) -> None:
    ignoring = "ex:b a ex:T . # schlaglicht: ignore shape known"
    before = DATA.index("ex:b a") + len("#\n") + ignoring.index("schlaglicht")
    long = f"#{' ' * (ignores.BLOCK + beyond - before)}\n{ignoring}"
    report = check(text="ex:b a ex:T .", by=long)
    read = (tmp_path / "data.ttl").read_text(encoding="utf-8")
    assert read.index("schlaglicht") == ignores.BLOCK + beyond
    assert report.ignored == 1


RDFXML = """\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="https://example.org/">
  <ex:T rdf:about="https://example.org/a">
    <ex:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">2</ex:p>
  </ex:T>
</rdf:RDF>
"""


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("</ex:p>", "</ex:p> <!-- schlaglicht: ignore shape two is fine -->"),
        ("    <ex:p", "    <!-- schlaglicht: ignore shape two\n      is fine -->\n\n    <ex:p"),
        ("    <ex:p", "<!--schlaglicht: ignore shape two is fine-->\n<!-- and\nmore -->\n<ex:p"),
    ],
)
def test_comment_ignores_in_rdfxml(text: str, by: str, check: Validate, tmp_path: Path) -> None:
    check()
    (tmp_path / "data.ttl").unlink()
    (tmp_path / "data.rdf").write_text(RDFXML, encoding="utf-8")
    assert found(validate(open_project([tmp_path]))) == [("shape", 3)]
    (tmp_path / "data.rdf").write_text(RDFXML.replace(text, by), encoding="utf-8")
    report = validate(open_project([tmp_path]))
    assert ("shape" in dict(found(report)), report.ignored) == (False, 1)


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("schlaglicht: ignore shape", ("ignore-without-reason", "gives no reason")),
        ("schlaglicht: ignore shape-silent why", ("ignore-unused", "matches nothing")),
    ],
)
def test_comment_in_rdfxml_that_is_wrong_is_a_finding(
    comment: str, said: tuple[str, str], check: Validate, tmp_path: Path
) -> None:
    check()
    (tmp_path / "data.ttl").unlink()
    content = RDFXML.replace("</ex:p>", f"</ex:p><!-- {comment} -->")
    (tmp_path / "data.rdf").write_text(content, encoding="utf-8")
    (remark,) = (r for r in validate(open_project([tmp_path])).results if r.code != "shape")
    assert (remark.code, remark.place and remark.place.line) == (said[0], 3)
    assert said[1] in remark.messages["en"]


def question(tmp_path: Path, text: str) -> list[tuple[str, int]]:
    """What is found in a project whose one question has no expected answer."""
    (tmp_path / "data.ttl").write_text("<urn:x:a> <urn:x:p> 1 .", encoding="utf-8")
    (tmp_path / "queries").mkdir(exist_ok=True)
    (tmp_path / "queries" / "q.rq").write_text(text, encoding="utf-8")
    return found(validate(open_project([tmp_path])))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o } # schlaglicht: ignore question-expected-missing it changes daily",
        "# schlaglicht: ignore question-expected-missing it changes daily\nSELECT * { ?s ?p ?o }",
    ],
)
def test_comment_ignores_in_a_question(text: str, tmp_path: Path) -> None:
    assert question(tmp_path, "SELECT * { ?s ?p ?o }") == [("question-expected-missing", 1)]
    assert question(tmp_path, text) == []


def test_comment_in_a_question_that_is_wrong_is_a_finding(tmp_path: Path) -> None:
    text = "SELECT *\n{ ?s ?p ?o } # schlaglicht: ignore question-failed"
    assert question(tmp_path, text) == [
        ("question-expected-missing", 1),
        ("ignore-unused", 2),
        ("ignore-without-reason", 2),
    ]
