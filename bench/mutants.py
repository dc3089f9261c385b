"""How many wrong lines the tests find: `.venv/bin/python bench/mutants.py [--places 200]`.

Places of the package are drawn at random, and one fault at a time is put into a copy of it: a
comparison turned round, a condition negated, a number moved by one, a statement left out, a
result that is None. The test files nearest to the module are run, nearest first; a mutant is
killed when a test fails that passes without it. One line for each mutant, and the share at last.
"""

import argparse
import ast
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("server/schlaglicht")
NEAREST = 14
"""Test files that are run against a mutant."""
AT_ONCE = 5
"""Test files of one run of pytest, so that a mutant that dies early costs little."""
SECONDS = 400
"""After so long a mutant counts as killed, as it does not end; a run without one takes a fifth."""

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True)
class Mutant:
    """One fault: the text that stands in place of a node of the module."""

    module: Path
    node: ast.expr | ast.stmt
    kind: str
    text: str

    def source(self) -> str:
        """The module with the fault."""
        lines = (ROOT / self.module).read_bytes().splitlines(keepends=True)
        node = self.node
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        before = b"".join(lines[:first]) + lines[first][: node.col_offset]
        after = lines[last][node.end_col_offset :] + b"".join(lines[last + 1 :])
        return (before + self.text.encode() + after).decode()


def mutants(module: Path) -> Iterator[Mutant]:
    """Every fault that can be put into the module; annotations and texts are left alone."""
    tree = ast.parse((ROOT / module).read_bytes())
    for function in ast.walk(tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for statement in function.body:
            for node in ast.walk(statement):
                yield from _faults(module, node)


def _faults(module: Path, node: ast.AST) -> Iterator[Mutant]:
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if (
            type(operator) in _TURNED
        ):
            turned = ast.Compare(left, [_TURNED[type(operator)]()], [right])
            yield Mutant(module, node, "comparison", f"({ast.unparse(turned)})")
        case ast.BoolOp(op=operator, values=values):
            other = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield Mutant(module, node, "and/or", f"({ast.unparse(ast.BoolOp(other, values))})")
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield Mutant(module, test, "condition", f"(not ({ast.unparse(test)}))")
        case ast.BinOp(op=ast.Add() | ast.Sub() as operator, left=left, right=right):
            other_sign = ast.Sub() if isinstance(operator, ast.Add) else ast.Add()
            yield Mutant(
                module, node, "sign", f"({ast.unparse(ast.BinOp(left, other_sign, right))})"
            )
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            yield Mutant(module, node, "number", f"({value + 1})")
        case ast.Constant(value=bool(value)):
            yield Mutant(module, node, "truth", f"({not value})")
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield Mutant(module, node, "result", "return None")
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield Mutant(module, node, "left out", "pass")


def drawn(places: int, seed: int) -> list[Mutant]:
    """Faults at places drawn at random, as many of a module as it has places for its size."""
    modules = sorted(path.relative_to(ROOT) for path in (ROOT / PACKAGE).rglob("*.py"))
    all_of_them = [mutant for module in modules for mutant in mutants(module)]
    # One fault of a place: a comparison in an `if` would else be drawn twice as often.
    by_place = {(m.module, m.node.lineno, m.node.col_offset): m for m in all_of_them}
    return random.Random(seed).sample(sorted(by_place.values(), key=_position), places)


def _position(mutant: Mutant) -> tuple[str, int, int]:
    return str(mutant.module), mutant.node.lineno, mutant.node.col_offset


def nearest_tests(module: Path, texts: dict[Path, str]) -> list[Path]:
    """The test files nearest to the module: of its name, that import it, and of its room."""
    inner = module.relative_to(PACKAGE).with_suffix("")
    rooms = [part for part in inner.parts if part != "__init__"]
    dotted = ".".join(("schlaglicht", *rooms))
    parent, _, name = dotted.rpartition(".")
    imports = re.compile(rf"{re.escape(dotted)}\b|from {re.escape(parent)} import [^\n]*\b{name}\b")

    def nearness(test: Path) -> tuple[int, int, str]:
        inside = test.relative_to("tests")
        folders = inside.parts[:-1]
        shared = sum(1 for ours, theirs in zip(rooms, folders, strict=False) if ours == theirs)
        named = inside.stem.removeprefix("test_") in rooms or rooms[-1] in inside.stem
        score = 6 * bool(imports.search(texts[test])) + 4 * named + 2 * shared
        return -score, len(texts[test]), str(test)

    return sorted(texts, key=nearness)[:NEAREST]


@dataclass
class Copy:
    """A copy of the package, into which one fault at a time is put."""

    package: Path
    not_of_faults: set[str]
    """Tests that fail without a fault: in a copy, or on this machine."""

    def killed(self, mutant: Mutant, tests: list[Path]) -> str | None:
        """The test that found the fault; none if the mutant lives."""
        target = self.package / mutant.module.relative_to("server")
        whole = target.read_text()
        for start in range(0, len(tests), AT_ONCE):
            while True:
                target.write_text(mutant.source())
                by = self._failed(tests[start : start + AT_ONCE])
                target.write_text(whole)
                if by is None or by in self.not_of_faults:
                    break
                if "::" not in by or self._failed([Path(by)]) is None:
                    return by
                self.not_of_faults.add(by)
        return None

    def _failed(self, tests: list[Path]) -> str | None:
        without = [f"--deselect={test}" for test in sorted(self.not_of_faults)]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-n0",
            "-pno:cacheprovider",
            *without,
            *map(str, tests),
        ]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(self.package), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as run:
            try:
                output, _ = run.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(run.pid, signal.SIGKILL)
                return "does not end"
        if run.returncode in (0, 5):
            return None
        failed = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", output, re.MULTILINE)
        return failed[1] if failed else f"exit {run.returncode}"


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--places", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument(
        "--part", default="1/1", help="of the places drawn, those that this process tries: 1/2"
    )
    options = arguments.parse_args()
    part, parts = map(int, options.part.split("/"))
    texts = {
        path.relative_to(ROOT): path.read_text()
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if "browser" not in path.parts
    }
    places = drawn(options.places, options.seed)[part - 1 :: parts]
    dead = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder) / "server", set())
        shutil.copytree(ROOT / "server", copy.package, ignore=shutil.ignore_patterns("__pycache__"))
        for number, mutant in enumerate(places, 1):
            by = copy.killed(mutant, nearest_tests(mutant.module, texts))
            dead += by is not None
            where = f"{mutant.module}:{mutant.node.lineno}:{mutant.node.col_offset + 1}"
            print(f"{number}\t{where}\t{mutant.kind}\t{by or 'LIVES'}\t{dead}/{number}", flush=True)
    print(f"killed {dead} of {len(places)}")


if __name__ == "__main__":
    main()
