"""Validation: all checks of a project, one report.

`inputs` reads the files, each check is a module with its messages in `checks`, `lint` or `shacl`,
`rules` names the kinds of results. A result lists the subjects that
it is about; `rules.most_specific` keeps one for each cause. Filters follow: `ignores`
leaves out ignored results, `baseline` those known before.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.errors import AlikeBlankNodes
from schlaglicht.ground.files import Mark, mark_of, undisturbed
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.i18n import msg
from schlaglicht.project import Project, files_read, tables_read
from schlaglicht.validation.ignores import Selection, require_settings, select_results
from schlaglicht.validation.order_and_fingerprints import digest_of, sort_results, with_fingerprints
from schlaglicht.validation.report import (
    Checked,
    Counts,
    CoverageReport,
    ValidationReport,
    ValidationResult,
)
from schlaglicht.validation.rules import most_specific, result_of

if TYPE_CHECKING:
    from schlaglicht.dataset.snapshot import Snapshot
    from schlaglicht.validation.inputs import Inputs

_SMALL = 2**17
"""Bytes of a project whose checks take less time than a process takes to start."""


def validate(
    project: Project,
    *,
    sources: Path | None = None,
    selection: Selection | None = None,
    remember: bool = False,
    second_judge: bool = False,
    served: Snapshot | None = None,
    progress: Progress = SILENT,
) -> ValidationReport:
    """The report of all checks: syntax, shapes, vocabulary, evidence, questions.

    With `sources`, a folder, the passages that evidence points at are looked up in the documents
    there. Evidence is checked where the project's settings or `sources` ask for it. Each fault of a
    file is a result; the rest is judged, but for what may depend on what cannot be read. Results
    that settings and comments ignore are left out; `selection` overrides the settings. Raises
    ProjectError when a file or `sources` cannot be read at all, or a setting has an unknown rule.

    The report is about one state of the files: where one changes meanwhile, all is read again, but
    for the settings of the project, which are those that it was opened with.

    With `second_judge`, another SHACL engine judges too, and what the two see differently is found.
    With `served`, the snapshot of the project that a server has, questions may be asked of that.
    With `remember`, a report without results is kept in the user's cache, and returned again as
    long as nothing has changed.
    """
    chosen = selection or Selection()
    require_settings(project, chosen)
    others: list[Path] = []
    with suppress(OSError):  # told where they are read
        others += sources.iterdir() if sources else ()

    def look() -> Mark:
        return mark_of([*files_read(project), *tables_read(project), *others])

    def judged() -> ValidationReport:
        work = partial(
            _filtered, project, sources, chosen, progress, served, second_judge=second_judge
        )
        return undisturbed(work, look, project.root)

    if second_judge or not remember:
        return judged()
    from schlaglicht.validation.result_cache import RememberedReport

    remembered = RememberedReport(project, sources, chosen)
    report = remembered.recall()
    return remembered.remembering(judged) if report is None else report


def _filtered(
    project: Project,
    sources: Path | None,
    selection: Selection,
    progress: Progress,
    served: Snapshot | None,
    *,
    second_judge: bool = False,
) -> ValidationReport:
    from schlaglicht.rdf.rdflib_logging import quiet_rdflib

    with quiet_rdflib(), without_collection():
        whole = _unfiltered(project, sources, progress, served, second_judge=second_judge)
        from schlaglicht.validation.result_locations import with_rows  # now that all have forked

        report = select_results(whole, project, selection)
        kept = set(map(id, report.results))
        silenced = {digest_of(r, project) for r in whole.results if id(r) not in kept}
        del whole  # of very many results each copy counts
        # What reads tables is imported only where there are some: that takes as long as a check.
        placed = with_rows(report.results, project) if any(tables_read(project)) else report.results
        results = with_fingerprints(placed, project)
        return replace(report, results=results, silenced=tuple(sorted(silenced)))


@contextmanager
def without_collection() -> Iterator[None]:
    """Switches garbage collection off: the triples of large graphs hardly leave any garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _unfiltered(
    project: Project,
    sources: Path | None,
    progress: Progress,
    served: Snapshot | None,
    *,
    second_judge: bool,
) -> ValidationReport:
    """The report of all results; other checks run beside the shapes, if there is much to do.

    Each process imports only its own needs: questions do without rdflib.
    """
    from schlaglicht.ground.processes import in_fork

    worth = _is_worth_processes(project)
    with in_fork(partial(_questions, project, served), worth=worth) as wait_for_questions:
        from schlaglicht.validation.inputs import read_inputs

        inputs, broken = read_inputs(project, progress)
        progress.stage(msg("preparing the checks"))
        inputs.share()
        found = _check_graphs(inputs, sources, progress, is_whole=not broken)
        if broken:
            results = _of_readable(found.results, broken, project)
        else:
            results = [*found.results, *wait_for_questions()]
        report = ValidationReport(
            sort_results(most_specific(results)),
            _checked_of(inputs, found.coverage, found.counts),
            coverage=found.coverage,
            deterministic=inputs.is_deterministic(),
        )
        if broken:
            waiting = tuple(_waiting(project, sources, broken))
            report = replace(report, complete=False, waiting=waiting)
    return _with_opinion(report, inputs, found.of_shapes, progress) if second_judge else report


