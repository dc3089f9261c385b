"""A site in one language: nothing of it leads to a page in another, live and as files."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from crawler import crawl, over_http
from flask import Flask
from flask.testing import FlaskClient
from sites import BASE, CONCERT, application, in_process

from schlaglicht.static_site import SiteReport


def other(language: str) -> str:
    return "en" if language == "de" else "de"


def traces(language: str) -> re.Pattern[str]:
    """The ways in which a document leads to one in a language."""
    return re.compile(
        rf'\.{language}\.[a-z]+|lang={language}\b|hreflang="?{language}|"hreflang": \["{language}'
        rf'|Language (?:.*\|)?{language}\b|AddLanguage {language}|"enum": \[[^]]*"{language}"'
    )


def read(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def with_languages(folder: Path, written: str) -> Path:
    """A copy of the small project with this setting."""
    shutil.copytree(CONCERT, folder)
    settings = folder / "schlaglicht.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}\n[site]\nlanguages = {written}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_languages(tmp_path_factory.mktemp("german") / "kb", '["de"]')


@pytest.fixture(scope="module", params=["de", "en"])
def language(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="module")
def app(language: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = with_languages(tmp_path_factory.mktemp("one") / language, f'["{language}"]')
    with application(folder, tmp_path_factory.mktemp("private")) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_no_document_of_a_server_leads_to_the_other_language(german: Path, tmp_path: Path) -> None:
    pattern = traces("en")
    with application(german, tmp_path) as app:
        found, client = crawl(in_process(app), BASE), app.test_client()
        assert len(found.pages) > 30
        assert found.faults == []
        for url, answer in found.answers.items():
            assert not pattern.search(url)
            if answer.media_type != "application/gzip":
                assert not pattern.search(read(answer.body)), url
            fields = client.head("/" + url.removeprefix("/kb/"), base_url=BASE).headers
            assert not pattern.search(str(fields)), url
            assert fields.get("Content-Language", "de") == "de"


def test_no_file_leads_to_the_other_language(
    german: Path,
    exported: Callable[[Path], tuple[Path, SiteReport]],
    serve_files: Callable[[Path], AbstractContextManager[str]],
) -> None:
    folder, report = exported(german)
    assert report.broken == ()
    pattern = traces("en")
    for path in folder.rglob("*"):
        assert ".en." not in path.name
        if path.is_file() and path.suffix != ".gz":
            assert not pattern.search(read(path.read_bytes())), path
    assert (folder / "index.html").read_bytes() == (folder / "index.de.html").read_bytes()
    with serve_files(folder.parent) as root, over_http(root) as fetch:
        assert crawl(fetch, BASE).faults == []


def test_names_in_the_other_language_do_not_exist(client: FlaskClient, language: str) -> None:
    end = other(language)
    rules = [rule.rule for rule in client.application.url_map.iter_rules()]
    named = {url.replace("<any(de,en):language>", end) for url in rules if ":language>" in url}
    urls = [url for url in named if "<" not in url]
    assert len(urls) > 10
    event = f"/classes/iri/https/schema.org/Event.{language}.csv"
    for url in (f"/id/concert.{language}.html", event):
        assert client.get(url).status_code == 200
        urls.append(url.replace(f".{language}.", f".{end}."))
    for url in urls:
        answer = client.get(url, headers={"Accept": "text/html", "Accept-Language": end})
        assert answer.status_code == 404, url
        assert answer.headers["Content-Language"] == language


def test_a_page_in_the_other_language_suggests_its_thing(
    client: FlaskClient, language: str
) -> None:
    text = client.get(f"/id/concert.{other(language)}.html", headers={"Accept": "text/html"}).text
    assert f"/id/concert.{other(language)}&gt;" in text
    assert f'href="/id/concert.{language}.html"' in text


def test_the_language_of_a_browser_does_not_count(client: FlaskClient, language: str) -> None:
    for url in ("/", f"/?lang={other(language)}"):
        answer = client.get(
            url, headers={"Accept": "text/html", "Accept-Language": other(language)}
        )
        assert answer.headers["Content-Location"] == f"/index.{language}.html"
        assert 'class="languages"' not in answer.text
        assert 'rel="alternate" hreflang' not in answer.text


def test_labels_in_another_language_stay(client: FlaskClient, language: str) -> None:
    text = client.get(f"/id/jon-thor.{language}.html").text
    assert "Goldene Saite" in text
    assert 'lang="de"' in text


def test_first_language_is_for_browsers_that_want_neither(tmp_path: Path) -> None:
    project = with_languages(tmp_path / "two", '["de", "en"]')
    with application(project, tmp_path) as app:
        for wanted, expected in (("fr", "de"), ("", "de"), ("en-GB, de;q=0.5", "en")):
            answer = app.test_client().get(
                "/", headers={"Accept": "text/html", "Accept-Language": wanted}
            )
            assert answer.headers["Content-Language"] == expected
