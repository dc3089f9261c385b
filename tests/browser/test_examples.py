"""The start page of each example, and all pages that it links, on a narrow screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import Chromium
from serving import project_served

from schlaglicht.project import open_project

EXAMPLES = Path(__file__).parents[2] / "examples"
LINKS = """[...new Set([...document.querySelectorAll("a")].map(a => a.href.split("#")[0]))]
    .filter(link => link.startsWith(location.origin) && /\\.html$/.test(link))"""


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_no_page_of_an_example_is_wider_than_a_narrow_screen(
    name: str, browser: Chromium, tmp_path: Path
) -> None:
    browser.show(width=360)
    with project_served(open_project([EXAMPLES / name]), tmp_path) as url:
        for language in ("de", "en"):
            browser.open(f"{url}/index.{language}.html")
            pages = browser.evaluate(LINKS)
            assert len(pages) > 6
            assert [page for page in pages if width_of(page, browser) > 360] == []


def width_of(page: str, browser: Chromium) -> int:
    browser.open(page)
    width: int = browser.evaluate("document.documentElement.scrollWidth")
    return width
