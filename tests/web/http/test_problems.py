import pytest

from schlaglicht.i18n import LANGUAGES
from schlaglicht.web.http.problems import PROBLEMS, Problem


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=lambda problem: problem.code)
def test_every_problem_is_explained_in_every_language(problem: Problem) -> None:
    for text in (problem.title, problem.advice):
        assert len({text[language] for language in LANGUAGES}) == len(LANGUAGES)
