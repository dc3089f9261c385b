"""A difference as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rdflib import BNode, Graph

from schlaglicht.diff.compare import Change, Difference, Kind, SubjectChange
from schlaglicht.diff.text import Listing, statement
from schlaglicht.rdf.turtle_terms import turtle_value
from schlaglicht.validation.report import ValidationReport

VERSION = 1
"""Grows when a key changes its meaning or is removed."""


def write_records(difference: Difference, listing: Listing) -> str:
    """All changes as one JSON document with a final line end."""
    content = {
        "version": VERSION,
        "counts": {
            "added": len(difference.added),
            "removed": len(difference.removed),
            "subjects": {kind.value: difference.count(kind) for kind in Kind},
        },
        "subjects": [_subject(change, difference, listing) for change in difference.subjects],
        "findings": _findings(listing) if listing.findings is not None else None,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _subject(change: SubjectChange, difference: Difference, listing: Listing) -> Mapping[str, Any]:
    graph = difference.old if change.kind is Kind.REMOVED else difference.new
    return {
        "subject": turtle_value(change.subject, graph, listing.names),
        "iri": str(change.subject) if hasattr(change.subject, "defrag") else None,
        "kind": change.kind.value,
        "labels": {tag or "": text for text, tag in reversed(change.labels)},
        "changes": [
            _change(entry, difference.new if entry.is_added else difference.old, listing)
            for entry in change.changes
        ],
    }


def _change(change: Change, graph: Graph, listing: Listing) -> Mapping[str, Any]:
    root = listing.new_root if change.is_added else listing.old_root
    return {
        "change": "added" if change.is_added else "removed",
        "statement": statement(change, graph, listing.names),
        "predicate": str(change.triple[1]),
        "value": turtle_value(change.triple[2], graph, listing.names),
        "graph": _graph_name(change),
        "path": [str(step) for step in change.steps],
        "file": listing.file(change.path, root) if change.path else None,
        "line": change.line,
    }


def _graph_name(change: Change) -> str | None:
    """The IRI of a named graph; `[]` if a blank node names it, None for the default graph."""
    if change.graph is None:
        return None
    return "[]" if isinstance(change.graph, BNode) else str(change.graph)


def _findings(listing: Listing) -> Mapping[str, Any]:
    report = listing.findings or ValidationReport(())
    return {
        "new": [
            {
                "code": result.code,
                "severity": result.severity.label,
                "messages": dict(result.messages),
                "file": listing.file(result.place.path, listing.new_root) if result.place else None,
                "line": result.place.line if result.place else None,
                "fingerprint": result.fingerprint,
            }
            for result in report.results
        ],
        "fixed": [
            {
                "code": known.code,
                "message": known.message,
                "file": known.file or None,
                "fingerprint": known.fingerprint,
            }
            for known in report.fixed
        ],
        "unchecked": [
            {
                "code": unchecked.finding.code,
                "message": unchecked.finding.message,
                "file": unchecked.finding.file or None,
                "fingerprint": unchecked.finding.fingerprint,
                "cause": unchecked.cause.value,
            }
            for unchecked in report.unchecked
        ],
    }
