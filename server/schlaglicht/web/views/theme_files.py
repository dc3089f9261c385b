"""The colours and pictures of the site, at the places where pages and browsers look for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, request, url_for
from markupsafe import Markup

from schlaglicht.i18n import Text, best_text, msg, translate
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.theme import Picture, legal_settings
from schlaglicht.web.views.page import (
    grouped,
    link,
    page,
    page_route,
    reader_language,
    reader_languages,
    text_for_reader,
)

legal_blueprint = Blueprint("legal", __name__)

TITLES = {"imprint": msg("Imprint"), "privacy": msg("Privacy")}
"""The titles of the pages by the settings that name their texts."""


@page_route(legal_blueprint, "/imprint")
def imprint() -> Response:
    """The imprint."""
    return _page("imprint")


@page_route(legal_blueprint, "/privacy")
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


_IN_PREVIEWS = (".png", ".webp")
"""The kinds of logo that previews of links show."""


@dataclass(frozen=True)
class Frame:
    """Texts and URLs that every page has in the reader's language."""

    summary: Text
    """The description of the dataset, else its size."""
    has_accent: bool
    logo: str | None
    preview: str | None
    """The absolute URL of a logo that previews of links can show."""
    icon: str
    icon_type: str
    footer: Text | None
    links: tuple[tuple[Text, str], ...]
    """Further entries of the navigation."""
    legal: tuple[tuple[str, str], ...]
    """Imprint and privacy notice, as far as the settings have them."""


def frame() -> Frame:
    """The frame of the page that is being made."""
    site = current_site()
    theme, settings = site.theme, site.project.settings.site
    icon = theme.icon
    in_preview = theme.logo is not None and theme.logo.extension in _IN_PREVIEWS
    return Frame(
        summary=site.description_for(reader_languages()) or _size(site),
        has_accent=bool(theme.stylesheet),
        logo=_picture_url("look.logo", theme.logo),
        preview=_picture_url("look.logo", theme.logo, absolute=True) if in_preview else None,
        icon=_picture_url("look.icon", icon) or url_for("static", filename="favicon.svg"),
        icon_type=icon.media_type if icon else "image/svg+xml",
        footer=text_for_reader(settings.footer, "") if settings.footer else None,
        links=tuple((text_for_reader(link.title, link.url), link.url) for link in settings.links),
        legal=tuple(_legal(site)),
    )


def _size(site: Site) -> Text:
    size = msg("A knowledge graph that answers questions over SPARQL.")
    if site.triples is not None:
        triples = grouped(site.triples or site.snapshot.all_triples)
        size = msg("A knowledge graph of {triples} triples.", triples=triples)
    return translate(size, reader_language()), None


def _legal(site: Site) -> Iterator[tuple[str, str]]:
    for name, place in legal_settings(site.project.settings.site).items():
        if place:
            url = link(f"legal.{name}") if name in site.theme.legal_texts else place
            yield translate(TITLES[name], reader_language()), url


def _picture_url(endpoint: str, picture: Picture | None, *, absolute: bool = False) -> str | None:
    if picture is None:
        return None
    return url_for(endpoint, kind=picture.extension.removeprefix("."), _external=absolute)


blueprint = Blueprint("look", __name__)

_KINDS = "svg,png,webp"

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The Content-Security-Policy of a picture: a drawing may have styles, but runs nothing."""


@blueprint.route("/theme.css")
def stylesheet() -> Response:
    """The accent of the pages; empty if they have the usual one."""
    return Response(current_site().theme.stylesheet, content_type="text/css; charset=utf-8")


@blueprint.route(f"/logo.<any({_KINDS}):kind>")
def logo(kind: str) -> Response:
    """The logo, at a name that ends as its file does."""
    return _named(current_site().theme.logo, kind)


@blueprint.route(f"/icon.<any({_KINDS}):kind>")
def icon(kind: str) -> Response:
    """The icon for tabs, likewise."""
    return _named(current_site().theme.icon, kind)


@blueprint.route("/favicon.ico")
@blueprint.route("/apple-touch-icon.png")
@blueprint.route("/apple-touch-icon-precomposed.png")
def icon_by_custom() -> Response:
    """The icon at the names that browsers try without being told."""
    own = current_site().theme.icon
    if own is not None:
        return _shown(own)
    name = "favicon.ico" if request.path.endswith(".ico") else "apple-touch-icon.png"
    return current_app.send_static_file(name)


def _named(picture: Picture | None, kind: str) -> Response:
    if picture is None or picture.extension != f".{kind}":
        abort(404)
    return _shown(picture)


def _shown(picture: Picture) -> Response:
    response = Response(picture.content, content_type=picture.media_type)
    response.headers["Content-Security-Policy"] = _POLICY
    return response
