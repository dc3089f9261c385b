"""The look of a site: its colours and pictures, and where browsers look for them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from schlaglicht.errors import ProjectError
from schlaglicht.project import open_project
from schlaglicht.web.theme import LARGEST_PICTURE, read_theme

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PNG = b"\x89PNG\r\n\x1a\n"
SITE = """\
title = { de = "Steine", en = "Stones & <more>" }
[site]
logo = "logo.svg"
icon = "icon.png"
accent = "#1f5f8b"
footer = { de = "Vom Amt.", en = "By the office." }
imprint = "https://example.org/imprint?a=1&b=2"
privacy = "/privacy"
[[site.links]]
title = { de = "Über uns", en = "About us" }
url = "https://example.org/"
"""


DATA = (
    '<https://e.org/a> a <https://e.org/A> ; <http://purl.org/dc/terms/title> "A" ;'
    ' <http://purl.org/dc/terms/description> "About \\"A\\"." .'
)


def with_logo(folder: Path, name: str = "logo.svg") -> Path:
    """A project in this folder whose logo is to be the file of that name."""
    folder.mkdir(exist_ok=True)
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    (folder / "schlaglicht.toml").write_text(f'[site]\nlogo = "{name}"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def themed(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of(DATA, {"schlaglicht.toml": SITE, "logo.svg": SVG, "icon.png": PNG})


def test_page_has_logo_footer_and_links(themed: FlaskClient) -> None:
    page = themed.get("/index.de.html").text
    assert '<img src="/logo.svg" alt="Steine">' in page
    assert '<a href="https://example.org/">Über uns</a>' in page
    footer = page[page.index("<footer>") :]
    assert "<p>Vom Amt.</p>" in footer
    assert '<a href="https://example.org/imprint?a=1&amp;b=2">Impressum</a>' in footer
    assert '<a href="/privacy">Datenschutz</a>' in footer


def test_logo_is_served_and_runs_nothing(themed: FlaskClient) -> None:
    logo = themed.get("/logo.svg")
    assert (logo.content_type, logo.data) == ("image/svg+xml", SVG)
    assert logo.headers["X-Content-Type-Options"] == "nosniff"
    policy = logo.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


def test_accent_is_a_stylesheet_for_both_schemes(themed: FlaskClient) -> None:
    assert '<link rel="stylesheet" href="/theme.css">' in themed.get("/index.en.html").text
    style = themed.get("/theme.css")
    assert style.mimetype == "text/css"
    assert "--link: #1f5f8b" in style.text
    dark = style.text.partition("prefers-color-scheme: dark")[2]
    assert "--link: #1f5f8b" not in dark
    assert "--link: #" in dark


def test_page_describes_itself_for_previews(themed: FlaskClient) -> None:
    page = themed.get("/iri/https/e.org/a.en.html").text
    assert '<meta property="og:title" content="A · Stones &amp; &lt;more&gt;">' in page
    assert '<meta name="description" content="About &#34;A&#34;.">' in page
    assert '<meta property="og:description" content="About &#34;A&#34;.">' in page
    assert '<meta property="og:locale" content="en_GB">' in page
    assert '<meta property="og:url" content="http://localhost/iri/https/e.org/a.en.html">' in page


@pytest.mark.parametrize("path", ["/favicon.ico", "/apple-touch-icon.png", "/icon.png"])
def test_own_icon_is_at_every_usual_name(themed: FlaskClient, path: str) -> None:
    response = themed.get(path)
    assert (response.content_type, response.data) == ("image/png", PNG)


@pytest.mark.parametrize(
    "path", ["/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"]
)
def test_site_without_settings_has_an_icon(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert str(response.mimetype).startswith("image/")
    response.close()


def test_site_without_settings_names_an_icon_and_no_more(client: FlaskClient) -> None:
    page = client.get("/index.en.html").text
    assert '<link rel="icon" type="image/svg+xml" href="/static/favicon.svg">' in page
    assert "<footer>" not in page
    assert "theme.css" not in page
    assert client.get("/logo.svg").status_code == 404
    assert client.get("/theme.css").text == ""


def test_picture_in_a_preview_has_an_absolute_url(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of(DATA, {"schlaglicht.toml": '[site]\nlogo = "logo.png"', "logo.png": PNG})
    page = client.get("/index.en.html").text
    assert '<meta property="og:image" content="http://localhost/logo.png">' in page


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("logo.gif", b"GIF89a", "must be a file ending in .svg, .png, .webp"),
        ("logo.png", SVG, "is not a picture of the kind"),
        ("logo.svg", b"<html>", "is not a picture of the kind"),
        ("logo.png", PNG + b"0" * LARGEST_PICTURE * 1024, "is larger than 512 KiB"),
        ("logo.webp", None, "there is no file logo.webp"),
        ("../logo.png", PNG, "must be a file in the project"),
        ("logo\\u0000.png", None, "must be a file in the project"),
    ],
)
def test_picture_that_cannot_be_served_is_an_error(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    folder = with_logo(tmp_path / "project", name)
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(ProjectError, match=message):
        read_theme(open_project([folder]))


def test_links_in_a_circle_are_no_picture(tmp_path: Path) -> None:
    with_logo(tmp_path)
    (tmp_path / "logo.svg").symlink_to("logo.svg")
    # From Python 3.13 on, the circle leads to no file.
    with pytest.raises(ProjectError, match=r"must be a file in the project|there is no file"):
        read_theme(open_project([tmp_path]))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    with_logo(tmp_path)
    os.mkfifo(tmp_path / "logo.svg")
    with pytest.raises(ProjectError, match="there is no file"):
        read_theme(open_project([tmp_path]))
