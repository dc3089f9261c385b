"""Rules of the code that no linter knows."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "server" / "schlaglicht"

LONGEST = 60

Trees = Mapping[Path, ast.Module]


@pytest.fixture(scope="module")
def trees() -> Trees:
    """The modules of the package as syntax trees, by their paths within it."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {
        path.relative_to(PACKAGE): ast.parse(path.read_text(encoding="utf-8")) for path in paths
    }


def test_no_function_is_longer_than_sixty_lines(trees: Trees) -> None:
    too_long = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno >= LONGEST
    ]
    assert too_long == []


def test_docstrings_begin_with_a_noun_or_a_verb(trees: Trees) -> None:
    words = "how|what|when|where|whether|which|who|whoever|whose|why"
    question = re.compile(rf"(?:{words})\b", re.IGNORECASE)
    found = [
        f"{path}:{node.body[0].lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if question.match(ast.get_docstring(node) or "")
    ]
    assert found == []


def test_no_two_modules_define_the_same_alias(trees: Trees) -> None:
    """An alias of a type has one place; others import it."""
    places: dict[str, set[str]] = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign | ast.AnnAssign) and (alias := _alias(node)):
                places.setdefault(alias, set()).add(str(path))
    assert {alias: found for alias, found in places.items() if len(found) > 1} == {}


def _alias(node: ast.Assign | ast.AnnAssign) -> str | None:
    """The public name and the value of an alias of a tuple."""
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    value = ast.unparse(node.value) if node.value else ""
    is_public = isinstance(target, ast.Name) and target.id[:1].isupper()
    return f"{ast.unparse(target)} = {value}" if is_public and value.startswith("tuple[") else None


def test_texts_have_no_words_that_the_guide_replaces() -> None:
    """The words of CONTRIBUTING.md that never fit; of the others some uses are plain English."""
    root = PACKAGE.parent.parent
    texts = [
        root / "Makefile",
        *root.glob("*.py"),
        *root.glob("scripts/*.py"),
        *(root / "docs").rglob("*.md"),
    ]
    texts += [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".json", ".html")]
    dialect = re.compile(r"\b(anew|grave|whoever)\b", re.IGNORECASE)
    found = {
        f"{path.relative_to(root)}: {word}"
        for path in texts
        for word in dialect.findall(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_no_text_has_the_marks_of_a_merge() -> None:
    root = PACKAGE.parent.parent
    folders = ("bench", "docs", "examples", "scripts", "server/schlaglicht", "tests")
    texts = [path for path in root.iterdir() if path.is_file()]
    texts += [path for name in folders for path in (root / name).rglob("*.*") if path.is_file()]
    mark = re.compile(rb"^(<{7} |>{7} )", re.MULTILINE)
    found = [path.relative_to(root) for path in texts if mark.search(path.read_bytes())]
    assert found == []
