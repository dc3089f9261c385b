"""Crawl of a site: all documents that links reach from the first ones, such as the start page."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator

from schlaglicht.errors import ProjectError
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.static_site.base_url import Root
from schlaglicht.static_site.dump_writer import needs_dumps
from schlaglicht.static_site.file_names import stem_of
from schlaglicht.static_site.page_writer import Copied
from schlaglicht.static_site.site_report import BrokenLink, SiteReport
from schlaglicht.static_site.writer_processes import Writers

MOST_DOCUMENTS = 5_000_000
"""Limit above which a site is taken to be endless."""

_BATCH = 8
"""Things whose documents one process copies before it reports."""


def copy_site(
    writers: Writers,
    root: Root,
    first: Iterable[str],
    wait_for_dumps: Callable[[], None],
    progress: Progress = SILENT,
) -> SiteReport:
    """Copies `first` and all documents reachable from there, and checks the links.

    Documents that need the dumps come last, after `wait_for_dumps`.
    Raises ProjectError when a file cannot be written, or at more than MOST_DOCUMENTS.
    """
    crawl = _Crawl()
    crawl.find(dict.fromkeys(first, ""))
    _copy_found(writers, crawl, progress)
    wait_for_dumps()
    crawl.release_dumps()
    _copy_found(writers, crawl, progress)
    return crawl.report(root)


def _copy_found(writers: Writers, crawl: _Crawl, progress: Progress) -> None:
    while crawl.is_waiting or writers.are_busy:
        while crawl.is_waiting and writers.are_free:
            writers.copy(crawl.next_batch())
        crawl.take(writers.next_result())
        progress.count(*crawl.counts)


class _Crawl:
    """The documents found and copied so far."""

    def __init__(self) -> None:
        self._copied = Copied()
        self._found: set[str] = set()
        self._things: deque[str] = deque()
        self._held: deque[str] | None = deque()
        """Stems that wait for the dumps; None once these are written."""
        self._names_of: defaultdict[str, set[str]] = defaultdict(set)

    @property
    def is_waiting(self) -> bool:
        """True if found documents are not handed out yet."""
        return bool(self._things)

    @property
    def counts(self) -> tuple[int, int]:
        """The numbers of documents that are done, and that are found so far."""
        return len(self._copied.files), len(self._found)

    def find(self, links: dict[str, str]) -> None:
        """Queues the linked documents that were not found before."""
        for name in sorted(links):
            if name not in self._found:
                self._found.add(name)
                stem = stem_of(name)
                if stem not in self._names_of:
                    self._queue_of(stem).append(stem)
                self._names_of[stem].add(name)
        if len(self._found) > MOST_DOCUMENTS:
            raise ProjectError(f"the site has more than {MOST_DOCUMENTS:,} documents")

    def release_dumps(self) -> None:
        """Queues the documents that waited for the dumps."""
        self._things += self._held or ()
        self._held = None

    def _queue_of(self, stem: str) -> deque[str]:
        return self._things if self._held is None or not needs_dumps(stem) else self._held

    def next_batch(self) -> list[str]:
        """The names to copy next, those of one thing together."""
        things = [self._things.popleft() for _ in range(min(_BATCH, len(self._things)))]
        return [name for thing in things for name in sorted(self._names_of.pop(thing))]

    def take(self, copied: Copied) -> None:
        """Adds copied documents, and queues those they link to."""
        self._copied.add(copied)
        self._found.update(copied.files, copied.failed, copied.redirected)
        self.find({n: page for n, page in copied.links.items() if not self._copied.has(n)})

    def report(self, root: Root) -> SiteReport:
        """The sums of files and bytes, and the broken links."""
        files = self._copied.files
        return SiteReport(len(files), sum(files.values()), tuple(self._broken(root)))

    def _broken(self, root: Root) -> Iterator[BrokenLink]:
        for name, reason in sorted(self._copied.failed.items()):
            page = self._copied.links.get(name)
            yield BrokenLink(page or "", root.url + name, reason)
