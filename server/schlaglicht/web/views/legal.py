"""Imprint and privacy notice as pages, where the settings name a file with the text."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from markupsafe import Markup

from schlaglicht.i18n import msg, translate
from schlaglicht.languages import best_text
from schlaglicht.web.published_site import current_site
from schlaglicht.web.views.page import page, page_route, reader_language

blueprint = Blueprint("legal", __name__)

TITLES = {"imprint": msg("Imprint"), "privacy": msg("Privacy")}
"""The titles of the pages by the settings that name their texts."""


@page_route(blueprint, "/imprint")
def imprint() -> Response:
    """The imprint."""
    return _page("imprint")


@page_route(blueprint, "/privacy")
def privacy() -> Response:
    """The privacy notice."""
    return _page("privacy")


def _page(name: str) -> Response:
    texts = current_site().theme.legal_texts.get(name, {})
    pairs = [(html, tag or None) for tag, html in texts.items()]
    text = best_text(pairs, [reader_language()])
    if text is None:
        abort(404)
    html, tag = text
    return page(
        "legal.html",
        heading=translate(TITLES[name], reader_language()),
        html=Markup(html),  # as `site_markdown` made it
        text_language=tag,
    )
