"""The screening engine, in a forked process: native code may crash, or take too long."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import Graph
from rdflib.term import Node

from schlaglicht.ground.bounded_process import limit_process, silence_native_code
from schlaglicht.ground.files import mark_of
from schlaglicht.ground.processes import in_fork, may_fork, processors
from schlaglicht.rdf.graph_store import union_of
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.validation.second_judge.engine import release, shapes_text
from schlaglicht.validation.second_judge.verdict import named
from schlaglicht.validation.shacl.screening.data_text import data_text, is_readable
from schlaglicht.validation.shacl.screening.shapes import Screenable
from schlaglicht.validation.shacl.screening.trusted import unreliable_datatypes

if TYPE_CHECKING:
    from schlaglicht.project import Project

_RELEASES = "0.3."
"""Begins the versions for which `trusted` holds."""
_SECONDS, _BYTES_A_SECOND = 20, 5_000_000
"""Processor time that the screen may take, and bytes of data for which it has a second more."""
_MOST_RESULTS = 100_000
"""With more results than these, screening saves nothing."""


@dataclass(frozen=True)
class Rows:
    """Verdicts of the engine, in plain values."""

    unreliable: frozenset[str]
    """Datatypes that it may have misjudged."""
    foci: Mapping[str, Collection[str]]
    """Focus nodes with a result by the shape that has it, all in N-Triples."""


@dataclass(frozen=True)
class Answer:
    """Verdicts of the engine on the shapes that it may judge."""

    screenable: Screenable
    flagged: Mapping[Node, Collection[str]]
    """Focus nodes with a result, in N-Triples, by the shape that has it."""

    @property
    def settles(self) -> bool:
        """True if nothing is left to judge: all shapes are trusted, and none has a result."""
        return not self.flagged and self.screenable.is_complete


Ask = Callable[[], Answer | None]
"""Waits for the answer of the engine; None if there is none."""


def unscreened() -> None:
    """The answer where nothing is screened."""


class Screening:
    """The engine alongside a validation, which judges while the data are read."""

    def __init__(self, project: Project, stack: ExitStack, *, wanted: bool) -> None:
        self._project = project
        self._wanted = wanted
        self._stack = stack
        self._received: Callable[[], Rows | None] | None = None
        self._answer: Answer | None = None
        self._before = mark_of(self._paths()) if wanted else frozenset()

    def settles(self, shapes: Graph) -> bool:
        """True if nothing is left to judge; waits for the answer only if that may be."""
        answer = self.answer(shapes) if self._received and Screenable(shapes).is_complete else None
        return answer is not None and answer.settles

    def begin(self, shapes: Sequence[Graph]) -> None:
        """Has the engine judge by these shapes, in a process of its own."""
        paths = self._paths()
        if self._can(paths):
            first = os.getpid()

            def work() -> Rows | None:
                # What fails in its own process is not tried again in this one.
                return None if os.getpid() == first else self._bounded(paths, shapes)

            self._received = self._stack.enter_context(in_fork(work))

    def answer(self, shapes: Graph) -> Answer | None:
        """Waits for what the engine says of shapes; None if a file has changed meanwhile."""
        if self._received is not None:
            received, self._received = self._received(), None
            if received is not None and self._before == mark_of(self._paths()):
                self._answer = answer_of(shapes, received)
        return self._answer

    def _paths(self) -> Sequence[Path]:
        return [*self._project.data, *self._project.ontology]

    def _can(self, paths: Sequence[Path]) -> bool:
        known = self._project.shapes and all(map(is_readable, paths))
        able = is_known() and processors() > 1 and may_fork()
        return self._wanted and bool(known) and able

    def _bounded(self, paths: Sequence[Path], shapes: Sequence[Graph]) -> Rows | None:
        """The verdicts of the engine, within a limit of time and with its own messages silent."""
        data = sum(size for _, size, _, _ in self._before)
        limit_process(seconds=_SECONDS + data // _BYTES_A_SECOND)
        silence_native_code()
        return rows_of(lambda: data_text(paths, self._project.base_of), union_of(shapes))


@contextmanager
def screening(project: Project, *, wanted: bool) -> Iterator[Screening]:
    """A screening of a project; ended with the block, whether it has answered or not."""
    with ExitStack() as stack:
        yield Screening(project, stack, wanted=wanted)


def is_known() -> bool:
    """True if a release of the engine is installed whose verdicts have been compared."""
    return (release() or "").startswith(_RELEASES)


def rows_of(data: Callable[[], str], shapes: Graph) -> Rows | None:
    """The verdicts of the engine; None if it refuses, may judge nothing, or has too much to say."""
    import shacl

    if not Screenable(shapes).roots:
        return None
    text = data()
    unreliable = unreliable_datatypes(text)
    screenable = Screenable(shapes, unreliable)
    try:
        compiled = shacl.Shapes.from_text(shapes_text(screenable.graph), format="ntriples")
        report = compiled.validate_text(text, format="ntriples", max_results=_MOST_RESULTS + 1)
    except (ValueError, RuntimeError):
        return None
    if len(report.results) > _MOST_RESULTS:
        return None
    found: dict[str, set[str]] = {}
    for result in report.results:
        found.setdefault(result.source_shape or "", set()).add(result.focus_node)
    return Rows(unreliable, found)


def answer_of(shapes: Graph, rows: Rows) -> Answer | None:
    """The answer about these shapes; None if the engine names a node that is not a shape here."""
    screenable = Screenable(shapes, rows.unreliable)
    nodes = {ntriples_term(named(node)): node for node in screenable.graph.subjects()}
    if not nodes.keys() >= rows.foci.keys():
        return None
    return Answer(screenable, {nodes[shape]: foci for shape, foci in rows.foci.items()})
