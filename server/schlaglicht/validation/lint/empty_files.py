"""Files without shapes among files of shapes: their intended checks do not happen.

An empty file, one with a wrong prefix for SHACL, or one in the folder by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rdflib import OWL, RDF, RDFS, Literal
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.inputs import Inputs, shapes_in
from schlaglicht.validation.lint.lint_result import found
from schlaglicht.validation.report import Aspect, Place, Severity, Subject, ValidationResult
from schlaglicht.vocab import SH

_DECLARING = (str(OWL), str(RDF), str(RDFS))
"""Namespaces of the classes that ontologies, classes and properties have."""


def check_empty_files(inputs: Inputs) -> list[ValidationResult]:
    """A result for each file of shapes without shapes or anything that they may need.

    None where all files lack shapes: another result covers that.
    """
    if not shapes_in(inputs.shapes.graph):
        return []
    stated = _stated(inputs)
    without = [path for path, triples in stated.items() if not any(map(_is_of_shacl, triples))]
    if not without:
        return []
    shapes = [triples for path, triples in stated.items() if path not in without]
    needed = {term for triples in shapes for triple in triples for term in triple}
    return [_result(path) for path in without if not _serves(stated[path], needed)]


def _stated(inputs: Inputs) -> Mapping[Path, Sequence[Triple]]:
    """The triples of each file of shapes, except those with dropped keys, reported separately."""
    dropped = {key.path for key in inputs.shapes.positions.dropped}
    stated: dict[Path, list[Triple]] = {
        path: [] for path in inputs.project.shapes if path not in dropped
    }
    for file in inputs.shapes.positions.files:
        if file.path in stated:
            stated[file.path] += file.triples
    return stated


def _is_of_shacl(triple: Triple) -> bool:
    return any(str(term) in SH for term in triple if not isinstance(term, Literal))


def _serves(triples: Iterable[Triple], needed: set[Node]) -> bool:
    """True if a file declares terms, or describes terms that shapes of other files name."""
    return any(
        subject in needed
        or predicate in (RDFS.subClassOf, RDFS.subPropertyOf)
        or (predicate == RDF.type and (object_ in needed or str(object_).startswith(_DECLARING)))
        for subject, predicate, object_ in triples
    )


def _result(path: Path) -> ValidationResult:
    return found(
        "empty-shapes",
        Place(path),
        msg("this file contains no shape, unlike others next to it"),
        helps=msg("check the namespace of sh: (http://www.w3.org/ns/shacl#), or remove the file"),
        severity=Severity.WARNING,
        about=(Subject(Aspect.NO_SHAPES, path),),
    )
