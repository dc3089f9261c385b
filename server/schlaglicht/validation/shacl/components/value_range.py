"""4.3 Value range: https://www.w3.org/TR/shacl/#core-components-range ."""

from __future__ import annotations

from collections.abc import Callable

from schlaglicht.i18n import msg
from schlaglicht.validation.literals.order import order
from schlaglicht.validation.shacl.components.component import Constraint, Holds, each_value
from schlaglicht.vocab import SH


def _ordered(*allowed: int) -> Callable[[Constraint], Holds]:
    """A test that the order of a value and the bound is allowed; without one it fails."""

    def of(constraint: Constraint) -> Holds:
        bound = constraint.value
        return lambda value: order(value, bound) in allowed

    return of


COMPONENTS = (
    each_value(
        "MinExclusive", SH.minExclusive, msg("{value} is not greater than {parameter}"),
        _ordered(1), once=True,
    ),
    each_value(
        "MinInclusive", SH.minInclusive,
        msg("{value} is less than {parameter}, or cannot be compared"), _ordered(0, 1),
        once=True,
    ),
    each_value(
        "MaxExclusive", SH.maxExclusive, msg("{value} is not less than {parameter}"), _ordered(-1),
        once=True,
    ),
    each_value(
        "MaxInclusive", SH.maxInclusive,
        msg("{value} is greater than {parameter}, or cannot be compared"), _ordered(-1, 0),
        once=True,
    ),
)  # fmt: skip
