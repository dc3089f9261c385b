"""Queries over private forms of literals answer as an oracle does."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias

import pytest
from boxed import FUNCTIONS, Both, Generator, boxed_store, described
from nasty import LANG_STRING, XSD, Written
from patience import PATIENT
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse
from tables import each

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.engine.private_functions import PrivateFunctions
from schlaglicht.errors import QueryFailed, QuerySyntaxError
from schlaglicht.formats import TSV
from schlaglicht.project import open_project
from schlaglicht.query import answer, read_query
from schlaglicht.query.lexer import MAX_NESTING
from schlaglicht.query.private_forms import may_need_private_forms, text_with_private_forms
from schlaglicht.rdf.private_forms import PrivateForms, with_private_forms

Answer: TypeAlias = Counter[tuple[str, ...]]

_ALWAYS = [
    ("urn:z", "urn:z", Written("007", f"{XSD}integer")),
    *(("urn:z", "urn:z", Written("x", LANG_STRING, tag)) for tag in ("de-AT", "FR-ch")),
]


def private_store(triples: Sequence[tuple[str, str, Written | str]]) -> tuple[Store, PrivateForms]:
    lines = (f"<{s}> <{p}> {o if isinstance(o, Written) else f'<{o}>'} .\n" for s, p, o in triples)
    nquads = "".join(lines).encode()
    private = with_private_forms(nquads, sha256(nquads).hexdigest())
    assert private is not None
    store = Store()
    store.bulk_extend(parse(b"".join(private[0]), format=RdfFormat.N_QUADS, lenient=True))
    return store, private[1]


def solutions(
    store: Store,
    text: str,
    functions: Mapping[NamedNode, Callable[..., object]],
    show: Callable[[object], str],
    aggregates: Mapping[NamedNode, Callable[[], object]] | None = None,
) -> Answer:
    found = store.query(
        text,
        custom_functions=dict(functions),  # type: ignore[arg-type]
        custom_aggregate_functions=dict(aggregates or {}),  # type: ignore[arg-type]
    )
    names = [variable.value for variable in found.variables]  # type: ignore[union-attr]
    return Counter(tuple(show(row[name]) for name in names) for row in found)  # type: ignore[union-attr]


def differences(
    seed: int,
) -> tuple[Both, Answer, Answer] | None:
    """A query of this seed with both answers, if they differ."""
    generator = Generator(seed)
    triples = [*generator.triples(), *_ALWAYS]
    query = generator.query()
    store, forms = private_store(triples)
    private = PrivateFunctions(forms)

    def restored(term: object) -> str:
        value = private.value(term) if term is not None else term  # type: ignore[arg-type]
        if isinstance(value, Literal) and value.language:
            return str(Written(value.value, language=forms.written_tag(value.language)))
        return described(value)

    text = text_with_private_forms(query.written, forms, {}, None)
    found = solutions(store, text, private.functions, restored, private.aggregates)
    expected = solutions(boxed_store(triples), query.boxed, FUNCTIONS, described)
    return None if found == expected else (query, found, expected)


@pytest.mark.parametrize("block", range(8))
def test_random_queries_answer_as_over_boxes(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        assert differences(seed) is None, seed


XSD_PREFIX = {"xsd": XSD, "": "urn:"}
SMALL = "\n".join(
    (
        f'<urn:a> <urn:p> "007"^^<{XSD}integer> .',
        f'<urn:a> <urn:p> "7"^^<{XSD}integer> .',
        f'<urn:a> <urn:p> "5.50"^^<{XSD}decimal> .',
        f'<urn:a> <urn:q> "12.0"^^<{XSD}decimal> .',
        f'<urn:a> <urn:t> <<( <urn:b> <urn:p> "007"^^<{XSD}integer> )>> .',
        f'<urn:a> <urn:clean> "5"^^<{XSD}integer> .',
        '<urn:a> <urn:label> "x"@de-AT .',
        "",
    )
)


@pytest.fixture(scope="module")
def small_pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePool]:
    folder = tmp_path_factory.mktemp("small")
    (folder / "data.ttl").write_text(SMALL.replace(SMALL.split("\n")[4] + "\n", ""), "utf-8")
    (folder / "triples.nt").write_text(SMALL.split("\n")[4] + "\n", encoding="utf-8")
    project = open_project([folder / "data.ttl", folder / "triples.nt"])
    snapshot = take_snapshot(project, tmp_path_factory.mktemp("snapshot"))
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        yield pool


def tsv(pool: EnginePool, query: str) -> list[str]:
    """The solutions, sorted, with short names of datatypes."""
    body = answer(pool, read_query(query), TSV, prefixes=XSD_PREFIX).body.decode()
    return sorted(body.replace(XSD, "xsd:").splitlines()[1:])


ANSWERS = {
    "SELECT (MIN(?x) AS ?n) { ?s :p ?x }": ['"5.50"^^<xsd:decimal>'],
    "SELECT (MAX(?x) AS ?n) { ?s :q|:clean ?x }": ['"12.0"^^<xsd:decimal>'],
    "SELECT (MAX(DISTINCT ?x) + 1 AS ?n) { ?s :q ?x }": ['"13"^^<xsd:decimal>'],
    "SELECT (MIN(?x) AS ?n) { ?s :clean ?x }": ["5"],
    "SELECT (MAX(COALESCE(?x, 9)) AS ?n) { ?s :q ?x }": ['"12"^^<xsd:decimal>'],
    "SELECT (MAX(COALESCE(?u, 07, ?x)) AS ?n) { ?s :clean ?x }": ["7"],
    "SELECT (MAX(STRDT(STR(?x), xsd:integer)) AS ?n) { ?s :p|:clean ?x }": ["7"],
    "SELECT (SUM(?x) AS ?n) { ?s :p ?x }": ["19.5"],
    "SELECT (SUM(DISTINCT ?x) AS ?n) { ?s :p ?x }": ["19.5"],
    "SELECT (AVG(DISTINCT ?x) AS ?n) { ?s :p ?x FILTER(?x = 7) }": ['"7"^^<xsd:decimal>'],
    "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?s :p ?x FILTER(?x = 7) }": ["2"],
    "SELECT (COUNT(DISTINCT (?x)) AS ?n) { ?s :p ?x FILTER(?x = 7) }": ["2"],
    "SELECT (COUNT(DISTINCT ?x + 0) AS ?n) { ?s :p ?x FILTER(?x = 7) }": ["1"],
    "SELECT (SAMPLE(?x) AS ?n) { ?s :q ?x }": ['"12.0"^^<xsd:decimal>'],
    "SELECT ?x { ?s :p ?x } ORDER BY DESC(?x) LIMIT 010": [
        '"007"^^<xsd:integer>',
        '"5.50"^^<xsd:decimal>',
        "7",
    ],
    "SELECT ?s { ?s :p 007 }": ["<urn:a>"],
    "SELECT ?s { ?s :p 0007 }": [],
    "SELECT ?s { ?s :p 5.5 }": [],
    "SELECT ?s { ?s :p '5.50'^^xsd:decimal }": ["<urn:a>"],
    "SELECT ?s { ?s :p '''5.\\u00350'''^^<http://www.w3.org/2001/XMLSchema#decimal> }": ["<urn:a>"],
    "BASE <http://www.w3.org/2001/> SELECT ?s { ?s :p '5.50'^^<XMLSchema#decimal> }": ["<urn:a>"],
    "SELECT ?x { ?s :p ?x FILTER(?x=5.5) }": ['"5.50"^^<xsd:decimal>'],
    "SELECT ?x { ?s :p ?x FILTER(STR(?x) = '007') }": ['"007"^^<xsd:integer>'],
    "SELECT ?x { ?s :p ?x.FILTER SAMETERM(?x, 007) }": ['"007"^^<xsd:integer>'],
    "SELECT ?x { :a :q $y . BIND($y AS ?x) }": ['"12.0"^^<xsd:decimal>'],
    "SELECT ?x { :a :q ?y . BIND(IF(?y > 5, ?y, 0) AS ?x) }": ['"12.0"^^<xsd:decimal>'],
    "SELECT ?x { BIND(STRDT('007', xsd:integer) AS ?x) :a :p ?x }": ['"007"^^<xsd:integer>'],
    "SELECT (STRDT('007', xsd:integer) + 1 AS ?x) {}": ["8"],
    "SELECT (STRDT('x'@de, xsd:integer) AS ?x) { :a :q ?y }": [""],
    "SELECT ?x { VALUES ?x { 007 +7 7 '1'^^xsd:boolean 7.0 } }": [
        '"+7"^^<xsd:integer>',
        '"007"^^<xsd:integer>',
        '"1"^^<xsd:boolean>',
        '"7.0"^^<xsd:decimal>',
        "7",
    ],
    "SELECT (OBJECT(?t) AS ?x) { ?s :t ?t }": ['"007"^^<xsd:integer>'],
    "SELECT (OBJECT(?t) + 1 AS ?x) { ?s :t ?t }": ["8"],
    "SELECT ?x { ?s :t <<( :b :p ?x )>> FILTER(?x = 7) }": ['"007"^^<xsd:integer>'],
    "SELECT ?s { ?s :t <<( :b :p 007 )>> }": ["<urn:a>"],
    "SELECT ?s { ?s :t <<( :b :p 7 )>> }": [],
    "SELECT ?s { ?s :t ?t FILTER(?t = <<( :b :p 7 )>>) }": ["<urn:a>"],
    "SELECT ?s { ?s :t ?t FILTER(SAMETERM(?t, <<( :b :p 7 )>>)) }": [],
    "SELECT ?s { ?s :t ?t FILTER(SAMETERM(<<( :a :a ?t )>>, <<( :a :a <<( :b :p 007 )>> )>>)) }": [
        "<urn:a>"
    ],
    "SELECT (LANG(?x) AS ?l) { ?s :label ?x }": ['"de-AT"'],
    "SELECT ?s { ?s :label 'x'@DE-at }": ["<urn:a>"],
    "SELECT ?s { ?s :label ?x FILTER(?x = 'x'@de-at && LANGMATCHES(LANG(?x), 'DE')) }": ["<urn:a>"],
    "SELECT (STRLANG('x', 'DE-AT') AS ?x) { :a :label ?y FILTER(STRLANG('x', 'de-at') = ?y) }": [
        '"x"@de-AT'
    ],
    "SELECT (CONCAT(?x, ?x) AS ?y) { ?s :label ?x }": ['"xx"@de-AT'],
    "SELECT (STRLANG(7, 'de') AS ?x) { :a :q ?y }": [""],
}


@each(("query", "expected"), ANSWERS.items(), ids=ANSWERS)
def test_answers_compare_terms_in_patterns_and_values_in_expressions(
    query: str, expected: list[str], small_pool: EnginePool
) -> None:
    assert tsv(small_pool, query) == expected


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("SELECT ?x { ?s :p ?x FILTER(?x > ) }", 34),
        ("SELECT ?x { ?s :p ?x } ORDER BY ?x ?x ASC", 36),
    ],
)
def test_a_syntax_error_is_told_in_the_words_of_the_client(
    query: str, column: int, small_pool: EnginePool
) -> None:
    with pytest.raises(QuerySyntaxError) as error:
        tsv(small_pool, query)
    assert "urn:x-" not in str(error.value)
    assert error.value.column == column


def test_an_unknown_function_is_told_without_private_names(small_pool: EnginePool) -> None:
    with pytest.raises(QueryFailed) as error:
        tsv(small_pool, "SELECT (:own(?x, DATATYPE(?x)) AS ?y) { ?s :p ?x }")
    assert "<urn:own>" in str(error.value)
    assert "urn:x-" not in str(error.value)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"{stem}-99999999"', ['"{stem}-99999999"']),
        ('CONCAT("x-", "{rest}-99999999")', ['"{stem}-99999999"']),
        ('"a{namespace}b"', ['"ab"']),
        ('LANG("x"@{stem}-99999999)', ['"{stem}-99999999"']),
        ('<{namespace}value>(STRDT("x", <{namespace}>))', [""]),
        ("<{namespace}value>()", [""]),
        ('<{namespace}strlang>("x", "no tag", "no direction")', [""]),
    ],
)
def test_a_query_that_knows_private_names_changes_its_own_answer_alone(
    written: str, read: list[str], small_pool: EnginePool
) -> None:
    forms = small_pool.snapshot.private_forms
    assert forms is not None
    names = {"stem": forms.stem, "rest": forms.stem[2:], "namespace": forms.namespace}
    engines = small_pool.pids
    found = tsv(small_pool, f"SELECT ({written.format(**names)} AS ?x) {{}}")
    assert found == [each.format(**names) for each in read]
    assert small_pool.pids == engines


def test_text_for_the_engine_grows_by_a_constant_for_each_variable() -> None:
    _, forms = private_store(_ALWAYS)

    def length(terms: int) -> int:
        sum_ = "+".join(["?x"] * terms)
        text = f"SELECT (DATATYPE(({sum_})) AS ?y) {{ ?s ?p ?x }}"
        return len(text_with_private_forms(text, forms, {}, None))

    assert length(20_000) < 2 * length(10_000)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX q: <urn:> BASE <urn:b> ASK { q:s <p>/^q:q* _:b }",
        "SELECT DISTINCT * WHERE { ?s a ?c OPTIONAL { GRAPH ?g { ?s ?p ?o } } }",
        "CONSTRUCT { ?s ?p [ a ?o ] } { { ?s ?p ?o } UNION { << ?s ?p ?o >> ?q ?r } }",
        "DESCRIBE ?s <urn:a> { ?s ?p ?o , ?o ; <urn:t> ?t }",
        "ASK { <https://a.example/2026-01-02> <urn:o'brien> <urn:f(x)> }",
    ],
)
def test_text_without_literals_and_expressions_needs_no_edit(text: str) -> None:
    _, forms = private_store(_ALWAYS)
    assert not may_need_private_forms(text)
    assert text_with_private_forms(text, forms, {}, None) == text


@pytest.mark.parametrize(
    "part", ["007", "-.5", "'a'@de-AT", '"a"@de-AT', "?o FILTER(?o > ?s)", "true,1"]
)
def test_text_with_a_literal_or_an_expression_is_looked_at(part: str) -> None:
    assert may_need_private_forms(f"ASK {{?s ?p {part}}}")


def test_order_of_values_is_looked_at() -> None:
    assert may_need_private_forms("SELECT ?x { ?s ?p ?x } ORDER BY ?x LIMIT 10")


def test_deep_nesting_is_no_recursion() -> None:
    _, forms = private_store(_ALWAYS)
    levels = MAX_NESTING - 2
    text = f"SELECT ({'(' * levels}?x{')' * levels} AS ?y) {{ ?s ?p ?x }}"
    assert text_with_private_forms(text, forms, {}, None) == text


def test_variables_of_other_predicates_are_left_alone() -> None:
    _, forms = private_store(_ALWAYS)
    text = """SELECT (MAX(?x) AS ?m) (DATATYPE(?x) AS ?d) { ?s <urn:p> ?x ; a ?c
        FILTER(?x > 5 && ?c != ?s && EXISTS { ?s <urn:q>/<urn:r>+ ?x , ?y FILTER(?y = ?x) }) }
        GROUP BY ?x HAVING(MAX(?x) > 5) ORDER BY ?m"""
    assert text_with_private_forms(text, forms, {}, None) == text
