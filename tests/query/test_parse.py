from collections import Counter
from random import Random

import pytest
from generated_queries import Writer

from schlaglicht.engine import EnginePool
from schlaglicht.errors import QueryRefused, QuerySyntaxError
from schlaglicht.formats import BOOLEAN_FORMATS, GRAPH_FORMATS, JSON, SOLUTIONS_FORMATS
from schlaglicht.query import QueryForm, answer, parse, read_query
from schlaglicht.query.lexer import MAX_NESTING, MOST_TOKENS


def test_a_long_first_word_is_quoted_by_its_beginning() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        read_query("a" * 1000)
    assert caught.value.reason.endswith(f", not {'a' * 60}…")


@pytest.mark.parametrize("form", QueryForm)
def test_the_form_is_the_first_keyword_after_the_prologue(form: QueryForm) -> None:
    prologue = "# SELECT\nBASE <x:> PREFIX : <x:> PREFIX select: <y:> PREFIX a.b: <z:>\n"
    assert read_query(f"{prologue}{form.value.lower()} {{}}").form is form


def test_each_form_has_its_formats() -> None:
    formats = {form: read_query(f"{form.value} {{}}").formats for form in QueryForm}
    assert formats[QueryForm.SELECT] == SOLUTIONS_FORMATS
    assert formats[QueryForm.ASK] == BOOLEAN_FORMATS
    assert formats[QueryForm.CONSTRUCT] == formats[QueryForm.DESCRIBE] == GRAPH_FORMATS


def test_graphs_of_the_request_are_kept() -> None:
    query = read_query("ASK {}", default_graphs=["x:a", "x:b"], named_graphs=["x:c"])
    assert (query.default_graphs, query.named_graphs) == (("x:a", "x:b"), ("x:c",))


def test_declared_and_undeclared_prefixes_are_told_apart() -> None:
    query = read_query("PREFIX a: <x:> ASK {\n a:b ex:c ex:d ; :e _:f }")
    assert query.prefixes == {"a": "x:"}
    assert [(use.prefix, *use.place) for use in query.undeclared] == [
        ("ex", 2, 6),
        ("", 2, 18),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <x:y> {} }",
        "ASK { service silent <x:y> {} }",
        "ASK { SERVICE ?s {} }",
        "ASK { { SELECT * { SERVICE<x:y>{} } } }",
        "ASK { FILTER EXISTS { SERVICE # a comment\n <x:y> {} } }",
        "ASK { SERV\\u0049CE <x:y> {} }",
        "ASK { \\U00000053ERVICE <x:y> {} }",
    ],
)
def test_service_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE is not allowed here") as caught:
        read_query(text)
    assert caught.value.feature == "SERVICE"


def test_the_refusal_of_service_names_its_place() -> None:
    with pytest.raises(QueryRefused, match="line 2, column 3"):
        read_query("ASK {\n  SERVICE <x:y> {}\n}")


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("LOAD <https://example.org/>", "LOAD"),
        ("PREFIX a: <x:> insert data { a:b a:c 1 }", "update"),
        ("DELETE WHERE { ?s ?p ?o }", "update"),
        ("WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "update"),
        ("CLEAR ALL", "update"),
        ("DROP GRAPH <x:g>", "update"),
        ("CREATE GRAPH <x:g>", "update"),
        ("ADD <x:g> TO <x:h>", "update"),
        ("MOVE <x:g> TO <x:h>", "update"),
        ("COPY <x:g> TO <x:h>", "update"),
    ],
)
def test_updates_are_refused(text: str, feature: str) -> None:
    with pytest.raises(QueryRefused, match="this endpoint only reads") as caught:
        read_query(text)
    assert caught.value.feature == feature


@pytest.mark.parametrize("text", ["", " \n", "# ASK {}", "PREFIX a: <x:>", "BASE <x:>"])
def test_a_text_without_a_query_says_what_is_expected(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="expected SELECT, ASK, CONSTRUCT or DESCRIBE"):
        read_query(text)


