from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from unittest.mock import create_autospec

import pytest
from flask.testing import FlaskClient

from schlaglicht.dataset.index import index_path, leads_to_literals
from schlaglicht.engine import Backend
from schlaglicht.errors import EngineBusy
from schlaglicht.pages.examples import example_questions
from schlaglicht.questions import Question
from schlaglicht.web.published_site import published_by
from schlaglicht.web.views.examples import offered_questions

DATA = """\
@prefix ex: <https://example.org/kb/id/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:Town rdfs:label "town"@en , "Ort"@de .
ex:people rdfs:label "population"@en , "Einwohner"@de .
ex:country rdfs:label "country"@en , "Land"@de .
ex:bonn a ex:Town ; rdfs:label "Bonn" ; ex:people 330000 ; ex:country ex:germany .
ex:bonn geo:lat 50.7 ; geo:long 7.1 ; ex:founded "1288-01-01"^^xsd:date .
ex:ulm a ex:Town ; rdfs:label "Ulm" ; ex:people 129000 ; ex:country ex:germany .
ex:ulm geo:lat 48.4 ; geo:long 10.0 ; ex:founded "0854-07-22"^^xsd:date .
ex:graz a ex:Town ; rdfs:label "Graz" ; ex:people 300000 ; ex:country ex:austria .
ex:germany a ex:Country ; rdfs:label "Germany"@en , "Deutschland"@de .
ex:austria a ex:Country ; rdfs:label "Austria"@en , "Österreich"@de .
"""

QUESTION = "# title@en: Which towns?\nSELECT ?town { ?town a <https://example.org/kb/id/Town> }\n"

OFFERED = [
    (
        "example-town-names",
        "What is the name of each “Town”?",
        "Wie heißen die Dinge der Klasse „Ort“?",
        "table",
    ),
    (
        "example-town-by-people",
        "What is the “population” of each “Town”?",
        "Was ist „Einwohner“ bei „Ort“?",
        "chart",
    ),
    (
        "example-town-country",
        "What is the “country” of each “Town”?",
        "Was ist „Land“ bei „Ort“?",
        "table",
    ),
    (
        "example-town-map",
        "Where is each “Town” on a map?",
        "Wo ist „Ort“ auf der Karte?",
        "map",
    ),
    (
        "example-town-by-founded",
        "What is the “founded” of each “Town”?",
        "Was ist „founded“ bei „Ort“?",
        "timeline",
    ),
    (
        "example-town-per-country",
        "How many “Town” are there per “country”?",
        "Wie viele Dinge der Klasse „Ort“ gibt es je „Land“?",
        "chart",
    ),
    (
        "example-country-names",
        "What is the name of each “Country”?",
        "Wie heißen die Dinge der Klasse „Country“?",
        "table",
    ),
]


