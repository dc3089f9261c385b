"""The validation results of a version, by the thing that each is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import URIRef

if TYPE_CHECKING:
    from schlaglicht.validation.report import ValidationReport

MOST_TRIPLES = 100_000
"""Triples of a project checked in the background when a server starts; more takes too long."""


@dataclass(frozen=True)
class Finding:
    """One validation result about a thing; the messages are by language tag."""

    code: str
    severity: str
    messages: Mapping[str, str]


@dataclass(frozen=True)
class Findings:
    """All results of a validation that name a thing with an IRI, and the number of all."""

    total: int = 0
    by_severity: Mapping[str, int] = field(default_factory=dict)
    """The number of results per severity, by its name in lower case."""
    ignored: int = 0
    """The number of results that settings and comments leave out."""
    of_thing: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


def findings_of(report: ValidationReport) -> Findings:
    """The findings in a report."""
    from schlaglicht.validation.report import Severity

    of_thing: dict[str, tuple[Finding, ...]] = {}
    for result in report.results:
        if isinstance(result.focus_node, URIRef):
            iri = str(result.focus_node)
            finding = Finding(result.code, result.severity.label, dict(result.messages))
            of_thing[iri] = (*of_thing.get(iri, ()), finding)
    counts = {severity.label: report.count(severity) for severity in reversed(Severity)}
    return Findings(len(report.results), counts, report.ignored, of_thing)
