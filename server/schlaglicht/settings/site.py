"""The settings of `[site]`: the languages and the look of the pages, and what else they lead to.

An accent has a contrast of 4.5 to 1 with the backgrounds of its scheme, so that links stay
readable: https://www.w3.org/TR/WCAG22/#contrast-minimum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import urlsplit

from schlaglicht.errors import ProjectError
from schlaglicht.i18n import LANGUAGES
from schlaglicht.settings.toml_tables import as_in_toml

LEAST_CONTRAST = 4.5
"""The contrast of text with its background that WCAG asks for at level AA."""

LIGHT_BACKGROUNDS = ("#fcfbf8", "#f4f0e7")
"""The colours behind text in the light scheme, as in the stylesheet."""

DARK_BACKGROUNDS = ("#161513", "#211f1b")
"""The same in the dark scheme."""

LINK = re.compile(r"(?:https?://|mailto:|/)[^\x00-\x20<>\"\\^`{|}]+")
"""A URL that a page may lead to."""

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_TILES = re.compile(r"https://[a-zA-Z0-9.-]+(?::\d+)?/[^\x00-\x20<>\"\\^`|]+")
_EDIT = re.compile(r"https?://[^\x00-\x20<>\"\\^`|]+")
_ORIGIN = re.compile(r"https?://[a-zA-Z0-9.-]+(?::\d+)?")
_TILE_FIELDS = ("{z}", "{x}", "{y}")
_STEPS = 20


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
    _check_colour("accent", settings.accent, LIGHT_BACKGROUNDS, where)
    _check_colour("accent-dark", settings.accent_dark, DARK_BACKGROUNDS, where)


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


def _check_colour(name: str, colour: str | None, backgrounds: tuple[str, ...], where: str) -> None:
    if colour is None:
        return
    if not _COLOUR.fullmatch(colour):
        raise ProjectError(f"{where}: site: {name} must be a colour such as #1f5f8b, not {colour}")
    worst = min(backgrounds, key=lambda background: contrast(colour, background))
    if contrast(colour, worst) < LEAST_CONTRAST:
        near = readable(colour, backgrounds)
        raise ProjectError(
            f"{where}: site: {name} {colour} is hard to read on {worst}: "
            f"its contrast is {contrast(colour, worst):.1f} to 1, and must be "
            f"{LEAST_CONTRAST} to 1 (WCAG AA); {near} is enough"
        )


def readable(colour: str, backgrounds: tuple[str, ...]) -> str:
    """The first of successively lighter or darker shades of a colour with enough contrast."""
    is_dark = _luminance(backgrounds[0]) < _luminance("#777777")
    towards = "#ffffff" if is_dark else "#000000"
    shades = (_mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(
        shade
        for shade in shades
        if all(contrast(shade, background) >= LEAST_CONTRAST for background in backgrounds)
    )


def contrast(one: str, other: str) -> float:
    """The contrast of two colours: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
