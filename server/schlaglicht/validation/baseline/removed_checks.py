"""Earlier findings that are no longer checked, which does not mean that they are fixed.

A shape may have been removed, deactivated or relaxed, a rule ignored, a question deleted.
Without this a finding that is silenced would count as fixed
(docs/decisions/20261124-silenced-is-not-fixed.md).

The name of the file is a part of the fingerprint of a finding without a focus node. Where both
versions are at hand, a finding that differs in this alone is the same one if its earlier file is
gone and the other is new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from rdflib import BNode
from rdflib.term import Node

from schlaglicht.ground.reachable import reachable
from schlaglicht.project import Project, files_read
from schlaglicht.validation.ignores import prevents_checks, rules_not_made
from schlaglicht.validation.inputs import Inputs, read_inputs
from schlaglicht.validation.order_and_fingerprints import digest_of, sort_results, with_fingerprints
from schlaglicht.validation.report import (
    Cause,
    KnownFinding,
    UncheckedFinding,
    ValidationReport,
    ValidationResult,
)
from schlaglicht.validation.shacl.check_shapes import check_shapes
from schlaglicht.validation.shacl.components import COMPONENTS
from schlaglicht.validation.shacl.located_shapes import LocatedShapes
from schlaglicht.validation.shacl.result_builder import ResultBuilder
from schlaglicht.vocab import SH


def with_unchecked(
    report: ValidationReport, project: Project, before: Project | None = None
) -> ValidationReport:
    """`report` with findings that are no longer checked apart from those that are fixed.

    `before` is the project in its earlier state, where that is known: findings that its shapes
    still make in the present data are not fixed either.
    """
    if not report.fixed:
        return report
    from schlaglicht.rdf.rdflib_logging import quiet_rdflib

    now = _Now(report, project, before)
    with quiet_rdflib():
        causes = [(finding, now.cause(finding)) for finding in report.fixed]
    return replace(
        report,
        fixed=tuple(finding for finding, cause in causes if cause is None),
        unchecked=tuple(UncheckedFinding(finding, cause) for finding, cause in causes if cause),
    )


@dataclass(frozen=True)
class _Now:
    """The checks of the present project, read on demand."""

    report: ValidationReport
    project: Project
    before: Project | None

    def cause(self, finding: KnownFinding) -> Cause | None:
        """The reason why `finding` is no longer checked; None when it is, and so is fixed."""
        if finding.code in rules_not_made(self.report):
            return Cause.RULE_OFF
        if finding.code == "coverage-low" and self.project.settings.validate.coverage is None:
            return Cause.RULE_OFF
        if finding.fingerprint.partition(":")[0] in self.report.silenced:
            return Cause.IGNORED
        if finding.code.startswith("question-"):
            return None if self._has_question(finding.file) else Cause.QUESTION_GONE
        return self._cause_in_shapes(finding) if finding.code == "shape" else None

    def _has_question(self, file: str) -> bool:
        """True if a question exists, given its file or that of its expected answer."""
        names = {Path(self.project.display(path)).with_suffix("") for path in self.project.queries}
        asked = Path(file).with_suffix("")
        return asked in names or asked.with_suffix("") in names  # the answer to an example

    def _cause_in_shapes(self, finding: KnownFinding) -> Cause | None:
        if any(map(prevents_checks, self.report.results)):
            return Cause.SHAPES_UNREADABLE
        if finding.shape and (cause := self._shapes.cause(finding.shape, finding.component)):
            return cause
        return Cause.SHAPES_MILDER if finding.fingerprint in self._found_before else None

    @cached_property
    def _shapes(self) -> _ShapesNow:
        inputs, _ = read_inputs(self.project)
        return _ShapesNow(inputs)

    @cached_property
    def _found_before(self) -> frozenset[str]:
        """Fingerprints of the findings that the earlier shapes make in the present data."""
        shapes = self.before.shapes if self.before else ()
        was, is_ = (sorted(map(Path.read_bytes, one)) for one in (shapes, self.project.shapes))
        if not shapes or was == is_:
            return frozenset()
        inputs, broken = read_inputs(replace(self.project, shapes=shapes))
        results = () if broken else sort_results(check_shapes(inputs))
        return frozenset(r.fingerprint for r in with_fingerprints(results, self.project))


class _ShapesNow:
    """The shapes of a project by the names that findings give them."""

    def __init__(self, inputs: Inputs) -> None:
        self._shapes = LocatedShapes(inputs)
        self._builder = ResultBuilder(inputs)

    def cause(self, name: str, component: str) -> Cause | None:
        """The reason why no shape called `name` checks `component`; None when one does."""
        shapes = self._named.get(name, set())
        if not shapes:
            return Cause.SHAPE_GONE
        if not (shapes := shapes & self._referred):
            return Cause.SHAPE_UNREACHED
        if not (shapes := shapes & self._evaluated):
            return Cause.SHAPE_DEACTIVATED
        demanded = any(self._demands(shape, component) for shape in shapes)
        return None if demanded else Cause.CONSTRAINT_GONE

    @cached_property
    def _named(self) -> dict[str, set[Node]]:
        named: dict[str, set[Node]] = {}
        for shape in self._shapes.all:
            anonymous = isinstance(shape, BNode)
            name = self._builder.shape_name(shape) if anonymous else str(shape)
            named.setdefault(name, set()).add(shape)
        return named

    @cached_property
    def _referred(self) -> frozenset[Node]:
        """The shapes that targets lead to, deactivated ones included."""
        return self._reached(self._shapes.all)

    @cached_property
    def _evaluated(self) -> frozenset[Node]:
        """The shapes that targets lead to without passing a deactivated one."""
        every = self._shapes.all
        return self._reached(shape for shape in every if not self._shapes.is_deactivated(shape))

    def _reached(self, allowed: Iterable[Node]) -> frozenset[Node]:
        """The shapes that targets lead to past no other shapes than these."""
        every = set(allowed)
        first = (shape for shape in every if any(self._shapes.targets(shape)))
        return frozenset(reachable(first, lambda s: every.intersection(self._shapes.inner(s))))

    def _demands(self, shape: Node, component: str) -> bool:
        """True if a shape has the parameter of `component`, or the component is unknown."""
        known = {name: row.parameter for name, row in COMPONENTS.items()} | {"SPARQL": SH.sparql}
        parameter = known.get(component)
        return parameter is None or (shape, parameter, None) in self._shapes.graph


def paired_fingerprints(
    earlier: ValidationReport, before: Project, now: ValidationReport, project: Project
) -> Mapping[str, str]:
    """Fingerprints of earlier findings, with those of the same findings now.

    Only of findings whose own fingerprint and file are gone: each is paired with a new one in a new
    file that differs in nothing else.
    """
    names_now, names_before = _displayed(project), _displayed(before)
    was = {result.fingerprint for result in earlier.results}
    found = {result.fingerprint for result in now.results}
    free: defaultdict[str, list[str]] = defaultdict(list)
    names = _file_names(project)
    for result in now.results:
        if result.fingerprint not in was and not _is_in(result, project, names_before):
            free[_digest(result, project, names)].append(result.fingerprint)
    pairs: dict[str, str] = {}
    names = _file_names(before)
    for result in earlier.results if free else ():
        if result.fingerprint in found or _is_in(result, before, names_now):
            continue
        if left := free[_digest(result, before, names)]:
            pairs[result.fingerprint] = left.pop(0)
    return pairs


def _displayed(project: Project) -> set[str]:
    return {project.display(path) for path in files_read(project)}


def _is_in(result: ValidationResult, project: Project, names: Collection[str]) -> bool:
    """True if the file of a finding is one of these."""
    return result.place is not None and project.display(result.place.path) in names


def _digest(result: ValidationResult, project: Project, names: re.Pattern[str]) -> str:
    """A fingerprint without the names of files."""
    said = {language: names.sub("", text) for language, text in result.messages.items()}
    return digest_of(replace(result, messages=said, place=None), project)


def _file_names(project: Project) -> re.Pattern[str]:
    """The names of the project's files, as messages write them."""
    names = {name for path in files_read(project) for name in (project.display(path), path.name)}
    alternatives = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"(?<![\w.-])(?:{alternatives})(?![\w-])")
