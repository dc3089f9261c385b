"""A version of a project, as files and processes hand it on; `published_site` serves it.

A process that prepares versions needs nothing of what answers requests, and starts without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import URIRef

from schlaglicht.dataset.main_resource import titles_of
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.i18n import Text, best_text
from schlaglicht.project import Project
from schlaglicht.questions import Question
from schlaglicht.web.theme import Theme

if TYPE_CHECKING:
    from schlaglicht.validation.report import ValidationReport

MOST_TRIPLES = 100_000
"""Triples of a project checked in the background when a server starts; more takes too long."""


@dataclass(frozen=True)
class ShownResult:
    """One validation result about a thing; the messages are by language tag."""

    code: str
    severity: str
    messages: Mapping[str, str]


@dataclass(frozen=True)
class ResultSummary:
    """All results of a validation that name a thing with an IRI, and the number of all."""

    total: int = 0
    by_severity: Mapping[str, int] = field(default_factory=dict)
    """The number of results per severity, by its name in lower case."""
    ignored: int = 0
    """The number of results that settings and comments leave out."""
    of_thing: Mapping[str, tuple[ShownResult, ...]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    """The file and line of each thing, `data.ttl:12`, where settings say how they are edited."""


def summary_of(report: ValidationReport, project: Project | None = None) -> ResultSummary:
    """The findings in a report, and where the things of its project are edited."""
    from schlaglicht.validation.report import Severity
    from schlaglicht.validation.result_locations import first_places

    of_thing: dict[str, tuple[ShownResult, ...]] = {}
    for result in report.results:
        if isinstance(result.focus_node, URIRef):
            iri = str(result.focus_node)
            finding = ShownResult(result.code, result.severity.label, dict(result.messages))
            of_thing[iri] = (*of_thing.get(iri, ()), finding)
    counts = {severity.label: report.count(severity) for severity in reversed(Severity)}
    places = first_places(project) if project and project.settings.site.edit else {}
    return ResultSummary(len(report.results), counts, report.ignored, of_thing, places)


@dataclass(frozen=True)
class Version:
    """A version of a project, served or published."""

    project: Project
    snapshot: Snapshot
    questions: tuple[Question, ...]
    findings: ResultSummary | None = field(default=None, kw_only=True)
    """The results of its validation; None as long as it has not been validated."""
    is_checking: bool = field(default=False, kw_only=True)
    """True while that validation is to come, or under way."""
    theme: Theme = field(default_factory=Theme, kw_only=True)
    """The look of its pages."""

    def is_same(self, other: Version) -> bool:
        """True if both have the same project, snapshot, questions and look."""
        same = (self.project, self.snapshot, self.questions, self.theme)
        return same == (other.project, other.snapshot, other.questions, other.theme)

    def title(self, languages: Sequence[str] = ()) -> Text:
        """The name of the dataset for a reader of `languages`."""
        return best_of(self.titles, languages) or ("", None)

    @property
    def titles(self) -> Mapping[str, str]:
        """The names of the dataset by language tag."""
        return titles_of(self.project, self.snapshot.statistics.collection)


def best_of(texts: Mapping[str, str], languages: Sequence[str]) -> Text | None:
    """The best of texts by language tag for a reader of `languages`."""
    return best_text([(text, tag or None) for tag, text in texts.items()], languages)
