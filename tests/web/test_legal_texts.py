"""Imprint and privacy notice from Markdown files, in a folder that anyone may have written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from schlaglicht.errors import ProjectError
from schlaglicht.project import files_read, open_project
from schlaglicht.web.theme import LARGEST_TEXT, html_of, read_legal_texts

DATA = "<https://e.org/a> a <https://e.org/A> ."


def with_imprint(folder: Path, name: str = "imprint.md") -> Path:
    """A project in this folder whose imprint is to be the file of that name."""
    folder.mkdir(exist_ok=True)
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    (folder / "schlaglicht.toml").write_text(f'[site]\nimprint = "{name}"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    files = {
        "schlaglicht.toml": '[site]\nimprint = "imprint.md"\nprivacy = "privacy.md"\n',
        "imprint.md": "The *office*\n\n<b>at</b> [home](https://example.org/?a=1&b=2)",
        "imprint.de.md": "# Wer wir sind\n\nDas Amt",
        "privacy.de.md": "Wir speichern nichts.",
    }
    return client_of(DATA, files)


def test_imprint_is_a_page_in_both_languages(client: FlaskClient) -> None:
    english, german = (client.get(f"/imprint.{tag}.html").text for tag in ("en", "de"))
    assert "<h1>Imprint</h1>" in english
    assert "The <em>office</em>" in english
    assert "<title>Imprint · " in english
    assert "<h1>Wer wir sind</h1>" in german
    assert german.count("<h1>") == 1
    assert '<a href="/imprint.de.html">Impressum</a>' in german[german.index("<footer>") :]


def test_text_in_one_language_is_on_all_pages(client: FlaskClient) -> None:
    page = client.get("/privacy.en.html").text
    assert '<div class="prose" lang="de">\n<p>Wir speichern nichts.</p>' in page
    assert "<h1>Privacy</h1>" in page


def test_html_in_the_text_is_text(client: FlaskClient) -> None:
    assert "&lt;b&gt;at&lt;/b&gt;" in client.get("/imprint.en.html").text


def test_site_with_a_url_or_without_an_imprint_has_no_page(
    client_of: Callable[..., FlaskClient],
) -> None:
    settings = '[site]\nimprint = "https://example.org/imprint.md"\n'
    client = client_of(DATA, {"schlaglicht.toml": settings})
    assert client.get("/imprint").status_code == client.get("/privacy").status_code == 404
    assert (
        '<a href="https://example.org/imprint.md">Imprint</a>' in client.get("/index.en.html").text
    )


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java&#115;cript:alert(1))",
        "[a](&#x6A;avascript:alert(1))",
        "[a](<java\tscript:alert(1)>)",
        "[a](vbscript:x)",
        "[a](data:text/html,<script>alert(1)</script>)",
        "[a](file:///etc/passwd)",
        "<javascript:alert(1)>",
        "[a][b]\n\n[b]: javascript:alert(1)",
        "> * [a](other.md)",
        "[a]()",
    ],
)
def test_link_into_a_script_or_a_file_is_an_error(text: str) -> None:
    with pytest.raises(ProjectError, match=r"^imprint\.md:2: a link must begin with https://"):
        html_of(f"\n{text}", "imprint.md")


@pytest.mark.parametrize(
    "text", ["![a](https://evil.example/a.png)", "[![a](/a.png)](/b)", "![a][b]\n\n[b]: /a.png"]
)
def test_image_is_an_error(text: str) -> None:
    with pytest.raises(ProjectError, match=r"^imprint\.md:2: an image is not shown"):
        html_of(f"\n{text}", "imprint.md")


@pytest.mark.parametrize(
    "url", ["https://e.org/ä b", "mailto:a@e.org", "tel:+49(30)1-2.3", "/browse", "#contact"]
)
def test_link_to_pages_addresses_and_numbers_is_shown(url: str) -> None:
    assert "<a href=" in html_of(f"[a](<{url}>)", "imprint.md")


@pytest.mark.parametrize("tag", ["script", "img src=x onerror=alert(1)", "iframe", "svg/onload=x"])
def test_no_html_reaches_the_page(tag: str) -> None:
    nasty = f"<{tag}>\n\nline <{tag}> `<{tag}>`\n\n    <{tag}>\n\n# <{tag}>\n\n```<{tag}>\n```"
    assert f"<{tag.partition(' ')[0].partition('/')[0]}" not in html_of(nasty, "imprint.md")


@pytest.mark.parametrize(
    "unit", ["[", "![", "*a _b ", "> ", "`a", "<", "[a](", "&#", "- ", "\\[", "**a", "[a]: b\n"]
)
def test_deep_or_long_text_is_rendered_within_bounds(unit: str) -> None:
    text = (unit * (LARGEST_TEXT * 1024 // len(unit)))[: LARGEST_TEXT * 1024]
    assert len(html_of(text, "imprint.md")) < 100 * len(text)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("imprint.md", "a" * (LARGEST_TEXT * 1024 + 1), "is larger than 64 KiB"),
        ("imprint.md", None, "there is no file imprint.md"),
        ("../imprint.md", "a", "must be a file in the project"),
        ("imprint\\u0000.md", None, "must be a file in the project"),
        ("imprint.md", b"a\xff", "is not UTF-8 at byte 1"),
    ],
)
def test_file_that_cannot_be_shown_is_an_error(
    tmp_path: Path, name: str, content: str | bytes | None, message: str
) -> None:
    folder = with_imprint(tmp_path / "project", name)
    if content is not None:
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ProjectError, match=message):
        read_legal_texts(open_project([folder]))


def test_text_outside_of_the_project_is_not_shown_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    folder = with_imprint(tmp_path / "project")
    (folder / "imprint.md").write_text("fine", encoding="utf-8")
    (folder / "imprint.de.md").symlink_to("../secret.md")
    with pytest.raises(ProjectError, match=r"must be a file in the project, not imprint\.de\.md"):
        read_legal_texts(open_project([folder]))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    with_imprint(tmp_path)
    os.mkfifo(tmp_path / "imprint.md")
    with pytest.raises(ProjectError, match="there is no file"):
        read_legal_texts(open_project([tmp_path]))


def test_texts_belong_to_the_files_that_a_reload_looks_at(tmp_path: Path) -> None:
    (tmp_path / "imprint.md").write_text("a", encoding="utf-8")
    names = {path.name for path in files_read(open_project([with_imprint(tmp_path)]))}
    assert {"imprint.md", "imprint.de.md", "imprint.en.md"} <= names
