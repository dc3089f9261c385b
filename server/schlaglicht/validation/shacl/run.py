"""Validation of a graph by pySHACL, in several processes when there is much to do.

Every focus node of every shape is evaluated once, in one process or another, by pySHACL's own
`Shape.validate`. Each process has all shapes and graphs: only the focus nodes of targets are
divided, never the value nodes that shapes lead to.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace
from typing import Any

from rdflib import XSD, Graph, Literal
from rdflib.term import Node

from schlaglicht.errors import ShapeUnfinished
from schlaglicht.ground.processes import in_fork, may_fork, processors
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.i18n import msg
from schlaglicht.rdf.booleans import ONLY_TRUE
from schlaglicht.rdf.graph_store import new_graph, union_of
from schlaglicht.validation.shacl.inverse_paths import turn_inverses
from schlaglicht.validation.shacl.pyshacl_patches.apply import patched_pyshacl, skipping
from schlaglicht.validation.shacl.pyshacl_patches.fixes import DEEPEST
from schlaglicht.validation.shacl.raw_results import (
    RawResult,
    pyshacl_result,
    raw_result,
    raw_results,
    received,
    sent,
)
from schlaglicht.validation.shacl.screening.engine import Answer, Ask, unscreened
from schlaglicht.validation.shacl.screening.passed import Passed
from schlaglicht.validation.shacl.time_limit import TimeLimit
from schlaglicht.vocab import SH

_ONE = Literal("1", datatype=XSD.boolean, normalize=False)
_ENOUGH = 8_000
"""Number of pairs of shape and focus node from which a second process is worth its start."""
_MOST_PROCESSES = 8
_FIRST, _TOGETHER = 100, 4_000
"""Focus nodes of a shape that are evaluated in its first step, and in any at most.

Each step has twice as many as the one before: a shape that takes far too long shows it early.
"""

_SHAPES, _SPARQL = msg("checking the shapes"), msg("checking the SPARQL constraints")

_Work = list[tuple[Any, Sequence[Node]]]
"""Shapes, each with its focus nodes."""
_Sent = tuple[bool, list[Any], Sequence["Failure"], bool]
"""The outcome of a process in plain values."""


@dataclass(frozen=True)
class Failure:
    """A shape that cannot be evaluated, and the exception of pySHACL, of any class."""

    shape: Node
    error: Exception


Keep = Callable[[RawResult], RawResult]
"""Returns a result without the parts that nobody will read."""


def judge(
    data: Graph, shapes: Graph, *, processes: int | None = None, screen: Ask = unscreened
) -> Graph:
    """The report graph of pySHACL on `data`; both graphs stay unchanged.

    `processes` is the number that share the work; by default that of processors, if there is
    enough to do. Raises pySHACL's exception, of any class, over faults in shapes.
    """
    answer = screen()
    with patched_pyshacl() as known:
        if not known:
            return _plain(data, _own(shapes))
        judgement = _Judgement(data, _own(shapes), answer)
        outcome = judgement.outcome(processes, SILENT)
        if outcome.failures:
            raise outcome.failures[0].error
        return judgement.report_graph(outcome)


def judge_each(
    data: Graph,
    shapes: Graph,
    *,
    keep: Keep = lambda result: result,
    processes: int | None = None,
    progress: Progress = SILENT,
    screen: Ask = unscreened,
) -> tuple[list[RawResult], Sequence[Failure]]:
    """The results of all shapes with targets that can be evaluated, and the shapes that cannot.

    What passes the screen is not judged by pySHACL, which is not even imported if all does. Raises
    as `judge` does if the shapes cannot be read at all.
    """
    answer = screen()
    if answer is not None and answer.settles:
        return [], ()
    with patched_pyshacl() as known:
        if not known:
            return raw_results(_plain(data, _own(shapes))), ()
        outcome = _Judgement(data, _own(shapes), answer, keep).outcome(processes, progress)
        return outcome.results, outcome.failures


Evaluate = Callable[[Node, Node], list[RawResult]]
"""Returns the results about one node by one shape, whatever the shape's targets."""


