"""`schlaglicht init`: a small project to begin with."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from importlib.resources import files
from pathlib import Path

import click

from schlaglicht.cli.options import reader_language, translated, usage_error
from schlaglicht.errors import ProjectError
from schlaglicht.formats import GRAPH_EXTENSIONS
from schlaglicht.ground.atomic_file import write_files
from schlaglicht.ground.files import is_folder
from schlaglicht.ground.text import plain
from schlaglicht.i18n import Texts, msg
from schlaglicht.project import open_project
from schlaglicht.rdf.iris import is_absolute_iri, is_language_tag, resolve_iri
from schlaglicht.settings.project_settings import CONFIG_FILE, settings_file

_FILES = {
    "data.ttl": "data.ttl",
    "ontology/concerts.ttl": "ontology/concerts.ttl",
    "shapes/concerts.ttl": "shapes/concerts.ttl",
    "queries/who-performs-when.rq": "queries/who-performs-when.rq",
    "queries/who-performs-when.tsv": "queries/who-performs-when.tsv",
    "schlaglicht.toml": "schlaglicht.toml",
    ".github/workflows/schlaglicht.yml": "workflow.yml",
}
"""Files of the new project, each with the packaged file it is copied from."""

_BASE = "https://example.org/"
"""Where IRIs begin until a person says it."""

_MOST_NAMED = 3
"""Files of others that a message names."""


class _Command(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the arguments, once it is sure that none is a part of the name of a table."""
        if not ctx.resilient_parsing:
            _require_quoted(args)
        return super().parse_args(ctx, args)


def _require_quoted(args: list[str]) -> None:
    """Raises an error of usage where arguments after --from are the name of a file with spaces."""
    start = args.index("--from") + 1 if "--from" in args else len(args)
    for end in range(start + 2, len(args) + 1):
        name = " ".join(args[start:end])
        with suppress(OSError):  # too long for a name
            if Path(name).is_file() and not Path(args[start]).is_file():
                command = shlex.join(["schlaglicht", "init", *args[:start], name, *args[end:]])
                raise usage_error(
                    msg("a file name with spaces needs quotes: {command}", command=command)
                )


