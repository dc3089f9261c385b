"""Patterns made at random have the solutions that another engine finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from judges import graph_in
from pyoxigraph import QuerySolutions, RdfFormat, Store
from rdflib import Graph, URIRef

from schlaglicht.validation.shacl.pyshacl_patches.apply import patched_pyshacl

EX = "https://example.org/"
PREFIXES = f"PREFIX ex: <{EX}>\n"
DATA = """@prefix ex: <https://example.org/> .
ex:a a ex:T ; ex:p 1 , ex:b ; ex:q 2 ; ex:r ex:c . ex:b ex:p 2 ; ex:q 2 , 3 ; ex:r ex:a , ex:b .
ex:c ex:q 1 ; ex:r ex:b .
"""
VARIABLES = ("?x", "?y", "?z")
SEEDS = range(300)
DEPTH = 3


class Patterns:
    """Groups of SPARQL made at random; what SHACL forbids (MINUS, VALUES) is left out."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._names = iter(range(1000))

    def group(self, depth: int = DEPTH) -> str:
        parts = [self._part(depth) for _ in range(self._random.randint(1, 3))]
        return "{ " + " ".join(parts) + " }"

    def _part(self, depth: int) -> str:
        kinds = [self._triple] * 2 + [self._filter] * bool(depth)
        if depth:
            kinds += [self._nested, self._optional, self._union, self._bind, self._select]
        return self._random.choice(kinds)(depth)

    def _triple(self, _: int) -> str:
        subject = self._random.choice(("$this", "$this", *VARIABLES, "ex:b"))
        return f"{subject} ex:{self._random.choice('pqr')} {self._random.choice(VARIABLES)} ."

    def _nested(self, depth: int) -> str:
        return self.group(depth - 1)

    def _optional(self, depth: int) -> str:
        return "OPTIONAL " + self.group(depth - 1)

    def _union(self, depth: int) -> str:
        return f"{self.group(depth - 1)} UNION {self.group(depth - 1)}"

    def _bind(self, depth: int) -> str:
        name = self._random.choice((*VARIABLES, f"?n{next(self._names)}"))
        return f"BIND ({self._expression(depth)} AS {name})"

    def _select(self, depth: int) -> str:
        name = self._random.choice(VARIABLES)
        inner = self.group(depth - 1)
        count = f"(COUNT(*) AS ?n{next(self._names)})"
        return self._random.choice(
            (
                f"{{ SELECT $this {name} WHERE {inner} }}",
                f"{{ SELECT DISTINCT $this {name} WHERE {inner} }}",
                f"{{ SELECT $this {name} {count} WHERE {inner} GROUP BY $this {name} }}",
                f"{{ SELECT $this (COUNT({name}) AS ?y) WHERE {inner} GROUP BY $this }}",
            )
        )

    def _filter(self, depth: int) -> str:
        return f"FILTER ({self._expression(depth)})"

    def _expression(self, depth: int) -> str:
        one, other = (self._random.choice(("$this", *VARIABLES)) for _ in range(2))
        choices = (
            f"BOUND({one})",
            f"!BOUND({one})",
            f"{one} = {other}",
            f"{one} != {other}",
            f"{one} > 1",
            f"COALESCE({one}, 7) = {other}",
            f"BOUND({one}) || {other} = 2",
        )
        if depth and self._random.random() < 0.25:
            return self._random.choice(("EXISTS ", "NOT EXISTS ")) + self.group(depth - 1)
        return self._random.choice(choices)


@pytest.fixture(scope="module")
def graphs() -> Iterator[tuple[Graph, Store]]:
    store = Store()
    store.load(DATA.encode(), RdfFormat.TURTLE)
    with patched_pyshacl() as known:
        assert known
        yield graph_in(DATA), store


@pytest.mark.parametrize("seed", SEEDS)
def test_solutions_are_those_of_another_engine(seed: int, graphs: tuple[Graph, Store]) -> None:
    graph, store = graphs
    patterns = Patterns(seed)
    expected = None
    while expected is None:
        query = f"{PREFIXES}SELECT $this ?x ?y ?z WHERE {patterns.group()}"
        expected = of_other(store, query.replace("SELECT $this", "SELECT").replace("$this", "ex:a"))
    this = {"this": URIRef(f"{EX}a")}
    found = [row.asdict() for row in graph.query(query, initBindings=this)]  # type: ignore[union-attr]
    rows = Counter(tuple(text(row.get(name)) for name in "xyz") for row in found)
    assert rows == expected, query


def of_other(store: Store, query: str) -> Counter[tuple[str | None, ...]] | None:
    """The solutions of the other engine; None for a query that is not valid."""
    query = query.replace("BOUND(ex:a)", "true").replace("BY ex:a", "BY (ex:a AS ?this)")
    try:
        solutions = store.query(query)
    except SyntaxError:
        return None
    assert isinstance(solutions, QuerySolutions)
    return Counter(
        tuple(None if term is None else term.value for term in solution) for solution in solutions
    )


def text(term: object) -> str | None:
    return None if term is None else str(term)
