"""JSON in parts, as a report may have very many results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator


def array_parts(values: Iterable[object], margin: str = "") -> Iterator[str]:
    """The text of an array, one value after the other; `margin` is before its closing bracket."""
    empty, inner = True, f"\n{margin}  "
    for value in values:
        yield ("[" if empty else ",") + inner + json_text(value).replace("\n", inner)
        empty = False
    yield "[]" if empty else f"\n{margin}]"


def json_text(value: object) -> str:
    """JSON with its members on lines of their own."""
    return json.dumps(value, ensure_ascii=False, indent=2)
