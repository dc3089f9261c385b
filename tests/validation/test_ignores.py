from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.project import open_project
from schlaglicht.validation import ignores
from schlaglicht.validation.ignores import Selection, select_results
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport

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


def test_report_says_what_was_not_checked(check: Validate, tmp_path: Path) -> None:
    all_of_it = check().passed_over
    assert {"question-changed", "evidence-missing", "evidence-digest"} <= set(all_of_it)
    assert not {"shape", "syntax", "unknown-term"} & set(all_of_it)
    chosen = check(selection=Selection(select=("shape",), ignore=("empty-shapes",))).passed_over
    assert {"unknown-term", "empty-shapes"} <= set(chosen)
    assert not {"shape", "syntax", "nothing-checked"} & set(chosen)
    data = validate(open_project([tmp_path / "data.ttl"])).passed_over
    assert {"shape", "shape-value", "nothing-checked"} <= set(data)


@pytest.mark.parametrize("remember", [True, False])
def test_wrong_settings_are_told_before_anything_is_validated(
    remember: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
    (tmp_path / "schlaglicht.toml").write_text('[validate]\nselect = ["shap"]')
    monkeypatch.setattr(
        "schlaglicht.validation.pipeline._unfiltered", lambda *_: pytest.fail("too late")
    )
    with pytest.raises(ProjectError, match=r"did you mean shape\?"):
        validate(open_project([tmp_path]), remember=remember)


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
