from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from sites import BASE, CONCERT, application, files_served

from schlaglicht.project import open_project, shipped_folder
from schlaglicht.static_site import Plan, SiteReport, export_site, read_root


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], tuple[Path, SiteReport]]:
    """Exports the project in a folder for BASE; the site is below its path."""

    def export(project: Path, *, processes: int = 0) -> tuple[Path, SiteReport]:
        target = tmp_path_factory.mktemp("site") / "kb"
        plan = Plan(open_project([project]), target, read_root(BASE), processes=processes)
        return target, export_site(plan)

    return export


@pytest.fixture(scope="session")
def shipped_site(
    exported: Callable[[Path], tuple[Path, SiteReport]],
) -> tuple[Path, SiteReport]:
    """The site of the graph that Schlaglicht ships with, exported once for all tests."""
    return exported(shipped_folder())


@pytest.fixture(scope="session")
def concert_site(
    exported: Callable[[Path], tuple[Path, SiteReport]],
) -> tuple[Path, SiteReport]:
    """The site of a small project."""
    return exported(CONCERT)


@pytest.fixture(scope="session")
def concert_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over the small project."""
    with application(CONCERT, tmp_path_factory.mktemp("concert")) as app:
        yield app


@pytest.fixture(scope="session")
def shipped_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over the graph that Schlaglicht ships with."""
    with application(shipped_folder(), tmp_path_factory.mktemp("shipped")) as app:
        yield app


@pytest.fixture(scope="session")
def serve_files() -> Callable[[Path], AbstractContextManager[str]]:
    return files_served
