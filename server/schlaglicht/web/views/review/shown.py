"""A document and a proposal as the desk shows them: what rests on which words, and what differs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from schlaglicht.errors import SchlaglichtError
from schlaglicht.evidence.add import triple_of
from schlaglicht.evidence.desk import digest_read, is_stale, plan_acceptance
from schlaglicht.evidence.documents import DocumentText
from schlaglicht.evidence.edit import FileChange
from schlaglicht.evidence.locate import measure, paragraphs
from schlaglicht.evidence.model import Entry, EvidenceFile, Passage, State
from schlaglicht.evidence.words import figures_in
from schlaglicht.i18n import Texts
from schlaglicht.project import Project
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.checks.wording import counted, unanswered
from schlaglicht.validation.evidence_desk import today
from schlaglicht.web.views.review.desk import told

LONGEST_SHOWN = 200_000
"""Characters of a document that are shown."""

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")

_Mark = tuple[int, int, str]


@dataclass(frozen=True)
class Piece:
    """A run of characters of a document of which the same holds."""

    start: int
    text: str
    kinds: tuple[str, ...]
    """What holds: `own` or `named` words of the proposal shown, words that `differ` from it,
    words that others `rest` on, `proposed` ones, and sentences that are `open`."""


@dataclass(frozen=True)
class ShownProposal:
    """A proposal with its words, and what deciding about it would change."""

    file: EvidenceFile
    entry: Entry
    triples: tuple[tuple[str, Triple], ...]
    """Its statements, each with its wording."""
    words: tuple[tuple[str, tuple[Piece, ...]], ...]
    """Its passages with their words."""
    hedges: tuple[str, ...]
    """Words that deny or hedge, which the reader has to answer."""
    changes: tuple[FileChange, ...]
    problem: Texts | None
    """Why it does not fit the project as it is now."""
    is_stale: bool
    """True if the document is another one than the one it was proposed on."""

    @property
    def seen(self) -> str:
        """The digest of what the reader of the page has read."""
        return digest_read(self.file, self.entry)


def show_proposal(
    project: Project, file: EvidenceFile, entry: Entry, document: DocumentText, sources: Path
) -> ShownProposal:
    """A proposal in its file, on a document."""
    triples = tuple((str(s.wording), triple_of(s)) for s in entry.statements)
    language = file.document.language if file.document else None
    said = [triple for _, triple in triples]
    quotes = [document.quote(passage) for passage in entry.passages]
    hedges = unanswered(entry, said, quotes, language)
    stale = is_stale(file, document)
    changes: tuple[FileChange, ...] = ()
    problem: Texts | None = None
    is_open = entry.proposal and entry.proposal.state in (State.CHECKED, State.FAULTY)
    if is_open and not stale:
        try:
            changes = plan_acceptance(project, entry.key, "…", today(), sources)[:-1]
        except SchlaglichtError as error:
            problem = told(error)
    differing = _runs(_differing(document, entry, said, hedges, language))
    return ShownProposal(
        file,
        entry,
        triples,
        tuple(
            (kind, tuple(differing.pieces(document.text, passage.start, passage.end)))
            for kind, passages in (("own", entry.passages), ("named", entry.anaphora))
            for passage in passages
        ),
        tuple(hedges),
        changes,
        problem,
        stale,
    )


def _differing(
    document: DocumentText,
    entry: Entry,
    triples: Sequence[Triple],
    hedges: Sequence[str],
    language: str | None,
) -> Iterator[_Mark]:
    """The words of an entry's passages that hedge or deny, and numbers that it does not state."""
    stated = {number for s, p, o in triples for number in counted(o, language).numbers}
    for passage in entry.passages:
        for found in _WORD.finditer(document.text, passage.start, passage.end):
            numbers = figures_in([found[0]], language).numbers
            if found[0].casefold() in hedges or (numbers and not numbers & stated):
                yield *found.span(), "differ"


def shown_text(
    document: DocumentText,
    evidence: Iterable[EvidenceFile],
    proposals: Iterable[EvidenceFile],
    shown: ShownProposal | None,
) -> list[list[Piece]]:
    """The paragraphs of a document in pieces, each with what holds of its words."""
    about: Callable[[EvidenceFile], bool]
    about = lambda file: file.document is not None and file.document.file == document.name  # noqa: E731
    cited = list(filter(about, evidence))
    marks = [(s.passage.start, s.passage.end, "open") for s in measure(document, cited).uncovered]
    marks += [mark for file in cited for mark in _marks(file.passages, "rest")]
    for entry in (entry for file in filter(about, proposals) for entry in file.entries):
        if entry.proposal and entry.proposal.state in (State.CHECKED, State.FAULTY):
            marks += _marks(entry.passages, "proposed")
    if shown is not None:
        language = shown.file.document.language if shown.file.document else None
        said = [triple for _, triple in shown.triples]
        marks += [*_marks(shown.entry.passages, "own"), *_marks(shown.entry.anaphora, "named")]
        marks += _differing(document, shown.entry, said, shown.hedges, language)
    text = document.text[:LONGEST_SHOWN]
    runs = _runs(marks)
    return [list(runs.pieces(text, p.start, p.end)) for p in paragraphs(text)]


def _marks(passages: Iterable[Passage], kind: str) -> Iterator[_Mark]:
    return ((passage.start, passage.end, kind) for passage in passages)


@dataclass(frozen=True)
class _Runs:
    """The places where what holds of words changes, from 0 on, and what holds from there on."""

    cuts: Sequence[int]
    kinds: Sequence[tuple[str, ...]]

    def pieces(self, text: str, start: int, end: int) -> Iterator[Piece]:
        """The text from `start` to `end`, cut where a mark begins or ends."""
        for at in range(bisect_right(self.cuts, start) - 1, len(self.cuts)):
            stop = min(self.cuts[at + 1], end) if at + 1 < len(self.cuts) else end
            if start < stop:
                yield Piece(start, text[start:stop], self.kinds[at])
            if stop == end:
                return
            start = stop


def _runs(marks: Iterable[_Mark]) -> _Runs:
    changes = defaultdict[int, Counter[str]](Counter)
    for start, end, kind in marks:
        changes[start][kind] += 1
        changes[end][kind] -= 1
    cuts, kinds, held = [0], [tuple[str, ...]()], Counter[str]()
    for at in sorted(changes):
        held.update(changes[at])
        cuts.append(at)
        kinds.append(tuple(sorted(kind for kind, number in held.items() if number > 0)))
    return _Runs(cuts, kinds)
