"""4.2 Cardinality: https://www.w3.org/TR/shacl/#core-components-count ."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from operator import gt, lt

from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.validation.shacl.components.component import Constraint, each_focus
from schlaglicht.vocab import SH

_ONE: tuple[None] = (None,)


def _counted(
    violates: Callable[[int, int], bool],
) -> Callable[[Constraint], Callable[[Node, Collection[Node]], Iterable[None]]]:
    def of(constraint: Constraint) -> Callable[[Node, Collection[Node]], Iterable[None]]:
        bound = constraint.count()
        return lambda _, nodes: _ONE if violates(len(nodes), bound) else ()

    return of


COMPONENTS = (
    each_focus(
        "MinCount", SH.minCount, msg("{path} needs at least {parameter} {values}"), _counted(lt),
        once=True, of_properties=True,
    ),
    each_focus(
        "MaxCount", SH.maxCount, msg("{path} may have at most {parameter} {values}"), _counted(gt),
        once=True, of_properties=True,
    ),
)  # fmt: skip
