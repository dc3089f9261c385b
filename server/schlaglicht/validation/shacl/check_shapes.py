"""SHACL: the findings of shapes as results, and the faults of shapes that have no verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed, ShapeUnfinished
from schlaglicht.formats import GRAPH_EXTENSIONS
from schlaglicht.ground.files import files_below, link_bounds
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.i18n import msg
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Aspect, Place, Subject, ValidationResult
from schlaglicht.validation.rules import RULES
from schlaglicht.validation.shacl.copied_shapes import without_copies
from schlaglicht.validation.shacl.explanations import with_reasons
from schlaglicht.validation.shacl.findings import Failure
from schlaglicht.validation.shacl.recursion import check_recursion
from schlaglicht.validation.shacl.report_reader import ShaclReader
from schlaglicht.validation.shacl.run import judge
from schlaglicht.validation.shacl.shape_graph import Shapes
from schlaglicht.validation.shacl.shapes import shapes_in

_UNREADABLE = "shacl-unreadable"
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
    found = list(zip(judged.findings, reader.results(judged.findings), strict=True))
    kept = {id(result) for result in without_copies([r for _, r in found], inputs.project.shapes)}
    results = with_reasons([one for one in found if id(one[1]) in kept], inputs, reader.statements)
    results += _failed(inputs, judged.failures, reader.shape_name)
    return [*results, *(check_recursion(Shapes(inputs)) if judged.recursion else ())]


def _without_shapes(inputs: Inputs) -> list[ValidationResult]:
    folder = inputs.project.root / "shapes"
    files = inputs.project.shapes
    if shapes_in(inputs.shapes.graph) or not (files or _is_bare(folder, inputs.project.root)):
        return []
    place = Place(files[0] if files else folder)
    return [
        ValidationResult(
            "empty-shapes",
            RULES["empty-shapes"].severity,
            msg("no shape found; with none, every check passes"),
            place,
            msg("check the namespace of sh: (http://www.w3.org/ns/shacl#), or remove the folder"),
            about=(Subject(Aspect.NO_SHAPES),),
        )
    ]


def _is_bare(folder: Path, root: Path) -> bool:
    """True if a folder exists without RDF; a single file may be checked next to a full folder."""
    return folder.is_dir() and not any(
        path.suffix.lower() in GRAPH_EXTENSIONS
        for path in files_below(folder, bounds=link_bounds(root))
    )


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
        rule = RULES["shacl-unfinished" if isinstance(error, ShapeUnfinished) else _UNREADABLE]
        constraint = error.constraint if isinstance(error, ConstraintFailed) else None
        place = inputs.shapes_locator.subject(constraint) if constraint is not None else None
        results.append(
            ValidationResult(
                rule.code,
                rule.severity,
                error.messages,
                place or inputs.shapes_locator.subject(shape) or Place(_some_file(inputs)),
                help_,
                source_shape=shape,
                about=(Subject(Aspect.UNREADABLE_SHAPE, shape),),
            )
        )
    return results


def _some_file(inputs: Inputs) -> Path:
    return (inputs.project.shapes or inputs.project.data)[0]