@pytest.fixture(scope="module")
def towns(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of(DATA, {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'})


def test_data_gives_examples_with_names_in_each_language_and_views(towns: FlaskClient) -> None:
    with towns.application.test_request_context():
        offered = offered_questions(published_by(towns.application).site)
    found = [(x.name, x.titles["en"], x.titles["de"], x.header.view) for x in offered]
    assert found == OFFERED


def test_each_example_is_a_question_with_its_page_and_its_rows(towns: FlaskClient) -> None:
    for name, _, german, view in OFFERED:
        page = towns.get(f"/queries/{name}.de.html")
        assert german in page.text
        assert f'data-first-view="{view}"' in page.text
        assert len(towns.get(f"/queries/{name}.csv").text.splitlines()) > 1, name
        assert towns.get(f"/queries/{name}.rq").text.startswith(f"# view: {view}\n")


def test_examples_come_after_questions_of_the_project(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(DATA, {"queries/towns.rq": QUESTION})
    form, listed = client.get("/sparql.en.html").text, client.get("/queries/").text
    assert form.index("Which towns?") < form.index(OFFERED[0][1])
    assert "All 8 questions" in form
    assert OFFERED[-1][1] in listed


def test_graph_without_classes_has_no_examples(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of("<https://example.org/a> <https://example.org/b> 1 .")
    assert "Questions to try" not in client.get("/sparql.en.html").text
    assert client.get("/queries/example-town-names").status_code == 404


def test_examples_are_the_same_however_busy_the_engines_are(towns: FlaskClient) -> None:
    with towns.application.test_request_context():
        site = published_by(towns.application).site
        busy = replace(site, backend=create_autospec(Backend, stream=_no_engine))
        assert offered_questions(busy) == offered_questions(site)


def _no_engine(*_: object, **__: object) -> None:
    raise EngineBusy("all are busy")


def test_list_says_that_examples_are_to_come_and_is_not_kept(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(DATA)
    index = index_path(published_by(client.application).site.snapshot)
    index.rename(index.with_suffix(".away"))
    pending = client.get("/queries/index.en.html")
    assert "are being prepared" in pending.text
    assert pending.headers["Cache-Control"] == "no-store"
    index.with_suffix(".away").rename(index)
    ready = client.get("/queries/index.en.html")
    assert "are being prepared" not in ready.text
    assert "no-store" not in ready.headers["Cache-Control"]


THINGS = """\
@prefix ex: <https://example.org/kb/id/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def _named(client: FlaskClient) -> dict[str, Question]:
    with client.application.test_request_context():
        return {x.name: x for x in offered_questions(published_by(client.application).site)}


def test_questions_that_tell_nothing_are_not_offered(
    client_of: Callable[..., FlaskClient],
) -> None:
    cases = {
        "each of its own": "".join(f"ex:{n} a ex:A ; ex:to ex:x{n} .\n" for n in range(9)),
        "one for all": "".join(f"ex:{n} a ex:A ; ex:to ex:x .\n" for n in range(9)),
        "as many of each": "".join(f"ex:{n} a ex:A ; ex:to ex:x{n % 3} .\n" for n in range(9)),
        "nearly its own": "".join(
            f"ex:{n} a ex:A ; ex:to ex:x{n * 2 // 3} .\n" for n in range(200)
        ),
    }
    told = "".join(f"ex:{n} a ex:A ; ex:to ex:x{n * n % 5} .\n" for n in range(9))
    bars = "example-a-per-to"
    assert bars in _named(client_of(THINGS + told))
    assert [x for x, data in cases.items() if bars in _named(client_of(THINGS + data))] == []


def test_names_are_in_one_language_and_a_relation_has_a_row_for_each(
    client_of: Callable[..., FlaskClient],
) -> None:
    names = " , ".join(f'"Aegina"@{tag}' for tag in ("ast", "de", "en", "fr"))
    client = client_of(
        THINGS
        + "".join(f"ex:{n} a ex:A ; skos:prefLabel {names} .\n" for n in range(5))
        + "".join(f"ex:{n} skos:broader ex:{n // 3} .\n" for n in range(1, 5))
    )
    for name in ("names", "broader"):
        rows = client.get(f"/queries/example-a-{name}.csv").text.splitlines()[1:]
        assert len({row.partition(",")[0] for row in rows}) == len(rows) > 3, name


def test_map_is_of_the_most_specific_class_with_most_places_and_of_all(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(
        THINGS
        + "".join(
            f"ex:{n} a skos:Concept , ex:Mint ; geo:location ex:p{n} .\n"
            f"ex:p{n} geo:lat {n % 90}.5 ; geo:long {n % 180}.5 .\n"
            for n in range(120)
        )
        + "".join(f"ex:c{n} a skos:Concept ; geo:location ex:p{n} .\n" for n in range(30))
        + "".join(f"ex:d{n} a skos:Concept .\n" for n in range(200))
    )
    offered = _named(client)
    assert [x for x in offered if x.endswith("-map")] == ["example-mint-map"]
    assert len(client.get("/queries/example-mint-map.csv").text.splitlines()) == 121
    assert len(client.get("/queries/example-concept-map.csv").text.splitlines()) == 151
    assert "150 of 350" in client.get("/queries/example-concept-map.en.html").text
    listed = client.get("/classes/iri/https/example.org/kb/id/Mint.de.html").text
    assert "/queries/example-mint-map.de.html" in listed
    assert "Als Karte" in listed


def test_map_takes_the_way_to_places_that_most_things_begin(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(
        THINGS
        + "ex:0 geo:lat 1.5 ; geo:long 2.5 .\n"
        + "".join(
            f"ex:{n} a ex:Mint ; geo:location ex:p{n} .\nex:p{n} geo:lat {n}.5 ; geo:long 7.1 .\n"
            for n in range(9)
        )
    )
    assert len(client.get("/queries/example-mint-map.csv").text.splitlines()) == 10


def test_names_are_in_the_language_of_most_things(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of(
        THINGS
        + "".join(f'ex:a{n:03} a ex:A ; skos:prefLabel "One {n}"@en .\n' for n in range(30))
        + "".join(f'ex:b{n:03} a ex:A ; skos:prefLabel "Eins {n}"@de .\n' for n in range(300))
    )
    assert "Eins" in client.get("/queries/example-a-names.csv").text


def test_concepts_are_those_of_all_schemes(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of(
        THINGS
        + "".join(
            f"ex:s{n} a skos:ConceptScheme . ex:c{n} a skos:Concept ; skos:topConceptOf ex:s{n} ;"
            f' skos:inScheme ex:s{n} ; skos:prefLabel "Top {n}" .\n'
            for n in range(3)
        )
    )
    page = client.get("/index.en.html").text
    assert all(f"Top {n}" in page for n in range(3))


def test_bars_say_if_things_count_more_than_once(client_of: Callable[..., FlaskClient]) -> None:
    once = "".join(f"ex:{n} a ex:A ; ex:to ex:x{n * n % 5} .\n" for n in range(9))
    for data, said in ((once, None), (f"{once}ex:1 ex:to ex:x9 .", "9 of 9 have “to”, some")):
        told = _named(client_of(THINGS + data))["example-a-per-to"].descriptions.get("en", "")
        assert told.startswith(said or ""), told
        assert bool(told) == bool(said)


def test_ways_to_maps_have_one_limit_and_one_thread_makes_the_list(
    client_of: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = "".join(f"ex:p{n} a ex:Place ; geo:lat {n}.5 ; geo:long 7.1 .\n" for n in range(3))
    ways = "; ".join(f"ex:way{n} ex:lost" for n in range(15))
    client = client_of(
        f"{THINGS}{placed}ex:lost a ex:Place .\n"
        + "".join(f"ex:{n} a ex:C{n} ; {ways} .\n" for n in range(20))
    )
    asked = create_autospec(leads_to_literals, side_effect=leads_to_literals)
    made = create_autospec(example_questions, side_effect=example_questions)
    monkeypatch.setattr("schlaglicht.pages.examples.leads_to_literals", asked)
    monkeypatch.setattr("schlaglicht.web.views.examples.example_questions", made)
    at_once = Barrier(2)

    def offered() -> tuple[Question, ...]:
        with client.application.test_request_context():
            at_once.wait()
            return offered_questions(published_by(client.application).site)

    with ThreadPoolExecutor(2) as threads:
        first, second = [threads.submit(offered) for _ in range(2)]
        assert first.result() is not None
        assert first.result() == second.result()
    assert made.call_count == 1
    assert asked.call_count == 80  # of 300


def test_timeline_is_from_beginnings_to_ends_and_says_of_how_many(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(
        THINGS
        + "".join(
            f'ex:{n} a ex:A ; ex:hasStartDate "0{n}12"^^xsd:gYear ;'
            f' ex:hasEndDate "0{n}30"^^xsd:gYear .\n'
            for n in range(1, 8)
        )
        + "".join(f"ex:b{n} a ex:A .\n" for n in range(9))
    )
    question = _named(client)["example-a-by-hasstartdate"]
    assert question.header.view == "timeline"
    assert question.titles["de"] == "Wann sind „start date“ und „end date“ bei „ex:A“?"
    assert "7 of 16" in question.descriptions["en"]
    row = client.get("/queries/example-a-by-hasstartdate.csv").text.splitlines()[1]
    assert row.endswith(",0712,0730")
