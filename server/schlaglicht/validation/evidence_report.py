"""Validation of the evidence alone: the same results as in a whole validation, in less time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.project import Project, files_read, open_project
from schlaglicht.validation.fingerprints import with_fingerprints
from schlaglicht.validation.report import Checked, ValidationReport
from schlaglicht.validation.result_order import sort_results
from schlaglicht.validation.rule_filter import Selection, require_settings, select_results
from schlaglicht.validation.rules import RULES

_CODES = tuple(code for code in RULES if code.startswith("evidence-"))
"""The codes of the results that a validation of the evidence can have, but for errors of syntax."""


def validate_evidence(project: Project, *, sources: Path | None = None) -> ValidationReport:
    """The report of the checks of evidence, and with `sources` of the passages there.

    Raises ProjectError as `validate` does.
    """
    from schlaglicht.rdf.rdflib_logging import quiet_rdflib
    from schlaglicht.validation.pipeline import without_collection

    chosen = Selection(_CODES)
    require_settings(project, chosen)
    with quiet_rdflib(), without_collection():
        report = select_results(_report(project, sources), project, chosen)
        return replace(report, results=with_fingerprints(report.results, project))


@contextmanager
def changed(project: Project, contents: Mapping[Path, bytes]) -> Iterator[Project]:
    """The project as it would be with other contents of some files, in a temporary folder."""
    kept = {path: path.read_bytes() for path in files_read(project) if path.is_file()}
    with temporary_folder() as folder:
        for path, content in {**kept, **contents}.items():
            if path.is_relative_to(project.root):
                target = folder / path.relative_to(project.root)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        yield open_project([folder])


def _report(project: Project, sources: Path | None) -> ValidationReport:
    from schlaglicht.validation.checks.evidence import check_evidence, check_idle_evidence
    from schlaglicht.validation.checks.passages import check_passages
    from schlaglicht.validation.checks.wording import check_wording
    from schlaglicht.validation.inputs import read_inputs
    from schlaglicht.validation.precedence import most_specific

    inputs, broken = read_inputs(project)
    files = len(project.graph_files) + len(project.evidence)
    if broken:
        return ValidationReport(sort_results(broken), Checked(files=files), complete=False)
    evidence = check_evidence(inputs)
    passages = check_passages(inputs, sources) if sources else None
    wording = check_wording(inputs, sources)
    idle = check_idle_evidence(inputs)
    results = [*evidence.results, *idle, *(passages.results if passages else ()), *wording]
    checked = Checked(
        files=files,
        triples=sum(len(part.graph) for part in inputs.parts),
        statements=evidence.statements,
        evidenced=evidence.evidenced,
        passages=passages.passages if passages else None,
        matching=passages.matching if passages else 0,
    )
    return ValidationReport(sort_results(most_specific(results)), checked, evidence_alone=True)
