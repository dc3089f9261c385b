"""Looks up what rests on a passage, in an entry, or about a thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import Graph, URIRef
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.add import Addition, triple_of
from schlaglicht.evidence.annotations import annotate
from schlaglicht.evidence.documents import DocumentText, read_document
from schlaglicht.evidence.edit import DigestState
from schlaglicht.evidence.locate import (
    Occurrence,
    Search,
    blocks_of,
    described,
    shown,
    slips,
)
from schlaglicht.evidence.model import Entry, EvidenceFile, Passage, Statement, Wording
from schlaglicht.evidence.sentences import Coverage
from schlaglicht.evidence.statements import expand
from schlaglicht.evidence.text_block_names import block_iri
from schlaglicht.evidence.text_comparison import cuts_word, is_own_text
from schlaglicht.i18n import Message, msg, verbatim
from schlaglicht.project import Project
from schlaglicht.rdf.terms import natural_key, ntriples_term
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.suggest import Cutoff, nearest


@dataclass(frozen=True)
class Support:
    """An entry, with the triples of the data that its statements stand for."""

    file: EvidenceFile
    entry: Entry
    stated: tuple[tuple[Statement, Triple], ...]


def supports(files: Sequence[EvidenceFile], graph: Graph) -> list[Support]:
    """The entries of all files, in the order of their keys."""
    stated = annotate(files, graph.objects).supported
    made = [Support(f, e, stated[id(e)]) for f in files for e in f.entries]
    return sorted(made, key=lambda support: natural_key(support.entry.key))


def on_passage(known: Sequence[Support], passage: Passage, document: str | None) -> list[Support]:
    """Those with a passage that overlaps `passage`, in `document` where several have evidence."""
    names = sorted({s.file.document.file for s in known if s.file.document})
    if document is None and len(names) > 1:
        raise ProjectError(
            msg("--passage: in which document? add --document: {names}", names=", ".join(names))
        )
    if document is not None and document not in names:
        near = nearest(document, names, Cutoff.CODE)
        there = ", ".join(names) or "–"
        hint = (
            msg("did you mean {near}?", near=near)
            if near
            else msg("there are: {names}", names=there)
        )
        raise ProjectError(
            msg("--document: no evidence on {document}; {hint}", document=repr(document), hint=hint)
        )
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
        hint = msg("; did you mean {near}?", near=near) if near else ""
        raise ProjectError(
            msg("--entry: no entry {entry} in the evidence{hint}", entry=repr(key), hint=hint)
        )
    return found


def about(known: Sequence[Support], name: str, prefixes: dict[str, str]) -> list[Support]:
    """Those with statements that have a thing, by its prefixed name or IRI, as a term."""
    if "://" in name:
        thing = URIRef(name.strip("<>"))
    else:
        thing = expand(
            name, prefixes, lambda reason: ProjectError(msg("--thing: {reason}", reason=reason))
        )
    found = [
        Support(s.file, s.entry, tuple((said, t) for said, t in s.stated if thing in t))
        for s in known
    ]
    return [support for support in found if support.stated]


def search_lines(found: Search, files: Sequence[EvidenceFile], names: Names) -> Iterator[Message]:
    """The passages found; the words only where they are not those looked for."""
    for number, each in enumerate(found.found, 1):
        place = _place(each, files, names)
        label = f"{number}. " if len(found.found) > 1 else ""
        yield verbatim(f"{label}{each.document.name} {each.passage}")
        yield msg(
            "   line {line}{place}, SHA-256 {digest}",
            line=each.line,
            place=place,
            digest=each.document.digest(each.passage),
        )
        yield from _cut(each.document, [each.passage])
    if not found.found:
        yield msg("these words are in none of the documents")
    if not found.compared:
        yield msg("they are too many to look for what is like them; quote fewer")
    for each in found.near:
        yield msg(
            "like them by {likeness} %: {document} {passage}, line {line}{place}",
            likeness=int(each.likeness),
            document=each.document.name,
            passage=str(each.passage),
            line=each.line,
            place=_place(each, files, names),
        )
        yield verbatim(f"   {shown(each.document, each.passage)}")


def search_record(found: Search, files: Sequence[EvidenceFile]) -> dict[str, Any]:
    """The passages found, without words."""
    return {
        "found": [_found_record(each, files) for each in found.found],
        "near": [_found_record(each, files) for each in found.near],
    }


def support_lines(
    found: Iterable[Support], names: Names, sources: Path | None = None
) -> Iterator[Message]:
    """Entries with their passages and statements; with `sources`, also the words of passages."""
    for support in found:
        entry, document = support.entry, support.file.document
        places = ", ".join(map(str, entry.passages))
        where = f" {document.file} {places}" if document and places else ""
        keys = "".join(f" {key}" for key, _ in entry.sources)
        yield verbatim(f"{entry.key} {entry.certainty}{where}{keys}")
        if sources is not None and document is not None:
            yield from _words(entry, read_document(sources, document.file))
        yield from _statement_lines(support.stated, names)


def _words(entry: Entry, document: DocumentText) -> Iterator[Message]:
    """The words of an entry's passages, those that name what a pronoun refers to last."""
    for kind, passages in (("", entry.passages), ("anaphora ", entry.anaphora)):
        for passage in passages:
            document.require_within(passage)
            yield verbatim(f"  {kind}{passage}: {shown(document, passage)}")


