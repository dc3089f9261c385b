"""`schlaglicht evidence add`: a statement with its evidence, in both files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schlaglicht.cli.evidence.options import (
    names_of,
    print_lines,
    project_at,
    project_option,
    read_passages,
    sources_option,
)
from schlaglicht.cli.evidence.well_typed import require_well_typed
from schlaglicht.cli.output import encoded, write_bytes
from schlaglicht.cli.reader_language import language_option, usage_error
from schlaglicht.i18n import msg

if TYPE_CHECKING:
    from schlaglicht.evidence.model import Passage

CERTAINTIES = ("stated", "implied", "external")
WORDINGS = ("verbatim", "paraphrase", "translation", "record")


@click.command("add")
@click.argument("statements", metavar="STATEMENT...", nargs=-1, required=True)
@sources_option
@click.option("--document", metavar="FILE", help="The document, a file of DIR.")
@click.option(
    "--quote",
    "quotes",
    metavar="WORDS",
    multiple=True,
    help="The words that carry the statement; again for further passages.",
)
@click.option(
    "--occurrence",
    metavar="N",
    type=click.IntRange(min=1),
    help="Which of several places of the words, counted from 1.",
)
@click.option(
    "--passage",
    "passages",
    metavar="START-END",
    callback=read_passages,
    multiple=True,
    help="The place of the passage; again for further ones.",
)
@click.option(
    "--anaphora",
    metavar="START-END",
    callback=read_passages,
    multiple=True,
    help="A passage that names what a pronoun in the passage refers to.",
)
@click.option(
    "--anaphora-quote",
    "anaphora_quotes",
    metavar="WORDS",
    multiple=True,
    help="The words of such a passage.",
)
@click.option(
    "--entry", metavar="KEY", help="The entry, new or not; by default the file's next number."
)
@click.option("--certainty", type=click.Choice(CERTAINTIES), help="By default stated.")
@click.option(
    "--wording",
    type=click.Choice(WORDINGS),
    help="Whose words the statement has; by default that which the passage shows.",
)
@click.option(
    "--data",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The file of the data, where the project has several.",
)
@click.option("--language", "document_language", metavar="TAG", help="A new document's language.")
@click.option("--work", metavar="IRI", help="A new document's text, whose paragraphs get names.")
@project_option
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@language_option
def command(
    quotes: tuple[str, ...],
    occurrence: int | None,
    passages: tuple[Passage, ...],
    certainty: str | None,
    wording: str | None,
    document_language: str | None,
    project_path: Path | None,
    language: str | None,
    *,
    dry_run: bool,
    **others: Any,
) -> int:
    """Add statements with their evidence to the data and the evidence of a document.

    STATEMENT is Turtle: subject, predicate, object; more of the same subject behind a semicolon.
    Both files are written, or none. A document without evidence gets a file of its own.

    \b
      schlaglicht evidence add --sources ../documents --quote "a choir of forty" \\
        'id:choir a schema:MusicGroup ; schema:name "choir"@en'
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    from schlaglicht.evidence.add import Request, plan_addition
    from schlaglicht.evidence.edit import write_changes
    from schlaglicht.evidence.listing import addition_lines, nothing_to_change
    from schlaglicht.evidence.model import Certainty, Wording

    if occurrence is not None and (len(quotes) != 1 or passages):
        wrong = msg("--occurrence goes with one --quote, and not with --passage")
        raise usage_error(wrong)
    request = Request(
        quotes=quotes,
        occurrence=occurrence,
        passages=passages,
        certainty=Certainty(certainty) if certainty else None,
        wording=Wording(wording) if wording else None,
        language=document_language,
        **others,
    )
    project = project_at(project_path)
    addition = plan_addition(project, request)
    require_well_typed(addition.stated, project)
    if dry_run:
        for change in addition.changes:
            write_bytes(encoded(change.diff(project.display(change.path))))
        if not addition.changes:
            print_lines([nothing_to_change()], language)
        return 0
    write_changes(addition.changes)
    print_lines(addition_lines(addition, project, names_of(project)), language)
    return 0
