"""Begins the evidence of a document that no file describes yet."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from pathlib import Path

from rdflib import URIRef
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.documents import DocumentText
from schlaglicht.evidence.locate import paragraphs
from schlaglicht.evidence.model import Document, EvidenceFile, TextBlock, Work
from schlaglicht.evidence.read import DEFAULT_NAMESPACE
from schlaglicht.evidence.statements import expand
from schlaglicht.evidence.write import prefixes_for
from schlaglicht.project import Project
from schlaglicht.rdf.iris import is_absolute_iri, is_language_tag
from schlaglicht.rdf.locations import SourceText


def new_evidence_file(
    project: Project,
    files: Sequence[EvidenceFile],
    document: DocumentText,
    *,
    language: str | None,
    work: str | None,
    taken: Container[Node] = (),
) -> EvidenceFile:
    """The file, without entries, for the evidence of `document`.

    With `work`, the IRI of a text, its paragraphs become text blocks. The document's IRI is none of
    `taken`, those of things. Raises ProjectError if a file with its name exists or an option is
    invalid.
    """
    if language is not None and not is_language_tag(language):
        raise ProjectError(f"--language: {language!r} is not a language tag; write such as de")
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(document.name).stem).strip("-.") or "document"
    path = project.root / "evidence" / f"{stem}.yaml"
    if path.exists() or path.is_symlink():
        raise ProjectError(
            f"{project.display(path)} exists and is not on {document.name}; rename one of the two"
        )
    prefixes = prefixes_for(project.settings.prefixes)
    namespace = _namespace(project, files)
    iri = URIRef(f"{namespace}{stem}")
    if iri in taken:
        iri = URIRef(f"{namespace}document-{stem}")
    works = (_work(work, prefixes, document),) if work is not None else ()
    described = Document(
        iri, document.name, document.sha256, f"{iri}-", (0, 0), language, works=works
    )
    return EvidenceFile(path, SourceText(path, ""), namespace, (), described, prefixes=prefixes)


def _namespace(project: Project, files: Sequence[EvidenceFile]) -> str:
    """That of the other files if they have only one."""
    known = {file.namespace for file in files}
    return known.pop() if len(known) == 1 else project.settings.base or DEFAULT_NAMESPACE


def _work(work: str, prefixes: dict[str, str], document: DocumentText) -> Work:
    if "://" in work:
        iri = URIRef(work.strip("<>"))
        if not is_absolute_iri(iri):
            raise ProjectError(f"--work: {work!r} is not an IRI")
    else:
        iri = expand(work, prefixes, lambda reason: ProjectError(f"--work: {reason}"))
    blocks = tuple(
        TextBlock("paragraph", number, passage)
        for number, passage in enumerate(paragraphs(document.text), 1)
    )
    return Work(iri, {}, blocks, (0, 0))
