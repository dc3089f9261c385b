"""Numbers of the engine: what overflows has no value, and is never another number."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import product

from pyoxigraph import Literal, QuerySolutions, Store

INTEGERS = (2**63 - 1, -(2**63), 2**62, 3_037_000_500, 10**18, 7, -1, 0)
DECIMALS = ("170141183460469231731.5", "-99999999999999999999.25", "0.000000000000000001", "3.5")


def value_of(expression: str, values: str = "") -> str | None:
    found = Store().query(f"SELECT ({expression} AS ?x) {{ VALUES ?v {{ {values} }} }}")
    assert isinstance(found, QuerySolutions)
    (solution,) = found
    value = solution["x"]
    return value.value if isinstance(value, Literal) else None


def test_overflow_has_no_value() -> None:
    numbers = [*map(Decimal, INTEGERS), *map(Decimal, DECIMALS)]
    wrong = []
    with localcontext(prec=80):
        for one, other in product(numbers, repeat=2):
            both = f"({one:f}) {{}} ({other:f})"
            for said, exact, values in (
                (both.format("+"), one + other, "1"),
                (both.format("-"), one - other, "1"),
                (both.format("*"), one * other, "1"),
                ("SUM(?v)", one + other, f"{one:f} {other:f}"),
            ):
                found = value_of(said, values)
                if found is not None and abs(Decimal(found) - exact) >= Decimal("1e-18"):
                    wrong.append((said, values, found))
    assert wrong == []
    assert value_of("SUM(?v)", f"{2**63 - 1} 1") is None
    assert value_of(f"{2**62} * 2", "1") is None
