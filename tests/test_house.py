"""Rules of the code that no linter knows."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "server" / "schlaglicht"
LONGEST = 60


def test_no_function_is_longer_than_sixty_lines() -> None:
    too_long = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno >= LONGEST
    ]
    assert too_long == []
