"""`schlaglicht validate`: the report of all checks, once, or whenever a file changes."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from schlaglicht.cli.endpoint.options import (
    Remote,
    copied,
    remote_to_check,
    validation_options,
    with_remote_data,
)
from schlaglicht.cli.help import FoldedCommand
from schlaglicht.cli.inputs import (
    STANDARD_INPUT,
    project_of,
    stdin_format_option,
    with_standard_input,
)
from schlaglicht.cli.options import (
    colour_option,
    language_option,
    listed_rule_codes,
    reader_language,
    translated,
    usage_error,
    wants_colour,
)
from schlaglicht.cli.output import ReaderGone, drop_output
from schlaglicht.cli.process import AtOnce
from schlaglicht.cli.progress import shown_progress, verbose_option
from schlaglicht.cli.report_output import (
    Output,
    format_option,
    show_all_option,
    with_text,
    write_report,
)
from schlaglicht.errors import ProjectError
from schlaglicht.ground.files import Mark, changes, mark_of, undisturbed
from schlaglicht.i18n import msg, plural
from schlaglicht.project import files_read, open_project, tables_read
from schlaglicht.settings.project_settings import CONFIG_FILE

if TYPE_CHECKING:
    from schlaglicht.diagnostics import View
    from schlaglicht.project import Project
    from schlaglicht.validation.baseline import Baseline
    from schlaglicht.validation.ignores import Selection
    from schlaglicht.validation.report import ValidationReport

_T = TypeVar("_T")

_INTERVAL = 0.5
"""Seconds between two checks of the files; more if a check takes longer than a tenth of that."""


def watch(check: Callable[[], None], look: Callable[[], object]) -> None:
    """Runs `check` now, and again whenever `look` has another value.

    Never returns; files that cannot be read are reported, and watched.
    """
    for _ in changes(look, time.sleep, seconds=_INTERVAL):
        if sys.stdout.isatty():
            click.clear()
        try:
            check()
        except ProjectError as error:
            click.echo(f"schlaglicht: {error}", err=True)
        sys.stdout.flush()


def state_watched(run: Run) -> object:
    """The state of all that a report depends on, the day among it; never an error."""
    from schlaglicht.git import commit_of
    from schlaglicht.validation.checks.unread_files import unread_files

    state: list[object] = [date.today()]  # noqa: DTZ011 - as ignores expire
    with suppress(ProjectError, OSError):
        state += [mark_of([run.baseline] if run.baseline else [])]
        state += [mark_of(files_watched(run.paths, run.sources))]
        state += [repr(list(unread_files(open_project(run.paths))))]
        state += [commit_of(run.since, run.paths)] if run.since else []
    return state


def files_watched(paths: Sequence[Path], sources: Path | None) -> Iterator[Path]:
    """The files that a validation reads; the settings files if the project cannot be opened."""
    try:
        project = open_project(paths)
    except ProjectError:
        yield from (path / CONFIG_FILE for path in paths)
        return
    yield from files_read(project)
    yield from tables_read(project)
    if sources is not None:
        with suppress(OSError):
            yield from sources.iterdir()


_SEVERITIES = ("info", "warning", "violation")


@dataclass(frozen=True)
class Run:
    """One validation, as the command line requests it."""

    paths: tuple[Path, ...]
    sources: Path | None
    selection: Selection
    baseline: Path | None
    since: str | None
    remember: bool
    verbose: bool
    targets: tuple[Path, ...] = ()
    """Files that will be written."""
    second_judge: bool = False


def _codes(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    return tuple(code.strip() for value in values for code in value.split(",") if code.strip())


_SHOWN = (
    *("outputs", "fail_on", "select", "ignore", "baseline", "write_baseline", "since", "sources"),
    *("coverage", "second_judge", "show_all", "remember", "watch", "verbose", "language"),
)


@click.command("validate", cls=FoldedCommand, shown=_SHOWN)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@format_option
@click.option(
    "--fail-on",
    metavar="SEVERITY",
    type=click.Choice(_SEVERITIES),
    help="The mildest that exits 1: info, warning, violation.",
)
@click.option(
    "--select",
    metavar="CODES",
    multiple=True,
    callback=_codes,
    shell_complete=listed_rule_codes,
    help="Only these rules, separated by commas.",
)
@click.option(
    "--ignore",
    metavar="CODES",
    multiple=True,
    callback=_codes,
    shell_complete=listed_rule_codes,
    help="All but these rules.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Only what is not in this file counts.",
)
@click.option(
    "--write-baseline",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write what is found, for --baseline.",
)
@click.option(
    "--since",
    metavar="REVISION",
    help="Only what is new since then counts.",
)
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The documents: look up every passage.",
)
@click.option(
    "--coverage",
    is_flag=True,
    help="How much of the data shapes look at.",
)
@click.option(
    "--second-judge",
    is_flag=True,
    help="Have pySHACL judge too.",
)
@validation_options
@show_all_option
@click.option(
    "--cache/--no-cache",
    "remember",
    default=True,
    help="Skip what has passed and is unchanged.",
)
@click.option("--watch", is_flag=True, help="Validate again whenever a file changes.")
@stdin_format_option
@verbose_option
@language_option
@colour_option
def command(
    paths: tuple[Path, ...],
    outputs: tuple[Output, ...],
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    baseline: Path | None,
    write_baseline: Path | None,
    since: str | None,
    sources: Path | None,
    stdin_format: str | None,
    show_all: bool,
    *,
    remember: bool,
    second_judge: bool,
    coverage: bool,
    watch: bool,
    verbose: bool,
    language: str | None,
    colour: bool | None,
    **of_remote: Any,
) -> int:
    """Check a graph: syntax, vocabulary, shapes, evidence, questions.

    PATH is a folder or an RDF file, - standard input; by default the project in the current folder.
    Exits 1 when something is as severe as --fail-on.

    \b
      schlaglicht validate
      riot --output=turtle old.rdf | schlaglicht validate - shapes/
      schlaglicht validate --format sarif=schlaglicht.sarif --since origin/main
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    from schlaglicht.diagnostics import View
    from schlaglicht.validation.ignores import Selection
    from schlaglicht.validation.report import Severity

    _require_at_most_one(baseline, write_baseline, since)
    if watch and write_baseline is not None:
        raise usage_error(msg("--write-baseline writes once: leave --watch out"))
    if STANDARD_INPUT in paths and (watch or since is not None):
        raise usage_error(msg("- goes neither with --watch nor with --since"))
    remote = remote_to_check(of_remote, others=(watch, sources, baseline, write_baseline, since))
    selection = Selection(select, ignore, Severity[fail_on.upper()] if fail_on else None)
    targets = _targets(outputs, write_baseline)
    run = Run(paths, sources, selection, baseline, since, remember, verbose, targets)
    chosen, coloured = language or reader_language(), wants_colour(colour)
    view = View(language=chosen, colour=coloured, show_all=show_all, coverage=coverage)
    with with_standard_input(paths, stdin_format) as inputs:
        run = replace(run, paths=inputs.paths, second_judge=second_judge)
        view = replace(view, names=inputs.names)
        if write_baseline is not None:
            return _write_baseline(run, write_baseline, outputs, view)
        once = partial(_report_remote, remote) if remote else _report_once
        return (_watch if watch else once)(run, with_text(outputs), view)


