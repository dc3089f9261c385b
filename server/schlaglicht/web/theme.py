"""The look of a site by its settings: a stylesheet, pictures and legal texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.project import Project
from schlaglicht.settings.site import DARK_BACKGROUNDS, SiteSettings, readable
from schlaglicht.web.legal_texts import read_legal_texts
from schlaglicht.web.site_files import place_of, read_site_file

LARGEST_PICTURE = 512
"""KiB of a logo or an icon."""

_MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}


@dataclass(frozen=True)
class Picture:
    """A picture of a site."""

    content: bytes
    extension: str

    @property
    def media_type(self) -> str:
        """Its media type."""
        return _MEDIA_TYPES[self.extension]


@dataclass(frozen=True)
class Theme:
    """The look of a site."""

    stylesheet: str = ""
    """The rules that give pages their accent; empty if they keep the usual one."""
    logo: Picture | None = None
    icon: Picture | None = None
    legal_texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Imprint and privacy notice as HTML by language tag, as far as files have them."""


def read_theme(project: Project) -> Theme:
    """The look that the settings of a project describe.

    Raises ProjectError for a file that is missing, outside of the project or too large, a picture
    that is not of the kind that its name says, and a text that pages must not show.
    """
    settings = project.settings.site
    return Theme(
        stylesheet(settings),
        _picture(project, settings.logo, "logo"),
        _picture(project, settings.icon, "icon"),
        read_legal_texts(project),
    )


def stylesheet(settings: SiteSettings) -> str:
    """The rules that give pages their accent; empty if they keep the usual one."""
    if settings.accent is None:
        return ""
    dark = settings.accent_dark or readable(settings.accent, DARK_BACKGROUNDS)
    return (
        f"@media screen {{ :root {{ {_colours(settings.accent, '#ffffff')} }} }}\n"
        "@media screen and (prefers-color-scheme: dark) "
        f"{{ :root {{ {_colours(dark, DARK_BACKGROUNDS[0])} }} }}\n"
    )


def _colours(accent: str, on_accent: str) -> str:
    named = "".join(f"--{name}: {accent}; " for name in ("link", "light", "focus", "action"))
    return f"{named}--on-action: {on_accent};"


def _picture(project: Project, name: str | None, setting: str) -> Picture | None:
    if name is None:
        return None
    extension, where = Path(name).suffix.lower(), place_of(project, setting)
    if extension not in _MEDIA_TYPES:
        kinds = ", ".join(_MEDIA_TYPES)
        raise ProjectError(f"{where} must be a file ending in {kinds}, not {name}")
    content = read_site_file(project, name, setting, LARGEST_PICTURE)
    if not _is_of_kind(content, extension):
        raise ProjectError(f"{where}: {name} is not a picture of the kind that it is called")
    return Picture(content, extension)


def _is_of_kind(content: bytes, extension: str) -> bool:
    match extension:
        case ".png":
            return content.startswith(b"\x89PNG\r\n\x1a\n")
        case ".webp":
            return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
        case _:
            return b"<svg" in content