@contextmanager
def evaluating(data: Graph, shapes: Graph) -> Iterator[Evaluate | None]:
    """Evaluates single shapes on single nodes; yields None for an unknown release of pySHACL."""
    with patched_pyshacl() as known:
        yield _Judgement(data, _own(shapes)).results_on if known else None


def _plain(data: Graph, shapes: Graph) -> Graph:
    """The report with pySHACL's default options, as several others make it pass invalid data."""
    import pyshacl

    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", max_validation_depth=DEEPEST
    )
    if not isinstance(report, Graph):
        raise report
    return report


def _own(shapes: Graph) -> Graph:
    """A copy, to which pySHACL may add triples, without constructs that it misreads."""
    own = union_of([shapes])
    for switch in ONLY_TRUE:
        own.remove((None, switch, _ONE))
    for prefix, namespace in shapes.namespaces():
        own.bind(prefix, namespace)
    turn_inverses(own)
    return own


@dataclass(frozen=True)
class _Outcome:
    """The outcome of a process."""

    conforms: bool
    results: list[RawResult]
    failures: Sequence[Failure] = ()
    recursion: bool = False


class _Judgement:
    """One validation by pySHACL's Validator."""

    def __init__(
        self,
        data: Graph,
        shapes: Graph,
        answer: Answer | None = None,
        keep: Keep = lambda result: result,
    ) -> None:
        from pyshacl.graph_abstraction import DataGraph
        from pyshacl.validator import Validator

        self._data = DataGraph.from_rdflib(data)
        logger = logging.getLogger("pyshacl-validate")
        options = {"logger": logger, "inference": "none", "max_validation_depth": DEEPEST}
        self._validator = Validator(self._data, shacl_graph=shapes, options=options)
        self._shapes = self._validator.shacl_graph
        self._shapes.shapes  # noqa: B018 - reads them all, unlike a look-up of one
        self._answer = answer
        self._keep = keep

    def results_on(self, shape: Node, node: Node) -> list[RawResult]:
        """The results about one node by one shape."""
        found = self._shapes.lookup_shape_from_node(shape)
        outcome = self._evaluated([(found, [node])])
        if outcome.failures:
            raise outcome.failures[0].error
        return outcome.results

    def report_graph(self, outcome: _Outcome) -> Graph:
        """The report as pySHACL writes it."""
        report: Graph
        # pySHACL would bind each prefix of the shapes by a scan of those before; nobody reads them.
        unprefixed = SimpleNamespace(graph=new_graph())
        shapes = self._shapes.graph
        results = [pyshacl_result(result, self._data, shapes) for result in outcome.results]
        report, _ = self._validator.create_validation_report(unprefixed, outcome.conforms, results)
        return report

    def outcome(self, processes: int | None, progress: Progress) -> _Outcome:
        """The results of all shapes on their focus nodes, without those that passed the screen."""
        work: _Work = [
            (shape, list(shape.focus_nodes(self._data)))
            for shape in self._shapes.shapes
            if not shape.deactivated
        ]
        work.sort(key=lambda part: self._queries(part[0]))
        if self._answer is None:
            return self._judged(work, processes, progress)
        passed = Passed(self._answer, ((shape.node, nodes) for shape, nodes in work))
        with skipping(passed.without):
            left = [(shape, passed.without(shape.node, nodes)) for shape, nodes in work]
            return self._judged(left, processes, progress)

    def _judged(self, work: _Work, processes: int | None, progress: Progress) -> _Outcome:
        if processes is None:
            much = sum(len(nodes) for _, nodes in work) >= _ENOUGH
            processes = min(processors(), _MOST_PROCESSES) if much else 1
        if processes > 1 and may_fork():
            divided = self._divided(work, processes, progress)
            if divided is not None:
                return divided
        return self._evaluated(work, progress)

    def _evaluated(self, work: _Work, progress: Progress = SILENT) -> _Outcome:
        executor = self._validator.make_executor()
        limit = TimeLimit(sum(len(nodes) for _, nodes in work))
        conforms = True
        results: list[RawResult] = []
        failures: list[Failure] = []
        for shape, nodes in self._reported(work, progress):
            if failures and failures[-1].shape == shape.node:
                continue
            try:
                with limit.step(shape.node, len(nodes)):
                    shape_conforms, found = shape.validate(executor, self._data, focus=nodes)
            # pySHACL and the SPARQL engine below it raise any exception over faults in shapes.
            except Exception as error:
                failures.append(Failure(shape.node, error))
                continue
            conforms = conforms and shape_conforms
            results += (self._keep(raw_result(one)) for one in found)
        if not conforms and not results:
            raise RuntimeError("a shape does not conform, and has no result")
        return _Outcome(conforms, results, failures)

    def _reported(self, work: _Work, progress: Progress) -> Iterator[tuple[Any, Sequence[Node]]]:
        """The shapes with focus nodes; `progress` gets the number of nodes that are done."""
        done, total = 0, sum(len(nodes) for _, nodes in work)
        asking: bool | None = None
        for shape, nodes in work:
            if nodes and asking != (asking := self._queries(shape)):
                progress.stage(_SPARQL if asking else _SHAPES)
            for step in _steps(nodes):
                progress.count(done, total)
                yield shape, step
                done += len(step)

    def _queries(self, shape: Any) -> bool:
        """True if the shape, or a property shape of it, has a constraint in SPARQL."""
        graph = self._shapes.graph
        nodes = (shape.node, *graph.objects(shape.node, SH.property))
        return any((node, SH.sparql, None) in graph for node in nodes)

    def _divided(self, work: _Work, processes: int, progress: Progress) -> _Outcome | None:
        """The outcome of all processes; None if a shape fails in one by an error of pySHACL.

        Such an error stays there.
        """
        first, *others = _parts(work, processes)
        with ExitStack() as stack:
            waiting = [stack.enter_context(in_fork(partial(self._sent, part))) for part in others]
            outcomes = [self._tried(first, progress)]
            outcomes += [self._received(outcome()) for outcome in waiting]
        return _joined(outcomes)

    def _sent(self, work: _Work) -> _Sent | None:
        """Evaluates part of the work in a child process; None as of `_tried`."""
        found = self._tried(work)
        if found is None:
            return None
        return found.conforms, sent(found.results), found.failures, found.recursion

    def _tried(self, work: _Work, progress: Progress = SILENT) -> _Outcome | None:
        from pyshacl.errors import ShapeRecursionWarning

        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            outcome = self._evaluated(work, progress)
        if any(not isinstance(failure.error, ShapeUnfinished) for failure in outcome.failures):
            return None
        recursion = any(issubclass(w.category, ShapeRecursionWarning) for w in caught)
        return replace(outcome, recursion=recursion)

    def _received(self, plain: _Sent | None) -> _Outcome | None:
        if plain is None:
            return None
        conforms, results, failures, recursion = plain
        return _Outcome(conforms, received(results), failures, recursion)


