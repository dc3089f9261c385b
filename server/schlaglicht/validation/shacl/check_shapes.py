"""SHACL: the findings of shapes as results, and the faults of shapes that have no verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from rdflib import BNode
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed, ShapeUnfinished
from schlaglicht.formats import GRAPH_EXTENSIONS
from schlaglicht.ground.files import files_below, link_bounds
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.i18n import msg
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Aspect, Place, Subject, ValidationResult, reading_order
from schlaglicht.validation.rules import found
from schlaglicht.validation.shacl.explanations import with_reasons
from schlaglicht.validation.shacl.findings import Failure
from schlaglicht.validation.shacl.report_reader import ShaclReader
from schlaglicht.validation.shacl.run import judge
from schlaglicht.validation.shacl.shape_graph import Shapes
from schlaglicht.validation.shacl.shapes import shapes_in

_MOST_NAMED = 3
"""At most this number of unchecked shapes are named."""


def check_shapes(inputs: Inputs, progress: Progress = SILENT) -> list[ValidationResult]:
    """The results of all shapes over data and ontology, and those for shapes without a verdict."""
    empty = _without_shapes(inputs)
    if empty or not shapes_in(inputs.shapes_graph.graph):
        return empty
    reader = ShaclReader(inputs)
    judged = judge(inputs.data_graph.graph, inputs.shapes_graph.graph, progress=progress)
    progress.stage(msg("explaining the results"))
    read = list(zip(judged.findings, reader.results(judged.findings), strict=True))
    kept = set(map(id, _without_copies([result for _, result in read], inputs.project.shapes)))
    results = with_reasons([one for one in read if id(one[1]) in kept], inputs, reader.statements)
    results += _failed(inputs, judged.failures, reader.shape_name)
    return [*results, *(_recursion(Shapes(inputs)) if judged.recursion else ())]


def _without_shapes(inputs: Inputs) -> list[ValidationResult]:
    folder, files = inputs.project.root / "shapes", inputs.project.shapes
    # A single file may be checked next to a full folder.
    below = files_below(folder, bounds=link_bounds(inputs.project.root))
    is_bare = folder.is_dir() and not any(p.suffix.lower() in GRAPH_EXTENSIONS for p in below)
    if shapes_in(inputs.shapes.graph) or not (files or is_bare):
        return []
    place = Place(files[0] if files else folder)
    return [
        found(
            "empty-shapes",
            place,
            msg("no shape found; with none, every check passes"),
            msg("check the namespace of sh: (http://www.w3.org/ns/shacl#), or remove the folder"),
            about=(Subject(Aspect.NO_SHAPES),),
        )
    ]


def _failed(
    inputs: Inputs, failures: Sequence[Failure], name: Callable[[Node], str]
) -> list[ValidationResult]:
    """One result per fault of a shape, with the shapes that it left unchecked."""
    unchecked: dict[tuple[Node, str], list[Failure]] = defaultdict(list)
    for failure in failures:
        unchecked[failure.at_fault, str(failure.error)].append(failure)
    results = []
    for (shape, _), same in unchecked.items():
        names = sorted({name(failure.shape) for failure in same})
        shapes = ", ".join([*names[:_MOST_NAMED], *("…" for _ in names[_MOST_NAMED:][:1])])
        help_ = msg(
            "what {shapes} asks for was not checked; repair this and validate again", shapes=shapes
        )
        error = same[0].error
        constraint = error.constraint if isinstance(error, ConstraintFailed) else None
        place = inputs.shapes_locator.subject(constraint) if constraint is not None else None
        results.append(
            found(
                "shacl-unfinished" if isinstance(error, ShapeUnfinished) else "shacl-unreadable",
                place
                or inputs.shapes_locator.subject(shape)
                or Place((inputs.project.shapes or inputs.project.data)[0]),
                error.messages,
                help_,
                source_shape=shape,
                about=(Subject(Aspect.UNREADABLE_SHAPE, shape),),
            )
        )
    return results


def _without_copies(
    results: Sequence[ValidationResult], preferred: Collection[Path]
) -> list[ValidationResult]:
    """Removes results that anonymous shapes, copied in several files, repeat.

    Shapes with an IRI are the same wherever they stand; anonymous ones are as many as there are
    copies, of one file in two folders for instance. Those of a file among `preferred` stay, else
    those of the first file by name. Equal results of one file are of different constraints, and
    stay.
    """
    placed = [
        (result.shape_place.path, result)
        for result in results
        if result.shape_place and isinstance(result.source_shape, BNode)
    ]
    files: dict[str | None, set[Path]] = {}
    for path, result in placed:
        files.setdefault(result.shape_name, set()).add(path)
    placed = [one for one in placed if len(files[one[1].shape_name]) > 1]
    first: dict[Hashable, Path] = {}
    for path, result in sorted(placed, key=lambda one: (one[0] not in preferred, str(one[0]))):
        first.setdefault(_statement(result), path)
    copies = {id(result) for path, result in placed if first[_statement(result)] != path}
    return [result for result in results if id(result) not in copies]


def _statement(result: ValidationResult) -> Hashable:
    """The statement of a result about the data, whichever shape it comes from."""
    return (
        result.focus_node,
        result.path,
        result.value,
        result.component,
        result.severity,
        result.shape_name,
        *sorted(result.messages.items()),
        *sorted(result.constraint.items()),
    )


def _recursion(shapes: Shapes) -> list[ValidationResult]:
    """A result for each circle of shapes, at the first of them.

    https://www.w3.org/TR/shacl/#shapes-recursion
    """
    message = msg("shapes refer to each other in a circle, which was not followed any further")
    return [
        found("shape-recursion", shapes.locate.subject(shape), message, source_shape=shape)
        for shape in _firsts(shapes)
    ]


def _firsts(shapes: Shapes) -> Iterator[Node]:
    """The first shape of each circle, in the order of the files."""
    places = {shape: shapes.locate.subject(shape) or Place(Path()) for shape in shapes.all}
    in_order = sorted(places, key=lambda shape: reading_order(places[shape]))
    numbers = {shape: number for number, shape in enumerate(in_order)}
    references = {
        shape: sorted(numbers.keys() & set(shapes.inner(shape)), key=numbers.__getitem__)
        for shape in numbers
    }
    while circle := _circle(references):
        yield min(circle, key=numbers.__getitem__)
        references = {
            shape: [other for other in others if other not in circle]
            for shape, others in references.items()
            if shape not in circle
        }


def _circle(references: dict[Node, list[Node]]) -> frozenset[Node]:
    """The shapes of one circle; empty if there is none."""
    try:
        TopologicalSorter(references).prepare()
    except CycleError as error:
        return frozenset(error.args[1])
    return frozenset()