def support_record(found: Iterable[Support]) -> list[dict[str, Any]]:
    """Entries with their passages, and their statements as terms of N-Triples."""
    return [
        {
            "entry": support.entry.key,
            "certainty": str(support.entry.certainty),
            "document": support.file.document.file if support.file.document else None,
            "passages": [_span(p) for p in support.entry.passages],
            "anaphora": [_span(p) for p in support.entry.anaphora],
            "sources": [key for key, _ in support.entry.sources],
            "statements": [
                {
                    "wording": str(statement.wording),
                    "subject": ntriples_term(triple[0]),
                    "predicate": ntriples_term(triple[1]),
                    "object": ntriples_term(triple[2]),
                }
                for statement, triple in support.stated
            ],
        }
        for support in found
    ]


def coverage_lines(coverage: Coverage, names: Names) -> Iterator[Message]:
    """The sentences on which nothing rests, by place, and the shares of the document."""
    for sentence in coverage.uncovered:
        block = f" {names.iri(sentence.block)}" if sentence.block else ""
        length = sentence.passage.end - sentence.passage.start
        yield msg(
            "{number}. {passage}{block}, {length} characters",
            number=sentence.number,
            passage=str(sentence.passage),
            block=block,
            length=length,
        )
    total = len(coverage.sentences)
    covered = total - len(coverage.uncovered)
    yield msg(
        "{document}: statements rest on {part} of {whole} sentences ({share} %), their passages "
        "have {characters} % of it",
        document=coverage.document,
        part=covered,
        whole=total,
        share=_percent(covered, total),
        characters=_percent(coverage.cited, coverage.characters),
    )


def coverage_record(coverage: Coverage) -> dict[str, Any]:
    """The sentences on which nothing rests, by place, and the shares of the document."""
    total = len(coverage.sentences)
    return {
        "document": coverage.document,
        "sentences": total,
        "covered": total - len(coverage.uncovered),
        "characters": coverage.characters,
        "cited": coverage.cited,
        "uncovered": [
            {
                "number": sentence.number,
                **_span(sentence.passage),
                "length": sentence.passage.end - sentence.passage.start,
                "block": sentence.block,
            }
            for sentence in coverage.uncovered
        ],
    }


