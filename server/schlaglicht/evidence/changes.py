"""Changes of files: shown as a difference, or written all together or not at all."""

from __future__ import annotations

import difflib
from codecs import BOM_UTF8
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schlaglicht.ground.atomic_file import write_files


@dataclass(frozen=True)
class FileChange:
    """The new content of a file; `before` is None for a new one."""

    path: Path
    before: bytes | None
    after: bytes

    def diff(self, name: str) -> str:
        """The change as a unified diff of a file called `name`."""
        old, new = (
            (content or b"").decode("utf-8-sig").splitlines(keepends=True)
            for content in (self.before, self.after)
        )
        origin = "/dev/null" if self.before is None else f"a/{name}"
        lines = difflib.unified_diff(old, new, origin, f"b/{name}")
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def change_of_text(path: Path, before: str, after: str) -> FileChange:
    """The change of a text file whose text was `before`; a byte order mark stays."""
    mark = BOM_UTF8 if path.read_bytes().startswith(BOM_UTF8) else b""
    return FileChange(path, mark + before.encode(), mark + after.encode())


def write_changes(changes: Iterable[FileChange]) -> None:
    """Writes the changed files, all or none; raises ProjectError.

    None is written, either, if one of them is no longer as it was when the change was made.
    """
    changed = [change for change in changes if change.before != change.after]
    write_files({c.path: c.after for c in changed}, {c.path: c.before for c in changed})
