"""`schlaglicht export --site` as a user meets it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]
BASE = "https://example.org/kb/"


def test_the_site_of_a_project_is_written(cli: Cli, concert: Path, tmp_path: Path) -> None:
    done = cli(concert, "export", "--site", str(tmp_path / "out"), "--base", BASE, ".")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"for {BASE}" in done.stdout
    names = ("index.html", "index.de.html", "404.html", "dumps/SHA256SUMS", "dumps/dataset.ttl.gz",
             "catalog.jsonld", "feed.en.atom", "sitemap.xml", "robots.txt", "llms.txt",
             "search.de.json", "queries/when.csv", "queries/when.rq", ".htaccess", "_redirects",
             "hosting/nginx-server.conf", "static/style.css")  # fmt: skip
    for name in names:
        assert (tmp_path / "out" / name).is_file(), name


def test_a_link_that_leads_nowhere_is_an_error_with_page_and_link(cli: Cli, tmp_path: Path) -> None:
    thing = f"https://example.org/id/{'long' * 70}"
    text = f"<https://example.org/id/a> <https://schema.org/about> <{thing}> .\n"
    text += f'<{thing}> <https://schema.org/name> "Long" .\n'
    (tmp_path / "data.ttl").write_text(text)
    (tmp_path / "schlaglicht.toml").write_text('base = "https://example.org/"\n')
    done = cli(tmp_path, "export", "--site", "out", "--base", BASE, ".")
    assert done.returncode == 1
    assert "longlong" in done.stderr
    assert "linked from" in done.stderr
    assert "255 bytes" in done.stderr


def test_usage_error_is_german_for_a_german_reader(
    cli: Cli, concert: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert "--base gilt nur zusammen mit --site" in cli(concert, "export", "--base", BASE).stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--site", "out"], "--site needs --base"),
        (["--base", BASE], "--base goes only with --site"),
        (["--site", "out", "--base", BASE, "--format", "trig"], "does not go with --site"),
        (["--site", "out", "--base", "example.org"], "not a URL below which a site can lie"),
        (["--site", ".", "--base", BASE], "neither empty nor an earlier export"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    cli: Cli, concert: Path, arguments: list[str], message: str
) -> None:
    done = cli(concert, "export", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
