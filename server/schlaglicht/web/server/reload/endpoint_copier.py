"""The main process in front of a remote endpoint: copies its graph for pages, again and again.

It does not handle queries: the web processes ask the endpoint. A copy that cannot be made changes
nothing but the report on the last attempt: the one before stays. A graph too large to be copied is
served without pages.
"""

from __future__ import annotations

import logging
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from schlaglicht.dataset.dumps import DumpStore
from schlaglicht.dataset.index import build_index, index_path
from schlaglicht.dataset.statistics import GraphStatistics, Statistics
from schlaglicht.errors import (
    AnswerNotWhole,
    GraphTooLarge,
    ProjectError,
    QueryError,
    QueryTimeout,
    SchlaglichtError,
    ServiceFailed,
)
from schlaglicht.ground.processes import ASIDE, run_in_process
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.i18n import msg
from schlaglicht.project import Project
from schlaglicht.rdf.rdflib_logging import silence_rdflib
from schlaglicht.remote import Endpoint, RemoteClient, recognised_client
from schlaglicht.remote.copy import MOST_TRIPLES, Copied, OnProgress, copy_graph, held
from schlaglicht.settings.project_settings import Settings
from schlaglicht.web.metrics import Copy, Reload
from schlaglicht.web.server.reload.prepare import check, publication_of, reason_without_paths
from schlaglicht.web.server.reload.publisher import Publisher, is_same_content
from schlaglicht.web.server.reload.served_versions import (
    Publication,
    Refusal,
    remove_other_versions,
    version_folder,
    write_publication,
)
from schlaglicht.web.server.watchdog import Attempts


def is_uncopied(publication: Publication) -> bool:
    """True if a version has no copy of its graph."""
    return publication.copy is not None and publication.copy.queries_only


