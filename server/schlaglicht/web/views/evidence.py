"""Evidence in words: how surely a statement is made, where, and in whose words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Response, abort

from schlaglicht.i18n import Message, msg, msg_in, translate
from schlaglicht.pages import Evidence, LiteralValue, Passage, Quotation, Reference, Support, Value
from schlaglicht.pages.evidence import read_passages, read_text, texts_of
from schlaglicht.pages.page_model import fitted_quotations
from schlaglicht.vocab import DEF
from schlaglicht.web.published_site import current_site
from schlaglicht.web.views.lists.classes import page_among
from schlaglicht.web.views.page import (
    LANGUAGE_PART,
    link,
    page,
    page_route,
    read_by_path,
    reader_languages,
    stem_of_page,
)

_Parts = tuple[str | Reference, ...]

_EXTERNAL, _RECORD = str(DEF.external), str(DEF.record)

_IN_PLACE: dict[str, Message] = {
    str(DEF.stated): msg("stated in {place}"),
    str(DEF.implied): msg("implied in {place}"),
    _EXTERNAL: msg("from another source: {place}"),
    _RECORD: msg("set in this graph, after {place}"),
}
"""By certainty, except for records: those are bookkeeping."""

_ALONE: dict[str, Message] = {
    str(DEF.stated): msg_in("certainty", "stated"),
    str(DEF.implied): msg_in("certainty", "implied"),
    _EXTERNAL: msg("from another source"),
    _RECORD: msg("set in this graph"),
}

_WORDINGS: dict[str, Message] = {
    str(DEF.verbatim): msg_in("whose words", "verbatim"),
    str(DEF.paraphrase): msg_in("whose words", "in other words"),
    str(DEF.translation): msg_in("whose words", "translated"),
}

_TEXTS = ("", "http://www.w3.org/2001/XMLSchema#string")
"""Datatypes of literals with words."""

_PLACE = "\0"
"""Stands for a place while a message is translated; no text of the data has it."""


@dataclass(frozen=True)
class Unquoted:
    """Documents and published texts of passages whose words are not at hand."""

    documents: tuple[str, ...]
    published: tuple[Reference, ...]


def grounds(support: Support, value: Value, language: str) -> _Parts:
    """Certainty and place of the statement of `support`, whose value is `value`."""
    places = tuple(_places(support.evidence, language))
    if not places:
        return certainty(support, value, language)
    message = _IN_PLACE.get(_kind(support))
    before, after = "", ""
    if message is not None:
        before, after = translate(message.filled(place=_PLACE), language).split(_PLACE)
    elif support.evidence.certainty is not None:
        before = f"{support.evidence.certainty.name[0]}: "
    return (before, *places, after + _wording(support, value, language))


def certainty(support: Support, value: Value, language: str) -> _Parts:
    """The same without the place, where the passage is plain."""
    message = _ALONE.get(_kind(support))
    of_evidence = support.evidence.certainty
    if message is None and of_evidence is None:
        return ()
    words = of_evidence if message is None else translate(message, language)
    return tuple(filter(None, (words, _wording(support, value, language))))


def unquoted(quotations: Iterable[Quotation]) -> Unquoted | None:
    """The documents and texts to look up for passages without words; None if there are none."""
    passages = [p for each in quotations for p in each.passages if not p.text]
    if not passages:
        return None
    documents = dict.fromkeys(p.document for p in passages if p.document)
    published = dict.fromkeys(p.published for p in passages if p.published)
    return Unquoted(tuple(documents), tuple(published))


def _kind(support: Support) -> str:
    certain = support.evidence.certainty
    is_record = support.wording is not None and support.wording.iri == _RECORD
    if is_record and (certain is None or certain.iri != _EXTERNAL):
        return _RECORD
    return certain.iri if certain is not None else ""


def _wording(support: Support, value: Value, language: str) -> str:
    """The wording of a text; codes and other values have none."""
    if not isinstance(value, LiteralValue) or value.datatype not in _TEXTS:
        return ""
    wording = support.wording.iri if support.wording is not None else ""
    is_text = value.language or wording == str(DEF.verbatim)
    message = _WORDINGS.get(wording) if is_text else None
    return f" ({translate(message, language)})" if message is not None else ""


def _places(evidence: Evidence, language: str) -> Iterator[str | Reference]:
    found: list[_Parts] = [(place,) for place in _blocks(evidence.passages)]
    for source in evidence.derived_from:
        link = source.url and Reference(source.url, (translate(_LINK, language), None), False)
        found.append((source.reference, " (", link, ")") if link else (source.reference,))
    for number, parts in enumerate(found):
        if number:
            last = number == len(found) - 1
            yield translate(msg(" and "), language) if last else ", "
        yield from parts


_LINK = msg_in("address of a source", "link")


def _blocks(passages: Iterable[Passage]) -> Iterator[Reference]:
    """The blocks of passages, each once, by a link to its first passage."""
    seen = set()
    for passage in passages:
        name = passage.block.name if passage.block is not None else passage.reference.name
        if name not in seen:
            seen.add(name)
            yield Reference(passage.reference.iri, name, passage.reference.has_page)


blueprint = Blueprint("source_texts", __name__)

_PASSAGES = 10
"""Passages on a page."""

_ROOM = 44_000
"""Approximate bytes of a page for what is said in its passages."""

_NAME = re.compile(r"(?P<path>.+?)(?:/page-(?P<page>[1-9][0-9]{0,6}))?", re.DOTALL)

read_by_path(blueprint, f"/documents/<path:path>.{LANGUAGE_PART}.html", "named")


@page_route(blueprint, "/documents/")
def documents() -> Response:
    """The texts."""
    site = current_site()
    found = texts_of(site.dataset, reader_languages())
    return page("documents.html", texts=[(_url(text.reference.iri), text) for text in found])


@blueprint.route("/documents/<path:path>")
def document(path: str) -> Response:
    """One text, or one block of it."""
    found = cast(re.Match[str], _NAME.fullmatch(stem_of_page(path)))
    site, number = current_site(), int(found["page"] or 1)
    iri = site.dataset.iri_paths.iri_of(found["path"])
    text = (read_text(site.dataset, iri, reader_languages()) if iri else None) or abort(404)
    stem = found["path"]
    shown = text.passages[(number - 1) * _PASSAGES : number * _PASSAGES]
    quotations = read_passages(site.dataset, shown, reader_languages())
    passages, left_out = fitted_quotations(quotations, _ROOM)
    return page(
        "document.html",
        shown_as="source_texts.named",
        shown_values={"path": stem if number == 1 else f"{stem}/page-{number}"},
        text=text,
        parts=[(_url(part.reference.iri), part) for part in text.parts],
        passages=passages,
        more_supported=left_out,
        above=(_url(text.above.iri), text.above) if text.above else None,
        pages=page_among(len(text.passages), _PASSAGES, number, url=lambda n: _page(stem, n)),
    )


def _page(stem: str, number: int) -> str:
    return link("source_texts.named", path=stem if number == 1 else f"{stem}/page-{number}")


def _url(iri: str) -> str:
    return _page(current_site().dataset.iri_paths.path_of(iri), 1)
