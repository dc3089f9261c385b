from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENT

from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.errors import QuerySyntaxError
from schlaglicht.formats import RDFXML, Format
from schlaglicht.project import open_project
from schlaglicht.query import answer, read_query, unknown_terms
from schlaglicht.query.empty_answers import missing_terms
from schlaglicht.query.empty_answers.missing_terms import asks_of_known_terms
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import nearest

DATA = """
@prefix schema: <https://schema.org/> .
<https://e.org/id/a> a schema:Event ; schema:organizer <https://e.org/id/b> ;
    schema:eventStatus schema:EventScheduled ; <https://e.org/def/größe> 1 .
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("events")
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    prefixes = '[prefixes]\nschema = "https://schema.org/"\nd = "https://e.org/def/"\n'
    (folder / "schlaglicht.toml").write_text(prefixes, encoding="utf-8")
    return take_snapshot(open_project([folder]), folder)


def notes(text: str, snapshot: Snapshot) -> list[str]:
    return [str(term) for term in unknown_terms(read_query(text), snapshot)]


def test_unknown_term_gets_the_nearest_one(snapshot: Snapshot) -> None:
    assert notes("SELECT * { ?s schema:organiser ?o }", snapshot) == [
        "schema:organiser is not in this graph; did you mean schema:organizer?"
    ]


ASKED = [
    "<https://schema.org/Event>",
    "<https://schema.org/Evnt>",
    "<http://schema.org/Event>",
    "schema:Event",
    "'<https://schema.org/none'",
    '"<" . # <\n?x ?y ?z',
    "<https://schema.org/\\u0045vnt>",
    "<relative>",
    "?a FILTER(?a < 3)",
    "<x:a> . GRAPH <https://e.org/none> { ?x ?y ?z }",
]


def test_no_query_with_an_unknown_term_is_taken_for_one_of_known_terms(snapshot: Snapshot) -> None:
    quick = []
    for one, other in product(ASKED, ASKED):
        query = read_query(f"ASK {{ <https://e.org/id/a> a {one} . ?s ?p {other} }}")
        quick.append(asks_of_known_terms(query, snapshot))
        assert not (quick[-1] and unknown_terms(query, snapshot))
    assert {True, False} == {*quick}
    assert not asks_of_known_terms(read_query("SELECT * { ?s a <a> }"), snapshot)


def test_case_alone_is_near(snapshot: Snapshot) -> None:
    assert notes("ASK { ?s a schema:event }", snapshot) == [
        "schema:event is not in this graph; did you mean schema:Event?"
    ]


def test_unknown_term_may_have_no_near_one(snapshot: Snapshot) -> None:
    assert notes("ASK { ?s schema:xyzzy ?o }", snapshot) == ["schema:xyzzy is not in this graph"]


def test_http_in_the_place_of_https_is_noticed(snapshot: Snapshot) -> None:
    text = "PREFIX s: <http://schema.org/> SELECT * { ?s s:organizer ?o }"
    assert notes(text, snapshot) == [
        "s:organizer is not in this graph; did you mean schema:organizer?"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s a schema:Event ; schema:eventStatus schema:EventScheduled }",
        "ASK { <https://e.org/id/c> a schema:Event }",
        "ASK { ?s <https://other.example/x> ?o }",
        "ASK { GRAPH schema:graph { ?s ?p ?o } }",
        'ASK { ?s ?p "x"^^schema:datatype }',
        "ASK { ?s ?p ?o FILTER(schema:function(?o)) }",
        "CONSTRUCT { ?s schema:made ?o } WHERE { ?s schema:organizer ?o }",
        "PREFIX schema: <https://schema.org/> ASK { ?s <relative> ?o }",
        "ASK { ?s <https://e.org/def/größe> ?o }",
    ],
)
def test_what_is_known_or_cannot_be_judged_has_no_note(text: str, snapshot: Snapshot) -> None:
    assert notes(text, snapshot) == []


def test_notes_are_few(snapshot: Snapshot) -> None:
    text = "ASK { " + " ".join(f"?s schema:x{n} ?o ." for n in range(50)) + " }"
    assert len(notes(text, snapshot)) == 5


def test_near_terms_are_looked_for_a_bounded_number_of_times(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches: list[str] = []

    def count(name: str, *others: Any) -> str | None:
        searches.append(name)
        return nearest(name, *others)

    monkeypatch.setattr(missing_terms, "nearest", count)
    iris = " ".join(f"<http://schema.org/{n}zzzzzzzz>" for n in range(1000))
    assert notes(f"ASK {{ ?s ?p ?o VALUES ?p {{ {iris} }} }}", snapshot) == []
    assert len(searches) == 50


def test_names_in_a_long_namespace_are_not_written_out() -> None:
    query = read_query(f"PREFIX a: <https://schema.org/{'a' * 10_000}> ASK {{ ?s a:b a:c }}")
    assert list(missing_terms.terms_of_pattern(query, query.prefixes)) == []


def test_notes_are_short_whatever_the_prefixes_are_called(snapshot: Snapshot) -> None:
    long, term = "a" * 10_000, "<https://schema.org/organiser>"
    text = f"PREFIX {long}: <https://schema.org/> ASK {{ ?s {long}:organise {term} }}"
    assert notes(text, snapshot) == [
        f"{term} is not in this graph; did you mean <https://schema.org/organizer>?"
    ]


@pytest.mark.parametrize("form", ["SELECT * {}", "ASK {}", "CONSTRUCT { ?s ?p ?o } {}"])
def test_an_empty_answer_is_seen_in_every_format(form: str, snapshot: Snapshot) -> None:
    assert not [each.name for each in _formats(form) if not _empty(form, each, snapshot, "none")]


@pytest.mark.parametrize("form", ["SELECT * {}", "ASK {}", "CONSTRUCT { ?s ?p ?o } {}"])
def test_an_answer_is_seen_in_every_format(form: str, snapshot: Snapshot) -> None:
    assert not [each.name for each in _formats(form) if _empty(form, each, snapshot, "organizer")]


def _formats(form: str) -> tuple[Format, ...]:
    return read_query(form).formats


def _empty(form: str, chosen: Format, snapshot: Snapshot, name: str) -> bool:
    pattern = f"{{ ?s ?p ?o . ?s schema:{name} ?x }}"
    query = read_query(form.removesuffix("{}") + pattern)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        return answer(pool, query, chosen).is_empty


@pytest.mark.parametrize(
    ("prefix", "advice"),
    [
        ("shema", "did you mean schema: <https://schema.org/>? Otherwise add PREFIX shema: <…>"),
        ("fof", "did you mean foaf: <http://xmlns.com/foaf/0.1/>? Otherwise add PREFIX fof: <…>"),
        ("zzz", "add PREFIX zzz: <…> at the top"),
    ],
)
def test_undeclared_prefix_gets_advice(prefix: str, advice: str, snapshot: Snapshot) -> None:
    query = read_query(f"ASK {{ ?s {prefix}:x ?o }}")
    with (
        EnginePool(snapshot, engines=1, limits=PATIENT) as pool,
        pytest.raises(QuerySyntaxError) as caught,
    ):
        answer(pool, query, query.formats[0])
    assert advice in caught.value.reason
    assert (caught.value.line, caught.value.column) == (1, 10)


def test_an_undeclared_prefix_is_compared_with_some_of_the_declared_ones(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []

    def count(_word: str, possible: Iterable[str], *_: Any, **__: Any) -> list[str]:
        compared.append(len(list(possible)))
        return []

    monkeypatch.setattr("schlaglicht.query.syntax_fixes.undeclared_prefixes.nearest_few", count)
    declared = " ".join(f"PREFIX p{n}: <x:>" for n in range(1000))
    query = read_query(f"{declared} ASK {{ ?s zzz:x ?o }}")
    with EnginePool(snapshot, engines=1) as pool, pytest.raises(QuerySyntaxError):
        answer(pool, query, query.formats[0])
    assert compared == [100 + len({**WELL_KNOWN, **snapshot.prefixes})]


def test_a_graph_with_prefixes_alone_is_empty(snapshot: Snapshot) -> None:
    query = read_query("CONSTRUCT { ?s ?p ?o } WHERE { ?s schema:none ?x . ?s ?p ?o }")
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        answered = answer(pool, query, RDFXML)
    assert b"xmlns:schema=" in answered.body
    assert answered.is_empty
