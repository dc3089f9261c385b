"""A store on disk for a large dataset: written once per version, opened read-only by each engine.

It opens at once, and engines share what the system keeps of it in memory. Smaller datasets stay in
memory, where joins and grouping are two to three times as fast: loaded once by the fork server, or
by each engine where processes cannot be forked.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad, RdfFormat, Store, parse

from schlaglicht.engine.process import can_serve_forks
from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import replaced
from schlaglicht.ground.software_state import content_digest
from schlaglicht.rdf.private_forms import PrivateForms, read_comment

if TYPE_CHECKING:
    from schlaglicht.dataset.snapshot import Snapshot

_DIGEST = re.compile(r"[0-9a-f]{64}")

MOST_IN_MEMORY = 2_000_000
"""Triples of a dataset that engines have in memory where they share it."""

MOST_IN_EACH = 1_000_000
"""Triples that each engine has in memory where they cannot be copies of one process."""


def write_store(snapshot: Snapshot) -> None:
    """Writes the store of a large `snapshot` next to it, in one step; a small one needs none.

    Raises ProjectError if there is not enough space.
    """
    if needs_store(snapshot):
        put_on_disk(snapshot)


def needs_store(snapshot: Snapshot) -> bool:
    """True if a snapshot is too large for the memory of engines."""
    shared = MOST_IN_MEMORY if can_serve_forks() else min(MOST_IN_EACH, MOST_IN_MEMORY)
    return snapshot.all_triples > shared


def put_on_disk(snapshot: Snapshot) -> None:
    """Writes the store of a snapshot of any size next to it; raises like `write_store`."""
    folder = _folder(snapshot.engine_path)
    try:
        with replaced(folder) as draft:
            store = Store(draft)
            fill(store, snapshot.engine_path)
            store.optimize()
            store.flush()
            del store  # closes its files
    except OSError as error:
        raise ProjectError(
            f"cannot write the store to {folder.parent}: {error}; "
            "make room, or name another folder with TMPDIR"
        ) from error


def source_of(snapshot: Path) -> Path:
    """The path that an engine opens for a snapshot: the store next to it, else its N-Quads."""
    folder = _folder(snapshot)
    return folder if folder.exists() else snapshot


def opened(source: Path) -> Store:
    """The store that `source_of` names; raises OSError and SyntaxError if it cannot be read.

    N-Quads whose name is their digest are read as they were written or not at all.
    """
    if source.is_dir():
        return Store.read_only(str(source))
    if not is_whole(source):
        raise OSError(f"{source.name} is damaged")
    store = Store()
    for quads in _by_predicate(source):
        store.bulk_extend(parse(quads, format=RdfFormat.N_QUADS, lenient=True))
    return store


def is_whole(snapshot: Path) -> bool:
    """False if a snapshot that is named by its digest has other content, or none."""
    return not _DIGEST.fullmatch(snapshot.stem) or content_digest(snapshot).hex() == snapshot.stem


def _by_predicate(snapshot: Path) -> Iterator[bytes]:
    """The N-Quads of each predicate together: in memory they lie as they come.

    What a query reads lies close together then, most of what others read is left alone, and a
    forked engine copies a third as much (`CopiedMemory`).
    """
    lines: defaultdict[bytes, list[bytes]] = defaultdict(list)
    with snapshot.open("rb") as file:
        for line in file:
            lines[line.partition(b" ")[2].partition(b" ")[0]].append(line)
    for predicate in sorted(lines):
        yield b"".join(lines.pop(predicate))


def unopened_files(source: Path) -> int:
    """Number of files of a store on disk that are opened only when a query needs them.

    RocksDB opens 16 at first; that is all of a store of some million triples.
    """
    if not source.is_dir():
        return 0
    open_ones = set()
    for descriptor in Path("/dev/fd").iterdir():
        with suppress(OSError):  # that of the folder itself
            found = os.fstat(int(descriptor.name))
            open_ones.add((found.st_dev, found.st_ino))
    tables = (path.stat() for path in source.glob("*.sst"))
    return sum((table.st_dev, table.st_ino) not in open_ones for table in tables)


def private_forms_of(source: Path) -> PrivateForms | None:
    """The private forms in what `source_of` names, if there are any; raises OSError."""
    if source.is_dir() and source.suffixes != [".engine", source.suffix]:
        return None
    with (source.with_suffix(".nq") if source.is_dir() else source).open("rb") as file:
        return read_comment(file.readline())


def fill(store: Store, snapshot: Path) -> None:
    """Loads the N-Quads of a snapshot, with the labels of its blank nodes."""
    # Not Store.load: it generates new blank node labels, different in every process.
    store.bulk_extend(_quads(snapshot))


def _quads(snapshot: Path) -> Iterator[Quad]:
    return parse(path=snapshot, format=RdfFormat.N_QUADS, lenient=True)


def _folder(snapshot: Path) -> Path:
    return snapshot.with_suffix(".store")
