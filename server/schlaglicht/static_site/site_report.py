"""Result of an export."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BrokenLink:
    """A broken link within the site: the page it is on, its URL, and the reason."""

    page: str
    target: str
    reason: str


@dataclass(frozen=True)
class SiteReport:
    """Numbers of files and bytes written, and the broken links among the files."""

    files: int
    bytes: int
    broken: tuple[BrokenLink, ...]
