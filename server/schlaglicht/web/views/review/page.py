"""The page of the desk: it shows a proposal next to its words, and takes the reader's decisions.

/review?token=…              lets one reader in, once
/review                      a document and its proposals; `document` and `key` choose
/review?class=…&quote=…      with the fields of a class, for a statement of the reader's own

Each form works without a script; `static/review.js` adds keys, and takes selected words over.
A document shows what rests on which words, a proposal what differs from the words it quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, url_for
from rdflib import RDF, URIRef

from schlaglicht.errors import ProjectError, RequestError, SchlaglichtError
from schlaglicht.evidence.add import Request, triple_of
from schlaglicht.evidence.documents import DocumentText, read_documents
from schlaglicht.evidence.edit import FileChange
from schlaglicht.evidence.locate import paragraphs
from schlaglicht.evidence.model import Certainty, Entry, EvidenceFile, Passage, State, passage_of
from schlaglicht.evidence.proposals import (
    digest_read,
    find_proposal,
    is_stale,
    plan_acceptance,
    read_proposals,
)
from schlaglicht.evidence.read import read_evidence
from schlaglicht.evidence.sentences import measure
from schlaglicht.evidence.text_comparison import figures_in
from schlaglicht.i18n import Texts, msg
from schlaglicht.pages.labels import Names
from schlaglicht.project import Project
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.checks.wording import counted, unanswered
from schlaglicht.validation.review_workflow import (
    accept,
    findings_of,
    plan_sound,
    propose,
    refuse,
    today,
)
from schlaglicht.web.published_site import current_site
from schlaglicht.web.views.page import link, page, reader_languages
from schlaglicht.web.views.review.access import Desk, for_reader, moved, project_of, refused, told
from schlaglicht.web.views.review.fields import (
    MOST_OFFERED,
    Things,
    classes_for,
    fields_for,
    introduced,
    naming_field,
    offered,
    shapes_of,
    value_in,
)

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


blueprint = Blueprint("review", __name__)

_OPEN = (State.CHECKED, State.FAULTY)
_LONGEST_NAME = 200
_READER = "schlaglicht-reader"
"""The cookie with the name that the reader gave last."""


@blueprint.route("/review", methods=["GET", "POST"])
def review() -> Response:
    """The desk, or the refusal to show it."""
    return for_reader(lambda desk: _decided(desk) if request.method == "POST" else _shown())


@dataclass(frozen=True)
class Checked:
    """A statement of the reader's own, judged: what it would change, and what is found with it."""

    changes: tuple[FileChange, ...]
    findings: Sequence[Texts]
    is_whole: bool
    """False if only the value was judged, not yet the project with it."""


def _decided(desk: Desk) -> Response:
    """Writes a decision, or a statement of the reader's own, and leads on; or says why not."""
    form, site = request.form, current_site()
    project, sources = project_of(site)
    key, name = form.get("key", ""), form.get("name", "").strip()[:_LONGEST_NAME]
    seen = form.get("seen", "")
    place = {"document": form.get("document", "")}
    try:
        match form.get("action"):
            case "typed":
                addition = plan_sound(project, _request(project, sources))
                return _shown(Checked(addition.changes, (), is_whole=False))
            case "check":
                return _shown(desk.write(_check, project, _request(project, sources)))
        match form.get("action"):
            case "accept":
                answers = {
                    word.removeprefix("answer-"): said.strip()
                    for word, said in form.items()
                    if word.startswith("answer-") and said.strip()
                }
                desk.write(
                    partial(accept, answers=answers, seen=seen), project, [key], name, sources
                )
                place["key"] = form.get("next", "")
            case "reject":
                reason = form.get("reason", "").strip()
                if not reason:
                    raise ProjectError(msg("say why it is not right"))
                known = find_proposal(project, key)
                own = known and known[1].proposal and known[1].proposal.by == name
                state = State.WITHDRAWN if own else State.REJECTED  # one's own can come again
                desk.write(partial(refuse, seen=seen), project, key, name, state, reason)
                place["key"] = form.get("next", "")
            case "propose":
                asked = _request(project, sources)
                made = desk.write(partial(propose, sound=True), project, asked, name)
                place["key"] = made.key
            case _:
                raise RequestError(msg("no such action"))
    except SchlaglichtError as error:
        return refused(_shown(said=told(error)), error)
    response = moved(place)
    response.set_cookie(
        _READER, name, httponly=True, samesite="Strict", path=url_for("review.review")
    )
    return response


def _check(project: Project, request_: Request) -> Checked:
    """A statement of the reader's own, judged with the whole project."""
    addition = plan_sound(project, request_)
    found = findings_of(project, addition.changes, request_.sources)
    return Checked(addition.changes, [dict(each) for each in found], is_whole=True)


