"""Commands that find, add, list and check the passages that a graph rests on.

With the options and inputs that the commands on evidence share.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schlaglicht.cli.inputs import project_of
from schlaglicht.cli.options import (
    colour_option,
    language_option,
    reader_language,
    translated,
    usage_error,
    wants_colour,
)
from schlaglicht.cli.output import encoded, write_bytes
from schlaglicht.cli.report_output import (
    Output,
    format_option,
    show_all_option,
    with_text,
    write_report,
)
from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import finish_writing
from schlaglicht.i18n import msg, plural
from schlaglicht.project import Project

if TYPE_CHECKING:
    from schlaglicht.evidence.add import Request
    from schlaglicht.evidence.model import EvidenceFile, Passage
    from schlaglicht.i18n import Message
    from schlaglicht.project import Project
    from schlaglicht.rdf.turtle_terms import Names


sources_option = click.option(
    "--sources",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder with the documents.",
)
project_option = click.option(
    "--project",
    "project_path",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The project's folder; by default the current one.",
)
text_or_json_option = click.option(
    "--format",
    "format_name",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Text for people, or JSON for programs.",
)


def read_passages(_: click.Context, __: click.Parameter, value: Any) -> Any:
    """A passage written as `120-145`, or several; raises BadParameter for any other text."""
    from schlaglicht.evidence.model import passage_of

    passages = []
    for text in value if isinstance(value, tuple) else (value,) if value is not None else ():
        passage = passage_of(text)
        if passage is None:
            wrong = msg(
                "{text} is not a passage; write its first character and the one after its last, "
                "counted from 0, such as 120-145",
                text=repr(text),
            )
            raise click.BadParameter(translated(wrong))
        passages.append(passage)
    return tuple(passages) if isinstance(value, tuple) else next(iter(passages), None)


def project_at(path: Path | None) -> Project:
    """The project in the folder that `--project` names, else in the current one.

    What a killed command had begun to write there is written first.
    """
    paths = (path,) if path is not None else ()
    project = project_of(paths)
    return project_of(paths) if finish_writing(project.root) else project


def evidence_of(project: Project | None) -> list[EvidenceFile]:
    """The files of evidence of a project, read."""
    from schlaglicht.evidence.read import read_evidence

    return [read_evidence(p, project.settings) for p in project.evidence] if project else []


def names_of(project: Project | None) -> Names:
    """The prefixes that evidence of a project may use."""
    from schlaglicht.evidence.write import prefixes_for
    from schlaglicht.rdf.turtle_terms import Names

    return Names(prefixes_for(project.settings.prefixes if project else {}))


def print_lines(lines: Iterable[Message], language: str | None) -> None:
    """Prints messages in the reader's language; no character in them steers a terminal."""
    from schlaglicht.ground.text import visible
    from schlaglicht.i18n import translate

    for line in lines:
        click.echo(visible(translate(line, language or reader_language())))


def print_json(value: Any) -> None:
    """Prints a value for programs."""
    write_bytes(encoded(json.dumps(value, indent=2, ensure_ascii=False) + "\n"))


