"""SHACL: a graph judged by its shapes, and the results, also of shapes that have no verdict.

Each process has all shapes and the whole graph; only the focus nodes of targets are divided, never
the value nodes that shapes lead to. The time of each shape is limited, as a pattern or a query may
go on for ever. Shapes with queries are evaluated in a process that the system ends when it takes
too long or too much memory: nothing else stops the store. Where none can be forked, as on macOS,
they have no limit.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from functools import partial
from graphlib import CycleError, TopologicalSorter
from math import inf
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, NoReturn

from rdflib import BNode, Graph
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed, ShapeUnfinished, WorkStopped
from schlaglicht.formats import GRAPH_EXTENSIONS
from schlaglicht.ground.bounded_process import VARIABLE, Bounds, Send, scaled, sent_by
from schlaglicht.ground.files import files_below, link_bounds
from schlaglicht.ground.processes import in_fork, may_fork, processors
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.i18n import msg
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Aspect, Place, Subject, ValidationResult, reading_order
from schlaglicht.validation.rules import result_of
from schlaglicht.validation.shacl.evaluator import Evaluator
from schlaglicht.validation.shacl.findings import Failure, Finding
from schlaglicht.validation.shacl.located_shapes import LocatedShapes
from schlaglicht.validation.shacl.reasons_of_inner_shapes import with_reasons
from schlaglicht.validation.shacl.result_builder import ResultBuilder
from schlaglicht.validation.shacl.shapes import Shape, ShapeSet, shapes_in

_ENOUGH = 8_000
"""Number of pairs of shape and focus node from which a second process is worth its start."""
_MOST_PROCESSES = 8
_FIRST, _TOGETHER = 100, 32_000
"""Focus nodes of a shape that are evaluated in its first step, and in any at most.

