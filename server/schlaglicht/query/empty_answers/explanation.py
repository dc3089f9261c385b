"""The next step after a query that finds nothing: small changes with which it answers.

Candidates (`GENERATORS`) are run, the least change first, and only those that answer are kept. What
each changed is said; that it was meant is not.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import ndiff
from itertools import count
from typing import Any

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import Backend
from schlaglicht.formats import JSON, NTRIPLES, TSV
from schlaglicht.query.empty_answers import other_patterns, other_terms
from schlaglicht.query.empty_answers.alike_terms import SAME
from schlaglicht.query.empty_answers.empty_patterns import (
    UNANSWERED,
    EmptySearch,
    NotFoundError,
    Questions,
    empty_parts,
    reasons_without_engine,
)
from schlaglicht.query.empty_answers.fitting_terms import (
    BETWEEN,
    NAMING,
    NARROWER,
    OPTIONAL,
    WITHOUT,
    Candidate,
    FaultyQuery,
)
from schlaglicht.query.empty_answers.missing_terms import (
    MOST_NOTES,
    absent_graphs,
    terms_of_pattern,
)
from schlaglicht.query.execute import answer_within
from schlaglicht.query.lexer import edited
from schlaglicht.query.parse import SparqlQuery
from schlaglicht.query.pattern_parts import read_pattern
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN


@dataclass(frozen=True)
class RepairLimits:
    """The bounds of the search for repairs of one query."""

    seconds: float = 0.3
    questions: int = 300
    characters: int = 10_000
    """Of the query."""
    repairs: int = 3
    changes: int = 4
    """One after the other, of one repair."""
    cost: float = 12.0
    dearer: float = 1.5
    """How much more than the first repair another may cost."""
    bytes: int = 64 * 1024
    """Of an answer whose rows are counted."""


GENERATORS = (
    (SAME, other_terms.misspelt_variables),
    (SAME, other_terms.other_namespaces),
    (SAME, other_terms.other_terms),
    (NAMING, other_terms.two_terms),
    (NAMING, other_terms.things_by_name),
    (NARROWER, other_patterns.other_classes),
    (NARROWER, other_patterns.turned),
    (SAME, other_patterns.in_graphs),
    (NAMING, other_terms.near_terms),
    (SAME, other_patterns.filters),
    (NARROWER, other_patterns.numbers_in_texts),
    (BETWEEN, other_patterns.steps_between),
    (BETWEEN + SAME, other_terms.far_things),
    (OPTIONAL, other_patterns.optional),
    (WITHOUT, other_patterns.without),
)
"""What may be changed, and the least that it costs: until then it is not asked.

Each gives candidates, with their costs, for a faulty query.
"""

LIMITS = RepairLimits()
REASONS_ALONE = RepairLimits(seconds=0.1, repairs=0)


@dataclass(frozen=True)
class Repair:
    """A query near one that found nothing, or could not be read; it answers, or can be read."""

    query: str
    diff: tuple[str, ...]
    """The lines that differ, each with + or - before it."""
    rows: int | None = None
    """Rows of its answer, or triples; None if it has only been read."""
    is_counted: bool = True
    """False if there are more."""
    cost: float = 0.0

    @property
    def members(self) -> dict[str, Any]:
        """The same for JSON."""
        rows = {"rows": self.rows} if self.is_counted else {"more_rows_than": self.rows}
        counted = {} if self.rows is None else rows
        return {"query": self.query, "diff": list(self.diff), **counted}


def changed_lines(asked: str, text: str) -> tuple[str, ...]:
    """The lines in which two queries differ, each with + or - before it."""
    diff = ndiff(asked.splitlines(), text.splitlines())
    return tuple(line for line in diff if line[0] in "+-")


class Turns:
    """Turns of asking the engines for the sake of hints: one at a time in a process.

    Half of the time it is nobody's, so that hints never take more than that of an engine.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rests_until = 0.0

    @property
    def seconds_of_rest(self) -> float:
        """Seconds until it may be somebody's turn."""
        return max(0.0, self._rests_until - time.monotonic())

    @contextmanager
    def turn(self, backend: Backend, *, wait: float = 0.0) -> Iterator[bool]:
        """True if the engines may be asked: within some seconds, one is idle, none starts."""
        deadline = time.monotonic() + wait
        if not self._lock.acquire(timeout=wait):
            yield False
            return
        try:
            engines = backend.counts  # one that starts may be that which a hint has ended
            is_ours = self._rests_until <= deadline and bool(engines.idle) and not engines.starting
            if is_ours:
                time.sleep(self.seconds_of_rest)
            begun = time.monotonic()
            yield is_ours
            if is_ours:
                self._rests_until = 2 * time.monotonic() - begun
        finally:
            self._lock.release()


HINTS = Turns()
"""The turns of this process."""


@dataclass(frozen=True)
class Explanation:
    """The reasons why a query found nothing, and what else to ask."""

    reasons: tuple[str, ...]
    repairs: tuple[Repair, ...] = ()
    is_final: bool = True
    """False where the engines had no time for it."""

    @property
    def members(self) -> dict[str, Any]:
        """The same for JSON."""
        return {"reasons": list(self.reasons), "repairs": [x.members for x in self.repairs]}


