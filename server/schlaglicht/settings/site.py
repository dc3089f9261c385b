"""The settings of `[site]`: the languages and the look of the pages, and what else they lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import urlsplit

from schlaglicht.errors import ProjectError
from schlaglicht.i18n import LANGUAGES
from schlaglicht.settings.accent_colour import DARK_BACKGROUNDS, LIGHT_BACKGROUNDS, check_colour
from schlaglicht.settings.toml_tables import as_in_toml

LINK = re.compile(r"(?:https?://|mailto:|/)[^\x00-\x20<>\"\\^`{|}]+")
"""A URL that a page may lead to."""

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?")
_TILES = re.compile(r"https://[a-zA-Z0-9.-]+(?::\d+)?/[^\x00-\x20<>\"\\^`|]+")
_EDIT = re.compile(r"https?://[^\x00-\x20<>\"\\^`|]+")
_ORIGIN = re.compile(r"https?://[a-zA-Z0-9.-]+(?::\d+)?")
_TILE_FIELDS = ("{z}", "{x}", "{y}")


@dataclass(frozen=True)
class SiteLink:
    """An entry of the navigation."""

    title: Mapping[str, str]
    """By language tag."""
    url: str
    """With a scheme, or a path on the same host."""


@dataclass(frozen=True)
class SiteSettings:
    """Settings of `[site]`."""

    languages: tuple[str, ...] = ("en", "de")
    """The languages of the pages; the first is for readers who ask for none of them."""
    logo: str | None = None
    """A picture in the project, SVG, PNG or WebP, which every page shows."""
    icon: str | None = None
    """A picture for the tabs of browsers."""
    accent: str | None = None
    """The colour of links and buttons, as #rrggbb."""
    accent_dark: str | None = None
    """The same on dark backgrounds; computed from `accent` if missing."""
    footer: Mapping[str, str] = field(default_factory=dict)
    """A text below every page, by language tag."""
    imprint: str | None = None
    """The URL of the imprint, or a Markdown file in the project."""
    privacy: str | None = None
    """The same of the privacy notice."""
    links: tuple[SiteLink, ...] = ()
    """Further entries of the navigation."""
    tiles: str | None = None
    """The URL of the tiles of maps, with {z}, {x} and {y}; the site's own outlines if missing."""
    tiles_attribution: str = ""
    """Whom maps of tiles name as their source."""

    edit: str | None = None
    """The URL at which a line of a file is edited, with {path}, perhaps with {line}."""
    embed: tuple[str, ...] = ()
    """The origins of other sites that may show a page with the answer to a query in a frame."""

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all files in the project that the site reads, as far as they exist."""
        named = (self.imprint, self.privacy)
        texts = [text_files(name).values() for name in named if name and is_text_file(name)]
        pictures = [name for name in (self.logo, self.icon) if name]
        return (*pictures, *chain.from_iterable(texts))

    @property
    def tile_hosts(self) -> tuple[str, ...]:
        """The host of the tiles, with its port; none without."""
        return (urlsplit(self.tiles).netloc,) if self.tiles else ()


def is_text_file(value: str) -> bool:
    """True if a setting names a Markdown file, not a URL."""
    return value.endswith(".md") and not LINK.fullmatch(value)


def text_files(name: str) -> Mapping[str, str]:
    """The files that a text may be in, by language tag; the one without a tag is `name` itself."""
    stem = name.removesuffix(".md")
    return {"": name, **{language: f"{stem}.{language}.md" for language in LANGUAGES}}


def check_images(hosts: Iterable[str], where: str) -> None:
    """Raises ProjectError for a host of pictures that is none."""
    for host in hosts:
        if not _HOST.fullmatch(host):
            hint = "must be hosts such as upload.wikimedia.org, without https:// and path"
            raise ProjectError(f"{where}: images {hint}, not {as_in_toml(host)}")


def check_site(settings: SiteSettings, where: str) -> None:
    """Raises ProjectError for a language that pages do not exist in, and other faults.

    These are a colour that is invalid or hard to read, and an invalid URL.
    """
    _check_languages(settings.languages, where)
    texts = (("imprint", settings.imprint), ("privacy", settings.privacy))
    urls = [(name, url) for name, url in texts if url is not None and not is_text_file(url)]
    urls += [("links", link.url) for link in settings.links]
    for name, url in urls:
        if not LINK.fullmatch(url):
            kinds = "begin with https://, http://, mailto: or /"
            file = ", or name a file ending in .md" if name != "links" else ""
            raise ProjectError(f"{where}: site: {name} must {kinds}{file}, not {url!r}")
    _check_tiles(settings, where)
    if settings.edit and not (_EDIT.fullmatch(settings.edit) and "{path}" in settings.edit):
        example = "https://code.example.org/stones/edit/main/{path}#L{line}"
        raise ProjectError(f"{where}: site: edit must be like {example}, not {settings.edit!r}")
    for origin in settings.embed:
        if not _ORIGIN.fullmatch(origin):
            example = "https://www.example.org"
            raise ProjectError(f"{where}: site: embed must be like {example}, not {origin!r}")
    if settings.accent_dark and not settings.accent:
        raise ProjectError(f"{where}: site: accent-dark needs accent, the colour on light pages")
    check_colour("accent", settings.accent, LIGHT_BACKGROUNDS, where)
    check_colour("accent-dark", settings.accent_dark, DARK_BACKGROUNDS, where)


def _check_languages(languages: tuple[str, ...], where: str) -> None:
    known = ", ".join(LANGUAGES)
    for language in languages:
        if language not in LANGUAGES:
            raise ProjectError(
                f"{where}: site: languages: there are no pages in {language!r}; known: {known}"
            )
    if not languages or len(set(languages)) < len(languages):
        raise ProjectError(f"{where}: site: languages must be one or more of {known}, each once")


def _check_tiles(settings: SiteSettings, where: str) -> None:
    if settings.tiles is None:
        return
    if not _TILES.fullmatch(settings.tiles) or any(f not in settings.tiles for f in _TILE_FIELDS):
        example = "https://tiles.example.org/{z}/{x}/{y}.png"
        raise ProjectError(f"{where}: site: tiles must be like {example}, not {settings.tiles!r}")
    if not settings.tiles_attribution:
        raise ProjectError(f"{where}: site: tiles needs tiles-attribution, the source of the map")
