"""Every rule has a page in each language, and what a page shows is what happens.

The blocks below `## Fails` are the files of a small project, those below `## Repaired` the files
that are different afterwards.
"""

import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from schlaglicht.project import Project, open_project
from schlaglicht.validation.baseline.checks_made import read_checks
from schlaglicht.validation.baseline.weakened_checks import with_weakened_checks
from schlaglicht.validation.ignores import Selection
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.rules import RULES, rule_page
from schlaglicht.validation.shacl import check_shapes

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "rules"
BEFORE = "before/"
LANGUAGES = ("de", "en")
HEADINGS = {"de": ["Fällt durch", "Berichtigt"], "en": ["Fails", "Repaired"]}
BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)

Files = Mapping[str, str]


def page_of(code: str, language: str) -> tuple[str, Files, Files]:
    """What stands before the examples of a page, the files that fail, and those repaired."""
    text = rule_page(code, language)
    parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)
    assert parts[1::2] == HEADINGS[language]
    return parts[0], files_in(parts[2]), files_in(parts[4])


def files_in(text: str) -> Files:
    """The content of each fenced block by the name of its file."""
    assert BLOCK.sub("", text).strip() == "", "between the examples there is only space"
    return dict(named(match["info"], match["text"]) for match in BLOCK.finditer(text))


def named(info: str, text: str) -> tuple[str, str]:
    in_info = info.partition(" ")[2]
    first = re.match(r"# (\S+)\n", text)
    assert in_info or first, f"a block names no file: {text}"
    return in_info or (first[1] if first else ""), text


def written(files: Files, folder: Path) -> Project:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return open_project([folder])


def codes_found(files: Files, folder: Path, code: str) -> set[str]:
    """The codes of results about `files`; those below `before/` are the project as it was."""
    earlier = {
        name.removeprefix(BEFORE): text for name, text in files.items() if name.startswith(BEFORE)
    }
    now = {name: text for name, text in files.items() if not name.startswith(BEFORE)}
    project = written(now, folder / "now")
    sources = project.root / "sources"
    report = validate(
        project,
        sources=sources if sources.is_dir() else None,
        second_judge=code == "second-judge",
    )
    if earlier:
        before = read_checks(written(earlier, folder / "before"))
        report = with_weakened_checks(report, before.checks, project, Selection())
    return {result.code for result in report.results}


def test_every_page_is_that_of_a_rule_and_every_rule_has_one() -> None:
    for language in LANGUAGES:
        assert {path.stem for path in (PAGES / language).iterdir()} == set(RULES)


def test_page_begins_with_the_title_and_explains() -> None:
    pages = [(code, language) for code in RULES for language in LANGUAGES]
    assert [page for page in pages if not explains(*page)] == []


def explains(code: str, language: str) -> bool:
    title, _, prose = page_of(code, language)[0].partition("\n")
    is_titled = title == f"# `{code}`: {RULES[code].titles[language]}"
    return is_titled and prose.strip().count("\n\n") < 3 and len(prose.split()) > 20


def test_examples_are_the_same_in_both_languages() -> None:
    assert [c for c in RULES if page_of(c, "de")[1:] != page_of(c, "en")[1:]] == []


def test_example_that_fails_gives_its_code_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_shapes, "SHAPE", 1.0)
    found = {code: codes_found(page_of(code, "en")[1], tmp_path / code, code) for code in RULES}
    assert {code: codes for code, codes in found.items() if codes != {code}} == {}


def test_repaired_example_gives_nothing(tmp_path: Path) -> None:
    examples = {code: page_of(code, "en")[1:] for code in RULES}
    found = {
        code: codes_found({**fails, **repaired}, tmp_path / code, code)
        for code, (fails, repaired) in examples.items()
    }
    assert {code: codes for code, codes in found.items() if codes} == {}


def test_index_lists_every_rule() -> None:
    spec = importlib.util.spec_from_file_location("generate_rules", ROOT / "docs/generate_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (PAGES / "README.md").read_text(encoding="utf-8")
    assert written == module.rules_document(), "docs/rules/README.md is old: run `make docs`"
