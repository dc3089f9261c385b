"""Answers from the index are those of an engine, and only lookups are answered from it."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product

import pytest
from nasty import NASTY
from patience import PATIENT
from tables import each

from schlaglicht.dataset.index import Index, build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.errors import NotWritable, QueryError
from schlaglicht.formats import (
    BOOLEAN_FORMATS,
    GRAPH_FORMATS,
    NQUADS,
    NTRIPLES,
    TURTLE,
    Format,
)
from schlaglicht.project import open_project
from schlaglicht.query import Answer, answer, read_query
from schlaglicht.query.index_answers import answer_from_index

EX = "https://example.org/"
DATA = f"""@prefix ex: <{EX}> . @prefix rel: <{EX}a/> .
ex:ada a ex:Person ; ex:name "Ada"@de, "Ada, \\\\ \\"é\\" \\n\\u007F"@en-GB .
ex:ada ex:knows ex:bob, ex:ä .
ex:bob a ex:Person ; ex:home [ ex:city "Ulm" ] .
ex:ä ex:knows ex:ada, <urn:x:y>, <{EX}a/../b> ; <{EX}p#a--ltr> <{EX}o#a--ltr> .
<{EX}a/../b> ex:knows ex:b .
ex:b ex:name "b" .
ex:long ex:text "{"x" * 5000}" .
ex:some ex:n {", ".join(map(str, range(100)))} .
ex:many ex:n {", ".join(map(str, range(101)))} .
ex:elsewhere a ex:Person . ex:work {{ ex:elsewhere ex:n {", ".join(map(str, range(100)))} }}
ex:bell ex:text "\\u0007" . ex:unnamed <{EX}7> ex:b .
ex:forms ex:form {", ".join(map(str, NASTY[:80]))} .
{"".join(f"ex:form{n} ex:form {literal} . " for n, literal in enumerate(NASTY))}
ex:work {{ ex:ada ex:worksOn ex:engine . ex:engine a ex:Thing . }}
"""


@dataclass(frozen=True)
class Both:
    """The same data in an index, and in an engine."""

    index: Index
    pool: EnginePool

    def of_index(self, text: str, written: Format) -> Answer | None:
        query = read_query(text, base=f"{EX}base/")
        return answer_from_index(query, written, self.index, self.pool.prefixes)

    def of_engine(self, text: str, written: Format) -> Answer:
        return answer(self.pool, read_query(text, base=f"{EX}base/"), written)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("looked-up")
    (folder / "data.trig").write_text(DATA, encoding="utf-8")
    snapshot = take_snapshot(open_project([folder]), folder)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        yield Both(Index(build_index(snapshot)), pool)


def same(found: Answer, expected: Answer) -> bool:
    """The same bytes; of a format with a line for each statement the same lines."""
    bodies: list[object] = [found.body, expected.body]
    if found.format in (NTRIPLES, NQUADS):
        bodies = [sorted(each.body.splitlines()) for each in (found, expected)]
    return bodies[0] == bodies[1] and found.is_empty is expected.is_empty


def test_each_thing_is_described_as_an_engine_does(both: Both) -> None:
    iris = both.index.column("SELECT text FROM terms WHERE text LIKE '<%'")
    left, wrong = set[tuple[str, str]](), list[object]()
    for iri, written in product([*iris, f"<{EX}nobody>"], GRAPH_FORMATS):
        name = iri.removeprefix(f"<{EX}").removesuffix(">")
        try:
            expected = both.of_engine(f"DESCRIBE {iri}", written)
        except NotWritable:
            assert both.of_index(f"DESCRIBE {iri}", written) is None
            continue
        found = both.of_index(f"DESCRIBE {iri}", written)
        if found is None:
            left.add((name, written.name))
        elif not same(found, expected):
            wrong.append((iri, written.name, found.body, expected.body))
    assert not wrong, wrong[:3]
    in_no_format = {name for name, written in left if written == NTRIPLES.name}
    assert in_no_format == {"bob", "long", "many", "elsewhere", "a/../b"}
    assert ("ada", TURTLE.name) in left  # its tag has capitals
    assert ("b", TURTLE.name) not in left


def test_each_statement_is_there_as_for_an_engine(both: Both) -> None:
    terms = [f"<{EX}{name}>" for name in ("ada", "bob", "knows", "Person", "worksOn", "engine")]
    terms += [f"<{EX}ä>", "a", "ex:knows", "<urn:x:y>"]
    answered = 0
    for s, p, o in product(terms, repeat=3):
        text = f"ASK {{ {s} {p} {o} }}"
        if "a" in (s, o):
            continue
        for written in BOOLEAN_FORMATS:
            found = both.of_index(text, written)
            assert found is not None, text
            assert same(found, both.of_engine(text, written)), text
            answered += not found.is_empty
    assert answered


PARTS = (
    "ASK", "ask", "DESCRIBE", "Describe", "WHERE", "{", "}", ".", "a", "A", "#c\n", "\n", "*",
    f"PREFIX p: <{EX}>", f"PREFIX : <{EX}>", "PREFIX ex: <urn:x:>", "PREFIX p: <other/>",
    f"BASE <{EX}base/>", "?x", "FROM", "LIMIT 1", ";", f"<{EX}ada>",
    f"<{EX}knows>", f"<{EX}bob>", "ex:ada", "ex:knows", "ex:bob",
    "p:ada", "p:knows", "p:bob", ":ada", ":knows", ":bob", "x:y", "<ada>", f"<{EX}a/../b>",
    "'ada'", "_:ada", "ex:ada.", "ex:-a", "ex:", "p:\\-a", "p:%20", "p:ä",
    f"<{EX}\u00e4>", "<urn:x:a b>", "<x:../b>", "<http://[x>", "<http://x:y/>", "<a:%zz>",
    "<a:\\u0041>", "rdf:type", "<urn:a&&b>", "a\u017fk", "DESCR\u0131BE", "BA\u017fE <x:>",
    "PREFIX q: <http://[x>", "PREFIX q: <http://x/%zz>", "PREFIX q: <http://x:y/>", "BASE <//[>",
    f"<{EX}{'a' * 3000}>",
)  # fmt: skip
TERMS = PARTS.index(f"<{EX}ada>")
SHAPES = (
    ("DESCRIBE", None),
    ("PREFIX p: <" + EX + ">", "DESCRIBE", None),
    ("ASK", "{", None, None, None, "}"),
    ("ASK", "WHERE", "{", None, None, None, ".", "}"),
    (f"PREFIX : <{EX}>", "ASK", "{", None, "a", None, "}"),
)


def texts(seed: int) -> Iterator[str]:
    """Queries that look like lookups, each with some part that may make it none."""
    source = random.Random(seed)
    while True:
        parts = [part or source.choice(PARTS[TERMS:]) for part in source.choice(SHAPES)]
        for _ in range(source.choice((0, 0, 1, 2))):
            start = source.randrange(len(parts) + 1)
            end = start + source.choice((0, 1))
            parts[start:end] = source.choices(PARTS, k=source.choice((0, 1)))
        yield "".join(part + source.choice(("", " ", " ", " ", "\n")) for part in parts)


def differences(both: Both, seed: int, number: int) -> tuple[list[str], int]:
    """The queries that the index answers in another way than an engine, and how many it answers."""
    wrong, answered = [], 0
    for text in islice(texts(seed), number):
        try:
            formats = read_query(text).formats
            written = formats[seed % len(formats)]
            found = both.of_index(text, written)
        except QueryError:
            continue
        if found is None:
            continue
        answered += 1
        try:
            expected = both.of_engine(text, written)
        except QueryError as error:
            wrong.append(f"{text!r}: {error}")
            continue
        if not same(found, expected):
            wrong.append(f"{text!r}: {found.body!r}, {expected.body!r}")
    return wrong, answered


@pytest.mark.parametrize("seed", range(6))
def test_a_text_that_no_engine_reads_so_is_left_to_one(both: Both, seed: int) -> None:
    wrong, answered = differences(both, seed, 700)
    assert not wrong, wrong[:3]
    assert answered > 30


@each(
    "statement",
    [
        "<< ex:ada ex:knows ex:bob >> ex:since 1840",
        'ex:ada ex:name "Ada"@en--ltr',
        'ex:ada ex:name "Ada"@en-GB . ex:bob ex:name "Bob"@en-gb',
    ],
)
def test_a_thing_of_which_the_index_has_not_all_is_left_to_an_engine(
    statement: str, index_of: Callable[[str], Index]
) -> None:
    index = index_of(f"@prefix ex: <{EX}> . ex:ada ex:knows ex:bob . {statement} .")
    for text, expected in (
        ("DESCRIBE ex:ada", None),
        ("ASK { ex:ada ex:knows ex:bob }", b'{"head":{},"boolean":true}'),
    ):
        query = read_query(text)
        found = answer_from_index(query, query.formats[0], index, {"ex": EX})
        assert (found.body if found else None) == expected
