"""The texts that the dataset rests on, and their statements, passage by passage.

/documents/             the texts
/documents/<text>       one text or one of its blocks: parts, passages, statements
"""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort
from flask.blueprints import BlueprintSetupState

from schlaglicht.i18n import LANGUAGES
from schlaglicht.pages.evidence import read_passages, read_text, texts_of
from schlaglicht.pages.page_model import fitted_quotations
from schlaglicht.web.published_site import current_site
from schlaglicht.web.views.lists.classes import page_among
from schlaglicht.web.views.page import fix_name, link, page, page_route, reader_languages

blueprint = Blueprint("source_texts", __name__)

_PASSAGES = 10
"""Passages on a page."""

_ROOM = 44_000
"""Approximate bytes of a page for what is said in its passages."""

_NAME = re.compile(
    rf"(?P<path>.+?)(?:/page-(?P<page>[1-9][0-9]{{0,6}}))?"
    rf"(?:(?:\.(?P<language>{'|'.join(LANGUAGES)}))?\.html)?",
    re.DOTALL,
)


@blueprint.record
def _name_texts(state: BlueprintSetupState) -> None:
    languages = f"<any({','.join(LANGUAGES)}):language>"
    state.add_url_rule(f"/documents/<path:path>.{languages}.html", "named", build_only=True)


@page_route(blueprint, "/documents/")
def documents() -> Response:
    """The texts."""
    site = current_site()
    found = texts_of(site.dataset, reader_languages())
    return page("documents.html", texts=[(_url(text.reference.iri), text) for text in found])


@blueprint.route("/documents/<path:path>")
def document(path: str) -> Response:
    """One text, or one block of it."""
    found = _NAME.fullmatch(path)
    if found is None:
        abort(404)
    if found["language"]:
        fix_name(found["language"])
    site, number = current_site(), int(found["page"] or 1)
    iri = site.dataset.iri_paths.iri_of(found["path"])
    text = read_text(site.dataset, iri, reader_languages()) if iri else None
    if text is None:
        abort(404)
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
