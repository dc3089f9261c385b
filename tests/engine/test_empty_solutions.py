import pytest

from schlaglicht.engine import EnginePool, EngineQuery
from schlaglicht.engine.answer_parts import PART_SIZE
from schlaglicht.formats import (
    BOOLEAN_FORMATS,
    CSV,
    GRAPH_FORMATS,
    JSON,
    SOLUTIONS_FORMATS,
    TURTLE,
    Format,
)

NOBODY = "{ ?s <https://example.org/nothing> ?o }"
SELECTS_OF_NOTHING = {
    "no solution": f"SELECT * {NOBODY}",
    "no solution of no variable": "SELECT * { FILTER(false) }",
    "a count": f"SELECT (COUNT(*) AS ?n) {NOBODY}",
    "counts": "SELECT " + " ".join(f"(COUNT(?o) AS ?n{number})" for number in range(20)) + NOBODY,
    "a count and no maximum": f"SELECT (MAX(?o) AS ?m) (COUNT(?o) AS ?n) {NOBODY}",
    "a count and a mean and no sample": "SELECT (COUNT(*) AS ?a) (AVG(?o) AS ?b) "
    f"(SAMPLE(?o) AS ?c) {NOBODY}",
}
SELECTS_OF_SOMETHING = {
    "a solution": "SELECT * { ?s ?p ?o } LIMIT 1",
    "a solution of no variable": "SELECT * {}",
    "a solution without a value": "SELECT ?x {}",
    "a count": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "a count and one of nothing": "SELECT (COUNT(?s) AS ?n) (COUNT(?x) AS ?m) { ?s ?p ?o }",
    "several zeros": "SELECT ?x { VALUES ?x { 0 0 } }",
    "no maximum": f"SELECT (MAX(?o) AS ?m) {NOBODY}",
    "a text of zeros": "SELECT ('00' AS ?x) {}",
}


def is_empty(pool: EnginePool, text: str, chosen: Format, most: int | None = None) -> bool:
    stream = pool.stream(EngineQuery(text, chosen, prefixes={"ex": "https://e.org/"}, most=most))
    b"".join(stream)
    return stream.is_empty


@pytest.mark.parametrize("chosen", SOLUTIONS_FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("text", SELECTS_OF_NOTHING.values(), ids=SELECTS_OF_NOTHING.keys())
def test_select_that_finds_nothing_is_empty(
    people_pool: EnginePool, text: str, chosen: Format
) -> None:
    assert is_empty(people_pool, text, chosen)


@pytest.mark.parametrize("chosen", SOLUTIONS_FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("text", SELECTS_OF_SOMETHING.values(), ids=SELECTS_OF_SOMETHING.keys())
def test_select_that_finds_something_is_not_empty(
    people_pool: EnginePool, text: str, chosen: Format
) -> None:
    assert not is_empty(people_pool, text, chosen)


@pytest.mark.parametrize("chosen", BOOLEAN_FORMATS, ids=lambda form: form.name)
def test_ask_is_empty_when_it_is_false(people_pool: EnginePool, chosen: Format) -> None:
    assert is_empty(people_pool, f"ASK {NOBODY}", chosen)
    assert not is_empty(people_pool, "ASK {}", chosen)


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda form: form.name)
def test_graph_is_empty_without_triples(people_pool: EnginePool, chosen: Format) -> None:
    assert is_empty(people_pool, f"CONSTRUCT {{ ?s ?o 1 }} WHERE {NOBODY}", chosen)
    assert not is_empty(people_pool, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", chosen)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("SELECT * { ?s ?p ?o }", JSON), ("DESCRIBE <https://example.org/bob>", TURTLE)],
)
def test_beginning_of_an_answer_is_not_empty(
    people_pool: EnginePool, text: str, chosen: Format
) -> None:
    assert not is_empty(people_pool, text, chosen, most=10)


def test_answer_whose_last_bytes_are_like_an_empty_one_is_not_empty(
    people_pool: EnginePool,
) -> None:
    first = "x" * (PART_SIZE - len("n\r\n\r\n"))
    assert not is_empty(people_pool, f"SELECT ?n {{ VALUES ?n {{ '{first}' 'n' 0 }} }}", CSV)