def _waiting(
    project: Project, sources: Path | None, broken: Iterable[ValidationResult]
) -> Iterator[str]:
    """The checks that files with faults keep from being made: what is left out may decide them."""
    if project.queries:
        yield "questions"
    if project.evidence or project.settings.evidence or sources:
        yield "evidence"
    if {result.place.path for result in broken if result.place}.intersection(project.ontology):
        yield "terms"


def _of_readable(
    results: Iterable[ValidationResult], broken: Sequence[ValidationResult], project: Project
) -> list[ValidationResult]:
    """The results with the faults of files, less those that only these may have made."""
    faulty = {result.place.path for result in broken if result.place}
    waits = "unknown-term" if faulty.intersection(project.ontology) else ""
    return [
        *broken,
        *(
            result
            for result in results
            if result.code != waits
            and not (result.code == "file-unread" and result.place and result.place.path in faulty)
        ),
    ]


def _is_worth_processes(project: Project) -> bool:
    """True for a project that takes longer to check than processes take to start."""
    files = (*project.graph_files, *project.evidence, *project.queries)
    return sum(path.stat().st_size for path in files if path.exists()) > _SMALL


def _with_opinion(
    report: ValidationReport, inputs: Inputs, shapes: list[ValidationResult], progress: Progress
) -> ValidationReport:
    """The report with what the second judge sees differently from `shapes`, the first's results."""
    from schlaglicht.validation.second_judge import second_opinion

    progress.stage(msg("asking the second judge"))
    opinion = second_opinion(inputs, shapes)
    return replace(
        report,
        results=sort_results([*report.results, *opinion.results]),
        second_judge=opinion.judge,
        known_deviations=opinion.known_deviations,
    )


@dataclass(frozen=True)
class _GraphFindings:
    """Findings of the checks of the graphs, and what these covered and counted."""

    results: list[ValidationResult]
    of_shapes: list[ValidationResult]
    """Those of `results` that the shapes themselves gave."""
    coverage: CoverageReport | None
    counts: Counts


def _check_graphs(
    inputs: Inputs, sources: Path | None, progress: Progress, *, is_whole: bool
) -> _GraphFindings:
    """Checks the shapes, and meanwhile, in other processes, their coverage and all else."""
    from schlaglicht.ground.processes import in_fork
    from schlaglicht.validation.shacl.check_shapes import check_shapes
    from schlaglicht.validation.shacl.shapes import shapes_in

    # Without shapes a fork would copy the graph for no gain.
    worth = bool(shapes_in(inputs.shapes_graph.graph)) and _is_worth_processes(inputs.project)
    checks = partial(_other_checks, inputs, sources, is_whole=is_whole)
    with (
        in_fork(checks, worth=worth) as wait_for_others,
        in_fork(partial(_coverage, inputs), worth=worth) as wait_for_coverage,
    ):
        shapes = check_shapes(inputs, progress)
        progress.stage(msg("finishing the other checks"))
        coverage, about_coverage = wait_for_coverage()
        others, counts = wait_for_others()
        return _GraphFindings([*others, *shapes, *about_coverage], shapes, coverage, counts)


