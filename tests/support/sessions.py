"""Sessions as text: the files of a folder, commands in it, and what they print.

A file of sessions begins with its purpose in words. `==== title` begins a session, which has a
folder of its own, and in it the folder `project`, where its commands run. `---- path` begins a
file, which is written there once the commands above it have ended; those before the first session
belong to each. `---- $ command` begins what a command prints:

    ---- $ schlaglicht validate gone.ttl
    ! schlaglicht: gone.ttl: no such file or folder
    [2]

Lines of the standard error begin with `!`; the status stands at the end if it is not 0. `…` stands
for any text, `␛` for an escape, `␍` for a carriage return, and `‹folder›` for the path of the
session's folder. `schlaglicht` runs in this process, unless the shell has something to do.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

SESSION, PART, COMMAND = "==== ", "---- ", "$ "

Outcome = subprocess.CompletedProcess[str]
Part = tuple[str, str]
"""What stands behind the mark, and the text below it."""


def written(text: str, folder: Path, run: Callable[..., Outcome]) -> str:
    """The text of a file of sessions, with what its commands print in `folder`."""
    purpose, *sessions = f"\n{text}".split(f"\n{SESSION}")
    begun, shared = _parts(purpose)
    lines = [begun.removeprefix("\n"), *map(_as_text, shared)]
    for number, session in enumerate(sessions):
        title, parts = _parts(session)
        place = folder / str(number) / "project"
        place.mkdir(parents=True)
        list(_done(shared, place, run))
        lines += ["", SESSION + title.strip()]
        lines += map(_as_text, _done(parts, place, run))
    return "\n".join(lines).rstrip("\n") + "\n"


def _parts(text: str) -> tuple[str, list[Part]]:
    first, *others = text.rstrip("\n").split(f"\n{PART}")
    return first, [(head, below) for head, _, below in (part.partition("\n") for part in others)]


def _as_text(part: Part) -> str:
    return f"{PART}{part[0]}\n{part[1]}".rstrip("\n")


def _done(parts: list[Part], place: Path, run: Callable[..., Outcome]) -> Iterator[Part]:
    """The parts, with what is printed, once each file is written and each command has ended."""
    for head, below in parts:
        if not head.startswith(COMMAND):
            path = place / head
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{below}\n".replace("␍", "\r"), encoding="utf-8", newline="")
            yield head, below
            continue
        printed = _printed(head.removeprefix(COMMAND), place, run)
        expected = ".*".join(map(re.escape, below.split("…")))
        yield head, below if re.fullmatch(expected, printed, re.DOTALL) else printed


def _printed(command: str, place: Path, run: Callable[..., Outcome]) -> str:
    words = shlex.shlex(command, posix=True, punctuation_chars=True)
    words.whitespace_split, words.commenters = True, ""
    name, *arguments = words
    for_the_shell = any(set(word) <= set("();<>|&") for word in arguments if word)
    if name == "schlaglicht" and not for_the_shell and "$'" not in command:
        done = run(place, *arguments)
    else:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=place,
            env={**{n: v for n, v in os.environ.items() if n[:4] != "GIT_"}, "LC_CTYPE": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    errors = [f"! {line}" for line in done.stderr.splitlines()]
    status = [f"[{done.returncode}]"] if done.returncode else []
    printed = "\n".join([*done.stdout.rstrip("\n").split("\n"), *errors, *status]).strip("\n")
    return printed.replace(str(place.parent), "‹folder›").replace("\x1b", "␛").replace("\r", "␍")
