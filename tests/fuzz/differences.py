"""Differences between judges on a case, each explained by a known deviation or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generated_cases import Case
from judges import Judge, Verdicts, graph_in, ours
from wheel import wheel_verdicts
from wheel_deviations import WHEEL_DEVIATIONS

from schlaglicht.validation.second_judge import (
    DEVIATIONS,
    Deviation,
    Judged,
    Verdict,
    explanation,
    plain_verdicts,
)

_ERRORS = {
    "bad escape": "patterns",
    "bad character range": "patterns",
    "to compare a BlankNode": "order",
    "InvalidOperation": "order",
    "isoformat": "order",
    "can't compare": "order",
    "not supported between": "order",
    "Expected SelectQuery, found": "queries",
    "AssertionError": "queries",
    "expected OPTIONAL": "an inverse of an inverse in $PATH",
}
"""Errors with which others give up where we do not, and the name of the deviation."""


@dataclass(frozen=True)
class Difference:
    """A verdict of one judge alone, or the error with which it gave up."""

    case: str
    judge: str
    found: Verdict | str
    by_us: bool
    explained: str
    """The name of a deviation or patch; empty if none is known."""


_JUDGES: Mapping[str, tuple[Judge, Sequence[Deviation]]] = {
    "pyshacl": (plain_verdicts, DEVIATIONS),
    "wheel": (wheel_verdicts, WHEEL_DEVIATIONS),
}


def differences(case: Case, judges: Sequence[str] = tuple(_JUDGES)) -> Iterator[Difference]:
    """Whatever the judges see otherwise than we do."""
    judged = Judged(graph_in(case.data), graph_in(case.shapes))
    own, error = _outcome(ours, judged)
    if error:
        yield Difference(case.name, "ours", error, by_us=True, explained="")
        return
    for name in judges:
        judge, deviations = _JUDGES[name]
        other, error = _outcome(judge, judged)
        if error:
            explained = next((why for text, why in _ERRORS.items() if text in error), "")
            yield Difference(case.name, name, error, by_us=False, explained=explained)
            continue
        for found in sorted(own ^ other):
            known = explanation(found, judged, deviations)
            explained = known.name if known else ""
            yield Difference(case.name, name, found, found in own, explained)


def _outcome(judge: Judge, judged: Judged) -> tuple[Verdicts, str]:
    try:
        return judge(judged.data, judged.shapes), ""
    # Each judge raises its own errors, and the native one a panic; all are findings of the fuzzer.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return frozenset(), f"{type(error).__name__}: {error}"
