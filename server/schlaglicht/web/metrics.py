"""Counts, measurements and the state of a server, added up over the web processes.

Each web process has a slot in the private folder of the server: a file that it locks as long as it
lives, and next to it a report that it writes several times a second. The process that is asked adds
up all reports. One that has ended leaves its counts; the process that takes its slot goes on from
them. The text format of Prometheus is small, and all label values are ours; a library would bring
a registry for the whole process:
https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from schlaglicht.ground.atomic_file import replaced
from schlaglicht.ground.processes import FileLock, is_locked

Counts = dict[str, dict[str, float]]
"""By family, the value for each combination of labels."""

_OF_ALL = ("reloads_total",)
"""Families that every process counts for itself, though it is the same thing that is counted."""


@dataclass(frozen=True)
class Report:
    """Counts and state of one process, or of all together."""

    counts: Counts = field(default_factory=dict)
    gauges: dict[str, float] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    """The version that is served and the last reload, as JSON."""


class Slot:
    """The slot of this process among the web processes that share `folder`; safe for threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.number, self._lock = _first_free(folder)
        """Counted from 0. One that replaces a process which has ended has its number; while that
        still runs, the next free one."""
        for draft in folder.glob(f".{self._path(self.number).name}.*"):  # of one that was killed
            draft.unlink(missing_ok=True)
        self._earlier = _read(self._path(self.number)).counts
        self._writing = threading.Lock()

    def with_earlier(self, own: Report) -> Report:
        """`own` with what was counted in this slot before."""
        return Report(added((self._earlier, own.counts)), own.gauges, own.state)

    def write(self, own: Report) -> None:
        """Leaves `own` for the others, with what was counted before; raises OSError."""
        report = self.with_earlier(own)
        with self._writing, replaced(self._path(self.number)) as draft:
            draft.write_text(json.dumps(asdict(report)), encoding="utf-8")

    def others(self) -> tuple[Report, ...]:
        """The reports of the other processes; of those that have ended only the counts."""
        return tuple(
            report if is_locked(path.with_suffix(".lock")) else Report(report.counts)
            for path in sorted(self._folder.glob("worker-*.json"))
            if path != self._path(self.number)
            for report in (_read(path),)
        )

    def close(self) -> None:
        """Gives the slot up."""
        self._lock.close()

    def _path(self, number: int) -> Path:
        return self._folder / f"worker-{number}.json"


def together(reports: Iterable[Report]) -> Report:
    """All reports as one: numbers added up, and the state of the process that lags behind most."""
    known = tuple(reports)
    gauges = added({"": report.gauges} for report in known).get("", {})
    states = [report.state for report in known if report.state]
    return Report(
        added(report.counts for report in known), gauges, min(states, key=_progress, default={})
    )


def added(counts: Iterable[Counts]) -> Counts:
    """The sums by family and labels."""
    sums: Counts = {}
    for each in counts:
        for family, values in each.items():
            total = sums.setdefault(family, {})
            for labels, value in values.items():
                before = total.get(labels, 0)
                total[labels] = max(before, value) if family in _OF_ALL else before + value
    return sums


def _progress(state: Mapping[str, Any]) -> tuple[str, bool]:
    reload = state.get("reload") or {}
    return state.get("loaded", ""), reload.get("succeeded", True)


def _first_free(folder: Path) -> tuple[int, FileLock]:
    """The number of a slot that nobody has, and the lock that keeps it."""
    for number in count():
        with suppress(BlockingIOError):
            return number, FileLock(folder / f"worker-{number}.lock")
    raise AssertionError("there is always another number")


def _read(path: Path) -> Report:
    try:
        return Report(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):  # or not as it was written
        return Report()


