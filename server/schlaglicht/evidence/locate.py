"""Locates quoted words in documents: every occurrence, or else what is most like them.

White space matches any other white space, soft hyphens match nothing, ligatures their letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schlaglicht.errors import ProjectError
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