def digest_lines(state: DigestState, name: str) -> Iterator[Message]:
    """The digests of a file that are missing, then those that do not match."""
    no_digest = msg("{file}: no SHA-256 of {what}")
    other = msg(
        "{file}: the SHA-256 of {what} is another one in {document}; look it up, and remove the "
        "recorded one if the place is right"
    )
    beyond = msg(
        "{file}: the passage {passage} is not in {document}, which has {length} characters"
    )
    idle = msg("{file}: no entry cites the passage {passage}, which has a SHA-256")
    kinds = (
        (no_digest, state.missing),
        (other, state.wrong),
        (beyond, state.beyond),
        (idle, state.idle),
    )
    for message, passage in ((message, each) for message, passages in kinds for each in passages):
        yield message.filled(
            file=name,
            what=msg("the passage {passage}", passage=str(passage))
            if passage
            else msg("the document"),
            passage=str(passage),
            document=state.document.name,
            length=len(state.document.text),
        )


def digests_removed(state: DigestState, name: str) -> Iterator[Message]:
    """The digests that have been removed from a file."""
    for passage in state.idle:
        yield msg(
            "{file}: SHA-256 of {passage} removed, which no entry cites",
            file=name,
            passage=str(passage),
        )


def addition_lines(addition: Addition, project: Project, names: Names) -> Iterator[Message]:
    """The additions, their places and wordings, and hints about passages and words."""
    entry = addition.entry
    changed = ", ".join(project.display(change.path) for change in addition.changes)
    if not addition.changes:
        yield msg("{entry}: all of this is there already", entry=entry.key)
        return
    places = ", ".join(map(str, entry.passages))
    where = f"{addition.document.name} {places}".strip()
    yield msg("{entry} ({where}): {files} written", entry=entry.key, where=where, files=changed)
    yield from _statement_lines(((s, triple_of(s)) for s in entry.statements), names)
    yield from _cut(addition.document, [*entry.passages, *entry.anaphora])
    yield from _near_verbatim(addition)


def _statement_lines(
    stated: Iterable[tuple[Statement, tuple[Node, Node, Node]]], names: Names
) -> Iterator[Message]:
    for statement, (subject, predicate, object_) in stated:
        said = f"{names.term(subject)} {names.predicate(predicate)} {names.term(object_)}"
        yield verbatim(f"  {statement.wording} {said}")


def _cut(document: DocumentText, passages: Iterable[Passage]) -> Iterator[Message]:
    """A hint for each passage that begins or ends inside a word."""
    for passage in passages:
        if cuts_word(document.text, passage.start, passage.end):
            yield msg(
                "   {passage} begins or ends inside a word; extend it to whole words",
                passage=str(passage),
            )


def _near_verbatim(addition: Addition) -> Iterator[Message]:
    """A hint for each text in the document's language that its passages have but for a slip."""
    for statement in addition.entry.statements:
        text = statement.object
        if statement.wording is not Wording.PARAPHRASE or not is_own_text(text, addition.language):
            continue
        for found in slips(str(text), addition.document, addition.cited):
            yield msg(
                "   “{text}” is not in the passage word for word, but {document} {passage} has: "
                "{words}",
                text=str(text),
                document=addition.document.name,
                passage=str(found.passage),
                words=shown(addition.document, found.passage),
            )


def _place(found: Occurrence, files: Sequence[EvidenceFile], names: Names) -> str:
    blocks = blocks_of(found.passage, described(found.document.name, files))
    return "".join(f", {names.iri(block_iri(work, block))}" for work, block in blocks)


def _found_record(found: Occurrence, files: Sequence[EvidenceFile]) -> dict[str, Any]:
    blocks = blocks_of(found.passage, described(found.document.name, files))
    return {
        "document": found.document.name,
        **_span(found.passage),
        "line": found.line,
        "sha256": found.document.digest(found.passage),
        "likeness": round(found.likeness, 1),
        "blocks": [
            {"iri": str(block_iri(work, block)), "work": str(work.iri)} for work, block in blocks
        ],
    }


def _span(passage: Passage) -> dict[str, int]:
    return {"start": passage.start, "end": passage.end}


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 100
