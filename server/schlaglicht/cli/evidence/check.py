"""`schlaglicht evidence check`: the checks of evidence alone."""

from __future__ import annotations

from pathlib import Path

import click

from schlaglicht.cli.colour import colour_option, wants_colour
from schlaglicht.cli.own_project import project_of
from schlaglicht.cli.reader_language import language_option, reader_language
from schlaglicht.cli.report_output import (
    Output,
    format_option,
    show_all_option,
    with_text,
    write_report,
)


@click.command("check")
@click.argument("path", metavar="[PROJECT]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with the documents; without it, passages are not looked up.",
)
@format_option
@show_all_option
@language_option
@colour_option
def command(
    path: Path | None,
    sources: Path | None,
    outputs: tuple[Output, ...],
    max_places: int,
    *,
    language: str | None,
    colour: bool | None,
) -> int:
    """Check the evidence alone: the findings evidence-… of validate, in less time.

    Settings, formats and exit codes are those of validate. A statement without evidence is a
    finding here even where the settings do not ask for evidence.
    """
    from schlaglicht.cli.overwrite_guard import require_spare
    from schlaglicht.diagnostics import View
    from schlaglicht.validation.evidence_report import validate_evidence

    paths = (path,) if path is not None else ()
    project = project_of(paths)
    require_spare([output.file for output in outputs if output.file], project, paths, None)
    report = validate_evidence(project, sources=sources)
    view = View(
        language=language or reader_language(),
        colour=wants_colour(colour),
        max_places=max_places,
    )
    write_report(report, with_text(outputs), view)
    return 0 if report.passes else 1
