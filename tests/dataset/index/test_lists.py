"""Keys by which things are sorted."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from rdflib import Literal, URIRef
from tables import each

from schlaglicht.dataset.index import Index, path_values
from schlaglicht.dataset.index.lists import value_key

XSD = "http://www.w3.org/2001/XMLSchema#"


def typed(text: str, datatype: str) -> str:
    return f'"{text}"^^<{XSD}{datatype}>'


IN_ORDER = [
    typed("-INF", "double"),
    typed("-10", "integer"),
    typed("2", "byte"),
    typed("2.5", "decimal"),
    typed("1.0E1", "double"),
    typed("-0044-03-15", "date"),
    typed("0800", "gYear"),
    typed("2020-01", "gYearMonth"),
    typed("2020-02-29", "date"),
    typed("2020-03-01T00:30:00+01:00", "dateTime"),
    typed("2020-03-01", "date"),
    typed("2020-03-01T00:00:00.5Z", "dateTime"),
    typed("12020-03-01", "date"),
    '"Apfel"',
    '"Äpfel"@de',
    typed("b", "integer"),
    '"Stadt 2"',
    '"Stadt 10"@en',
    typed("tomorrow", "date"),
]


def test_values_are_in_the_order_of_what_they_mean() -> None:
    shuffled = random.Random(1).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=value_key) == IN_ORDER


@each("seed", range(50))
def test_times_are_in_the_order_of_the_calendar(seed: int) -> None:
    chance = random.Random(seed)
    start = datetime(1, 1, 2, tzinfo=UTC)
    times = [
        (start + timedelta(seconds=chance.randrange(300_000_000_000))).astimezone(
            timezone(timedelta(minutes=chance.randrange(-840, 840)))
        )
        for _ in range(2)
    ]
    times.append(times[0] + timedelta(seconds=1))
    keys = [value_key(typed(time.isoformat(), "dateTime")) for time in times]
    ranks = sorted(range(3), key=keys.__getitem__)
    assert ranks == sorted(range(3), key=times.__getitem__)


def test_things_are_in_the_order_of_their_names_after_all_texts() -> None:
    assert value_key('"z"') < value_key("<x:b>", 1) < value_key("<x:a>", 2) < value_key("<x:a>")


EX = "https://example.org/"
DATA = (
    """
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:a a ex:Event ; ex:at ex:bonn , ex:koeln ; ex:size 5 ; ex:part [ ex:size 7 ] .
ex:b a ex:Event ; ex:at ex:bonn ; ex:size 5 .
ex:bonn rdfs:label "Bonn" . ex:koeln rdfs:label "Köln am Rhein" .
ex:c ex:opens ex:a , ex:b ; a ex:Event ; ex:text "short" , "LONG" .
""".replace("LONG", "long" * 20)
    + "".join(f"ex:m{n} a ex:Many ; ex:size {n} .\n" for n in range(500))
)


def ex(name: str) -> URIRef:
    return URIRef(EX + name)


@pytest.fixture
def index(index_of: Callable[[str], Index]) -> Index:
    return index_of(DATA)


@pytest.fixture
def values(index: Index) -> Callable[..., list[tuple[object, int]] | None]:
    def found(*steps: tuple[str, bool], words: str = "") -> list[tuple[object, int]] | None:
        path = [(ex(name), is_inverse) for name, is_inverse in steps]
        choices = path_values(index, ex("Event"), path, most=10, longest=50, words=words)
        return None if choices is None else [(each.value, each.count) for each in choices]

    return found


def test_values_come_with_the_things_that_lead_to_them(
    values: Callable[..., list[tuple[object, int]] | None],
) -> None:
    assert values(("at", False)) == [(ex("bonn"), 2), (ex("koeln"), 1)]
    assert values(("size", False)) == [(Literal(5), 2)]
    assert values(("opens", True)) == [(ex("c"), 2)]
    assert values(("opens", True), ("opens", False)) == [(ex("a"), 2), (ex("b"), 2)]
    assert values(("part", False), ("size", False)) == [(Literal(7), 1)]
    assert values(("text", False)) == [(Literal("short"), 1)]
    assert values(("part", False)) == []  # a blank node has no name


def test_words_are_in_a_name_or_in_an_iri(
    values: Callable[..., list[tuple[object, int]] | None],
) -> None:
    assert values(("at", False), words="rhein") == [(ex("koeln"), 1)]
    assert values(("at", False), words="/bonn") == [(ex("bonn"), 2)]
    assert values(("at", False), words="%") == []


def test_nothing_is_found_beyond_the_limit_of_work(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = ex("Many"), [(ex("size"), False)]
    assert len(path_values(index, *many, most=1000, longest=50) or ()) == 500
    monkeypatch.setattr("schlaglicht.dataset.index.lists.FACET_STEPS", 5000)
    assert path_values(index, *many, most=1000, longest=50) is None
