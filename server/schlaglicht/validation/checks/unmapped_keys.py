"""Keys in JSON-LD that no context defines, so that their values enter no graph.

https://www.w3.org/TR/json-ld11-api/#expansion-algorithm
"""

from __future__ import annotations

from collections.abc import Iterator

from schlaglicht.i18n import msg
from schlaglicht.rdf.locations import DroppedKey
from schlaglicht.rdf.locations.jsonld import DIRECTION
from schlaglicht.suggest import Cutoff, is_one_slip, nearest_few
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.lint.lint_result import found
from schlaglicht.validation.report import Severity, ValidationResult
from schlaglicht.validation.result_locations import place_of

_KEYWORDS = ("context", "graph", "id", "included", "language", "list", "reverse", "set", "type",
             "value")  # fmt: skip
_MEANT = (*_KEYWORDS, "base", "container", "direction", "import", "index", "nest", "vocab")
"""The keywords to suggest for a misspelt one."""
_SHORTEST = 3


def check_unmapped_keys(inputs: Inputs) -> list[ValidationResult]:
    """A result for each key without a triple; a warning where another key was probably meant.

    In the data such a key may serve other programs; in shapes it is a lost constraint, a violation.
    """
    results = []
    for part in inputs.parts:
        least = Severity.VIOLATION if part is inputs.shapes else Severity.INFO
        results += [_result(key, least) for key in part.positions.dropped]
    return results


def _result(key: DroppedKey, least: Severity) -> ValidationResult:
    if key.name == DIRECTION:
        message = msg("RDF 1.1 has no base direction: “{name}” is left out", name=key.name)
        place = place_of(key.path, key.extent)
        return found("key-dropped", place, message, severity=Severity.INFO)
    near = next(_near(key), None)
    if key.name.startswith("@"):
        message = msg(
            "JSON-LD has no keyword “{name}”: its content does not get into the graph",
            name=key.name,
        )
        helps = msg("write the key without @, and define it in the context")
    else:
        message = msg(
            "no context defines “{name}”: its content does not get into the graph", name=key.name
        )
        helps = msg("define the key in the context, as null if it should be dropped")
    return found(
        "key-dropped",
        place_of(key.path, key.extent),
        message,
        helps=msg("did you mean {near}?", near=near) if near else helps,
        severity=max(least, Severity.WARNING) if near else least,
    )


def _near(key: DroppedKey) -> Iterator[str]:
    """Keys that were probably meant: keywords, or names that a context defines."""
    name = key.name.lower()
    if name.startswith("@"):
        yield from _keywords_near(name[1:])
        return
    if name in _KEYWORDS:
        yield f"@{name}"
    for defined in key.defined:
        if name == defined.lower() or is_one_slip(key.name, defined):
            yield defined


def _keywords_near(name: str) -> Iterator[str]:
    """The keywords that begin with a name, and the most similar one."""
    begun = [known for known in _MEANT if len(name) >= _SHORTEST and known.startswith(name)]
    for known in (*begun, *nearest_few(name, _MEANT, Cutoff.CHOICE, most=1)):
        yield f"@{known}"
