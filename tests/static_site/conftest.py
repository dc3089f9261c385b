from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sites import BASE, CONCERT, application, files_served

from schlaglicht.project import Project, open_project, shipped_folder
from schlaglicht.static_site import Plan, SiteReport, export_site, read_root

Exported = Callable[..., tuple[Path, SiteReport]]


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Exports a project, or that in a folder, for BASE; the site is below its path."""

    def export(of: Project | Path, *, processes: int = 0) -> tuple[Path, SiteReport]:
        target = tmp_path_factory.mktemp("site") / "kb"
        project = of if isinstance(of, Project) else open_project([of])
        return target, export_site(Plan(project, target, read_root(BASE), processes=processes))

    return export


@pytest.fixture(scope="session")
def shipped() -> Project:
    """The graph that Schlaglicht ships with, on German pages: those of the concert are in both."""
    project = open_project([shipped_folder()])
    site = replace(project.settings.site, languages=("de",))
    return replace(project, settings=replace(project.settings, site=site))


@pytest.fixture(scope="session")
def shipped_site(exported: Exported, shipped: Project) -> tuple[Path, SiteReport]:
    """The site of the graph that Schlaglicht ships with, exported once for all tests."""
    return exported(shipped)


@pytest.fixture(scope="session")
def concert_site(exported: Exported) -> tuple[Path, SiteReport]:
    """The site of a small project."""
    return exported(CONCERT)


@pytest.fixture(scope="session")
def concert_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over the small project."""
    with application(CONCERT, tmp_path_factory.mktemp("concert")) as app:
        yield app


@pytest.fixture(scope="session")
def shipped_app(shipped: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over the graph that Schlaglicht ships with."""
    with application(shipped, tmp_path_factory.mktemp("shipped")) as app:
        yield app


@pytest.fixture(scope="session")
def serve_files() -> Callable[[Path], AbstractContextManager[str]]:
    return files_served
