from __future__ import annotations

import json
import socket
from collections.abc import Sequence

import pytest
from tables import each

from schlaglicht.engine import EnginePool
from schlaglicht.errors import (
    EngineLost,
    NotAcceptable,
    QueryFailed,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
)
from schlaglicht.formats import BOOLEAN_FORMATS, CSV, JSON, SOLUTIONS_FORMATS, TSV, TURTLE, Format
from schlaglicht.i18n import msg
from schlaglicht.query import (
    Answer,
    answer,
    beginning_of_answer,
    parse,
    read_query,
)
from schlaglicht.query.execute import unless_stopped, with_simple_group_concat
from schlaglicht.query.lexer import MAX_NESTING, line_and_column

EX = "https://example.org/"


def tsv(
    pool: EnginePool,
    text: str,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> list[str]:
    query = read_query(text, default_graphs=default_graphs, named_graphs=named_graphs)
    return answer(pool, query, TSV).body.decode().splitlines()


@pytest.mark.parametrize("form", SOLUTIONS_FORMATS, ids=lambda form: form.name)
def test_solutions_come_in_every_format_of_select(people_pool: EnginePool, form: Format) -> None:
    result = answer(people_pool, read_query("SELECT ?born { ex:ada ex:born ?born }"), form)
    assert result.format is form
    assert b"1815" in result.body


@pytest.mark.parametrize("form", BOOLEAN_FORMATS, ids=lambda form: form.name)
def test_a_boolean_comes_in_every_format_of_ask(people_pool: EnginePool, form: Format) -> None:
    assert b"true" in answer(people_pool, read_query("ASK { ex:ada ?p ?o }"), form).body


HOME, WORK = f"{EX}home", f"{EX}work"
APOSTROPHE = f"<{EX}#it's>"


@each(
    "about, text, default_graphs, named_graphs, rows",
    [
        ("a known prefix", "SELECT ?b { ex:ada ex:born ?b }", [], [], ["1815"]),
        ("a declared one", "PREFIX ex: <x:> SELECT ?b { ex:ada ex:born ?b }", [], [], []),
        ("a well-known one", "SELECT ?n { ?n a rdfs:Class }", [], [], []),
        ("no named graphs in the default graph", "SELECT ?s { ?s ex:worksOn ?o }", [], [], []),
        (
            "named graphs are seen by GRAPH",
            "SELECT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g",
            [],
            [],
            [f"<{HOME}>", f"<{WORK}>"],
        ),
        (
            "FROM names a graph in the store",
            "SELECT ?o FROM ex:work { ?s ?p ?o }",
            [],
            [],
            [f"<{EX}engine>"],
        ),
        (
            "graphs of the request override FROM",
            "SELECT ?o FROM ex:work { ?s ?p ?o }",
            [HOME],
            [],
            [f"<{EX}house>"],
        ),
        (
            "several are merged",
            "SELECT ?o { ?s ?p ?o } ORDER BY ?o",
            [HOME, WORK],
            [],
            [f"<{EX}engine>", f"<{EX}house>"],
        ),
        (
            "with default graphs alone there are no named ones",
            "SELECT ?g FROM NAMED ex:work { GRAPH ?g { ?s ?p ?o } }",
            [HOME],
            [],
            [],
        ),
        ("with named ones alone no default graph", "SELECT ?s { ?s ?p ?o }", [], [HOME], []),
        ("but those", "SELECT ?g { GRAPH ?g {?s ?p ?o} }", [], [HOME], [f"<{HOME}>"]),
        ("an unknown graph is empty", "SELECT ?s FROM <x:none> { ?s ?p ?o }", [], [], []),
        (
            "names with several dots",
            "SELECT ?v { VALUES ?v { ex:1.2.3 } }",
            [],
            [],
            [f"<{EX}1.2.3>"],
        ),
        (
            "an IRI is the same after it was escaped",
            f"SELECT ?b {{ VALUES (?a ?b) {{ (1 {APOSTROPHE}) }} FILTER(?b = {APOSTROPHE}) }}",
            [],
            [],
            [APOSTROPHE],
        ),
        (
            "escapes mean their characters",
            r"SEL\u0045CT ?\u0061 { BIND('\u0022\u0041' AS ?a) }",
            [],
            [],
            [r'"\"A"'],
        ),
    ],
)
def test_rows_are_those_of_the_graphs_and_prefixes(
    people_pool: EnginePool,
    about: str,
    text: str,
    default_graphs: list[str],
    named_graphs: list[str],
    rows: list[str],
) -> None:
    assert tsv(people_pool, text, default_graphs, named_graphs)[1:] == rows, about


def test_csv_ends_its_lines_as_its_specification_says(people_pool: EnginePool) -> None:
    body = answer(people_pool, read_query("SELECT ?b { ex:ada ex:born ?b }"), CSV).body
    assert body == b"b\r\n1815\r\n"


def test_variables_stand_in_the_order_of_the_projection(people_pool: EnginePool) -> None:
    body = answer(people_pool, read_query("SELECT ?o ?s ?p { ?s ?p ?o }"), JSON).body
    assert json.loads(body)["head"]["vars"] == ["o", "s", "p"]


def test_a_format_of_another_form_is_not_acceptable(people_pool: EnginePool) -> None:
    with pytest.raises(NotAcceptable) as caught:
        answer(people_pool, read_query("ASK {}"), CSV)
    assert caught.value.offered == tuple(form.media_type for form in BOOLEAN_FORMATS)


def test_prefixes_given_take_the_place_of_those_of_the_snapshot(people_pool: EnginePool) -> None:
    query = read_query("SELECT ?b { p:ada p:born ?b }")
    assert b"1815" in answer(people_pool, query, TSV, prefixes={"p": EX}).body


def test_a_well_known_prefix_needs_no_declaration(people_pool: EnginePool) -> None:
    query = read_query("SELECT ?b { ?a foaf:born ?b }")
    assert b"1815" in answer(people_pool, query, TSV, prefixes={"foaf": EX}).body


def test_an_error_names_the_prefixes_that_there_are(people_pool: EnginePool) -> None:
    with pytest.raises(QuerySyntaxError, match=r"known are ex:, .*and well-known ones"):
        answer(people_pool, read_query("ASK { ?s zzz:name ?o }"), JSON)


def test_an_unknown_prefix_is_named_with_its_place(people_pool: EnginePool) -> None:
    with pytest.raises(QuerySyntaxError, match="add PREFIX zzz:") as caught:
        answer(people_pool, read_query("ASK {\n ?s zzz:name ?o }"), JSON)
    assert (caught.value.line, caught.value.column) == (2, 5)


def test_of_many_undeclared_prefixes_one_is_looked_up_in_the_text(
    people_pool: EnginePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[int] = []

    def count(text: str, start: int) -> tuple[int, int]:
        looked_up.append(start)
        return line_and_column(text, start)

    monkeypatch.setattr(parse, "line_and_column", count)
    names = ", ".join(f"p{n}:" for n in range(1000))
    with pytest.raises(QuerySyntaxError, match="p0: is not declared") as caught:
        answer(people_pool, read_query(f"ASK {{\n ex:ada a {names} }}"), JSON)
    assert (caught.value.line, caught.value.column) == (2, 11)
    assert len(looked_up) == 1


def test_a_graph_is_written_with_the_prefixes_of_the_query(people_pool: EnginePool) -> None:
    query = read_query(f"PREFIX mine: <{EX}> CONSTRUCT WHERE {{ ?s mine:born ?o }}")
    body = answer(people_pool, query, TURTLE, prefixes={}).body
    assert b"mine:ada mine:born 1815 ." in body


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("CONSTRUCT WHERE { ?s z:born ?o }", b"z:ada z:born 1815 ."),
        ("PREFIX q: <https://example.org/> CONSTRUCT WHERE { ?s q:born ?o }", b"q:ada q:born 1815"),
    ],
)
def test_of_two_prefixes_of_a_namespace_the_first_is_written(
    query: str, written: bytes, people_pool: EnginePool
) -> None:
    prefixes = {"z": EX, "a": EX}
    body = answer(people_pool, read_query(query), TURTLE, prefixes=prefixes).body
    assert written in body


