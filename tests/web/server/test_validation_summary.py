from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Flask

from schlaglicht.project import open_project
from schlaglicht.settings.site import SiteSettings
from schlaglicht.validation.pipeline import validate
from schlaglicht.web.app import create_app
from schlaglicht.web.project_version import ResultSummary, summary_of
from schlaglicht.web.published_site import published_by

BERLIN = "/id/berlin.en.html"


EDIT = "https://code.example.org/kb/edit/{path}#L{line}"


def page_with(
    app: Flask, findings: ResultSummary | None, *shapes: Path, is_checking: bool = False
) -> str:
    site = published_by(app).site
    settings = replace(site.project.settings, site=SiteSettings(edit=EDIT))
    project = replace(site.project, shapes=shapes, settings=settings)
    site = replace(site, project=project, findings=findings, is_checking=is_checking)
    return create_app(site).test_client().get(BERLIN).text


def test_page_says_that_nobody_has_checked(app: Flask) -> None:
    assert "Not checked." in page_with(app, None, Path("shapes.ttl"))


def test_page_says_that_it_is_being_checked(app: Flask) -> None:
    assert "Checking …" in page_with(app, None, Path("shapes.ttl"), is_checking=True)


def test_page_does_not_miss_a_check_that_no_shapes_ask_for(app: Flask) -> None:
    assert "hecked" not in page_with(app, None)


def test_page_says_that_there_are_no_findings(app: Flask) -> None:
    assert "Checked: no findings." in page_with(app, ResultSummary())


def test_page_tells_the_findings_about_its_thing(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "data.ttl").write_text(
        "<https://example.org/kb/id/berlin> a <https://schema.org/City> .\n"
    )
    (tmp_path / "shapes" / "city.ttl").write_text("""\
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://example.org/s> a sh:NodeShape ; sh:targetClass <https://schema.org/City> ;
    sh:property <https://example.org/p> .
<https://example.org/p> sh:path <https://schema.org/mayor> ; sh:minCount 1 ;
    sh:message "Name the <b>mayor</b>."@en .
""")
    (tmp_path / "schlaglicht.toml").write_text(f'site.edit = "{EDIT}"\n')
    (tmp_path / "more data.ttl").write_text("<https://example.org/kb/id/x> <>.\n")  # a fault
    project = open_project([tmp_path])
    findings = summary_of(validate(project), project)
    page = page_with(app, findings)
    assert 'href="https://code.example.org/kb/edit/data.ttl#L1"' in page
    assert "Checked, findings: 1." in page
    assert "Name the &lt;b&gt;mayor&lt;/b&gt;." in page