@click.command("locate")
@click.argument("quote", metavar="WORDS")
@sources_option
@click.option(
    "--document", metavar="FILE", help="Only this file of DIR; by default all text files."
)
@project_option
@text_or_json_option
@language_option
def locate(
    quote: str,
    sources: Path,
    document: str | None,
    project_path: Path | None,
    format_name: str,
    language: str | None,
) -> int:
    """Find quoted words in the documents of a folder.

    Prints each place: the document, its first character and the one after its last, counted from 0
    in code points, the line, the SHA-256 of the passage and the text block. Any white space matches
    any other. Where the words are in no document, passages that are like them are shown, and the
    command exits 1.

    \b
      schlaglicht evidence locate "a choir of forty" --sources ../documents
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    from schlaglicht.evidence.documents import read_document, read_documents
    from schlaglicht.evidence.listing import search_lines, search_record
    from schlaglicht.evidence.locate import search

    project = _project_if_any(project_path)
    files = evidence_of(project)
    documents = [read_document(sources, document)] if document else read_documents(sources)
    if not documents:
        raise ProjectError(
            msg(
                "{sources}: no text files here; name the folder with the documents", sources=sources
            )
        )
    found = search(quote, documents)
    if format_name == "json":
        print_json(search_record(found, files))
    else:
        print_lines(search_lines(found, files, names_of(project)), language)
    return 0 if found.found else 1


def _project_if_any(path: Path | None) -> Project | None:
    """The project whose text blocks are named; words are found without one too."""
    if path is not None:
        return project_at(path)
    try:
        return project_at(None)
    except ProjectError:
        return None


CERTAINTIES = ("stated", "implied", "external")
WORDINGS = ("verbatim", "paraphrase", "translation", "record")


ADDITION = (
    click.argument("statements", metavar="STATEMENT...", nargs=-1, required=True),
    sources_option,
    click.option("--document", metavar="FILE", help="The document, a file of DIR."),
    click.option(
        "--quote",
        "quotes",
        metavar="WORDS",
        multiple=True,
        help="The words that carry the statement; again for further passages.",
    ),
    click.option(
        "--occurrence",
        metavar="N",
        type=click.IntRange(min=1),
        help="Which of several places of the words, counted from 1.",
    ),
    click.option(
        "--passage",
        "passages",
        metavar="START-END",
        callback=read_passages,
        multiple=True,
        help="The place of the passage; again for further ones.",
    ),
    click.option(
        "--anaphora",
        metavar="START-END",
        callback=read_passages,
        multiple=True,
        help="A passage that names what a pronoun in the passage refers to.",
    ),
    click.option(
        "--anaphora-quote",
        "anaphora_quotes",
        metavar="WORDS",
        multiple=True,
        help="The words of such a passage.",
    ),
    click.option(
        "--entry", metavar="KEY", help="The entry, new or not; by default the file's next number."
    ),
    click.option("--certainty", type=click.Choice(CERTAINTIES), help="By default stated."),
    click.option(
        "--wording",
        type=click.Choice(WORDINGS),
        help="Whose words the statement has; by default that which the passage shows.",
    ),
    click.option(
        "--data",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The file of the data, where the project has several.",
    ),
    click.option(
        "--language", "document_language", metavar="TAG", help="A new document's language."
    ),
    click.option(
        "--work", metavar="IRI", help="A new document's text, whose paragraphs get names."
    ),
    project_option,
    language_option,
)
"""The options of a command that adds statements."""


def addition_options(command: Callable[..., int]) -> Callable[..., int]:
    """Gives a command the options of an addition."""
    for option in reversed(ADDITION):
        command = option(command)
    return command


def request_of(given: Mapping[str, Any]) -> Request:
    """The requested addition; raises UsageError for options that do not go together."""
    from schlaglicht.evidence.add import Request
    from schlaglicht.evidence.model import Certainty, Wording

    options = dict(given)
    certainty, wording = options.pop("certainty"), options.pop("wording")
    if options["occurrence"] is not None and (len(options["quotes"]) != 1 or options["passages"]):
        wrong = msg("--occurrence goes with one --quote, and not with --passage")
        raise usage_error(wrong)
    return Request(
        certainty=Certainty(certainty) if certainty else None,
        wording=Wording(wording) if wording else None,
        language=options.pop("document_language"),
        **options,
    )


@click.command("add")
@addition_options
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
def add(project_path: Path | None, language: str | None, *, dry_run: bool, **given: Any) -> int:
    """Add statements with their evidence to the data and the evidence of a document.

    STATEMENT is Turtle: subject, predicate, object; more of the same subject behind a semicolon.
    Both files are written, or none. A document without evidence gets a file of its own.

    \b
      schlaglicht evidence add --sources ../documents --quote "a choir of forty" \\
        'id:choir a schema:MusicGroup ; schema:name "choir"@en'
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    from schlaglicht.evidence.add import plan_addition
    from schlaglicht.evidence.edit import write_changes
    from schlaglicht.evidence.listing import addition_lines
    from schlaglicht.validation.evidence_report import require_sound

    project = project_at(project_path)
    if project.settings.proposals and not dry_run:
        raise ProjectError(
            msg("this project takes proposals alone: schlaglicht evidence propose (`proposals`)")
        )
    addition = plan_addition(project, request_of(given))
    require_sound(addition.stated, project)
    if dry_run:
        for change in addition.changes:
            write_bytes(encoded(change.diff(project.display(change.path))))
        if not addition.changes:
            print_lines([msg("nothing to change")], language)
        return 0
    write_changes(project, addition.changes)
    print_lines(addition_lines(addition, project, names_of(project)), language)
    return 0


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
def check(
    path: Path | None,
    sources: Path | None,
    outputs: tuple[Output, ...],
    show_all: bool,
    *,
    language: str | None,
    colour: bool | None,
) -> int:
    """Check the evidence alone: the findings evidence-… of validate, in less time.

    Settings, formats and exit codes are those of validate. A statement without evidence is a
    finding here even where the settings do not ask for evidence.
    """
    from schlaglicht.cli.report_output import require_spare
    from schlaglicht.diagnostics import View
    from schlaglicht.validation.evidence_report import validate_evidence

    paths = (path,) if path is not None else ()
    project = project_of(paths)
    require_spare([output.file for output in outputs if output.file], project, paths, None)
    report = validate_evidence(project, sources=sources)
    view = View(
        language=language or reader_language(),
        colour=wants_colour(colour),
        show_all=show_all,
    )
    write_report(report, with_text(outputs), view)
    return 0 if report.passes else 1


