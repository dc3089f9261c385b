"""Markdown of a project as HTML that a page may show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from schlaglicht.errors import ProjectError
from schlaglicht.settings.site import LINK

_OTHER_LINK = re.compile(r"tel:[0-9+().-]+|#[^\x00-\x20<>\"\\^`{|}]*")

_LINKS = "https://, http://, mailto:, tel:, / or #"


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - as the library has it
        """True: `html_of` refuses links by their line, where the library would pass them over."""
        return True


def html_of(text: str, where: str) -> str:
    """Markdown as HTML, HTML in it as text.

    Raises ProjectError for an image, and for a link that leads into a script or a file.
    """
    markdown = _Markdown("commonmark", {"html": False})
    tokens = markdown.parse(text)
    for line, token in _with_lines(tokens):
        if token.type == "image":
            raise ProjectError(f"{where}:{line}: an image is not shown here; a link to it can be")
        url = str(token.attrGet("href") or "")
        if token.type == "link_open" and not _is_link(url):
            raise ProjectError(f"{where}:{line}: a link must begin with {_LINKS}, not {url!r}")
    return str(markdown.renderer.render(tokens, markdown.options, {}))


def _is_link(url: str) -> bool:
    return bool(LINK.fullmatch(url) or _OTHER_LINK.fullmatch(url))


def _with_lines(tokens: list[Token]) -> Iterator[tuple[int, Token]]:
    """Every token in lines of text, with the first line of its block."""
    for block in tokens:
        for token in block.children or ():
            yield (block.map[0] + 1 if block.map else 1), token
