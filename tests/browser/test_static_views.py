"""Views of answers on pages of questions, of a server and of files; skipped without Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import Chromium
from serving import project_served
from sites import files_served

from schlaglicht.project import Project, open_project
from schlaglicht.static_site import Plan, export_site, read_root

FILES = {
    "data.ttl": "<http://a/s> <http://a/p> 1 .",
    "queries/where.rq": (
        "# title@en: Where?\n"
        'SELECT * { VALUES (?name ?lat ?long) { ("Augsburg" 48.37 10.9) ("Kap" -33.9 18.4) } }'
    ),
    "queries/whether.rq": "# title@en: Whether?\nASK {}",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("project")
    (folder / "queries").mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return open_project([folder])


@pytest.fixture(scope="module")
def as_files(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("files")
    export_site(Plan(project, folder / "kb", read_root("http://localhost/kb/")))
    with files_served(folder) as url:
        yield f"{url}/kb"


@pytest.fixture(scope="module")
def served(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with project_served(project, tmp_path_factory.mktemp("served")) as url:
        yield url


@pytest.mark.parametrize("site", ["as_files", "served"])
def test_page_of_a_question_draws_a_view_of_its_answer(
    browser: Chromium, request: pytest.FixtureRequest, site: str
) -> None:
    url = request.getfixturevalue(site)
    browser.open(f"{url}/queries/where.en.html#view=map")
    points = "document.querySelectorAll('.picture circle, .picture path').length"
    browser.wait_until(lambda: browser.evaluate(points) == 2)
    world = "fetch(document.getElementById('answer').dataset.world).then(r => r.ok)"
    assert browser.evaluate(world)


@pytest.mark.parametrize("site", ["as_files", "served"])
def test_answer_without_views_has_no_script(
    browser: Chromium, request: pytest.FixtureRequest, site: str
) -> None:
    browser.open(f"{request.getfixturevalue(site)}/queries/whether.en.html")
    assert browser.evaluate("document.querySelectorAll('.verdict').length") == 1
    assert browser.evaluate("document.scripts.length") == 0
