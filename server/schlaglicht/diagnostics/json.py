"""A report for programs; `report.schema.json` describes each member.

`version` grows when a member changes its meaning or is removed, but not for new members. The text
comes in parts, as a report may have very many results.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from schlaglicht import __version__
from schlaglicht.diagnostics.severities_and_notes import notes
from schlaglicht.diagnostics.view import View
from schlaglicht.validation.report import (
    Place,
    Precision,
    Severity,
    ValidationReport,
    ValidationResult,
)
from schlaglicht.validation.rules import RULES

if TYPE_CHECKING:
    from rdflib.term import Node


def array_parts(values: Iterable[object], margin: str = "") -> Iterator[str]:
    """The text of an array, one value after the other; `margin` is before its closing bracket."""
    empty, inner = True, f"\n{margin}  "
    for value in values:
        yield ("[" if empty else ",") + inner + json_text(value, inner)
        empty = False
    yield "[]" if empty else f"\n{margin}]"


def json_text(value: object, margin: str = "\n") -> str:
    """JSON with its members on lines of their own, which `margin` begins.

    The text is that of `json.dumps`, which takes four times as long where it breaks lines.
    """
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        parts = [f"{inner}{_ENCODE(key)}: {json_text(of, inner)}" for key, of in value.items()]
        return f"{{{','.join(parts)}{margin}}}"
    if isinstance(value, list | tuple) and value:
        return f"[{','.join([inner + json_text(of, inner) for of in value])}{margin}]"
    return _ENCODE(value)


_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


VERSION = 1

_NO_RESULTS = '"results": []'
"""The member as it is written when empty; no text holds it, as its quotation marks are escaped."""


def write_json(report: ValidationReport, view: View) -> Iterator[str]:
    """The report as one JSON object."""
    content = {
        "version": VERSION,
        "tool": {"name": "schlaglicht", "version": __version__},
        "language": view.language,
        "failOn": report.fail_on.label,
        "passes": report.passes,
        "conforms": report.conforms,
        "complete": report.complete,
        "counts": {s.label: report.count(s) for s in reversed(Severity)},
        "ignored": report.ignored,
        "known": report.known,
        "checked": asdict(report.checked),
        "notes": notes(report, view.language),
        "results": [],
        "fixed": [asdict(finding) for finding in report.fixed],
        "unchecked": [
            {**asdict(unchecked.finding), "cause": unchecked.cause.value}
            for unchecked in report.unchecked
        ],
    }
    head, tail = json_text(content).split(_NO_RESULTS)
    yield f'{head}"results": '
    yield from array_parts((_result(result, view) for result in report.results), margin="  ")
    yield f"{tail}\n"


def _result(result: ValidationResult, view: View) -> dict[str, Any]:
    return {
        "code": result.code,
        "title": RULES[result.code].titles[view.language],
        "severity": result.severity.label,
        "fingerprint": result.fingerprint,
        "message": view.text(result.messages),
        "messages": dict(sorted(result.messages.items())),
        "help": view.text(result.helps) or None,
        "helps": dict(sorted(result.helps.items())),
        "constraint": view.text(result.constraint) or None,
        "details": view.text(result.reasons).splitlines(),
        "place": _place(result.place, view),
        "focusNode": _term(result.focus_node),
        "focusName": result.focus_name,
        "path": result.path,
        "value": _term(result.value),
        "component": result.component,
        "shape": _shape(result, view),
    }


def _shape(result: ValidationResult, view: View) -> dict[str, Any] | None:
    if result.source_shape is None:
        return None
    return {
        "iri": result.shape_iri or None,
        "name": result.shape_name,
        "place": _place(result.shape_place, view),
    }


def _place(place: Place | None, view: View) -> dict[str, Any] | None:
    if place is None:
        return None
    found: dict[str, Any] = {"file": view.file(place.path), "certainty": place.precision.value}
    if place.precision is not Precision.FILE:
        found |= {
            "line": place.line,
            "column": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
    return found


def _term(term: Node | None) -> dict[str, str] | None:
    """A term; a blank node without its label, which is of one run."""
    if term is None:
        return None
    from schlaglicht.rdf.terms import json_term

    found = json_term(term)
    return {"type": "bnode"} if found["type"] == "bnode" else found
