import random
from itertools import pairwise

import pytest
from rdflib import XSD, BNode, Literal, URIRef
from tables import each

from schlaglicht.validation.literals.order import has_order, order

RISING = {
    "duration": ("-P1Y", "PT0S", "PT0.5S", "PT1M", "P1D", "P27D", "P1M", "P32D", "P1Y", "P13M",
                 "P9Y", "P10Y"),
    "yearMonthDuration": ("P9M", "P10M", "P1Y", "P13M", "P9Y", "P10Y"),
    "dayTimeDuration": ("PT59M", "PT1H", "P1D", "PT25H", "P9D", "P10D"),
    "date": ("-0044-03-15", "0001-01-01", "1999-12-31", "2020-02-29", "9999-12-31", "12020-01-01",
             "123456789012-01-01"),
    "dateTime": ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000001Z",
                 "2020-01-01T02:00:00+01:00", "2020-01-01T24:00:00Z", "2020-01-02T00:00:01Z"),
    "gYear": ("-0044", "0001", "1999Z", "2020", "12020"),
    "gYearMonth": ("-0044-03", "2019-12", "2020-01", "2020-02"),
    "time": ("00:00:00", "09:59:59", "10:00:00", "23:59:59"),
    "integer": ("-10", "-9", "007", "10", "1" + "0" * 5000),
    "decimal": ("-0.1", "0.0", "0.10", "9.5", "10"),
    "double": ("-INF", "-1e300", "0", "9", "1E1", "INF"),
    "boolean": ("false", "true"),
    "string": ("", "A", "a", "\u00e4"),
}  # fmt: skip
WITHOUT_ORDER = [
    (Literal("P1M", datatype=XSD.duration), Literal("P30D", datatype=XSD.duration)),
    (Literal("--05", datatype=XSD.gMonth), Literal("--05", datatype=XSD.gMonth)),
    (Literal("FF", datatype=XSD.hexBinary), Literal("FF", datatype=XSD.hexBinary)),
    (Literal("a", lang="en"), Literal("a", lang="en")),
    (Literal("x", datatype=URIRef("https://e.example/t")),) * 2,
    (Literal("NaN", datatype=XSD.double),) * 2,
    (Literal("1"), Literal(1)),
    (Literal(1), Literal("soon", datatype=XSD.integer)),
    (Literal("2020-01-01T10:00:00", datatype=XSD.dateTime),
     Literal("2020-01-01T10:00:00Z", datatype=XSD.dateTime)),
    (Literal("10:00:00", datatype=XSD.time), Literal("09:00:00Z", datatype=XSD.time)),
    (Literal("1" * 5000 + "-01-01", datatype=XSD.date), Literal("2020-01-01", datatype=XSD.date)),
    (URIRef("https://e.example/a"), URIRef("https://e.example/a")),
    (BNode("b"), Literal(1)),
]  # fmt: skip


def typed(text: str, name: str) -> Literal:
    return Literal(text, datatype=XSD[name], normalize=False)


@pytest.mark.parametrize("name", RISING)
def test_values_rise_in_the_order_of_their_datatype(name: str) -> None:
    values = [typed(text, name) for text in RISING[name]]
    assert has_order(str(XSD[name]))
    assert [order(low, high) for low, high in pairwise(values)] == [-1] * (len(values) - 1)
    assert [order(high, low) for low, high in pairwise(values)] == [1] * (len(values) - 1)
    assert [order(value, value) for value in values] == [0] * len(values)


@pytest.mark.parametrize(("first", "second"), WITHOUT_ORDER)
def test_values_without_an_order_are_neither_less_nor_equal(
    first: Literal, second: Literal
) -> None:
    assert order(first, second) is None
    assert order(second, first) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (typed("P1Y", "duration"), typed("P12M", "yearMonthDuration")),
        (typed("2020-01-01T24:00:00", "dateTime"), typed("2020-01-02T00:00:00", "dateTime")),
        (typed("2020-01-01+00:00", "date"), typed("2020-01-01Z", "date")),
        (typed("007", "byte"), typed("7.0", "decimal")),
        (typed("0.1", "decimal"), typed("1E-1", "double")),
        (typed("0.1", "decimal"), typed("0.1", "float")),
        (typed("1e999", "double"), typed("INF", "double")),
        (typed("a", "token"), typed("a", "string")),
    ],
)
def test_equal_values_are_equal_however_they_are_written(first: Literal, second: Literal) -> None:
    assert order(first, second) == order(second, first) == 0


def test_zone_of_a_date_counts() -> None:
    assert order(typed("2020-01-01+14:00", "date"), typed("2020-01-01Z", "date")) == -1


def test_moment_without_a_zone_has_an_order_with_one_that_is_far_away() -> None:
    assert order(typed("2019-01-01T00:00:00", "dateTime"),
                 typed("2020-01-01T00:00:00Z", "dateTime")) == -1  # fmt: skip


@each("seed", range(50))
def test_durations_have_the_order_of_their_months_and_seconds(seed: int) -> None:
    random_ = random.Random(seed)
    months = [random_.randint(-2000, 2000) for _ in range(2)]
    seconds = [random_.randint(-(10**9), 10**9) for _ in range(2)]
    for name, values, unit in (
        ("yearMonthDuration", months, "P{}M"),
        ("dayTimeDuration", seconds, "PT{}S"),
        ("duration", seconds, "PT{}S"),
    ):
        first, second = (
            typed("-" * (value < 0) + unit.format(abs(value)), name) for value in values
        )
        assert order(first, second) == (values[0] > values[1]) - (values[0] < values[1])


def test_durations_beyond_what_python_can_hold_have_an_order() -> None:
    assert order(typed(f"PT{'9' * 60}.5S", "duration"), typed("P1Y", "duration")) == 1


def test_durations_of_too_many_digits_have_no_order() -> None:
    assert order(typed(f"PT{'9' * 5000}S", "duration"), typed("P1Y", "duration")) is None
