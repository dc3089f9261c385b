"""Parts of a large text of lines, so that what is made of them is in memory part by part."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader
from mmap import mmap

_PART = 2**20


def line_parts(text: str | bytes | mmap) -> Iterator[tuple[int, int]]:
    """The extents of some thousand whole lines each, which end in a line feed."""
    start = 0
    while start < len(text):
        from_here = start + _PART
        found = text.find("\n", from_here) if isinstance(text, str) else text.find(b"\n", from_here)
        end = found + 1 or len(text)
        yield start, end
        start = end


def file_parts(file: BufferedReader) -> Iterator[bytes]:
    """The rest of a file, in such parts."""
    return iter(lambda: file.read(_PART) + file.readline(), b"")
