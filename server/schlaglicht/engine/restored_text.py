"""Restores private forms of literals in an answer on its way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from schlaglicht.rdf.private_forms import PrivateForms

_START = re.compile(rb"[ux]")
"""The first character of a private form."""


@contextmanager
def restored_text(file: BinaryIO, forms: PrivateForms | None) -> Iterator[BinaryIO]:
    """A file whose content is passed on to `file` with every private form as it was written."""
    if forms is None:
        yield file
        return
    restored = RestoredText(file, forms)
    yield cast("BinaryIO", restored)
    restored.finish()


class RestoredText:
    """A binary file, passed on to another with every private form as it was written.

    Call `finish` at the end: what may be the beginning of a private form waits for the next part.
    """

    def __init__(self, file: BinaryIO, forms: PrivateForms) -> None:
        self._file = file
        self._forms = forms
        self._stem = forms.stem.encode()
        self._longest = forms.longest
        self._rest = b""

    def write(self, content: bytes) -> int:
        """Passes `content` on; a part may end within a private form."""
        block = self._rest + content
        parts, end = self._restored(block)
        start = _START.search(block, max(end, len(block) - self._longest))
        cut = start.start() if start else len(block)
        self._rest = block[cut:]
        self._file.write(b"".join([*parts, block[end:cut]]))
        return len(content)

    def flush(self) -> None:
        """Flushes the underlying file."""
        self._file.flush()

    def tell(self) -> int:
        """Bytes written so far."""
        return self._file.tell() + len(self._rest)

    def finish(self) -> None:
        """Passes on what waited."""
        rest, self._rest = self._rest, b""
        self._file.write(rest)

    def _restored(self, block: bytes) -> tuple[list[bytes], int]:
        """The beginning of `block` restored, and the end of the last private form in it."""
        parts: list[bytes] = []
        end = 0
        if self._stem in block:
            for found in self._forms.pattern.finditer(block):
                parts += [block[end : found.start()], self._forms.restored(found)]
                end = found.end()
        return parts, end
