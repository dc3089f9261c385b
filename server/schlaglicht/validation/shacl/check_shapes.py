"""SHACL: pySHACL validates; its results are read as results with places."""

from __future__ import annotations

import logging
import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from types import TracebackType

from rdflib import Graph
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed, ShapeUnfinished
from schlaglicht.formats import GRAPH_EXTENSIONS
from schlaglicht.ground.files import files_below, link_bounds
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.i18n import Message, Texts, msg
from schlaglicht.validation.inputs import Inputs, shapes_in
from schlaglicht.validation.lint.shape_graph import Shapes
from schlaglicht.validation.report import Aspect, Place, Subject, ValidationResult
from schlaglicht.validation.rules import RULES
from schlaglicht.validation.shacl.copied_shapes import without_copies
from schlaglicht.validation.shacl.explanations import with_reasons
from schlaglicht.validation.shacl.recursion import check_recursion
from schlaglicht.validation.shacl.report_reader import BLANK_LABEL, ShaclReader
from schlaglicht.validation.shacl.run import Failure, judge_each
from schlaglicht.validation.shacl.screening.engine import Ask, unscreened
from schlaglicht.vocab import SH

_MOST_NAMED = 3
"""At most this number of unchecked shapes are named."""

_ADDRESS = re.compile(r" object at 0x[0-9a-f]+")
"""The part of a message of Python's that differs from run to run."""


def import_pyshacl(inputs: Inputs) -> None:
    """Imports pySHACL, and with it the grammar of SPARQL, if there are shapes."""
    if shapes_in(inputs.shapes_graph.graph):
        import pyshacl.validator  # noqa: F401


def check_shapes(
    inputs: Inputs, progress: Progress = SILENT, screen: Ask = unscreened
) -> list[ValidationResult]:
    """The results of all shapes over data and ontology, and those for shapes that break pySHACL."""
    empty = _without_shapes(inputs)
    if empty or not shapes_in(inputs.shapes_graph.graph):
        return empty
    shapes, reader = inputs.shapes_graph.graph, ShaclReader(inputs)
    with quiet_pyshacl() as caught:
        try:
            raws, failures = judge_each(
                inputs.data_graph.graph,
                shapes,
                keep=reader.authored.without_others,
                progress=progress,
                screen=screen,
            )
        # pySHACL and the SPARQL engine below it raise any exception, bare Exception included, over
        # faults in shapes. In each case the shapes were not checked: that must not be green.
        except Exception as error:
            shape = _shape_at_work(error.__traceback__, inputs.shapes_graph.graph)
            help_ = msg("no shape was checked; repair this one and validate again")
            return [_unreadable(inputs, error, help_, shape)]
    progress.stage(msg("explaining the results"))
    with quiet_pyshacl():
        results = with_reasons(
            without_copies(reader.results(raws), inputs.project.shapes), inputs, reader.statements
        )
    results += _failed(inputs, failures, reader.shape_name)
    return [*results, *(check_recursion(Shapes(inputs)) if _is_recursive(caught) else ())]


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
    """One result per failure of pySHACL, with the shapes that it left unchecked."""
    unchecked: dict[tuple[Node, str], list[Failure]] = defaultdict(list)
    for failure in failures:
        at_work = _shape_at_work(failure.error.__traceback__, inputs.shapes_graph.graph)
        unchecked[at_work or failure.shape, str(failure.error)].append(failure)
    results = []
    for (shape, _), same in unchecked.items():
        names = sorted({name(failure.shape) for failure in same})
        shapes = ", ".join([*names[:_MOST_NAMED], *("…" for _ in names[_MOST_NAMED:][:1])])
        help_ = msg(
            "what {shapes} asks for was not checked; repair this and validate again", shapes=shapes
        )
        results.append(_unreadable(inputs, same[0].error, help_, shape))
    return results


def _unreadable(
    inputs: Inputs, error: Exception, help_: Message, shape: Node | None
) -> ValidationResult:
    place = inputs.shapes_locator.subject(shape) if shape is not None else None
    if isinstance(error, ConstraintFailed) and error.constraint is not None:
        place = inputs.shapes_locator.subject(error.constraint) or place
    files = inputs.project.shapes or inputs.project.data
    return ValidationResult(
        "shacl-unreadable",
        RULES["shacl-unreadable"].severity,
        _reason(error),
        place or Place(files[0]),
        help_,
        source_shape=shape,
        about=(Subject(Aspect.UNREADABLE_SHAPE, shape),),
    )


def _reason(error: Exception) -> Texts:
    if isinstance(error, ShapeUnfinished | ConstraintFailed):
        return error.messages
    first_line = _ADDRESS.sub("", str(error).partition("\n")[0])
    reason = BLANK_LABEL.sub("[ … ]", first_line) or type(error).__name__
    return msg("pySHACL gives up here: {reason}", reason=reason)


def _shape_at_work(traceback: TracebackType | None, shapes: Graph) -> Node | None:
    """The shape that pySHACL was reading when it failed: its messages rarely name it."""
    found: Node | None = None
    for frame, _ in walk_tb(traceback):
        if frame.f_locals.get("list_contents") == set():
            # All lists of shapes are read in one loop, where `s` is left over from a previous one.
            return next(_listing(frame.f_locals["lst"], shapes), None)
        for name in ("self", "s", "shape", "node_shape", "prop_shape"):
            worker = frame.f_locals.get(name)
            node = getattr(getattr(worker, "shape", worker), "node", worker)
            if isinstance(node, Node) and (node, None, None) in shapes:
                found = node
    return found


def _listing(members: Node, shapes: Graph) -> Iterator[Node]:
    """The shapes that have `members` as their list, in a stable order."""
    lists = (SH["and"], SH["or"], SH.xone)
    yield from sorted((s for p in lists for s in shapes.subjects(p, members)), key=str)


def _is_recursive(caught: list[warnings.WarningMessage]) -> bool:
    if not caught:  # pySHACL may not have been asked
        return False
    from pyshacl.errors import ShapeRecursionWarning

    return any(issubclass(warning.category, ShapeRecursionWarning) for warning in caught)


@contextmanager
def quiet_pyshacl() -> Iterator[list[warnings.WarningMessage]]:
    """Keeps pySHACL from writing to standard error; yields its warnings."""
    logger = logging.getLogger("pyshacl-validate")

    def refuse(_: logging.LogRecord) -> bool:
        return False

    logger.addFilter(refuse)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield caught
    finally:
        logger.removeFilter(refuse)
