"""Documentation pages of the rules: meaning of a result, a failing example and its repair."""

from __future__ import annotations

from pathlib import Path

from schlaglicht.errors import ProjectError


def rule_page(code: str, language: str) -> str:
    """The page of a rule as Markdown, in `de` or `en`; raises ProjectError when there is none."""
    path = pages_folder() / language / f"{code}.md"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProjectError(f"no page for the rule {code}: {error.strerror}") from error


def pages_folder() -> Path:
    """The folder of the pages, with a folder per language: in the wheel, or the checkout."""
    package = Path(__file__).parent.parent
    in_wheel = package / "rules"
    return in_wheel if in_wheel.is_dir() else package.parent.parent / "docs" / "rules"
