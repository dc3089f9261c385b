from __future__ import annotations

import re
from pathlib import Path

import pytest

import schlaglicht.web
from schlaglicht.web.http.problems import PROBLEMS
from schlaglicht.web.views.page import NAVIGATION
from schlaglicht.web.views.phrases import LANGUAGES, TEXTS


def test_every_language_has_every_text() -> None:
    assert {frozenset(TEXTS[language]) for language in LANGUAGES} == {frozenset(TEXTS["en"])}


def test_texts_take_the_same_values_in_every_language() -> None:
    def values(language: str) -> dict[str, set[str]]:
        return {key: set(re.findall(r"\{\w+\}", text)) for key, text in TEXTS[language].items()}

    assert values("de") == values("en")


def test_every_text_is_shown_somewhere() -> None:
    package = Path(schlaglicht.web.__file__).parent
    templates = "".join(path.read_text() for path in package.glob("templates/*.html"))
    shown = set(re.findall(r"\bt\.(\w+)", templates)) | {text for _, text in NAVIGATION}
    assert shown == set(TEXTS["en"])


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=lambda problem: problem.code)
def test_every_problem_is_explained_in_every_language(problem: object) -> None:
    title, advice = problem.title, problem.advice  # type: ignore[attr-defined]
    assert set(title) == set(advice) == set(LANGUAGES)
