"""Turtle files in canonical form: the changes needed, and their application."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from schlaglicht.atomic_file import write_file
from schlaglicht.errors import ProjectError, SchlaglichtError
from schlaglicht.files import is_folder
from schlaglicht.formats import TURTLE, graph_format_of
from schlaglicht.rdf.alike_nodes import locating_alike_nodes
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.turtle_notes import SourceNotes, read_notes
from schlaglicht.rdf.turtle_writer import write_turtle


@dataclass(frozen=True)
class FormattedFile:
    """A Turtle file as it is, and in its canonical form."""

    path: Path
    before: bytes
    after: bytes

    @property
    def changed(self) -> bool:
        """True if the file is not in canonical form."""
        return self.before != self.after

    @property
    def first_changed_line(self) -> int:
        """The first line, from 1, that differs from the canonical form."""
        pairs = zip_longest(self.before.split(b"\n"), self.after.split(b"\n"))
        return next(number for number, (old, new) in enumerate(pairs, start=1) if old != new)

    def write(self) -> None:
        """Replaces the content of the file by the canonical form."""
        write_file(self.path, self.after)


def turtle_files(paths: Iterable[Path]) -> list[Path]:
    """The Turtle files that `paths` name; a folder means all below it, except hidden ones.

    Raises ProjectError for a path that does not exist or is not a Turtle file.
    """
    return list(dict.fromkeys(file for path in paths for file in _files_of(path)))


def format_files(paths: Iterable[Path]) -> Sequence[FormattedFile]:
    """The canonical form of each Turtle file of `paths`; writes nothing yet.

    Raises ProjectError or GraphSyntaxError if a file cannot be read or would lose content when
    rewritten; one message names all such files.
    """
    formatted: list[FormattedFile] = []
    errors: list[SchlaglichtError] = []
    for path in paths:
        try:
            formatted.append(_format_file(path))
        except SchlaglichtError as error:
            errors.append(error)
    if len(errors) > 1:
        raise ProjectError("\n".join(str(error) for error in errors))
    if errors:
        raise errors[0]
    return formatted


def _files_of(path: Path) -> list[Path]:
    if is_folder(path):
        return sorted(
            file
            for file in path.rglob(f"*{TURTLE.extension}")
            if file.is_file() and not _is_hidden(file.relative_to(path))
        )
    if not path.exists():
        raise ProjectError(f"{path}: no such file or folder")
    if graph_format_of(path) is not TURTLE:
        raise ProjectError(f"{path}: only Turtle ({TURTLE.extension}) has a canonical form here")
    return [path]


def _is_hidden(relative: Path) -> bool:
    return any(part.startswith(".") for part in relative.parts)


def _format_file(path: Path) -> FormattedFile:
    loaded = load_file(path)
    before = path.read_bytes()
    notes = read_notes(before.decode("utf-8-sig"))
    _refuse_loss(path, notes)
    prefixes = {declared.prefix: declared.namespace for declared in loaded.positions.prefixes}
    with locating_alike_nodes(loaded):
        after = write_turtle(loaded.graph, prefixes, header=notes.header)
    return FormattedFile(path, before, after.encode())


def _refuse_loss(path: Path, notes: SourceNotes) -> None:
    complaints = [
        f"{path}:{line}: this comment would be lost; move it to the comments at the top of the "
        "file, or say it in the graph, with rdfs:comment for instance"
        for line in notes.comment_lines
    ] + [
        f"{path}:{line}: a relative IRI, whose meaning depends on where the file lies; "
        "write it in full, or declare an @base"
        for line in notes.relative_lines
    ]
    if complaints:
        raise ProjectError("\n".join(complaints))
