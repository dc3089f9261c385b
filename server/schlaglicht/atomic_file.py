"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from schlaglicht.errors import ProjectError


def write_file(path: Path, content: bytes) -> None:
    """Put `content` in place of what `path` holds; nobody ever sees half of it.

    A link is followed; what is no regular file (a pipe, a terminal) is written to as it is.
    Raises ProjectError when that is not possible; the old content is then still there.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _replace(target, content)
    except OSError as error:
        raise ProjectError(f"{path}: cannot be written: {error.strerror}") from error


def _replace(target: Path, content: bytes) -> None:
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
