"""Plans a new statement with its evidence: its key, its passages, and the changes of files."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.annotations import Objects, annotate, is_same_term
from schlaglicht.evidence.documents import (
    DocumentText,
    read_document,
    read_documents,
)
from schlaglicht.evidence.edit import (
    Edit,
    FileChange,
    change_of_text,
    edited,
    more_in_entry,
    new_digests,
    new_entry,
    spelled_out,
)
from schlaglicht.evidence.locate import Occurrence, occurrences, paragraphs, require_found
from schlaglicht.evidence.model import (
    Certainty,
    Document,
    Entry,
    EvidenceFile,
    Passage,
    Statement,
    TextBlock,
    Wording,
    Work,
)
from schlaglicht.evidence.read import DEFAULT_NAMESPACE, clashes, parse_evidence, read_evidence
from schlaglicht.evidence.statements import InvalidStatement, expand, parse_statements
from schlaglicht.evidence.text_comparison import default_wording, has_words
from schlaglicht.evidence.write import prefixes_for, write_head
from schlaglicht.i18n import msg
from schlaglicht.project import Project
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.iris import is_absolute_iri, is_language_tag
from schlaglicht.rdf.load import load, load_file
from schlaglicht.rdf.locations import SourceText
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.rdf.writing.turtle import with_triples, write_turtle

_NUMBERED = re.compile(r"(.*?)([0-9]+)")


def next_key(file: EvidenceFile, files: Sequence[EvidenceFile]) -> str:
    """The next number behind the letters that most keys of `file` have, else its document's.

    It is the key of no entry of `files`.
    """
    numbered = [_parts(entry.key) for each in files for entry in each.entries]
    own = Counter(stem for entry in file.entries for stem, number in [_parts(entry.key)] if number)
    taken = {stem.lower() for stem, _ in numbered}
    name = file.document.file if file.document else file.path.name
    stem = (
        own.most_common(1)[0][0] if own else next(s for s in _stems(name) if s.lower() not in taken)
    )
    last = max((n for s, n in numbered if n and s.lower() == stem.lower()), key=int, default="000")
    return f"{stem}{int(last) + 1:0{len(last)}}"


def _parts(key: str) -> tuple[str, str]:
    """Stem and number of a key; the number is empty where the key does not end in one."""
    found = _NUMBERED.fullmatch(key)
    return (found[1], found[2]) if found else (key, "")


def _stems(name: str) -> Iterator[str]:
    decomposed = unicodedata.normalize("NFKD", name.rpartition(".")[0] or name)
    letters = re.sub(r"[^A-Z]", "", decomposed.upper()) or "D"
    yield from (letters[:length] for length in range(1, len(letters) + 1))
    yield from (f"{letters}-{number}-" for number in count(2))


@dataclass(frozen=True)
class Request:
    """A requested addition: statements in Turtle, on the words or the place that carry them."""

    statements: tuple[str, ...]
    sources: Path
    document: str | None = None
    quotes: tuple[str, ...] = ()
    occurrence: int | None = None
    """Which of several places of the only quote, from 1."""
    passages: tuple[Passage, ...] = ()
    anaphora: tuple[Passage, ...] = ()
    anaphora_quotes: tuple[str, ...] = ()
    entry: str | None = None
    certainty: Certainty | None = None
    wording: Wording | None = None
    data: Path | None = None
    language: str | None = None
    """The language of a document that no file of evidence describes yet."""
    work: str | None = None
    """The IRI or prefixed name of the text in such a document."""


def document_of(request: Request, described: Document | None) -> DocumentText:
    """The document that a request is about; `described` is that of the entry it names."""
    if request.document is not None:
        return read_document(request.sources, request.document)
    if described is not None:
        return read_document(request.sources, described.file)
    documents = read_documents(request.sources)
    quotes = (*request.quotes, *request.anaphora_quotes)
    if quotes and len(documents) > 1:
        for quote in quotes:
            require_found(quote, documents)
        having = [d for d in documents if all(any(occurrences(q, d)) for q in quotes)]
        if not having:
            raise ProjectError(
                msg("no document has all of these words; an entry is on one document")
            )
        documents = having
    if len(documents) != 1:
        names = ", ".join(document.name for document in documents) or "–"
        raise ProjectError(
            msg(
                "{sources}: the document is not clear; name it with --document (there are: "
                "{names})",
                sources=request.sources,
                names=names,
            )
        )
    return documents[0]


def passages_of(request: Request, document: DocumentText) -> tuple[Passage, ...]:
    """The passages that a request names, or the places of its words; none if it has neither.

    With both, each of the words must be in one of the passages.
    """
    for passage in (*request.anaphora, *request.passages):
        document.require_within(passage)
    found = [require_found(quote, [document]) for quote in request.quotes]
    if not request.passages:
        several = len(found) > 1
        places = [_chosen(f, request.occurrence, several=several).passage for f in found]
        return in_order(places)
    for each in found:
        if not any(
            outer.start <= f.passage.start and f.passage.end <= outer.end
            for f in each
            for outer in request.passages
        ):
            raise ProjectError(
                msg(
                    "the words are not in the passage {passages}, but at {places}",
                    passages=", ".join(map(str, request.passages)),
                    places=", ".join(str(f.passage) for f in each[:10]),
                )
            )
    return in_order(request.passages)


def anaphora_of(request: Request, document: DocumentText) -> tuple[Passage, ...]:
    """The passages that name what is meant: those of a request, and the places of its words."""
    found = [require_found(quote, [document]) for quote in request.anaphora_quotes]
    quoted = [_chosen(f, None, several=True).passage for f in found]
    return in_order((*request.anaphora, *quoted))


def in_order(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """The passages, each once, in the order of the document."""
    return tuple(sorted(set(passages), key=lambda p: (p.start, p.end)))


def statements_of(
    request: Request, prefixes: Mapping[str, str], quotes: Sequence[str], language: str | None
) -> Iterator[Statement]:
    """The statements of a request, each with its wording on passages with the words `quotes`."""
    for text in request.statements:
        try:
            parsed = list(parse_statements(text, Wording.PARAPHRASE, prefixes))
        except InvalidStatement as error:
            start = error.span[0]
            raise ProjectError(
                msg(
                    "{statement}, character {character}: {reason}",
                    statement=repr(text),
                    character=start + 1,
                    reason=error.reason,
                )
            ) from error
        for statement in parsed:
            if statement.object is None:
                raise ProjectError(
                    msg(
                        "{statement}: a new statement needs an object, written in full",
                        statement=repr(text),
                    )
                )
            default = default_wording(statement.predicate, statement.object, quotes, language)
            wording = request.wording or default
            is_there = any(has_words(str(statement.object), quote) for quote in quotes)
            if wording is Wording.VERBATIM and not is_there:
                raise ProjectError(
                    msg(
                        "{statement}: these words are not in the passage word for word; name "
                        "another passage, or --wording paraphrase or translation",
                        statement=repr(text),
                    )
                )
            yield replace(statement, wording=wording, spans=((0, 0),) * 3)


def _chosen(found: Sequence[Occurrence], occurrence: int | None, *, several: bool) -> Occurrence:
    name = found[0].document.name
    if occurrence is None and len(found) > 1:
        places = ", ".join(
            f"{number}: {f.passage} (line {f.line})" for number, f in enumerate(found[:10], 1)
        )
        how = (
            msg("quote more words, or give places alone")
            if several
            else msg("choose with --occurrence")
        )
        raise ProjectError(
            msg(
                "{document} has these words {count} times; {how}: {places}",
                document=name,
                count=len(found),
                how=how,
                places=places,
            )
        )
    number = occurrence or 1
    if number > len(found):
        raise ProjectError(
            msg(
                "{document} has these words {count} times; there is no occurrence {number}",
                document=name,
                count=len(found),
                number=number,
            )
        )
    return found[number - 1]


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
        raise ProjectError(
            msg(
                "--language: {language} is not a language tag; write such as de",
                language=repr(language),
            )
        )
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(document.name).stem).strip("-.") or "document"
    path = project.root / "evidence" / f"{stem}.yaml"
    if path.exists() or path.is_symlink():
        raise ProjectError(
            msg(
                "{file} exists and is not on {document}; rename one of the two",
                file=project.display(path),
                document=document.name,
            )
        )
    prefixes = prefixes_for(project.settings.prefixes)
    known = {file.namespace for file in files}
    default = project.settings.base or DEFAULT_NAMESPACE
    namespace = known.pop() if len(known) == 1 else default
    iri = URIRef(f"{namespace}{stem}")
    if iri in taken:
        iri = URIRef(f"{namespace}document-{stem}")
    works = (_work(work, prefixes, document),) if work is not None else ()
    described = Document(
        iri, document.name, document.sha256, f"{iri}-", (0, 0), language, works=works
    )
    return EvidenceFile(path, SourceText(path, ""), namespace, (), described, prefixes=prefixes)


def _work(work: str, prefixes: dict[str, str], document: DocumentText) -> Work:
    if "://" in work:
        iri = URIRef(work.strip("<>"))
        if not is_absolute_iri(iri):
            raise ProjectError(msg("--work: {work} is not an IRI", work=repr(work)))
    else:
        iri = expand(
            work, prefixes, lambda reason: ProjectError(msg("--work: {reason}", reason=reason))
        )
    blocks = tuple(
        TextBlock("paragraph", number, passage)
        for number, passage in enumerate(paragraphs(document.text), 1)
    )
    return Work(iri, {}, blocks, (0, 0))


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
    file: EvidenceFile
    """The file of evidence as it was."""
    after: Graph
    """The data with the addition."""


def plan_entry(project: Project, entry: Entry, file: EvidenceFile, sources: Path) -> Addition:
    """The changes for an entry that is written out, on the document of `file`; writes nothing."""
    name = file.document.file if file.document else None
    request = Request((), sources, document=name)
    return _Planner(project, request).plan_entry(entry, file)


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
        return self._planned(document, file, self._entry(document, file, passages))

    def plan_entry(self, entry: Entry, file: EvidenceFile) -> Addition:
        """The addition of an entry that is written out; `file` is that of a new document."""
        document = document_of(self._request, None)
        known = [f for f in self._files if f.document and f.document.file == document.name]
        if known:
            self._require_described(known[0], document)
            file = known[0]
        if entry.key in {each.key for one in self._files for each in one.entries}:
            entry = replace(entry, key=next_key(file, self._files))
        return self._planned(document, file, entry)

    def _planned(self, document: DocumentText, file: EvidenceFile, entry: Entry) -> Addition:
        self._require_new(file, entry)
        triples = [triple_of(s) for s in entry.statements]
        stated = [
            (s, p, o)
            for s, p, o in triples
            if not any(is_same_term(known, o) for known in self._graph.objects(s, p))
        ]
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
            file,
            after,
        )

    def _file_of(self, document: DocumentText) -> EvidenceFile:
        """The file with the evidence of a document; a new one without entries if there is none."""
        request = self._request
        known = [f for f in self._files if f.document and f.document.file == document.name]
        if self._known is not None and self._known[0] not in known:
            where = self._project.display(self._known[0].path)
            raise ProjectError(
                msg(
                    "{entry} is in {file}, which is not on {document}; name another --entry, or "
                    "leave it out",
                    entry=request.entry,
                    file=where,
                    document=document.name,
                )
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
                msg(
                    "{file} describes {document} already; leave --language and --work out, or "
                    "change them there",
                    file=where,
                    document=document.name,
                )
            )
        recorded = file.document.sha256 if file.document else None
        if recorded is not None and recorded != document.sha256:
            raise ProjectError(
                msg(
                    "{document} is not the document that {file} records; name the folder with "
                    "that one in --sources",
                    document=self._request.sources / document.name,
                    file=where,
                )
            )

    def _entry(
        self, document: DocumentText, file: EvidenceFile, passages: tuple[Passage, ...]
    ) -> Entry:
        """The addition as an entry: a new one, or what an existing one lacks."""
        request = self._request
        known = self._known[1] if self._known else None
        if known and request.certainty not in (None, known.certainty):
            raise ProjectError(
                msg(
                    "{entry} is {certainty}; leave --certainty out, or name another --entry",
                    entry=known.key,
                    certainty=known.certainty,
                )
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
                msg(
                    "{entry} is external, so it has no passages; name another --entry",
                    entry=known.key,
                )
            )
        key = request.entry or next_key(file, self._files)
        entry = Entry(key, request.certainty or Certainty.STATED, statements, passages)
        entry = replace(entry, anaphora=anaphora)
        return entry if known is None else self._lacking(entry, known)

    def _require_new(self, file: EvidenceFile, entry: Entry) -> None:
        """Raises ProjectError for a statement that another entry on the document supports."""
        for _, known, _, triple in annotate([file], self._graph.objects).supports:
            if known.key != entry.key and any(_stands_for(s, triple) for s in entry.statements):
                names = Names(file.prefixes)
                raise ProjectError(
                    msg(
                        "{entry} supports this already: {statement}; add a passage to it with "
                        "--entry {entry}",
                        entry=known.key,
                        statement=" ".join(map(names.term, triple)),
                    )
                )

    def _require_ground(self, statements: Sequence[Statement], cited: Sequence[Passage]) -> None:
        if self._request.certainty is Certainty.EXTERNAL:
            raise ProjectError(
                msg(
                    "--certainty external needs a source other than the document: write the entry "
                    "with its sources by hand"
                )
            )
        if not cited and any(s.wording is not Wording.RECORD for s in statements):
            raise ProjectError(
                msg("no passage: name the words with --quote, or their place with --passage")
            )

    def _lacking(self, entry: Entry, known: Entry) -> Entry:
        """The part of `entry` that the entry with its key does not have yet."""
        objects = self._graph.objects
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
        before, objects = self._graph.objects, after.objects
        for each in self._files:
            names = Names(each.prefixes)
            edits = [spelled_out(names, dict(each.prefixes), before, objects)]
            if each is file:
                edits += self._edits(file, entry, document, objects)
            text = edited(each.path, each.text.text, *edits)
            if text != each.text.text:
                yield change_of_text(each.path, each.text.text, text)
        if file not in self._files:
            text = edited(file.path, write_head(file), *self._edits(file, entry, document, objects))
            yield FileChange(file.path, None, text.encode())

    def _edits(
        self, file: EvidenceFile, entry: Entry, document: DocumentText, objects: Objects
    ) -> Iterator[Edit]:
        names = Names(file.prefixes)
        if self._known is not None:
            yield more_in_entry(entry, names, objects)
        else:
            yield new_entry(entry, names, objects)
        yield new_digests(
            document,
            [p for p in in_order((*entry.passages, *entry.anaphora)) if p not in file.digests],
        )

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
            raise ProjectError(
                msg("nothing was written, because afterwards: {error}", error=error.messages)
            )
        old = annotate(self._files, self._graph.objects)
        new = annotate(files, after.objects)
        said: set[tuple[Path, str, tuple[Node, Node, Node | None]]]
        said = {(f.path, e.key, t) for f, e, _, t in old.supports}
        said |= {(file.path, entry.key, _triple(s)) for s in entry.statements}
        found = {(f.path, e.key, t) for f, e, _, t in new.supports}
        if found != said or len(new.unresolved) > len(old.unresolved):
            where = self._project.display(file.path)
            raise ProjectError(
                msg(
                    "{file}: the entry {entry} cannot be written there without changing what "
                    "others say; add it by hand",
                    file=where,
                    entry=entry.key,
                )
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
                    msg(
                        "{path}: not a file of this project's data; those are: {names}",
                        path=wanted,
                        names=names,
                    )
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
                msg(
                    "the file for the statement is not clear; name one with --data: {names}",
                    names=names,
                )
            )
        return having[0]


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
