"""Digests in files of evidence: those that are missing, and those that do not match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.evidence.changes import FileChange, change_of_text
from schlaglicht.evidence.documents import DocumentText, read_document
from schlaglicht.evidence.model import EvidenceFile, Passage
from schlaglicht.evidence.read import DOCUMENT_KEYS, parse_evidence, read_evidence
from schlaglicht.evidence.splice import Splice
from schlaglicht.evidence.yaml_nodes import Mapping, YamlFile
from schlaglicht.project import EVIDENCE_EXTENSIONS, Project, Settings


@dataclass(frozen=True)
class DigestState:
    """The digests of one file, compared with its document; None stands for the whole document."""

    file: EvidenceFile
    document: DocumentText
    missing: tuple[Passage | None, ...]
    wrong: tuple[Passage | None, ...]
    beyond: tuple[Passage, ...]
    """Passages that the document does not have."""
    idle: tuple[Passage, ...] = ()
    """Passages with a digest that no entry cites."""

    @property
    def is_sound(self) -> bool:
        """True if no digest is missing, wrong or there for nothing."""
        return not (self.missing or self.wrong or self.beyond or self.idle)

    @property
    def is_complete(self) -> bool:
        """True if there is nothing to fill in or to remove."""
        return not (self.missing or self.idle)

    def completed(self) -> DigestState:
        """The same, once missing ones have been filled in and those for nothing removed."""
        return replace(self, missing=(), idle=())


def files_to_digest(project: Project, paths: Sequence[Path]) -> Sequence[Path]:
    """The files of evidence that `paths` name, else all of the project; raises ProjectError."""
    for path in paths:
        if path.suffix.lower() not in EVIDENCE_EXTENSIONS:
            raise ProjectError(f"{path}: not a file of evidence; those end in .yaml")
    if not paths and not project.evidence:
        raise ProjectError(f"{project.root}: no evidence here; it stands in evidence/*.yaml")
    return paths or project.evidence


def read_states(paths: Iterable[Path], settings: Settings, sources: Path) -> list[DigestState]:
    """The digests of those files that have a document, compared with the one in `sources`."""
    files = [read_evidence(path, settings) for path in paths]
    return [
        compare_digests(file, read_document(sources, file.document.file))
        for file in files
        if file.document is not None
    ]


def fill_digests(state: DigestState, settings: Settings) -> FileChange:
    """The file with the digests that it lacks and without idle ones; all else in it stays.

    Raises ProjectError if it has a form that they cannot be written into.
    """
    file = state.file
    splice = Splice(YamlFile(file.path, file.text.text.encode()))
    splice.remove_keys("digests", {str(passage) for passage in state.idle})
    splice = Splice(YamlFile(file.path, splice.result().encode()))
    add_digests(splice, state)
    text = splice.result()
    try:
        read = parse_evidence(file.path, text.encode(), settings)
    except GraphSyntaxError as error:
        raise _no_place(file.path) from error
    used = {p: d for p, (d, _) in file.digests.items() if p not in state.idle}
    kept = all(p in read.digests and read.digests[p][0] == d for p, d in used.items())
    if not kept or read.entries != file.entries or compare_digests(read, state.document).missing:
        raise _no_place(file.path)
    return change_of_text(file.path, file.text.text, text)


def _no_place(path: Path) -> ProjectError:
    return ProjectError(
        f"{path}: digests cannot be written there without changing what else it says; end each "
        "line with a line feed, and the file without a line `...`"
    )


def compare_digests(file: EvidenceFile, document: DocumentText) -> DigestState:
    """Compares the digests of `file`, which has a document, with those of the text at hand."""
    recorded = file.document.sha256 if file.document else None
    length = len(document.text)
    beyond = tuple(p for p in file.passages if not p.start < p.end <= length)
    sound = [p for p in file.passages if p not in beyond]
    missing: list[Passage | None] = [p for p in sound if p not in file.digests]
    wrong: list[Passage | None] = [
        p for p in sound if p in file.digests and file.digests[p][0] != document.digest(p)
    ]
    if recorded is None:
        missing.insert(0, None)
    elif recorded != document.sha256:
        wrong.insert(0, None)
    cited = set(file.passages)
    idle = tuple(p for p in file.digests if p not in cited)
    return DigestState(file, document, tuple(missing), tuple(wrong), beyond, idle)


def add_digests(splice: Splice, state: DigestState) -> None:
    """Adds the digests that are missing to the text of the file."""
    for passage in state.missing:
        if passage is None:
            place = splice.value(splice.root, "document")
            if isinstance(place, Mapping):
                splice.add_key(place, "sha256", state.document.sha256, DOCUMENT_KEYS)
    passages = [p for p in state.missing if p is not None]
    add_passage_digests(splice, state.document, passages)


def add_passage_digests(splice: Splice, document: DocumentText, passages: list[Passage]) -> None:
    """Adds a digest for each of `passages`, which have none."""
    section = splice.value(splice.root, "digests")
    lines = [(str(p), f"  {p}: {document.digest(p)}") for p in passages]
    if isinstance(section, Mapping) and section.entries:
        for key, line in lines:
            splice.add_entry("digests", key, line, apart=False)
    elif lines:
        splice.add_entry("digests", "", "\n".join(line for _, line in lines), apart=False)
