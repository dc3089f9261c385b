"""Clashes of names: two entries, documents, passages or sources that would get the same IRI."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from pathlib import Path

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.evidence.model import EvidenceFile
from schlaglicht.evidence.read import read_evidence
from schlaglicht.evidence.yaml_nodes import error_at
from schlaglicht.i18n import Message, msg
from schlaglicht.project import Settings
from schlaglicht.rdf.locations import Span

_Named = tuple[str, str, Hashable, EvidenceFile, Span]
"""An IRI, its name for people, what it means, and its place."""


def read_evidence_files(paths: Iterable[Path], settings: Settings) -> tuple[EvidenceFile, ...]:
    """The evidence in several files.

    Raises like `read_evidence`, and GraphSyntaxError where two of them give one IRI to two things.
    """
    files = tuple(read_evidence(path, settings) for path in paths)
    for error in clashes(files):
        raise error
    return files


def clashes(files: Sequence[EvidenceFile]) -> Iterator[GraphSyntaxError]:
    """An error for each name whose IRI means something else before it."""
    yield from _doubles(_entries(files), msg("there are two entries {name}; rename or join them"))
    reason = msg("{name} means another document or source in another file; rename one")
    yield from _doubles([*_documents(files), *_sources(files)], reason)
    reason = msg("passages of two documents get one IRI; give one document other `passages`")
    yield from _doubles(_passages(files), reason)


def _doubles(named: Iterable[_Named], reason: Message) -> Iterator[GraphSyntaxError]:
    meant: dict[str, Hashable] = {}
    for iri, name, meaning, file, span in named:
        if meant.setdefault(iri, meaning) != meaning:
            yield error_at(file.text, reason.filled(name=name), *span)


def _entries(files: Sequence[EvidenceFile]) -> Iterator[_Named]:
    for file in files:
        for entry in file.entries:
            yield file.entry_iri(entry), entry.key, (file.path, entry.key), file, entry.span


def _documents(files: Sequence[EvidenceFile]) -> Iterator[_Named]:
    for file in files:
        if document := file.document:
            yield document.iri, document.iri, document.file, file, document.span


def _sources(files: Sequence[EvidenceFile]) -> Iterator[_Named]:
    for file in files:
        for source in file.sources:
            meaning = source.url, tuple(sorted(source.names.items()))
            yield file.source_iri(source.key), source.key, meaning, file, source.span


def _passages(files: Sequence[EvidenceFile]) -> Iterator[_Named]:
    for file in files:
        if document := file.document:
            for passage in file.passages:
                iri = document.passage_iri(passage)
                yield iri, str(passage), document.iri, file, passage.span
