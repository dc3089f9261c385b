"""Export of a site: prepares, copies, and puts the files in place as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask

from schlaglicht import __version__
from schlaglicht.dataset.dumps import DumpStore, write_dumps
from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine import AnswerStream, Backend, EnginePool, EngineQuery, Limits
from schlaglicht.errors import ProjectError
from schlaglicht.formats import GRAPH_FORMATS
from schlaglicht.ground.atomic_file import replaced, temporary_folder
from schlaglicht.ground.files import disturbed, mark_of
from schlaglicht.ground.processes import in_fork
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.i18n import msg
from schlaglicht.project import Project, files_read
from schlaglicht.questions import read_questions
from schlaglicht.static_site.crawl import (
    HereWriter,
    SiteReport,
    Writers,
    copy_site,
    forked_writers,
    processes_to_fork,
)
from schlaglicht.static_site.file_names import Root, plain_names
from schlaglicht.static_site.host_rules import write_rules
from schlaglicht.static_site.page_writer import PLACEHOLDERS, Copier
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CacheSettings
from schlaglicht.web.project_version import MOST_TRIPLES, summary_of
from schlaglicht.web.published_site import Site
from schlaglicht.web.theme import read_theme
from schlaglicht.web.views.examples import offered_questions
from schlaglicht.web.views.page import HAS_SERVER

_LIMITS = Limits(seconds=60, wait=120)
"""Limits of a question; generous, since no client waits for it."""


class EngineOnDemand(EnginePool):
    """A pool of one engine that starts with the first query, in the process that runs it."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot, engines=0, limits=_LIMITS)
        self._has_started = False

    def stream(self, query: EngineQuery) -> AnswerStream:
        """As in EnginePool."""
        if not self._has_started:
            self._has_started = True
            self._start_all(1)
        return super().stream(query)


MARK = ".schlaglicht-site.json"
"""The file that marks a folder as an export, which the next export may replace."""


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of `target` when the context ends well.

    `target` must be empty, an earlier export, or missing. Raises ProjectError when it is anything
    else, or cannot be written; `target` is then unchanged.
    """
    place = target.resolve()
    if place.exists() and not place.is_dir():
        raise ProjectError(f"{target}: is a file; name a folder for the site")
    if place.exists() and any(place.iterdir()) and not (place / MARK).is_file():
        raise ProjectError(
            f"{target}: is neither empty nor an earlier export; name another folder for the site"
        )
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with replaced(place) as new:
            new.mkdir()
            yield new
    except OSError as error:
        raise ProjectError(f"{target}: cannot be written: {error.strerror}") from error


def write_mark(folder: Path, contents: dict[str, str]) -> None:
    """Marks `folder` as an export with these `contents`."""
    text = json.dumps(contents, ensure_ascii=False, indent=2) + "\n"
    (folder / MARK).write_text(text, encoding="utf-8")


CATALOGUES = tuple(f"catalog{known.extension}" for known in GRAPH_FORMATS)
"""Documents that data catalogues request, though no page need link to them."""


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
    strict: bool = False
    """True if files with faults are refused."""


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
        seen = mark_of(files_read(plan.project))
        snapshot = take_snapshot(plan.project, private, progress, strict=plan.strict)
        forks = processes_to_fork(plan.processes)

        def write() -> None:
            write_dumps(snapshot, DumpStore(snapshot).folder)

        with in_fork(write) if forks else nullcontext(write) as dumped:
            site = _prepared(plan, snapshot, progress)
            if mark_of(files_read(plan.project)) != seen:  # what was judged is what is written
                raise disturbed(plan.project.root)
            report = _copied(plan, folder, site, dumped, progress)
        write_rules(plan.root, plan.project.settings, folder)
        mark = {"software": f"Schlaglicht {__version__}", "dataset": snapshot.digest}
        write_mark(folder, {**mark, "url": plan.root.url})
    return replace(report, left_out=snapshot.left_out)


def _prepared(plan: Plan, snapshot: Snapshot, progress: Progress) -> Site:
    """The site in the state of a server that has validated its first version."""
    from schlaglicht.validation.pipeline import validate

    progress.stage(msg("indexing"))
    build_index(snapshot)
    findings = None
    if snapshot.triples <= MOST_TRIPLES:
        report = validate(plan.project, remember=True, progress=progress)
        findings = summary_of(report, plan.project)
    return Site(
        plan.project,
        snapshot,
        read_questions(plan.project),
        EngineOnDemand(snapshot),
        sources=plan.sources,
        findings=findings,
        theme=read_theme(plan.project),
    )


def _application(site: Site) -> Flask:
    app = create_app(site, CacheSettings(capacity=0))
    app.register_blueprint(PLACEHOLDERS)
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
    with app.app_context():
        questions = offered_questions(site)  # made here, once for all processes
    queries = (f"queries/{question.name}.rq" for question in questions)
    first = {*plain_names(app, site.languages), *CATALOGUES, *queries}
    with _writers(
        Copier(app, plan.root, folder, site.languages[0]),
        site.backend,
        processes_to_fork(plan.processes),
    ) as writers:
        return copy_site(writers, plan.root, first, wait_for_dumps, progress)


@contextmanager
def _writers(copier: Copier, backend: Backend, forks: int) -> Iterator[Writers]:
    if forks:
        with forked_writers(copier, backend.close, forks) as writers:
            yield writers
    else:
        with closing(backend):
            yield HereWriter(copier)
