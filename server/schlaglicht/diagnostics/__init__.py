"""A ValidationReport in the forms that people and programs read: `text.py` for a terminal."""

from schlaglicht.diagnostics.coverage import render_coverage
from schlaglicht.diagnostics.text import render_text

__all__ = ["render_coverage", "render_text"]
