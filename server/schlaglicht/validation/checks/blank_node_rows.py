"""Rows of two tables compared up to a one-to-one renaming of their blank nodes.

Rows that share blank nodes form groups, which are compared as wholes. Blank nodes get colours by
the rows that they occur in; where several keep one colour, one after the other is tried.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeGuard

from schlaglicht.i18n import msg

Row = tuple[str | None, ...]
"""Terms; blank nodes begin with `_:`, and unbound variables are None."""

_MOST_STEPS = 400_000
"""Number of rows that are coloured before the comparison is given up; a few seconds."""
_DEEPEST = 400
"""Number of blank nodes of one group that are tried one within the other."""

_Colours = dict[str, int]
_Reduced = tuple[tuple[Hashable, ...], int]
"""A row, and the number of its duplicates; a blank node of this row alone is its place in it."""


def is_blank(term: Hashable) -> TypeGuard[str]:
    """True for the text of a blank node."""
    return isinstance(term, str) and term.startswith("_:")


def same_in_order(one: Sequence[Row], other: Sequence[Row]) -> bool:
    """True if the tables have the same rows in the same order, but for labels of blank nodes."""
    there: dict[str | None, str | None] = {}
    back: dict[str | None, str | None] = {}
    if len(one) != len(other):
        return False
    for row, counterpart in zip(one, other, strict=True):
        for term, match in zip(row, counterpart, strict=True):
            if is_blank(term) and is_blank(match):
                if there.setdefault(term, match) != match or back.setdefault(match, term) != term:
                    return False
            elif term != match:
                return False
    return True


def unmatched(one: Sequence[Row], other: Sequence[Row]) -> tuple[list[int], list[int]]:
    """The numbers of the rows of each table in groups that the other lacks.

    Raises ValueError where blank nodes are too much alike to be compared in time.
    """
    comparison = _Comparison()
    return comparison.unmatched(_groups(one), _groups(other))


class _Group:
    """Rows that share blank nodes with each other, and with no other row."""

    def __init__(self, rows: Mapping[_Reduced, int], numbers: Sequence[int]) -> None:
        self.rows = rows
        self.numbers = numbers
        self.nodes = {term for row, _ in rows for term in row if is_blank(term)}


class _Comparison:
    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._steps = 0

    def unmatched(
        self, groups: Sequence[_Group], others: Sequence[_Group]
    ) -> tuple[list[int], list[int]]:
        waiting: dict[Hashable, list[_Group]] = defaultdict(list)
        for group in others:
            waiting[self._look(group, self._coloured(group))].append(group)
        missing: list[int] = []
        for group in groups:
            alike = waiting[self._look(group, self._coloured(group))]
            match = next((other for other in alike if self._is_same(group, other)), None)
            if match is None:
                missing += group.numbers
            else:
                alike.remove(match)
        new = [n for alike in waiting.values() for group in alike for n in group.numbers]
        return sorted(missing), sorted(new)

    def _is_same(self, one: _Group, other: _Group) -> bool:
        return self._fits(one, self._coloured(one), other, self._coloured(other), 0)

    def _fits(
        self, one: _Group, mine: _Colours, other: _Group, theirs: _Colours, depth: int
    ) -> bool:
        """True if a renaming leads from one group to the other and keeps the colours."""
        if self._look(one, mine) != self._look(other, theirs):
            return False
        alike: dict[int, list[str]] = defaultdict(list)
        for node, colour in mine.items():
            alike[colour].append(node)
        several = min((nodes for nodes in alike.values() if len(nodes) > 1), key=len, default=None)
        if several is None:
            return True
        if depth == _DEEPEST:
            raise self._given_up()
        tried = several[0]
        own = self._number(("tried", depth))
        marked = self._coloured(one, {**mine, tried: own})
        candidates = [node for node, colour in theirs.items() if colour == mine[tried]]
        return any(
            self._fits(one, marked, other, self._coloured(other, {**theirs, node: own}), depth + 1)
            for node in candidates
        )

    def _coloured(self, group: _Group, colours: _Colours | None = None) -> _Colours:
        """Colours of the blank nodes that further rounds do not divide any more."""
        colours = colours or dict.fromkeys(group.nodes, 0)
        while True:
            seen: dict[str, list[int]] = {node: [colours[node]] for node in group.nodes}
            for row, times in self._painted(group, colours):
                for place, term in enumerate(row[0]):
                    if is_blank(term):
                        seen[term].append(self._number((times, place)))
            after = {
                node: self._number((first, *sorted(rows))) for node, (first, *rows) in seen.items()
            }
            if len(set(after.values())) == len(set(colours.values())):
                return after
            colours = after

    def _painted(
        self, group: _Group, colours: _Colours
    ) -> Iterable[tuple[_Reduced, tuple[int, int]]]:
        """Each row, with a number for its look in these colours, and how often it occurs."""
        self._steps += len(group.rows)
        if self._steps > _MOST_STEPS:
            raise self._given_up()
        for row, times in group.rows.items():
            terms, copies = row
            look = tuple(
                (colours[term], terms.index(term)) if is_blank(term) else term for term in terms
            )
            yield row, (self._number((look, copies)), times)

    def _look(self, group: _Group, colours: _Colours) -> Hashable:
        """The same for groups whose rows have the same look."""
        return tuple(sorted(look for _, look in self._painted(group, colours)))

    def _number(self, thing: Hashable) -> int:
        return self._numbers.setdefault(thing, len(self._numbers) + 1)

    def _given_up(self) -> ValueError:
        return ValueError(
            msg(
                "its blank nodes are too much alike to be compared with those of the answer; "
                "select what distinguishes them, or name them with IRIs"
            )
        )


def _groups(rows: Sequence[Row]) -> list[_Group]:
    """The rows with blank nodes in groups that share none."""
    copies = Counter(row for row in rows if any(map(is_blank, row)))
    uses = Counter(term for row in copies for term in set(row) if is_blank(term))
    above: dict[str, str] = {}
    reduced: dict[Row, _Reduced] = {}
    for row, count in copies.items():
        terms: tuple[Hashable, ...] = tuple(
            row.index(t) if is_blank(t) and uses[t] == 1 else t for t in row
        )
        reduced[row] = (terms, count)
        shared = [term for term in terms if is_blank(term)]
        for other in shared[1:]:
            above[_top(other, above)] = _top(shared[0], above)
    members: dict[Hashable, Counter[_Reduced]] = defaultdict(Counter)
    numbers: dict[Hashable, list[int]] = defaultdict(list)
    group_of: dict[Row, Hashable] = {}
    for row, (terms, count) in reduced.items():
        node = next((term for term in terms if is_blank(term)), None)
        group_of[row] = _top(node, above) if node else (terms, count, row)
        members[group_of[row]][terms, count] += 1
    for number, row in enumerate(rows):
        if row in group_of:
            numbers[group_of[row]].append(number)
    return [_Group(members[key], numbers[key]) for key in members]


def _top(node: str, above: dict[str, str]) -> str:
    """The node that stands for all that share rows with `node`, which then leads straight to it."""
    passed = []
    while (up := above.get(node, node)) != node:
        passed.append(node)
        node = up
    above.update(dict.fromkeys(passed, node))
    return node
