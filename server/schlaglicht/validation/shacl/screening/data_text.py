"""Data as N-Triples for the screening engine, read from the files themselves.

The graph of a validation takes ten times as long to make, and is made meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from schlaglicht.formats import graph_format_of
from schlaglicht.rdf.load import ntriples_of
from schlaglicht.rdf.reading.parse import OF_TURTLE, read_bytes

_BLANK = re.compile(r"^_:|(?<=> )_:(?=[^\s\"<>]+ \.$)", re.MULTILINE)
"""What begins the label of a blank node in canonical N-Triples."""


def is_readable(path: Path) -> bool:
    """True for the formats whose parser writes what it reads as N-Triples."""
    return graph_format_of(path) in OF_TURTLE


def data_text(paths: Sequence[Path], base_of: Callable[[Path], str]) -> str:
    """The triples of some files; a label of blank nodes is that of one file.

    Raises GraphSyntaxError and ProjectError as `load_file` does.
    """
    texts = (_text(path, base_of(path)) for path in paths)
    if len(paths) == 1:
        return next(texts)
    return "".join(_BLANK.sub(f"_:f{n}x", text) for n, text in enumerate(texts))


def _text(path: Path, base: str) -> str:
    return ntriples_of(read_bytes(path), path, base)
