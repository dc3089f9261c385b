"""The look of a site by its settings: a stylesheet, pictures and legal texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.errors import ProjectError
from schlaglicht.project import Project
from schlaglicht.settings.accent_colour import DARK_BACKGROUNDS, readable
from schlaglicht.settings.site import (
    LINK,
    SiteSettings,
    is_text_file,
    text_files,
)

if TYPE_CHECKING:
    from markdown_it.token import Token


def read_site_file(project: Project, name: str, setting: str, largest: int) -> bytes:
    """The content of the file `name`, at most `largest` KiB of it.

    Raises ProjectError for a file that is missing, outside of the project or larger.
    """
    path, where = project.root / name, about_setting(project, setting)
    if not _is_inside(project.root, path):
        raise ProjectError(f"{where} must be a file in the project, not {name}")
    if not path.is_file():  # a pipe would be waited for
        raise ProjectError(f"{where}: there is no file {name}")
    try:
        with path.open("rb") as file:
            content = file.read(largest * 1024 + 1)
    except OSError as error:
        raise ProjectError(f"{where}: {path}: {error.strerror}") from error
    if len(content) > largest * 1024:
        raise ProjectError(f"{where}: {path} is larger than {largest} KiB")
    return content


def about_setting(project: Project, setting: str) -> str:
    """The beginning of a message about a setting of `[site]`."""
    return f"{project.root}: site: {setting}"


def _is_inside(folder: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # links in a circle, a character invalid in names
        return False


_OTHER_LINK = re.compile(r"tel:[0-9+().-]+|#[^\x00-\x20<>\"\\^`{|}]*")

_LINKS = "https://, http://, mailto:, tel:, / or #"


def html_of(text: str, where: str) -> str:
    """Markdown as HTML, HTML in it as text.

    Raises ProjectError for an image, and for a link that leads into a script or a file.
    """
    from markdown_it import MarkdownIt  # for sites with such texts alone

    markdown = MarkdownIt("commonmark", {"html": False})
    # They are refused below, by their line, where the library would pass them over.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    tokens = markdown.parse(text)
    for line, token in _with_lines(tokens):
        if token.type == "image":
            raise ProjectError(f"{where}:{line}: an image is not shown here; a link to it can be")
        url = str(token.attrGet("href") or "")
        is_link = LINK.fullmatch(url) or _OTHER_LINK.fullmatch(url)
        if token.type == "link_open" and not is_link:
            raise ProjectError(f"{where}:{line}: a link must begin with {_LINKS}, not {url!r}")
    return str(markdown.renderer.render(tokens, markdown.options, {}))


def _with_lines(tokens: list[Token]) -> Iterator[tuple[int, Token]]:
    """Every token in lines of text, with the first line of its block."""
    for block in tokens:
        for token in block.children or ():
            yield (block.map[0] + 1 if block.map else 1), token


LARGEST_TEXT = 64
"""KiB of an imprint or a privacy notice."""


def read_legal_texts(project: Project) -> Mapping[str, Mapping[str, str]]:
    """The texts that the settings name, as HTML by language tag, by setting.

    Raises ProjectError for a file that cannot be read, and for what a page must not show: an
    image, a link to elsewhere than a page, an address or a number.
    """
    settings = project.settings.site
    return {
        name: _texts(project, file, name)
        for name, file in legal_settings(settings).items()
        if file and is_text_file(file)
    }


def legal_settings(settings: SiteSettings) -> Mapping[str, str | None]:
    """The settings that a file may have the text of, with what they name."""
    return {"imprint": settings.imprint, "privacy": settings.privacy}


def _texts(project: Project, file: str, setting: str) -> Mapping[str, str]:
    names = text_files(file)
    found = {tag: name for tag, name in names.items() if (project.root / name).exists()}
    texts = {}
    for tag, name in (found or {"": file}).items():
        content = read_site_file(project, name, setting, LARGEST_TEXT)
        where = f"{about_setting(project, setting)}: {name}"
        try:
            texts[tag] = html_of(content.decode("utf-8"), where)
        except UnicodeDecodeError as error:
            raise ProjectError(f"{where} is not UTF-8 at byte {error.start}") from error
    return texts


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
    extension, where = Path(name).suffix.lower(), about_setting(project, setting)
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
