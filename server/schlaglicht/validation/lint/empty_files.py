"""Files of shapes in which there is no shape, beside others: whatever they were to check, is not.

An empty one, one whose prefix for SHACL is another's, or one that came into the folder by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rdflib import OWL, RDF, RDFS, Literal
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.validation.inputs import Inputs, shapes_in
from schlaglicht.validation.lint.lint_result import found
from schlaglicht.validation.report import Aspect, Place, Severity, Subject, ValidationResult
from schlaglicht.validation.result_locations import Triple
from schlaglicht.vocab import SH

_SHACL = str(SH)
_DECLARING = (str(OWL), str(RDF), str(RDFS))
"""Namespaces of the classes that ontologies, classes and properties have."""


def check_files(inputs: Inputs) -> list[ValidationResult]:
    """A result for each file of shapes that holds none, nor anything that shapes may need.

    Nothing where no file holds any: that is said of them all.
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
    """What each file of shapes states; those of which keys were dropped are told by these."""
    dropped = {key.path for key in inputs.shapes.positions.dropped}
    stated: dict[Path, list[Triple]] = {
        path: [] for path in inputs.project.shapes if path not in dropped
    }
    for file in inputs.shapes.positions.files:
        if file.path in stated:
            stated[file.path] += file.triples
    return stated


def _is_of_shacl(triple: Triple) -> bool:
    return any(str(term).startswith(_SHACL) for term in triple if not isinstance(term, Literal))


def _serves(triples: Iterable[Triple], needed: set[Node]) -> bool:
    """Whether a file declares terms, or says something of what the shapes of others name."""
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
        msg("this file holds no shape, though others beside it do"),
        helps=msg("check the namespace of sh: (http://www.w3.org/ns/shacl#), or remove the file"),
        severity=Severity.WARNING,
        about=(Subject(Aspect.NO_SHAPES, path),),
    )
