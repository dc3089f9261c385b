"""Shapes that demand less than they did: compared by meaning where that can be decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum, auto

from rdflib import RDF

from schlaglicht.validation.baseline.shape_demands import ALLOWED, Demands
from schlaglicht.validation.lint.shape_graph import IGNORED_TARGETS, PARAMETERS
from schlaglicht.vocab import SH, SHAPE_TARGETS

_Demand = Mapping[str, tuple[str, ...]]

_AT_LEAST = {
    str(SH[name])
    for name in ("minCount", "minLength", "minInclusive", "minExclusive", "qualifiedMinCount")
}
_AT_MOST = {
    str(SH[name])
    for name in ("maxCount", "maxLength", "maxInclusive", "maxExclusive", "qualifiedMaxCount")
}
_ALLOWING = {str(SH["in"]), str(SH.languageIn)}
"""Parameters that allow their values: the fewer, the stricter."""

_EXCEPTING = {str(SH.ignoredProperties)}
"""Parameters that except their values: the fewer, the stricter, and none is the strictest."""

_EACH = {
    str(SH[name])
    for name in (
        "property", "node", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"
    )
}  # fmt: skip
"""Properties each of whose values is a demand of its own, whatever the others are."""

_SWITCHES = {str(SH.closed), str(SH.uniqueLang)}
_TURNING = {
    str(SH.flags): str(SH.pattern),
    str(SH.qualifiedValueShapesDisjoint): str(SH.qualifiedValueShape),
}
"""Properties that give another one a different meaning, the more so where they were not there."""

_UNSAID = {'""', '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'}
"""Values that mean the same as none."""

_NARROWING = {str(property_) for property_ in (*PARAMETERS, *SHAPE_TARGETS, *IGNORED_TARGETS)}
"""Properties of which a shape can only let less pass if it gets one more."""

_SEVERITIES = [SH[name].n3() for name in ("Trace", "Debug", "Info", "Warning", "Violation")]
_TRUE = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'


_COMPARED = {
    str(SH.deactivated), str(SH.severity), ALLOWED, *_EXCEPTING, *_ALLOWING,
}  # fmt: skip
"""Properties whose values are compared even where there is only one more."""


class Kind(Enum):
    """The way in which a shape is weaker."""

    GONE = auto()
    """The shape, or a demand of it, no longer exists."""
    MILDER = auto()
    """The demand has another value, which lets more pass."""
    CHANGED = auto()
    """The demand has another value, and nobody can say which of the two is stricter."""
    DEACTIVATED = auto()
    ALLOWING = auto()
    """The shape is closed, and has got further paths, which it now lets pass."""


@dataclass(frozen=True)
class Weaker:
    """One demand of a shape that is weaker than before; without a property, the whole shape."""

    shape: str
    kind: Kind
    property: str = ""
    before: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


def weaker_shapes(
    before: Demands, now: Demands, either_way: AbstractSet[str] = frozenset()
) -> Iterator[Weaker]:
    """The demands of `before` that are missing from `now` or milder there, shape by shape.

    A shape that only has another name is the same. One that is gone is said once, not again where
    others referred to it. Of shapes in `either_way` any change counts, as what makes them stricter
    makes others milder.
    """
    before = _renamed(before, now)
    gone = before.keys() - now.keys()
    for shape, demands in before.items():
        if shape in gone:
            yield Weaker(shape, Kind.GONE)
            continue
        kept = {
            property_: tuple(value for value in values if value not in gone)
            for property_, values in demands.items()
        }
        yield from _weaker(shape, kept, now[shape], is_open=shape in either_way)


def _renamed(before: Demands, now: Demands) -> Demands:
    """`before` with the new names of shapes that demand the same under another name."""
    while names := dict(_new_names(before, now)):
        before = {
            names.get(shape, shape): {
                property_: tuple(sorted(names.get(value, value) for value in values))
                for property_, values in demands.items()
            }
            for shape, demands in before.items()
        }
    return before


def _new_names(before: Demands, now: Demands) -> Iterator[tuple[str, str]]:
    new: defaultdict[object, list[str]] = defaultdict(list)
    for shape, demands in now.items():
        if shape not in before:
            new[_content(demands)].append(shape)
    for shape, demands in before.items():
        if shape not in now and demands and (names := new[_content(demands)]):
            yield shape, names.pop(0)


def _content(demands: Mapping[str, Sequence[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((property_, tuple(values)) for property_, values in demands.items())


def _weaker(shape: str, before: _Demand, now: _Demand, *, is_open: bool) -> Iterator[Weaker]:
    for property_ in sorted({*before, *now}):
        was, is_ = before.get(property_, ()), now.get(property_, ())
        if was == is_:
            continue
        if property_ in _TURNING:
            both = _TURNING[property_] in before.keys() & now.keys()
            kind = Kind.CHANGED if both and {*was} - _UNSAID != {*is_} - _UNSAID else None
        elif set(was) < set(is_) and property_ not in _COMPARED:
            kind = _by_addition(property_, before)
        else:
            kind = _kind(property_, was, is_)
        if kind or is_open:
            yield Weaker(shape, kind or Kind.CHANGED, property_, was, is_)


def _by_addition(property_: str, before: _Demand) -> Kind | None:
    """The way in which a shape may be weaker by one more value of a property."""
    if property_ in SH:
        return None if property_ in _NARROWING else Kind.CHANGED
    # A parameter of its own: narrows, unless it belongs to a component that was there before.
    had_own = any(name not in SH and name != str(RDF.type) for name in before)
    return Kind.CHANGED if had_own and property_ != str(RDF.type) else None


def _kind(property_: str, was: tuple[str, ...], is_: tuple[str, ...]) -> Kind | None:
    """The way in which the values `is_` are weaker than `was`; None if they are not."""
    if property_ == ALLOWED:
        return Kind.ALLOWING if was and set(is_) - set(was) else None
    if property_ == str(SH.deactivated):
        return Kind.DEACTIVATED if _TRUE in is_ and _TRUE not in was else None
    if property_ == str(SH.severity):
        return Kind.MILDER if _severity(is_) < _severity(was) else None
    if property_ in _EXCEPTING:
        return Kind.MILDER if not set(is_) <= set(was) else None
    if property_ in _ALLOWING and was and is_:
        return Kind.MILDER if not set(is_) <= set(was) else None
    if set(was) <= set(is_):
        return None
    if property_ in _SWITCHES:
        return Kind.MILDER if _TRUE in was and _TRUE not in is_ else None
    if property_ in _EACH or not set(is_) - set(was):
        return Kind.GONE
    return _of_limits(property_, was, is_)


def _of_limits(property_: str, was: Iterable[str], is_: Iterable[str]) -> Kind | None:
    if property_ not in _AT_LEAST | _AT_MOST:
        return Kind.CHANGED
    numbers_before, numbers_now = list(map(_number, was)), list(map(_number, is_))
    if None in numbers_before or None in numbers_now:
        return Kind.CHANGED
    sign = 1 if property_ in _AT_LEAST else -1
    strictest = [
        max(sign * number for number in numbers if number is not None)
        for numbers in (numbers_before, numbers_now)
    ]
    return Kind.MILDER if strictest[1] < strictest[0] else None


def _number(literal: str) -> Decimal | None:
    """The number that a literal in N-Triples stands for."""
    try:
        number = Decimal(literal.split('"')[1])
    except (IndexError, InvalidOperation):
        return None
    return number if number.is_finite() else None


def _severity(values: Sequence[str]) -> int:
    """The rank of a severity; without one, and with one of its own, that of a violation."""
    ranks = [_SEVERITIES.index(value) for value in values if value in _SEVERITIES]
    return min(ranks, default=len(_SEVERITIES) - 1)
