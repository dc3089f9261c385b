"""The web: the endpoint and its pages as a Flask application, served by granian."""

from __future__ import annotations

from pathlib import Path

from schlaglicht.i18n import msg

STATIC = Path(__file__).parent / "static"
"""The files for browsers."""

NO_SCRIPTS = msg(
    "This installation has no query editor, graphs and maps: Node or npm was missing when it was"
    " built. A wheel has them, or a new installation where PyPI and npm are reached."
)
"""What is missing where the scripts of `server/frontend/` were not bundled, and how to get it."""


def has_scripts() -> bool:
    """True if the scripts of `server/frontend/` were bundled."""
    return (STATIC / "query-page.js").is_file()
