"""Progress of long work, for the person who waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from schlaglicht.i18n import Message


class Progress:
    """Hears how work goes on; this one ignores it."""

    def files(self, paths: Sequence[Path]) -> Iterable[Path]:
        """The same files, each as it is about to be read."""
        return paths

    def stage(self, name: Message) -> None:
        """Work of another kind begins."""

    def count(self, done: int, total: int) -> None:
        """`done` of `total` things of the present file or stage are behind."""


SILENT = Progress()
