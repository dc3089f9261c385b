"""Places of results, located by their triples and nodes; in a remote graph they name things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import AlikeBlankNodes, GraphSyntaxError
from schlaglicht.i18n import lines, msg
from schlaglicht.project import Project
from schlaglicht.rdf.load import LoadedGraph, load_file
from schlaglicht.rdf.locations import Extent, TriplePlace
from schlaglicht.rdf.ntriples_text import unescaped
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.report import (
    Place,
    Precision,
    ValidationReport,
    ValidationResult,
    first_place,
)


@dataclass(frozen=True)
class Locator:
    """Locates triples and nodes of a graph in its files."""

    part: LoadedGraph

    @property
    def graph(self) -> Graph:
        """The graph."""
        return self.part.graph

    def object_of(self, triple: Triple) -> Place | None:
        """The object of `triple`; its file where no more is known."""
        found = self._first(triple)
        return place_of(found.path, found.object) if found else self._file_of(triple)

    def predicate_of(self, triple: Triple) -> Place | None:
        """The predicate of `triple`; its file where no more is known."""
        found = self._first(triple)
        return place_of(found.path, found.predicate) if found else self._file_of(triple)

    def subject(self, node: Node) -> Place | None:
        """The subject of the block that gives the class of `node`, else of its first block.

        An IRI that is not a subject is located where it first occurs; None when it does not.
        """
        if statement := self.typing(node):
            return _place(statement.path, statement.subject, Precision.SUBJECT)
        if found := self.part.positions.of_subject(node):
            return _place(found[0], found[1], Precision.SUBJECT)
        return self._file_of_subject(node) or self._naming(node)

    def is_subject(self, node: Node) -> bool:
        """True if `node` is the subject of a triple."""
        return (node, None, None) in self.graph

    def typing(self, node: Node) -> TriplePlace | None:
        """The first statement, in reading order, of a class of `node`."""
        classes = self.graph.objects(node, RDF.type)
        stated = [place for class_ in classes if (place := self._first((node, RDF.type, class_)))]
        return min(stated, key=_statement_order, default=None)

    def value_of(self, predicates: Iterable[Node | None], node: Node) -> Place | None:
        """The first place of `node` as a value of one of `predicates`; of any for None."""
        named = (self.graph.triples((None, predicate, node)) for predicate in predicates)
        return first_place(self.object_of(triple) for triples in named for triple in triples)

    def _naming(self, node: Node) -> Place | None:
        # An equal literal elsewhere is a different occurrence, so its place would be wrong.
        return None if isinstance(node, Literal) else self.value_of([None], node)

    def _first(self, triple: Triple) -> TriplePlace | None:
        statements = self.part.positions.of(triple)
        return statements[0] if statements else None

    def _file_of(self, triple: Triple) -> Place | None:
        path = self.part.positions.file_of(triple)
        return Place(path) if path else None

    def _file_of_subject(self, node: Node) -> Place | None:
        places = map(self._file_of, self.graph.triples((node, None, None)))
        return next(filter(None, places), None)


def _statement_order(place: TriplePlace) -> tuple[str, int, int]:
    return (str(place.path), place.predicate.line, place.predicate.column)


def first_places(project: Project) -> dict[str, str]:
    """The file, as the project names it, and line where each IRI is described: `data.ttl:12`.

    That is where its class is, in the first file that describes it; files with faults are passed.
    """
    found: dict[str, str] = {}
    for path in project.graph_files:
        with suppress(GraphSyntaxError, AlikeBlankNodes):
            locate = Locator(load_file(path, base=project.base_of(path)))
            iris = (node for node in set(locate.graph.subjects()) if isinstance(node, URIRef))
            for iri in iris:
                if str(iri) not in found and (place := locate.subject(iri)):
                    found[str(iri)] = f"{project.display(path)}:{place.line}"
    return found


def with_rows(results: Sequence[ValidationResult], project: Project) -> Sequence[ValidationResult]:
    """`results`; where data is made from a table, with the row of the thing that is at fault."""
    from schlaglicht.tabular.project_files import rows_behind

    files = {result.place.path for result in results if result.place and result.focus_node}
    rows = rows_behind(project.root, files, project.settings.base or "") if files else {}

    def with_row(result: ValidationResult) -> ValidationResult:
        if result.focus_node not in rows or result.code == "cells-left-out":
            return result
        table, line = rows[result.focus_node]
        said = msg(
            "made from row {line} of {table}; correct the table or, if it is right, the shape",
            line=line,
            table=table,
        )
        return replace(result, helps=lines(result.helps, said) if result.helps else said)

    return [*map(with_row, results)] if rows else results


def fault_place(error: GraphSyntaxError | AlikeBlankNodes) -> Place | None:
    """The place of an error; only the file, or None, where no more is known."""
    if error.path is None:
        return None
    if error.line is None or error.column is None:
        return Place(error.path)
    line, column = error.line, error.column
    end_column = error.end_column or column + 1
    return Place(error.path, line, column, line, end_column, Precision.EXACT)


def place_of(path: Path, extent: Extent) -> Place:
    """An exact place in `path`."""
    return _place(path, extent, Precision.EXACT)


def places_in_full(part: LoadedGraph, triple: Triple, index: int) -> Iterator[Place]:
    """The places of the term at `index`, except those behind a prefix, which is at fault there.

    Only the file where no more is known.
    """
    statements = part.positions.of(triple)
    for statement in statements:
        if statement.written[index] in "<\"'":
            extents = (statement.subject, statement.predicate, statement.object)
            yield place_of(statement.path, extents[index])
    if not statements and (path := part.positions.file_of(triple)):
        yield Place(path)


def _place(path: Path, extent: Extent, precision: Precision) -> Place:
    return Place(path, extent.line, extent.column, extent.end_line, extent.end_column, precision)


def without_lines_of(report: ValidationReport, copy: Path, *, in_part: bool) -> ValidationReport:
    """The report with subjects in place of the lines of `copy`, a file of N-Triples.

    It is one of a part of the graph if some of it is not in the copy.
    """
    wanted = {r.place.line for r in report.results if r.place and r.place.path == copy}
    subjects = _subjects(copy, wanted)
    results = tuple(_named(result, copy, subjects) for result in report.results)
    return replace(report, results=results, in_part=in_part)


def _named(result: ValidationResult, copy: Path, subjects: dict[int, str]) -> ValidationResult:
    if result.place is None or result.place.path != copy:
        return result
    is_exact = result.place.precision is not Precision.FILE
    subject = subjects.get(result.place.line) if is_exact else None
    return replace(
        result,
        place=Place(copy),
        focus_name=result.focus_name or subject,
        fingerprint="",
    )


def _subjects(copy: Path, lines: set[int]) -> dict[int, str]:
    """The subjects of these lines, counted from 1, that have an IRI."""
    found = {}
    with copy.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            if number in lines and line.startswith("<"):
                found[number] = unescaped(line.partition(">")[0][1:])
    return found
