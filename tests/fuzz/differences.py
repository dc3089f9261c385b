"""Differences between judges on a case, each explained by a known deviation or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from generated_cases import Case
from judges import Judge, Verdicts, graph_in, ours, plain, second
from rdflib import BNode
from rdflib.term import Node

from schlaglicht.rdf.paths import Inverse, all_parts, read_path
from schlaglicht.rdf.paths import Sequence as Steps
from schlaglicht.validation.second_judge.deviations import (
    Judged,
    explanation,
    queries_of,
    reached,
    shape_of,
    without_order,
)
from schlaglicht.validation.second_judge.engine import release
from schlaglicht.validation.second_judge.verdict import Verdict
from schlaglicht.vocab import SH

PERMITTED = "unequal kinds"
"""SPARQL leaves open whether two literals of different kinds are unequal or an error:
https://www.w3.org/TR/sparql11-query/#func-RDFterm-equal ."""

_REPAIRED: Mapping[Node, str] = {
    SH.minInclusive: "value-order",
    SH.maxInclusive: "value-order",
    SH.minExclusive: "value-order",
    SH.maxExclusive: "value-order",
    SH.lessThan: "value-order",
    SH.lessThanOrEquals: "value-order",
    SH.datatype: "datatype",
    SH.minLength: "text-constraints",
    SH.languageIn: "text-constraints",
    SH.pattern: "sparql-pattern",
    SH.sparql: "operators",
}
"""Parameters whose constraints we repair in pySHACL, and the name of the patch."""
_SECOND_ERRORS = {"expected OPTIONAL": "inverse of an inverse in $PATH"}
_PLAIN_ERRORS = {
    "bad escape": "sparql-pattern",
    "bad character range": "sparql-pattern",
    "to compare a BlankNode": "value-order",
    "Expected SelectQuery, found": "whole-iris",
    "InvalidOperation": "value-order",
    "isoformat": "value-order",
    "can't compare": "value-order",
    "not supported between": "value-order",
    "AssertionError": "bound-ends",
}
"""Errors with which pySHACL gives up where we do not, and the name of the patch."""


@dataclass(frozen=True)
class Difference:
    """A verdict of one judge alone, or the error with which it gave up."""

    case: str
    judge: str
    found: Verdict | str
    by_us: bool
    explained: str
    """The name of a deviation or patch; empty if none is known."""


_JUDGES: Mapping[str, Judge] = {"plain": plain, "second": second}


def differences(case: Case, judges: Sequence[str] = tuple(_JUDGES)) -> Iterator[Difference]:
    """Whatever the judges see otherwise than we do."""
    judged = Judged(graph_in(case.data), graph_in(case.shapes))
    own, error = _outcome(ours, judged)
    if error:
        yield Difference(case.name, "ours", error, by_us=True, explained="")
        return
    for name in judges:
        other, error = _outcome(_JUDGES[name], judged)
        if error:
            table = _PLAIN_ERRORS if name == "plain" else _SECOND_ERRORS
            explained = next((why for text, why in table.items() if text in error), "")
            yield Difference(case.name, name, error, by_us=False, explained=explained)
            continue
        for found in sorted(own ^ other):
            explained = _EXPLAIN[name](found, judged)
            yield Difference(case.name, name, found, found in own, explained)


def _outcome(judge: Judge, judged: Judged) -> tuple[Verdicts, str]:
    try:
        return judge(judged.data, judged.shapes), ""
    # Each judge raises its own errors, and the native one a panic; all are findings of the fuzzer.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return frozenset(), f"{type(error).__name__}: {error}"


@cache
def _release() -> str:
    """The release of the second judge that runs, whatever is installed meanwhile."""
    return release() or ""


def _of_second(found: Verdict, judged: Judged) -> str:
    known = explanation(found, judged, _release())
    if known is not None:
        return known.name
    return PERMITTED if _compares_kinds(found, judged) else ""


def _compares_kinds(found: Verdict, judged: Judged) -> bool:
    """True if a query of the shape, or of one within, compares literals without an order."""
    compared = any(re.search(r"!=|[^=]=[^=]", query) for query in queries_of(found, judged))
    return compared and any(without_order(node) for node in judged.data.objects())


def _of_plain(found: Verdict, judged: Judged) -> str:
    shape = shape_of(found)
    parameter = found.component.rpartition("#")[2].removesuffix("ConstraintComponent>")
    own = {f"{str(p).rpartition('#')[2].lower()}": name for p, name in _REPAIRED.items()}
    if patch := own.get(parameter.lower()):
        return patch
    for inner in (shape, *reached(shape, judged)):
        if _inverse_of_several(inner, judged):
            return "inverse-paths"
        for repaired, patch in _REPAIRED.items():
            if (inner, repaired, None) in judged.shapes and inner != shape:
                return patch
    return ""


def _inverse_of_several(shape: Node, judged: Judged) -> bool:
    """True if pySHACL loses its way on a path of the shape: the inverse of a compound one."""
    return any(
        isinstance(part, Inverse) and isinstance(inner, Steps)
        for node in judged.shapes.objects(shape, SH.path)
        if isinstance(node, BNode)
        for part in all_parts(read_path(judged.shapes, node))
        for inner in all_parts(part)
    )


_EXPLAIN: Mapping[str, Callable[[Verdict, Judged], str]] = {
    "plain": _of_plain,
    "second": _of_second,
}
