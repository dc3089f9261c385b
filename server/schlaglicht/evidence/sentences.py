"""Sentences of documents, and how much of them statements rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schlaglicht.evidence.documents import DocumentText
from schlaglicht.evidence.locate import blocks_of, paragraphs
from schlaglicht.evidence.model import Document, EvidenceFile, Passage
from schlaglicht.evidence.text_block_names import block_iri

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'“”’»«)\]]*+(?=\s++[\"'„“‚‘»«(\[]*+[A-ZÄÖÜ0-9])")
"""The end of a sentence; possessive, so that a long row of dots takes no longer than other text."""
_NO_END = re.compile(
    r"(?:\b[A-Za-zÄÖÜäöü]|\b\d+|\b(?:Dr|Prof|Nr|St|Mr|Mrs|Ms|No|vs|ca|bzw|usw))\.$"
)
"""The end of an initial, an ordinal number or an abbreviation, which ends no sentence."""
_LONGEST_NO_END = 12


@dataclass(frozen=True)
class Sentence:
    """A sentence of a document: its place, and whether a statement rests on a part of it."""

    number: int
    passage: Passage
    block: str | None
    """The IRI of the text block that it begins in."""
    covered: bool


@dataclass(frozen=True)
class Coverage:
    """The sentences of a document, in its order."""

    document: str
    sentences: tuple[Sentence, ...]
    characters: int
    """The characters of all sentences that are not white space."""
    cited: int
    """Those of them that are in a passage."""

    @property
    def uncovered(self) -> tuple[Sentence, ...]:
        """The sentences on which no statement rests."""
        return tuple(sentence for sentence in self.sentences if not sentence.covered)


def measure(document: DocumentText, files: Iterable[EvidenceFile]) -> Coverage:
    """Measures how much of a document the passages in `files` cite."""
    own = [f for f in files if f.document is not None and f.document.file == document.name]
    cited = bytearray(len(document.text))
    for file in own:
        for entry in file.entries:
            for passage in entry.passages:
                end = min(passage.end, len(cited))
                cited[passage.start : end] = b"\1" * max(0, end - passage.start)
    described = own[0].document if own else None
    sentences = tuple(_sentences(document, described, cited))
    counted = [at for s in sentences for at in range(s.passage.start, s.passage.end)]
    words = [at for at in counted if not document.text[at].isspace()]
    return Coverage(document.name, sentences, len(words), sum(cited[at] for at in words))


def sentences_in(text: str) -> Iterator[Passage]:
    """The sentences of a text without blank lines, without white space around them."""
    start = 0
    for found in _END.finditer(text):
        if _NO_END.search(text[max(start, found.end() - _LONGEST_NO_END) : found.end()]):
            continue
        yield _trimmed(text, start, found.end())
        start = found.end()
    if text[start:].strip():
        yield _trimmed(text, start, len(text))


def _sentences(
    document: DocumentText, described: Document | None, cited: bytearray
) -> Iterator[Sentence]:
    number = 0
    for part in _parts(document.text, described):
        for inner in sentences_in(document.quote(part)):
            number += 1
            place = Passage(part.start + inner.start, part.start + inner.end)
            blocks = blocks_of(place, described)
            block = str(block_iri(*blocks[0])) if blocks else None
            yield Sentence(number, place, block, any(cited[place.start : place.end]))


def _parts(text: str, document: Document | None) -> Iterator[Passage]:
    """The paragraphs of a text, divided where its text blocks begin and end."""
    blocks = [block.passage for work in document.works for block in work.blocks] if document else []
    cuts = {end for passage in blocks for end in (passage.start, passage.end)}
    for part in paragraphs(text):
        inner = sorted(cut for cut in cuts if part.start < cut < part.end)
        for start, end in zip([part.start, *inner], [*inner, part.end], strict=True):
            if text[start:end].strip():
                yield _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Passage:
    part = text[start:end]
    return Passage(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))
