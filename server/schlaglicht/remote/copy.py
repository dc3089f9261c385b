"""A copy of a remote graph in a folder, which continues where it was interrupted."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from schlaglicht.errors import EngineError, GraphTooLarge, ProjectError, QueryError
from schlaglicht.ground.atomic_file import write_file
from schlaglicht.i18n import msg
from schlaglicht.remote.client import RemoteClient
from schlaglicht.remote.keyset_paging import (
    BY_CHANCE,
    Page,
    counted,
    distinct_triples,
    order_of,
    subject_pages,
    unreached,
    whole_graph,
)
from schlaglicht.settings.toml_tables import as_table, read_table

MOST_TRIPLES = 5_000_000
"""Triples that are copied at most: what is validated has to fit into memory."""

MOST_BYTES = 2 * 2**30
"""Bytes that are copied at most."""

_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?x) { ?s ?p ?o FILTER(isIRI(?s)) }"
_DATA = "data.nt"
_STATE = "copy.json"


@dataclass(frozen=True)
class CopyState:
    """The progress of a copy, as it stands in its folder."""

    endpoint: str
    graphs: tuple[str, ...] = ()
    sample: int | None = None
    key: str = ""
    """The key of the last subject copied."""
    subjects: int = 0
    triples: int = 0
    blank: int = 0
    """Those of them whose subjects are blank nodes."""
    size: int = 0
    """Bytes of the file that are part of the copy; the rest belongs to a page that was cut."""
    left_out: tuple[str, ...] = ()
    too_deep: int = 0
    """Triples of blank nodes that stand too far behind each other."""
    is_complete: bool = False


@dataclass(frozen=True)
class Copied:
    """A copy that is as complete as it gets."""

    data: Path
    state: CopyState
    missing: int | None = 0
    """Triples that the copy lacks, at least; None if the service cannot count them."""

    @property
    def is_whole(self) -> bool:
        """True if nothing is missing of the graph, or of the sample."""
        return self.missing == 0 and not self.state.left_out


OnProgress = Callable[[int, int], None]
"""Called with the number of subjects that are copied, and of all."""


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """The folder of a copy, made if it is missing, kept from other processes until the block ends.

    Raises ProjectError if one has it, which would cut the copy short under its reader.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise ProjectError(f"{folder}: {error.strerror}") from error
    try:
        _lock(lock, folder)
        yield folder
    finally:
        os.close(lock)


def _lock(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        said = msg("{folder} is the copy of another process that runs", folder=str(folder))
        raise ProjectError(said) from error


def copy_graph(
    client: RemoteClient, folder: Path, *, sample: int | None, on_progress: OnProgress
) -> Copied:
    """Copies the default graph, or the subjects of a sample; continues an unfinished copy.

    Raises ProjectError for a folder that cannot be used, GraphTooLarge, and the errors of the
    client.
    """
    begun = CopyState(client.endpoint.url, client.endpoint.default_graphs, sample)
    try:
        state = _state_in(folder, begun)
        folder.mkdir(parents=True, exist_ok=True)
        whole = whole_graph(client) if sample is None and not state.size else None
        total = len(whole.subjects) if whole else _subjects(client, sample)
        pages = (whole,) if whole else _pages(client, state)
        with (folder / _DATA).open("r+b" if state.size else "wb") as data:
            data.truncate(state.size)
            data.seek(state.size)
            state = _copied(pages, data, folder / _STATE, state, lambda n: on_progress(n, total))
    except OSError as error:
        raise ProjectError(f"{folder}: {error.strerror}") from error
    if whole:
        return Copied(folder / _DATA, state)
    unseen = max(0, total - state.subjects)
    missing = _missing(client, state) if sample is None else unseen + state.too_deep
    return Copied(folder / _DATA, state, missing)


def _subjects(client: RemoteClient, sample: int | None) -> int:
    total = counted(client, _SUBJECTS)
    return total if sample is None else min(total, sample)


def _pages(client: RemoteClient, state: CopyState) -> Iterator[Page]:
    """The pages that a copy lacks."""
    if state.sample is None:
        return subject_pages(client, order_of(client), after=state.key)
    return subject_pages(client, BY_CHANCE, after=state.key, most=state.sample - state.subjects)


def _copied(
    pages: Iterable[Page],
    data: BinaryIO,
    file: Path,
    state: CopyState,
    on_progress: Callable[[int], None],
) -> CopyState:
    for page in pages:
        content = "".join(f"{line}\n" for line in page.lines).encode()
        found = replace(
            state,
            key=page.key,
            subjects=state.subjects + len(page.subjects),
            triples=state.triples + len(page.lines),
            blank=state.blank + sum(line.startswith("_:") for line in page.lines),
            size=state.size + len(content),
            left_out=(*state.left_out, *page.left_out),
            too_deep=state.too_deep + page.too_deep,
        )
        _check_size(found)
        data.write(content)
        data.flush()
        state = found
        _write(file, state)
        on_progress(state.subjects)
    state = replace(state, is_complete=True)
    _write(file, state)
    return state


def _check_size(state: CopyState) -> None:
    """Raises GraphTooLarge for a copy that is too large; every subject has a triple."""
    if max(state.triples, state.subjects) > MOST_TRIPLES:
        said = msg("the graph has more than {most} triples; take a sample", most=MOST_TRIPLES)
        raise GraphTooLarge(said)
    if state.size > MOST_BYTES:
        said = msg("the graph has more than {most} MiB; take a sample", most=MOST_BYTES // 2**20)
        raise GraphTooLarge(said)


def _missing(client: RemoteClient, state: CopyState) -> int | None:
    """Triples that the copy lacks, or that have changed; None if the service cannot count them.

    Those of blank nodes are asked for, not counted here: each page that one belongs to has it.
    """
    had = state.triples - state.blank
    try:
        return unreached(client) + abs(_of_iris(client, had) - had)
    except (QueryError, EngineError):
        return None


def _of_iris(client: RemoteClient, had: int) -> int:
    """The triples whose subjects are IRIs."""
    pattern = "?s ?p ?o FILTER(isIRI(?s))"
    total = counted(client, f"SELECT (COUNT(*) AS ?x) {{ {pattern} }}")
    if total <= had:
        return total
    # A union of graphs may count a triple once for each of them.
    return counted(client, distinct_triples(pattern))


def _state_in(folder: Path, begun: CopyState) -> CopyState:
    """The state of a copy of the same graph that was interrupted, else a new one."""
    file = folder / _STATE
    if not file.is_file():
        if folder.is_dir() and any(folder.iterdir()):
            raise ProjectError(msg("{folder} is neither empty nor a copy", folder=str(folder)))
        return begun
    try:
        state = read_table(CopyState, json.loads(file.read_text(encoding="utf-8")), str(file))
    except (ValueError, RecursionError, ProjectError) as error:
        raise ProjectError(msg("{file} cannot be read as a copy", file=str(file))) from error
    same = (state.endpoint, state.graphs, state.sample)
    if same != (begun.endpoint, begun.graphs, begun.sample):
        raise ProjectError(msg("{folder} holds the copy of another graph", folder=str(folder)))
    data = folder / _DATA
    is_usable = data.is_file() and data.stat().st_size >= state.size
    is_begun = is_usable and state.key  # a graph copied as a whole has no key to continue from
    return state if is_begun and not state.is_complete else begun


def _write(file: Path, state: CopyState) -> None:
    write_file(file, (json.dumps(as_table(state), ensure_ascii=False, indent=2) + "\n").encode())
