"""What the validation of a version said, by the thing that each result is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import URIRef

if TYPE_CHECKING:
    from schlaglicht.validation import ValidationReport

MOST_TRIPLES = 100_000
"""Triples of a project that is checked from the side when a server starts; more takes too long."""


@dataclass(frozen=True)
class Finding:
    """One validation result about a thing; the messages are by language tag."""

    code: str
    severity: str
    messages: Mapping[str, str]


@dataclass(frozen=True)
class Findings:
    """All results of a validation that name a thing with an IRI, and how many there are at all."""

    total: int = 0
    of_thing: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


def findings_of(report: ValidationReport) -> Findings:
    """The findings in a report."""
    of_thing: dict[str, tuple[Finding, ...]] = {}
    for result in report.results:
        if isinstance(result.focus_node, URIRef):
            iri = str(result.focus_node)
            finding = Finding(result.code, result.severity.label, dict(result.messages))
            of_thing[iri] = (*of_thing.get(iri, ()), finding)
    return Findings(len(report.results), of_thing)
