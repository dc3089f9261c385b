"""Which file a URL is, and which URLs belong to one thing.

Names are paths below the root of the site, decoded, without a slash before them. A static host
decodes the path of a URL and looks for the file of that name, so that is the name here too.
"""

from __future__ import annotations

import re

from schlaglicht.web.texts import LANGUAGES

INDEX = "index.html"

_LONGEST = 255
"""Bytes of a name that common file systems take."""

_ENDING = re.compile(
    rf"(?:\.(?:{'|'.join(LANGUAGES)}))?\.(?:linkset\.json|[a-z0-9]{{1,8}})$"
    rf"|/index(?:\.(?:{'|'.join(LANGUAGES)}))?\.html$"
)


def file_name(name: str) -> str:
    """The file, relative to the folder of the site, in which the document `name` is."""
    return f"{name}{INDEX}" if not name or name.endswith("/") else name


def why_unnameable(name: str) -> str | None:
    """Why no file can have the name, so that no static host can serve it; None when one can."""
    segments = file_name(name).split("/")
    if any(segment in (".", "..") for segment in segments):
        return "browsers take `.` and `..` in a path for folders"
    if any(not segment for segment in segments):
        return "file systems do not tell `//` from `/`"
    if "\0" in name:
        return "a file name cannot have the character U+0000"
    if any(len(segment.encode("utf-8", "surrogateescape")) > _LONGEST for segment in segments):
        return f"a file name cannot be longer than {_LONGEST} bytes"
    return None


def stem_of(name: str) -> str:
    """What the names of all documents about one thing have in common."""
    return _ENDING.sub("", name)
