"""Runs git, which may be missing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from schlaglicht.errors import ProjectError

_SECONDS = 300
"""Time limit of one git command."""

_NO_PROGRAMS = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "log.showSignature=false")
"""Settings of a repository that name programs, switched off: it may be a stranger's archive."""

_NO_FETCH = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_LFS_SKIP_SMUDGE": "1",
}
"""Objects that a partial clone left out are not fetched, by whatever program; files of LFS neither.

LFS would ask the host, or run the program for transfers, that the repository names. What it has
already fetched it still uses.
"""

_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


def ask_git(
    folder: Path,
    *arguments: str,
    index: Path | None = None,
    settings: Sequence[str] = (),
    seconds: float = _SECONDS,
) -> str:
    """The output of git in `folder`, which starts no program of the repository and fetches nothing.

    With `index` it works on that index file; `settings`, each `name=value`, replace those of the
    configuration. Raises ProjectError if git is missing, and with git's message if it fails.
    """
    # Within a hook the environment names a repository and an index that are wrong here.
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    environment |= _NO_FETCH
    environment["LC_ALL"] = "C"  # for messages in English
    if index is not None:
        environment["GIT_INDEX_FILE"] = str(index)
    overrides = [part for setting in (*_NO_PROGRAMS, *settings) for part in ("-c", setting)]
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *overrides, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            timeout=seconds,
            check=True,
        )
    except FileNotFoundError:
        raise ProjectError("revisions need git, which is not installed here") from None
    except (OSError, subprocess.SubprocessError) as error:
        reason = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise ProjectError(f"git says: {reason[0] if reason else error}") from error
    return done.stdout