def _steps(nodes: Sequence[Node]) -> Iterator[Sequence[Node]]:
    start, size = 0, min(_FIRST, _TOGETHER)
    while start < len(nodes):
        yield nodes[start : start + size]
        start, size = start + size, min(2 * size, _TOGETHER)


def _parts(work: _Work, processes: int) -> list[_Work]:
    """The work in one part per process; the focus nodes of each shape are dealt like cards."""
    parts: list[_Work] = [[] for _ in range(processes)]
    for number, (shape, nodes) in enumerate(work):
        for place, part in enumerate(parts):
            part.append((shape, nodes[(place + number) % processes :: processes]))
    return parts


def _joined(outcomes: Sequence[_Outcome | None]) -> _Outcome | None:
    from pyshacl.errors import ShapeRecursionWarning

    whole = [outcome for outcome in outcomes if outcome is not None]
    if len(whole) < len(outcomes):
        return None
    if any(outcome.recursion for outcome in whole):
        recursion: Any = ShapeRecursionWarning
        warnings.warn(recursion([]), stacklevel=2)
    failures = {failure.shape: failure for outcome in whole for failure in outcome.failures}
    return _Outcome(
        all(outcome.conforms for outcome in whole),
        [result for outcome in whole for result in outcome.results],
        tuple(failures.values()),
    )