STARTS = "worker_starts_total"
"""Each process counts one; those that have ended stay counted."""

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds in seconds."""


class Counter:
    """A number per combination of label values that only grows; safe for threads."""

    def __init__(self, *labels: str) -> None:
        self._labels = labels
        self._values: Tally[tuple[str, ...]] = Tally()
        self._lock = threading.Lock()

    def add(self, *values: str) -> None:
        """Counts one."""
        with self._lock:
            self._values[values] += 1

    def samples(self) -> list[tuple[str, float]]:
        """Labels and value of each line."""
        with self._lock:
            found = sorted(self._values.items())
        return [(_labelled(self._labels, values), number) for values, number in found]


class Histogram:
    """Counts of times in seconds per bucket; safe for threads."""

    def __init__(self) -> None:
        self._counts = [0] * (len(_BUCKETS) + 1)
        self._sum = 0.0
        self._lock = threading.Lock()

    def observe(self, seconds: float) -> None:
        """Adds one time."""
        with self._lock:
            self._counts[bisect_left(_BUCKETS, seconds)] += 1
            self._sum += seconds

    def samples(self) -> list[tuple[str, float]]:
        """Suffix with labels, and value, of each line."""
        with self._lock:
            counts, total = list(self._counts), self._sum
        lines: list[tuple[str, float]] = []
        below = 0
        for bound, number in zip([*map(str, _BUCKETS), "+Inf"], counts, strict=True):
            below += number
            lines.append((f'_bucket{{le="{bound}"}}', below))
        return [*lines, ("_sum", total), ("_count", below)]


class Metrics:
    """All that one web process counts since it was started."""

    def __init__(self) -> None:
        self.requests = Counter("route", "method", "status")
        self.durations = Histogram()
        self.queries = Histogram()
        self.waits = Histogram()
        self.kills = Counter("reason")
        self.cancelled = Counter("cause")
        self.reloads = Counter("outcome")

    def count_request(self, route: str | None, method: str, status: int, seconds: float) -> None:
        """Counts one request; undefined methods count as one, so that labels stay few."""
        self.requests.add(route or "none", known_method(method) or "other", str(status))
        self.durations.observe(seconds)

    def counts(self) -> Counts:
        """Everything counted, by family and labels."""
        return {
            STARTS: {"": 1.0},
            "requests_total": dict(self.requests.samples()),
            "request_seconds": dict(self.durations.samples()),
            "query_seconds": dict(self.queries.samples()),
            "queue_wait_seconds": dict(self.waits.samples()),
            "engine_kills_total": dict(self.kills.samples()),
            "queries_cancelled_total": dict(self.cancelled.samples()),
            "reloads_total": dict(self.reloads.samples()),
        }


_COUNTED = {
    "requests_total": ("counter", "HTTP requests answered."),
    STARTS: ("counter", "Web processes started, in place of others too."),
    "request_seconds": ("histogram", "Duration of a request."),
    "query_seconds": ("histogram", "Time an engine spent."),
    "queue_wait_seconds": ("histogram", "Wait for an engine."),
    "engine_kills_total": ("counter", "Engines given up."),
    "queries_cancelled_total": ("counter", "Queries that their clients cancelled."),
    "reloads_total": ("counter", "Attempts to reload."),
    "cache_hits_total": ("counter", "Answers found in the response cache."),
    "cache_misses_total": ("counter", "Answers not found in the response cache."),
    "cache_evictions_total": ("counter", "Answers that the response cache let go for others."),
}


def exposition(counts: Counts, gauges: Iterable[tuple[str, str, float]]) -> str:
    """The text of `counts` and `gauges`: name with labels, help, value."""
    lines = [
        line
        for name, (kind, text) in _COUNTED.items()
        for line in _family(name, kind, text, _in_order(kind, counts.get(name, {})))
    ]
    return "\n".join([*lines, *_gauge_lines(gauges)]) + "\n"


def _in_order(kind: str, values: Mapping[str, float]) -> list[tuple[str, float]]:
    """Sorted, but for the buckets of a histogram, which come as they are counted."""
    return list(values.items()) if kind == "histogram" else sorted(values.items())


_METHODS = ("GET", "HEAD", "POST", "QUERY", "OPTIONS", "PUT", "PATCH", "DELETE")


def known_method(method: str) -> str | None:
    """The method of a request, None for an undefined one."""
    return method if method in _METHODS else None


def _family(name: str, kind: str, text: str, samples: Iterable[tuple[str, float]]) -> list[str]:
    full = f"schlaglicht_{name}"
    head = [f"# HELP {full} {text}", f"# TYPE {full} {kind}"]
    return [
        *head,
        *(
            f"{full}{suffix} {int(value) if value == int(value) else value!r}"
            for suffix, value in samples
        ),
    ]


def _gauge_lines(gauges: Iterable[tuple[str, str, float]]) -> list[str]:
    families: dict[str, tuple[str, list[tuple[str, float]]]] = {}
    for name, text, value in gauges:
        bare, brace, labels = name.partition("{")
        families.setdefault(bare, (text, []))[1].append((brace + labels, value))
    return [
        line
        for name, (text, samples) in families.items()
        for line in _family(name, "gauge", text, samples)
    ]


def _labelled(names: Sequence[str], values: Sequence[str]) -> str:
    pairs = ",".join(f'{name}="{value}"' for name, value in zip(names, values, strict=True))
    return f"{{{pairs}}}" if pairs else ""


@dataclass(frozen=True)
class Reload:
    """The last attempt to reload the files."""

    time: datetime
    succeeded: bool
    detail: str
    """One sentence, without paths of the server."""


@dataclass(frozen=True)
class Origin:
    """The place of a version in a publication that many servers read."""

    name: str
    version: str
    """The digest of its manifest."""
    is_behind: bool = False
    """True if there is a newer version that this server could not take over, or may be one."""
    newest: str | None = None
    """The newer version; None if the publication could not be asked."""

    @property
    def newer(self) -> str | None:
        """The newer version for a header field, `unknown` if it is; None if this is the newest."""
        return (self.newest or "unknown") if self.is_behind else None


@dataclass(frozen=True)
class Copy:
    """The copy of a remote graph that pages are made of, while its endpoint answers queries."""

    url: str
    dialect: str
    """The product that answers there, as far as it was recognised."""
    server: str
    """The product in its own words: the header field Server."""
    time: datetime
    """The end of the copying."""
    triples: int
    """Triples of the copy; without one those of the endpoint, 0 if it cannot count them."""
    missing: int | None
    """Triples of the endpoint that the copy lacks, at least; None if it cannot count them."""
    left_out: tuple[str, ...] = ()
    """The subjects whose triples the endpoint does not give."""
    queries_only: bool = False
    """True if nothing is copied, so that there are no pages of the graph."""
