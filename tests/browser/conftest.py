from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import Chromium, find_chromium
from serving import shipped_graph_served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server of the shipped graph; its thread ends with the file, others may fork."""
    with shipped_graph_served(tmp_path_factory.mktemp("shipped")) as url:
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
