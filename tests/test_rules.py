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
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.rule_filter import Selection
from schlaglicht.validation.rule_pages import rule_page
from schlaglicht.validation.rules import RULES

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
    if earlier and (before := read_checks(written(earlier, folder / "before"))):
        report = with_weakened_checks(report, before.checks, project, Selection())
    return {result.code for result in report.results}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_that_of_a_rule_and_every_rule_has_one(language: str) -> None:
    assert {path.stem for path in (PAGES / language).iterdir()} == set(RULES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", RULES)
def test_page_begins_with_the_title_and_explains(code: str, language: str) -> None:
    before, _, _ = page_of(code, language)
    title, _, prose = before.partition("\n")
    assert title == f"# `{code}`: {RULES[code].titles[language]}"
    paragraphs = prose.strip().split("\n\n")
    assert 1 <= len(paragraphs) <= 3
    assert len(prose.split()) > 20


@pytest.mark.parametrize("code", RULES)
def test_examples_are_the_same_in_both_languages(code: str) -> None:
    assert page_of(code, "de")[1:] == page_of(code, "en")[1:]


@pytest.mark.parametrize("code", RULES)
def test_example_that_fails_gives_its_code_and_no_other(code: str, tmp_path: Path) -> None:
    _, fails, _ = page_of(code, "en")
    assert codes_found(fails, tmp_path, code) == {code}


@pytest.mark.parametrize("code", RULES)
def test_repaired_example_gives_nothing(code: str, tmp_path: Path) -> None:
    _, fails, repaired = page_of(code, "en")
    assert codes_found({**fails, **repaired}, tmp_path, code) == set()


def test_index_lists_every_rule() -> None:
    spec = importlib.util.spec_from_file_location("generate_rules", ROOT / "docs/generate_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (PAGES / "README.md").read_text(encoding="utf-8")
    assert written == module.rules_document(), "docs/rules/README.md is old: run `make docs`"
