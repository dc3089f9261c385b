"""The smallest part of a query's pattern that has no match, found by asking for parts of it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import Backend
from schlaglicht.errors import EngineError, QueryError
from schlaglicht.formats import JSON
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message, msg
from schlaglicht.query.execute import answer_within
from schlaglicht.query.missing_terms import MOST_NOTES, absent_graphs, unknown_terms
from schlaglicht.query.parse import SparqlQuery, read_query
from schlaglicht.query.pattern_parts import (
    LiteralTrial,
    Part,
    PartKind,
    Pattern,
    PlacedPart,
    group_of,
    literal_trials,
    placed,
    read_pattern,
)
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

if TYPE_CHECKING:
    from rdflib import Literal

_SECONDS = 0.5
"""Seconds that all questions about one query may take together."""

_MOST_ASKED = 20
"""Questions about one query."""

_MOST_PARTS = 60

_GRAPH = "schlaglicht_graph"
"""The variable of graphs, by a name that queries do not have."""

_MOST_LITERALS = 2
"""Literals that are named in the place of one."""

_LONGEST_LITERAL = 80


@dataclass(frozen=True)
class EmptyPart:
    """Parts of a pattern that have no match together, while any of them left out would give some.

    Without `alone`, everything before the only part has matches, and none is left with it; filters
    come after all else.
    """

    parts: tuple[PlacedPart, ...]
    alone: bool
    is_in_graphs: bool = False
    """True if the part has matches in named graphs, where no GRAPH clause looks for them."""
    literal: str = ""
    """A literal that stands in the way, as the query writes it; empty if there is none."""
    others: tuple[str, ...] = ()
    """The literals with the same text that the graph has in its place."""

    @property
    def sentence(self) -> Message:
        """The words that introduce the parts."""
        if self.others:
            one, *more = self.others
            other = msg("{one} or {other}", one=one, other=more[0]) if more else one
            return msg(
                "In this place the graph has {other}, not {literal}:",
                other=other,
                literal=self.literal,
            )
        if not self.alone:
            return msg("Up to here there are matches, but this part leaves none:")
        if self.is_in_graphs:
            return msg("Only named graphs match this part of the query; it needs a GRAPH clause:")
        if len(self.parts) == 1:
            return msg("Nothing matches this part of the query:")
        return msg("Each of these parts has matches, but not all of them together:")

    def __str__(self) -> str:
        shown = (f"{' '.join(part.written.split())} (line {part.line})" for part in self.parts)
        return f"{self.sentence['en']} {' · '.join(shown)}"


class _NotFoundError(Exception):
    """The time or the number of questions is used up."""


_UNANSWERED = (QueryError, EngineError, _NotFoundError)


def empty_part(query: SparqlQuery, snapshot: Snapshot, backend: Backend) -> EmptyPart | None:
    """The part of the pattern of `query` that leaves it without solutions, if it can be found.

    None too where the pattern has solutions, so that LIMIT or HAVING leaves none. Asks the engines
    for a short time.
    """
    pattern = read_pattern(query)
    if pattern is None or not 0 < len(pattern.parts) <= _MOST_PARTS:
        return None
    try:
        return _Search(query, pattern, snapshot, backend).result()
    except _UNANSWERED:
        return None


def reasons_for_empty(query: SparqlQuery, snapshot: Snapshot, backend: Backend) -> tuple[str, ...]:
    """Reasons for an empty answer: absent graphs, unknown terms, else a part without a match."""
    absent = reasons_without_engine(query, snapshot, backend)
    part = None if absent else empty_part(query, snapshot, backend)
    return (*absent, str(part)) if part else absent


def reasons_without_engine(
    query: SparqlQuery, snapshot: Snapshot, backend: Backend
) -> tuple[str, ...]:
    """Reasons for an empty answer that no engine is asked for: absent graphs and unknown terms."""
    graphs = absent_graphs(query, snapshot, backend)
    return tuple(map(str, (*graphs, *unknown_terms(query, snapshot))))[:MOST_NOTES]


class _Search:
    def __init__(
        self, query: SparqlQuery, pattern: Pattern, snapshot: Snapshot, backend: Backend
    ) -> None:
        self._query = query
        self._pattern = pattern
        self._statistics = snapshot.statistics
        self._backend = backend
        self._deadline = time.monotonic() + _SECONDS
        self._left = _MOST_ASKED
        # A filter is for its whole group, wherever it stands.
        self._parts = sorted(pattern.parts, key=lambda part: part.kind is PartKind.FILTER)

    def result(self) -> EmptyPart | None:
        """The smallest part without a match; None if the whole pattern has one."""
        if self._matches(self._parts):
            return None
        fewest = self._first_empty()
        last = self._parts[fewest - 1]
        if last.kind is PartKind.TRIPLE:
            try:
                kept = self._without_matches(self._parts[:fewest])
            except _UNANSWERED:
                pass
            else:
                in_graphs = len(kept) == 1 and self._matches_in_graphs(kept[0])
                found = EmptyPart(
                    tuple(map(self._placed, kept)), alone=True, is_in_graphs=in_graphs
                )
                return found if in_graphs else self._with_literals(found, (), kept)
        found = EmptyPart((self._placed(last),), alone=fewest == 1)
        return self._with_literals(found, self._parts[: fewest - 1], [last])

    def _with_literals(
        self, found: EmptyPart, before: Sequence[Part], parts: Sequence[Part]
    ) -> EmptyPart:
        """The empty part with the literals that would match in the place of one, if there are."""
        trials = literal_trials(parts, before, self._statistics)
        if not trials:
            return found
        names = " ".join(f"?{trial.variable}" for trial in trials)
        group = " UNION ".join(f"{{ {trial.pattern} }}" for trial in trials)
        try:
            asked = self._read(f"SELECT DISTINCT {names}", group, f"LIMIT {_MOST_LITERALS}")
            body = answer_within(self._backend, asked, JSON, seconds=self._seconds_to_ask()).body
        except _UNANSWERED:
            return found
        rows = json.loads(body)["results"]["bindings"]
        for trial in trials:
            if matching := [row[trial.variable] for row in rows if trial.variable in row]:
                return self._with_others(found, trial, matching)
        return found

    def _with_others(
        self, found: EmptyPart, trial: LiteralTrial, matching: Sequence[Mapping[str, str]]
    ) -> EmptyPart:
        from schlaglicht.rdf.turtle_terms import Names

        names = Names({**WELL_KNOWN, **self._backend.prefixes, **self._query.prefixes})
        return replace(
            found,
            parts=(self._placed(trial.part),),
            literal=truncated(trial.written, _LONGEST_LITERAL),
            others=tuple(sorted(names.shortened(_literal(term)) for term in matching)),
        )

    def _first_empty(self) -> int:
        """The number of parts from the beginning on that have no match, the fewest."""
        matching, empty = 0, len(self._parts)
        while empty - matching > 1:
            middle = (matching + empty) // 2
            if self._matches(self._parts[:middle]):
                matching = middle
            else:
                empty = middle
        return empty

    def _without_matches(self, parts: Sequence[Part]) -> list[Part]:
        """As few of the parts as have no match; the last one is needed."""
        if not self._matches(parts[-1:]):
            return list(parts[-1:])
        kept = list(parts)
        for part in parts[:-1]:
            fewer = [each for each in kept if each is not part]
            if not self._matches(fewer):
                kept = fewer
        return kept

    def _matches(self, parts: Sequence[Part]) -> bool:
        return self._asks(group_of(parts))

    def _matches_in_graphs(self, part: Part) -> bool:
        try:
            return self._asks(f"GRAPH ?{_GRAPH} {{\n{part.text}\n}}")
        except _UNANSWERED:
            return False

    def _asks(self, group: str) -> bool:
        left = self._seconds_to_ask()
        asked = answer_within(self._backend, self._read("ASK", group), JSON, seconds=left)
        return not asked.is_empty

    def _seconds_to_ask(self) -> float:
        """Seconds for one question more, which counts; raises when there is none."""
        left = self._deadline - time.monotonic()
        if left <= 0 or self._left == 0:
            raise _NotFoundError
        self._left -= 1
        return left

    def _read(self, head: str, group: str, end: str = "") -> SparqlQuery:
        text = f"{self._pattern.prologue}\n{head} {self._pattern.dataset} {{\n{group}\n}} {end}"
        query = self._query
        return read_query(
            text,
            default_graphs=query.default_graphs,
            named_graphs=query.named_graphs,
            base=query.base,
        )

    def _placed(self, part: Part) -> PlacedPart:
        return placed(self._query, part.start, part.end)


def _literal(term: Mapping[str, str]) -> Literal:
    """A literal of an answer in JSON."""
    from rdflib import Literal

    tag, datatype = term.get("xml:lang"), term.get("datatype")
    return Literal(term["value"], lang=tag, datatype=datatype, normalize=False)
