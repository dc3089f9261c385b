"""Refuses to write over files that are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from schlaglicht.cli.reader_language import usage_error
from schlaglicht.i18n import msg
from schlaglicht.project import Project, files_read, would_be_read


def require_spare(
    targets: Sequence[Path], project: Project, paths: Sequence[Path], baseline: Path | None
) -> None:
    """Raises UsageError for a target that a validation of `paths` reads, now or next time."""
    read = [*files_read(project), *([baseline] if baseline else [])]
    taken = {*(path.resolve() for path in read), *_identities(read)}
    folders = [path for path in paths or [project.root] if path.is_dir()]
    for target in targets:
        if not taken.isdisjoint([target.resolve(), *_identities([target])]):
            wrong = msg("{target} is read here, and would be overwritten; name another file")
            raise usage_error(wrong.filled(target=target))
        if any(would_be_read(target, folder) for folder in folders):
            wrong = msg(
                "{target} would be read as a part of the project the next time; "
                "name a file with another ending, or in another folder"
            )
            raise usage_error(wrong.filled(target=target))


def _identities(paths: Iterable[Path]) -> Iterator[tuple[int, int]]:
    """Device and inode of files, the same for all names of one file."""
    for path in paths:
        with suppress(OSError):
            status = path.stat()
            yield status.st_dev, status.st_ino
