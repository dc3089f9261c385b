"""Bounds on what one file may take while it is read.

Parsers recurse on the process's stack, which ends it. Those of RDF/XML and JSON-LD take time and
memory out of all proportion for some files, and stop for nothing; they run in a process that can
be killed. A file of any format may write a name once and use it often: what it stands for, as
N-Quads, is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

from schlaglicht.errors import GraphSyntaxError, WorkStopped
from schlaglicht.ground.bounded_process import VARIABLE, Bounds, Send, scaled, sent_by
from schlaglicht.ground.progress import Progress
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.source_text import SourceText

DEEPEST = 1000
"""Braces, brackets or triple terms within each other. Some thousands would kill the process."""

TOO_DEEP = msg("nested more than {levels} levels deep, which is not read", levels=DEEPEST)

_OF_JSON = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)

_OF_TRIPLE_TERMS = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"'
    rb"|'''(?:[^'\\]|\\.|'(?!''))*'''|'(?:[^'\\\n]|\\.)*'"
    rb"|<<|>>|<[^<>\"{}|^`\s]*>|\\.|#[^\r\n]*",
    re.DOTALL,
)
"""Marks of triple terms, and what may hold the same characters."""


def check_json_nesting(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError where a JSON text is nested deeper than DEEPEST."""
    _check(_OF_JSON, {b"[": 1, b"{": 1, b"]": -1, b"}": -1}, content, path)


def check_triple_nesting(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError where triple terms of RDF 1.2 are nested deeper than DEEPEST."""
    if content.count(b"<<") > DEEPEST:
        _check(_OF_TRIPLE_TERMS, {b"<<": 1, b">>": -1}, content, path)


def _check(token: re.Pattern[bytes], steps: dict[bytes, int], content: bytes, path: Path) -> None:
    depth = 0
    for found in token.finditer(content):
        depth += steps.get(found[0], 0)
        if depth > DEEPEST:
            raise refused_at(found.start(), content, path, TOO_DEEP)


def refused_at(start: int, content: bytes, path: Path, reason: Message) -> GraphSyntaxError:
    """The error for a fault of a file at one of its bytes."""
    before = SourceText(path, content[:start].decode("utf-8", "replace"))
    place = before.extent(len(before.text), len(before.text))
    return GraphSyntaxError(reason, path=path, line=place.line, column=place.column)


_MEBIBYTE = 2**20

SECONDS, SECONDS_PER_MEBIBYTE = 5, 1
"""Processor time for one file: some times what the slowest takes, JSON-LD, which is read twice."""

MEMORY, MEMORY_PER_BYTE = 512 * _MEBIBYTE, 32
"""Bytes that a parser may take."""

EXPANSION, EXPANSION_PER_BYTE = 64 * _MEBIBYTE, 200
"""Bytes of N-Quads that a file may stand for: a hundred times its size in a list of numbers."""

SMALL = 256 * 1024
"""Bytes of a file from which on it has a process of its own."""

ReadApart = Callable[[Callable[[bytes], None], Progress], Mapping[str, str]]
"""Hands over N-Quads in parts, and returns the prefixes that the file declares."""


class NQuadsText(BytesIO):
    """The N-Quads of a file, while they are written; raises GraphSyntaxError for too many."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__()
        self._path = path
        self._room = scaled(EXPANSION + EXPANSION_PER_BYTE * size)

    def write(self, data: Any, /) -> int:
        """Adds some."""
        self._room -= len(data)
        if self._room < 0:
            reason = msg(
                "the triples take more than {factor} times the size of the file when written out; "
                "shorten the names that it repeats, or raise {variable}",
                factor=EXPANSION_PER_BYTE,
                variable=VARIABLE,
            )
            raise GraphSyntaxError(reason, path=self._path)
        return super().write(data)

    def taken(self) -> bytes:
        """Text that has been written since the last time."""
        part = self.getvalue()
        self.seek(0)
        self.truncate()
        return part


def read_apart(
    read: ReadApart, path: Path, size: int, progress: Progress
) -> tuple[list[bytes], Mapping[str, str]]:
    """The parts and the prefixes that `read` finds in a file of `size` bytes, in another process.

    `read` can be pickled. Raises GraphSyntaxError when that takes too much, and as `read` does.
    """
    bounds = _bounds(size)
    parts: list[bytes] = []
    prefixes: Mapping[str, str] = {}
    try:
        for value in sent_by(partial(_send, read), bounds, is_small=size < SMALL):
            if isinstance(value, bytes):
                parts.append(value)
            elif isinstance(value, tuple):
                progress.count(*value)
            else:
                prefixes = value
    except WorkStopped as stopped:
        raise GraphSyntaxError(_reason(stopped.cause, bounds), path=path) from stopped
    return parts, prefixes


def _send(read: ReadApart, send: Send) -> None:
    send(read(send, _Sent(send)))


class _Sent(Progress):
    """Progress that is told to the process that waits."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def count(self, done: int, total: int) -> None:
        self._send((done, total))


def _bounds(size: int) -> Bounds:
    seconds = SECONDS + SECONDS_PER_MEBIBYTE * size / _MEBIBYTE
    return Bounds(ceil(scaled(seconds)), int(scaled(MEMORY + MEMORY_PER_BYTE * size)))


def _reason(cause: str, bounds: Bounds) -> Message:
    if cause == "time":
        return msg(
            "not read within {seconds} s of processor time; nest less and repeat fewer contexts, "
            "or raise {variable}",
            seconds=bounds.seconds,
            variable=VARIABLE,
        )
    if cause == "memory":
        return msg(
            "not read within {size} MiB of memory; nest less, split the file, or raise {variable}",
            size=bounds.memory // _MEBIBYTE,
            variable=VARIABLE,
        )
    return msg("the parser breaks down over this file, as it does where things are nested deeply")
