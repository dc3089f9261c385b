"""Export of a site: prepares, copies, and puts the files in place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from schlaglicht import __version__
from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine import Backend
from schlaglicht.formats import GRAPH_FORMATS
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.ground.processes import can_fork
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.i18n import msg
from schlaglicht.project import Project
from schlaglicht.questions import read_questions
from schlaglicht.static_site import placeholders
from schlaglicht.static_site.atomic_folder import replaced_folder, write_mark
from schlaglicht.static_site.base_url import Root
from schlaglicht.static_site.crawl import copy_site
from schlaglicht.static_site.dump_writer import dumps_here, dumps_in_fork
from schlaglicht.static_site.file_names import plain_names
from schlaglicht.static_site.host_rules import write_rules
from schlaglicht.static_site.lazy_pool import EngineOnDemand
from schlaglicht.static_site.page_writer import Copier
from schlaglicht.static_site.site_report import SiteReport
from schlaglicht.static_site.writer_processes import (
    HereWriter,
    Writers,
    forked_writers,
)
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache_store import CacheSettings
from schlaglicht.web.served_version import Site
from schlaglicht.web.server.validation_summary import MOST_TRIPLES, Findings, findings_of
from schlaglicht.web.theme import read_theme
from schlaglicht.web.views.page import HAS_SERVER

CATALOGUES = tuple(f"catalog{known.extension}" for known in GRAPH_FORMATS)
"""Documents that data catalogues request, though no page need link to them."""

_MOST_PROCESSES = 8


@dataclass(frozen=True)
class Plan:
    """A project to export, the target folder, and the URL of the site."""

    project: Project
    target: Path
    root: Root
    sources: Path | None = None
    """The folder of the documents that evidence points into."""
    processes: int = 0
    """Number of processes that copy; 0 means one per processor, at most 8."""


def export_site(plan: Plan, progress: Progress = SILENT) -> SiteReport:
    """Writes the site of a project into `plan.target`, whole or not at all.

    The bytes are those that a server at `plan.root` sends to clients without preferences, but for
    the links that sort lists. Raises ProjectError if the project cannot be read or the folder
    cannot be replaced.
    """
    with (
        replaced_folder(plan.target) as folder,
        temporary_folder() as private,
    ):
        snapshot = take_snapshot(plan.project, private, progress)
        forks = _forks(plan)
        with dumps_in_fork(snapshot) if forks else dumps_here(snapshot) as dumped:
            site = _prepared(plan, snapshot, progress)
            report = _copied(plan, folder, site, dumped, progress)
        settings = plan.project.settings
        write_rules(plan.root, settings, folder)
        mark = {"software": f"Schlaglicht {__version__}", "dataset": snapshot.digest}
        write_mark(folder, {**mark, "url": plan.root.url})
    return report


def _prepared(plan: Plan, snapshot: Snapshot, progress: Progress) -> Site:
    """The site in the state of a server that has validated its first version."""
    progress.stage(msg("indexing"))
    build_index(snapshot)
    return Site(
        plan.project,
        snapshot,
        read_questions(plan.project),
        EngineOnDemand(snapshot),
        sources=plan.sources,
        findings=_findings(plan.project, snapshot, progress),
        theme=read_theme(plan.project),
    )


def _findings(project: Project, snapshot: Snapshot, progress: Progress) -> Findings | None:
    from schlaglicht.validation.pipeline import validate

    if snapshot.triples > MOST_TRIPLES:
        return None
    return findings_of(validate(project, remember=True, progress=progress))


def _application(site: Site) -> Flask:
    app = create_app(site, CacheSettings(capacity=0))
    app.register_blueprint(placeholders.blueprint)
    app.config[HAS_SERVER] = False
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)  # compiled once for all processes
    return app


def _copied(
    plan: Plan,
    folder: Path,
    site: Site,
    wait_for_dumps: Callable[[], None],
    progress: Progress,
) -> SiteReport:
    progress.stage(msg("writing pages and data"))
    app = _application(site)
    queries = (f"queries/{question.name}.rq" for question in site.questions)
    first = {*plain_names(app, site.languages), *CATALOGUES, *queries}
    with _writers(
        Copier(app, plan.root, folder, site.languages[0]), site.backend, _forks(plan)
    ) as writers:
        return copy_site(writers, plan.root, first, wait_for_dumps, progress)


@contextmanager
def _writers(copier: Copier, backend: Backend, forks: int) -> Iterator[Writers]:
    def close() -> None:
        backend.close()

    if forks:
        with forked_writers(copier, close, forks) as writers:
            yield writers
    else:
        with closing(backend):
            yield HereWriter(copier)


def _forks(plan: Plan) -> int:
    """Number of processes to fork; 0 if this one copies."""
    wanted = plan.processes or min(os.cpu_count() or 1, _MOST_PROCESSES)
    return wanted if wanted > 1 and can_fork() else 0
