"""Turtle files in canonical form: the changes needed, and their application."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from rdflib import Literal, URIRef

from schlaglicht.errors import ProjectError, SchlaglichtError
from schlaglicht.formats import TURTLE, graph_format_of
from schlaglicht.ground.atomic_file import write_file
from schlaglicht.ground.files import is_folder, link_bounds
from schlaglicht.rdf.alike_nodes import locating_alike_nodes
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.turtle_terms import TurtleTerms
from schlaglicht.rdf.writing.turtle import write_turtle

_TOKEN = re.compile(
    r"""
    \s+
  | (?P<comment> \#[^\r\n]* )
  | (?P<string>  \"{3} (?: \"{0,2} (?: [^"\\] | \\. ) )* \"{3}
               | '{3}  (?: '{0,2}  (?: [^'\\] | \\. ) )* '{3}
               | \" (?: [^"\\\r\n] | \\. )* \"
               | '  (?: [^'\\\r\n] | \\. )* ' )
  | (?P<base>    @? (?i:base) \s* < [^<>\s]* > )
  | (?P<iri>     < [^<>\s]* > )
  | (?P<other>   (?: \\. | [\w:.-] )+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_ABSOLUTE = re.compile(r"[^<]*<[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True)
class SourceNotes:
    """Content of a valid Turtle text outside of its triples; lines count from 1."""

    header: str
    """The comments before everything else, without the final line end."""
    comment_lines: tuple[int, ...]
    """Lines of the other comments."""
    relative_lines: tuple[int, ...]
    """Lines with a relative IRI without an `@base`."""


def read_notes(text: str) -> SourceNotes:
    """The comments and relative IRIs of `text`, which must be valid Turtle."""
    start: int | None = None
    comments, relative, based = [], [], False
    for kind, token, place in _tokens(text):
        if kind == "comment":
            if start is not None:
                comments.append(place)
            continue
        start = place if start is None else start
        if kind in ("iri", "base") and not based and not _ABSOLUTE.match(token):
            relative.append(place)
        based = based or kind == "base"
    header = _header(text if start is None else text[:start])
    return SourceNotes(header, _lines(text, comments), _lines(text, relative))


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    for found in _TOKEN.finditer(text):
        if found.lastgroup:
            yield found.lastgroup, found[0], found.start()


def _lines(text: str, places: list[int]) -> tuple[int, ...]:
    lines = (len(_LINE_END.findall(text, 0, place)) + 1 for place in places)
    return tuple(dict.fromkeys(lines))


def _header(comments: str) -> str:
    lines = "\n".join(line.strip() for line in _LINE_END.split(comments))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


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
        files = sorted(
            file
            for file in path.rglob(f"*{TURTLE.extension}")
            if file.is_file() and not _is_hidden(file.relative_to(path))
        )
        link_bounds(path).require(files)  # what is written there would be another's file
        return files
    if not path.exists():
        raise ProjectError(f"{path}: no such file or folder")
    if graph_format_of(path) is not TURTLE:
        raise ProjectError(f"{path}: only Turtle ({TURTLE.extension}) has a canonical form here")
    return [path]


def _is_hidden(relative: Path) -> bool:
    return any(part.startswith(".") for part in relative.parts)


def with_triples(
    path: Path, triples: Iterable[Triple], prefixes: Mapping[str, str]
) -> FormattedFile:
    """The canonical form of a Turtle file with `triples` added; writes nothing yet.

    `prefixes` are declared where a new triple uses them and the file gives them no other meaning.
    Raises ProjectError or GraphSyntaxError as `format_files` does, and for any other format.
    """
    if graph_format_of(path) is not TURTLE:
        raise ProjectError(
            f"{path}: statements are added to Turtle ({TURTLE.extension}) only; convert the file "
            "with schlaglicht export, or add them by hand"
        )
    return _format_file(path, tuple(triples), prefixes)


def _format_file(
    path: Path,
    added: Sequence[Triple] = (),
    prefixes: Mapping[str, str] | None = None,
) -> FormattedFile:
    loaded = load_file(path)
    before = path.read_bytes()
    notes = read_notes(before.decode("utf-8-sig"))
    _refuse_loss(path, notes)
    declared = {place.prefix: place.namespace for place in loaded.positions.prefixes}
    for triple in added:
        loaded.graph.add(triple)
    known = {**_used_in(added, prefixes or {}, declared), **declared}
    with locating_alike_nodes(loaded):
        after = write_turtle(loaded.graph, known, header=notes.header)
    return FormattedFile(path, before, after.encode())


def _used_in(
    triples: Iterable[Triple], prefixes: Mapping[str, str], declared: Mapping[str, str]
) -> Mapping[str, str]:
    """Those of `prefixes` that the IRIs of `triples` use, if their namespace has none yet."""
    terms = TurtleTerms({p: ns for p, ns in prefixes.items() if ns not in declared.values()})
    for term in (term for triple in triples for term in triple):
        if isinstance(term, URIRef):
            terms.iri(term)
        elif isinstance(term, Literal):
            terms.literal(term)
    return terms.used()


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
