"""Disagreements of the second judge with ours, as findings with both verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rdflib.term import Node

from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.terms import term_of
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.rules import RULES
from schlaglicht.validation.second_judge.deviations import Judged, explanation, shape_of
from schlaglicht.validation.second_judge.engine import (
    Verdict,
    release,
    second_verdicts,
    verdict,
)
from schlaglicht.validation.shacl.findings import component_name
from schlaglicht.validation.shacl.report_reader import ShaclReader
from schlaglicht.vocab import SH

_RULE = RULES["second-judge"]
_SPARQL = "https://www.w3.org/TR/shacl/#sparql-constraints"
_OURS = "Schlaglicht"


@dataclass(frozen=True)
class SecondOpinion:
    """Verdicts in which the second judge differs."""

    judge: str
    """Its name and release."""
    results: Sequence[ValidationResult]
    known_deviations: int = 0


def second_opinion(inputs: Inputs, results: Sequence[ValidationResult]) -> SecondOpinion:
    """The disagreements of the second judge with `results`, those of all shapes."""
    judge = f"pySHACL {release()}"
    if any(result.code in ("shacl-unreadable", "shacl-unfinished") for result in results):
        reason = msg("a shape cannot be evaluated")
        return SecondOpinion(judge, [_no_comparison(inputs, judge, reason)])
    data, shapes = inputs.data_graph.graph, inputs.shapes_graph.graph
    other = second_verdicts(data, shapes)
    if isinstance(other, Message):
        return SecondOpinion(judge, [_no_comparison(inputs, judge, other)])
    own = {_verdict(result): result for result in results if result.code == "shape"}
    judged, different = Judged(data, shapes), sorted(own.keys() ^ other)
    open_ = [one for one in different if not explanation(one, judged)]
    reader = ShaclReader(inputs)
    found = [
        _only_ours(own[one], judge) if one in own else _only_second(one, inputs, reader, judge)
        for one in open_
    ]
    return SecondOpinion(judge, found, len(different) - len(open_))


def _verdict(result: ValidationResult) -> Verdict:
    assert result.focus_node is not None
    assert result.source_shape is not None
    return verdict(
        result.focus_node,
        result.path_node,
        result.value,
        result.component_node,
        result.source_shape,
    )


def _no_comparison(inputs: Inputs, judge: str, reason: Message) -> ValidationResult:
    files = inputs.project.shapes or inputs.project.data
    return ValidationResult(
        _RULE.code,
        _RULE.severity,
        msg(
            "the shapes were judged once, {judge} was of no help: {reason}",
            judge=judge,
            reason=reason,
        ),
        Place(files[0]),
    )


def _only_ours(result: ValidationResult, judge: str) -> ValidationResult:
    return replace(
        result,
        code=_RULE.code,
        severity=_RULE.severity,
        messages=_message(result.component or "", violated=_OURS, met=judge),
        helps=_help(result.component_node),
        constraint={},
        reasons={},
        about=(),
    )


def _only_second(
    found: Verdict, inputs: Inputs, reader: ShaclReader, judge: str
) -> ValidationResult:
    focus, shape, component = term_of(found.focus), shape_of(found), term_of(found.component)
    path = term_of(found.path) if found.path else None
    data = inputs.data_graph.graph
    name = component_name(component)
    return ValidationResult(
        _RULE.code,
        _RULE.severity,
        _message(name, violated=judge, met=_OURS),
        inputs.data_locator.subject(focus) or inputs.shapes_locator.subject(shape),
        _help(component),
        focus_node=focus,
        focus_name=inputs.names.node(focus, data),
        path=None if path is None else inputs.names.predicate(path),
        value=term_of(found.value) if found.value else None,
        source_shape=shape,
        shape_name=reader.shape_name(shape),
        shape_place=inputs.shapes_locator.subject(shape),
        component=name,
        component_node=component,
        path_node=path,
    )


def _message(component: str, *, violated: str, met: str) -> Message:
    return msg(
        "the judges disagree about {component}: violated for {violated}, not for {met}",
        component=component,
        violated=violated,
        met=met,
    )


def _help(component: Node | None) -> Message:
    paragraph = str(component).replace(str(SH), "https://www.w3.org/TR/shacl/#")
    if component in (None, SH.SPARQLConstraintComponent):
        paragraph = _SPARQL
    return msg("compare the data with the standard: {paragraph}", paragraph=paragraph)
