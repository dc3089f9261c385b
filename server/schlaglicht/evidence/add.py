"""Adds statements and their evidence: what becomes of the data and of the file of evidence.

Both texts are made, and read again, before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rdflib import Graph
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.annotations import Objects, annotate, is_same_term, objects_in
from schlaglicht.evidence.changes import FileChange, change_of_text
from schlaglicht.evidence.clashes import clashes
from schlaglicht.evidence.documents import DocumentText
from schlaglicht.evidence.edit import (
    Edit,
    edited,
    more_in_entry,
    new_digests,
    new_entry,
    spelled_out,
)
from schlaglicht.evidence.keys import next_key
from schlaglicht.evidence.model import (
    Certainty,
    Entry,
    EvidenceFile,
    Passage,
    Statement,
    Wording,
)
from schlaglicht.evidence.new_file import new_evidence_file
from schlaglicht.evidence.read import parse_evidence, read_evidence
from schlaglicht.evidence.request import (
    Request,
    anaphora_of,
    document_of,
    in_order,
    passages_of,
    statements_of,
)
from schlaglicht.evidence.write import prefixes_for, write_evidence
from schlaglicht.project import Project
from schlaglicht.rdf.canonical_turtle import with_triples
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.load import load, load_file
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.rdf.turtle_writer import write_turtle


@dataclass(frozen=True)
class Addition:
    """The changes of files that add statements, and the entry that they are in."""

    changes: tuple[FileChange, ...]
    entry: Entry
    document: DocumentText
    language: str | None
    """The language of the document."""
    cited: tuple[Passage, ...]
    """The passages of the entry, those that it had before included."""
    stated: tuple[Triple, ...]
    """The triples that the data did not have yet."""


def plan_addition(project: Project, request: Request) -> Addition:
    """The changes for `request`; writes nothing. Raises SchlaglichtError, and says what to do."""
    return _Planner(project, request).plan()


class _Planner:
    def __init__(self, project: Project, request: Request) -> None:
        self._project = project
        self._request = request
        self._files = [read_evidence(path, project.settings) for path in project.evidence]
        self._graph = load(project.data, base_of=project.base_of).graph
        self._prefixes = dict(prefixes_for(project.settings.prefixes))
        known = [(f, e) for f in self._files for e in f.entries if e.key == request.entry]
        self._known = known[0] if known else None

    def plan(self) -> Addition:
        known = self._known[0].document if self._known else None
        document = document_of(self._request, known)
        file = self._file_of(document)
        passages = passages_of(self._request, document)
        entry = self._entry(document, file, passages)
        triples = [triple_of(s) for s in entry.statements]
        stated = [t for t in triples if not _has(self._graph, t)]
        after = new_graph()
        for triple in (*self._graph, *stated):
            after.add(triple)
        evidence = list(self._evidence(file, entry, document, after))
        self._require_sound(evidence, file, entry, after)
        data = [self._data(stated)] if stated else []
        known_passages = self._known[1].passages if self._known else ()
        return Addition(
            (*data, *evidence),
            entry,
            document,
            file.document.language if file.document else None,
            in_order((*known_passages, *entry.passages)),
            tuple(stated),
        )

    def _file_of(self, document: DocumentText) -> EvidenceFile:
        """The file with the evidence of a document; a new one without entries if there is none."""
        request = self._request
        known = [f for f in self._files if f.document and f.document.file == document.name]
        if self._known is not None and self._known[0] not in known:
            where = self._project.display(self._known[0].path)
            raise ProjectError(
                f"{request.entry} is in {where}, which is not on {document.name}; name another "
                "--entry, or leave it out"
            )
        if not known:
            return new_evidence_file(
                self._project,
                self._files,
                document,
                language=request.language,
                work=request.work,
                taken=self._things(),
            )
        self._require_described(known[0], document)
        return self._known[0] if self._known else known[0]

    def _things(self) -> set[Node]:
        """The terms of the data and of the new statements."""
        new = statements_of(replace(self._request, wording=None), self._prefixes, (), None)
        return {t for triple in self._graph for t in triple} | {
            t for s in new for t in _triple(s) if t is not None
        }

    def _require_described(self, file: EvidenceFile, document: DocumentText) -> None:
        """Raises ProjectError if a file describes a document in another way than the request."""
        where = self._project.display(file.path)
        if self._request.language or self._request.work:
            raise ProjectError(
                f"{where} describes {document.name} already; leave --language and --work out, or "
                "change them there"
            )
        recorded = file.document.sha256 if file.document else None
        if recorded is not None and recorded != document.sha256:
            raise ProjectError(
                f"{self._request.sources / document.name} is not the document that {where} "
                "records; name the folder with that one in --sources"
            )

    def _entry(
        self, document: DocumentText, file: EvidenceFile, passages: tuple[Passage, ...]
    ) -> Entry:
        """The addition as an entry: a new one, or what an existing one lacks."""
        request = self._request
        known = self._known[1] if self._known else None
        if known and request.certainty not in (None, known.certainty):
            raise ProjectError(
                f"{known.key} is {known.certainty}; leave --certainty out, or name another --entry"
            )
        anaphora = anaphora_of(request, document)
        cited = (*(known.passages if known else ()), *passages)
        quotes = [document.quote(p) for p in cited]
        language = file.document.language if file.document else None
        statements = tuple(dict.fromkeys(statements_of(request, self._prefixes, quotes, language)))
        if known is None or known.certainty is not Certainty.EXTERNAL:
            self._require_ground(statements, cited)
        elif passages or anaphora:
            raise ProjectError(
                f"{known.key} is external, so it has no passages; name another --entry"
            )
        key = request.entry or next_key(file, self._files)
        entry = Entry(key, request.certainty or Certainty.STATED, statements, passages)
        entry = replace(entry, anaphora=anaphora)
        return entry if known is None else self._lacking(entry, known)

    def _require_ground(self, statements: Sequence[Statement], cited: Sequence[Passage]) -> None:
        if self._request.certainty is Certainty.EXTERNAL:
            raise ProjectError(
                "--certainty external needs a source other than the document: write the entry with "
                "its sources by hand"
            )
        if not cited and any(s.wording is not Wording.RECORD for s in statements):
            raise ProjectError(
                "no passage: name the words with --quote, or their place with --passage"
            )

    def _lacking(self, entry: Entry, known: Entry) -> Entry:
        """The part of `entry` that the entry with its key does not have yet."""
        objects = objects_in(self._graph)
        supports = annotate(self._files, objects).supports
        own = [triple for _, e, _, triple in supports if e.key == known.key]
        return replace(
            entry,
            passages=tuple(p for p in entry.passages if p not in known.passages),
            anaphora=tuple(p for p in entry.anaphora if p not in known.anaphora),
            statements=tuple(
                s for s in entry.statements if not any(_stands_for(s, t) for t in own)
            ),
        )

    def _evidence(
        self, file: EvidenceFile, entry: Entry, document: DocumentText, after: Graph
    ) -> Iterator[FileChange]:
        """The changes of the files of evidence: the entry's, and those that get ambiguous."""
        before, objects = objects_in(self._graph), objects_in(after)
        for each in self._files:
            names = Names(each.prefixes)
            edits = [spelled_out(names, dict(each.prefixes), before, objects)]
            if each is file:
                edits += self._edits(file, entry, document, objects)
            text = edited(each.path, each.text.text, *edits)
            if text != each.text.text:
                yield change_of_text(each.path, each.text.text, text)
        if file not in self._files:
            digests = {p: (document.digest(p), (0, 0)) for p in _cited(entry)}
            whole = replace(file, entries=(entry,), digests=digests)
            yield FileChange(file.path, None, write_evidence(whole, objects).encode())

    def _edits(
        self, file: EvidenceFile, entry: Entry, document: DocumentText, objects: Objects
    ) -> Iterator[Edit]:
        names = Names(file.prefixes)
        if self._known is not None:
            yield from more_in_entry(entry, names, objects)
        else:
            yield new_entry(entry, names, objects)
        yield new_digests(document, [p for p in _cited(entry) if p not in file.digests])

    def _require_sound(
        self, changes: Iterable[FileChange], file: EvidenceFile, entry: Entry, after: Graph
    ) -> None:
        """Raises ProjectError unless the new texts, read again, support what they should.

        Nor may a name in them mean two things.
        """
        changed = {change.path: change.after for change in changes}
        files = [f for f in self._files if f.path not in changed]
        files += [parse_evidence(p, text, self._project.settings) for p, text in changed.items()]
        for error in clashes(files):
            raise ProjectError(f"nothing was written, because afterwards: {error}")
        old = annotate(self._files, objects_in(self._graph))
        new = annotate(files, objects_in(after))
        said: set[tuple[Path, str, tuple[Node, Node, Node | None]]]
        said = {(f.path, e.key, t) for f, e, _, t in old.supports}
        said |= {(file.path, entry.key, _triple(s)) for s in entry.statements}
        found = {(f.path, e.key, t) for f, e, _, t in new.supports}
        if found != said or len(new.unresolved) > len(old.unresolved):
            where = self._project.display(file.path)
            raise ProjectError(
                f"{where}: the entry {entry.key} cannot be written there without changing what "
                "others say; add it by hand"
            )

    def _data(self, stated: Sequence[Triple]) -> FileChange:
        path = self._data_file(stated[0][0])
        if path is None:
            target = self._project.root / "data.ttl"
            graph = new_graph()
            for triple in stated:
                graph.add(triple)
            return FileChange(target, None, write_turtle(graph, self._prefixes).encode())
        formatted = with_triples(path, stated, self._prefixes)
        return FileChange(path, formatted.before, formatted.after)

    def _data_file(self, subject: Node) -> Path | None:
        """The file of the data that a statement belongs in; None for a new one."""
        files, wanted = self._project.data, self._request.data
        if wanted is not None:
            same = [path for path in files if path.resolve() == wanted.resolve()]
            if not same:
                names = ", ".join(map(self._project.display, files))
                raise ProjectError(
                    f"{wanted}: not a file of this project's data; those are: {names}"
                )
            return same[0]
        if len(files) < 2:
            return files[0] if files else None
        base_of = self._project.base_of
        graphs = {path: load_file(path, base=base_of(path)).graph for path in files}
        having = [path for path, graph in graphs.items() if (subject, None, None) in graph]
        if len(having) != 1:
            names = ", ".join(map(self._project.display, having or files))
            raise ProjectError(
                f"the file for the statement is not clear; name one with --data: {names}"
            )
        return having[0]


def _has(graph: Graph, triple: Triple) -> bool:
    subject, predicate, object_ = triple
    return any(is_same_term(o, object_) for o in graph.objects(subject, predicate))


def _triple(statement: Statement) -> tuple[Node, Node, Node | None]:
    return statement.subject, statement.predicate, statement.object


def triple_of(statement: Statement) -> Triple:
    """The triple of a statement that names its object."""
    assert statement.object is not None
    return statement.subject, statement.predicate, statement.object


def _stands_for(statement: Statement, triple: Triple) -> bool:
    subject, predicate, object_ = _triple(statement)
    same = (subject, predicate) == triple[:2]
    return same and object_ is not None and is_same_term(object_, triple[2])


def _cited(entry: Entry) -> tuple[Passage, ...]:
    return in_order((*entry.passages, *entry.anaphora))
