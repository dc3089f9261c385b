"""Imprint and privacy notice of a site, from Markdown files of the project."""

from __future__ import annotations

from collections.abc import Mapping

from schlaglicht.errors import ProjectError
from schlaglicht.project import Project
from schlaglicht.settings.site import SiteSettings, is_text_file, text_files
from schlaglicht.web.site_files import place_of, read_site_file

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
    from schlaglicht.web.site_markdown import html_of

    names = text_files(file)
    found = {tag: name for tag, name in names.items() if (project.root / name).exists()}
    texts = {}
    for tag, name in (found or {"": file}).items():
        content = read_site_file(project, name, setting, LARGEST_TEXT)
        where = f"{place_of(project, setting)}: {name}"
        try:
            texts[tag] = html_of(content.decode("utf-8"), where)
        except UnicodeDecodeError as error:
            raise ProjectError(f"{where} is not UTF-8 at byte {error.start}") from error
    return texts
