"""A file of some bytes, for readers of files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def file_of(content: bytes, name: str) -> Iterator[Path]:
    """The path of a file with this content, alone in a folder."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path
