"""Locates quoted words in documents: every occurrence, or else what is most like them.

White space matches any other white space, soft hyphens match nothing, ligatures their letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.annotations import block_iri
from schlaglicht.evidence.documents import DocumentText
from schlaglicht.evidence.model import Document, EvidenceFile, Passage, TextBlock, Work
from schlaglicht.evidence.text_comparison import TYPESETTING, squeezed
from schlaglicht.i18n import msg

_PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*\Z|[^\S\n]*\n(?:[^\S\n]*\n)+)", re.DOTALL)
_MOST_NEAR = 3
_MOST_SHOWN = 300
"""Characters of a document that are shown of one passage."""
_LEAST_LIKE = 60
"""Likeness, in per cent, below which a passage is not worth showing."""
_SLIP = 85
"""Likeness, in per cent, from which words were probably meant to be those of the document."""
_MOST_COMPARED = 2_000_000_000
"""Characters of the quote times those of the document, beyond which comparing takes too long."""
_LONGEST_QUOTE = 100_000


@dataclass(frozen=True)
class Occurrence:
    """A passage found for some words; `likeness` is in per cent."""

    document: DocumentText
    passage: Passage
    likeness: float = 100.0

    @property
    def line(self) -> int:
        """The line, from 1, that the passage begins in."""
        return self.document.line(self.passage.start)


@dataclass(frozen=True)
class Search:
    """The passages with the words, or, without any, those most like them."""

    found: tuple[Occurrence, ...]
    near: tuple[Occurrence, ...] = ()
    compared: bool = True
    """False if the words are too long to look for what is like them."""


def search(quote: str, documents: Sequence[DocumentText]) -> Search:
    """Looks for `quote` in `documents`; raises ProjectError if it has no words, or too many."""
    wanted = squeezed(quote)
    if not wanted:
        raise ProjectError(msg("the quote is empty; write the words to look for"))
    if len(wanted) > _LONGEST_QUOTE:
        raise ProjectError(
            msg(
                "the quote has more than {limit} characters; its beginning suffices",
                limit=_LONGEST_QUOTE,
            )
        )
    found = tuple(f for document in documents for f in occurrences(wanted, document))
    if found:
        return Search(found)
    length = sum(len(document.text) for document in documents)
    if len(wanted) * length > _MOST_COMPARED:
        return Search((), compared=False)
    near = [f for document in documents for f in _near(wanted, document)]
    best = sorted(near, key=lambda f: (-f.likeness, f.document.name, f.passage.start))
    return Search((), tuple(best[:_MOST_NEAR]))


def require_found(quote: str, documents: Sequence[DocumentText]) -> list[Occurrence]:
    """The passages with the words of `quote`; raises ProjectError, and shows what is like them."""
    looked = search(quote, documents)
    if looked.found:
        return list(looked.found)
    near = msg("write them as the document has them")
    if looked.near:
        best = looked.near[0]
        near = msg(
            "like them by {likeness} %: {document} {passage}, line {line}: {words}",
            likeness=int(best.likeness),
            document=best.document.name,
            passage=str(best.passage),
            line=best.line,
            words=shown(best.document, best.passage),
        )
    if len(documents) == 1:
        document = documents[0].name
        raise ProjectError(
            msg(
                "{document} does not have the words {quote}; {near}",
                document=document,
                quote=repr(quote),
                near=near,
            )
        )
    raise ProjectError(
        msg("none of the documents has the words {quote}; {near}", quote=repr(quote), near=near)
    )


def shown(document: DocumentText, passage: Passage) -> str:
    """The words of a passage on one line, without characters that a terminal would obey."""
    words = " ".join(document.quote(passage).split())
    visible = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in words)
    return visible[:_MOST_SHOWN] + (" …" if len(visible) > _MOST_SHOWN else "")


def occurrences(quote: str, document: DocumentText) -> Iterator[Occurrence]:
    """The passages of `document` with the words of `quote`, in its order."""
    wanted = squeezed(quote)
    text, offsets = _squeezed_with_offsets(document.text)
    at = text.find(wanted)
    while wanted and at >= 0:
        last = at + len(wanted) - 1
        yield Occurrence(document, Passage(offsets[at], offsets[last] + 1))
        at = text.find(wanted, last + 1)


def slips(words: str, document: DocumentText, passages: Iterable[Passage]) -> Iterator[Occurrence]:
    """The best place in `passages` of what is nearly `words`: so like them that it is a slip."""
    wanted = squeezed(words)
    if not wanted or len(wanted) > _LONGEST_QUOTE:
        return
    near = []
    for passage in passages:
        text, offsets = _squeezed_with_offsets(document.quote(passage))
        start, end, likeness = _most_alike(wanted, text)
        if likeness >= _SLIP and text[start:end] != wanted:
            place = Passage(passage.start + offsets[start], passage.start + offsets[end - 1] + 1)
            near.append(Occurrence(document, place, likeness))
    yield from sorted(near, key=lambda found: -found.likeness)[:1]


def paragraphs(text: str) -> Iterator[Passage]:
    """The parts of a text between blank lines, without white space around them."""
    return (Passage(*found.span()) for found in _PARAGRAPH.finditer(text))


def blocks_of(passage: Passage, document: Document | None) -> list[tuple[Work, TextBlock]]:
    """The text blocks that a passage begins in, with their works."""
    works = document.works if document else ()
    return [
        (work, block)
        for work in works
        for block in work.blocks
        if block.passage.start <= passage.start < block.passage.end
    ]


def described(name: str, files: Iterable[EvidenceFile]) -> Document | None:
    """The document called `name` as a file of evidence describes it."""
    known = (file.document for file in files if file.document is not None)
    return next((document for document in known if document.file == name), None)


def _near(wanted: str, document: DocumentText) -> Iterator[Occurrence]:
    for paragraph in paragraphs(document.text):
        text, offsets = _squeezed_with_offsets(document.quote(paragraph))
        start, end, likeness = _most_alike(wanted, text)
        if likeness >= _LEAST_LIKE:
            first, last = offsets[start], offsets[end - 1] + 1
            passage = Passage(paragraph.start + first, paragraph.start + last)
            yield Occurrence(document, passage, likeness)


def _most_alike(wanted: str, text: str) -> tuple[int, int, float]:
    """The part of `text`, in whole words, that is most like `wanted`, and how much it is."""
    from rapidfuzz import fuzz

    start, end = 0, len(text)
    if len(wanted) < len(text):
        aligned = fuzz.partial_ratio_alignment(wanted, text)
        if aligned is None:
            return 0, 0, 0.0
        start, end = aligned.dest_start, aligned.dest_end
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    part = text[start:end]
    start, end = start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
    return start, end, fuzz.ratio(wanted, text[start:end])


def _squeezed_with_offsets(text: str) -> tuple[str, list[int]]:
    """`squeezed(text)`, and the offset in `text` of each of its characters."""
    letters = [(c, at) for at, each in enumerate(text) for c in TYPESETTING.get(ord(each), each)]
    before = " ", *(letter for letter, _ in letters)
    kept = [
        (" " if letter.isspace() else letter, at)
        for last, (letter, at) in zip(before, letters, strict=False)
        if not (last.isspace() and letter.isspace())
    ]
    if kept and kept[-1][0] == " ":
        kept.pop()
    return "".join(letter for letter, _ in kept), [at for _, at in kept]


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
