"""Validation of the evidence alone: the same results as in a whole validation, in less time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.edit import contents_of
from schlaglicht.evidence.write import prefixes_for
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.i18n import Message, msg
from schlaglicht.project import Project, open_project
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.load import LoadedGraph
from schlaglicht.rdf.locations import Positions
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.suggest import NearMisses
from schlaglicht.validation.ignores import Selection, require_settings, select_results
from schlaglicht.validation.inputs import Inputs, read_inputs
from schlaglicht.validation.order_and_fingerprints import sort_results, with_fingerprints
from schlaglicht.validation.report import Checked, Severity, ValidationReport
from schlaglicht.validation.rules import RULES, most_specific
from schlaglicht.validation.shacl.located_shapes import LocatedShapes, named_classes
from schlaglicht.vocab import SH

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_CODES = tuple(code for code in RULES if code.startswith("evidence-"))
"""The codes of the results that a validation of the evidence can have, but for errors of syntax."""


def validate_evidence(project: Project, *, sources: Path | None = None) -> ValidationReport:
    """The report of the checks of evidence, and with `sources` of the passages there.

    Raises ProjectError as `validate` does.
    """
    from schlaglicht.rdf.rdflib_logging import quiet_rdflib
    from schlaglicht.validation.pipeline import without_collection

    chosen = Selection(_CODES)
    require_settings(project, chosen)
    with quiet_rdflib(), without_collection():
        report = select_results(_unfiltered(project, sources), project, chosen)
        return replace(report, results=with_fingerprints(report.results, project))


def require_sound(stated: Sequence[Triple], project: Project) -> None:
    """Raises ProjectError for new statements with a term or a value that is none.

    That is an ill-typed literal, a text where shapes want another datatype, a date without one, and
    a class or property that the ontology does not declare, or without one misspells a known class.
    """
    from schlaglicht.rdf.rdflib_logging import quiet_rdflib

    with quiet_rdflib():
        inputs, _ = read_inputs(replace(project, evidence=()))
        for _, predicate, object_ in stated:
            if isinstance(object_, Literal) and (wrong := _wrong_value(object_, predicate, inputs)):
                raise ProjectError(wrong)
        if wrong := _wrong_term(stated, inputs):
            raise ProjectError(wrong)


def _wrong_value(literal: Literal, predicate: Node, inputs: Inputs) -> Message | None:
    from schlaglicht.validation.checks.literals import check_one_literal

    shapes = inputs.shapes_graph.graph
    names = Names(prefixes_for(inputs.project.settings.prefixes))
    if fault := check_one_literal(literal, predicate, shapes, names):
        message, help_ = fault
        hint = msg("; {help}", help=help_) if help_ else ""
        return msg("literal-ill-typed: {message}{hint}", message=message, hint=hint)
    if wanted := _datatype_of(literal, predicate, shapes):
        typed = Literal(str(literal), datatype=wanted, normalize=False)
        value, written = names.term(literal), names.term(typed)
        return _wrong_value(typed, predicate, inputs) or msg(
            "{value} has no datatype; write {written}", value=value, written=written
        )
    return None


def _wrong_term(stated: Sequence[Triple], inputs: Inputs) -> Message | None:
    from schlaglicht.validation.checks.undeclared_terms import check_undeclared_terms

    known = {*inputs.data.graph.objects(None, RDF.type), *named_classes(LocatedShapes(inputs))}
    declared = set(inputs.ontology.graph.subjects(RDF.type))
    near = NearMisses(map(str, known - declared))
    for class_ in {o for _, p, o in stated if p == RDF.type} - known - declared:
        if meant := near.nearest(str(class_)):
            names = inputs.names
            return msg(
                "{term} is no class here; did you mean {near}?",
                term=names.term(class_),
                near=names.iri(meant),
            )
    new = new_graph()
    for triple in stated:
        new.add(triple)
    for result in check_undeclared_terms(replace(inputs, data=LoadedGraph(new, Positions()))):
        if result.code == "unknown-term" and result.severity is Severity.VIOLATION:
            return msg("{message}; {help}", message=result.messages, help=result.helps)
    return None


def _datatype_of(literal: Literal, predicate: Node, shapes: Graph) -> URIRef | None:
    """The datatype that a text lacks: the one that shapes want, or that of a date."""
    if literal.datatype not in (None, XSD.string) or literal.language:
        return None
    wanted = {
        datatype
        for shape in shapes.subjects(SH.path, predicate)
        for datatype in shapes.objects(shape, SH.datatype)
        if isinstance(datatype, URIRef)
    }
    if wanted:
        return None if wanted & {XSD.string, RDF.langString} else min(wanted)
    return XSD.date if _ISO_DATE.fullmatch(literal) else None


@contextmanager
def changed(project: Project, contents: Mapping[Path, bytes]) -> Iterator[Project]:
    """The project as it would be with other contents of some files, in a temporary folder."""
    with temporary_folder() as folder:
        for path, content in {**contents_of(project), **contents}.items():
            if path.is_relative_to(project.root):
                target = folder / path.relative_to(project.root)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        yield open_project([folder])


def failing(report: ValidationReport) -> list[Message]:
    """The messages of the results that make a validation fail, each with its code."""
    return [
        msg("{message} ({code})", message=result.messages, code=result.code)
        for result in report.results
        if result.severity >= report.fail_on
    ]


def _unfiltered(project: Project, sources: Path | None) -> ValidationReport:
    from schlaglicht.validation.checks.evidence import check_evidence, check_idle_evidence
    from schlaglicht.validation.checks.passage_digests import check_passages
    from schlaglicht.validation.checks.wording import check_wording

    inputs, broken = read_inputs(project)
    files = len(project.graph_files) + len(project.evidence)
    if broken:
        return ValidationReport(sort_results(broken), Checked(files=files), complete=False)
    evidence, statements = check_evidence(inputs)
    passages, matching = check_passages(inputs, sources) if sources else ([], {})
    idle, wording = check_idle_evidence(inputs), check_wording(inputs, sources)
    results = [*evidence, *idle, *passages, *wording]
    checked = Checked(
        files=files,
        triples=sum(len(part.graph) for part in inputs.parts),
        **statements,
        **matching,
    )
    return ValidationReport(sort_results(most_specific(results)), checked, evidence_alone=True)
