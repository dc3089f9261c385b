"""What the articles do not say, although it is easily read into them: `traps/*.rq`.

Each file asks whether the graph says it. Its line `# wrong:` holds triples that do, so that a
query which finds nothing at all does not pass for a graph without fault.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, RdfFormat, Store
from served_graph import PREFIXES, ROOT

from schlaglicht.questions import Question, read_question

TRAPS = [read_question(path) for path in sorted((Path(__file__).parent / "traps").glob("*.rq"))]

every_trap = pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)


@pytest.fixture(scope="module")
def graph() -> Store:
    """The shipped instances."""
    store = Store()
    store.load(path=ROOT / "data.ttl", format=RdfFormat.TURTLE)
    return store


@pytest.fixture
def wrong_graph(graph: Store, trap: Question) -> Iterator[Store]:
    """The shipped instances and what falls into the trap."""
    (wrong,) = re.findall(r"^# wrong: (.+)$", trap.text, re.MULTILINE)
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    before = set(graph)
    graph.update(f"{prefixes}INSERT DATA {{ {wrong} }}")
    yield graph
    for quad in set(graph) - before:
        graph.remove(quad)


def asks(trap: Question, store: Store) -> bool:
    found = store.query(trap.text)
    assert isinstance(found, QueryBoolean)
    return bool(found)


def test_there_are_29_traps() -> None:
    assert [trap.name for trap in TRAPS] == [f"t{number:02}" for number in range(1, 30)]


@every_trap
def test_graph_does_not_fall_into_the_trap(trap: Question, graph: Store) -> None:
    assert not asks(trap, graph), trap.titles["en"]


@every_trap
def test_falling_into_the_trap_would_be_noticed(trap: Question, wrong_graph: Store) -> None:
    assert asks(trap, wrong_graph), trap.titles["en"]