def _shown(checked: Checked | None = None, *, said: Texts | None = None) -> Response:
    """The page: a document, a proposal on it, and the form for a statement of one's own.

    `said` is what was refused, and why.
    """
    project, sources = project_of(current_site())
    documents = read_documents(sources)
    proposals = read_proposals(project)
    evidence = [read_evidence(path, project.settings) for path in project.evidence]
    document, found = _chosen(documents, proposals)
    shown = show_proposal(project, *found, document, sources) if document and found else None
    queue = _queue(proposals, document)
    after = _next(queue, found[1].key if found else "")
    names = Names(current_site().dataset, reader_languages())
    return page(
        "review.html",
        more_scripts=("review.js",),
        documents=[(each.name, len(_queue(proposals, each))) for each in documents],
        document=document,
        paragraphs=shown_text(document, evidence, proposals, shown) if document else [],
        is_new=not any(
            f.document and document and f.document.file == document.name for f in evidence
        ),
        changed=[f for f in evidence if document and is_stale(f, document)],
        shown=shown,
        queue=queue,
        after=after,
        name_of=names.node,
        said=said,
        checked=checked,
        display=project.display,
        reader=request.form.get("name") or request.cookies.get(_READER, ""),
        own=_own_form(project, names, _language(evidence)),
        own_url=lambda **values: link("review.review", **values),
    )


def _chosen(
    documents: Sequence[DocumentText], proposals: Sequence[EvidenceFile]
) -> tuple[DocumentText | None, tuple[EvidenceFile, Entry] | None]:
    """The document and the proposal that the request names, else the first with open ones."""
    key, name = request.values.get("key", ""), request.values.get("document", "")
    named = [(f, e) for f in proposals for e in f.entries if e.key == key and e.proposal]
    if named and named[0][0].document:
        name = named[0][0].document.file
    waiting = [document for document in documents if _queue(proposals, document)]
    same = [document for document in documents if document.name == name]
    document = next(iter((*same, *waiting, *documents)), None)
    if document is None:
        return None, None
    if named and same:
        return document, named[0]
    queue = _queue(proposals, document)
    return document, queue[0] if queue else None


def _queue(
    proposals: Sequence[EvidenceFile], document: DocumentText | None
) -> list[tuple[EvidenceFile, Entry]]:
    """The open proposals on a document, in the order of its words."""
    found = [
        (file, entry)
        for file in proposals
        if document and file.document and file.document.file == document.name
        for entry in file.entries
        if entry.proposal and entry.proposal.state in _OPEN
    ]
    return sorted(found, key=lambda each: [(p.start, p.end) for p in each[1].passages])


def _next(queue: Sequence[tuple[EvidenceFile, Entry]], key: str) -> str:
    """The key of the proposal after another, of the first after the last; empty without any."""
    keys = [entry.key for _, entry in queue]
    at = keys.index(key) + 1 if key in keys else 0
    return next((each for each in (*keys[at:], *keys[:at]) if each != key), "")


def _own_form(project: Project, names: Names, language: str) -> dict[str, Any]:
    """The form for a statement of the reader's own, filled in as it came."""
    index, given = current_site().index, request.values.to_dict()
    class_, about = given.get("class", ""), given.get("about", "")
    shapes = shapes_of(project)
    classes = classes_for(shapes, names, terms=False)
    fields = fields_for(shapes, class_) if class_ else []
    subject = Things(project).find(about, class_)
    naming = None if subject else naming_field(fields)
    things = (name for each, _ in classes for _, name in offered(URIRef(each), names))
    return {
        "classes": classes,
        "things": list(islice(things, MOST_OFFERED)),
        "fields": fields,
        "given": {f"value {naming.path}": about, **given} if naming else given,
        "offered": {
            wanted: list(offered(wanted, names)) for each in fields for wanted in each.classes
        },
        "known": {f.path: index.objects(subject, f.path, limit=20) for f in fields if subject},
        "languages": tuple(dict.fromkeys((language, *current_site().languages))),
        "language": language,
    }


def _language(evidence: Sequence[EvidenceFile]) -> str:
    """The language of the document that the request names: as evidence has it, or as it says."""
    name = request.values.get("document", "")
    known = (f.document.language for f in evidence if f.document and f.document.file == name)
    said = (request.values.get("document-language"), *known, *reader_languages())
    return next(filter(None, said), "")


def _request(project: Project, sources: Path) -> Request:
    """The addition that the form of a statement asks for."""
    form, things, shapes = request.form, Things(project), shapes_of(project)
    language = _language([read_evidence(path, project.settings) for path in project.evidence])
    class_, about = form.get("class", ""), form.get("about", "").strip()
    if not about:
        raise ProjectError(msg("write what the statement is about"))
    thing = things.named(about, class_, new=True)
    stated: list[Triple] = []
    for field in fields_for(shapes, class_) if class_ else []:
        chosen = {k: form.get(f"{k} {field.path}", "") for k in ("language", "datatype")}
        for text in filter(str.strip, form.getlist(f"value {field.path}")):
            new = introduced(things, shapes, field, text, language)
            value = new[0][0] if new else value_in(things, field, text, **chosen)
            stated += [(thing, field.path, value), *new]
    if class_ and not things.has_class(thing, URIRef(class_)):
        stated.insert(0, (thing, RDF.type, URIRef(class_)))
    if not stated:
        raise ProjectError(msg("fill in a field"))
    passage = passage_of(form.get("passage", ""))
    quote, named = form.get("quote", "").strip(), form.get("antecedent", "").strip()
    return Request(
        tuple(" ".join(map(ntriples_term, each)) for each in stated),
        sources,
        document=form.get("document"),
        quotes=(quote,) if quote else (),
        passages=(passage,) if passage else (),
        anaphora_quotes=(named,) if named else (),
        language=form.get("document-language") or None,
        certainty=Certainty(form["certainty"]) if form.get("certainty") in set(Certainty) else None,
    )