def _require_at_most_one(*known: Path | str | None) -> None:
    """Raises UsageError for more than one way to compare with known results."""
    if sum(option is not None for option in known) > 1:
        raise usage_error(msg("use one of --baseline, --write-baseline and --since"))


def _targets(outputs: Sequence[Output], write_baseline: Path | None) -> tuple[Path, ...]:
    """The files that a run writes; raises UsageError if one is to take two things."""
    targets = tuple(output.file for output in outputs if output.file)
    if write_baseline is None:
        return targets
    if write_baseline in targets:
        raise usage_error(msg("{file} cannot take a report and the baseline", file=write_baseline))
    return (*targets, write_baseline)


def _report_once(run: Run, outputs: Sequence[Output], view: View) -> int:
    """A validation after which this process ends."""
    from schlaglicht.validation.pipeline import without_collection

    with without_collection():
        report = _about_one_state(run, partial(_report_on, run))
        _write(report, outputs, view)
        gc.freeze()  # otherwise the end of this block would start a collection of all objects
    return AtOnce(0 if report.passes else 1)


def _write(report: ValidationReport, outputs: Sequence[Output], view: View) -> None:
    """Writes a report; when nobody reads it any more, the exit code still tells of the findings."""
    try:
        write_report(report, outputs, view)
    except ReaderGone:
        drop_output()


def _report_remote(remote: Remote, run: Run, outputs: Sequence[Output], view: View) -> int:
    """A validation of a remote graph; 2 where a part of it could not be fetched."""
    from schlaglicht.validation.result_locations import without_lines_of

    project = project_of(run.paths)
    _check_possible(run, project)  # before what takes long
    with copied(remote, verbose=run.verbose) as copy:
        run = replace(run, remember=False)
        report = _about_one_state(
            run, lambda project: _report_on(run, with_remote_data(project, copy.data))
        )
        in_part = remote.sample is not None or not copy.is_whole
        report = without_lines_of(report, copy.data, in_part=in_part)
        names = {**view.names, copy.data: remote.endpoint}
        _write(report, outputs, replace(view, names=names))
    if not copy.is_whole:
        return 2
    return 0 if report.passes else 1


