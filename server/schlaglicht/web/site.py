"""What one server publishes, and the engines that answer for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from schlaglicht.engine import EnginePool
from schlaglicht.languages import Text, best_text
from schlaglicht.prefixes import Prefixes
from schlaglicht.project import Project
from schlaglicht.questions import Question
from schlaglicht.snapshot import Snapshot
from schlaglicht.web.streaming import Downloads

if TYPE_CHECKING:
    from schlaglicht.service_description import ServiceDescription

EXTENSION = "schlaglicht"
"""The key of an application's site in `app.extensions`."""


@dataclass(frozen=True)
class Site:
    """A project, the snapshot of it that is served, its questions, and its engine processes."""

    project: Project
    snapshot: Snapshot
    questions: tuple[Question, ...]
    pool: EnginePool
    downloads: Downloads = field(default_factory=Downloads)

    def title(self, languages: Sequence[str] = ()) -> Text:
        """The project's name for a reader of `languages`; without one, that of its folder."""
        return project_title(self.project, languages)

    @cached_property
    def prefixes(self) -> Prefixes:
        """The prefixes under which pages show IRIs, and that queries need not declare."""
        return Prefixes(self.snapshot.prefixes)

    @cached_property
    def description(self) -> ServiceDescription:
        """What the endpoint says about itself and the dataset."""
        from schlaglicht.service_description import ServiceDescription

        return ServiceDescription(self.project, self.snapshot, self.questions)

    @property
    def base(self) -> str | None:
        """The IRI below which the project's own IRIs lie, if it says so."""
        return self.project.settings.base


def project_title(project: Project, languages: Sequence[str] = ()) -> Text:
    """What to call a project: its title, the name of its only file, or that of its folder."""
    titles = [(text, tag) for tag, text in project.settings.title.items()]
    only_file = len(project.graph_files) == 1 and project.data
    name = project.data[0].name if only_file else project.root.absolute().name
    return best_text(titles, languages) or (name, None)
