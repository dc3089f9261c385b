"""Looks up what rests on a passage, in an entry, or about a thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rdflib import Graph, URIRef

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.annotations import annotate, objects_in
from schlaglicht.evidence.model import Entry, EvidenceFile, Passage, Statement
from schlaglicht.evidence.statements import expand
from schlaglicht.evidence.write import prefixes_for
from schlaglicht.project import Project
from schlaglicht.rdf.terms import natural_key
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import Cutoff, nearest


@dataclass(frozen=True)
class Support:
    """An entry, with the triples of the data that its statements stand for."""

    file: EvidenceFile
    entry: Entry
    stated: tuple[tuple[Statement, Triple], ...]


def supports(files: Sequence[EvidenceFile], graph: Graph) -> list[Support]:
    """The entries of all files, in the order of their keys."""
    found = annotate(files, objects_in(graph)).supports
    stated: defaultdict[int, list[tuple[Statement, Triple]]] = defaultdict(list)
    for _, entry, statement, triple in found:
        stated[id(entry)].append((statement, triple))
    made = [Support(f, e, tuple(stated[id(e)])) for f in files for e in f.entries]
    return sorted(made, key=lambda support: natural_key(support.entry.key))


def select(
    known: Sequence[Support],
    project: Project,
    *,
    passage: Passage | None = None,
    document: str | None = None,
    entry: str | None = None,
    thing: str | None = None,
) -> list[Support]:
    """Those on a passage, else with a key, else about a thing."""
    if passage is not None:
        return on_passage(known, passage, document)
    if entry is not None:
        return with_key(known, entry)
    return about(known, thing or "", prefixes_for(project.settings.prefixes))


def on_passage(known: Sequence[Support], passage: Passage, document: str | None) -> list[Support]:
    """Those with a passage that overlaps `passage`, in `document` where several have evidence."""
    names = sorted({s.file.document.file for s in known if s.file.document})
    if document is None and len(names) > 1:
        raise ProjectError(f"--passage: in which document? add --document: {', '.join(names)}")
    if document is not None and document not in names:
        near = nearest(document, names, Cutoff.CODE)
        hint = f"did you mean {near}?" if near else f"there are: {', '.join(names) or 'none'}"
        raise ProjectError(f"--document: no evidence on {document!r}; {hint}")
    return [
        support
        for support in known
        if support.file.document
        and document in (None, support.file.document.file)
        and any(p.start < passage.end and passage.start < p.end for p in support.entry.passages)
    ]


def with_key(known: Sequence[Support], key: str) -> list[Support]:
    """Those with a key; raises ProjectError if there is none."""
    found = [support for support in known if support.entry.key == key]
    if not found:
        near = nearest(key, {support.entry.key for support in known}, Cutoff.CODE)
        hint = f"; did you mean {near}?" if near else ""
        raise ProjectError(f"--entry: no entry {key!r} in the evidence{hint}")
    return found


def about(known: Sequence[Support], name: str, prefixes: dict[str, str]) -> list[Support]:
    """Those with statements that have a thing, by its prefixed name or IRI, as a term."""
    if "://" in name:
        thing = URIRef(name.strip("<>"))
    else:
        thing = expand(name, prefixes, lambda reason: ProjectError(f"--thing: {reason}"))
    found = [
        Support(s.file, s.entry, tuple((said, t) for said, t in s.stated if thing in t))
        for s in known
    ]
    return [support for support in found if support.stated]
