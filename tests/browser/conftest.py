from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import Chromium, find_chromium
from serving import indexed, project_served

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.project import Project, open_project, shipped_folder


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Snapshot]:
    """The shipped graph."""
    project = open_project([shipped_folder()])
    return project, indexed(project, tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="module")
def server(shipped: tuple[Project, Snapshot]) -> Iterator[str]:
    """The URL of a server of the shipped graph; its thread ends with the file, others may fork."""
    with project_served(*shipped) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    if find_chromium() is None:
        pytest.skip("no chromium on this machine")
    with Chromium() as started:
        yield started


@pytest.fixture
def browser(chromium: Chromium) -> Iterator[Chromium]:
    """A browser as it is at first: nothing stored, nothing set, an empty page."""
    chromium.forget()
    yield chromium
    assert chromium.refused == []