def no_data(folder: Path) -> Path:
    """The empty file that takes the place of a copy."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "none.nt"
    data.touch()
    return data


def without_counts(made: Publication, triples: int) -> Publication:
    """The version with the size of the graph as its endpoint counts it, and no other count."""
    snapshot = made.snapshot
    graph = GraphStatistics(triples, is_counted=False)
    return replace(made, snapshot=replace(snapshot, triples=triples, statistics=Statistics(graph)))


_LOGGER = logging.getLogger(__name__)

_SECONDS = 60.0
"""Seconds for one query of a copy: a page of a large graph, sorted by its keys."""


@dataclass(frozen=True)
class RemoteGraph:
    """A remote graph to serve."""

    endpoint: Endpoint
    refresh: float = 3600.0
    """Seconds between two copies; 0 makes one alone."""
    folder: Path | None = None
    """A folder for the copy, in which an interrupted one continues."""
    queries_only: bool = False
    """True if nothing is to be copied, so that there are no pages."""


class EndpointCopier(Publisher):
    """Publishes copies of a remote graph into a folder that belongs to this server."""

    def __init__(
        self, graph: RemoteGraph, project: Project | None, folder: Path, progress: Progress
    ) -> None:
        """Copies the graph for the first time.

        `project` has shapes, ontology, questions and settings; its data take no part. Raises
        ProjectError, and the errors of `RemoteClient`.
        """
        super().__init__(folder)
        self._graph = graph
        self._project = project
        self._number = 0
        self._root = project.root if project is not None else folder
        self._held = ExitStack()
        if graph.folder is not None:
            self._held.enter_context(held(graph.folder))
        recognised = recognised_client(_for_pages(graph.endpoint)).endpoint
        self.endpoint: Endpoint = replace(graph.endpoint, dialect=recognised.dialect)
        """The endpoint in its dialect."""
        made = self._made(progress)
        if isinstance(made, Refusal):
            raise ProjectError(made.reason)
        self.publication = made

    def start_fork_server(self) -> None:
        """Starts nothing: there are no engines."""

    def stop(self) -> None:
        """Ends copying, and releases the folder of the copy."""
        super().stop()
        self._held.close()

    def _run(self) -> None:
        attempts = Attempts("copying the remote graph")
        attempts.attempt(self._complete)
        while not self._stopped.is_set():
            self._wanted.wait(self._graph.refresh or None)
            self._wanted.clear()
            if not self._stopped.is_set():
                attempts.attempt(self.look)

    def look(self) -> None:
        """Copies the graph, or notes why not; raises OSError if the system has no room."""
        before = self.publication
        try:
            outcome = self._outcome()
            if self._stopped.is_set():
                return
            self._publish(self._judged(outcome))
        finally:
            remove_other_versions(self._folder, before, self.publication)
        if isinstance(outcome, Publication):
            self._complete()

    def _outcome(self) -> Publication | str:
        """A version of a new copy, or why there is none."""
        try:
            made = self._made(SILENT)
        except SchlaglichtError as error:
            private = (self._folder, *([self._graph.folder] if self._graph.folder else []))
            return reason_without_paths(error, self._root, *private)
        if isinstance(made, Refusal):
            return made.reason
        has_pages = not is_uncopied(self.publication)
        return (
            "it is too large to be copied, or too slow" if has_pages and is_uncopied(made) else made
        )

    def _judged(self, outcome: Publication | str) -> Publication:
        now, before = datetime.now(UTC), self.publication
        if isinstance(outcome, str):
            detail = f"the copy before stays: {outcome}"
            _LOGGER.error("not copied, %s", detail)
            return replace(before, reload=Reload(now, succeeded=False, detail=detail))
        same_size = before.snapshot.triples == outcome.snapshot.triples
        if same_size and is_same_content(before, outcome):
            outcome = replace(before, copy=outcome.copy)
        snapshot = outcome.snapshot
        detail = f"version {snapshot.digest[:12]}, {snapshot.triples} triples"
        _LOGGER.info("copied: %s", detail)
        return replace(outcome, reload=Reload(now, succeeded=True, detail=detail))

    def _publish(self, publication: Publication) -> None:
        write_publication(publication, self._folder)
        self.publication = publication

    def _complete(self) -> None:
        """Has the dumps written, and the copy validated where there are shapes."""
        current = self.publication
        if is_uncopied(current):
            return
        DumpStore(current.snapshot).begin()
        if current.is_checking:
            findings = check(current.project, current.snapshot)
            if not self._stopped.is_set():
                self._publish(replace(current, findings=findings, is_checking=False))

    def _made(self, progress: Progress) -> Publication | Refusal:
        """A version of a new copy, with the index of its pages."""
        self._number += 1
        folder = version_folder(self._folder, self._number)
        data, copy = self._copied(folder, progress)
        progress.stage(msg("indexing"))
        project = _with_copy(self._project, data.resolve())
        niceness = ASIDE if self._number > 1 else 0  # nothing is served before the first
        made = run_in_process(_prepare, project, folder, niceness=niceness)
        if not isinstance(made, Publication):
            shutil.rmtree(folder, ignore_errors=True)
            return made or Refusal("making its pages ended unexpectedly, for lack of memory?")
        made = replace(self._titled(made), copy=copy)
        return without_counts(made, copy.triples) if copy.queries_only else made

    def _titled(self, made: Publication) -> Publication:
        """The version, called after its endpoint where neither settings nor data name it."""
        main_resource = made.snapshot.statistics.collection
        if self._project is not None or (main_resource and main_resource.titles):
            return made
        parts = urlsplit(self.endpoint.url)
        settings = Settings(title={"": f"{parts.netloc}{parts.path}".rstrip("/")})
        return replace(made, project=replace(made.project, settings=settings))

    def _copied(self, folder: Path, progress: Progress) -> tuple[Path, Copy]:
        """The data of a new copy; none of a graph without pages."""
        client = RemoteClient(_for_pages(self.endpoint))
        progress.stage(msg("fetching the remote graph"))
        size = _size(client)
        if self._graph.queries_only:
            return no_data(folder), self._no_copy(client, size)
        try:
            _check_size(size)
            target = self._graph.folder or folder / "copy"
            on_progress = self._unless_stopped(progress.count)
            copied = copy_graph(client, target, sample=None, on_progress=on_progress)
        except (GraphTooLarge, QueryTimeout) as error:
            _LOGGER.warning("too large to copy, queries only: %s", error)
            return no_data(folder), self._no_copy(client, size)
        _warn_of_what_lacks(copied)
        none = self._no_copy(client, copied.state.triples)
        missing, left_out = copied.missing, copied.state.left_out
        return copied.data, replace(none, missing=missing, left_out=left_out, queries_only=False)

    def _unless_stopped(self, on_progress: OnProgress) -> OnProgress:
        def checked(done: int, total: int) -> None:
            if self._stopped.is_set():
                raise ProjectError("the server stops")
            on_progress(done, total)

        return checked

    def _no_copy(self, client: RemoteClient, size: int | None) -> Copy:
        return Copy(
            self.endpoint.url,
            self.endpoint.dialect.title,
            client.server.strip(),
            datetime.now(UTC),
            size or 0,
            missing=None,
            queries_only=True,
        )


def _for_pages(endpoint: Endpoint) -> Endpoint:
    return replace(endpoint, limits=replace(endpoint.limits, seconds=_SECONDS))


def _size(client: RemoteClient) -> int | None:
    """The triples of the graph; None of an endpoint that cannot count them, but may give them."""
    try:
        return client.select("SELECT (COUNT(*) AS ?x) { ?s ?p ?o }", most=1).number()
    except (QueryError, ServiceFailed, AnswerNotWhole):
        return None


def _check_size(size: int | None) -> None:
    """Raises GraphTooLarge for too many triples, before copying them takes hours."""
    if size is not None and size > MOST_TRIPLES:
        said = msg(
            "the graph has {number} triples, and pages are made of {most} at most; "
            "--default-graph names a part of it"
        )
        raise GraphTooLarge(said.filled(number=size, most=MOST_TRIPLES))


def _warn_of_what_lacks(copied: Copied) -> None:
    for subject in copied.state.left_out:
        _LOGGER.warning("not copied: %s, whose triples the endpoint does not give", subject)
    if copied.missing is None:
        _LOGGER.warning("the endpoint cannot count whether all was copied")
    elif copied.missing:
        _LOGGER.warning(
            "not copied: %d triples, of blank nodes that no IRI leads to or changed meanwhile",
            copied.missing,
        )


def _with_copy(project: Project | None, data: Path) -> Project:
    """The project whose data are the copy, without its evidence, which is for other data."""
    if project is None:
        return Project(data.parent, (data,))
    settings = replace(project.settings, evidence=False)
    return replace(project, data=(data,), evidence=(), settings=settings, whole=False)


def _prepare(project: Project, folder: Path) -> Publication | Refusal:
    silence_rdflib()
    try:
        made = publication_of(project, folder)
        if not index_path(made.snapshot).exists():
            build_index(made.snapshot)
    except SchlaglichtError as error:
        return Refusal(reason_without_paths(error, project.root, folder.parent))
    return replace(made, state=None)
