from dataclasses import replace
from pathlib import Path

from patience import PATIENT
from serving import site_of
from tables import each

from schlaglicht.i18n import LANGUAGES
from schlaglicht.project import open_project
from schlaglicht.web.app import create_app
from schlaglicht.web.http.problem_types import PROBLEMS, Problem


@each("problem", PROBLEMS.values(), ids=lambda problem: problem.code)
def test_every_problem_is_explained_in_every_language(problem: Problem) -> None:
    for text in (problem.title, problem.advice):
        assert len({text[language] for language in LANGUAGES}) == len(LANGUAGES)


def test_too_large_an_answer_is_not_told_to_be_unknown(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text("".join(f"<ex:s{n}> <ex:p> {n} .\n" for n in range(300)))
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    limits = replace(PATIENT, answer=10_000)
    with site_of(open_project([tmp_path]), tmp_path, limits=limits) as site:
        answer = create_app(site).test_client().get("/sparql", query_string={"query": query})
    assert "the answer is larger than" in answer.text
    assert "too large" in answer.text
