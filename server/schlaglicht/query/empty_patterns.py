"""The smallest part of a query's pattern that has no match, found by asking for parts of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import Backend
from schlaglicht.errors import EngineError, QueryError
from schlaglicht.i18n import Message, msg
from schlaglicht.query.execute import asks
from schlaglicht.query.lexer import place_of
from schlaglicht.query.missing_terms import unknown_terms
from schlaglicht.query.parse import read_query
from schlaglicht.query.pattern_parts import Part, PartKind, Pattern, read_pattern
from schlaglicht.query.sparql_query import SparqlQuery
from schlaglicht.truncated_text import truncated

_SECONDS = 0.5
"""Seconds that all questions about one query may take together."""

_MOST_ASKED = 20
"""Questions about one query."""

_MOST_PARTS = 60

_GRAPH = "schlaglicht_graph"
"""The variable of graphs, by a name that queries do not have."""

_LONGEST = 500
"""Characters of a part that are shown."""


@dataclass(frozen=True)
class PlacedPart:
    """A part of a query as it is written there, with line and column from 1."""

    written: str
    line: int
    column: int
    length: int


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

    @property
    def sentence(self) -> Message:
        """The words that introduce the parts."""
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


def empty_part(query: SparqlQuery, backend: Backend) -> EmptyPart | None:
    """The part of the pattern of `query` that leaves it without solutions, if it can be found.

    None too where the pattern has solutions, so that LIMIT or HAVING leaves none. Asks the engines
    for a short time.
    """
    pattern = read_pattern(query)
    if pattern is None or not 0 < len(pattern.parts) <= _MOST_PARTS:
        return None
    try:
        return _Search(query, pattern, backend).result()
    except _UNANSWERED:
        return None


def reasons_for_empty(query: SparqlQuery, snapshot: Snapshot, backend: Backend) -> tuple[str, ...]:
    """Reasons for an empty answer: unknown terms, or else the part that has no match."""
    unknown = tuple(map(str, unknown_terms(query, snapshot)))
    part = None if unknown else empty_part(query, backend)
    return (*unknown, str(part)) if part else unknown


class _Search:
    def __init__(self, query: SparqlQuery, pattern: Pattern, backend: Backend) -> None:
        self._query = query
        self._pattern = pattern
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
                placed = tuple(map(self._placed, kept))
                return EmptyPart(placed, alone=True, is_in_graphs=in_graphs)
        return EmptyPart((self._placed(last),), alone=fewest == 1)

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
        return self._asks("\n".join(f"{part.text}\n{_END[part.kind]}" for part in parts))

    def _matches_in_graphs(self, part: Part) -> bool:
        try:
            return self._asks(f"GRAPH ?{_GRAPH} {{\n{part.text}\n}}")
        except _UNANSWERED:
            return False

    def _asks(self, group: str) -> bool:
        left = self._deadline - time.monotonic()
        if left <= 0 or self._left == 0:
            raise _NotFoundError
        self._left -= 1
        text = f"{self._pattern.prologue}\nASK {self._pattern.dataset} {{\n{group}\n}}"
        query = self._query
        asked = read_query(
            text,
            default_graphs=query.default_graphs,
            named_graphs=query.named_graphs,
            base=query.base,
        )
        return asks(self._backend, asked, seconds=left)

    def _placed(self, part: Part) -> PlacedPart:
        text = self._query.asked
        line, column = place_of(text, part.start)
        written = text[part.start : part.end]
        return PlacedPart(truncated(written, _LONGEST), line, column, len(written))


_END = {PartKind.TRIPLE: ".", PartKind.FILTER: "", PartKind.OTHER: ""}
