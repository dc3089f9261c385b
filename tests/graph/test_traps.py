"""What the articles do not say, although it is easily read into them, and what they must say:
`traps/*.rq`. In `shapes/*.rq`, what no shape may be.

Each file asks whether the graph falls into it. A line `# wrong:` holds triples that do, and
`# without:` some whose absence does, so that a query which finds nothing at all does not pass for
a graph without fault.
"""

import re
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, RdfFormat, Store
from served_graph import PREFIXES, ROOT

from schlaglicht.questions import Question, read_question

FILES = {"traps": "data.ttl", "shapes": "shapes/*.ttl"}
"""The files of the graph that each folder of queries is about."""
TRAPS = [
    read_question(path)
    for folder in FILES
    for path in sorted((Path(__file__).parent / folder).glob("*.rq"))
]

every_trap = pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)


@pytest.fixture(scope="module")
def graphs() -> dict[str, Store]:
    """The shipped graph of each folder."""
    stores = {folder: Store() for folder in FILES}
    for folder, store in stores.items():
        for path in ROOT.glob(FILES[folder]):
            store.load(path=path, format=RdfFormat.TURTLE)
    return stores


@pytest.fixture
def graph(graphs: dict[str, Store], trap: Question) -> Store:
    return graphs[trap.path.parent.name]


def asks(trap: Question, store: Store) -> bool:
    found = store.query(trap.text)
    assert isinstance(found, QueryBoolean)
    return bool(found)


def test_there_are_36_traps_and_6_about_shapes() -> None:
    traps = [f"t{number:02}" for number in range(1, 37)]
    shapes = ["header", "languages", "names", "one-constraint", "repair", "severity"]
    assert [trap.name for trap in TRAPS] == [*traps, *shapes]


@every_trap
def test_graph_does_not_fall_into_the_trap(trap: Question, graph: Store) -> None:
    assert not asks(trap, graph), trap.titles["en"]


@every_trap
def test_falling_into_the_trap_would_be_noticed(trap: Question, graph: Store) -> None:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    changes = re.findall(r"^# (wrong|without): (.+)$", trap.text, re.MULTILINE)
    assert changes
    for kind, triples in changes:
        before = set(graph)
        graph.update(f"{prefixes}{'INSERT' if kind == 'wrong' else 'DELETE'} DATA {{ {triples} }}")
        is_noticed, after = asks(trap, graph), set(graph)
        graph.clear()
        graph.extend(before)
        assert after != before, triples
        assert is_noticed, triples
