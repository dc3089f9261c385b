"""Progress of long work, for the person who waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from schlaglicht.i18n import Message

_T = TypeVar("_T")


class Progress:
    """Hears how work goes on; this one ignores it."""

    def files(self, paths: Sequence[Path]) -> Iterable[Path]:
        """The same files, each as it is about to be read."""
        return paths

    def stage(self, name: Message) -> None:
        """Work of another kind begins."""

    def steps(self, items: Sequence[_T]) -> Iterable[_T]:
        """The same items, each as it is about to be worked on in the present file or stage."""
        return items

    def count(self, done: int, total: int) -> None:
        """`done` of `total` things of the present file or stage are behind."""


SILENT = Progress()
