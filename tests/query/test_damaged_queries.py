"""Queries with a fault whose right form is known: how many are repaired to the same answer.

`SCHLAGLICHT_DAMAGED=10000` tries as many; the share must not fall below what is known.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from damages import Material, damaged
from patience import PATIENCE, PATIENT
from rdflib import Graph

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.errors import QuerySyntaxError
from schlaglicht.formats import TSV
from schlaglicht.project import open_project
from schlaglicht.query import answer, read_query
from schlaglicht.query.empty_answers.explanation import LIMITS, explanation

ROOT = Path(__file__).parents[2]
NUMBER = int(os.environ.get("SCHLAGLICHT_DAMAGED", "48"))
LEAST_REPAIRED = 0.7


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePool]:
    snapshot = take_snapshot(open_project([ROOT]), tmp_path_factory.mktemp("shipped"))
    with EnginePool(snapshot, engines=1, limits=PATIENT) as started:
        yield started


def rows(text: str, pool: EnginePool) -> list[bytes]:
    return sorted(answer(pool, read_query(text), TSV).body.splitlines()[1:])


def finds_nothing(text: str, pool: EnginePool) -> bool:
    try:
        return not any(row.strip() for row in rows(text, pool))
    except QuerySyntaxError:
        return True


def test_damaged_queries_are_repaired_and_none_says_what_is_not(pool: EnginePool) -> None:
    material = Material(Graph().parse(ROOT / "data.ttl"), pool.snapshot.prefixes)
    limits = replace(LIMITS, seconds=PATIENCE)
    outcomes: Counter[str] = Counter()
    for number, name, right, text in damaged(material, range(NUMBER)):
        if not finds_nothing(text, pool):
            continue  # what it asks is there, too
        query = read_query(text)
        found = explanation(query, pool.snapshot, pool, limits=limits, wait=PATIENCE)
        for repair in found.repairs:
            answered = rows(repair.query, pool)
            assert (repair.rows, bool(repair.diff)) == (len(answered), True), (number, repair)
        is_right = bool(found.repairs) and rows(found.repairs[0].query, pool) == rows(
            right.text, pool
        )
        outcomes["right" if is_right else f"not: {name}"] += 1
    assert outcomes.total() > NUMBER / 2
    assert outcomes["right"] >= LEAST_REPAIRED * outcomes.total(), outcomes
