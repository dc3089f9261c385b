"""The rules for web servers, tried with Apache and nginx: docs/internals/static-site.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schlaglicht.settings.project_settings import Settings
from schlaglicht.settings.site import SiteSettings
from schlaglicht.static_site import read_root
from schlaglicht.static_site.host_rules import write_rules


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    write_rules(
        read_root("https://example.org/kb/"), Settings(base="https://w3id.org/kb/"), tmp_path
    )
    return tmp_path


def test_every_gap_of_the_rules_is_filled(rules: Path) -> None:
    for path in rules.rglob("*"):
        if path.is_file():
            assert not re.search("@[A-Z_0-9]+@", path.read_text(encoding="utf-8")), path


def test_paths_lie_below_the_folder_of_the_url(rules: Path) -> None:
    assert "RewriteBase /kb/\n" in (rules / ".htaccess").read_text()
    assert "location /kb/ {" in (rules / "hosting" / "nginx-server.conf").read_text()
    assert "/kb/sparql " in (rules / "_redirects").read_text()


def test_a_site_at_the_top_has_no_folder_in_its_rules(tmp_path: Path) -> None:
    write_rules(read_root("https://example.org"), Settings(), tmp_path)
    assert "RewriteBase /\n" in (tmp_path / ".htaccess").read_text()
    assert "location / {" in (tmp_path / "hosting" / "nginx-server.conf").read_text()


def test_rules_know_forms_in_both_languages(rules: Path) -> None:
    apache = (rules / ".htaccess").read_text()
    assert apache.index("%1.de.ics [R=303") < apache.index("%1.en.ics [R=303")
    nginx = (rules / "hosting" / "nginx-http.conf").read_text()
    assert '"~text/vcard" .$schlaglicht_language.vcf;' in nginx


def test_w3id_leads_to_the_site(rules: Path) -> None:
    text = (rules / "hosting" / "w3id.htaccess").read_text()
    assert "https://example.org/kb/$1.jsonld [R=303,L]" in text


def test_without_a_base_elsewhere_nothing_is_for_w3id(tmp_path: Path) -> None:
    settings = Settings(base="https://example.org/kb/")
    write_rules(read_root("https://example.org/kb/"), settings, tmp_path)
    assert not (tmp_path / "hosting" / "w3id.htaccess").exists()


def test_hosts_of_images_are_in_the_policy_of_every_server(tmp_path: Path) -> None:
    root = read_root("https://example.org/kb/")
    write_rules(root, Settings(images=("a.example", "b.example:8443")), tmp_path)
    for name in (".htaccess", "hosting/nginx-server.conf", "_headers"):
        text = (tmp_path / name).read_text()
        assert "img-src 'self' https://a.example https://b.example:8443;" in text


def test_rules_lead_readers_who_want_neither_language_to_the_first(tmp_path: Path) -> None:
    german_first = Settings(site=SiteSettings(languages=("de", "en")))
    write_rules(read_root("https://example.org/kb/"), german_first, tmp_path)
    apache = (tmp_path / ".htaccess").read_text()
    assert "RewriteRule ^(.+)\\.html$ $1.en.html [L]" in apache
    assert "$1.de.html [L]" not in apache
    assert "default de;" in (tmp_path / "hosting" / "nginx-http.conf").read_text()
    assert "index.en.html  302  Language=en" in (tmp_path / "_redirects").read_text()
