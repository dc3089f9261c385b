"""Requests to add statements: the document, the passage and the statements they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.documents import DocumentText, read_document, read_documents
from schlaglicht.evidence.locate import Found, occurrences, require_found
from schlaglicht.evidence.model import Certainty, Document, Passage, Statement, Wording
from schlaglicht.evidence.statements import InvalidStatement, parse_statements
from schlaglicht.evidence.wording import default_wording, has_words


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
    documents, _ = read_documents(request.sources)
    quotes = (*request.quotes, *request.anaphora_quotes)
    if quotes and len(documents) > 1:
        for quote in quotes:
            require_found(quote, documents)
        having = [d for d in documents if all(any(occurrences(q, d)) for q in quotes)]
        if not having:
            raise ProjectError("no document has all of these words; an entry is on one document")
        documents = having
    if len(documents) != 1:
        names = ", ".join(document.name for document in documents) or "none"
        raise ProjectError(
            f"{request.sources}: the document is not clear; name it with --document "
            f"(there are: {names})"
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
        if not any(_is_within(f.passage, outer) for f in each for outer in request.passages):
            raise ProjectError(
                f"the words are not in the passage {', '.join(map(str, request.passages))}, but at "
                f"{', '.join(str(f.passage) for f in each[:10])}"
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
            raise ProjectError(f"{text!r}, character {start + 1}: {error.reason}") from error
        for statement in parsed:
            if statement.object is None:
                raise ProjectError(f"{text!r}: a new statement needs an object, written in full")
            default = default_wording(statement.predicate, statement.object, quotes, language)
            wording = request.wording or default
            is_there = any(has_words(str(statement.object), quote) for quote in quotes)
            if wording is Wording.VERBATIM and not is_there:
                raise ProjectError(
                    f"{text!r}: these words are not in the passage word for word; name another "
                    "passage, or --wording paraphrase or translation"
                )
            yield replace(statement, wording=wording, spans=((0, 0),) * 3)


def _chosen(found: Sequence[Found], occurrence: int | None, *, several: bool) -> Found:
    name = found[0].document.name
    if occurrence is None and len(found) > 1:
        places = ", ".join(
            f"{number}: {f.passage} (line {f.line})" for number, f in enumerate(found[:10], 1)
        )
        how = "quote more words, or give places alone" if several else "choose with --occurrence"
        raise ProjectError(f"{name} has these words {len(found)} times; {how}: {places}")
    number = occurrence or 1
    if number > len(found):
        raise ProjectError(
            f"{name} has these words {len(found)} times; there is no occurrence {number}"
        )
    return found[number - 1]


def _is_within(inner: Passage, outer: Passage) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
