"""A query of a shape: its tree, its prefixes, and the places of its parts in its file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.i18n import Texts
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import resolve_escapes
from schlaglicht.query.syntax_tree import Kind, Node
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.report import Place, Precision, ValidationResult
from schlaglicht.validation.rules import found
from schlaglicht.validation.shacl.shape_graph import Shapes
from schlaglicht.validation.shacl.shape_queries import (
    GIVEN_PREFIXES,
    declared_prefixes,
)

_PATH = re.compile(r"[$?]PATH\b")
_NO_PATH = "<p:>  "
"""Placeholder for the path of the shape, as long as `$PATH`, so that places stay right."""

_LINE_END = re.compile(r"\r\n|\r|\n")


class ConstraintQuery:
    """A query of a constraint or a validator, and the places of its parts."""

    def __init__(self, shapes: Shapes, triple: Triple, form: str) -> None:
        """The query that `triple` states, which should be of `form`."""
        self.shapes = shapes
        self.triple = triple
        self.form = form
        self.text = str(triple[2])
        self.fault: QuerySyntaxError | None = None
        self.tree: Node | None = None
        """None with a `fault`."""
        try:
            self.text = resolve_escapes(self.text)
            self.tree = tree_of(_PATH.sub(_NO_PATH, self.text))
        except QuerySyntaxError as error:
            self.fault = error

    def namespaces(self) -> dict[str, str]:
        """The prefixes declared for the query, in it and by `sh:prefixes`."""
        own = {}
        for declaration in self.tree.nodes(Kind.DECLARATION) if self.tree else ():
            if declaration.has("PREFIX"):
                _, name, iri = declaration.tokens()
                own[name.text[:-1]] = iri.text[1:-1]
        declared = declared_prefixes(self.triple[0], self.shapes.graph)
        return {**GIVEN_PREFIXES, **declared, **own}

    def result(
        self, wrong: Texts, start: int | None, end: int | None, helps: Mapping[str, str]
    ) -> ValidationResult:
        """A result at the characters from `start` to `end`, else at the whole query."""
        place = self.shapes.locate.object_of(self.triple)
        if place is not None and start is not None and end is not None:
            place = _within(place, self.text, start, end) or place
        about = self.shapes.unreadable_by(self.triple)
        return found("shape-sparql", place, wrong, helps=helps, about=about)


def _within(place: Place, text: str, start: int, end: int) -> Place | None:
    """The place of the characters from `start` to `end` of a literal in its file.

    None where the file does not have the literal letter for letter (an escape shifts the rest), or
    where only its file is known.
    """
    if place.precision is not Precision.EXACT:
        return None
    lines = _LINE_END.split(place.path.read_bytes().decode("utf-8-sig"))
    line = text.count("\n", 0, start)
    begin = text.rfind("\n", 0, start) + 1
    stop = min(end, _line_end(text, start))
    if place.line + line > len(lines):
        return None
    written = lines[place.line + line - 1]
    if line:
        column = start - begin
    else:
        opening = written[place.column - 1 :]
        column = place.column - 1 + (3 if opening[:3] in ('"""', "'''") else 1) + start
    if written[column : column + stop - start] != text[start:stop]:
        return None
    number = place.line + line
    return Place(place.path, number, column + 1, number, column + 1 + stop - start, place.precision)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
