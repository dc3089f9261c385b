"""Input of the checks: the graphs of a project, read once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import OWL, RDF
from rdflib.term import Node

from schlaglicht.errors import GraphSyntaxError, QuerySyntaxError
from schlaglicht.ground.bounded_process import one_process_in_turn
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.project import Project
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.load import LoadedGraph, join, load_readable
from schlaglicht.rdf.terms import Terms, TripleTerm
from schlaglicht.rdf.turtle_terms import Names, prefix_meanings
from schlaglicht.validation.report import ValidationResult
from schlaglicht.validation.result_locations import Locator, fault_place
from schlaglicht.validation.rules import result_of
from schlaglicht.vocab import SH

if TYPE_CHECKING:
    from schlaglicht.evidence.annotations import Annotations
    from schlaglicht.evidence.model import EvidenceFile

_CHANGING = re.compile(r"NOW|RAND|UUID|STRUUID|BNODE", re.IGNORECASE)
"""Functions with another value in each run: https://www.w3.org/TR/sparql11-query/#SparqlOps"""


@dataclass(frozen=True)
class Inputs:
    """The graphs of a project: its data, its ontology, its shapes."""

    project: Project
    data: LoadedGraph
    ontology: LoadedGraph
    shapes: LoadedGraph
    evidence: tuple[EvidenceFile, ...] = ()
    triple_terms: int = 0
    """The statements about triples of RDF 1.2 that the files have, and the graphs not."""

    @property
    def parts(self) -> tuple[LoadedGraph, ...]:
        """Data, ontology and shapes."""
        return self.data, self.ontology, self.shapes

    @cached_property
    def names(self) -> Names:
        """The prefixes of the settings, and those that the files declare."""
        places = (place for part in self.parts for place in part.positions.prefixes)
        return Names(self.project.settings.prefixes, *prefix_meanings(places))

    def is_deterministic(self) -> bool:
        """True if the same files always have the same report: no query asks for time or chance."""
        graph = self.shapes_graph.graph
        of_shapes = (str(o) for way in (SH.select, SH.ask) for o in graph.objects(None, way))
        files = self.project.queries
        questions = (path.read_text(encoding="utf-8", errors="replace") for path in files)
        return not any(map(_changes, (*of_shapes, *questions)))

    def share(self) -> None:
        """Builds what several checks read, before processes are forked for them."""
        _ = self.data_graph, self.shapes_graph

    @cached_property
    def annotations(self) -> Annotations:
        """The annotations that the files of evidence stand for."""
        from schlaglicht.evidence.annotations import annotate

        return annotate(self.evidence, self.data.graph.objects)

    @cached_property
    def evidence_graph(self) -> LoadedGraph:
        """The data and the annotations, with those that stand in the data itself."""
        return _joined([self.data, self.annotations.loaded])

    @cached_property
    def ontologies(self) -> frozenset[Node]:
        """The ontologies that the project itself defines."""
        return frozenset(self.ontology.graph.subjects(RDF.type, OWL.Ontology))

    @cached_property
    def data_graph(self) -> LoadedGraph:
        """The data graph of validation: the data and the ontology."""
        return _joined([self.data, self.ontology])

    @cached_property
    def shapes_graph(self) -> LoadedGraph:
        """The shapes, with the ontology whose classes may be targets.

        Where a project has no folder of shapes, the shapes in its data.
        """
        parts = [self.shapes, self.ontology] if self.project.shapes else [self.data, self.ontology]
        return _joined(parts)

    @cached_property
    def data_locator(self) -> Locator:
        """Finds places in the data and the ontology."""
        return Locator(self.data_graph)

    @cached_property
    def evidence_locator(self) -> Locator:
        """Finds places in the data and the annotations."""
        return Locator(self.evidence_graph)

    @cached_property
    def shapes_locator(self) -> Locator:
        """Finds places of shapes."""
        return Locator(self.shapes_graph)


def read_inputs(
    project: Project, progress: Progress = SILENT
) -> tuple[Inputs, list[ValidationResult]]:
    """The graphs of what can be read of a project, and a result for each fault of a file.

    Raises ProjectError when a file cannot be read.
    """
    broken: list[ValidationResult] = []
    triple_terms: list[int] = []
    terms = Terms()
    files = iter(progress.files((*project.ontology, *project.shapes, *project.data)))

    def read(paths: Sequence[Path]) -> LoadedGraph:
        parts: list[LoadedGraph] = []
        for path in itertools.islice(files, len(paths)):
            base = project.base_of(path)
            part, recovered = load_readable(path, base=base, terms=terms, progress=progress)
            triple_terms.append(_remove_triple_terms(part))
            parts.append(part)
            broken.extend(map(_syntax_result, recovered.errors if recovered else ()))
        return _joined(parts)

    with one_process_in_turn():
        ontology, shapes, data = map(read, (project.ontology, project.shapes, project.data))
    evidence: tuple[EvidenceFile, ...] = ()
    if project.evidence:
        from schlaglicht.evidence.read import read_evidence_files

        evidence, errors = read_evidence_files(project.evidence, project.settings)
        broken += map(_syntax_result, errors)
    return Inputs(project, data, ontology, shapes, evidence, sum(triple_terms)), broken


def _remove_triple_terms(part: LoadedGraph) -> int:
    """Removes the statements about triples, which no check can see; returns their number."""
    objects = objects_of(part.graph)
    found = [
        (subject, predicate, node)
        for subject, said in objects.items()
        for predicate, nodes in said.items()
        for node in nodes
        if type(node) is TripleTerm
    ]
    for triple in found:
        part.graph.remove(triple)
    return len(found)


def _joined(parts: Sequence[LoadedGraph]) -> LoadedGraph:
    """The union of `parts`, without a copy where only one has content."""
    filled = [p for p in parts if len(p.graph) or p.positions.prefixes or p.positions.dropped]
    return filled[0] if len(filled) == 1 else join(filled)


def _syntax_result(error: GraphSyntaxError) -> ValidationResult:
    return result_of("syntax", fault_place(error), error.reasons, error.helps)


def _changes(query: str) -> bool:
    """True for a query that calls a function of `_CHANGING`, and for one that cannot be read."""
    if not _CHANGING.search(query) and "\\" not in query:
        return False
    from schlaglicht.query.grammar import tree_of
    from schlaglicht.query.lexer import resolve_escapes
    from schlaglicht.query.syntax_tree import Kind, word_of

    try:
        calls = tree_of(resolve_escapes(query)).all(Kind.CALL)
    except QuerySyntaxError:
        return True
    return any(_CHANGING.fullmatch(word_of(call.children[0])) for call in calls)
