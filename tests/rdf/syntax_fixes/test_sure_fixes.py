"""Files are broken mechanically at one place: the repair that is told gives the graph back."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pyoxigraph
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat

from schlaglicht.formats import TURTLE
from schlaglicht.rdf.reading.errors import turtle_fault
from schlaglicht.rdf.syntax_fixes import Fault, surest_change

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path
    for folder in ("shapes", "ontology", "tests/mutations/styles")
    for path in (ROOT / folder).rglob("*.ttl")
)
BASE = "file:///x"
TOKEN = re.compile(
    r'"""(?:.|\n)*?"""|"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#.*|@\w[\w-]*|[\w.-]*:[\w.%-]*[\w-]|\w+|\s+|.'
)
OTHER_WAYS = (", or ", "close the ")
"""What leaves open what is to be done, or where."""


def breakages(text: str) -> dict[str, list[tuple[int, int, str]]]:
    """By kind, what may be replaced by what."""
    tokens = [(found.start(), found[0]) for found in TOKEN.finditer(text)]
    strings = [(i, t) for i, t in tokens if t[0] == '"' and not t.startswith('"""') and len(t) > 4]
    names = [(i, t) for i, t in tokens if re.fullmatch(r"\w\w+:\w+", t)]
    iris = [(i, t) for i, t in tokens if t[0] == "<"]

    def marks(mark: str, by: str = "") -> list[tuple[int, int, str]]:
        return [(i, 1, by) for i, token in tokens if token == mark]

    return {
        **{f"without {mark}": marks(mark) for mark in ".;,])"},
        **{f"{mark} twice": [(i, 0, mark) for i, _, _ in marks(mark)] for mark in ".]"},
        **{f"{a} for {b}": marks(b, a) for a, b in (";.", ".;", ";,", ",;")},
        "capital": marks("a", "A"),
        "without opening quote": [(i, 1, "") for i, _ in strings],
        "without closing quote": [(i + len(t) - 1, 1, "") for i, t in strings],
        "without >": [(i + len(t) - 1, 1, "") for i, t in iris],
        "without <": [(i, 1, "") for i, _ in iris],
        "without colon": [(i + t.index(":"), 1, "") for i, t in names],
        "misspelt prefix": [(i, 1, "q") for i, _ in names],
        "term twice": [(i, 0, f"{t} ") for i, t in names],
        "without term": [(i, len(t), "") for i, t in names],
    }


def canonical(text: str) -> Dataset:
    graph = Dataset(pyoxigraph.parse(text, RdfFormat.TURTLE, base_iri=BASE))
    graph.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return graph


def fault_in(text: str) -> Fault | None:
    try:
        list(pyoxigraph.parse(text, RdfFormat.TURTLE, base_iri=BASE))
    except SyntaxError:
        found = turtle_fault(text, TURTLE, base=BASE, near=0)
        assert found is not None
        return Fault(text, TURTLE, BASE, found.start, found.end, found.kind)
    return None


def outcome(whole: str, text: str) -> str:
    """What becomes of a broken text: valid still, nothing is told, right or wrong."""
    fault = fault_in(text)
    if fault is None:
        return "valid"
    change = surest_change(fault)
    if change is None:
        return "silent"
    if any(way in str(change.helps or "") for way in OTHER_WAYS):
        return "right"
    mended = fault_in(change.text) is None and canonical(change.text) == canonical(whole)
    return "right" if mended else "wrong"


def test_repairs_give_the_graph_back() -> None:
    chance = random.Random(2026)
    found: Counter[str] = Counter()
    for _ in range(700):
        whole = chance.choice(FILES).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        kinds = breakages(whole)
        kind = chance.choice([kind for kind, places in kinds.items() if places])
        at, length, by = chance.choice(kinds[kind])
        found[outcome(whole, whole[:at] + by + whole[at + length :])] += 1
    print(dict(found))
    assert found["right"] > 450
    assert found["wrong"] * 100 <= found["right"]