@click.command("init", cls=_Command)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "table",
    metavar="TABLE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Begin with a table: .csv, .tsv, .xlsx, .ods or .json.",
)
@click.option("--base", metavar="IRI", help="With --from: where the IRIs of the project begin.")
@click.option("--language", metavar="TAG", help="With --from: the language of headings and prose.")
def command(folder: Path, *, table: Path | None, base: str | None, language: str | None) -> int:
    """Write a small valid project: data, ontology, shapes, a question, settings, a CI file.

    DIR is made when it is not there; without one, the current folder is used. No file is ever
    overwritten: where one is there already, or other RDF, nothing is written.

    \b
      schlaglicht init concerts
      cd concerts
      schlaglicht validate
      schlaglicht serve

    With --from it is a project of the rows of a TABLE: their data, a mapping (CSV on the Web),
    ontology and shapes, guessed from the columns. Run again, it writes the data alone, by the
    mapping as you have made it.

    \b
      schlaglicht init --from bridges.csv --base https://example.org/ --language en
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    is_folder(folder)
    if table is not None:
        return _from_table(table, folder, base=base, language=language)
    if base or language:
        raise usage_error(msg("--base and --language go with --from"))
    _require_free(folder, _FILES)
    try:
        _write(folder)
    except OSError as error:
        raise ProjectError(f"{error.filename or folder}: {error.strerror}") from error
    for name in _FILES:
        click.echo(folder / name)
    click.echo(_next(folder), err=True)
    return 0


def _require_free(folder: Path, names: Iterable[str]) -> None:
    """Raises ProjectError for a folder in which files of these names would be in the way."""
    there = list(dict.fromkeys(each for name in names for each in _in_the_way(folder, name)))
    if there:
        raise ProjectError(
            f"{folder}: already there: {', '.join(there)}; nothing was written; "
            "name another folder: schlaglicht init DIR"
        )
    if own := _loose_graphs(folder):
        raise ProjectError(
            f"{folder}: has RDF already: {', '.join(own)}; an example would take its place, so "
            f"nothing was written; show it as it is: schlaglicht serve {shlex.quote(str(folder))}; "
            "or name another folder: schlaglicht init DIR"
        )


def _from_table(table: Path, folder: Path, *, base: str | None, language: str | None) -> int:
    """Begins a project of a table, or brings its data up to date."""
    from schlaglicht.tabular.project_files import language_of
    from schlaglicht.tabular.rows import mapping_file

    has_settings = settings_file(folder) is not None
    own = open_project([folder], needs_graph=False).settings.base if has_settings else None
    if own and base and own != base:
        raise usage_error(msg("--base: the settings here have base {iri}", iri=own))
    taken = [] if own or base else [f"--base {_BASE}"]
    base = own or base or _BASE
    if not is_absolute_iri(base) or base[-1] not in "/#":
        raise usage_error(msg("--base: not an IRI that ends in / or #: {iri}", iri=base))
    if language and not is_language_tag(language):
        raise usage_error(msg("--language: not a language tag: {tag}", tag=language))
    if not mapping_file(folder, table).exists():
        return _begin(table, folder, base, language or language_of(folder), taken)
    if language:
        raise usage_error(msg("--language: the mapping is written already; change lang there"))
    return _update(table, folder, base)


def _begin(path: Path, folder: Path, base: str, language: str | None, taken: list[str]) -> int:
    """Writes the project of a table: all files, or none; `taken` are options that nobody gave."""
    from schlaglicht.tabular.mapping_guess import language_of_headings
    from schlaglicht.tabular.project_files import first_files, first_settings, place_settings
    from schlaglicht.tabular.rows import read_table

    table = read_table(path)
    if language is None:
        language = language_of_headings(table.titles)
        taken += [f"--language {language}"] if language else []
    files, data, notes = first_files(table, folder, base=base, language=language)
    settings_to_add: list[Texts] = []
    if taken:
        text = msg(
            "taken, as not given: {options}; if others are wanted, remove these files, and run "
            "again with them"
        )
        notes.append(text.filled(options=" ".join(taken)))
    if settings_file(folder) is None:
        settings = first_settings(path, data, base, language or reader_language())
        files[folder / CONFIG_FILE] = settings
    elif place := place_settings(path, data):
        text = msg("for a map on their pages, add to the settings:\n{lines}")
        settings_to_add.append(text.filled(lines="\n".join(place)))
    _require_free(folder, [file.relative_to(folder).as_posix() for file in files])
    folder.mkdir(parents=True, exist_ok=True)
    write_files(folder, files)
    for file in files:
        click.echo(file)
    _say(notes)
    for note in settings_to_add:
        click.echo(note[reader_language()], err=True)
    counts = msg("{path}: {rows} rows, {statements} statements", path=path)
    _say([counts.filled(rows=len(table.rows), statements=len(data))])
    export = ["export", "--site", "public", "--base", resolve_iri(base, ".")]
    more = [export] if base.startswith("http") else []
    click.echo(_next(folder, *more), err=True)
    return 0


def _update(path: Path, folder: Path, base: str) -> int:
    """Writes the data of a table again by its mapping, and says how much is new."""
    from schlaglicht.rdf.graph_store import new_graph
    from schlaglicht.rdf.load import load_file
    from schlaglicht.tabular.csvw import read_mapping, unmapped
    from schlaglicht.tabular.project_files import (
        MADE_FROM,
        contradictions,
        converted,
        data_content,
        data_file,
        dead_ends,
        moved_rows,
        unread_cells,
    )
    from schlaglicht.tabular.rows import mapping_file, read_table

    described, as_read = read_mapping(mapping_file(folder, path))
    table = read_table(path, described.dialect)
    data, file = converted(described, table, base), data_file(folder, path)
    if file.exists() and not file.read_bytes().startswith(MADE_FROM.encode()):
        raise ProjectError(
            msg("{path}: not made from a table; nothing was written; rename it", path=file)
        )
    before = load_file(file, base=base).graph if file.exists() else new_graph()
    write_files(folder, {file: data_content(data, table, base, described.url, as_read)})
    click.echo(file)
    of_data = (
        *moved_rows(before, data, described=described, table=table),
        *contradictions(data, path, folder, base, described=described),
        *dead_ends(data, path, folder, base),
    )
    _say([*unmapped(described, table), *unread_cells(described, table), *of_data])
    earlier, now = set(before), set(data)
    counts = msg(
        "{path}: {rows} rows, {statements} statements: {new} new, {gone} gone",
        path=path,
        rows=len(table.rows),
        statements=len(now),
        new=len(now - earlier),
        gone=len(earlier - now),
    )
    _say([counts])
    return 0


def _say(notes: Iterable[Texts]) -> None:
    """Writes notes to standard error, a line each: their cells and headings are of strangers."""
    for note in notes:
        click.echo(plain(note[reader_language()]), err=True)


def _next(folder: Path, *more: list[str]) -> str:
    """Commands to go on with."""
    here = [] if folder == Path() else [str(folder)]
    question = folder / "queries/who-performs-when.rq"
    ask = [["query", str(question), *here]] if question.exists() else []
    commands = (["validate", *here], *ask, *([*each, *here] for each in (["serve"], *more)))
    lines = "\n".join(f"  schlaglicht {shlex.join(words)}" for words in commands)
    return translated(msg("Next:\n{commands}", commands=lines))


def _in_the_way(folder: Path, name: str) -> Iterator[str]:
    """The file itself if it exists, and files where a folder for it is needed."""
    if os.path.lexists(folder / name):
        yield name
    for above in Path(name).parents[:-1]:
        place = folder / above
        if os.path.lexists(place) and not place.is_dir():
            yield above.as_posix()


def _loose_graphs(folder: Path) -> list[str]:
    """The first files with RDF right in the folder, which `data.ttl` next to them would hide."""
    found = folder.glob("*") if folder.is_dir() else ()
    return sorted(p.name for p in found if p.suffix.lower() in GRAPH_EXTENSIONS)[:_MOST_NAMED]


def _write(folder: Path) -> None:
    """Writes all files, or none."""
    starter = files("schlaglicht.cli") / "starter"
    with ExitStack() as written:
        for name, source in _FILES.items():
            path = folder / name
            for above in reversed(path.parents):
                if not above.is_dir():
                    above.mkdir()
                    written.callback(above.rmdir)
            with path.open("xb") as file:
                written.callback(path.unlink)
                file.write(starter.joinpath(source).read_bytes())
        written.pop_all()
