"""Dumps of a dataset version as files: one per format, plain and as gzip, and checksums.

Turtle, N-Triples, RDF/XML and JSON-LD hold the default graph, TriG and N-Quads every graph. Up to
MOST_ARRANGED triples, files are arranged for readers; beyond that, subjects keep the
order of the snapshot, so that memory does not grow with the dataset. A server has them written
once, by a process of its own: several web processes share a version and its folder.
"""

from __future__ import annotations

import gzip
import json
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from rdflib import Graph

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.errors import ProjectError
from schlaglicht.formats import GRAPH_FORMATS, NQUADS, NTRIPLES, TRIG, Format
from schlaglicht.ground.atomic_file import remove_drafts, replaced
from schlaglicht.ground.processes import ASIDE, FileLock, start_process
from schlaglicht.rdf.graph_store import graph_of
from schlaglicht.rdf.ntriples_text import DIRECTION, LINE
from schlaglicht.rdf.rdflib_logging import silence_rdflib
from schlaglicht.rdf.terms import term_of
from schlaglicht.rdf.triple import GraphName, Triple
from schlaglicht.rdf.writing.turtle import write_trig
from schlaglicht.rdf.writing.write import dump, transcode

NAME = "dataset"
"""The name of every dump, without the extension of its format."""

CHECKSUMS = "SHA256SUMS"
"""The file with the digest of each dump, as `sha256sum --check` reads it."""

MOST_ARRANGED = 100_000

_LIST = "dumps.json"


@dataclass(frozen=True)
class DumpFile:
    """One file: its name, its format, its length in bytes and its SHA-256 in hex."""

    name: str
    format_name: str
    is_compressed: bool
    size: int
    digest: str


def write_dumps(
    snapshot: Snapshot, folder: Path, *, most_arranged: int = MOST_ARRANGED
) -> tuple[DumpFile, ...]:
    """Writes the dumps of `snapshot` into `folder`, which must not exist yet, in one step.

    A format that cannot represent the dataset is left out, as RDF/XML with control characters.
    Raises ProjectError if a file cannot be written.
    """
    try:
        with replaced(folder) as draft:
            draft.mkdir(parents=True)
            files = tuple(_written(snapshot, draft, most_arranged))
            sums = "".join(f"{file.digest}  {file.name}\n" for file in files)
            (draft / CHECKSUMS).write_text(sums, encoding="ascii")
            (draft / _LIST).write_text(json.dumps([asdict(f) for f in files]), encoding="ascii")
    except OSError as error:
        raise ProjectError(f"{folder}: cannot be written: {error.strerror}") from error
    return files


def read_dumps(folder: Path) -> tuple[DumpFile, ...] | None:
    """The dumps that `write_dumps` wrote into `folder`; None if it has not yet."""
    try:
        content = json.loads((folder / _LIST).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    return tuple(DumpFile(**entry) for entry in content)


def _written(snapshot: Snapshot, folder: Path, most_arranged: int) -> Iterator[DumpFile]:
    is_arranged = snapshot.all_triples <= most_arranged
    graphs = _graphs(snapshot.path) if is_arranged else None  # None for RDF 1.2 too
    for graph_format in GRAPH_FORMATS:
        path = folder / f"{NAME}{graph_format.extension}"
        try:
            if graphs is None or graph_format in (NTRIPLES, NQUADS):
                _as_it_comes(snapshot, graph_format, path)
            else:
                prefixes = snapshot.written_prefixes
                is_all = graph_format is TRIG
                path.write_bytes(
                    write_trig(graphs, prefixes).encode()
                    if is_all
                    else dump(graphs[None], graph_format, prefixes)
                )
        except ProjectError:
            path.unlink(missing_ok=True)
            continue
        yield _described(path, graph_format)
        yield _described(_compressed(path), graph_format)


def _as_it_comes(snapshot: Snapshot, graph_format: Format, path: Path) -> None:
    if graph_format is NQUADS:
        shutil.copyfile(snapshot.path, path)
    elif graph_format is NTRIPLES:
        with snapshot.path.open(encoding="utf-8", newline="\n") as lines:
            own = (
                line for line in lines if not (found := LINE.fullmatch(line)) or not found["graph"]
            )
            with path.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(own)
    else:
        transcode(snapshot.path, graph_format, path, snapshot.written_prefixes)


def _graphs(nquads: Path) -> Mapping[GraphName, Graph] | None:
    """The graphs of a dataset by name; None where it has a term of RDF 1.2."""
    triples: defaultdict[GraphName, list[Triple]] = defaultdict(list, {None: []})
    term = cache(term_of)  # most stand in several lines
    with nquads.open(encoding="utf-8", newline="\n") as lines:
        for found in map(LINE.fullmatch, lines):
            if found is None or DIRECTION.search(found["object"]):
                return None
            subject, predicate, object_, name = found.groups()
            graph = triples[term(name) if name else None]  # type: ignore[index]
            graph.append((term(subject), term(predicate), term(object_)))
    return {name: graph_of(found) for name, found in triples.items()}


def _compressed(path: Path) -> Path:
    """The file as gzip, without time and name, so that equal content gives equal bytes."""
    target = path.with_name(f"{path.name}.gz")
    with (
        path.open("rb") as plain,
        target.open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as coded,
    ):
        shutil.copyfileobj(plain, coded, 2**20)
    return target


def _described(path: Path, graph_format: Format) -> DumpFile:
    digest = sha256()
    with path.open("rb") as file:
        while part := file.read(2**20):
            digest.update(part)
    is_compressed = path.suffix == ".gz"
    size = path.stat().st_size
    return DumpFile(path.name, graph_format.name, is_compressed, size, digest.hexdigest())


_INTERVAL = 0.05
"""Seconds between two looks at what is written."""


@dataclass(frozen=True)
class DumpStore:
    """The dumps of a snapshot, in a folder next to it."""

    snapshot: Snapshot

    @property
    def folder(self) -> Path:
        """The folder of the files, once they are written."""
        return self.snapshot.path.with_suffix(".dumps")

    def begin(self) -> None:
        """Has the files written unless a process does so; returns at once."""
        with suppress(OSError):
            lock = FileLock(self.folder.with_suffix(".begun"))
            try:
                if read_dumps(self.folder) is None:
                    start_process(_write, self.snapshot, self.folder, lock, niceness=ASIDE)
            finally:
                lock.close()

    def files(self, *, wait: float) -> tuple[DumpFile, ...] | None:
        """The files; None when they are not written within `wait` seconds."""
        found = read_dumps(self.folder)
        if found is None:
            deadline = time.monotonic() + wait
            self.begin()
            while (found := read_dumps(self.folder)) is None and time.monotonic() < deadline:
                time.sleep(_INTERVAL)
        return found


def _write(snapshot: Snapshot, folder: Path, _lock: FileLock) -> None:
    silence_rdflib()
    with suppress(ProjectError, OSError):  # no room, or the version is gone already
        remove_drafts(folder)
        write_dumps(snapshot, folder)
