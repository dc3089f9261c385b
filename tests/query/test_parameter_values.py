"""Values are put into queries as terms: nothing else of a query changes."""

import json
import random
from collections.abc import Iterator

import pytest

from schlaglicht.engine import EnginePool
from schlaglicht.formats import JSON
from schlaglicht.query import answer, read_query
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import TokenKind, tokens
from schlaglicht.query.rewriting import misuses, used_parameters, with_values
from schlaglicht.rdf.ntriples_text import literal_of

HOSTILE = (
    '"',
    "'",
    '"""',
    "'''",
    "\\",
    "\\\\",
    "\\u0022",
    "\\U0000007D",
    "\\u005C",
    "\n",
    "\r",
    "\t",
    "}",
    "{",
    ")",
    "(",
    "<",
    ">",
    "> SERVICE <http://a/> {",
    "#",
    "# ",
    "?word",
    "$word",
    " AS ?x)",
    "@de",
    "^^",
    ";",
    ".",
    "} UNION {",
    "\u2028",
    "\ufeff",
    "é",
    "𝄞",
    "DROP ALL",
    "VALUES ?x { 1 }",
    " ",
    "",
)

PARTS = (
    "?s ex:name ?word .",
    "?s ?p $word .",
    "FILTER(?n<?word)",
    "FILTER(?n>=?word&&?n<?wordy)",
    'BIND("?word" AS ?q1)',
    "BIND('''$word''' AS ?q2) # ?word stays",
    "?s ex:x <http://a/?word> .",
    "FILTER(CONTAINS(STR(?n), STR(?word)))",
    "OPTIONAL { ?s ex:y ?word . FILTER(?z = ?word) }",
    "{ SELECT ?s { ?s ?p ?word } ORDER BY ?word }",
    "FILTER(?n IN (?word, 1))",
    "?wordy ex:z ?words .",
    "FILTER NOT EXISTS { ?s ex:p ?word }",
    "GRAPH ?g { ?s ex:p ?word }",
    "MINUS { ?s ex:p ?word }",
)
HEADS = (
    "SELECT *",
    "SELECT ?s ?word",
    "SELECT DISTINCT ?word (COUNT(?s) AS ?n)",
    "ASK",
    "CONSTRUCT { ?s ex:v ?word }",
    "SELECT (STR(?word) AS ?x) ?word",
    "SELECT (EXISTS { ?a ?b ?word } AS ?e) ?word",
)
TAILS = (
    "",
    "GROUP BY ?word",
    "GROUP BY ?s HAVING (?word > 1)",
    "ORDER BY DESC(?word) ?word LIMIT 5",
)


def cases(seed: int, number: int) -> Iterator[tuple[str, str]]:
    """Queries with a parameter ?word, and hostile texts."""
    chance = random.Random(seed)
    for _ in range(number):
        body = " ".join(chance.choices(PARTS, k=chance.randrange(1, 5))).replace("stays", "stays\n")
        query = f"{chance.choice(HEADS)} {{ {body} }} {chance.choice(TAILS)}"
        yield query, "".join(chance.choices(HOSTILE, k=chance.randrange(6)))


def skeleton(text: str, term: str) -> list[str]:
    """The tokens of a query, with ?word where the term stands, bound or in brackets."""
    marked = [token.text for token in tokens(text)]
    written = [token.text for token in tokens(term)]
    found: list[str] = []
    for each in marked:
        found.append(each)
        if found[-len(written) :] == written:
            found[-len(written) :] = ["?word"]
        if found[-5:] == ["(", "?word", "AS", "?word", ")"]:
            found[-5:] = ["?word"]
    return found


def plain(tokens_: list[str]) -> list[str]:
    """Tokens without the brackets that stand around ?word alone, and with one mark."""
    text = " ".join("?word" if each == "$word" else each for each in tokens_)
    return text.replace("( ?word )", "?word").split(" ")


@pytest.mark.parametrize("seed", range(8))
def test_a_term_stands_for_the_variable_and_all_else_is_kept(seed: int) -> None:
    for query, hostile in cases(seed, 250):
        term = literal_of(hostile, language=random.Random(hostile).choice(["", "de"]))
        put_in = with_values(query, {"word": term})
        assert next(tokens(term)).kind is TokenKind.STRING
        before = plain([token.text for token in tokens(query)])
        assert plain(skeleton(put_in, term)) == before, (query, hostile)
        assert query.count("# ?word stays") == put_in.count("# ?word stays") - hostile.count(
            "# ?word stays"
        )


@pytest.mark.parametrize("seed", range(4))
def test_a_hostile_text_comes_back_from_the_engine_as_it_is(
    people_pool: EnginePool, seed: int
) -> None:
    for _, hostile in cases(seed, 40):
        query = with_values(
            'SELECT ?word (?word AS ?again) ("?word" AS ?kept) { FILTER(?word = ?word) } # ?word',
            {"word": literal_of(hostile)},
        )
        body = json.loads(answer(people_pool, read_query(query), JSON).body)
        values = {name: cell["value"] for name, cell in body["results"]["bindings"][0].items()}
        assert values == {"word": hostile, "again": hostile, "kept": "?word"}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?born { ?born ex:born ?year }",
        "SELECT ?born (COUNT(?year) AS ?n) { ?born ex:born ?year } GROUP BY ?born ORDER BY ?born",
        "SELECT ?born ?year { { SELECT ?year { ?born ex:born ?year } GROUP BY ?year ?born } }",
        "SELECT (EXISTS { ?born ex:born ?year } AS ?is) ?born {}",
        "DESCRIBE ?born",
        "CONSTRUCT { ?born a ?y } { ?born ex:born ?y }",
        "ASK { GRAPH ?born { ?s ?p ?o } VALUES ?year { 1 } }",
    ],
)
def test_queries_of_every_form_stay_valid(people_pool: EnginePool, query: str) -> None:
    put_in = read_query(with_values(query, {"born": "<https://example.org/ada>"}))
    answer(people_pool, put_in, put_in.formats[0])


def test_an_escaped_variable_is_the_variable() -> None:
    assert with_values(r"ASK { ?a ?b ?w\u006Frd }", {"word": "<a:b>"}) == "ASK { ?a ?b  <a:b>  }"


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("SELECT * { BIND(1 AS ?word) }", 22),
        ("SELECT (1 AS ?word) {}", 14),
        ("SELECT * { VALUES ?word { 1 } }", 19),
        ("SELECT * { VALUES (?a ?word) { (1 2) } }", 23),
        ("SELECT * {} VALUES ?word { 1 }", 20),
        ("SELECT * { FILTER(BOUND(?word)) }", 25),
        ("SELECT ?a { { SELECT ?word { ?a ?b ?word } } }", 22),
    ],
)
def test_places_that_take_no_term_are_named(query: str, column: int) -> None:
    (misuse,) = misuses(tree_of(query), {"word": ""})
    assert misuse.token.start + 1 == column


def test_variables_in_strings_and_comments_are_not_used() -> None:
    tree = tree_of("SELECT * { ?s ?p '?from' , <a:?from> } # ?from")
    assert used_parameters(tree, {"from": "", "s": ""}) == {"s"}