def _questions(project: Project, served: Snapshot | None = None) -> list[ValidationResult]:
    """The results about the questions, or about alike blank nodes, which cannot be served."""
    try:
        if project.queries:
            from schlaglicht.validation.checks.question_answers import check_questions

            return check_questions(project, served)
        from schlaglicht.dataset.snapshot import check_blank_nodes

        check_blank_nodes(project)
    except AlikeBlankNodes as error:
        from schlaglicht.validation.result_locations import fault_place

        return [result_of("blank-nodes-alike", fault_place(error), error.reasons, error.helps)]
    return []


def _coverage(inputs: Inputs) -> tuple[CoverageReport | None, list[ValidationResult]]:
    """The coverage of the data by the shapes; results about it, and about the shapes' queries."""
    from schlaglicht.validation.lint import check_queries
    from schlaglicht.validation.shacl.coverage import check_coverage, measure_coverage

    queries, report = check_queries(inputs), measure_coverage(inputs)
    return report, [*queries, *(check_coverage(inputs, report) if report else ())]


def _other_checks(
    inputs: Inputs, sources: Path | None, *, is_whole: bool
) -> tuple[list[ValidationResult], Counts]:
    """The results of the checks that read the graphs, but for those of shapes; their counts."""
    from schlaglicht.validation.checks.evidence import check_evidence
    from schlaglicht.validation.checks.literals import check_literals
    from schlaglicht.validation.checks.ontology import check_imports, check_ontology
    from schlaglicht.validation.checks.passage_digests import check_passages
    from schlaglicht.validation.checks.prefixes import (
        check_prefixes,
        check_undeclared_prefixes,
        check_unmapped_keys,
    )
    from schlaglicht.validation.checks.published_terms import check_published_terms
    from schlaglicht.validation.checks.undeclared_terms import (
        check_question_terms,
        check_setting_terms,
        check_undeclared_terms,
    )
    from schlaglicht.validation.checks.unread_files import check_tables, check_unread_files
    from schlaglicht.validation.lint import check_lint

    wanted = is_whole and (inputs.project.settings.evidence or sources)
    evidence, statements = check_evidence(inputs) if wanted else ([], {})
    passages, matching = check_passages(inputs, sources) if is_whole and sources else ([], {})
    results = [
        *check_unread_files(inputs),
        *(check_tables(inputs) if any(tables_read(inputs.project)) else ()),
        *check_unmapped_keys(inputs),
        *check_undeclared_terms(inputs),
        *check_setting_terms(inputs),
        *check_question_terms(inputs),
        *check_lint(inputs),
        *check_literals(inputs),
        *check_imports(inputs),
        *check_prefixes(inputs),
        *check_ontology(inputs),
        *check_published_terms(inputs),
        *check_undeclared_prefixes(inputs),
        *evidence,
        *passages,
        *(_of_entries(inputs, sources) if is_whole else ()),
    ]
    return results, {**statements, **matching}


def _of_entries(inputs: Inputs, sources: Path | None) -> list[ValidationResult]:
    """The results about entries of evidence that no other check gives."""
    from schlaglicht.validation.checks.evidence import check_entries, check_idle_evidence
    from schlaglicht.validation.checks.wording import check_wording

    if not inputs.evidence:
        return []
    results = [*check_idle_evidence(inputs), *check_wording(inputs, sources)]
    is_checked = sources is not None or inputs.project.settings.evidence
    return results if is_checked else [*results, *check_entries(inputs)]


def _checked_of(inputs: Inputs, coverage: CoverageReport | None, counts: Counts) -> Checked:
    from schlaglicht.validation.shacl.shapes import shapes_in

    return Checked(
        files=len(inputs.project.graph_files) + len(inputs.project.evidence),
        triples=sum(len(part.graph) for part in inputs.parts),
        shapes=len(shapes_in(inputs.shapes_graph.graph)),
        questions=len(inputs.project.queries),
        coverable=coverage.triples if coverage else None,
        covered=coverage.covered if coverage else 0,
        triple_terms=inputs.triple_terms,
        **counts,
    )