def _about_one_state(run: Run, make: Callable[[Project], _T]) -> _T:
    """The value of `make` for one state of the project: its settings, too, are read again."""

    def look() -> Mark:
        files = files_watched(run.paths, run.sources)
        return mark_of([*files, run.baseline] if run.baseline else files)

    return undisturbed(lambda: make(project_of(run.paths)), look, Path())


def _check_possible(run: Run, project: Project) -> None:
    """Raises UsageError where a file to write is one that is read."""
    if run.targets:
        from schlaglicht.cli.report_output import require_spare

        require_spare(run.targets, project, run.paths, run.baseline)


def _report_on(run: Run, project: Project) -> ValidationReport:
    """The report, with progress while it is made."""
    from schlaglicht.validation.baseline import read_baseline
    from schlaglicht.validation.pipeline import validate

    _check_possible(run, project)
    known = None if run.baseline is None else read_baseline(run.baseline)
    with shown_progress(verbose=run.verbose) as progress:
        checks = partial(
            validate,
            sources=run.sources,
            selection=run.selection,
            second_judge=run.second_judge,
            progress=progress,
        )
        return _compared(run, project, known, checks)


def _compared(
    run: Run,
    project: Project,
    known: Baseline | None,
    validate: Callable[..., ValidationReport],
) -> ValidationReport:
    """The report on a project, less what was known before."""
    report = validate(project, remember=run.remember)
    if known is None and run.since is None:
        return report
    from schlaglicht.validation.baseline import compared, findings_before, judged_alike
    from schlaglicht.validation.baseline.checks_made import read_checks
    from schlaglicht.validation.baseline.weakened_checks import with_weakened_checks

    if known is not None:
        report = compared(report, known.findings, project)
        return with_weakened_checks(report, known.checks, project, run.selection)
    assert run.since is not None
    from schlaglicht.git import place_then, project_at

    with project_at(run.since, run.paths) as before:
        if before is None:
            return _without_before(report, run, project)
        sources = run.sources and place_then(run.sources, project, before)
        earlier = validate(judged_alike(before, project), sources=sources)
        checks = replace(
            read_checks(before).checks, excused=tuple(one.text for one in earlier.excused)
        )
        findings = findings_before(earlier, before, report, project)
        report = compared(report, findings, project, before)
        return with_weakened_checks(report, checks, project, run.selection)


def _without_before(report: ValidationReport, run: Run, project: Project) -> ValidationReport:
    """The report where the revision had no project; that of a renamed folder is not new."""
    from schlaglicht.git import rdf_gone_since
    from schlaglicht.validation.baseline.weakened_checks import Uncompared, with_weakened_checks

    assert run.since is not None
    report = replace(report, new_since=run.since)
    gone = rdf_gone_since(run.since, run.paths)
    if gone is None:
        return report
    reason = msg(
        "there was no project here at {revision}, and {file} is gone since: no check is compared",
        revision=run.since,
        file=gone,
    )
    return with_weakened_checks(report, Uncompared(reason, project.root), project, run.selection)


def _write_baseline(run: Run, file: Path, outputs: Sequence[Output], view: View) -> int:
    """Writes a baseline, and the reports that are requested."""
    from schlaglicht.validation.baseline import known_findings, write_baseline
    from schlaglicht.validation.baseline.checks_made import read_checks

    def made(project: Project) -> tuple[ValidationReport, Callable[[], None]]:
        report = _report_on(run, project)
        if not report.complete:
            return report, lambda: None
        checks = replace(
            read_checks(project).checks, excused=tuple(one.text for one in report.excused)
        )
        return report, partial(write_baseline, file, known_findings(report, project), checks)

    report, write = _about_one_state(run, made)
    write()
    _write(report, outputs, view)
    if not report.complete:
        raise ProjectError("no baseline was written: repair the files that cannot be read first")
    written = plural(
        "{file}: one finding written",
        "{file}: {number} findings written",
        len(report.results),
        file=file,
    )
    click.echo(translated(written), err=True)
    return 0


def _watch(run: Run, outputs: Sequence[Output], view: View) -> int:

    run = replace(run, paths=run.paths or (_folder_watched(),))

    def check() -> None:
        write_report(_about_one_state(run, partial(_report_on, run)), outputs, view)

    watch(check, partial(state_watched, run))
    return 0


def _folder_watched() -> Path:
    """The folder of the project found without paths, kept even if it is emptied later."""
    try:
        return project_of(()).root
    except ProjectError:
        return Path()