def test_a_well_known_prefix_in_the_query_is_written_and_no_other(people_pool: EnginePool) -> None:
    query = read_query("CONSTRUCT { ?s foaf:age ?o } WHERE { ?s ex:born ?o }")
    body = answer(people_pool, query, TURTLE, prefixes={"ex": EX}).body
    assert b"ex:ada foaf:age 1815 ." in body
    assert body.count(b"@prefix") == 2


def test_beginning_of_an_answer_says_that_it_is_one(people_pool: EnginePool) -> None:
    query = read_query("SELECT ?o FROM ex:work { ?s ?p ?o }")
    whole = answer(people_pool, query, TSV)
    assert beginning_of_answer(people_pool, query, TSV, most=len(whole.body)) == whole
    beginning = beginning_of_answer(people_pool, query, TSV, most=10)
    assert beginning == Answer(whole.body[:10], TSV, is_whole=False)


def test_the_deepest_accepted_nesting_is_answered(people_pool: EnginePool) -> None:
    count = MAX_NESTING // 4 - 1
    query = read_query(f"ASK {'{ FILTER(!EXISTS{ FILTER(EXISTS' * count}{{}}{')})}' * count}")
    assert b"boolean" in answer(people_pool, query, JSON).body


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_service_opens_no_connection(people_pool: EnginePool, silent: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        text = f"SELECT * {{ SERVICE {silent} <{url}> {{ ?s ?p ?o }} }}"
        with pytest.raises(QueryRefused):
            answer(people_pool, read_query(text), JSON)
        with pytest.raises(BlockingIOError):
            server.accept()


def failing(error: Exception) -> object:
    raise error


@pytest.mark.parametrize("error", [QueryTimeout(1.0), EngineLost(msg("lost"))])
def test_a_query_that_is_stopped_has_no_result(error: Exception) -> None:
    assert unless_stopped(lambda: failing(error)) is None


def test_other_errors_go_on() -> None:
    with pytest.raises(QueryFailed):
        unless_stopped(lambda: failing(QueryFailed(msg("no"))))


VALUES = 'VALUES (?n ?o) { (1 "a"@de) (1 "b"@de) (2 "c"@de) (2 "c"@en) }'


def concatenated(pool: EnginePool, text: str) -> list[dict[str, str]]:
    found = json.loads(answer(pool, read_query(text), JSON).body)["results"]["bindings"]
    return [row["g"] for row in found]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("GROUP_CONCAT(?o)", {"a b", "b a", "c c"}),
        ("group_concat(?o ; SEPARATOR=')(')", {"a)(b", "b)(a", "c)(c"}),
        ("GROUP_CONCAT(DISTINCT ?o)", {"a b", "b a", "c c"}),
        ("CONCAT(GROUP_CONCAT(CONCAT(?o, '('))  , '!')", {"a( b(!", "b( a(!", "c( c(!"}),
        ("GROUP_CONCAT # (\n (?o)", {"a b", "b a", "c c"}),
    ],
)
def test_result_has_no_language(people_pool: EnginePool, call: str, expected: set[str]) -> None:
    query = f"SELECT ({call} AS ?g) {{ {VALUES} }} GROUP BY ?n"
    found = concatenated(people_pool, query)
    assert {cell["value"] for cell in found} <= expected
    assert len(found) == 2
    assert all(set(cell) == {"type", "value"} for cell in found)


