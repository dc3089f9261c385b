"""Results of anonymous shapes that stand in several files, such as one file in two folders.

Shapes with an IRI are the same shape wherever they stand; anonymous ones are as many as there are
copies, and each has the same results.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from pathlib import Path

from rdflib import BNode

from schlaglicht.validation.report import ValidationResult


def without_copies(
    results: Sequence[ValidationResult], preferred: Collection[Path]
) -> list[ValidationResult]:
    """Removes results that anonymous shapes, copied in several files, repeat.

    Those of a file among `preferred` stay, else those of the first file by name. Equal results of
    one file are of different constraints, and stay.
    """
    placed = [
        (result.shape_place.path, result)
        for result in results
        if result.shape_place and isinstance(result.source_shape, BNode)
    ]
    files: dict[str | None, set[Path]] = {}
    for path, result in placed:
        files.setdefault(result.shape_name, set()).add(path)
    placed = [one for one in placed if len(files[one[1].shape_name]) > 1]
    first: dict[Hashable, Path] = {}
    for path, result in sorted(placed, key=lambda one: (one[0] not in preferred, str(one[0]))):
        first.setdefault(_statement(result), path)
    copies = {id(result) for path, result in placed if first[_statement(result)] != path}
    return [result for result in results if id(result) not in copies]


def _statement(result: ValidationResult) -> Hashable:
    """The statement of a result about the data, whichever shape it comes from."""
    return (
        result.focus_node,
        result.path,
        result.value,
        result.component,
        result.severity,
        result.shape_name,
        *sorted(result.messages.items()),
        *sorted(result.constraint.items()),
    )