def test_an_unknown_form_is_named_with_its_place() -> None:
    with pytest.raises(QuerySyntaxError, match="not SELEC") as caught:
        read_query("PREFIX a: <x:>\nSELEC * {}")
    assert (caught.value.line, caught.value.column) == (2, 1)


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("ASK {", 5, '"{" is never closed'),
        ("ASK {} }", 8, '"}" closes nothing that is open'),
        ("ASK { ( }", 9, '"}" does not close the "(" of line 1, column 7'),
    ],
)
def test_brackets_that_do_not_match_are_named(text: str, column: int, reason: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        read_query(text)
    assert (caught.value.reason, caught.value.column) == (reason, column)


def test_brackets_in_strings_iris_and_comments_do_not_count() -> None:
    read_query('ASK { ?s ?p \'}\', """(""" . # ]\n ?s <x:(> 1 }')


@pytest.mark.parametrize(
    ("start", "opened", "inner", "closed"),
    [
        ("ASK ", "{", "", "}"),
        ("ASK {FILTER(", "(", "1", ")"),
        ("ASK {FILTER(", "!", "true", ""),
        ("ASK {FILTER(", "!(", "true", ")"),
        ("ASK { ?s ", "(", "<x:p>", ")"),
        ("ASK { ?s ?p ", "[ ?p ", "1", "]"),
        ("ASK { ?s ?p ", "<<", "1", ">>"),
        ("ASK ", "{ SELECT * ", "{}", "}"),
    ],
)
def test_deep_nesting_is_a_syntax_error_with_its_place(
    start: str, opened: str, inner: str, closed: str
) -> None:
    text = start + opened * 100_000 + inner + closed * 100_000
    with pytest.raises(QuerySyntaxError, match=f"deeper than {MAX_NESTING} levels") as caught:
        read_query(text)
    assert caught.value.line == 1


def test_nesting_up_to_the_bound_is_accepted() -> None:
    read_query("ASK " + "{" * MAX_NESTING + "}" * MAX_NESTING)


def test_half_a_surrogate_pair_is_a_syntax_error() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        read_query("ASK {\n \ud83d }")
    assert (caught.value.line, caught.value.column) == (2, 2)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_query("\ufeffASK {}").text == "ASK {}"


def test_from_is_allowed() -> None:
    assert read_query("ASK FROM <http://127.0.0.1/> FROM NAMED <x:g> {}").form is QueryForm.ASK


FRAGMENTS = (
    *("SERVICE <x:y> {}", "'}'", '"{"', "# {\n", "<x:it's>", "(<x:#a>)", "FROM a:b", "NOW()"),
    *("\\u0041", "a:b.c.d", "zz:a", ":x", "<<", "!", "ä", "'ä'", "§", "'", "x.NOW", "_:b"),
    *("@en", "now:x", "$p", "TRUE", "False"),
)


@pytest.mark.parametrize("block", range(4))
def test_short_and_plain_queries_are_read_as_all_others(block: int) -> None:
    request = parse._Request(default_graphs=(), named_graphs=("x:g",), base="x:")
    counts = Counter[bool]()
    for seed in range(block * 300, block * 300 + 300):
        text, chosen = Writer(seed).query(), Random(seed)
        if chosen.random() < 0.7:
            at = chosen.randrange(len(text))
            text = f"{text[:at]} {chosen.choice(FRAGMENTS)} {text[at:]}"
        plain = parse._read_plain(text, request)
        counts[plain is None] += 1
        if plain is not None:
            read = parse._read_by_tokens(text, request, (), MOST_TOKENS)
            assert plain == read, text
            assert (plain.asked, plain.columns) == (read.asked, read.columns)
    assert min(counts.values()) > 30


def test_brackets_in_the_wrong_order_are_found_with_the_engine(people_pool: EnginePool) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        answer(people_pool, read_query("ASK { ?s ?p ?o } }{"), JSON)
    assert (caught.value.column, caught.value.reason) == (18, '"}" closes nothing that is open')


def test_calls_of_chance_are_seen_where_the_engine_ends_a_word_early() -> None:
    for text in (
        "SELECT ?s {?s ?p ?o} ORDER BYRAND() LIMIT 3",
        "ASK { FILTER(1<2&&RAND()>0.5) }",
        "ASK { FILTER(STRUUID () = 'x') }",
        "ASK { FILTER(NOW # time\n() = 1) }",
    ):
        assert read_query(text).volatile, text
    assert not read_query("SELECT ?brand ?now { ?s ?brand ?now }").volatile
