"""Everything that steps lead to from a beginning."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

_T = TypeVar("_T")


def reachable(start: Iterable[_T], steps: Callable[[_T], Iterable[_T]]) -> Iterator[_T]:
    """`start`, and all that `steps` lead to from there: each once, the nearer ones first."""
    seen = dict.fromkeys(start)
    waiting = deque(seen)
    while waiting:
        here = waiting.popleft()
        yield here
        new = [each for each in dict.fromkeys(steps(here)) if each not in seen]
        seen |= dict.fromkeys(new)
        waiting += new
