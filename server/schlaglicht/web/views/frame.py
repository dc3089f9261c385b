"""The frame of every page: what its head and foot say of the site, by the settings of `[site]`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from schlaglicht.i18n import msg, translate
from schlaglicht.languages import Text
from schlaglicht.web.legal_texts import legal_settings
from schlaglicht.web.published_site import current_site
from schlaglicht.web.served_version import Site
from schlaglicht.web.theme import Picture
from schlaglicht.web.views.legal import TITLES
from schlaglicht.web.views.page import (
    grouped,
    link,
    reader_language,
    reader_languages,
    text_for_reader,
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
