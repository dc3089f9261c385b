"""Measures the package against docs/budget.md: its size by room, its circles, its options.

`make budget` writes today's figures into that page; the words of its last column stay, and what
is new there waits for some. A test fails when something passes what the page allows.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import click

from schlaglicht.cli import schlaglicht
from schlaglicht.settings.project_settings import Settings
from schlaglicht.settings.toml_tables import setting_names

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "server"
PAGE = ROOT / "docs" / "budget.md"

PACKAGE, TESTS = SOURCES / "schlaglicht", ROOT / "tests"

PROMISES = {"Promises": PACKAGE, "What tests prove": TESTS}
"""Tables of promises, and the folder of what keeps them."""

MOST_FILES = 20
"""Modules that lie side by side in a folder, and can still be told apart by their names."""

Row = tuple[str, ...]
Imports = Mapping[str, set[str]]


@cache
def sizes(folder: Path) -> dict[str, tuple[int, int]]:
    """Statements and modules of each room; imports and docstrings are no statements."""
    statements, modules = Counter[str](), Counter[str]()
    for path in folder.rglob("*.py"):
        parts = path.relative_to(folder).parts
        room = f"{parts[0]}/" if len(parts) > 1 else "*.py"
        counted = _statements(path)
        modules.update((room, "all"))
        statements.update({room: counted, "all": counted})
    return {room: (statements[room], modules[room]) for room in sorted(modules)}


def crowded_folders() -> dict[str, int]:
    """The number of modules of each folder that has more than MOST_FILES."""
    files = Counter(_name(path.parent) for path in _modules() if path.stem != "__init__")
    return {folder: number for folder, number in files.items() if number > MOST_FILES}


def circles() -> list[frozenset[str]]:
    """Modules that import each other, at whatever place in them, and folders that do."""
    imports = _imports()
    found = circles_in(imports)
    for parent in _folders():
        found += circles_in(_between_folders(imports, parent))
    return sorted(found, key=sorted)


def options() -> dict[str, str]:
    """Each option of the command line, and the commands that have it.

    Those below `endpoint` have the options of `serve` and `validate`.
    """
    commands: dict[str, list[str]] = {}
    for name, command in sorted(_commands(schlaglicht)):
        for option in command.params if not name.startswith("endpoint ") else ():
            if isinstance(option, click.Option):
                spelled = "/".join((*option.opts[:1], *option.secondary_opts))
                commands.setdefault(spelled, []).append(name or "all")
    return {option: ", ".join(names) for option, names in sorted(commands.items())}


def settings() -> list[str]:
    """The settings of a project; those of the server are options."""
    return sorted(setting_names(Settings))


def table(heading: str, page: str | None = None) -> list[Row]:
    """The rows of the table below a heading of the page, without the marks of code."""
    page = PAGE.read_text(encoding="utf-8") if page is None else page
    section = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [tuple(_cells(line)) for line in lines[2:]]


def page_of_today(page: str) -> str:
    """The page with the figures of today, and the words that it had."""
    rows: dict[str, Iterable[Row]] = {
        "The package": _size_rows(sizes(PACKAGE)),
        "The tests": _size_rows(sizes(TESTS)),
        "Crowded folders": ((name, str(number)) for name, number in crowded_folders().items()),
        "Circles": ((", ".join(sorted(members)),) for members in circles()),
        "Options": _with_words(list(options().items()), table("Options", page)),
        "Settings": _with_words([(name,) for name in settings()], table("Settings", page)),
    }
    for heading, folder in PROMISES.items():
        rows[heading] = [
            (paths, f"{cost(paths, folder):,}", *words) for paths, _, *words in table(heading, page)
        ]
    for heading, written in rows.items():
        page = _with_rows(page, heading, written)
    return page


def cost(paths: str, folder: Path) -> int:
    """Statements of the folders and modules of a cell; raises FileNotFoundError for one gone."""
    found = 0
    for name in paths.split(", "):
        path = folder / name
        if not path.exists():
            raise FileNotFoundError(path)
        modules = path.rglob("*.py") if path.is_dir() else [path]
        found += sum(map(_statements, modules))
    return found


@cache
def _statements(path: Path) -> int:
    return sum(map(_counts, ast.walk(_parsed(path))))


def _counts(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return not isinstance(node.value.value, str)
    return isinstance(node, ast.stmt) and not isinstance(node, ast.Import | ast.ImportFrom)


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@cache
def _folders() -> set[str]:
    return {_name(path.parent) for path in _modules()}


def _name(path: Path) -> str:
    """The dotted name of a module, or of a folder of modules."""
    parts = path.relative_to(SOURCES).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _imports() -> Imports:
    """The modules of the package that each imports, within functions and for types too."""
    trees = {_name(path): _parsed(path) for path in _modules()}
    imports: dict[str, set[str]] = {name: set() for name in trees}
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                imports[name] |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                imports[name] |= (inner & trees.keys()) or {node.module}
    return {name: imported & trees.keys() for name, imported in imports.items()}


def _between_folders(imports: Imports, parent: str) -> Imports:
    """The imports between the folders that lie in a folder."""
    folders = {name for name in _folders() if name.rpartition(".")[0] == parent}
    between: dict[str, set[str]] = {f"{folder}/": set() for folder in folders}
    for module, imported in imports.items():
        for folder in _around(module, folders):
            between[f"{folder}/"] |= {
                f"{other}/" for name in imported for other in _around(name, folders - {folder})
            }
    return between


def _around(module: str, folders: set[str]) -> set[str]:
    return {folder for folder in folders if f"{module}.".startswith(f"{folder}.")}


def circles_in(imports: Imports) -> list[frozenset[str]]:
    """The largest sets in which each one reaches each other one."""
    reached = {name: _reached(name, imports) for name in imports}
    return list(
        {
            frozenset({name, *mates})
            for name, others in reached.items()
            if (mates := {other for other in others if name in reached.get(other, ())} - {name})
        }
    )


def _reached(name: str, imports: Imports) -> set[str]:
    found, waiting = set[str](), [name]
    while waiting:
        new = imports.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _commands(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for each in command.list_commands(context):
            if found := command.get_command(context, each):
                yield from _commands(found, f"{name} {each}".strip())


def _size_rows(measured: Mapping[str, tuple[int, int]]) -> Iterator[Row]:
    for room, (statements, modules) in measured.items():
        yield room, f"{statements:,}", f"{modules:,}"


def _with_words(rows: list[Row], before: list[Row]) -> Iterator[Row]:
    """Rows with the words that the row of the same first cell had."""
    words = {row[0]: row[-1] for row in before}
    for row in rows:
        yield (*row, words.get(row[0], ""))


def _with_rows(page: str, heading: str, rows: Iterable[Row]) -> str:
    """The page with other rows in the table below a heading."""
    lines = "".join(f"| {' | '.join((f'`{row[0]}`', *row[1:]))} |\n" for row in rows)
    table_below = rf"(?s:(\n## {heading}\n.*?\n\|[-|]+\|\n))(?:\|.*\n)*"
    return re.sub(table_below, lambda found: found[1] + lines, page, count=1)


def _cells(line: str) -> Iterator[str]:
    for cell in line.strip("|").split("|"):
        yield cell.strip().strip("`")


if __name__ == "__main__":
    PAGE.write_text(page_of_today(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
