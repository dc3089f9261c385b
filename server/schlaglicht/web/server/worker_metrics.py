"""Reports between the web processes of one server, in files of its private folder.

Each has a slot there: a file that it locks as long as it lives, and next to it a report that it
writes several times a second. The process that is asked adds up all reports. One that has ended
leaves its counts; the process that takes its slot goes on from them.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from schlaglicht.ground.atomic_file import replaced

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
            report if _is_taken(path.with_suffix(".lock")) else Report(report.counts)
            for path in sorted(self._folder.glob("worker-*.json"))
            if path != self._path(self.number)
            for report in (_read(path),)
        )

    def close(self) -> None:
        """Gives the slot up."""
        os.close(self._lock)

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
            _add(sums.setdefault(family, {}), values, once=family in _OF_ALL)
    return sums


def _add(sums: dict[str, float], values: Mapping[str, float], *, once: bool) -> None:
    for labels, value in values.items():
        before = sums.get(labels, 0)
        sums[labels] = max(before, value) if once else before + value


def _progress(state: Mapping[str, Any]) -> tuple[str, bool]:
    reload = state.get("reload") or {}
    return state.get("loaded", ""), reload.get("succeeded", True)


def _first_free(folder: Path) -> tuple[int, int]:
    """The number of a slot that nobody has, and the file handle that keeps it."""
    for number in count():
        lock = os.open(folder / f"worker-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return number, lock
    raise AssertionError("there is always another number")


def _is_taken(path: Path) -> bool:
    lock = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _read(path: Path) -> Report:
    try:
        return Report(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Report()