def test_conditions_and_orders_compare_simple_literals(people_pool: EnginePool) -> None:
    having = f"SELECT (1 AS ?g) {{ {VALUES} }} GROUP BY ?n HAVING (GROUP_CONCAT(?o) = 'c c')"
    assert len(concatenated(people_pool, having)) == 1
    order = f"SELECT (MIN(?o) AS ?g) {{ {VALUES} }} GROUP BY ?n ORDER BY DESC(GROUP_CONCAT(?o))"
    assert [cell["value"] for cell in concatenated(people_pool, order)] == ["c", "a"]


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ("GROUP_CONCAT(" AS ?g) {}',
        "# GROUP_CONCAT(?o)\nASK {}",
        "PREFIX group_concat: <x:> ASK { ?s group_concat:p (1) }",
        "SELECT (COUNT(?group_concat) AS ?n) {}",
    ],
)
def test_what_only_looks_like_a_call_stays(text: str) -> None:
    assert with_simple_group_concat(text) == text


def test_errors_have_the_place_of_the_query_as_asked(people_pool: EnginePool) -> None:
    text = "SELECT (GROUP_CONCAT(?o) AS ?g) { ?s ?p ?o } GROUP BY ?s ORDR BY ?s"
    with pytest.raises(QuerySyntaxError) as error:
        answer(people_pool, read_query(text), JSON)
    assert (error.value.line, error.value.column) == (1, text.index("ORDR") + 1)
