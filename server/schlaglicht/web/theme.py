"""The look of a site by its settings: a stylesheet with its colours, and its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.project import Project
from schlaglicht.site_settings import DARK_BACKGROUNDS, SiteSettings, readable

LARGEST_PICTURE = 512 * 1024
"""Bytes of a logo or an icon."""

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


def read_theme(project: Project) -> Theme:
    """The look that the settings of a project describe.

    Raises ProjectError for a picture that is missing, outside of the project, too large, or not
    of the kind that its name says.
    """
    settings = project.settings.site
    return Theme(
        stylesheet(settings),
        _picture(project, settings.logo, "logo"),
        _picture(project, settings.icon, "icon"),
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
    path = project.root / name
    where = f"{project.root}: site: {setting}"
    kinds = ", ".join(_MEDIA_TYPES)
    if path.suffix.lower() not in _MEDIA_TYPES:
        raise ProjectError(f"{where} must be a file ending in {kinds}, not {name}")
    if not _is_inside(project.root, path):
        raise ProjectError(f"{where} must be a file in the project, not {name}")
    if not path.is_file():  # a pipe would be waited for
        raise ProjectError(f"{where}: there is no file {name}")
    content = _read(path, where)
    if not _is_of_kind(content, path.suffix.lower()):
        raise ProjectError(f"{where}: {name} is not a picture of the kind that it is called")
    return Picture(content, path.suffix.lower())


def _is_inside(folder: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # links in a circle, a character that names lack
        return False


def _read(path: Path, where: str) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_PICTURE + 1)
    except OSError as error:
        raise ProjectError(f"{where}: {path}: {error.strerror}") from error
    if len(content) > LARGEST_PICTURE:
        raise ProjectError(f"{where}: {path} is larger than {LARGEST_PICTURE // 1024} KiB")
    return content


def _is_of_kind(content: bytes, extension: str) -> bool:
    match extension:
        case ".png":
            return content.startswith(b"\x89PNG\r\n\x1a\n")
        case ".webp":
            return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
        case _:
            return b"<svg" in content