def explanation(
    query: SparqlQuery,
    snapshot: Snapshot,
    backend: Backend,
    *,
    asked: str = "",
    limits: RepairLimits | None = None,
    wait: float = 1.0,
) -> Explanation:
    """The reasons why a query found nothing, and its repairs, the least first.

    If `asked` is a text that cannot be read, of which `query` is a repair, that is the first.
    Asks the engines for a short time, in a turn of `HINTS`, for which it waits some seconds.
    """
    limits = limits or LIMITS
    reasons = reasons_without_engine(query, snapshot, backend)
    if backend.is_live or len(query.asked) > limits.characters:
        return Explanation(reasons)
    with HINTS.turn(backend, wait=wait) as is_ours:
        if not is_ours:
            return Explanation(reasons, is_final=False)
        questions = Questions(backend, seconds=limits.seconds, most=limits.questions)
        has_pattern = "{" in query.asked  # a DESCRIBE of a name has none
        search = _Search(query, snapshot, questions, limits, asked=asked or query.asked)
        found = search.found() if limits.repairs and has_pattern else []
        if not (asked or absent_graphs(query, snapshot, backend)):
            parts = empty_parts(query, snapshot, questions)
            said = {reason.partition(" ")[0] for reason in reasons}
            further = (str(part) for part in parts if part.unused not in said)
            reasons = (*reasons, *further)[:MOST_NOTES]
        return Explanation(reasons, tuple(found))


@dataclass(frozen=True, order=True)
class _State:
    """A changed query; the least changed is the least of them."""

    cost: float
    number: int
    text: str
    changes: int = 0
    faults: frozenset[int | str] = frozenset()
    """Numbers of the parts that had no match before its last change, and unknown terms."""
    next: Iterator[_State] | None = field(default=None, compare=False)
    """In place of a query: those after one more change of a kind, which costs no less."""


class _Search:
    """Changes queries until they answer, the least changed first."""

    def __init__(
        self,
        query: SparqlQuery,
        snapshot: Snapshot,
        questions: Questions,
        limits: RepairLimits,
        *,
        asked: str,
    ) -> None:
        self._query = query
        self._asked = asked
        self._snapshot = snapshot
        self._questions = questions
        self._limits = limits
        self._numbers = count()
        is_changed = asked != query.asked
        self._waiting = [_State(0.0, next(self._numbers), query.asked, int(is_changed))]
        self._seen = {query.asked}
        self._readable: Repair | None = None
        """Of a refused query, the first change with which it can be read."""

    def found(self) -> list[Repair]:
        """The repairs."""
        kept: list[Repair] = []
        most = self._limits.cost
        while self._waiting and len(kept) < self._limits.repairs:
            state = heapq.heappop(self._waiting)
            if state.cost > most:
                break
            try:
                repair = self._followed(state)
            except NotFoundError:
                break
            if repair:
                most = min(most, (kept or [repair])[0].cost + self._limits.dearer)
                kept.append(repair)
        return kept or [*filter(None, [self._readable])]

    def _followed(self, state: _State) -> Repair | None:
        """The repair that a changed query is; else what may be changed next waits."""
        try:
            if state.next is not None:
                for after in state.next:
                    heapq.heappush(self._waiting, after)
                return None
            query = self._query.with_text(state.text)
            repair = self._run(query, state) if state.changes else None
            if repair is None and state.changes < self._limits.changes:
                self._change(query, state)
        except NotFoundError:
            raise
        except UNANSWERED:
            return None
        return repair

    def _run(self, query: SparqlQuery, state: _State) -> Repair | None:
        shape = next(x for x in (TSV, NTRIPLES, JSON) if x in query.formats)
        answered = answer_within(
            self._questions.backend,
            query,
            shape,
            seconds=self._questions.seconds_left(),
            most=self._limits.bytes,
        )
        lines = answered.body.splitlines()[1 if shape is TSV else 0 :]
        said = changed_lines(self._asked, state.text)
        repair = Repair(state.text, said, len(lines), answered.is_whole, state.cost)
        if not answered.is_empty and any(line.strip() for line in lines):
            return repair
        was_readable = self._asked == self._query.asked and self._can_be_asked(self._query)
        if not self._readable and not was_readable:
            self._readable = replace(repair, rows=0)
        return None

    def _change(self, query: SparqlQuery, state: _State) -> None:
        faulty, faults = self._faulty(query)
        if state.faults and faults == state.faults:
            return  # the last change has helped nothing
        for least, generator in GENERATORS:
            after = self._changed(replace(state, faults=faults), generator(faulty))
            later = _State(state.cost + least, next(self._numbers), state.text, next=after)
            heapq.heappush(self._waiting, later)

    def _changed(self, state: _State, candidates: Iterator[Candidate]) -> Iterator[_State]:
        for candidate in candidates:
            text = edited(state.text, candidate.edits)
            if text not in self._seen:
                self._seen.add(text)
                cost, number = state.cost + candidate.cost, next(self._numbers)
                yield _State(cost, number, text, state.changes + 1, state.faults)

    def _faulty(self, query: SparqlQuery) -> tuple[FaultyQuery, frozenset[int | str]]:
        """The query with the parts that leave it empty, and its faults."""
        pattern = read_pattern(query)
        found = None
        if pattern is not None and pattern.parts and self._can_be_asked(query):
            found = EmptySearch(query, pattern, self._questions).smallest()
        before, parts = found or ((), ())
        faulty = FaultyQuery(query, self._snapshot, self._questions, pattern, before, parts)
        numbers = (n for n, x in enumerate(pattern.parts if pattern else ()) if x in parts)
        known = faulty.properties | faulty.classes
        named = (iri for _, iri in terms_of_pattern(query, faulty.prefixes))
        return faulty, frozenset((*numbers, *(iri for iri in named if iri not in known)))

    def _can_be_asked(self, query: SparqlQuery) -> bool:
        known = {**WELL_KNOWN, **self._snapshot.prefixes}
        return all(name.prefix in known for name in query.undeclared)