Each step has twice as many as the one before: a shape that takes far too long shows it early.
"""
_MEMORY = 4 * 2**30
"""Bytes that queries may take, beyond what the process has that starts them."""

SHAPE, WHOLE = 10.0, 300.0
"""Seconds of processor time for a shape, and for all that this process does."""

PER_NODE = 0.01
"""Seconds more for each node so far: a hundred times what an ordinary shape takes."""

PER_PAIR = 1e-6
"""Seconds more for each triple of the data, for each node: a query may compare all with all."""

_SHORTEST = 0.001
_AGAIN = 1.0
"""Seconds until the next interruption, should the code under way have swallowed one."""

_SHAPES, _SPARQL = msg("checking the shapes"), msg("checking the SPARQL constraints")

_Tasks = list[tuple[Shape, Sequence[Node]]]
"""Shapes, each with its focus nodes."""


@dataclass(frozen=True)
class Judgement:
    """The findings of all shapes of a graph."""

    findings: Sequence[Finding]
    failures: Sequence[Failure] = ()
    recursion: bool = False
    """True if a shape met itself, and was not followed any further."""


def judge(
    data: Graph, shapes: Graph, *, processes: int | None = None, progress: Progress = SILENT
) -> Judgement:
    """The findings of all shapes with targets that can be evaluated, and the shapes that cannot.

    `processes` is the number that share the work; by default that of processors, if there is
    enough to do.
    """
    evaluator = Evaluator(data, ShapeSet(shapes))
    tasks, failures = _tasks(evaluator)
    if processes is None:
        much = sum(len(nodes) for _, nodes in tasks) >= _ENOUGH
        processes = min(processors(), _MOST_PROCESSES) if much else 1
    evaluation = _Evaluation(evaluator, progress)
    if any(nodes and evaluation.asks(shape) for shape, nodes in tasks):
        evaluator.queries.prepare()
    outcome = evaluation.divided(tasks, processes if may_fork() else 1)
    at_fault = {failure.at_fault for failure in outcome.failures.values()}
    failures = [one for one in failures if one.shape not in at_fault]
    failures += outcome.failures.values()
    broken = {f.shape for f in failures if isinstance(f.error, ConstraintFailed)}
    findings = [finding for node, found in outcome.found if node not in broken for finding in found]
    return Judgement(findings, failures, outcome.recursion)


def _tasks(evaluator: Evaluator) -> tuple[_Tasks, list[Failure]]:
    """The active shapes with targets, and those that cannot be read, with targets or without."""
    tasks: _Tasks = []
    failures = []
    shapes = evaluator.shapes
    for node in sorted(shapes_in(shapes.graph), key=str):
        try:
            shape = shapes.shape(node)
        except ConstraintFailed as error:
            failures.append(Failure(node, error))
            continue
        if node in shapes.with_targets and not shape.deactivated:
            tasks.append((shape, list(evaluator.focus_nodes(shape))))
    return tasks, failures


@dataclass(frozen=True)
class _Step:
    """A message about a step of a shape: sent before it, and after it with its findings."""

    shape: int
    seconds: float = 0.0
    """The processor time that it may take."""
    found: Sequence[Finding] = ()
    nodes: int = 0
    error: ConstraintFailed | ShapeUnfinished | None = None


@dataclass
class _Outcome:
    """The findings of a part of the work, by the nodes of its shapes."""

    found: list[tuple[Node, Sequence[Finding]]] = field(default_factory=list)
    failures: dict[Node, Failure] = field(default_factory=dict)
    recursion: bool = False
    done: int = 0

    def add(self, shape: Node, step: _Step) -> None:
        """Adds what a step of a shape found."""
        if step.found:
            self.found.append((shape, step.found))
        if step.error:
            self.failures[shape] = Failure(shape, step.error)
        self.done += step.nodes


class _Evaluation:
    """Evaluates work in this process and others."""

    def __init__(self, evaluator: Evaluator, progress: Progress) -> None:
        self._evaluator = evaluator
        self._progress = progress
        self._asking = evaluator.asking()
        self._triples = len(evaluator.data)

    def asks(self, shape: Shape) -> bool:
        """True if a shape, or one that it leads to, has queries."""
        return shape.node in self._asking

    def divided(self, tasks: _Tasks, processes: int) -> _Outcome:
        """The outcome of the work, shared by processes."""
        # The focus nodes of each shape are dealt like cards.
        first, *others = [
            [
                (shape, nodes[(place + number) % processes :: processes])
                for number, (shape, nodes) in enumerate(tasks)
            ]
            for place in range(processes)
        ]
        with ExitStack() as stack:
            waiting = [stack.enter_context(in_fork(partial(self._here, part))) for part in others]
            outcome = self._here(first, self._progress)
            for other in (wait() for wait in waiting):
                outcome.found += other.found
                outcome.failures |= other.failures
                outcome.recursion |= other.recursion
        return outcome

    def _here(self, tasks: _Tasks, progress: Progress = SILENT) -> _Outcome:
        """The outcome of work in this process, and of queries in one that can be ended."""
        outcome, total = _Outcome(), sum(len(nodes) for _, nodes in tasks)
        plain = [(shape, nodes) for shape, nodes in tasks if nodes and not self.asks(shape)]
        asking = [(shape, nodes) for shape, nodes in tasks if nodes and self.asks(shape)]
        if plain:
            progress.stage(_SHAPES)
        for step in self._steps(plain, TimeLimit(_nodes(plain), self._triples)):
            outcome.add(plain[step.shape][0].node, step)
            progress.count(outcome.done, total)
        outcome.recursion = self._evaluator.recursion
        if asking:
            progress.stage(_SPARQL)
        while asking:
            done = self._bounded(asking, outcome, lambda: progress.count(outcome.done, total))
            asking = asking[done:]
        return outcome

    def _steps(self, tasks: _Tasks, limit: TimeLimit | None) -> Iterator[_Step]:
        for number, (shape, nodes) in enumerate(tasks):
            try:
                for part in _parts_of(nodes):
                    seconds = limit.allow(shape.node, len(part)) if limit else inf
                    yield _Step(number, seconds)
                    with limit or nullcontext():
                        found = [finding for _, finding in self._evaluator.findings(shape, part)]
                    yield _Step(number, found=found, nodes=len(part))
            except (ConstraintFailed, ShapeUnfinished) as error:
                yield _Step(number, error=error)

    def _bounded(self, tasks: _Tasks, outcome: _Outcome, tell: Callable[[], None]) -> int:
        """Evaluates in a limited process; returns the shapes done, one that broke a limit included.

        Nothing stops a query but the end of its process. This one has to go on: where it cannot
        fork, it evaluates without a limit.
        """
        bounds = Bounds(
            seconds=int(whole(_nodes(tasks), self._triples)) + 1, memory=int(scaled(_MEMORY))
        )
        last = _Step(0)
        try:
            for value in sent_by(partial(self._send, tasks, os.getpid()), bounds):
                if isinstance(value, _Step):
                    last = value
                    outcome.add(tasks[value.shape][0].node, value)
                    tell()
                else:
                    outcome.recursion |= value
        except WorkStopped as stopped:
            error = unfinished(last.seconds, out_of_memory=stopped.cause == "memory")
            outcome.add(tasks[last.shape][0].node, _Step(last.shape, error=error))
            return last.shape + 1
        return len(tasks)

    def _send(self, tasks: _Tasks, asked_by: int, send: Send) -> None:
        is_own = os.getpid() != asked_by  # else there was no room for one, and this has to go on
        limit = TimeLimit(_nodes(tasks), self._triples, fatal=True) if is_own else None
        for step in self._steps(tasks, limit):
            send(step)
        send(self._evaluator.recursion)


def _nodes(tasks: _Tasks) -> int:
    return sum(len(nodes) for _, nodes in tasks)


def _parts_of(nodes: Sequence[Node]) -> Iterator[Sequence[Node]]:
    start, size = 0, min(_FIRST, _TOGETHER)
    while start < len(nodes):
        yield nodes[start : start + size]
        start, size = start + size, min(2 * size, _TOGETHER)


class _Interrupted(BaseException):
    """Interrupts code that handles any Exception as a fault of its own."""


def whole(nodes: int, triples: int) -> float:
    """Seconds that all shapes may take for `nodes` altogether, in data of so many triples."""
    return scaled(WHOLE + _share(nodes, triples))


def _share(nodes: int, triples: int) -> float:
    return (PER_NODE + PER_PAIR * triples) * nodes


class TimeLimit:
    """The time that all shapes of one validation may take in this process.

    Processor time counts, so that a busy machine changes no result. In the block of `allow`ed time
    ShapeUnfinished is raised when that is over; with `fatal`, the process ends. Only the main
    thread can be interrupted, on systems that have such a clock.
    """

    def __init__(self, nodes: int, triples: int, *, fatal: bool = False) -> None:
        self._triples = triples
        self._seconds = whole(nodes, triples)
        self._end = time.process_time() + self._seconds
        self._shape: Node | None = None
        self._allowed = self._spent = self._step = self._begin = 0.0
        self._handler: Any = signal.SIG_DFL if fatal else _interrupt
        self._before: Any = None

    def allow(self, shape: Node, nodes: int) -> float:
        """Seconds for the next step of `shape`: its share for `nodes`, and what steps before left.

        Steps of a shape follow each other. Raises ShapeUnfinished if there is no time at all.
        """
        if shape != self._shape:
            self._shape, self._allowed, self._spent = shape, SHAPE, 0.0
        self._allowed += _share(nodes, self._triples)
        left = self._end - time.process_time()
        if left <= 0:
            raise unfinished(self._seconds)
        self._step = max(min(scaled(self._allowed) - self._spent, left), _SHORTEST)
        return self._spent + self._step

    def __enter__(self) -> None:
        self._begin = time.process_time()
        if hasattr(signal, "SIGPROF") and threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGPROF, self._handler)
            signal.setitimer(signal.ITIMER_PROF, self._step, _AGAIN)

    def __exit__(
        self,
        _: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, self._before)
            self._before = None
        taken = self._spent + self._step
        self._spent += time.process_time() - self._begin
        if isinstance(error, _Interrupted):
            raise unfinished(taken).with_traceback(traceback) from None


def unfinished(seconds: float, *, out_of_memory: bool = False) -> ShapeUnfinished:
    """The error of a shape that took so long, or all the memory there was."""
    if out_of_memory:
        return ShapeUnfinished(
            msg(
                "stopped for lack of memory, unfinished; {variable} raises the limit",
                variable=VARIABLE,
            )
        )
    return ShapeUnfinished(
        msg(
            "stopped after {seconds} s of processor time, unfinished; {variable} raises the limit",
            seconds=f"{seconds:.0f}",
            variable=VARIABLE,
        )
    )


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _Interrupted


_MOST_NAMED = 3
"""At most this number of unchecked shapes are named."""


def check_shapes(inputs: Inputs, progress: Progress = SILENT) -> list[ValidationResult]:
    """The results of all shapes over data and ontology, and those for shapes without a verdict."""
    empty = _without_shapes(inputs)
    if empty or not shapes_in(inputs.shapes_graph.graph):
        return empty
    builder = ResultBuilder(inputs)
    judged = judge(inputs.data_graph.graph, inputs.shapes_graph.graph, progress=progress)
    progress.stage(msg("explaining the results"))
    read = list(zip(judged.findings, builder.results(judged.findings), strict=True))
    kept = set(map(id, _without_copies([result for _, result in read], inputs.project.shapes)))
    results = with_reasons([one for one in read if id(one[1]) in kept], inputs, builder.statements)
    results += _failed(inputs, judged.failures, builder.shape_name)
    return [*results, *(_recursion(LocatedShapes(inputs)) if judged.recursion else ())]


def _without_shapes(inputs: Inputs) -> list[ValidationResult]:
    folder, files = inputs.project.root / "shapes", inputs.project.shapes
    # A single file may be checked next to a full folder.
    below = files_below(folder, bounds=link_bounds(inputs.project.root))
    is_bare = folder.is_dir() and not any(p.suffix.lower() in GRAPH_EXTENSIONS for p in below)
    if shapes_in(inputs.shapes.graph) or not (files or is_bare):
        return []
    place = Place(files[0] if files else folder)
    return [
        result_of(
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
            result_of(
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
    copies, of one file in two folders for instance; one that demands anything else is no copy, even
    where the constraint that failed is the same.
    Those of a file among `preferred` stay, else those of the first file by name. Equal results of
    one file are of different constraints, and stay.
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
    """The statement of a result about the data: what a shape demands, whichever shape it is."""
    return (
        result.focus_node,
        result.path,
        result.value,
        result.component,
        result.severity,
        result.shape_name,
        result.twin,
        *sorted(result.messages.items()),
        *sorted(result.constraint.items()),
    )


def _recursion(shapes: LocatedShapes) -> list[ValidationResult]:
    """A result for each circle of shapes, at the first of them.

    https://www.w3.org/TR/shacl/#shapes-recursion
    """
    message = msg("shapes refer to each other in a circle, which was not followed any further")
    return [
        result_of("shape-recursion", shapes.locate.subject(shape), message, source_shape=shape)
        for shape in _firsts(shapes)
    ]


def _firsts(shapes: LocatedShapes) -> Iterator[Node]:
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