@click.command("list")
@click.option(
    "--passage", metavar="START-END", callback=read_passages, help="What rests on this passage."
)
@click.option("--entry", metavar="KEY", help="What this entry supports.")
@click.option("--thing", metavar="IRI", help="The evidence on a thing: id:x, or its IRI.")
@click.option("--uncovered", is_flag=True, help="The sentences on which no statement rests.")
@click.option("--document", metavar="FILE", help="The document, where there are several.")
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with the documents: for --uncovered, or to show the words of passages.",
)
@project_option
@text_or_json_option
@language_option
def list_(
    passage: Passage | None,
    entry: str | None,
    thing: str | None,
    document: str | None,
    sources: Path | None,
    project_path: Path | None,
    format_name: str,
    language: str | None,
    *,
    uncovered: bool,
) -> int:
    """List what a passage, an entry or a thing has to do with the graph.

    With --sources, the words of the passages are shown, not in JSON.
    With --uncovered, the sentences of the documents on which no statement rests: their number,
    place, length and text block, never their words. Exits 1 where nothing is found.
    """
    chosen = [option for option in (passage, entry, thing, uncovered or None) if option is not None]
    if len(chosen) != 1:
        raise usage_error(msg("use one of --passage, --entry, --thing and --uncovered"))
    if uncovered and sources is None:
        raise usage_error(msg("--uncovered needs --sources"))
    project = project_at(project_path)
    if uncovered and sources is not None:
        return _uncovered(project, sources, document, format_name, language)
    if document is not None and passage is None:
        raise usage_error(msg("--document goes with --passage and --uncovered"))
    named = {"passage": passage, "document": document, "entry": entry, "thing": thing}
    return _supported(project, named, sources, format_name, language)


def _uncovered(
    project: Project, sources: Path, document: str | None, format_name: str, language: str | None
) -> int:
    from schlaglicht.evidence.documents import read_document
    from schlaglicht.evidence.listing import coverage_lines, coverage_record
    from schlaglicht.evidence.sentences import measure

    files = evidence_of(project)
    known = sorted({file.document.file for file in files if file.document})
    names = [document] if document is not None else known
    if not names:
        raise ProjectError(msg("no file of evidence names a document; name one with --document"))
    measured = [measure(read_document(sources, name), files) for name in names]
    if format_name == "json":
        print_json([coverage_record(coverage) for coverage in measured])
    else:
        for coverage in measured:
            print_lines(coverage_lines(coverage, names_of(project)), language)
    return 0


def _supported(
    project: Project,
    named: dict[str, Any],
    sources: Path | None,
    format_name: str,
    language: str | None,
) -> int:
    from schlaglicht.evidence.listing import (
        about,
        on_passage,
        support_lines,
        support_record,
        supports,
        with_key,
    )
    from schlaglicht.evidence.write import prefixes_for
    from schlaglicht.rdf.load import load

    known = supports(evidence_of(project), load(project.data, base_of=project.base_of).graph)
    if (passage := named["passage"]) is not None:
        found = on_passage(known, passage, named["document"])
    elif (entry := named["entry"]) is not None:
        found = with_key(known, entry)
    else:
        found = about(known, named["thing"], prefixes_for(project.settings.prefixes))
    if format_name == "json":
        print_json(support_record(found))
    elif found:
        print_lines(support_lines(found, names_of(project), sources), language)
    else:
        print_lines([msg("no statement rests on it")], language)
    return 0 if found else 1


@click.command("digest")
@click.argument("paths", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@sources_option
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 when one is missing, wrong or unused."
)
@project_option
@language_option
def digest(
    paths: tuple[Path, ...],
    sources: Path,
    project_path: Path | None,
    language: str | None,
    *,
    check: bool,
) -> int:
    """Fill in the SHA-256 of documents and passages where it is missing; remove unused ones.

    FILE is a file of evidence; without one, all of the project. A digest that does not match stays
    as it is, is named, and makes the command exit 1: the document or the place has changed.
    """
    from schlaglicht.evidence.edit import files_to_digest, fill_digests, read_states, write_changes
    from schlaglicht.evidence.listing import digest_lines, digests_removed

    project = project_at(project_path)
    states = read_states(files_to_digest(project, paths), project.settings, sources)
    problems = [s if check else replace(s, missing=(), idle=()) for s in states]
    for state in problems:
        print_lines(digest_lines(state, project.display(state.file.path)), language)
    if not check:
        write_changes(
            project, [fill_digests(s, project.settings) for s in states if not s.is_complete]
        )
        for state in states:
            name = project.display(state.file.path)
            print_lines(digests_removed(state, name), language)
        filled = [
            plural(
                "{file}: one SHA-256 filled in",
                "{file}: {number} SHA-256 filled in",
                len(state.missing),
                file=project.display(state.file.path),
            )
            for state in states
            if state.missing
        ]
        print_lines(filled, language)
    return 0 if all(state.is_sound for state in problems) else 1


COMMANDS = {each.name: each for each in (locate, add, check, list_, digest)}
