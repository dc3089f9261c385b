"""Options and inputs that the commands on evidence share, and what they print."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schlaglicht.cli.inputs import project_of
from schlaglicht.cli.options import reader_language, translated
from schlaglicht.cli.output import encoded, write_bytes
from schlaglicht.ground.atomic_file import finish_writing
from schlaglicht.i18n import msg
from schlaglicht.project import Project

if TYPE_CHECKING:
    from schlaglicht.evidence.model import EvidenceFile
    from schlaglicht.i18n import Message
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
