"""The order of random values, by a model of its own, and by the engine that answers SPARQL."""

import random
from collections.abc import Callable
from fractions import Fraction

import pyoxigraph as ox
import pytest
from rdflib import XSD, Literal

from schlaglicht.validation.literals.order import order

PAIRS = 200
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FARTHEST_ZONE = 14 * 60
YEARS = (-400, -1, 0, 1, 4, 1582, 1600, 1900, 1999, 2020, 2023, 9999, 123_456, 2**31)
DAYS = ((0, 12, 31), (0, 12, 31), (1, 1, 1), (1, 1, 1), (0, 2, 28), (0, 3, 1))
FRACTIONS = ("", ".0", ".1", ".123456", ".1234561", ".12345610", ".999999999",
             ".000000000000000001", ".000000000000000002", ".123456789012345678")  # fmt: skip
FAR = 10**12  # days, which the engine takes minutes to add
ZONES = (None, 0, 0, 0, 60, 60, -60, 345, -840, 840)

Value = tuple[str, tuple[Fraction, ...]]
"""The text of a value, and the seconds that all have to be in the same order with another's."""


def days_before(year: int, month: int) -> int:
    """Days from the first day of year 0 to that of a month, counted year by leap year."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    earlier = year - 1
    leap_days = earlier // 4 - earlier // 100 + earlier // 400
    return 365 * year + leap_days + sum(MONTH_DAYS[: month - 1]) + (leap and month > 2)


def zoned(seconds: Fraction, zone: int | None) -> tuple[str, tuple[Fraction, ...]]:
    """The text of a zone in minutes, and the earliest and latest a moment may be."""
    if zone is None:
        return "", (seconds - FARTHEST_ZONE * 60, seconds + FARTHEST_ZONE * 60)
    text = f"{'-' if zone < 0 else '+'}{abs(zone) // 60:02}:{abs(zone) % 60:02}"
    return "Z" if zone == 0 else text, (seconds - zone * 60,) * 2


def some_date(chance: random.Random, year: int) -> tuple[str, Fraction]:
    later, month, day = chance.choice(DAYS)
    year += later
    sign = "-" if year < 0 else ""
    text = f"{sign}{abs(year):04}-{month:02}-{day:02}"
    return text, Fraction((days_before(year, month) + day - 1) * 86_400)


def some_clock(chance: random.Random) -> tuple[str, Fraction]:
    if chance.random() < 0.1:
        return "24:00:00", Fraction(86_400)
    hour, minute = chance.choice((0, 23)), chance.choice((0, 0, 30))
    second = f"{chance.choice((0, 0, 59)):02}{chance.choice(FRACTIONS)}"
    return f"{hour:02}:{minute:02}:{second}", hour * 3600 + minute * 60 + Fraction(second)


def some_date_time(chance: random.Random, year: int) -> Value:
    date, begin = some_date(chance, year)
    clock, since = some_clock(chance)
    zone, bounds = zoned(begin + since, chance.choice(ZONES))
    return f"{date}T{clock}{zone}", bounds


def some_day(chance: random.Random, year: int) -> Value:
    date, begin = some_date(chance, year)
    zone, bounds = zoned(begin, chance.choice(ZONES))
    return date + zone, bounds


def some_time(chance: random.Random, _year: int) -> Value:
    clock, since = some_clock(chance)
    zone, bounds = zoned(since % 86_400, chance.choice(ZONES))
    return clock + zone, bounds


def some_months(chance: random.Random, years: int) -> tuple[str, int]:
    months = chance.choice((0, 1, 12, 13))
    return f"{abs(years)}Y{months}M", abs(years) * 12 + months


def some_span(chance: random.Random) -> tuple[str, Fraction]:
    days, hours = chance.choice((0, 1, 30, 31, FAR)), chance.choice((0, 24))
    minutes, second = 60 * hours, f"{chance.choice((0, 86_400))}{chance.choice(FRACTIONS)}"
    seconds = days * 86_400 + hours * 3600 + minutes * 60 + Fraction(second)
    return f"{days}DT{hours}H{minutes}M{second}S", seconds


def ended(sign: int, months: int, seconds: Fraction) -> tuple[Fraction, ...]:
    """The ends of a duration that begins in each of the four months of XML Schema."""
    ends = []
    for year, month in ((1696, 9), (1697, 2), (1903, 3), (1903, 7)):
        count = year * 12 + month - 1 + sign * months
        ends.append(days_before(count // 12, count % 12 + 1) * 86_400 + sign * seconds)
    return tuple(ends)


def some_duration(chance: random.Random, years: int) -> Value:
    sign = chance.choice((1, 1, -1))
    months, count = some_months(chance, years)
    span, seconds = some_span(chance)
    return f"{'-' * (sign < 0)}P{months}{span}", ended(sign, count, seconds)


def some_day_time(chance: random.Random, _years: int) -> Value:
    sign = chance.choice((1, 1, -1))
    span, seconds = some_span(chance)
    return f"{'-' * (sign < 0)}P{span}", ended(sign, 0, seconds)


def some_year_month(chance: random.Random, years: int) -> Value:
    sign = chance.choice((1, 1, -1))
    months, count = some_months(chance, years)
    return f"{'-' * (sign < 0)}P{months}", ended(sign, count, Fraction(0))


KINDS: dict[str, Callable[[random.Random, int], Value]] = {
    "dateTime": some_date_time,
    "date": some_day,
    "time": some_time,
    "duration": some_duration,
    "dayTimeDuration": some_day_time,
    "yearMonthDuration": some_year_month,
}


def some_pairs(name: str, seed: int) -> list[tuple[Value, Value]]:
    """Pairs of values that are near each other, and differ in what is easily overlooked."""
    chance = random.Random(f"{name} {seed}")
    some = KINDS[name]
    years = [chance.choice(YEARS) for _ in range(PAIRS)]
    return [(some(chance, year), some(chance, year)) for year in years]


def ordered(name: str, first: str, second: str) -> int | None:
    one, other = (Literal(text, datatype=XSD[name], normalize=False) for text in (first, second))
    return order(one, other)


def modelled(first: Value, second: Value) -> int | None:
    """The order of all seconds: of a moment without a zone both bounds, each with the other's."""
    has_one_zone = len(first[1]) == 2 and len(set(first[1])) == len(set(second[1]))
    one, other = (first[1][:1], second[1][:1]) if has_one_zone else (first[1], second[1])
    signs = {(a > b) - (a < b) for a, b in zip(one, other, strict=True)}
    return signs.pop() if len(signs) == 1 else None


def answered(name: str, first: str, second: str) -> int | None:
    """The order that the engine gives, by the operators that hold."""
    one, other = (f'"{text}"^^<{XSD[name]}>' for text in (first, second))
    query = f"SELECT ({one} < {other} AS ?l) ({one} > {other} AS ?g) ({one} <= {other} AS ?e) {{}}"
    answer = next(iter(ox.Store().query(query)))  # type: ignore[arg-type]
    less, greater, at_most = (
        value is not None and value.value == "true" for value in (answer[0], answer[1], answer[2])
    )
    return -1 if less else 1 if greater else 0 if at_most else None


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", KINDS)
def test_order_is_exact(name: str, seed: int) -> None:
    wrong = [
        (first[0], second[0], modelled(first, second))
        for first, second in some_pairs(name, seed)
        if ordered(name, first[0], second[0]) != modelled(first, second)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", KINDS)
def test_order_is_that_of_the_engine(name: str) -> None:
    pairs = [(first[0], second[0]) for first, second in some_pairs(name, 0)]
    pairs = [pair for pair in pairs if f"{FAR}D" not in "".join(pair)]
    wrong = [pair for pair in pairs if ordered(name, *pair) != answered(name, *pair)]
    assert wrong == []
