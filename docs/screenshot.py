"""Writes docs/screenshot.webp, the page that the README shows; needs Chromium and Debian's `webp`.

.venv/bin/python docs/screenshot.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

from chromium import Chromium  # noqa: E402
from serving import project_served  # noqa: E402

from schlaglicht.project import open_project  # noqa: E402

PAGE = "/id/eu-cluster-conference-2020.en.html"
WIDTH, HEIGHT = 1100, 820
QUALITY = "80"


def main() -> None:
    """Serves the shipped graph, takes a screenshot of one page and compresses it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        picture = folder / "screenshot.png"
        with project_served(open_project([ROOT]), folder) as url, Chromium() as browser:
            browser.show(width=WIDTH)
            browser.open(url + PAGE)
            browser.screenshot(picture)
        target = ROOT / "docs" / "screenshot.webp"
        crop = ["-crop", "0", "0", str(WIDTH), str(HEIGHT)]
        subprocess.run(
            ["cwebp", "-quiet", "-q", QUALITY, *crop, str(picture), "-o", str(target)], check=True
        )


if __name__ == "__main__":
    main()
