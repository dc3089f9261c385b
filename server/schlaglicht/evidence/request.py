"""Requests to add statements: the document, the passage and the statements they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.documents import DocumentText, read_document, read_documents
from schlaglicht.evidence.locate import Found, occurrences, search
from schlaglicht.evidence.model import Certainty, Document, Passage, Statement, Wording
from schlaglicht.evidence.statements import InvalidStatement, parse_statements
from schlaglicht.evidence.wording import default_wording, has_words


@dataclass(frozen=True)
class Request:
    """A requested addition: statements in Turtle, on the words or the place that carry them."""

    statements: tuple[str, ...]
    sources: Path
    document: str | None = None
    quote: str | None = None
    occurrence: int | None = None
    passage: Passage | None = None
    anaphora: tuple[Passage, ...] = ()
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
    if request.quote is not None and len(documents) > 1:
        having = [d for d in documents if any(occurrences(request.quote, d))]
        documents = having or documents
    if len(documents) != 1:
        names = ", ".join(document.name for document in documents) or "none"
        raise ProjectError(
            f"{request.sources}: the document is not clear; name it with --document "
            f"(there are: {names})"
        )
    return documents[0]


def passages_of(request: Request, document: DocumentText) -> tuple[Passage, ...]:
    """The passage that a request names, or the place of its words; none if it has neither."""
    for passage in (*request.anaphora, *([request.passage] if request.passage else [])):
        document.require_within(passage)
    if request.quote is None:
        return (request.passage,) if request.passage else ()
    found = list(search(request.quote, [document]).found)
    if not found:
        raise ProjectError(
            f"{document.name} does not have these words; schlaglicht evidence locate shows "
            "what is like them"
        )
    if request.passage is not None:
        within = [f for f in found if _is_within(f.passage, request.passage)]
        if not within:
            raise ProjectError(
                f"the words are not in the passage {request.passage}, but at "
                f"{', '.join(str(f.passage) for f in found[:10])}"
            )
        return (request.passage,)
    return (_chosen(found, request.occurrence).passage,)


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


def _chosen(found: Sequence[Found], occurrence: int | None) -> Found:
    if occurrence is None and len(found) > 1:
        places = ", ".join(
            f"{number}: {f.passage} (line {f.line})" for number, f in enumerate(found[:10], 1)
        )
        raise ProjectError(
            f"{found[0].document.name} has these words {len(found)} times; choose with "
            f"--occurrence: {places}"
        )
    number = occurrence or 1
    if number > len(found):
        raise ProjectError(
            f"{found[0].document.name} has these words {len(found)} times; there is no "
            f"occurrence {number}"
        )
    return found[number - 1]


def _is_within(inner: Passage, outer: Passage) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
