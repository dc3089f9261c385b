"""Moves annotations that stand in the data into files of evidence, without losing one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, BNode, Graph
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.evidence.annotations import annotate, objects_in
from schlaglicht.evidence.changes import FileChange
from schlaglicht.evidence.convert import (
    Converted,
    convert,
    evidence_nodes,
    facts_in,
    has_annotations,
)
from schlaglicht.evidence.documents import texts_in
from schlaglicht.evidence.model import EvidenceFile
from schlaglicht.evidence.read import parse_evidence, read_evidence
from schlaglicht.evidence.write import write_evidence
from schlaglicht.project import Project
from schlaglicht.rdf.canonical_turtle import without_triples
from schlaglicht.rdf.load import load, load_file
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.vocab import DEF, OA, PROV, SCHEMA

_CARRIED = {
    *(RDF.type, RDF.subject, RDF.predicate, RDF.object),
    *(DCTERMS.identifier, DCTERMS.isPartOf, DCTERMS.type),
    *(OA.hasBody, OA.hasTarget, OA.hasSource, OA.hasSelector, OA.start, OA.end),
    *(DEF.certainty, DEF.sha256, DEF.wording, PROV.wasDerivedFrom),
    *(SCHEMA.sha256, SCHEMA.name, SCHEMA.url, SCHEMA.encodingFormat, SCHEMA.inLanguage),
    SCHEMA.position,
}
"""The properties that a file of evidence has a place for, or that follow from it."""
_MOST_NAMED = 5


@dataclass(frozen=True)
class Move:
    """The changes of files that move the evidence, and what they do."""

    changes: tuple[FileChange, ...]
    files: tuple[EvidenceFile, ...]
    dropped: tuple[tuple[str, int], ...]
    """The properties that are left out, with the number of their statements."""


def plan_move(project: Project, sources: Path | None = None, *, drop: bool = False) -> Move:
    """The files of evidence for the annotations in the data, and the data without them.

    Writes nothing. With `sources` the wording of statements is known. Raises ProjectError where
    something cannot be moved; with `drop`, properties without a place in a file of evidence are
    left out instead.
    """
    graph = load(project.data, base_of=project.base_of).graph
    if not has_annotations(graph):
        raise ProjectError(f"{project.root}: no evidence stands among the facts; nothing to move")
    converted = convert(graph, project, texts_in(sources))
    dropped = tuple(_dropped(graph, converted, project))
    if dropped and not drop:
        named = ", ".join(f"{name} ({number})" for name, number in dropped[:_MOST_NAMED])
        raise ProjectError(
            f"files of evidence have no place for {named}; move that to other nodes first, or "
            "leave it out with --drop"
        )
    _require_free(converted, project)
    written = [_written(file, converted) for file in converted.files]
    _require_same(graph, converted, written, project)
    return Move((*written, *_data(project, converted)), converted.files, dropped)


def _written(file: EvidenceFile, converted: Converted) -> FileChange:
    text = write_evidence(file, objects_in(converted.facts))
    return FileChange(file.path, None, text.encode())


def _data(project: Project, converted: Converted) -> Iterator[FileChange]:
    for path in project.data:
        own = load_file(path, base=project.base_of(path)).graph
        if _apart_in(own, converted).intersection(own.subjects()):
            kept = without_triples(path, lambda graph: facts_in(graph, _apart_in(graph, converted)))
            yield FileChange(path, kept.before, kept.after)


def _apart_in(graph: Graph, converted: Converted) -> frozenset[Node]:
    """The nodes of evidence in one reading of a file; blank nodes differ between readings."""
    return evidence_nodes(graph) | {n for n in converted.apart if not isinstance(n, BNode)}


def _require_free(converted: Converted, project: Project) -> None:
    for file in converted.files:
        if file.path.exists() or file.path.is_symlink():
            raise ProjectError(
                f"{project.display(file.path)} exists; rename it, so that nothing is overwritten"
            )
    known = {e.key for p in project.evidence for e in read_evidence(p, project.settings).entries}
    twice = sorted(known & {e.key for file in converted.files for e in file.entries})
    if twice:
        raise ProjectError(
            f"the evidence has an entry {twice[0]} already; give the annotation another identifier"
        )


def _dropped(graph: Graph, converted: Converted, project: Project) -> Iterator[tuple[str, int]]:
    names = Names(project.settings.prefixes)
    counted = Counter(
        str(predicate)
        for subject, predicate, _ in graph
        if subject in converted.apart and predicate not in _CARRIED
    )
    return ((names.iri(predicate), counted[predicate]) for predicate in sorted(counted))


def _require_same(
    graph: Graph, converted: Converted, written: list[FileChange], project: Project
) -> None:
    """Raises ProjectError unless the files, read again, say of each annotation what it said."""
    try:
        files = [parse_evidence(c.path, c.after, project.settings) for c in written]
    except GraphSyntaxError as error:
        raise ProjectError(
            f"this evidence has no form as a file: {error}; change the annotation, or write the "
            "entry by hand"
        ) from error
    after = annotate(files, objects_in(converted.facts)).loaded.graph
    for annotation in sorted(graph.subjects(RDF.type, OA.Annotation), key=str):
        identifiers = set(graph.objects(annotation, DCTERMS.identifier))
        is_named = identifiers <= set(after.objects(annotation, DCTERMS.identifier))
        if not is_named or _said(annotation, graph) != _said(annotation, after):
            raise ProjectError(
                f"{annotation} would not stay the same as an entry of "
                f"{project.display(written[0].path)}; give it the form …/evidence-KEY, with the "
                "key as dcterms:identifier, and only statements, passages and sources"
            )


def _said(annotation: Node, graph: Graph) -> tuple[frozenset[str], ...]:
    """The content of an annotation: its statements, its passages, its sources, its certainty."""

    def terms(node: Node, *path: Node) -> frozenset[str]:
        nodes = {node}
        for step in path:
            nodes = {o for each in nodes for o in graph.objects(each, step)}
        return frozenset(map(ntriples_term, nodes))

    bodies = graph.objects(annotation, OA.hasBody)
    said = frozenset(
        " ".join(" ".join(terms(b, part)) for part in (RDF.subject, RDF.predicate, RDF.object))
        for b in bodies
    )
    targets = graph.objects(annotation, OA.hasTarget)
    places = frozenset(
        " ".join(" ".join(terms(t, OA.hasSelector, end)) for end in (OA.start, OA.end))
        for t in targets
    )
    certainty = terms(annotation, DEF.certainty) - {ntriples_term(DEF.stated)}
    return said, places, terms(annotation, PROV.wasDerivedFrom), certainty
