"""Keys by which things are sorted."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest

from schlaglicht.dataset.index.sorting import value_key

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


@pytest.mark.parametrize("seed", range(50))
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
