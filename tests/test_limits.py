"""docs/internals/limits.md is generated from the code and cannot drift from it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_page_of_limits_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("limits", ROOT / "scripts/generate_limits.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = module.PAGE.read_text(encoding="utf-8")
    assert written.count("\n| ") > 200
    assert written == module.limits_document(), "limits.md is out of date: run `make docs`"
